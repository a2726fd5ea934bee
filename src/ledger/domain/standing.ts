import type { Role, RuleId } from '../../terms/decision.js';
import type { Fen } from '../../terms/money.js';
import type { Instant } from '../../terms/instants.js';
import type { OverviewSort, TimeLeft } from '../../terms/overview.js';

/** Whose view it is: all projects of a company, or these; cases whose project is not known yet belong to every view. */
export interface Scope {
  readonly companyId: string;
  /** Null: every project. */
  readonly projects: readonly string[] | null;
}

/** What a list of managers says of a case, without names, sums or level. */
export interface ListedCase {
  readonly number: string;
  readonly projectId: string | null;
  readonly subject: string;
  readonly handlerId: string | null;
  readonly dispatchedTo: string | null;
  /** Who has to send it on while it is sent back (退单). */
  readonly sentBackTo: string | null;
  readonly packHash: string;
}

export type DueUnit = 'hours' | 'working-days' | 'calendar-days' | 'months';

/** One deadline in a list. */
export interface DueItem extends ListedCase {
  readonly label: string;
  /** Whose clock it is; null where `people` are waited for. */
  readonly role: Role | null;
  readonly people: readonly string[] | null;
  readonly unit: DueUnit;
  readonly dueAt: Instant;
}

export interface MissedItem extends DueItem {
  readonly missedAt: Instant;
  /** When it was done late; null while it is not. */
  readonly doneAt: Instant | null;
  /** The duty fell away without the work. */
  readonly released: boolean;
}

/** Open cases of one handler; null: nobody takes them yet. */
export interface HandlerLoad {
  readonly handlerId: string | null;
  readonly open: number;
  readonly overdue: number;
  readonly today: number;
  /** When the oldest was registered. */
  readonly oldest: Instant;
}

/** Open cases of one project; null: of no project yet. */
export interface ProjectStanding {
  readonly projectId: string | null;
  readonly open: number;
  readonly overdue: number;
  readonly today: number;
  /** Under approval, and since when the oldest of them. */
  readonly waiting: number;
  readonly waitingSince: Instant | null;
  /** Its number. */
  readonly waitingLongest: string | null;
}

/** An act that softened what the rule book asks: more time, a lower level, 无效, a pause, a merger. */
export type SofteningKind = 'level-lowered' | 'invalid' | 'extend-granted' | 'merged' | 'paused';

export interface Softened {
  readonly kind: SofteningKind;
  readonly at: Instant;
  readonly by: string;
  readonly number: string;
  readonly projectId: string | null;
  readonly subject: string;
  readonly packHash: string;
  readonly reason: string | null;
  /** Of a lowering. */
  readonly from: string | null;
  readonly to: string | null;
  /** Of a pause or an extension: which clock, by name or by label, and until when. */
  readonly clock: string | null;
  readonly until: Instant | null;
}

/** A plan that was approved with its sum. */
export interface ApprovedSum {
  readonly at: Instant;
  readonly number: string;
  readonly projectId: string | null;
  readonly subject: string;
  readonly packHash: string;
  readonly amount: Fen;
  readonly repairCost: Fen | null;
  readonly rules: readonly RuleId[];
}

export interface OverviewAsked extends Scope {
  readonly now: Instant;
  readonly endOfToday: Instant;
  /** Sunday's end. */
  readonly endOfWeek: Instant;
  readonly project: string | null;
  readonly level: string | null;
  readonly handler: string | null;
  readonly left: TimeLeft | null;
  readonly sort: OverviewSort;
  readonly descending: boolean;
  readonly offset: number;
  readonly limit: number;
}

/** An open case with what is due next; nothing is due where `dueAt` is null. */
export interface OverviewRow extends ListedCase {
  readonly kind: string;
  readonly level: string;
  readonly state: string;
  readonly registeredAt: Instant;
  readonly label: string | null;
  readonly role: Role | null;
  readonly unit: DueUnit | null;
  readonly dueAt: Instant | null;
  readonly left: TimeLeft;
  /** Since when its plan has been under approval. */
  readonly approvalSince: Instant | null;
}
