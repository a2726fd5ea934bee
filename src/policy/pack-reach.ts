import { seenWith } from './domain/decide.js';
import { judgeLevel } from './domain/level.js';
import type { Circumstances } from './domain/circumstances.js';
import type { Condition, MoneyFact, Pack } from './domain/rows.js';
import { CATEGORIES, LEVEL_ORDER, plainFacts, type Facts } from '../terms/complaint.js';
import { DAY, startOfDay } from '../terms/instants.js';

/*
 * Whether a row of a pack can ever count, decided by trying facts: for each fact that the row and what stands in its way look at, the
 * values at and beside every threshold that is written there; all of their combinations, the unremarkable values first, so that a
 * witness is found in a few tries and only a row without one costs the whole walk. Facts that matter through the level alone are not
 * combined: one witness of each level row stands for them.
 */

/** The case as one try has it. */
export interface Trial {
  readonly facts: Facts;
  readonly seen: Circumstances;
}

type Change = (facts: Facts) => Facts;
/** The values one fact may take, the unremarkable one first. */
type Digit = readonly Change[];

/** Any moment will do: only spans up to it are looked at. */
const NOW = startOfDay('2026-03-02');

const plain = (pack: Pack): Facts => plainFacts(pack.id, NOW);

/** Tries beyond this many are given up and the row counts as one that can be reached. */
const TRIES = 200_000;

/** True when some facts make `counts` true, or when it could not be settled within the tries. */
export function canBeReached(pack: Pack, reads: readonly Condition[], counts: (trial: Trial) => boolean): boolean {
  return witness(pack, digitsOf(pack, reads), counts) !== null;
}

function witness(pack: Pack, digits: readonly Digit[], counts: (trial: Trial) => boolean): Facts | null {
  const places = digits.map(() => 0);
  const start = plain(pack);
  for (let tries = 0; tries < TRIES; tries += 1) {
    const facts = digits.reduce((so, digit, at) => digit[places[at] ?? 0]?.(so) ?? so, start);
    if (counts({ facts, seen: seenWith(pack, facts, judgeLevel(pack, facts)) })) return facts;
    if (!advance(places, digits)) return null;
  }
  return start;
}

/** The next combination, the first digit fastest; false after the last one. */
function advance(places: number[], digits: readonly Digit[]): boolean {
  for (const [at, digit] of digits.entries()) {
    const next = (places[at] ?? 0) + 1;
    if (next < digit.length) {
      places[at] = next;
      return true;
    }
    places[at] = 0;
  }
  return false;
}

/** Everything these conditions look at, what the first of them looks at varying fastest. */
function digitsOf(pack: Pack, reads: readonly Condition[]): readonly Digit[] {
  const digits = new Map<string, Digit>();
  const all = [...reads, ...judgedThrough(pack, reads)];
  for (const condition of all) for (const leaf of leavesOf(condition)) addDigit(digits, leaf, all, pack);
  if (all.some((condition) => leavesOf(condition).some((leaf) => JUDGED_BY_LEVEL.has(leaf.test)))) digits.set('level', levelDigit(pack));
  return [...digits.values()];
}

const JUDGED_BY_LEVEL: ReadonlySet<Condition['test']> = new Set(['level', 'level-rules-only']);

/** Conditions on route or band look, through them, at what chooses these. */
function judgedThrough(pack: Pack, reads: readonly Condition[]): readonly Condition[] {
  const tests = new Set(reads.flatMap((condition) => leavesOf(condition).map((leaf) => leaf.test)));
  const routes = tests.has('route') || tests.has('band') ? pack.approval.routes.map((route) => route.when) : [];
  const bands = tests.has('band') ? [MONEY_OF_BANDS, ...pack.approval.raises.map((raise) => raise.when)] : [];
  return [...routes, ...bands];
}

/** The sums that choose a band, read without a threshold of their own: the bands' thresholds are tried in any case. */
export const MONEY_OF_BANDS: Condition = { test: 'money-known', fact: 'routeAmount', is: true };

function leavesOf(condition: Condition): readonly Condition[] {
  if (condition.test === 'all' || condition.test === 'any') return condition.of.flatMap(leavesOf);
  return condition.test === 'not' ? leavesOf(condition.of) : [condition];
}

const set =
  <K extends keyof Facts>(fact: K, value: Facts[K]): Change =>
  (facts) => ({ ...facts, [fact]: value });

