import type { Level } from './complaint.js';

/** Open cases by what is left until the next due time, most pressing first; `none` where nothing is due. */
export const TIME_LEFT = ['overdue', 'hours', 'today', 'week', 'later', 'none'] as const;
export type TimeLeft = (typeof TIME_LEFT)[number];

export const OVERVIEW_SORTS = ['due', 'number', 'registered', 'project', 'level', 'handler'] as const;
export type OverviewSort = (typeof OVERVIEW_SORTS)[number];

/** A row of 管理总览, as the console page gets it. */
export interface OverviewLine {
  readonly number: string;
  readonly project: string;
  readonly subject: string;
  readonly kind: string;
  readonly level: Level;
  readonly levelName: string;
  readonly state: string;
  readonly handler: string;
  readonly registeredAt: string;
  /** What is due next; null where nothing is. */
  readonly what: string | null;
  readonly dueAt: string | null;
  readonly who: string | null;
  readonly left: TimeLeft;
  readonly approvalSince: string | null;
  /** The due time was counted in a year whose notice is not loaded. */
  readonly provisional: boolean;
}

/** A page of open cases with what is chosen from and what stands behind it; times ISO 8601, no sums, customers or phones. */
export interface Overview {
  readonly now: string;
  readonly rows: readonly OverviewLine[];
  readonly total: number;
  readonly page: number;
  readonly size: number;
  /** Open cases by the time left, every bucket in order. */
  readonly chart: readonly { readonly left: TimeLeft; readonly count: number }[];
  readonly projects: readonly { readonly id: string; readonly name: string }[];
  readonly handlers: readonly { readonly id: string; readonly name: string; readonly open: number; readonly overdue: number }[];
}
