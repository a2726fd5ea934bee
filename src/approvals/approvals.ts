import type { Tx } from '../platform/database/transaction.js';
import type { ApprovalStepPlan, Role, RuleId } from '../terms/decision.js';
import type { Instant } from '../terms/instants.js';
import type { Fen } from '../terms/money.js';
import { accept, refuse, type Outcome } from '../terms/outcome.js';
import { advance, openStep, voidedRun, type Advance, type ProgressOutcome, type Seating } from './domain/advance.js';
import type { DecisionView, Names, RunView, Seat, SeatView, Splitting, StepView } from './domain/run.js';
import { holderOf, stepOf } from './domain/run.js';
import { keptSteps } from './domain/kept.js';
import { askedOf, cardsOf, seatAt, seatStep, type SeatGroup, type SeatsFor } from './domain/seats.js';
import { votesOf, type Tap } from './domain/tap.js';
import { insertRun, lockRun, storeVoid, storeVotes } from './persistence/run-sql.js';
import { insertSeats } from './persistence/seat-sql.js';

export interface NewRun extends Names {
  readonly companyId: string;
  readonly caseId: string;
  readonly runId: string;
  readonly plan: string;
  /** The sum proposed to the customer; null where none is. */
  readonly amount: Fen | null;
  readonly repairCost: Fen | null;
  readonly submittedBy: string;
  readonly steps: readonly ApprovalStepPlan[];
  readonly rules: readonly RuleId[];
  readonly copies: readonly Role[];
  readonly now: Instant;
  readonly seatsFor: SeatsFor;
  /** Left out: nothing was proposed to the same customer lately. */
  readonly splitting?: Splitting | null;
  /** The run this one replaces, where the book keeps what was agreed in it. */
  readonly keeps?: RunView | null;
}

/**
 * Opens a run and its first step. Refusals: `no-approver` (a role of ANY step has nobody, found out now and not days later),
 * `no-steps`, `run-open` (the case has an open run). Nothing is stored on a refusal.
 */
export async function openRun(tx: Tx, wanted: NewRun): Promise<Outcome<RunView>> {
  const drafted = draftRun(wanted);
  const [first, ...later] = drafted.steps.filter((step) => step.state === 'waiting');
  if (first === undefined) return refuse('no-steps', '按制度这件事不需要审批。');
  for (const step of later) {
    const seated = seatStep(step, drafted, wanted.seatsFor, wanted);
    if (!seated.ok) return seated;
  }
  const opened = openStep(drafted, first, wanted.now, { seatsFor: wanted.seatsFor, names: wanted });
  if (!opened.ok) return opened;
  const stored = await insertRun(tx, opened.value);
  return stored ? opened : refuse('run-open', '这件投诉已有一个审批正在进行,请等它结束或先撤回。');
}

function draftRun(wanted: NewRun): RunView {
  const steps: readonly StepView[] = wanted.steps.toSorted((a, b) => a.step - b.step).map(
    (plan): StepView => ({
      step: plan.step,
      mode: plan.mode,
      roles: [...new Set(plan.roles)],
      join: plan.join,
      state: 'waiting',
      openedAt: null,
      closedAt: null,
      seats: [],
      formerSeats: [],
      decisions: [],
    }),
  );
  return {
    id: wanted.runId,
    companyId: wanted.companyId,
    caseId: wanted.caseId,
    state: 'open',
    plan: wanted.plan,
    amount: wanted.amount,
    repairCost: wanted.repairCost,
    submittedBy: wanted.submittedBy,
    rules: wanted.rules,
    copies: wanted.copies,
    openedAt: wanted.now,
    closedAt: null,
    reason: null,
    splitting: wanted.splitting ?? null,
    urgedAt: null,
    steps: wanted.keeps === undefined || wanted.keeps === null ? steps : keptSteps(steps, wanted.keeps, wanted.submittedBy),
    inquiries: [],
  };
}

export interface StepTap extends Tap, Names {
  readonly companyId: string;
  readonly runId: string;
  /** Asked only when this tap opens the next step. */
  readonly seatsFor: SeatsFor;
}

