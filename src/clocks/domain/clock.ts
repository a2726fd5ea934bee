import type { CaseEvent } from '../../terms/complaint.js';
import type { Role, RuleId } from '../../terms/decision.js';
import type { Day, Instant } from '../../terms/instants.js';

/** Hour clocks run on the wall clock; the others fall due at the end of a day (policies/README.md). */
export type ClockUnit = 'hours' | 'working-days' | 'calendar-days' | 'months';

export type ClockState = 'running' | 'met' | 'missed' | 'paused' | 'cancelled';

/** What starts or meets a clock: an event of the rule books, or what no book counts from: a step of the repair, and that the case was opened again. */
export type ClockEvent = CaseEvent | 'appointed' | 'arrived' | 'reopened';

/** What a pack says of one clock beside its times; the same shape as the pack's own row. */
export interface ClockDuty {
  readonly rule: RuleId;
  readonly name: string;
  /** What is to be done, in Chinese: 通知项目工程师. */
  readonly label: string;
  /** The fact of the case that meets it; null when it only ends with the case. */
  readonly metBy: ClockEvent | null;
  readonly responsible: Role;
  readonly unit: ClockUnit;
  /** Clocks of `approvals` and `follow-ups` are run there and never enter this table. */
  readonly keeper: 'clocks' | 'approvals' | 'follow-ups';
}

/** The company's working days; the State Council calendar lives in policy/, so flow/ passes this in. */
export interface WorkCalendar {
  isWorkingDay(day: Day): boolean;
  /** 09:00 of the first working day on which that hour still lies after `after`. */
  nextWorkingMorning(after: Instant): Instant;
}

/** A time in which the clock stood still. Open while `until` is null. */
export interface Suspension {
  readonly from: Instant;
  readonly until: Instant | null;
  /** The end that was asked for; the clock goes on by itself then. */
  readonly plannedUntil: Instant;
  readonly reason: string;
  readonly by: string;
}

export interface Extension {
  readonly at: Instant;
  readonly dueAt: Instant;
  readonly reason: string;
  readonly by: string;
  /** What had been suspended by then (milliseconds or days, by unit): it is contained in `dueAt` already. */
  readonly suspendedBefore: number;
}

/** A re-decision that changed the clock's times. */
export interface Move {
  readonly at: Instant;
  readonly rule: RuleId;
  readonly fromDueAt: Instant;
  readonly toDueAt: Instant;
  /** The calendar it was projected under. */
  readonly calendarVersion?: number;
}

/** How the due time came about: enough to show it, replay it and project it anew (design.md §3). */
export interface Derivation {
  readonly rule: RuleId;
  readonly packHash: string;
  readonly start: { readonly event: string; readonly at: Instant };
  /** Which load of the calendar its days were walked on; left out in rows of the first release. */
  readonly calendarVersion?: number;
  /** For people: 24小时, 3个工作日. */
  readonly span: string;
  /** What `decide` gave, before suspensions and extensions. */
  readonly plannedTargetAt: Instant | null;
  readonly plannedDueAt: Instant;
  readonly extensions: readonly Extension[];
  readonly moves: readonly Move[];
  /** Late work that was reported as done at an earlier, timely hour, after the miss stood on record. */
  readonly statedDoneAt: Instant | null;
}

export interface Clock {
  readonly id: string;
  readonly companyId: string;
  readonly caseId: string;
  readonly name: string;
  readonly rule: RuleId;
  readonly label: string;
  readonly startsOn: string;
  readonly metBy: ClockEvent | null;
  readonly unit: ClockUnit;
  readonly responsible: Role;
  readonly state: ClockState;
  readonly startedAt: Instant;
  readonly targetAt: Instant | null;
  /** An act within this second is in time. While paused: the due time as it stood when the pause began. */
  readonly dueAt: Instant;
  readonly doneAt: Instant | null;
  readonly missedAt: Instant | null;
  /** When the duty fell away without the work: cancelled, or missed and then no longer asked for. */
  readonly releasedAt: Instant | null;
  readonly suspensions: readonly Suspension[];
  readonly derivation: Derivation;
}
