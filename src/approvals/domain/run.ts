import type { ApprovalStepPlan, Join, Role, RuleId } from '../../terms/decision.js';
import type { Fen } from '../../terms/money.js';
import type { Instant } from '../../terms/instants.js';

export type RunState = 'open' | 'approved' | 'rejected' | 'void';
export type StepState = 'waiting' | 'open' | 'returned' | 'agreed' | 'rejected' | 'void';
export type Verdict = 'agree' | 'reject';

/** What can happen to a step; a vote that settles nothing leaves it open and is no act of this table. */
export type StepAct = 'open' | 'agree' | 'reject' | 'return' | 'resume' | 'void';
export type RunAct = 'approve' | 'reject' | 'void';

/** Every state with the acts it allows; an act that is not listed is refused. */
export const STEP_TABLE: Readonly<Record<StepState, Readonly<Partial<Record<StepAct, StepState>>>>> = {
  waiting: { open: 'open', void: 'void' },
  open: { agree: 'agreed', reject: 'rejected', return: 'returned', void: 'void' },
  returned: { resume: 'open', void: 'void' },
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
  /** What brought him here, where it was not simply his role; null or left out for a holder's own seat. */
  readonly via?: SeatVia | null;
  /** The same in Chinese for his card: 项目总监空缺,由总经理审批. */
  readonly note?: string | null;
}

/** `superior`: the role has nobody who may; `leaver`: a leaver's deputy; `appointed`: by the administrator. */
export type SeatVia = 'delegation' | 'time-out' | 'superior' | 'leaver' | 'appointed' | 'transfer' | 'hand-over';

export interface SeatView extends Seat {
  readonly step: number;
  readonly cardId: string | null;
  readonly via: SeatVia | null;
  readonly note: string | null;
}

/** A seat somebody had and has no more. */
export interface FormerSeat extends SeatView {
  readonly movedTo: string;
  readonly movedAt: Instant;
}

/** `return` (退回补充) asks the submitter, `before` (前加签) a named person; `after` (后加签) is the word that came with an extra step. */
export type InquiryKind = 'return' | 'before' | 'after';

/** A question an approver asked on the way to his decision. */
export interface Inquiry {
  readonly id: string;
  readonly step: number;
  readonly kind: InquiryKind;
  /** The role in which it was asked: it is that role's decision that waits for a `before`. */
  readonly role: Role;
  readonly askedBy: string;
  readonly askedOf: string;
  readonly words: string;
  readonly askedAt: Instant;
  /** Null while it waits, and when the asker no longer wanted it. */
  readonly answer: string | null;
  /** What the named person thinks of the plan; null for a `return`. */
  readonly agrees: boolean | null;
  readonly endedBy: string | null;
  readonly endedAt: Instant | null;
}

/** What was proposed lately for the same customer, room or matter (拆单). */
export interface RelatedSum {
  readonly number: string;
  readonly amount: Fen;
}

export interface Splitting {
  readonly days: number;
  readonly choosesRoute: boolean;
  readonly sums: readonly RelatedSum[];
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
  /** Who may decide now; empty until the step opens. */
  readonly seats: readonly SeatView[];
  readonly formerSeats: readonly FormerSeat[];
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
  /** Null where nothing was proposed to the same customer lately. */
  readonly splitting: Splitting | null;
  /** When the handler last asked for haste (催办). */
  readonly urgedAt: Instant | null;
  /** In order of steps. */
  readonly steps: readonly StepView[];
  /** Oldest first. */
  readonly inquiries: readonly Inquiry[];
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

/** The step the run stands at, also while it is returned to the handler. */
export const presentStepOf = (run: RunView): StepView | null =>
  run.steps.find((one) => one.state === 'open' || one.state === 'returned') ?? null;

/** The inquiry nobody has answered yet, of a kind and step. */
export const waitingInquiry = (run: RunView, step: number, kind: InquiryKind): Inquiry | null =>
  run.inquiries.find((one) => one.step === step && one.kind === kind && one.endedAt === null) ?? null;

/** The role of an extra step for one named person (加签): no role of the pack, it is held by him alone. */
export const namedRole = (personId: string): Role => `@${personId}`;
export const personOfRole = (role: Role): string | null => (role.startsWith('@') ? role.slice(1) : null);

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
