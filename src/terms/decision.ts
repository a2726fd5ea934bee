import type { Instant } from './instants.js';
import type { Level } from './complaint.js';

/** A role id of a pack, e.g. "finance-director"; its Chinese name stands in the pack. */
export type Role = string;
/** A rule id of a rule book, e.g. "LF-A5". */
export type RuleId = string;

/** `all`: each must agree (会签); `any`: one is enough (或签); `majority`: more than half of all members (a committee). */
export type Join = 'all' | 'any' | 'majority';

export interface ApprovalStepPlan {
  readonly step: number;
  /** `review` (审核) comes before `approve` (审批); the last step approves. */
  readonly mode: 'review' | 'approve';
  readonly roles: readonly Role[];
  readonly join: Join;
}

export interface Filing {
  readonly role: Role;
  readonly channels: readonly ('chat' | 'sms' | 'phone')[];
  readonly rule: RuleId;
}

export interface ClockPlan {
  readonly rule: RuleId;
  /** Stable within the pack: "tell-engineer". */
  readonly name: string;
  /** The event that starts it, or "received". */
  readonly startsOn: string;
  /** Null until what starts the clock is known. */
  readonly dueAt: Instant | null;
  readonly targetAt: Instant | null;
}

/** The answer of `decide`: what the rule book says about these facts at this moment. */
export interface Decision {
  readonly pack: string;
  readonly level: Level;
  /** Every rule that put it at that level, sorted. */
  readonly levelRules: readonly RuleId[];
  readonly approval: readonly ApprovalStepPlan[];
  readonly approvalRules: readonly RuleId[];
  /** Sorted role ids. */
  readonly copies: readonly Role[];
  readonly filings: readonly Filing[];
  readonly clocks: readonly ClockPlan[];
}
