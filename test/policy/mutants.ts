import { EVENTS } from '../../src/terms/complaint.js';
import type { Join } from '../../src/terms/decision.js';
import type { ClockRow, Condition, FilingRow, Pack, RouteBand, Span, StepRow } from '../../src/policy/domain/rows.js';
import { changesOf, partsOf } from './condition-mutants.js';

/**
 * A pack with one thing changed: wherever the pack holds the very object `was`, the mutant holds `becomes`. What a pack
 * writes once and uses several times (a named condition, a span of all levels) is one object, and changes everywhere.
 */
export interface Mutant {
  readonly label: string;
  readonly was: object;
  readonly becomes: object;
}

const CHANGED = 'MUTANT-1';

export const mutate = (pack: Pack, { was, becomes }: Mutant): Pack => replaced(pack, was, becomes) as Pack;

function replaced(value: unknown, was: object, becomes: object): unknown {
  if (value === was) return becomes;
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) {
    const parts = value.map((part) => replaced(part, was, becomes));
    return parts.some((part, index) => part !== value[index]) ? parts : value;
  }
  const entries = Object.entries(value).map(([key, part]) => [key, replaced(part, was, becomes), part] as const);
  return entries.some(([, part, before]) => part !== before) ? Object.fromEntries(entries) : value;
}

/**
 * Every single change to what decides a case: levels, routes, filings, clocks, handlers, readers. Rows are swapped where
 * their order says something (routes, handlers, reviewers, steps); elsewhere a list is a set (properties.test.ts).
 */
export function mutantsOf(pack: Pack): Mutant[] {
  return numbered([
    ...levelMutants(pack),
    ...moneyMutants(pack),
    ...routeMutants(pack),
    ...raisingMutants(pack),
    ...filingMutants(pack),
    ...pack.clockRows.flatMap((row) => clockMutants(row)),
    ...dropped('clock', pack.clockRows, (row) => row.name),
    ...handlerMutants(pack),
    ...conditionMutants(pack),
  ]);
}

/** One label, one change: those that read alike are numbered. */
function numbered(mutants: readonly Mutant[]): Mutant[] {
  const count = new Map<string, number>();
  return mutants.map((each) => {
    const number = (count.get(each.label) ?? 0) + 1;
    count.set(each.label, number);
    return number === 1 ? each : { ...each, label: `${each.label} (${number})` };
  });
}

const mutant = <T extends object>(label: string, was: T, becomes: T): Mutant => ({ label, was, becomes });

const without = <T>(list: readonly T[], index: number): T[] => list.filter((_, place) => place !== index);

const parts = (condition: Condition): readonly Condition[] => (condition.test === 'all' ? condition.of : [condition]);

/** True where the rows ask for different words of one fact or different levels: no case meets both, their order says nothing. */
const apart = (one: Condition, other: Condition): boolean => parts(one).some((a) => parts(other).some((b) => excludes(a, b)));

function excludes(one: Condition, other: Condition): boolean {
  const words = (condition: Condition): readonly string[] | null => (condition.test === 'word' || condition.test === 'level' ? condition.oneOf : null);
  const about = (condition: Condition): string => (condition.test === 'word' ? condition.fact : condition.test);
  const [mine, theirs] = [words(one), words(other)];
  return mine !== null && theirs !== null && about(one) === about(other) && !mine.some((word) => theirs.includes(word));
}

function swap<T>(list: readonly T[], index: number): T[] {
  const [one, other] = [list[index], list[index + 1]] as [T, T];
  return list.map((part, place) => (place === index ? other : place === index + 1 ? one : part));
}

const dropped = <T>(what: string, list: readonly T[], name: (row: T) => string): Mutant[] =>
  list.map((row, index) => mutant(`${what} ${name(row)}: left out`, list, without(list, index)));

const swapped = <T extends object>(what: string, list: readonly T[], name: (row: T) => string): Mutant[] =>
  list.slice(1).flatMap((row, index) => {
    const above = list[index];
    const independent = above !== undefined && 'when' in above && 'when' in row && apart(above.when as Condition, row.when as Condition);
    return independent ? [] : [mutant(`${what} ${name(row)}: before the one above`, list, swap(list, index))];
  });

function levelMutants({ levels }: Pack): Mutant[] {
  const { fallback, need, invalid, rows } = levels;
  const others = (level: string) => (['need', 'general', 'important', 'major'] as const).filter((each) => each !== level);
  return [
    ...others(fallback.level).map((level) => mutant(`fallback: ${level}`, fallback, { ...fallback, level })),
    mutant('fallback: another rule', fallback, { ...fallback, rule: CHANGED }),
    ...others(need.level).map((level) => mutant(`need: ${level}`, need, { ...need, level })),
    mutant('need: another rule', need, { ...need, rule: CHANGED }),
    mutant('invalid: another rule', invalid, { ...invalid, rule: CHANGED }),
    ...(need.rule === null ? [] : [mutant('need: no rule', need, { ...need, rule: null })]),
    ...(invalid.rule === null ? [] : [mutant('invalid: no rule', invalid, { ...invalid, rule: null })]),
    ...rows.flatMap((row) => [
      mutant(`level row ${row.row}: another rule`, row, { ...row, rule: CHANGED }),
      ...others(row.level).map((level) => mutant(`level row ${row.row}: ${level}`, row, { ...row, level })),
    ]),
    ...dropped('level row', rows, (row) => row.row),
  ];
}

