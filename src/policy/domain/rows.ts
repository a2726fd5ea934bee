import type { CaseEvent, Category, CountedAs, Door, Facts, Level, Threat } from '../../terms/complaint.js';
import type { Filing, Join, Role, RuleId } from '../../terms/decision.js';
import type { Fen } from '../../terms/money.js';
import type { NudgingRow } from './nudging.js';
import type { PackOperations } from './pack.js';
import type { Programme } from './programme.js';

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
  /** Other rules whose own words give the same steps here (SC-A1 beside SC-A2); left out: none. */
  readonly alsoRules?: readonly RuleId[];
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

/** 拆单: what was proposed for one customer, room or matter within so many days is added up. */
export interface SplittingRule {
  readonly days: number;
  /** The total chooses the route; else it is only shown on the card. */
  readonly choosesRoute: boolean;
}

export interface ApprovalRows {
  readonly money: MoneyStrategy;
  readonly splitting: SplittingRule;
  /** A new run keeps the steps agreed in the void one, where the sum did not rise. */
  readonly keepAgreedSteps: boolean;
  /** 批量同意 is allowed, for what pays nobody compensation. */
  readonly batchApproval: boolean;
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

export interface DoorRow {
  readonly door: Door;
  /** What the book calls it; null: as everybody does. */
  readonly label: string | null;
  readonly rule: RuleId | null;
}

export interface CategoryRow {
  readonly category: Category;
  readonly rule: RuleId;
}

/** When a complaint counts as valid or as invalid; shown to whoever decides on 无效. */
export interface ValidityRow {
  readonly rule: RuleId;
  readonly valid: boolean;
  readonly text: string;
}

/** Moments of a case that are no event of its clocks. */
export const CLOSING_MOMENTS = ['approved', 'closed'] as const;
export type Moment = CaseEvent | (typeof CLOSING_MOMENTS)[number];

/** No roles of the book: whoever handles this case, whoever makes its return visit, and the superior of the handler. */
export const CASE_HANDLER = 'case-handler';
export const RETURN_VISITOR = 'return-visitor';
export const HANDLER_SUPERIOR = 'handler-superior';

/** A duty no software carries out: the bot reminds the right person of it at the right moment. */
export interface TaskRow {
  readonly rule: RuleId;
  /** Unique among the tasks. */
  readonly name: string;
  readonly when: Condition;
  /** Only for cases that came by one of these; empty: by any. */
  readonly doors: readonly Door[];
  readonly at: Moment;
  /** From this moment on nobody is reminded any more; null: as long as the case is open. */
  readonly until: Moment | null;
  readonly role: Role;
  readonly text: string;
}

/** Telling a holder of this role is a fact that books start and meet clocks with (contracts.md §2, `happened`). */
export interface ToldRow {
  readonly role: Role;
  readonly event: CaseEvent;
}

/** An extension of the book's own: granted by a role, it moves one clock to a span under another rule, from the same start. */
export interface ExtensionRow {
  readonly rule: RuleId;
  readonly clock: string;
  readonly decidedBy: Role;
  readonly newRule: RuleId;
  readonly newSpan: Span;
  /** The return visit states the cause. */
  readonly causeInVisit: boolean;
}

/** A case sent back (退单): who answers for it until it is sent on, and whether its clocks go on or begin anew then. */
export interface SentBackRow {
  readonly rule: RuleId | null;
  readonly clock: 'keeps' | 'restarts';
  readonly answeredBy: Role;
}

/** Puts a mark (超时, 升级) on case and ledger and tells of it, for the first of its causes that comes true. */
export interface MarkRow {
  readonly rule: RuleId;
  readonly name: string;
  readonly mark: string;
  readonly when: Condition | null;
  /** Names of clocks. */
  readonly missed: readonly string[];
  /** Working days without progress on the record; null: not looked at. */
  readonly idleWorkingDays: number | null;
  /** Only for cases that came by one of these; left out: by any. */
  readonly doors?: readonly Door[];
  readonly tells: readonly Role[];
}

/** A second complaint of one customer on one matter, and several households with one matter (群诉). */
export interface MatterRow {
  /** How far back an ended case of the customer is looked at, and a complaint of another household. */
  readonly days: number;
  readonly again: { readonly rule: RuleId | null; readonly countsAs: CountedAs };
  readonly groupRule: RuleId | null;
}

/** Packs without a word about it: what is found is told, and counted as nothing. */
export const PLAIN_MATTERS: MatterRow = { days: 90, again: { rule: null, countsAs: 'nothing' }, groupRule: null };

/** Who may close a case, with a reason, although its customer is not satisfied. */
export interface ClosingRow {
  readonly rule: RuleId;
  readonly when: Condition;
  readonly closedBy: Role;
}

/** How customers are spoken to; every SMS text of the pack keeps to it. */
export interface Conduct {
  readonly rule: RuleId;
  readonly greeting: readonly string[];
  readonly apologyOrThanks: readonly string[];
  readonly asks: readonly string[];
  readonly please: readonly string[];
  readonly close: readonly string[];
  readonly never: readonly string[];
  readonly sentenceUpTo: number;
}

/** What a pack says beside its judgement: kept apart so that packs stored before it was there can be completed. */
export interface PackDuties {
  readonly doors: readonly DoorRow[];
  readonly categories: readonly CategoryRow[];
  readonly validity: readonly ValidityRow[];
  readonly tasks: readonly TaskRow[];
  readonly told: readonly ToldRow[];
  readonly extension: ExtensionRow | null;
  /** Left out: `USUAL_NUDGING`. */
  readonly nudging?: NudgingRow;
  /** Left out: the clocks go on, and `duties.supervisor` answers. */
  readonly sentBack?: SentBackRow;
  /** Left out: `PLAIN_MATTERS`. */
  readonly matters?: MatterRow;
  readonly marks: readonly MarkRow[];
  readonly closing: readonly ClosingRow[];
  readonly conduct: Conduct | null;
  /** The rule behind `progressEveryWorkingDays`. */
  readonly progressRule: RuleId | null;
  readonly programme: Programme;
}

export const NO_DUTIES: PackDuties = {
  doors: [],
  categories: [],
  validity: [],
  tasks: [],
  told: [],
  extension: null,
  marks: [],
  closing: [],
  conduct: null,
  progressRule: null,
  programme: { reports: [], surveys: [], grading: [], visits: [], registers: [], customers: [], standing: [] },
};

/** A whole rule book as plain data: canonical JSON of it is stored under its hash and can be read back. */
export interface Pack extends PackOperations, PackDuties {
  readonly levels: LevelRows;
  readonly approval: ApprovalRows;
  readonly filings: readonly FilingRow[];
  readonly clockRows: readonly ClockRow[];
  /** Who takes the case, first fitting row; else `duties.handler`. */
  readonly handlers: readonly HandlerRow[];
}
