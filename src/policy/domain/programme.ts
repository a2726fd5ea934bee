import type { Role, RuleId } from '../../terms/decision.js';

// What a rule book asks beside the single complaint: reports, surveys, grading, visits, registers. Kept and checked as data.

export const PERIODS = ['day', 'week', 'month', 'quarter', 'half-year', 'year'] as const;
export type Period = (typeof PERIODS)[number];

interface ProgrammeRow {
  readonly rules: readonly RuleId[];
  /** Unique in its section. */
  readonly name: string;
  /** In Chinese. */
  readonly label: string;
}

/** When a report is due: a day in the last month of its period, or in the month after it. Exactly one of the three days is given. */
export interface ReportDue {
  readonly month: 'of-period' | 'following';
  /** Day of the month. */
  readonly day?: number;
  readonly lastWorkingDay?: true;
  /** Of the first Monday-Sunday week that has a working day of the month (JK-R3). */
  readonly lastWorkingDayOfFirstWeek?: true;
}

export interface ReportRow extends ProgrammeRow {
  readonly every: Period;
  readonly workingDaysOnly?: boolean;
  readonly due?: ReportDue;
  /** "09:00", Shanghai. */
  readonly time?: string;
  readonly from?: Role;
  readonly to: readonly Role[];
}

export interface SurveyIndicator {
  readonly name: string;
  /** Percent; all indicators of a survey have one, or none. */
  readonly weight?: number;
  readonly parts?: readonly string[];
}

export interface SurveyRow extends ProgrammeRow {
  readonly every?: Period;
  readonly minimumReturnPercent?: number;
  readonly indicators?: readonly SurveyIndicator[];
  /** How many of what are asked, and how they are chosen. */
  readonly sample?: { readonly from: number; readonly upTo: number; readonly of: string; readonly drawn: 'random' | 'chosen' };
  readonly kinds?: readonly string[];
  readonly noticeBefore?: boolean;
  readonly followUp?: string;
  readonly by?: readonly Role[];
  readonly to?: readonly Role[];
}

export interface GradingRow extends ProgrammeRow {
  /** The grade that is graded once more; left out where all customers are graded. */
  readonly of?: string;
  readonly grades: readonly { readonly grade: string; readonly percent?: number }[];
  readonly criteria?: readonly string[];
  /** Months of the year, 1 to 12, and the days in them at which grades are handed in. */
  readonly months?: readonly number[];
  readonly days?: { readonly from: number; readonly upTo: number };
  readonly firstWithinMonths?: number;
  readonly submittedBy?: Role;
  readonly collectedBy?: Role;
  readonly approvedBy?: Role;
  readonly text?: string;
}

export interface VisitSpan {
  readonly hours?: number;
  readonly workingDays?: number;
  readonly calendarDays?: number;
  readonly months?: number;
}

export interface VisitRow extends ProgrammeRow {
  /** After what, or within which plan, in Chinese. */
  readonly occasion: string;
  readonly within?: VisitSpan;
  readonly every?: Period;
  /** Share of the customers concerned who must be visited. */
  readonly percent?: number;
  readonly by?: readonly Role[];
  readonly ways?: readonly string[];
  readonly asks?: readonly string[];
  readonly text?: string;
}

export const REGISTERED = ['case', 'customer', 'visit', 'survey'] as const;

export interface RegisterRow extends ProgrammeRow {
  readonly of: (typeof REGISTERED)[number];
  readonly columns: readonly string[];
  readonly keptBy?: Role;
  /** Share that must be entered or handled. */
  readonly percent?: number;
  readonly text?: string;
}

export interface CustomerRow extends ProgrammeRow {
  readonly kinds?: readonly string[];
  readonly papers?: readonly string[];
  readonly data?: readonly string[];
  readonly keptBy?: Role;
  readonly text?: string;
}

/** Standing work that belongs to no case: training, guidance, a knowledge base. */
export interface StandingRow extends ProgrammeRow {
  readonly text: string;
  readonly role?: Role;
  readonly every?: Period;
}

export interface Programme {
  readonly reports: readonly ReportRow[];
  readonly surveys: readonly SurveyRow[];
  readonly grading: readonly GradingRow[];
  readonly visits: readonly VisitRow[];
  readonly registers: readonly RegisterRow[];
  readonly customers: readonly CustomerRow[];
  readonly standing: readonly StandingRow[];
}
