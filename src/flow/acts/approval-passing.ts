import * as approvals from '../../approvals/index.js';
import type { RunView, Seat } from '../../approvals/index.js';
import * as cases from '../../cases/index.js';
import type { Case, Entry } from '../../cases/index.js';
import * as directory from '../../directory/index.js';
import type { Role } from '../../terms/decision.js';
import { accept, refuse, type Outcome } from '../../terms/outcome.js';
import { personName, showCard, tell, type Scene } from '../scene.js';
import { holdLimits, resumeLimits } from './approval-limits.js';
import { inquirySubject, postStepCards, redrawRun } from './approval-run.js';
import { tellTaken } from './approval-reseat.js';
import { names } from './approval-seats.js';
import { watchSeats } from './approval-watch.js';

/** A tap on an approval card that is no decision yet. */
export interface Passing {
  readonly runId: string;
  readonly step: number;
  readonly by: string;
  readonly role: Role | null;
  /** As typed: a question, or a colleague's name with a word behind it. */
  readonly words: string;
}

export const INQUIRY = 'approval-inquiry';

const stepAsk = (scene: Scene, one: Case, tap: Passing) => ({
  companyId: one.companyId,
  runId: tap.runId,
  step: tap.step,
  by: tap.by,
  role: tap.role,
  now: scene.now,
  ...names(scene, one),
});

const line = (scene: Scene, actor: string, kind: string, payload: Entry['payload']): Entry => ({ at: scene.now, actor, kind, payload });

const record = (scene: Scene, one: Case, entry: Entry): Promise<Case> => cases.saveCase(scene.tx, one, [entry], () => scene.house.ids.salt());

/** 退回补充: the handler is asked, the time limit stands still until he has answered. */
export async function returnToHandler(scene: Scene, one: Case, tap: Passing): Promise<Outcome<string>> {
  const inquiryId = scene.house.ids.uuid();
  const handler = one.handlerId ?? one.reporterId;
  const returned = await approvals.returnStep(scene.tx, { ...stepAsk(scene, one, tap), inquiryId, askedOf: handler, words: tap.words });
  if (!returned.ok) return returned;
  const saved = await record(scene, one, line(scene, tap.by, 'approval-returned', { run: tap.runId, step: tap.step, question: tap.words }));
  await holdLimits(scene, saved, returned.value, tap.step);
  tell(scene, handler, { caseId: one.id, text: `${one.number} 被${personName(scene, tap.by)}退回补充:${tap.words}。请回复“${one.number} 答复:…”,照片可一并发来;审批时限已暂停。` });
  showInquiry(scene, saved, returned.value, inquiryId);
  redrawRun(scene, saved, returned.value);
  return accept(`已退回补充:${one.number},等${personName(scene, handler)}答复后继续。`);
}

function showInquiry(scene: Scene, one: Case, run: RunView, inquiryId: string): void {
  const inquiry = run.inquiries.find((each) => each.id === inquiryId);
  if (inquiry === undefined) throw new Error(`approval run ${run.id} lost its inquiry`);
  const card = approvals.inquiryCard(run, inquiry, inquirySubject(scene, one, run), names(scene, one));
  showCard(scene, { chatId: inquiry.askedOf, subjectKind: INQUIRY, subjectId: inquiry.id, caseId: one.id, card });
}

/** "李四 我出差了" → the colleague and the word for him. */
function personAndWords(scene: Scene, said: string): { readonly person: directory.Person; readonly words: string } | null {
  const { people } = scene.company.people;
  const plain = said.normalize('NFKC').replace(/^\s*(?:给|@)?\s*/, '');
  const person =
    people.find((each) => each.id === plain || each.name === plain) ??
    [...people].sort((a, b) => b.name.length - a.name.length).find((each) => plain.startsWith(each.name) || new RegExp(`^${each.id}(?![\\w-])`).test(plain));
  if (person === undefined) return null;
  const rest = plain.startsWith(person.name) ? plain.slice(person.name.length) : plain.slice(person.id.length);
  return { person, words: rest.replace(/^[\s,::,。]+/, '').trim() };
}

const unknownPerson = (said: string, example: string): Outcome<never> =>
  refuse('person-unknown', said === '' ? `请写同事的姓名,例如:${example}` : `没有找到“${said}”,请写同事的姓名,例如:${example}`);

/** 转交 to another person entitled: a holder of the same role on the project, or the holder's deputy or delegate. */
export async function transfer(scene: Scene, one: Case, tap: Passing): Promise<Outcome<string>> {
  const found = personAndWords(scene, tap.words);
  if (found === null) return unknownPerson(tap.words, '李四 我在外地,请代为审批');
  const { person, words } = found;
  const seatOf = (seat: Seat): Seat | null => transferred(scene, one, seat, person.id, words);
  const comesBack = directory.delegateOf(scene.company.people, person.id, scene.now)?.id === tap.by;
  const moved = await approvals.transferSeats(scene.tx, { ...stepAsk(scene, one, tap), to: person.id, comesBack, seatOf });
  if (!moved.ok) return moved;
  const saved = await record(scene, one, line(scene, tap.by, 'approval-transferred', { run: tap.runId, step: tap.step, to: person.id, words }));
  const seat = approvals.stepOf(moved.value, tap.step)?.seats.find((each) => each.personId === person.id);
  if (seat !== undefined) tellTaken(scene, saved, seat, tap.by, words);
  await postStepCards(scene, saved, moved.value);
  redrawRun(scene, saved, moved.value);
  await watchSeats(scene, saved, moved.value);
  return accept(`已转交:${one.number} 由${person.name}决定。`);
}

