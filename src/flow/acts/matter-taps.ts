import * as cases from '../../cases/index.js';
import type { Case, CaseLink, Entry, Proposal } from '../../cases/index.js';
import * as directory from '../../directory/index.js';
import type * as messages from '../../messages/index.js';
import { marksBorne } from '../../policy/index.js';
import { accept, refuse, type Outcome } from '../../terms/outcome.js';
import { answer, personName, redrawCards, tell, type Scene } from '../scene.js';
import { packOf } from './judging.js';
import { MATTER, matterCard, matterSubject } from './matter-offers.js';
import { line } from './matters.js';
import { settle } from './settle.js';

interface Pair {
  readonly later: Case;
  readonly earlier: Case;
  readonly proposal: Proposal;
  readonly by: string;
}

/** What the person is told, and the case it is about. */
interface Decided {
  readonly said: string;
  readonly number: string;
}

const ACCEPTED = { merge, group: joinGroup };
const REFUSED = { merge: notSame, group: notInGroup };

const GONE = refuse('no-card', '这张卡片已经失效,请重新查询。');

/** 并入, 计入群诉 and their refusals. Nothing is merged or counted without this tap; who may is decided here. */
export async function decideMatter(scene: Scene, card: messages.CardRow, by: string, action: string): Promise<Outcome<Decided>> {
  const [laterId = '', earlierId = '', act] = card.subjectId.split(':');
  const both = await cases.lockCases(scene.tx, [laterId, earlierId]);
  const later = both.find(({ id }) => id === laterId);
  const earlier = both.find(({ id }) => id === earlierId);
  const proposal = later?.handling.proposals.find((one) => one.act === act && one.withId === earlierId);
  if (later === undefined || earlier === undefined || proposal === undefined) return GONE;
  if (!mayDecide(scene, later, earlier, by)) return refuse('not-yours', `这件事由受理人${personName(scene, later.handlerId ?? earlier.handlerId ?? '')}或其主管决定。`);
  if (proposal.state !== 'open') return refuse('already-decided', `已由${personName(scene, proposal.by ?? '')}处理过:${outcomeWords(proposal)}。`);
  const pair = { later, earlier, proposal, by };
  const done = await (action === 'accept' ? ACCEPTED : REFUSED)[proposal.act](scene, pair);
  return done.ok ? accept({ said: done.value, number: later.number }) : done;
}

function mayDecide(scene: Scene, later: Case, earlier: Case, by: string): boolean {
  if (by === later.handlerId || by === earlier.handlerId) return true;
  const { supervisor, projectHead } = packOf(scene, earlier).duties;
  return [supervisor, projectHead].some((role) => directory.holds(scene.company.people, by, role, earlier.projectId));
}

function outcomeWords({ act, state, withNumber }: Proposal): string {
  if (state === 'accepted') return act === 'merge' ? `已并入 ${withNumber}` : `已计入群诉 ${withNumber}`;
  return act === 'merge' ? '不是同一件' : '不计入群诉';
}

/** The later case with the proposal decided. */
function decided({ later, proposal, by }: Pair, state: 'accepted' | 'refused', links: readonly CaseLink[]): Case {
  const proposals = later.handling.proposals.map((one) => (one === proposal ? { ...one, state, by } : one));
  return { ...later, handling: { ...later.handling, links, proposals } };
}

/** The card as it ends. */
function endCard(scene: Scene, { later, earlier, proposal, by }: Pair, state: 'accepted' | 'refused'): string {
  const said = outcomeWords({ ...proposal, state });
  redrawCards(scene, MATTER, matterSubject(later.id, proposal), () => matterCard(scene, later, earlier, proposal, `${said}(${personName(scene, by)})`));
  return said;
}

/** What else was asked about a case that is merged is answered with it. */
function endOtherCards(scene: Scene, { later, proposal }: Pair): void {
  for (const other of later.handling.proposals.filter((one) => one !== proposal && one.state === 'open')) {
    redrawCards(scene, MATTER, matterSubject(later.id, other), (card) => ({ ...card, state: 'void', buttons: [] }));
  }
}

function tellHandlers(scene: Scene, { later, earlier, by }: Pair, text: string): void {
  for (const personId of new Set([later.handlerId, earlier.handlerId])) {
    if (personId !== null && personId !== by) tell(scene, personId, { caseId: earlier.id, text });
  }
}

async function merge(scene: Scene, pair: Pair): Promise<Outcome<string>> {
  const { later, earlier, proposal, by } = pair;
  const hindrance = hindranceTo(later, earlier);
  if (hindrance !== null) return hindrance;
  const into: CaseLink = { caseId: earlier.id, number: earlier.number, kind: 'into', rooms: [], at: scene.now };
  const ended: Case = { ...decided(pair, 'accepted', cases.withLink(later.handling.links, into)), state: 'merged', closedAt: scene.now };
  const reason = proposal.reasons.join('、');
  await settle(scene, later, ended, [line(scene, 'merged', { to: earlier.number, reason }, by)]);
  await cases.carryEvidence(scene.tx, later.id, earlier.id);
  const counts = Array.from({ length: later.facts.dissatisfiedTimes }, () => line(scene, 'dissatisfied-again', { about: later.number }));
  const saved = await settle(scene, earlier, cases.mergedCase(earlier, later, scene.now), [line(scene, 'merged-in', { from: later.number, reason }, by), ...counts]);
  endCard(scene, pair, 'accepted');
  endOtherCards(scene, pair);
  const who = saved.handlerId === null ? '' : `,由${personName(scene, saved.handlerId)}继续跟进`;
  answer(scene, { chatId: later.chatId, caseId: later.id, text: `${later.number} 已并入 ${earlier.number}${who}。` });
  tellHandlers(scene, pair, `${later.number} 已由${personName(scene, by)}并入 ${earlier.number},内容和附件已转过去。`);
  return accept(`${later.number} 已并入 ${earlier.number},内容和附件已转过去。`);
}

