import type { Case, Entry } from '../../cases/index.js';
import * as cases from '../../cases/index.js';
import { EMPTY_HEAD } from '../../cases/index.js';
import { factsOfDraft, type Draft } from '../../intake/index.js';
import { handlerFor } from '../../policy/index.js';
import { KIND_NAMES, LEVEL_NAMES, plainFacts, type Facts } from '../../terms/complaint.js';
import type { Role } from '../../terms/decision.js';
import { dayOf } from '../../terms/instants.js';
import * as directory from '../../directory/index.js';
import { eventOfRole } from './told.js';
import { answerable, answer, channelOf, personName, projectName, showCard, tell, type Scene } from '../scene.js';
import { caseCard } from './case-card.js';
import { tellTasks } from './checklist.js';
import { smsToCustomer } from './customer-sms.js';
import { tellFilings } from './filings.js';
import { planProgress } from './progress.js';
import { judge } from './judging.js';
import { countedOnLater, findEarlier, foundEntries, foundOn, toldEntries } from './matters.js';
import { followFound } from './matter-offers.js';
import { keepClocks, redrawCaseCards } from './settle.js';
import { watchProgress } from './idle.js';
import { outsideOf } from './outside-complaint.js';
import { outsideWanted } from './outside-words.js';
import { planRise } from './level-rise.js';
import { bearMarks } from './marks.js';

export interface Place {
  readonly chatId: string;
  readonly personId: string;
  readonly inGroup: boolean;
}

/**
 * Registers a draft as a case: number, level, handler, clocks; the group is told number, project, subject and handler,
 * everything else goes to the handler's private chat (contractors sit in the groups).
 */
export async function register(
  scene: Scene,
  draft: Draft,
  place: Place,
  state: 'registered' | 'unverified' = 'registered',
): Promise<Case> {
  const found = factsOfDraft(draft);
  const projectId = projectOf(scene, draft, place);
  const pack = scene.company.pack;
  const { kind, category } = found.facts;
  const coming = { companyId: scene.company.head.id, projectId, number: LAST_OF_ALL, kind, category, subject: found.subject, customerPhone: found.phone, rooms: found.rooms, registeredAt: scene.now };
  // Sent together and worked off in this order: the day's counter is held when earlier cases are looked for.
  const [number, matters] = await Promise.all([numberFor(scene), findEarlier(scene, pack, coming)]);
  const plain: Facts = { ...plainFacts(pack.id, found.facts.receivedAt), ...found.facts, enteredAt: scene.now, now: scene.now };
  const asked = countedOnLater(pack, plain, matters);
  const role = handlerFor(pack, asked).role;
  const handler = answerable(scene, role, projectId);
  const verdict = judge(scene, pack, toldByCard(scene, cases.happened(asked, 'registered', scene.now), role), null);
  const handling = { ...cases.NOTHING_HANDLED, pendingSlots: found.pending, repeat: found.repeat, outside: outsideOf(scene, found.outside, found.facts.receivedAt) };
  const fresh: Case = {
    id: scene.house.ids.uuid(),
    companyId: scene.company.head.id,
    number,
    projectId,
    channel: channelOf(scene, place.chatId),
    chatId: place.chatId,
    state,
    kind: found.facts.kind,
    level: verdict.level,
    category: found.facts.category,
    reporterId: place.personId,
    handlerId: handler?.id ?? null,
    subject: found.subject,
    content: found.content,
    customerName: found.name,
    customerPhone: found.phone,
    rooms: found.rooms,
    doors: found.doors,
    facts: verdict.facts,
    decision: verdict.decision,
    packHash: scene.company.head.packHash,
    handling: { ...handling, ...foundOn(scene, pack, { kind, handling }, matters) },
    registeredAt: scene.now,
    closedAt: null,
    ...EMPTY_HEAD,
  };
  const sms = await smsToCustomer(scene, fresh, 'registered', { by: place.personId, occasion: 'registered' });
  const lines = [...registrationEntries(scene, fresh, place), ...foundEntries(scene, pack, fresh, matters), ...toldEntries(scene, pack, plain, matters), ...sms.lines];
  const saved = await cases.insertCase(scene.tx, fresh, lines, () => scene.house.ids.salt());
  await cases.attachEvidence(scene.tx, fresh.companyId, fresh.id, draft.attachments.map((one) => one.hash), place.personId, scene.now);
  const { missed } = await keepClocks(scene, saved, pack, []);
  announce(scene, saved, place, state);
  const more: Entry[] = [];
  const marked = bearMarks(scene, saved, missed, more);
  more.push(...(await tellFilings(scene, null, marked)));
  tellTasks(scene, null, marked);
  planProgress(scene, marked);
  watchProgress(scene, marked);
  planRise(scene, null, marked);
  const whole = more.length === 0 ? marked : await cases.saveCase(scene.tx, marked, more, () => scene.house.ids.salt());
  if (marked !== saved) redrawCaseCards(scene, whole);
  await followFound(scene, whole, matters);
  return whole;
}

