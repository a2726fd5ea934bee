import type { Fen } from './money.js';
import type { Instant } from './instants.js';

/** What the customer came with: 需求 (a reasonable request) or 投诉 (a complaint). */
export type Kind = 'need' | 'complaint';
export const KIND_NAMES: Readonly<Record<Kind, string>> = { need: '需求', complaint: '投诉' };

export const CATEGORIES = ['engineering', 'planning', 'sales', 'property', 'other'] as const;
export type Category = (typeof CATEGORIES)[number];
export const CATEGORY_NAMES: Readonly<Record<Category, string>> = {
  engineering: '工程质量',
  planning: '规划设计',
  sales: '销售承诺',
  property: '物业管理',
  other: '其他',
};

/** The level a rule book gives a case; `need` and `invalid` are levels of their own (contracts.md §2). */
export type Level = 'need' | 'general' | 'important' | 'major' | 'invalid';
export const LEVEL_NAMES: Readonly<Record<Level, string>> = {
  need: '需求',
  general: '一般',
  important: '重要',
  major: '重大',
  invalid: '无效',
};
/** Levels in rising order of weight, for "the highest that any row gives". */
export const LEVEL_ORDER: readonly Level[] = ['invalid', 'need', 'general', 'important', 'major'];

export const DOORS = ['call', 'visit', 'letter', 'web', 'passed-on', 'audit'] as const;
export type Door = (typeof DOORS)[number];
export const DOOR_NAMES: Readonly<Record<Door, string>> = {
  call: '来电',
  visit: '来访',
  letter: '来函',
  web: '网络',
  'passed-on': '委托转告',
  audit: '监审/审计法务转单',
};

export type Phase = 'before-handover' | 'after-handover';
export type Scope = 'project' | 'group';
export const THREATS = ['media', 'litigation'] as const;
export type Threat = (typeof THREATS)[number];
export const THREAT_NAMES: Readonly<Record<Threat, string>> = { media: '扬言找媒体', litigation: '扬言起诉' };

/** How a book counts that a customer complains again on one matter. */
export const COUNTED_AS = ['escalation', 'dissatisfaction', 'nothing'] as const;
export type CountedAs = (typeof COUNTED_AS)[number];

/** What starts or meets a clock (contracts.md §2, `happened`). `received` is always known: it is `receivedAt`. */
export const EVENTS = [
  'department-contacted',
  'customer-reached',
  'call-failed',
  'engineer-told',
  'site-checked',
  'marketing-manager-told',
  'differs-from-contract',
  'customer-manager-told',
  'rd-manager-told',
  'claim-received',
  'registered',
  'background-learnt',
  'plan-received',
  'became-important',
  'handled',
  'visited',
] as const;
export type CaseEvent = (typeof EVENTS)[number];

/** Everything `decide` may look at; the JSON form of contracts.md §2 is read by policy/. */
export interface Facts {
  readonly pack: string;
  readonly kind: Kind;
  readonly category: Category;
  readonly phase: Phase;
  readonly scope: Scope;
  readonly receivedAt: Instant;
  readonly enteredAt: Instant | null;
  readonly now: Instant;
  /** What the customer asks for; null when no sum is known. */
  readonly claimedAmount: Fen | null;
  readonly wantsMoney: boolean;
  /** What the handler proposes to pay. */
  readonly proposedAmount: Fen | null;
  readonly repairCost: Fen | null;
  readonly households: number;
  readonly valid: boolean;
  readonly plainMistake: boolean;
  readonly safety: boolean;
  /** Published, not threatened. */
  readonly media: boolean;
  /** Filed in court, not threatened. */
  readonly litigation: boolean;
  readonly brandHarm: boolean;
  readonly groupRisk: boolean;
  readonly threats: readonly Threat[];
  readonly refused: boolean;
  readonly complainedAgain: boolean;
  readonly dissatisfiedTimes: number;
  readonly failedTalks: number;
  readonly importantSince: Instant | null;
  readonly settledByTalk: boolean;
  readonly needsCoordination: boolean;
  readonly unitReturn: boolean;
  readonly teamGone: boolean;
  readonly happened: Readonly<Partial<Record<CaseEvent, Instant>>>;
}

/** The facts of a complaint of which nothing is known but when it was received: what policies/README.md gives to left out facts. */
export const plainFacts = (pack: string, receivedAt: Instant): Facts => ({
  pack,
  kind: 'complaint',
  category: 'other',
  // (ours) Left out, neither phase nor scope is said by the books: the common case.
  phase: 'after-handover',
  scope: 'project',
  receivedAt,
  enteredAt: null,
  now: receivedAt,
  claimedAmount: null,
  wantsMoney: false,
  proposedAmount: null,
  repairCost: null,
  households: 1,
  valid: true,
  plainMistake: false,
  safety: false,
  media: false,
  litigation: false,
  brandHarm: false,
  groupRisk: false,
  threats: [],
  refused: false,
  complainedAgain: false,
  dissatisfiedTimes: 0,
  failedTalks: 0,
  importantSince: null,
  settledByTalk: false,
  needsCoordination: false,
  unitReturn: false,
  teamGone: false,
  happened: {},
});