function transferred(scene: Scene, one: Case, seat: Seat, to: string, words: string): Seat | null {
  const { people } = scene.company;
  const holder = approvals.holderOf(seat);
  const note = `由${personName(scene, seat.personId)}转交${words === '' ? '' : `:${words}`}`;
  if (to === holder || directory.holds(people, to, seat.role, one.projectId)) return { role: seat.role, personId: to, standsFor: null, via: 'transfer', note };
  // A leaver's place is his deputy's; what he had lent of it ended with him, and would not hold.
  const delegate = directory.personById(people, holder) === null ? null : directory.delegateOf(people, holder, scene.now);
  const inPlace = [directory.deputyOf(people, holder, scene.now)?.id, delegate?.id];
  return inPlace.includes(to) ? { role: seat.role, personId: to, standsFor: holder, via: 'transfer', note } : null;
}

/** 加签 before mine: my decision waits for the named person's opinion. */
export async function opinionBefore(scene: Scene, one: Case, tap: Passing): Promise<Outcome<string>> {
  const found = personAndWords(scene, tap.words);
  if (found === null) return unknownPerson(tap.words, '李四 请看合同条款');
  const { person, words } = found;
  const inquiryId = scene.house.ids.uuid();
  const asked = await approvals.askBefore(scene.tx, { ...stepAsk(scene, one, tap), inquiryId, askedOf: person.id, words });
  if (!asked.ok) return asked;
  const saved = await record(scene, one, line(scene, tap.by, 'approval-asked', { run: tap.runId, step: tap.step, of: person.id, words, when: 'before' }));
  showInquiry(scene, saved, asked.value, inquiryId);
  redrawRun(scene, saved, asked.value);
  return accept(`已请${person.name}加签,等他的意见后您再决定。`);
}

/** 加签 after mine: an extra step behind this one. */
export async function opinionAfter(scene: Scene, one: Case, tap: Passing): Promise<Outcome<string>> {
  const found = personAndWords(scene, tap.words);
  if (found === null) return unknownPerson(tap.words, '李四 请复核金额');
  const { person, words } = found;
  const asked = await approvals.askAfter(scene.tx, { ...stepAsk(scene, one, tap), inquiryId: scene.house.ids.uuid(), askedOf: person.id, words });
  if (!asked.ok) return asked;
  const saved = await record(scene, one, line(scene, tap.by, 'approval-asked', { run: tap.runId, step: tap.step, of: person.id, words, when: 'after' }));
  redrawRun(scene, saved, asked.value);
  return accept(`已加签:您同意之后由${person.name}再审。请继续决定您这一步。`);
}

export interface InquiryTap {
  readonly inquiryId: string;
  readonly by: string;
  readonly answer: string | null;
  readonly agrees: boolean | null;
}

/** The handler's answer, the named person's opinion, or an approver who waits no longer. */
export async function endInquiry(scene: Scene, one: Case, tap: InquiryTap): Promise<Outcome<string>> {
  const runId = (await approvals.runOfInquiry(scene.tx, tap.inquiryId)) ?? '';
  if (runId === '') return refuse('not-found', '找不到这个问题,可能已被清除。');
  const ended = await approvals.endInquiry(scene.tx, { ...tap, companyId: one.companyId, runId, now: scene.now, ...names(scene, one) });
  if (!ended.ok) return ended;
  const { run, inquiry } = ended.value;
  const kind = tap.answer === null ? 'approval-no-longer-asked' : inquiry.kind === 'return' ? 'approval-answered' : 'approval-opinion';
  const saved = await record(scene, one, line(scene, tap.by, kind, { run: run.id, step: inquiry.step, answer: tap.answer, agrees: tap.agrees }));
  if (inquiry.kind === 'return') resumeLimits(scene, saved, run, inquiry.step);
  // Whoever came to the step while it stood still has had no card yet.
  await postStepCards(scene, saved, run);
  redrawRun(scene, saved, run);
  if (tap.answer === null) return accept(`${one.number} 不再等,请继续决定。`);
  const said = tap.agrees === null ? '已答复' : tap.agrees ? '赞成' : '不赞成';
  const words = tap.answer === '' ? '' : `:${tap.answer}`;
  if (inquiry.askedBy !== tap.by) tell(scene, inquiry.askedBy, { caseId: one.id, text: `${one.number} ${personName(scene, tap.by)}${said}${words}。请在审批卡片上决定。` });
  return accept(`${one.number} ${inquiry.kind === 'return' ? '已答复,审批继续' : `您的意见已记录:${said}`}。`);
}
