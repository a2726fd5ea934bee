/**
 * How amounts, counts and times are read: policies/README.md, section "How to read", done a second time without src/policy.
 * The oracle's packs are in the other files of that name.
 */

/** Facts as an outside program writes them (contracts.md §2). */
export interface WrittenFacts {
  readonly id?: string;
  readonly pack: string;
  readonly kind: 'need' | 'complaint';
  readonly receivedAt: string;
  readonly category?: 'engineering' | 'planning' | 'sales' | 'property' | 'other';
  readonly phase?: 'before-handover' | 'after-handover';
  readonly scope?: 'project' | 'group';
  readonly enteredAt?: string | null;
  readonly now?: string;
  readonly claimedAmount?: string | null;
  readonly wantsMoney?: boolean;
  readonly proposedAmount?: string | null;
  readonly repairCost?: string | null;
  readonly households?: number;
  readonly valid?: boolean;
  readonly plainMistake?: boolean;
  readonly safety?: boolean;
  readonly media?: boolean;
  readonly litigation?: boolean;
  readonly brandHarm?: boolean;
  readonly groupRisk?: boolean;
  readonly threats?: readonly ('media' | 'litigation')[];
  readonly refused?: boolean;
  readonly complainedAgain?: boolean;
  readonly dissatisfiedTimes?: number;
  readonly failedTalks?: number;
  readonly importantSince?: string | null;
  readonly settledByTalk?: boolean;
  readonly needsCoordination?: boolean;
  readonly unitReturn?: boolean;
  readonly teamGone?: boolean;
  readonly happened?: Readonly<Record<string, string>>;
}

export interface OracleStep {
  readonly step: number;
  readonly mode: 'review' | 'approve';
  readonly roles: readonly string[];
  readonly join: 'all' | 'majority';
}

export interface OracleClock {
  readonly rule: string;
  readonly startsOn: string;
  readonly dueAt: string | null;
  readonly targetAt: string | null;
}

export interface OracleFiling {
  readonly role: string;
  readonly channels: readonly string[];
  readonly rule: string;
}

export interface OracleRoute {
  readonly approval: readonly OracleStep[];
  readonly approvalRules: readonly string[];
  readonly copies: readonly string[];
  readonly filings: readonly OracleFiling[];
}

export interface OracleDecision extends OracleRoute {
  readonly level: 'need' | 'general' | 'important' | 'major' | 'invalid';
  readonly levelRules: readonly string[];
  readonly clocks: readonly OracleClock[];
}

export interface OracleLevel {
  readonly level: OracleDecision['level'];
  readonly levelRules: readonly string[];
}

/** "`valid:false` → level `invalid` in every pack; approval, copies, filings and handling clocks empty." */
export const invalidBy = (levelRules: readonly string[]): OracleDecision => ({
  level: 'invalid',
  levelRules,
  approval: [],
  approvalRules: [],
  copies: [],
  filings: [],
  clocks: [],
});

/** Whole fen; null when no sum is known. */
export function fen(yuan: string | null | undefined): number | null {
  if (yuan === null || yuan === undefined) return null;
  const [whole = '0', cents = ''] = yuan.split('.');
  return parseInt(whole, 10) * 100 + parseInt(`${cents}00`.slice(0, 2), 10);
}

/** "longfor and standard **add** `proposedAmount` (else `claimedAmount`) and `repairCost`." */
export const routeSum = (facts: WrittenFacts): number =>
  (fen(facts.proposedAmount) ?? fen(facts.claimedAmount) ?? 0) + (fen(facts.repairCost) ?? 0);

/** "The others take the larger of `claimedAmount` and `proposedAmount`"; null when neither is known. */
export function largerSum(facts: WrittenFacts): number | null {
  const sums = [fen(facts.claimedAmount), fen(facts.proposedAmount)].filter((sum) => sum !== null);
  return sums.length === 0 ? null : Math.max(...sums);
}

export const COMMITTEE = 'compensation-committee';

/** "Review steps come first, in the order given; then approve": each element is one step, several roles in it must all agree. */
export function steps(reviews: readonly (readonly string[])[], approvals: readonly (readonly string[])[]): OracleStep[] {
  const modes = [...reviews.map((roles) => ({ mode: 'review' as const, roles })), ...approvals.map((roles) => ({ mode: 'approve' as const, roles }))];
  return modes.map(({ mode, roles }, index) => ({ step: index + 1, mode, roles, join: roles.includes(COMMITTEE) ? 'majority' : 'all' }));
}

// Times. A day is its number since 1970-01-01 in Shanghai.

const DAY_MS = 86_400_000;
const SHANGHAI_MS = 8 * 3_600_000;

export const millis = (iso: string): number => Date.parse(iso);
const dayNumber = (ms: number): number => Math.floor((ms + SHANGHAI_MS) / DAY_MS);
const dayText = (day: number): string => new Date(day * DAY_MS).toISOString().slice(0, 10);
const midnight = (day: number): number => day * DAY_MS - SHANGHAI_MS;

