import type { CaseEvent, Facts, Level, Threat } from '../../terms/complaint.js';
import type { Filing, Join, Role, RuleId } from '../../terms/decision.js';
import type { Fen } from '../../terms/money.js';
import type { PackOperations } from './pack.js';

/** Facts that are plainly true or false. */
export const FLAG_FACTS = [
  'valid',
  'wantsMoney',
  'plainMistake',
  'safety',
  'media',
  'litigation',
  'brandHarm',
  'groupRisk',
  'refused',
  'complainedAgain',
  'settledByTalk',
  'needsCoordination',
  'unitReturn',
  'teamGone',
] as const satisfies readonly (keyof Facts)[];
export type FlagFact = (typeof FLAG_FACTS)[number];

export const COUNT_FACTS = ['households', 'dissatisfiedTimes', 'failedTalks'] as const satisfies readonly (keyof Facts)[];
export type CountFact = (typeof COUNT_FACTS)[number];

export const WORD_FACTS = ['kind', 'category', 'phase', 'scope'] as const satisfies readonly (keyof Facts)[];
export type WordFact = (typeof WORD_FACTS)[number];

/**
 * Money a row may look at. `compensation`: the proposal, else the claim; `largerAmount`: the larger of claim and
 * proposal; `routeAmount`: what the pack's routes are chosen by (README, "Which money").
 */
export const MONEY_FACTS = [
  'claimedAmount',
  'proposedAmount',
  'repairCost',
  'compensation',
  'largerAmount',
  'routeAmount',
] as const;
export type MoneyFact = (typeof MONEY_FACTS)[number];

/** Half-open in whole units (fen, households): from ≤ x < to; `to` null is without end. */
export interface Range {
  readonly from: number;
  readonly to: number | null;
}

export type Condition =
  | { readonly test: 'all'; readonly of: readonly Condition[] }
  | { readonly test: 'any'; readonly of: readonly Condition[] }
  | { readonly test: 'not'; readonly of: Condition }
  | { readonly test: 'flag'; readonly fact: FlagFact; readonly is: boolean }
  | { readonly test: 'word'; readonly fact: WordFact; readonly oneOf: readonly string[] }
  | { readonly test: 'threat'; readonly oneOf: readonly Threat[] }
  | { readonly test: 'happened'; readonly oneOf: readonly CaseEvent[] }
  | { readonly test: 'count'; readonly fact: CountFact; readonly range: Range }
  | { readonly test: 'money'; readonly fact: MoneyFact; readonly range: Range }
  | { readonly test: 'money-known'; readonly fact: MoneyFact; readonly is: boolean }
  | { readonly test: 'important-for-over'; readonly months: number; readonly days: number }
  | { readonly test: 'level'; readonly oneOf: readonly Level[] }
  | { readonly test: 'level-rules-only'; readonly rules: readonly RuleId[] }
  | { readonly test: 'band'; readonly oneOf: readonly string[] }
  | { readonly test: 'route'; readonly oneOf: readonly string[] };

export interface LevelRow {
  /** Unique among the level rows; the rule id unless one rule has several rows. */
  readonly row: string;
  readonly rule: RuleId;
  readonly level: Level;
  readonly when: Condition;
  /** What this row alone says, in Chinese; null: the rule's text. */
  readonly text: string | null;
}

export interface LevelRows {
  /** A complaint that meets no row. */
  readonly fallback: { readonly level: Level; readonly rule: RuleId };
  /** A need; its rule is null where the book has none. */
  readonly need: { readonly level: Level; readonly rule: RuleId | null };
  readonly invalid: { readonly rule: RuleId | null };
  readonly rows: readonly LevelRow[];
}

export interface StepRow {
  readonly mode: 'review' | 'approve';
  readonly roles: readonly Role[];
  readonly join: Join;
}

export interface Band extends Range {
  readonly band: string;
  readonly from: Fen;
  readonly to: Fen | null;
}

export interface RouteBand {
  readonly band: string;
  readonly rule: RuleId;
  readonly steps: readonly StepRow[];
  readonly copies: readonly Role[];
}

export interface RouteRow {
  readonly route: string;
  readonly when: Condition;
  /** One for each band of the ladder, lowest first. */
  readonly bands: readonly RouteBand[];
}

/** Lifts the band to at least `toBand`; listed among the approval rules only where it did. */
export interface RaiseRow {
  readonly rule: RuleId;
  readonly when: Condition;
  readonly toBand: string;
}

/** Puts a reviewer before all others, unless he reviews anyway. */
export interface ReviewerRow {
  readonly rule: RuleId;
  readonly when: Condition;
  readonly role: Role;
}

/** Roles that look a plan over and comment; no step of the run (LF-A18). */
export interface ReaderRow {
  readonly rule: RuleId;
  readonly when: Condition;
  readonly roles: readonly Role[];
}

/** `sum`: (proposal, else claim) + repair cost; `larger`: the larger of claim and proposal. */
export type MoneyStrategy = 'sum' | 'larger';

export interface ApprovalRows {
  readonly money: MoneyStrategy;
  readonly bands: readonly Band[];
  /** The first whose condition fits is taken; the last fits always. */
  readonly routes: readonly RouteRow[];
  readonly raises: readonly RaiseRow[];
  readonly reviewers: readonly ReviewerRow[];
  readonly readers: readonly ReaderRow[];
}

export interface FilingRow extends Filing {
  readonly when: Condition;
}

export type Span =
  | { readonly unit: 'hours'; readonly length: number; readonly nightExcluded: boolean }
  | { readonly unit: 'working-days'; readonly length: number; readonly target: number | null }
  | { readonly unit: 'calendar-days'; readonly length: number; readonly target: number | null }
  | { readonly unit: 'months'; readonly length: number };

export interface ClockRow {
  readonly rule: RuleId;
  readonly name: string;
  readonly when: Condition;
  readonly startsOn: CaseEvent | 'received';
  /** The span for each level at which the clock runs; a level that is missing has no such clock. */
  readonly spans: Readonly<Partial<Record<Level, Span>>>;
}

export interface HandlerRow {
  readonly rule: RuleId;
  readonly when: Condition;
  readonly role: Role;
}

/** A whole rule book as plain data: canonical JSON of it is stored under its hash and can be read back. */
export interface Pack extends PackOperations {
  readonly levels: LevelRows;
  readonly approval: ApprovalRows;
  readonly filings: readonly FilingRow[];
  readonly clockRows: readonly ClockRow[];
  /** Who takes the case, first fitting row; else `duties.handler`. */
  readonly handlers: readonly HandlerRow[];
}