/** Behind every number there is: what is about to be written comes last. */
const LAST_OF_ALL = '~';

function projectOf(scene: Scene, draft: Draft, place: Place): string | null {
  const named = scene.company.people.projects.find((project) => project.name === draft.slots.project);
  if (named) return named.id;
  const chat = scene.company.people.chats.find((one) => one.id === place.chatId);
  if (chat?.projectId) return chat.projectId;
  return scene.company.people.projects.length === 1 ? (scene.company.people.projects[0]?.id ?? null) : null;
}

/** The handler learns of the case by its card: where a clock of the book runs from receipt until he is told, it is met. */
function toldByCard(scene: Scene, facts: Facts, handlerRole: Role): Facts {
  const { pack } = scene.company;
  const event = eventOfRole(pack, handlerRole);
  const waitedFor = judge(scene, pack, facts, null).decision.clocks.some(
    (clock) => clock.startsOn === 'received' && pack.clocks[clock.name]?.metBy === event,
  );
  return event !== null && waitedFor ? cases.happened(facts, event, scene.now) : facts;
}

async function numberFor(scene: Scene): Promise<string> {
  const day = dayOf(scene.now);
  const last = await cases.nextNumber(scene.tx, scene.company.head.id, day);
  return `${scene.company.pack.numberPrefix}-${day.replaceAll('-', '')}-${String(last).padStart(4, '0')}`;
}

function registrationEntries(scene: Scene, one: Case, place: Place): Entry[] {
  return [
    {
      at: scene.now,
      actor: place.personId,
      kind: 'registered',
      payload: {
        number: one.number,
        state: one.state,
        kind: one.kind,
        category: one.category,
        project: one.projectId,
        rooms: one.rooms,
        subject: one.subject,
        content: one.content,
        customer: one.customerName,
        phone: one.customerPhone,
      },
    },
    {
      at: scene.now,
      actor: 'bot',
      kind: 'level-decided',
      payload: { from: null, to: one.level, rules: one.decision.levelRules, handler: one.handlerId },
    },
  ];
}

function announce(scene: Scene, one: Case, place: Place, state: 'registered' | 'unverified'): void {
  const who = one.handlerId === null ? '暂无受理人,已提醒管理员' : `由${personName(scene, one.handlerId)}跟进`;
  const verb = state === 'unverified' ? '超过一天未确认,已按待核登记' : '已登记';
  answer(scene, {
    chatId: place.chatId,
    caseId: one.id,
    text: `${verb}:${one.number} ${projectName(scene, one.projectId)} ${one.subject},${who}。`,
  });
  if (one.handlerId === null) return;
  tell(scene, one.handlerId, {
    caseId: one.id,
    text: `${scene.company.people.projects.length > 1 ? `${projectName(scene, one.projectId)} ` : ''}新${KIND_NAMES[one.kind]} ${one.number} 由您受理,级别:${LEVEL_NAMES[one.level]}。请先联系客户。${outsideWanted(one)}`,
  });
  showCard(scene, {
    chatId: one.handlerId,
    subjectKind: 'case',
    subjectId: one.id,
    caseId: one.id,
    card: caseCard(scene, one, one.handlerId),
  });
}

/** Who may be told about drafts and dangers on a project when nobody is on duty. */
export function dutyPeople(scene: Scene, projectId: string | null): readonly directory.Person[] {
  const onDuty = directory.onDuty(scene.company.people, projectId, scene.now);
  const head = answerable(scene, scene.company.pack.duties.projectHead, projectId);
  const all = head === null ? onDuty : [...onDuty, head];
  return all.filter((person, index) => all.findIndex((one) => one.id === person.id) === index);
}