/** To the second, in Shanghai time. */
export const written = (ms: number): string => `${new Date(Math.floor(ms / 1000) * 1000 + SHANGHAI_MS).toISOString().slice(0, 19)}+08:00`;

const endOf = (day: number): string => `${dayText(day)}T23:59:59+08:00`;

/** "Due = trigger + hours, to the second." */
export const afterHours = (start: string, hours: number): string => written(millis(start) + hours * 3_600_000);

export const endOfSameDay = (start: string): string => endOf(dayNumber(millis(start)));

/** "Day counts without the word 工作 are calendar days and fall due at the end of that day." */
export const afterDays = (start: string, days: number): string => endOf(dayNumber(millis(start)) + days);

/** Notices of the State Council for 2024 to 2026: first and last day off. */
const OFF: readonly (readonly [string, string])[] = [
  ['2024-01-01', '2024-01-01'],
  ['2024-02-10', '2024-02-17'],
  ['2024-04-04', '2024-04-06'],
  ['2024-05-01', '2024-05-05'],
  ['2024-06-10', '2024-06-10'],
  ['2024-09-15', '2024-09-17'],
  ['2024-10-01', '2024-10-07'],
  ['2025-01-01', '2025-01-01'],
  ['2025-01-28', '2025-02-04'],
  ['2025-04-04', '2025-04-06'],
  ['2025-05-01', '2025-05-05'],
  ['2025-05-31', '2025-06-02'],
  ['2025-10-01', '2025-10-08'],
  ['2026-01-01', '2026-01-03'],
  ['2026-02-15', '2026-02-23'],
  ['2026-04-04', '2026-04-06'],
  ['2026-05-01', '2026-05-05'],
  ['2026-06-19', '2026-06-21'],
  ['2026-09-25', '2026-09-27'],
  ['2026-10-01', '2026-10-07'],
];

/** The weekends of those notices on which people work (调休). */
const MADE_UP = new Set(
  (
    '2024-02-04 2024-02-18 2024-04-07 2024-04-28 2024-05-11 2024-09-14 2024-09-29 2024-10-12 ' +
    '2025-01-26 2025-02-08 2025-04-27 2025-09-28 2025-10-11 ' +
    '2026-01-04 2026-02-14 2026-02-28 2026-05-09 2026-09-20 2026-10-10'
  ).split(' '),
);

function isWorkingDay(day: number): boolean {
  const date = dayText(day);
  if (date < '2024' || date >= '2027') throw new Error(`the oracle knows 2024 to 2026, not ${date}`);
  if (OFF.some(([first, last]) => first <= date && date <= last)) return false;
  const weekday = new Date(day * DAY_MS).getUTCDay();
  return MADE_UP.has(date) || (weekday !== 0 && weekday !== 6);
}

/** "The first working day **after** the trigger's date as day 1", due "at the end of day N". */
export function afterWorkingDays(start: string, count: number): string {
  let day = dayNumber(millis(start));
  for (let found = 0; found < count; ) {
    day += 1;
    if (isWorkingDay(day)) found += 1;
  }
  return endOf(day);
}

/** "31 January + 1 month = the last day of February"; the last second of that day. */
export function afterMonths(start: string, months: number): string {
  const [year = 0, month = 0, date = 0] = dayText(dayNumber(millis(start))).split('-').map(Number);
  const lastOfMonth = new Date(Date.UTC(year, month + months, 0));
  const target = Date.UTC(lastOfMonth.getUTCFullYear(), lastOfMonth.getUTCMonth(), Math.min(date, lastOfMonth.getUTCDate()));
  return endOf(target / DAY_MS);
}

/** "Begins at 00:00:00 of the day after the last one." */
export const isOver = (start: string, months: number, now: string): boolean =>
  millis(now) >= midnight(dayNumber(millis(afterMonths(start, months))) + 1);

/** Hours of which only those between `opens` and `closes` o'clock count (ST-D4): minute by minute would say the same. */
export function afterCountedHours(start: string, hours: number, opens: number, closes: number): string {
  let left = hours * 3_600_000;
  for (let day = dayNumber(millis(start)); ; day += 1) {
    const from = Math.max(millis(start), midnight(day) + opens * 3_600_000);
    const until = midnight(day) + closes * 3_600_000;
    const open = Math.max(0, until - from);
    if (left <= open) return written(from + left);
    left -= open;
  }
}

/** A clock whose start may not be known yet: "`dueAt` is given once what starts the clock is known from the facts, else null". */
export function clock(
  rule: string,
  startsOn: string,
  start: string | null | undefined,
  due: (start: string) => string,
  target?: (start: string) => string,
): OracleClock {
  const known = start ?? null;
  return {
    rule,
    startsOn,
    dueAt: known === null ? null : due(known),
    targetAt: known === null || target === undefined ? null : target(known),
  };
}
