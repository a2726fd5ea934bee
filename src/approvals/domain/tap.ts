import type { Role } from '../../terms/decision.js';
import type { Instant } from '../../terms/instants.js';
import { showInstant } from '../../terms/instants.js';
import { writtenText } from '../../terms/kept-text.js';
import { accept, refuse, type Outcome, type Refusal } from '../../terms/outcome.js';
import { STEP_ALLOWS, type ApprovalAct } from './acts.js';
import type { DecisionView, Inquiry, Names, RunView, SeatView, StepView, Verdict } from './run.js';
import { holderOf, presentStepOf, stepOf, waitingInquiry } from './run.js';
import { cardsOf, isAsked } from './seats.js';
import { decisionFor } from './votes.js';
import { decidedWords, decider, MODE_NAMES, runEndWords, stepEndWords, VERDICT_NAMES } from './words.js';

export interface Tap {
  readonly step: number;
  readonly by: string;
  readonly verdict: Verdict;
  /** What the person wrote; a rejection needs it. */
  readonly reason: string | null;
  readonly now: Instant;
  /** The role whose card was tapped. Left out, the person's first undecided card of the step is meant. */
  readonly role?: Role | null;
}

/** Who does something to a step, by which of his cards. */
export type ActorOnStep = Pick<Tap, 'step' | 'by' | 'role'>;

/**
 * The seats a person may still act in by a card of his at this step, or why he may not. Codes: `not-yours`, `own-submission`,
 * `moved` (the seat is another's now), `already-decided` (says who and when), `run-closed` (void, approved or rejected),
 * `step-not-open`, `returned` (the handler is asked), `opinion-awaited` (a named person is asked before).
 */
export function seatsToAct(run: RunView, actor: ActorOnStep, act: ApprovalAct, names: Names): Outcome<readonly SeatView[]> {
  const step = stepOf(run, actor.step);
  if (step === null) return refuse('step-not-open', '这次审批里没有这一步。');
  const seats = tappedSeats(step, run, actor, names);
  const [first] = seats;
  if (first === undefined) return notEntitled(run, step, actor.by, names);
  const asked = seats.filter((seat) => isAsked(step, seat));
  const refusal =
    asked.length === 0 ? alreadyDecided(run, step, first, names) : (closed(run, step, act, names) ?? awaited(run, step, asked, act, names));
  return refusal ?? accept(asked);
}

/** The votes one tap casts, or why it casts none: the codes of `seatsToAct` and `reason-missing`. */
export function votesOf(run: RunView, tap: Tap, names: Names): Outcome<readonly DecisionView[]> {
  const asked = seatsToAct(run, tap, tap.verdict === 'agree' ? 'approve' : 'reject', names);
  if (!asked.ok) return asked;
  const reason = writtenText(tap.reason ?? '').trim();
  if (tap.verdict === 'reject' && reason === '') return refuse('reason-missing', '驳回需要写明理由,请补充理由后再提交。');
  const counted = stepOf(run, tap.step)?.join === 'any' ? asked.value.slice(0, 1) : asked.value;
  return accept(
    counted.map((seat) => ({
      step: tap.step,
      role: seat.role,
      holderId: holderOf(seat),
      decidedBy: tap.by,
      verdict: tap.verdict,
      reason: reason === '' ? null : reason,
      decidedAt: tap.now,
    })),
  );
}

function tappedSeats(step: StepView, run: RunView, tap: ActorOnStep, names: Names): readonly SeatView[] {
  const mine = cardsOf(step, run, names).filter((group) => group.personId === tap.by);
  const meant =
    tap.role === undefined || tap.role === null
      ? (mine.find((group) => group.seats.some((seat) => isAsked(step, seat))) ?? mine[0])
      : mine.find((group) => group.seats.some((seat) => seat.role === tap.role));
  return meant?.seats ?? [];
}

