import type { Case, Entry } from '../../cases/index.js';
import * as cases from '../../cases/index.js';
import * as clocks from '../../clocks/index.js';
import type { Asked, Clock, ClockChanges } from '../../clocks/index.js';
import type { ClockDuty, Pack } from '../../policy/index.js';
import { LEVEL_NAMES, type CaseEvent } from '../../terms/complaint.js';
import type { ClockPlan } from '../../terms/decision.js';
import { extendedDuty, extendedPlan } from './book-extension.js';
import { redrawCards, tell, type Scene } from '../scene.js';
import { caseCard, dispatchCard, visitCard } from './case-card.js';
import { tellTasks } from './checklist.js';
import { followDecisionInApprovals } from './approval-run.js';
import { tellFilings } from './filings.js';
import { handOver, sayHandOver } from './hand-over.js';
import { heldBy, judge, keeping, levelRank, packOf, plansFrom, type HeldLevel, type Judgement } from './judging.js';
import { notBefore, tellMissed } from './missed.js';
import { hasNoQuiet } from './nudge-hours.js';
import { refreshTodo } from './todo-refresh.js';
import { ownClocks } from './own-clocks.js';
import { bearMarks } from './marks.js';
import { SENT_BACK, sentBackCard } from './sent-back-card.js';
import { planRise } from './level-rise.js';

/**
 * After anything that happened to a case: decide again, bring clocks and approvals in line, tell who must know, write
 * the case with its entries, and draw its cards anew. The caller holds the case's lock. `missed`: deadlines already found missed and told.
 */
export async function settle(scene: Scene, before: Case, after: Case, entries: readonly Entry[], missed: readonly Clock[] = []): Promise<Case> {
  const pack = packOf(scene, before);
  const verdict = judge(scene, pack, after.facts, heldNow(before, after));
  const lines: Entry[] = [...entries];
  if (verdict.level !== before.level) lines.push(levelEntry(scene, before, verdict));
  let next: Case = { ...after, facts: verdict.facts, decision: verdict.decision, level: verdict.level };
  next = withoutReturn(handOver(scene, before, next, lines));
  // Also a case that ends first has what its last act has met put down as met.
  const { missed: late, cancelled } = await keepClocks(scene, next, pack);
  if (hasNoQuiet(pack, before) !== hasNoQuiet(pack, next)) await clocks.replaceNudges(scene.tx, { ...keeping(scene, next), caseId: next.id });
  const gone = [...cancelled, ...(cases.isOpen(next.state) ? [] : await clocks.cancelClocksOf(scene.tx, next.id, scene.now))];
  if (gone.length > 0) lines.push(cancelledEntry(scene, next, gone));
  planRise(scene, before, next);
  next = bearMarks(scene, next, [...missed, ...late], lines);
  next = await followDecisionInApprovals(scene, before, next, lines);
  sayWhatRose(scene, before, next);
  sayHandOver(scene, before, next);
  lines.push(...(await tellFilings(scene, before.decision, next)));
  tellTasks(scene, before, next);
  const saved = await cases.saveCase(scene.tx, next, lines, () => scene.house.ids.salt());
  redrawCaseCards(scene, saved);
  if (missed.length > 0 || late.length > 0 || readsOtherwise(before, saved)) scene.reworded.add(saved.id);
  refreshTodo(scene, saved);
  return saved;
}

/** What a reminder says of its case, and who is offered its next act. */
const readsOtherwise = (before: Case, after: Case): boolean =>
  before.subject !== after.subject ||
  before.projectId !== after.projectId ||
  before.handlerId !== after.handlerId ||
  before.handling.dispatchedTo !== after.handling.dispatchedTo;

/** Deadlines that fall away with work left undone stand in the record with the reason. */
const cancelledEntry = (scene: Scene, one: Case, gone: readonly Clock[]): Entry => ({
  at: scene.now,
  actor: 'clock',
  kind: 'clocks-cancelled',
  payload: {
    clocks: gone.map(({ label }) => label),
    reason: one.state === 'handled' || !cases.isOpen(one.state) ? cases.STATE_NAMES[one.state] : '情况有变,制度不再要求',
  },
});

/** Once it is handled nobody has to say any more whose it is. */
const withoutReturn = (one: Case): Case =>
  one.handling.sentBack !== null && (one.state === 'handled' || !cases.isOpen(one.state)) ? { ...one, handling: { ...one.handling, sentBack: null } } : one;

/** A level that was lowered in this very act is the one to hold. */
function heldNow(before: Case, after: Case): HeldLevel {
  const { lowered } = after.handling;
  if (lowered === null || lowered.at === before.handling.lowered?.at) return heldBy(before);
  return { level: lowered.level, rules: lowered.rules, lowered };
}

function levelEntry(scene: Scene, before: Case, verdict: Judgement): Entry {
  return {
    at: scene.now,
    actor: 'bot',
    kind: 'level-decided',
    payload: { from: before.level, to: verdict.level, rules: verdict.decision.levelRules },
  };
}

