import type { ApprovalStepPlan, Join, Role, RuleId } from '../../terms/decision.js';
import type { Fen } from '../../terms/money.js';
import type { Instant } from '../../terms/instants.js';

export type RunState = 'open' | 'approved' | 'rejected' | 'void';
export type StepState = 'waiting' | 'open' | 'agreed' | 'rejected' | 'void';
export type Verdict = 'agree' | 'reject';

/** What can happen to a step; a vote that settles nothing leaves it open and is no act of this table. */
export type StepAct = 'open' | 'agree' | 'reject' | 'void';
export type RunAct = 'approve' | 'reject' | 'void';

/** Every state with the acts it allows; an act that is not listed is refused. */
export const STEP_TABLE: Readonly<Record<StepState, Readonly<Partial<Record<StepAct, StepState>>>>> = {
  waiting: { open: 'open', void: 'void' },
  open: { agree: 'agreed', reject: 'rejected', void: 'void' },
  agreed: {},
  rejected: {},
  void: {},
};

export const RUN_TABLE: Readonly<Record<RunState, Readonly<Partial<Record<RunAct, RunState>>>>> = {
  open: { approve: 'approved', reject: 'rejected', void: 'void' },
  approved: {},
  rejected: {},
  void: {},
};

/** One person's right to decide a step in one role. */
export interface Seat {
  readonly role: Role;
  readonly personId: string;
  /** The holder whose vote this person casts as his deputy; null in his own seat. */
  readonly standsFor: string | null;
}

export interface SeatView extends Seat {
  readonly step: number;
  readonly cardId: string | null;
}

export interface DecisionView {
  readonly step: number;
  readonly role: Role;
  /** Whose vote it is. */
  readonly holderId: string;
  /** Who cast it: the holder or his deputy. */
  readonly decidedBy: string;
  readonly verdict: Verdict;
  readonly reason: string | null;
  readonly decidedAt: Instant;
}

export interface StepView {
  readonly step: number;
  readonly mode: ApprovalStepPlan['mode'];
  readonly roles: readonly Role[];
  readonly join: Join;
  readonly state: StepState;
  readonly openedAt: Instant | null;
  readonly closedAt: Instant | null;
  /** Empty until the step opens. */
  readonly seats: readonly SeatView[];
  /** Oldest first. */
  readonly decisions: readonly DecisionView[];
}

/** One approval of one plan, from submission to its end. */
export interface RunView {
  readonly id: string;
  readonly companyId: string;
  readonly caseId: string;
  readonly state: RunState;
  readonly plan: string;
  /** The sum proposed to the customer; null where none is. */
  readonly amount: Fen | null;
  readonly repairCost: Fen | null;
  readonly submittedBy: string;
  readonly rules: readonly RuleId[];
  readonly copies: readonly Role[];
  readonly openedAt: Instant;
  readonly closedAt: Instant | null;
  /** Why it was rejected or became void. */
  readonly reason: string | null;
  /** In order of steps. */
  readonly steps: readonly StepView[];
}

/** What the pack says of a role, as far as approvals need it. */
export interface RoleWords {
  /** Chinese name: 财务总监. */
  readonly name: string;
  /** A finance step is never merged with another step of the same person (policies/README.md). */
  readonly finance: boolean;
}

/** How ids are said to people: a person's name and the pack's words for a role. */
export interface Names {
  readonly nameOf: (personId: string) => string;
  readonly roleOf: (role: Role) => RoleWords;
}

export const holderOf = (seat: Seat): string => seat.standsFor ?? seat.personId;

export const stepOf = (run: RunView, step: number): StepView | null => run.steps.find((one) => one.step === step) ?? null;

export const openStepOf = (run: RunView): StepView | null => run.steps.find((one) => one.state === 'open') ?? null;

/** The state after an act; an act the table does not list is a bug of the caller, who checks first. */
export function stepAfter(state: StepState, act: StepAct): StepState {
  const next = STEP_TABLE[state][act];
  if (next === undefined) throw new Error(`approval step: ${act} is not allowed in state ${state}`);
  return next;
}

export function runAfter(state: RunState, act: RunAct): RunState {
  const next = RUN_TABLE[state][act];
  if (next === undefined) throw new Error(`approval run: ${act} is not allowed in state ${state}`);
  return next;
}
