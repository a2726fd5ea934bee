import type { RuleId, Role } from '../../terms/decision.js';
import type { CaseEvent } from '../../terms/complaint.js';

export interface RolePlan {
  /** Chinese name: 财务总监. */
  readonly name: string;
  readonly superior: Role | null;
  /** Several people vote; its step never moves to a deputy or superior. */
  readonly committee: boolean;
  /** A finance step is never merged with another step of the same person (policies/README.md). */
  readonly finance: boolean;
}

/** Who carries which duty of the daily work under this rule book. */
export interface Duties {
  /** Takes and follows the case after registration: the first role whose condition fits comes from the pack's rows. */
  readonly handler: Role;
  /** Gets drafts nobody confirmed. */
  readonly supervisor: Role;
  /** Alerted in an emergency beside the duty person; end of the ladder for needs and general cases. */
  readonly projectHead: Role;
  /** Makes the return visit (回访). */
  readonly returnVisitor: Role;
  /** May lower a level, declare a case invalid and grant an extension. */
  readonly levelLowering: Role;
  /** The same for major cases. */
  readonly majorLevelLowering: Role;
}

/** How one clock is named, met and answered for; its span and start stand in the pack's clock rows. */
export interface ClockDuty {
  readonly rule: RuleId;
  readonly name: string;
  /** What the person is to do, in Chinese: 通知项目工程师. */
  readonly label: string;
  /** The case event that meets it; null when it only ends with the case. */
  readonly metBy: CaseEvent | null;
  /** A call that failed meets it as well, once its SMS has gone out (JK-D6). */
  readonly metByCallAndSms?: true;
  readonly responsible: Role;
  /** Hour clocks nudge at 50 % and 80 %; day clocks at 09:00 and 15:00 of the target day and the last day. */
  readonly unit: 'hours' | 'working-days' | 'calendar-days' | 'months';
  /**
   * Who runs it: `clocks` as a clock of the case; `approvals` with its run or step (LF-A16, ST-D4: see
   * `approvalLimits`); `follow-ups` again and again while the case is open (ST-D5: see `progressEveryWorkingDays`).
   */
  readonly keeper: 'clocks' | 'approvals' | 'follow-ups';
}

/** The time limit of an approval run or of each of its steps. */
export interface ApprovalLimit {
  readonly rule: RuleId;
  readonly scope: 'run' | 'step';
  readonly hours: number;
  /** 21:00-08:00 does not count (ST-D4). */
  readonly nightExcluded: boolean;
  /** Hours after the start at which the holder is nudged. */
  readonly nudgeHours: readonly number[];
}

export const SMS_OCCASIONS = ['unreachable', 'registered', 'progress', 'finished', 'return-visit', 'appointment'] as const;
export type SmsOccasion = (typeof SMS_OCCASIONS)[number];

/** The part of a pack that the stories use beside `decide`. */
export interface PackOperations {
  readonly id: string;
  readonly version: string;
  /** Chinese title of the rule book. */
  readonly title: string;
  /** Complaint numbers read PREFIX-YYYYMMDD-NNNN. */
  readonly numberPrefix: string;
  readonly roles: Readonly<Record<Role, RolePlan>>;
  readonly duties: Duties;
  readonly clocks: Readonly<Record<string, ClockDuty>>;
  readonly approvalLimits: readonly ApprovalLimit[];
  /** Texts with {变量} placeholders among: 称呼, 编号, 项目, 事项, 公司, 电话, 时间, 进展. */
  readonly sms: Readonly<Record<SmsOccasion, string>>;
  /** Progress is told to the customer every so many working days while open; null where the book does not ask it. */
  readonly progressEveryWorkingDays: number | null;
  readonly returnVisitQuestions: readonly string[];
  /** Chinese text of each rule, for 依据 lines: "LF-L3b" → "同一项目同类投诉 5 户及以上". */
  readonly ruleTexts: Readonly<Record<RuleId, string>>;
}