/** Starts, moves, meets and cancels clocks as the decision and the facts say; tells of those found missed, and returns them. */
export async function keepClocks(scene: Scene, one: Case, pack: Pack, known?: readonly Clock[]): Promise<Pick<ClockChanges, 'missed' | 'cancelled'>> {
  const own = ownClocks(one);
  const asked: Asked = {
    companyId: one.companyId,
    caseId: one.id,
    receivedAt: one.facts.receivedAt,
    plans: [...[...plansAsked(one, pack), ...plansSinceReopened(scene, one, pack)].map((plan) => extendedPlan(scene, one, plan)), ...own.plans],
    duties: { ...dutiesOf(one, pack), ...own.duties },
    happened: { ...one.facts.happened, ...own.happened },
    packHash: one.packHash,
    calendarVersion: scene.company.head.calendarVersion,
    ...keeping(scene, one),
  };
  const changes = await clocks.reconcileClocks(scene.tx, asked, known);
  tellMissed(scene, one, changes.missed);
  return changes;
}

/** Where the book lets a failed call count once its SMS is out, the call is what meets the clock. */
function dutiesOf(one: Case, pack: Pack): Pack['clocks'] {
  if (!one.handling.calledAndTexted && one.handling.extensions.length === 0) return pack.clocks;
  const counted = Object.entries(pack.clocks).map(([name, duty]): [string, ClockDuty] => [
    name,
    extendedDuty(one, pack, one.handling.calledAndTexted ? metByCall(one, duty) : duty),
  ]);
  return Object.fromEntries(counted);
}

const metByCall = (one: Case, duty: ClockDuty): ClockDuty =>
  duty.metByCallAndSms === true && one.facts.happened['customer-reached'] === undefined ? { ...duty, metBy: 'call-failed' } : duty;

const AFTER_HANDLING: readonly (CaseEvent | null)[] = [null, 'handled', 'visited'];

/**
 * Once handling is finished its steps have fallen away, done or not, and nobody is nudged about them, also when the case is opened
 * again; what begins after it is asked.
 */
function plansAsked(one: Case, pack: Pack): readonly ClockPlan[] {
  const { handledAt: ended, reopenedAt } = one.handling;
  if (ended === null) return one.decision.clocks;
  const begunAfter = (plan: ClockPlan): boolean => (one.facts.happened[plan.startsOn as CaseEvent] ?? one.facts.receivedAt) > ended;
  const asked = one.decision.clocks.filter((plan) => AFTER_HANDLING.includes(pack.clocks[plan.name]?.metBy ?? null) || begunAfter(plan));
  return reopenedAt === null ? asked : asked.filter((plan) => !isHandling(plan, pack));
}

/** The deadline for handling the complaint as a whole. */
const isHandling = (plan: ClockPlan, pack: Pack): boolean => plan.startsOn === 'received' && pack.clocks[plan.name]?.metBy === 'handled';

/** No book says until when a case that was opened again is to be handled: as long as a new one of its level has, from then on (ours). */
function plansSinceReopened(scene: Scene, one: Case, pack: Pack): readonly ClockPlan[] {
  const { reopenedAt } = one.handling;
  if (reopenedAt === null || !cases.isOpen(one.state)) return [];
  const again = plansFrom(scene, one, reopenedAt).filter((plan) => isHandling(plan, pack));
  return again.map((plan) => ({ ...plan, startsOn: 'reopened' }));
}

function sayWhatRose(scene: Scene, before: Case, after: Case): void {
  if (after.state === 'invalid' || levelRank(after.level) <= levelRank(before.level) || before.handlerId === null) return;
  const pack = packOf(scene, after);
  const why = after.decision.levelRules.map((rule) => `${rule}:${pack.ruleTexts[rule] ?? ''}`).join(';');
  tell(scene, before.handlerId, {
    caseId: after.id,
    hold: { until: notBefore(scene, after, before.handlerId), about: 'notice' },
    text: `${after.number} 级别由${LEVEL_NAMES[before.level]}升为${LEVEL_NAMES[after.level]}。依据 ${why}`,
  });
}

/** Draws every card of the case as it now stands. */
export function redrawCaseCards(scene: Scene, one: Case): void {
  redrawCards(scene, 'case', one.id, (_card, copy) => caseCard(scene, one, copy.chatId));
  redrawCards(scene, 'dispatch', one.id, (_card, copy) => dispatchCard(scene, one, copy.chatId));
  redrawCards(scene, SENT_BACK, one.id, (_card, copy) => sentBackCard(scene, one, copy.chatId));
  redrawCards(scene, 'visit', one.id, () => visitCard(scene, one));
  if (cases.isOpen(one.state)) return;
  for (const request of one.handling.requests) {
    redrawCards(scene, 'request', request.id, (card) => ({ ...card, state: 'void', buttons: [] }));
  }
}