function addDigit(digits: Map<string, Digit>, leaf: Condition, all: readonly Condition[], pack: Pack): void {
  switch (leaf.test) {
    case 'flag':
      digits.set(leaf.fact, (leaf.fact === 'valid' ? [true, false] : [false, true]).map((value) => set(leaf.fact, value)));
      return;
    case 'word':
      digits.set(leaf.fact, WORD_DIGITS[leaf.fact]);
      return;
    case 'threat':
      digits.set('threats', [set('threats', []), set('threats', ['media']), set('threats', ['litigation'])]);
      return;
    case 'happened':
      for (const event of leaf.oneOf) {
        digits.set(`happened ${event}`, [(facts) => facts, (facts) => ({ ...facts, happened: { ...facts.happened, [event]: NOW } })]);
      }
      return;
    case 'count':
      digits.set(leaf.fact, thresholds(all, leaf.fact, leaf.fact === 'households' ? 1 : 0).map((value) => set(leaf.fact, value)));
      return;
    case 'important-for-over':
      digits.set('importantSince', [null, NOW - DAY, NOW - (leaf.months * 31 + leaf.days + 2) * DAY].map((at) => set('importantSince', at)));
      return;
    case 'money':
    case 'money-known':
      for (const fact of MONEY_BEHIND[leaf.fact]) {
        if (!digits.has(fact)) digits.set(fact, [null, ...sums(all, pack)].map((value) => set(fact, value)));
      }
      return;
    default:
      return;
  }
}

const WORD_DIGITS: Readonly<Record<'kind' | 'category' | 'phase' | 'scope', Digit>> = {
  kind: [set('kind', 'complaint'), set('kind', 'need')],
  category: [...CATEGORIES].reverse().map((value) => set('category', value)),
  phase: [set('phase', 'after-handover'), set('phase', 'before-handover')],
  scope: [set('scope', 'project'), set('scope', 'group')],
};

type Sum = 'claimedAmount' | 'proposedAmount' | 'repairCost';
const MONEY_BEHIND: Readonly<Record<MoneyFact, readonly Sum[]>> = {
  claimedAmount: ['claimedAmount'],
  proposedAmount: ['proposedAmount'],
  repairCost: ['repairCost'],
  compensation: ['claimedAmount', 'proposedAmount'],
  largerAmount: ['claimedAmount', 'proposedAmount'],
  routeAmount: ['claimedAmount', 'proposedAmount', 'repairCost'],
};

/** The lowest value, and each threshold with the value just below it. */
function thresholds(all: readonly Condition[], fact: string, lowest: number): readonly number[] {
  const bounds = all.flatMap(leavesOf).flatMap((leaf) => (leaf.test === 'count' && leaf.fact === fact ? [leaf.range.from, leaf.range.to] : []));
  return around(bounds, lowest);
}

function sums(all: readonly Condition[], pack: Pack): readonly number[] {
  const bounds = all.flatMap(leavesOf).flatMap((leaf) => (leaf.test === 'money' ? [leaf.range.from, leaf.range.to] : []));
  return around([...bounds, ...pack.approval.bands.map((band) => band.from)], 0);
}

const around = (bounds: readonly (number | null)[], lowest: number): readonly number[] => [
  ...new Set([lowest, ...bounds.flatMap((bound) => (bound === null ? [] : [bound - 1, bound]))].filter((value) => value >= lowest)),
];

const levelDigits = new WeakMap<Pack, Digit>();

/** One way to each level row, to a need, and to the level of a complaint that meets no row. */
function levelDigit(pack: Pack): Digit {
  const found = levelDigits.get(pack) ?? [(facts: Facts) => facts, set('kind', 'need'), ...pack.levels.rows.flatMap((row) => wayTo(pack, row))];
  levelDigits.set(pack, found);
  return found;
}

function wayTo(pack: Pack, row: Pack['levels']['rows'][number]): readonly Change[] {
  const facts = witness(pack, digitsOf(pack, [row.when]), ({ facts: tried }) => judgeLevel(pack, tried).rows.includes(row));
  if (facts === null) return [];
  const start = plain(pack);
  const changed = Object.entries(facts).filter(([fact, value]) => start[fact as keyof Facts] !== value);
  return [(so) => ({ ...so, ...(Object.fromEntries(changed) as Partial<Facts>) })];
}

/** Level rows that outrank a row: where one of them holds, it is not listed. */
export const higherRows = (pack: Pack, row: Pack['levels']['rows'][number]): readonly Condition[] =>
  pack.levels.rows.filter((other) => LEVEL_ORDER.indexOf(other.level) > LEVEL_ORDER.indexOf(row.level)).map((other) => other.when);