function moneyMutants(pack: Pack): Mutant[] {
  const { approval } = pack;
  const { bands } = approval;
  const other = approval.money === 'sum' ? 'larger' : 'sum';
  // The end of one band is the start of the next: one number in the book.
  const edges = bands.slice(1).flatMap((band, index) =>
    [-1, 1].map((step) => {
      const moved = bands.map((each, place) => {
        if (place === index) return { ...each, to: band.from + step };
        return place === index + 1 ? { ...each, from: band.from + step } : each;
      });
      return mutant(`band ${band.band}: from ${band.from + step}`, bands, moved);
    }),
  );
  const merged = bands.slice(1).map((band, index) =>
    mutant(`band ${band.band}: left out`, bands, without(bands.map((each, place) => (place === index ? { ...each, to: band.to } : each)), index + 1)),
  );
  const read = bands.length > 1 || conditionsOf(pack).some(([, condition]) => partsOf(condition).some((part) => 'fact' in part && part.fact === 'routeAmount'));
  return [...(read ? [mutant(`money: ${other}`, approval, { ...approval, money: other })] : []), ...edges, ...merged];
}

function routeMutants(pack: Pack): Mutant[] {
  const { routes } = pack.approval;
  return [
    ...dropped('route', routes, (route) => route.route),
    ...swapped('route', routes, (route) => route.route),
    ...routes.flatMap((route) => route.bands.flatMap((band) => bandMutants(pack, band, `route ${route.route} ${band.band}`))),
  ];
}

function bandMutants(pack: Pack, band: RouteBand, at: string): Mutant[] {
  const step = (row: StepRow, index: number): string => `${at} step ${index + 1} ${row.roles.join('+')}`;
  return [
    mutant(`${at}: another rule`, band, { ...band, rule: CHANGED }),
    ...(band.alsoRules === undefined ? [] : dropped(`${at} also`, band.alsoRules, (rule) => rule)),
    ...dropped(`${at} step`, band.steps, (row) => row.roles.join('+')),
    ...swapped(`${at} step`, band.steps, (row) => row.roles.join('+')),
    ...band.steps.flatMap((row, index) => stepMutants(pack, row, step(row, index))),
    ...roleListMutants(pack, band.copies, `${at} copies`),
    mutant(`${at} copies: one more`, band, { ...band, copies: [...band.copies, absent(pack, band.copies)] }),
  ];
}

function stepMutants(pack: Pack, row: StepRow, at: string): Mutant[] {
  const joins: readonly Join[] = ['all', 'any', 'majority'];
  const mode = row.mode === 'review' ? 'approve' : 'review';
  return [
    mutant(`${at}: ${mode}`, row, { ...row, mode }),
    ...joins.filter((join) => join !== row.join).map((join) => mutant(`${at}: ${join}`, row, { ...row, join })),
    ...roleListMutants(pack, row.roles, at),
  ];
}

const roleListMutants = (pack: Pack, roles: readonly string[], at: string): Mutant[] => [
  ...dropped(at, roles, (role) => role),
  ...roles.map((role, index) => mutant(`${at}: ${role} replaced`, roles, roles.map((each, place) => (place === index ? absent(pack, roles) : each)))),
];

/** A role of the pack that is not in the list. */
const absent = (pack: Pack, roles: readonly string[]): string => Object.keys(pack.roles).find((role) => !roles.includes(role)) ?? CHANGED;

function raisingMutants(pack: Pack): Mutant[] {
  const { raises, reviewers, readers, bands } = pack.approval;
  return [
    ...dropped('raise', raises, (row) => `${row.rule} to ${row.toBand}`),
    ...raises.flatMap((row) => [
      mutant(`raise ${row.rule} to ${row.toBand}: another rule`, row, { ...row, rule: CHANGED }),
      ...bands
        .filter(({ band }) => band !== row.toBand)
        .map(({ band }) => mutant(`raise ${row.rule} to ${row.toBand}: to ${band}`, row, { ...row, toBand: band })),
    ]),
    ...dropped('reviewer', reviewers, (row) => row.rule),
    ...swapped('reviewer', reviewers, (row) => row.rule),
    ...reviewers.flatMap((row) => [
      mutant(`reviewer ${row.rule}: another rule`, row, { ...row, rule: CHANGED }),
      mutant(`reviewer ${row.rule}: another role`, row, { ...row, role: absent(pack, [row.role]) }),
    ]),
    ...dropped('reader', readers, (row) => row.rule),
    ...readers.flatMap((row) => [
      mutant(`reader ${row.rule}: another rule`, row, { ...row, rule: CHANGED }),
      ...roleListMutants(pack, row.roles, `reader ${row.rule}`),
    ]),
  ];
}