/** What a tap changed, for the story to tell. */
export interface Progress {
  readonly run: RunView;
  readonly outcome: ProgressOutcome;
  /** Votes recorded by this tap, those carried on to later steps included. */
  readonly decisions: readonly DecisionView[];
  /** Steps that ended, in order; more than one when a person holds successive steps. */
  readonly closedSteps: readonly StepView[];
  /** The step that opened and is open now; null when none did. */
  readonly openedStep: StepView | null;
  /** People to send a new card to: those who can decide the opened step. */
  readonly asked: readonly SeatGroup[];
  /** Cards already sent whose content changed: every copy of each step this tap touched. */
  readonly redraw: readonly SeatGroup[];
}

/**
 * Records one tap: one vote, or all votes the person's card stands for. The run's row is locked first, so taps of one run
 * come one after another. Refusals say in Chinese what happened and by whom: `not-found`, `not-yours`, `own-submission`,
 * `already-decided`, `run-closed`, `step-not-open`, `reason-missing`, `no-approver` (the next step has nobody: nothing is
 * recorded, so that no run stands open without someone who can act).
 */
export async function decideStep(tx: Tx, tap: StepTap): Promise<Outcome<Progress>> {
  const run = await lockRun(tx, tap.runId);
  if (run === null || run.companyId !== tap.companyId) return refuse('not-found', '找不到这次审批,可能已被清除。');
  const votes = votesOf(run, tap, tap);
  if (!votes.ok) return votes;
  const seating: Seating = { seatsFor: tap.seatsFor, names: tap };
  const advanced = advance(run, votes.value, tap.now, seating);
  if (!advanced.ok) return advanced;
  const stored = await storeVotes(tx, run, advanced.value.run, advanced.value.decisions);
  // Under the run's lock no other tap can have voted since; a vote that is there all the same came around the lock.
  if (!stored) throw new Error(`approval run ${run.id} changed under its lock`);
  return accept(progressOf(advanced.value, tap));
}

function progressOf(advanced: Advance, names: Names): Progress {
  const { run, outcome, decisions } = advanced;
  const touched = new Set(decisions.map((one) => one.step));
  const openedStep = advanced.openedStep === null ? null : stepOf(run, advanced.openedStep);
  return {
    run,
    outcome,
    decisions,
    closedSteps: run.steps.filter((step) => advanced.closedSteps.includes(step.step)),
    openedStep,
    asked: openedStep === null ? [] : askedOf(openedStep, run, names),
    redraw: run.steps.filter((step) => touched.has(step.step)).flatMap((step) => sentCards(step, run, names)),
  };
}

const sentCards = (step: StepView, run: RunView, names: Names): readonly SeatGroup[] =>
  cardsOf(step, run, names).filter((group) => group.cardId !== null);

/** Ends an open run without a result, its open and waiting steps with it. Null when it is not open (or unknown). */
export async function voidRun(
  tx: Tx,
  wanted: { readonly runId: string; readonly reason: string; readonly now: Instant },
): Promise<RunView | null> {
  const run = await lockRun(tx, wanted.runId);
  if (run?.state !== 'open') return null;
  await storeVoid(tx, run.id, wanted.reason, wanted.now);
  return voidedRun(run, wanted.reason, wanted.now);
}

/**
 * Lets deputies decide an open step too, once its time limit has passed; the holder still may, and the first wins.
 * Only a deputy of a holder of that role is seated, never the submitter. Refusals: `not-found`, `step-not-open`,
 * `committee` (a committee's step never moves), `not-a-deputy`. Returns the seats that are new.
 */
export async function addSeats(
  tx: Tx,
  runId: string,
  stepNumber: number,
  seats: readonly Seat[],
): Promise<Outcome<readonly SeatView[]>> {
  const run = await lockRun(tx, runId);
  const step = run === null ? null : stepOf(run, stepNumber);
  if (run === null || step === null) return refuse('not-found', '找不到这一步审批。');
  if (step.state !== 'open') return refuse('step-not-open', '这一步不在审批中,不能增加代办人。');
  if (step.join === 'majority') return refuse('committee', '委员会的表决由委员本人完成,不转给代办人。');
  const stranger = seats.find((seat) => !step.seats.some((sitting) => isDeputyOf(seat, sitting)));
  if (stranger !== undefined) return refuse('not-a-deputy', '只能增加本步审批人的代办人。');
  const fair = seats.filter((seat) => seat.personId !== run.submittedBy);
  const added = fair.map((seat) => seatAt(seat, step.step));
  return accept(await insertSeats(tx, run.id, run.companyId, added));
}

const isDeputyOf = (seat: Seat, sitting: Seat): boolean =>
  seat.standsFor !== null && seat.role === sitting.role && seat.standsFor === holderOf(sitting);
