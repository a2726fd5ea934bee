import type { Role } from '../../terms/decision.js';
import type { Instant } from '../../terms/instants.js';
import { showInstant } from '../../terms/instants.js';
import { accept, refuse, type Outcome, type Refusal } from '../../terms/outcome.js';
import type { DecisionView, Names, RunView, SeatView, StepView, Verdict } from './run.js';
import { holderOf, openStepOf, stepOf } from './run.js';
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

/**
 * The votes one tap casts, or why it casts none. Codes: `not-yours`, `own-submission`, `already-decided` (says who and when),
 * `run-closed` (void, approved or rejected), `step-not-open`, `reason-missing`.
 */
export function votesOf(run: RunView, tap: Tap, names: Names): Outcome<readonly DecisionView[]> {
  const step = stepOf(run, tap.step);
  if (step === null) return refuse('step-not-open', '这次审批里没有这一步。');
  const seats = tappedSeats(step, run, tap, names);
  const [first] = seats;
  if (first === undefined) return notEntitled(run, step, tap.by, names);
  const asked = seats.filter((seat) => isAsked(step, seat));
  const refusal = asked.length === 0 ? alreadyDecided(run, step, first, names) : closed(run, step, names);
  if (refusal !== null) return refusal;
  const reason = tap.reason?.trim() ?? '';
  if (tap.verdict === 'reject' && reason === '') return refuse('reason-missing', '驳回需要写明理由,请补充理由后再提交。');
  const counted = step.join === 'any' ? asked.slice(0, 1) : asked;
  return accept(
    counted.map((seat) => ({
      step: step.step,
      role: seat.role,
      holderId: holderOf(seat),
      decidedBy: tap.by,
      verdict: tap.verdict,
      reason: reason === '' ? null : reason,
      decidedAt: tap.now,
    })),
  );
}

function tappedSeats(step: StepView, run: RunView, tap: Tap, names: Names): readonly SeatView[] {
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
  return refuse('not-yours', `您不是这一步的审批人,没有做任何改动。${result}`);
}

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

function closed(run: RunView, step: StepView, names: Names): Refusal | null {
  const result = resultWords(run, step, names);
  if (stepEndWords(step, names) !== null) return refuse('already-decided', result);
  if (run.state !== 'open') return refuse('run-closed', result);
  if (step.state !== 'open') return refuse('step-not-open', `还没有轮到这一步,${whereItIs(run, names)}`);
  return null;
}

/** What is settled already: the step's result, and the run's where the step has none or the run is void. */
function resultWords(run: RunView, step: StepView, names: Names): string {
  const stepEnd = stepEndWords(step, names);
  const runEnd = run.state === 'void' || stepEnd === null ? runEndWords(run, names) : null;
  return [stepEnd === null ? '' : `这一步${stepEnd}。`, runEnd === null ? '' : `这次审批${runEnd}。`].join('');
}

function whereItIs(run: RunView, names: Names): string {
  const current = openStepOf(run);
  if (current === null) return '请稍后再看。';
  const roles = current.roles.map((role) => names.roleOf(role).name).join('、');
  return `目前在第${current.step}步(${roles}${MODE_NAMES[current.mode]})。`;
}