function filingMutants(pack: Pack): Mutant[] {
  const channels = ['chat', 'sms', 'phone'] as const;
  const toggled = (row: FilingRow, channel: (typeof channels)[number]): FilingRow['channels'] =>
    row.channels.includes(channel) ? row.channels.filter((each) => each !== channel) : [...row.channels, channel];
  return [
    ...dropped('filing', pack.filings, (row) => row.rule),
    ...pack.filings.flatMap((row) => [
      mutant(`filing ${row.rule}: another rule`, row, { ...row, rule: CHANGED }),
      mutant(`filing ${row.rule}: another role`, row, { ...row, role: absent(pack, [row.role]) }),
      ...channels.map((channel) => mutant(`filing ${row.rule}: ${channel} the other way`, row, { ...row, channels: toggled(row, channel) })),
    ]),
  ];
}

function clockMutants(row: ClockRow): Mutant[] {
  const at = `clock ${row.name}`;
  const starts = (['received', ...EVENTS] as const).filter((event) => event !== row.startsOn);
  const levels = Object.keys(row.spans) as (keyof ClockRow['spans'])[];
  const spans = [...new Set(levels.map((level) => row.spans[level]))].filter((span) => span !== undefined);
  return [
    mutant(`${at}: another rule`, row, { ...row, rule: CHANGED }),
    mutant(`${at}: another name`, row, { ...row, name: CHANGED }),
    ...starts.map((startsOn) => mutant(`${at}: starts on ${startsOn}`, row, { ...row, startsOn })),
    ...(spans.length === 1 && levels.length > 1
      ? []
      : levels.map((level) => mutant(`${at}: not for ${level}`, row.spans, Object.fromEntries(Object.entries(row.spans).filter(([each]) => each !== level))))),
    ...spans.flatMap((span) => spanMutants(span, `${at} ${span.length} ${span.unit}`)),
  ];
}

function spanMutants(span: Span, at: string): Mutant[] {
  const lengths = [-1, 1].map((step) => mutant(`${at}: ${span.length + step}`, span, { ...span, length: span.length + step }));
  if (span.unit === 'months') return lengths;
  if (span.unit === 'hours') return [...lengths, mutant(`${at}: nights the other way`, span, { ...span, nightExcluded: !span.nightExcluded })];
  const { target } = span;
  const unit = span.unit === 'working-days' ? 'calendar-days' : 'working-days';
  const targets = target === null ? [1] : [null, target - 1, target + 1];
  return [
    ...lengths,
    // 0 working days cannot be written in a pack.
    ...(span.length === 0 ? [] : [mutant(`${at}: ${unit}`, span, { ...span, unit })]),
    ...targets.map((moved) => mutant(`${at}: target ${String(moved)}`, span, { ...span, target: moved })),
  ];
}

function handlerMutants(pack: Pack): Mutant[] {
  const { handlers } = pack;
  const name = (row: Pack['handlers'][number]): string => `${handlers.indexOf(row) + 1} ${row.rule}`;
  return [
    ...dropped('handler', handlers, name),
    ...swapped('handler', handlers, name),
    ...handlers.flatMap((row) => [
      mutant(`handler ${name(row)}: another rule`, row, { ...row, rule: CHANGED }),
      mutant(`handler ${name(row)}: another role`, row, { ...row, role: absent(pack, [row.role]) }),
    ]),
  ];
}

/** Each condition where it is written; one that several rows use is changed once, for all of them. */
function conditionMutants(pack: Pack): Mutant[] {
  const seen = new Set<Condition>();
  const mutants: Mutant[] = [];
  for (const [at, condition] of conditionsOf(pack)) {
    const fresh = changesOf(condition, pack).filter(({ was }) => !seen.has(was));
    for (const { change, was, becomes } of fresh) mutants.push(mutant(`${at}: ${change}`, was, becomes));
    for (const { was } of fresh) seen.add(was);
  }
  return mutants;
}

/** Every condition of the pack's rows, with the place where it stands. */
export function conditionsOf(pack: Pack): (readonly [string, Condition])[] {
  const { routes, raises, reviewers, readers } = pack.approval;
  return [
    ...pack.levels.rows.map((row) => [`level row ${row.row}`, row.when] as const),
    ...routes.map((row) => [`route ${row.route}`, row.when] as const),
    ...raises.map((row) => [`raise ${row.rule} to ${row.toBand}`, row.when] as const),
    ...reviewers.map((row) => [`reviewer ${row.rule}`, row.when] as const),
    ...readers.map((row) => [`reader ${row.rule}`, row.when] as const),
    ...pack.filings.map((row) => [`filing ${row.rule}`, row.when] as const),
    ...pack.clockRows.map((row) => [`clock ${row.name}`, row.when] as const),
    ...pack.handlers.map((row, index) => [`handler ${index + 1} ${row.rule}`, row.when] as const),
  ];
}
