import { CATEGORIES, THREATS } from '../../src/terms/complaint.js';
import { COUNT_FACTS, MONEY_FACTS, type Condition, type MoneyFact, type Pack, type Range, type WordFact } from '../../src/policy/domain/rows.js';

/** One changed condition in the place of `was`, and in words what was done to it. */
export interface ChangedCondition {
  readonly change: string;
  readonly was: Condition;
  readonly becomes: Condition;
}

export const WORDS: Readonly<Record<WordFact, readonly string[]>> = {
  kind: ['need', 'complaint'],
  category: CATEGORIES,
  phase: ['before-handover', 'after-handover'],
  scope: ['project', 'group'],
};

/** The smallest value a count can have; a range that begins there has no lower bound to move. */
export const LEAST = { households: 1, dissatisfiedTimes: 0, failedTalks: 0 } as const;

/** Every level this pack can give to a case that is not invalid. */
const levelsOf = ({ levels }: Pack): string[] => [...new Set([levels.fallback.level, levels.need.level, ...levels.rows.map((row) => row.level)])];

/** Rules that can stand in one list with these: only rules of one level are ever listed together. */
function neighbours(rules: readonly string[], pack: Pack): string[] {
  const levels = pack.levels.rows.filter((row) => rules.includes(row.rule)).map((row) => row.level);
  return [...new Set(pack.levels.rows.filter((row) => levels.includes(row.level)).map((row) => row.rule))];
}

/** The condition and all its parts. */
export function partsOf(condition: Condition): Condition[] {
  if (condition.test === 'not') return [condition, ...partsOf(condition.of)];
  if (condition.test === 'all' || condition.test === 'any') return [condition, ...condition.of.flatMap(partsOf)];
  return [condition];
}

/** Every single change to the condition or to one of its parts. */
export const changesOf = (condition: Condition, pack: Pack): ChangedCondition[] =>
  partsOf(condition).flatMap((was) => becomes(was, pack).map(([change, changed]) => ({ change, was, becomes: changed })));

/** Whether a compensation is known and whether the larger of claim and proposal is are one question. */
const asKnown = (fact: MoneyFact): MoneyFact => (fact === 'largerAmount' ? 'compensation' : fact);

/** What this pack's routes go by is one of the other sums. */
const asSum = (fact: MoneyFact, { approval }: Pack): MoneyFact => (fact === 'routeAmount' && approval.money === 'larger' ? 'largerAmount' : fact);

type Change = readonly [string, Condition];

function becomes(condition: Condition, pack: Pack): Change[] {
  switch (condition.test) {
    case 'all':
    case 'any':
      return joined(condition);
    case 'not':
      return [['not left out', condition.of]];
    case 'flag':
      return [[`${condition.fact} is ${String(!condition.is)}`, { ...condition, is: !condition.is }]];
    case 'word':
      return lists(condition, condition.oneOf, WORDS[condition.fact], (oneOf) => ({ ...condition, oneOf }));
    case 'threat':
      return lists(condition, condition.oneOf, THREATS, (oneOf) => ({ ...condition, oneOf }));
    case 'happened':
      return lists(condition, condition.oneOf, [], (oneOf) => ({ ...condition, oneOf }));
    case 'level':
      return lists(condition, condition.oneOf, levelsOf(pack) as typeof condition.oneOf, (oneOf) => ({ ...condition, oneOf }));
    case 'level-rules-only':
      return lists(condition, condition.rules, neighbours(condition.rules, pack), (rules) => ({ ...condition, rules }));
    case 'band':
      return lists(condition, condition.oneOf, pack.approval.bands.map(({ band }) => band), (oneOf) => ({ ...condition, oneOf }));
    case 'route':
      return lists(condition, condition.oneOf, pack.approval.routes.map(({ route }) => route), (oneOf) => ({ ...condition, oneOf }));
    case 'count':
      return [
        ...moved(condition.range, LEAST[condition.fact]).map(([change, range]): Change => [`${condition.fact} ${change}`, { ...condition, range }]),
        ...COUNT_FACTS.filter((fact) => fact !== condition.fact).map((fact): Change => [`${condition.fact} as ${fact}`, { ...condition, fact }]),
      ];
    case 'money':
      return [
        ...moved(condition.range, 0).map(([change, range]): Change => [`${condition.fact} ${change}`, { ...condition, range }]),
        ...MONEY_FACTS.filter((fact) => asSum(fact, pack) !== asSum(condition.fact, pack)).map((fact): Change => [`${condition.fact} as ${fact}`, { ...condition, fact }]),
      ];
    case 'money-known':
      return [
        [`${condition.fact} known is ${String(!condition.is)}`, { ...condition, is: !condition.is }],
        ...MONEY_FACTS.filter((fact) => asKnown(asSum(fact, pack)) !== asKnown(asSum(condition.fact, pack))).map((fact): Change => [`${condition.fact} known as ${fact}`, { ...condition, fact }]),
      ];
    case 'important-for-over':
      return [-1, 1].flatMap((step): Change[] => [
        ...(condition.months + step < 0 ? [] : [[`months ${condition.months + step}`, { ...condition, months: condition.months + step }] as const]),
        ...(condition.days + step < 0 ? [] : [[`days ${condition.days + step}`, { ...condition, days: condition.days + step }] as const]),
      ]);
  }
}

function joined(condition: Extract<Condition, { test: 'all' | 'any' }>): Change[] {
  const { of } = condition;
  const dropped = of.map((_, index): Change => [`part ${index + 1} left out`, { ...condition, of: of.filter((__, place) => place !== index) }]);
  const other = condition.test === 'all' ? 'any' : 'all';
  return of.length < 2 ? dropped : [...dropped, [`${condition.test} as ${other}`, { ...condition, test: other }]];
}

function lists<T extends string>(
  condition: Condition,
  given: readonly T[],
  known: readonly T[],
  make: (words: readonly T[]) => Condition,
): Change[] {
  return [
    ...given.map((word): Change => [`${condition.test} without ${word}`, make(given.filter((other) => other !== word))]),
    ...known.filter((word) => !given.includes(word)).map((word): Change => [`${condition.test} with ${word}`, make([...given, word])]),
  ];
}

/** Both ends of the range, each by one whole unit either way. */
export function moved(range: Range, least: number): (readonly [string, Range])[] {
  const { from, to } = range;
  return [
    ...(from > least ? [-1, 1].map((step) => [`from ${from + step}`, { ...range, from: from + step }] as const) : []),
    ...(to === null ? [] : [-1, 1].map((step) => [`to ${to + step}`, { ...range, to: to + step }] as const)),
  ];
}
