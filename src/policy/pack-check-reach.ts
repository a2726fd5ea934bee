import { holds } from './domain/circumstances.js';
import { judgeLevel } from './domain/level.js';
import type { Condition, Pack } from './domain/rows.js';
import { canBeReached, higherRows, MONEY_OF_BANDS } from './pack-reach.js';
import type { PackSource, Path } from './pack-source.js';

const NEVER = '这一行的条件永远不会成立,请改条件或删去';
const SHADOWED = '条件成立时总有更前或更高的行先成立,请调整顺序、改条件或删去';

/** Rows that can never count: a condition that cannot hold, or one before or above them that always holds as well. */
export function checkReach(pack: Pack, source: PackSource): void {
  checkLevelRows(pack, source);
  checkFirstFitting(pack, source);
  checkRaises(pack, source);
  checkEvery(pack, source);
  checkClockRows(pack, source);
}

const possible = (pack: Pack, when: Condition): boolean => canBeReached(pack, [when], ({ seen }) => holds(when, seen));

function checkLevelRows(pack: Pack, source: PackSource): void {
  pack.levels.rows.forEach((row, index) => {
    if (canBeReached(pack, [row.when, ...higherRows(pack, row)], ({ facts }) => judgeLevel(pack, facts).rows.includes(row))) return;
    source.report(['levels', 'rows', index], `定级行 '${row.row}':${possible(pack, row.when) ? SHADOWED : NEVER}`);
  });
}

/** Lists of which the first fitting row counts. */
function checkFirstFitting(pack: Pack, source: PackSource): void {
  const lists = [
    { path: ['approval', 'routes'], what: '审批路线', rows: pack.approval.routes.map(({ when, route }) => ({ when, name: route })) },
    { path: ['handlers'], what: '受理行', rows: pack.handlers.map(({ when, rule }) => ({ when, name: rule })) },
  ] as const;
  for (const { path, what, rows } of lists) {
    rows.forEach(({ when, name }, index) => {
      const before = rows.slice(0, index).map((row) => row.when);
      if (canBeReached(pack, [when, ...before], ({ seen }) => holds(when, seen) && !before.some((other) => holds(other, seen)))) return;
      source.report([...path, index, 'when'], `${what} '${name}':${possible(pack, when) ? SHADOWED : NEVER}`);
    });
  }
}

/** A raise that never lifts a band: its cases lie in that band, or a higher raise takes them, anyway. */
function checkRaises(pack: Pack, source: PackSource): void {
  const { raises, bands } = pack.approval;
  const rank = (name: string): number => bands.findIndex((band) => band.band === name);
  raises.forEach((raise, index) => {
    const higher = raises.filter((other) => rank(other.toBand) > rank(raise.toBand)).map((other) => other.when);
    const below = lyingBelow(bands[rank(raise.toBand)]?.from ?? 0);
    const lifts = canBeReached(
      pack,
      [raise.when, MONEY_OF_BANDS, ...higher],
      ({ seen }) => holds(raise.when, seen) && holds(below, seen) && !higher.some((other) => holds(other, seen)),
    );
    if (rank(raise.toBand) <= 0) source.report(['approval', 'raises', index, 'toBand'], `提档行 '${raise.rule}':'${raise.toBand}' 是最低一档,提不上去,请写更高的档`);
    else if (!lifts) source.report(['approval', 'raises', index, 'when'], `提档行 '${raise.rule}':${possible(pack, raise.when) ? SHADOWED : NEVER}`);
  });
}

/** The sum puts the case into a band below this amount, or no sum is known. */
const lyingBelow = (amount: number): Condition => ({
  test: 'not',
  of: { test: 'money', fact: 'routeAmount', range: { from: amount, to: null } },
});

/** Lists of which every fitting row counts. */
function checkEvery(pack: Pack, source: PackSource): void {
  const rows: readonly { readonly path: Path; readonly name: string; readonly when: Condition }[] = [
    ...pack.approval.reviewers.map(({ rule, when }, index) => ({ path: ['approval', 'reviewers', index], name: rule, when })),
    ...pack.approval.readers.map(({ rule, when }, index) => ({ path: ['approval', 'readers', index], name: rule, when })),
    ...pack.filings.map(({ rule, when }, index) => ({ path: ['filings', index], name: rule, when })),
    ...pack.tasks.map(({ name, when }, index) => ({ path: ['tasks', index], name, when })),
    ...pack.marks.flatMap(({ name, when }, index) => (when === null ? [] : [{ path: ['marks', index], name, when }])),
    ...pack.closing.map(({ rule, when }, index) => ({ path: ['closing', index], name: rule, when })),
  ];
  for (const { path, name, when } of rows) {
    if (!possible(pack, when)) source.report([...path, 'when'], `'${name}':${NEVER}`);
  }
}

/** A clock whose condition holds only at levels it has no span for never runs either. */
function checkClockRows(pack: Pack, source: PackSource): void {
  pack.clockRows.forEach((row, index) => {
    const levels: Condition = { test: 'level', oneOf: [] };
    const runs = canBeReached(
      pack,
      [row.when, levels],
      ({ seen }) => seen.level !== null && row.spans[seen.level] !== undefined && holds(row.when, seen),
    );
    if (!runs) source.report(['clocks', index], `时限 '${row.name}':${NEVER}`);
  });
}