function notEntitled(run: RunView, step: StepView, by: string, names: Names): Refusal {
  const result = resultWords(run, step, names);
  if (by === run.submittedBy && step.seats.some((seat) => seat.personId === by)) {
    return refuse('own-submission', `这个方案是您自己提交的,不能由您自己审批。${result}`);
  }
  const former = step.formerSeats.findLast((seat) => seat.personId === by);
  if (former !== undefined) {
    const where = `您的这一步已于 ${showInstant(former.movedAt)} 转由 ${names.nameOf(former.movedTo)} 决定`;
    return refuse('moved', `${where}${result === '' ? ',没有做任何改动。' : `。${result}`}`);
  }
  const heard = withoutReasons(run);
  return refuse('not-yours', `您不是这一步的审批人,没有做任何改动。${resultWords(heard, stepOf(heard, step.step) ?? step, names)}`);
}

/** As anybody may hear of it: who decided, not why. A reason speaks of sums and of the customer. */
const withoutReasons = (run: RunView): RunView => ({
  ...run,
  reason: null,
  steps: run.steps.map((step) => ({ ...step, decisions: step.decisions.map((one) => ({ ...one, reason: null })) })),
});

function alreadyDecided(run: RunView, step: StepView, seat: SeatView, names: Names): Refusal {
  const decision = decisionFor(step, { role: seat.role, holderId: holderOf(seat) });
  if (decision === null) throw new Error('approval: a seat nobody asks has no decision');
  const result = resultWords(run, step, names);
  if (step.join === 'majority') {
    const cast = `已由 ${decider(decision, names)} 于 ${showInstant(decision.decidedAt)} 投票${VERDICT_NAMES[decision.verdict]}`;
    return refuse('already-decided', `这一票${cast},每位委员只投一票。${result}`);
  }
  const counted = stepEndWords(step, names) === null ? `这一步${decidedWords(decision, names)}。` : '';
  return refuse('already-decided', `${counted}${result}`);
}

/** What the state of the step says to the act. */
function closed(run: RunView, step: StepView, act: ApprovalAct, names: Names): Refusal | null {
  const verdict = STEP_ALLOWS[step.state][act];
  switch (verdict) {
    case 'allowed':
      return null;
    case 'step-not-open':
      return refuse(verdict, `还没有轮到这一步,${whereItIs(run, names)}`);
    case 'returned':
      return refuse(verdict, `${returnedWords(run, step, names)},答复后再继续。`);
    case 'not-returned':
      return refuse(verdict, '这一步没有在等答复。');
    case 'already-decided':
    case 'run-closed':
      return refuse(verdict, resultWords(run, step, names));
  }
}

/** "已由 王芳 退回补充,等 李明 答复". */
export function returnedWords(run: RunView, step: StepView, names: Names): string {
  const asked = waitingInquiry(run, step.step, 'return');
  if (asked === null) throw new Error('approval: a returned step without its question');
  return `已由 ${names.nameOf(asked.askedBy)} 退回补充,等 ${names.nameOf(asked.askedOf)} 答复`;
}

/** A decision waits for the opinion that its own role asked for. */
function awaited(run: RunView, step: StepView, asked: readonly SeatView[], act: ApprovalAct, names: Names): Refusal | null {
  if (act !== 'approve' && act !== 'reject' && act !== 'ask-before') return null;
  const waiting = run.inquiries.find((one) => blocks(one, step) && asked.some((seat) => seat.role === one.role));
  if (waiting === undefined) return null;
  return refuse('opinion-awaited', `已请 ${names.nameOf(waiting.askedOf)} 加签,等他的意见后再决定;不想等可点“不再等”。`);
}

const blocks = (one: Inquiry, step: StepView): boolean => one.kind === 'before' && one.step === step.step && one.endedAt === null;

/** What is settled already: the step's result, and the run's where the step has none or the run is void. */
function resultWords(run: RunView, step: StepView, names: Names): string {
  const stepEnd = stepEndWords(step, names);
  const runEnd = run.state === 'void' || stepEnd === null ? runEndWords(run, names) : null;
  return [stepEnd === null ? '' : `这一步${stepEnd}。`, runEnd === null ? '' : `这次审批${runEnd}。`].join('');
}

function whereItIs(run: RunView, names: Names): string {
  const current = presentStepOf(run);
  if (current === null) return '请稍后再看。';
  const roles = current.roles.map((role) => names.roleOf(role).name).join('、');
  return `目前在第${current.step}步(${roles}${MODE_NAMES[current.mode]})。`;
}