/** Sums and groups hang on a number: where there are some, the two stay apart. */
function hindranceTo(later: Case, earlier: Case): Outcome<string> | null {
  for (const one of [earlier, later]) {
    if (!cases.isOpen(one.state)) return refuse('case-ended', `${one.number} ${cases.STATE_NAMES[one.state]},不能再并入。`);
  }
  const approval = later.handling.approval?.state;
  if (approval === 'open' || approval === 'approved' || later.handling.payments.length > 0) {
    return refuse('approval-open', `${later.number} 已有审批或付款,不能并入;审批中的请先撤回。`);
  }
  if (later.handling.links.some(({ kind }) => kind === 'member')) return refuse('leads-group', `${later.number} 名下有群诉,不能并入。`);
  return null;
}

/** Another matter after all: the link goes, and what it counted as is taken back; a level falls only by a person (policies/README.md). */
async function notSame(scene: Scene, pair: Pair): Promise<Outcome<string>> {
  const { later, earlier, by, proposal } = pair;
  const left = decided(pair, 'refused', cases.withoutLink(later.handling.links, earlier.id));
  await settle(scene, later, left, [line(scene, 'not-same', { to: earlier.number }, by)]);
  const handling = { ...earlier.handling, links: cases.withoutLink(earlier.handling.links, later.id) };
  const entries = [line(scene, 'not-same', { to: later.number }, by)];
  if (cases.isOpen(earlier.state)) await settle(scene, earlier, uncounted(scene, { ...earlier, handling }, proposal, entries), entries);
  else await cases.saveCase(scene.tx, { ...earlier, handling }, entries, () => scene.house.ids.salt());
  endCard(scene, pair, 'refused');
  return accept(`已记录:${later.number} 与 ${earlier.number} 不是同一件。`);
}

function uncounted(scene: Scene, one: Case, { counted }: Proposal, entries: Entry[]): Case {
  if (counted === 'dissatisfaction' && one.facts.dissatisfiedTimes > 0) {
    entries.push(line(scene, 'dissatisfied-taken-back', {}));
    return { ...one, facts: { ...one.facts, dissatisfiedTimes: one.facts.dissatisfiedTimes - 1 } };
  }
  return counted === 'escalation' ? withoutMarks(scene, { ...one, facts: { ...one.facts, complainedAgain: false } }, entries) : one;
}

/** Marks whose condition no longer holds come off; those of missed deadlines stay. */
function withoutMarks(scene: Scene, one: Case, entries: Entry[]): Case {
  const pack = packOf(scene, one);
  const borne = marksBorne(pack, pack.marks, { facts: one.facts, verdict: { level: one.level, rules: one.decision.levelRules } });
  const gone = pack.marks.filter((row) => row.when !== null && !borne.includes(row)).map(({ name }) => name);
  const lifted = one.handling.marks.filter(({ cause }) => gone.includes(cause));
  entries.push(...lifted.map(({ mark, rule, cause }) => line(scene, 'mark-lifted', { mark, rule, cause })));
  return { ...one, handling: { ...one.handling, marks: one.handling.marks.filter((mark) => !lifted.includes(mark)) } };
}

/** Households are counted by their rooms; the level is decided again, and an approval whose route changes is void. */
async function joinGroup(scene: Scene, pair: Pair): Promise<Outcome<string>> {
  const { later, earlier, by } = pair;
  if (!cases.isOpen(earlier.state)) return refuse('case-ended', `${earlier.number} ${cases.STATE_NAMES[earlier.state]},不能再计入。`);
  if (later.state === 'merged' || later.state === 'invalid') return refuse('case-ended', `${later.number} ${cases.STATE_NAMES[later.state]},不能再计入。`);
  const households = cases.groupHouseholds(earlier, later.rooms);
  const lead: CaseLink = { caseId: earlier.id, number: earlier.number, kind: 'lead', rooms: [], at: scene.now };
  const member: CaseLink = { caseId: later.id, number: later.number, kind: 'member', rooms: cases.householdsOf(later.rooms), at: scene.now };
  await saveMember(scene, decided(pair, 'accepted', cases.withLink(later.handling.links, lead)), line(scene, 'group-joined', { to: earlier.number }, by));
  const handling = { ...earlier.handling, links: cases.withLink(earlier.handling.links, member) };
  const saved = await settle(scene, earlier, { ...earlier, handling, facts: { ...earlier.facts, households } }, [
    line(scene, 'group-joined', { from: later.number, households }, by),
  ]);
  endCard(scene, { ...pair, earlier: saved }, 'accepted');
  tellHandlers(scene, pair, `${later.number} 已由${personName(scene, by)}计入群诉 ${earlier.number},现共 ${households} 户。`);
  return accept(`已计入群诉:${earlier.number} 现共 ${households} 户。`);
}

async function notInGroup(scene: Scene, pair: Pair): Promise<Outcome<string>> {
  const { later, earlier, by } = pair;
  await saveMember(scene, decided(pair, 'refused', later.handling.links), line(scene, 'not-same', { to: earlier.number }, by));
  endCard(scene, pair, 'refused');
  return accept(`已记录:${later.number} 不计入群诉 ${earlier.number}。`);
}

async function saveMember(scene: Scene, one: Case, entry: Entry): Promise<void> {
  if (cases.isOpen(one.state)) await settle(scene, one, one, [entry]);
  else await cases.saveCase(scene.tx, one, [entry], () => scene.house.ids.salt());
}
