import type { Facts } from '../../src/terms/complaint.js';
import type { Circumstances } from '../../src/policy/domain/circumstances.js';
import { holds } from '../../src/policy/domain/circumstances.js';
import { planClocks } from '../../src/policy/domain/clock-plan.js';
import { judgeLevel, type LevelVerdict } from '../../src/policy/domain/level.js';
import { chooseRoute } from '../../src/policy/domain/route.js';
import type { Condition, Pack } from '../../src/policy/domain/rows.js';
import { nationalCalendar } from '../../src/policy/index.js';
import { Reads, eventAxis, plainDraft, walk, type Axis, type Draft } from './boundary-facts.js';

/**
 * Decides whether two packs ever answer differently, by trying every combination of the boundary values of all facts
 * that count: first the levels by themselves; then, for each part below them that differs, what its conditions read
 * together with every level that can come about. Facts that no condition in question reads are left at rest: that is
 * what makes the walk short enough to be complete.
 */
export function firstDifference(pack: Pack, other: Pack): Facts | null {
  return differenceOfLevels(pack, other) ?? firstOf(partsThatDiffer(pack, other), (part) => differenceBelow(pack, other, part));
}

function firstOf<T>(list: readonly T[], find: (each: T) => Facts | null): Facts | null {
  for (const each of list) {
    const found = find(each);
    if (found !== null) return found;
  }
  return null;
}

const calendar = nationalCalendar();
const levelConditions = (pack: Pack): Condition[] => pack.levels.rows.map((row) => row.when);
const same = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);
const strategies = (pack: Pack, other: Pack) => [pack.approval.money, other.approval.money];

function differenceOfLevels(pack: Pack, other: Pack): Facts | null {
  if (pack.levels === other.levels) return null;
  const axes = new Reads(strategies(pack, other)).addWord('kind').add([...levelConditions(pack), ...levelConditions(other)]).axes();
  const said = (each: Pack, facts: Facts) => {
    const { level, rules } = judgeLevel(each, facts);
    return { level, rules };
  };
  const invalid = { ...plainDraft(), valid: false };
  if (!same(said(pack, invalid), said(other, invalid))) return invalid;
  return search(axes, (facts) => !same(said(pack, facts), said(other, facts)));
}

function search(axes: readonly Axis[], differs: (facts: Draft) => boolean): Facts | null {
  const draft = plainDraft();
  return walk(axes, draft, differs) ? { ...draft, happened: { ...draft.happened } } : null;
}

/** A part of the pack below the levels: what its conditions are, and what it says of a case. */
interface Part {
  readonly conditions: readonly Condition[];
  readonly bands: boolean;
  readonly byLevel: boolean;
  readonly events: boolean;
  says(pack: Pack, seen: Circumstances): unknown;
}

function partsThatDiffer(pack: Pack, other: Pack): Part[] {
  const both = [pack, other];
  const changedRows = <T>(rowsOf: (each: Pack) => readonly T[]): T[] => both.flatMap((each, index) => rowsOf(each).filter((row) => !rowsOf(both[1 - index] ?? each).includes(row)));
  const clocks = changedRows((each) => each.clockRows);
  const filings = changedRows((each) => each.filings);
  const readers = changedRows((each) => each.approval.readers);
  const parts: (Part | null)[] = [
    pack.approval === other.approval || (readers.length > 0 && sameRoutes(pack, other))
      ? null
      : { conditions: both.flatMap(routeConditions), bands: true, byLevel: false, events: false, says: (each, seen) => chooseRoute(each.approval, seen) },
    clocks.length === 0
      ? null
      : {
          conditions: clocks.map((row) => row.when),
          bands: false,
          byLevel: true,
          events: true,
          says: (each, seen) => planClocks(each.clockRows.filter((row) => clocks.includes(row)), calendar, seen),
        },
    listed(filings.map((row) => row.when), (each, seen) => each.filings.filter((row) => filings.includes(row) && holds(row.when, seen)).map(({ when: _, ...row }) => row)),
    listed(readers.map((row) => row.when), (each, seen) => each.approval.readers.filter((row) => readers.includes(row) && holds(row.when, seen)).map(({ when: _, ...row }) => row)),
    pack.handlers === other.handlers
      ? null
      : listed(both.flatMap((each) => each.handlers.map((row) => row.when)), (each, seen) => {
          const row = each.handlers.find((candidate) => holds(candidate.when, seen));
          return row === undefined ? each.duties.handler : [row.role, row.rule];
        }),
  ];
  return parts.filter((part) => part !== null);
}

