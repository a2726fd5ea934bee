import type { Instant } from '../../terms/instants.js';
import { accept, type Outcome } from '../../terms/outcome.js';
import type { DecisionView, Names, RunView, Seat, StepAct, StepView } from './run.js';
import { holderOf, personOfRole, runAfter, stepAfter } from './run.js';
import { seatStep, type SeatsFor } from './seats.js';
import { standingOf } from './votes.js';

export type ProgressOutcome = 'step-counted' | 'step-agreed' | 'approved' | 'rejected';

/** What a tap brought about; everything in it is to be stored together. */
export interface Advance {
  readonly run: RunView;
  readonly outcome: ProgressOutcome;
  /** All votes recorded, those carried on to later steps of the same person included. */
  readonly decisions: readonly DecisionView[];
  /** Steps that ended by agreement or rejection, in order. */
  readonly closedSteps: readonly number[];
  /** The step that opened and is open now. */
  readonly openedStep: number | null;
}

/** How seats of a step that opens are found and said. */
export interface Seating {
  readonly seatsFor: SeatsFor;
  readonly names: Names;
}

/** Opens a waiting step: its seats are found now, at the moment of need. Refuses when a role has no approver. */
export function openStep(run: RunView, step: StepView, now: Instant, seating: Seating): Outcome<RunView> {
  const seated = seatStep(step, run, seating.seatsFor, seating.names);
  if (!seated.ok) return seated;
  return accept(withStep(run, { ...step, state: stepAfter(step.state, 'open'), openedAt: now, seats: seated.value }));
}

/**
 * Counts votes on the open step, closes it when its result stands, opens the next one, and carries the votes of people who
 * hold the next step as well (one tap, both steps record it). Refuses, with nothing changed, when the step that would open
 * has no approver.
 */
export function advance(run: RunView, votes: readonly DecisionView[], now: Instant, seating: Seating): Outcome<Advance> {
  let current = run;
  let cast = votes;
  const decisions: DecisionView[] = [];
  const closedSteps: number[] = [];
  for (;;) {
    decisions.push(...cast);
    const counted = count(current, cast);
    const standing = standingOf(counted, run.submittedBy);
    current = withStep(current, counted);
    if (standing === 'open') break;
    closedSteps.push(counted.step);
    current = closeStep(current, counted, standing === 'agreed' ? 'agree' : 'reject', now);
    if (standing === 'rejected') return accept(ended(rejectRun(current, counted, now), 'rejected', decisions, closedSteps));
    const next = current.steps.find((step) => step.state === 'waiting');
    if (next === undefined) {
      const approved = { ...current, state: runAfter(current.state, 'approve'), closedAt: now };
      return accept(ended(approved, 'approved', decisions, closedSteps));
    }
    const opened = openStep(current, next, now, seating);
    if (!opened.ok) return opened;
    current = opened.value;
    cast = carriedVotes(counted, stepNow(current, next.step), now, seating.names);
    if (cast.length === 0) break;
  }
  const outcome = closedSteps.length === 0 ? 'step-counted' : 'step-agreed';
  const openedStep = closedSteps.length === 0 ? null : (current.steps.find((step) => step.state === 'open')?.step ?? null);
  return accept({ run: current, outcome, decisions, closedSteps, openedStep });
}

/** The run with everything unfinished void; its decided steps stay as they were decided. */
export function voidedRun(run: RunView, reason: string, now: Instant): RunView {
  const state = runAfter(run.state, 'void');
  return { ...run, state, closedAt: now, reason, steps: voidUnfinished(run.steps, now) };
}

function ended(
  run: RunView,
  outcome: ProgressOutcome,
  decisions: readonly DecisionView[],
  closedSteps: readonly number[],
): Advance {
  return { run, outcome, decisions, closedSteps, openedStep: null };
}

function count(run: RunView, votes: readonly DecisionView[]): StepView {
  const [first] = votes;
  if (first === undefined) throw new Error('approval: no vote to count');
  const step = stepNow(run, first.step);
  return { ...step, decisions: [...step.decisions, ...votes] };
}

function closeStep(run: RunView, step: StepView, act: StepAct, now: Instant): RunView {
  return withStep(run, { ...step, state: stepAfter(step.state, act), closedAt: now });
}

function rejectRun(run: RunView, rejectedStep: StepView, now: Instant): RunView {
  const rejection = rejectedStep.decisions.findLast((one) => one.verdict === 'reject');
  return {
    ...run,
    state: runAfter(run.state, 'reject'),
    closedAt: now,
    reason: rejection?.reason ?? null,
    steps: voidUnfinished(run.steps, now),
  };
}

function voidUnfinished(steps: readonly StepView[], now: Instant): readonly StepView[] {
  return steps.map((step) =>
    step.state === 'waiting' || step.state === 'open' || step.state === 'returned'
      ? { ...step, state: stepAfter(step.state, 'void'), closedAt: now }
      : step,
  );
}

/**
 * Votes of the step just agreed that also count for the next one: the same hand for the same holder. Finance is never merged,
 * neither from nor into (policies/README.md); nor is a committee's vote, which its member casts by a tap of his own (ours), nor the
 * opinion a named person was asked for.
 */
function carriedVotes(from: StepView, to: StepView, now: Instant, names: Names): readonly DecisionView[] {
  if (from.join === 'majority' || to.join === 'majority') return [];
  if ([...from.roles, ...to.roles].some((role) => personOfRole(role) !== null)) return [];
  const isFinance = (role: string): boolean => names.roleOf(role).finance;
  const agreed = from.decisions.filter((one) => one.verdict === 'agree' && !isFinance(one.role));
  const carriedOver = to.seats.flatMap((seat) => {
    const vote = agreed.find((one) => one.decidedBy === seat.personId && one.holderId === holderOf(seat));
    return vote === undefined || isFinance(seat.role) ? [] : [carried(vote, to.step, seat, now)];
  });
  const oneRoleOnce = carriedOver.filter((one, index) => carriedOver.findIndex((other) => other.role === one.role) === index);
  return to.join === 'any' ? oneRoleOnce.slice(0, 1) : oneRoleOnce;
}

function carried(vote: DecisionView, step: number, seat: Seat, now: Instant): DecisionView {
  return { ...vote, step, role: seat.role, holderId: holderOf(seat), decidedAt: now };
}

function stepNow(run: RunView, step: number): StepView {
  const found = run.steps.find((one) => one.step === step);
  if (found === undefined) throw new Error(`approval run ${run.id} has no step ${String(step)}`);
  return found;
}

function withStep(run: RunView, step: StepView): RunView {
  return { ...run, steps: run.steps.map((one) => (one.step === step.step ? step : one)) };
}