const listed = (conditions: readonly Condition[], says: Part['says']): Part | null =>
  conditions.length === 0 ? null : { conditions, bands: false, byLevel: false, events: false, says };

const sameRoutes = ({ approval: one }: Pack, { approval: other }: Pack): boolean =>
  one.routes === other.routes && one.raises === other.raises && one.reviewers === other.reviewers && one.bands === other.bands && one.money === other.money;

const routeConditions = ({ approval: { routes, raises, reviewers } }: Pack): Condition[] => [...routes, ...raises, ...reviewers].map((row) => row.when);

function differenceBelow(pack: Pack, other: Pack, part: Part): Facts | null {
  const both = [pack, other];
  const money = strategies(pack, other);
  const reads = new Reads(money).add(part.conditions);
  const route = part.bands || reads.route;
  if (route) {
    reads.add(both.flatMap(routeConditions));
    reads.addMoney('routeAmount', both.flatMap((each) => each.approval.bands.flatMap(({ from }) => [from - 1, from])));
  }
  const levelReads = new Reads(money).addWord('kind').add(levelConditions(pack));
  const names = (axes: readonly Axis[]): Set<string> => new Set(axes.map((axis) => axis.fact));
  const [above, below] = [names(levelReads.axes()), names(reads.axes())];
  // The same fact may be read above and below with thresholds of each: its axis holds those of both.
  const all = new Reads(money).addWord('kind').add([...levelConditions(pack), ...part.conditions, ...(route ? both.flatMap(routeConditions) : [])]);
  if (route) all.addMoney('routeAmount', both.flatMap((each) => each.approval.bands.flatMap(({ from }) => [from - 1, from])));
  const axes = all.axes();
  const rest = [...axes.filter(({ fact }) => below.has(fact) && !above.has(fact)), ...(part.events ? [eventAxis()] : [])];
  const differs = (facts: Facts, verdict: LevelVerdict): boolean => !same(part.says(pack, circumstances(pack, facts, verdict, route)), part.says(other, circumstances(other, facts, verdict, route)));
  if (!reads.level && reads.levelRules.length === 0 && !part.byLevel && !route) {
    const any = judgeLevel(pack, plainDraft());
    return search(axes.filter(({ fact }) => below.has(fact)), (facts) => differs(facts, any));
  }
  const seen = new Set<string>();
  const levelAxes = axes.filter(({ fact }) => above.has(fact));
  const shared = levelAxes.map(({ fact }) => below.has(fact));
  const draft = plainDraft();
  const found = walk(levelAxes, draft, (facts, chosen) => {
    const verdict = judgeLevel(pack, facts);
    const ofRules = reads.levelRules.map((condition) => holds(condition, circumstances(pack, facts, verdict, false)));
    const key = `${verdict.level} ${ofRules.join()} ${chosen.filter((_, place) => shared[place]).join()}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return walk(rest, facts, (whole) => differs(whole, verdict));
  });
  return found ? { ...draft, happened: { ...draft.happened } } : null;
}

function circumstances(pack: Pack, facts: Facts, verdict: LevelVerdict, withRoute: boolean): Circumstances {
  const seen: Circumstances = { facts, money: pack.approval.money, level: verdict.level, levelRules: verdict.rules, route: null, band: null };
  if (!withRoute) return seen;
  const { route, band } = chooseRoute(pack.approval, seen);
  return { ...seen, route, band };
}
