import { EVENTS, plainFacts, THREATS, type CaseEvent, type Facts } from '../../src/terms/complaint.js';
import { DAY, parseInstant, type Instant } from '../../src/terms/instants.js';
import { isOver } from '../../src/policy/domain/calendar.js';
import type { Condition, CountFact, FlagFact, MoneyFact, MoneyStrategy, WordFact } from '../../src/policy/domain/rows.js';
import { LEAST, WORDS, partsOf } from './condition-mutants.js';

/** Facts that a walk over all combinations changes in place. */
export type Draft = { -readonly [Fact in keyof Facts]: Facts[Fact] } & { happened: Partial<Record<CaseEvent, Instant>> };

/** One fact with every value that any condition could tell apart: on each threshold and one beside it. */
export interface Axis {
  readonly fact: string;
  readonly values: readonly ((draft: Draft) => void)[];
}

const RECEIVED = parseInstant('2026-03-02T10:00:00+08:00') ?? 0;

/** Plain facts that may be changed in place. */
export const plainDraft = (): Draft => ({ ...plainFacts('any', RECEIVED), happened: {} });

type BaseMoney = 'claimedAmount' | 'proposedAmount' | 'repairCost';

/** The facts an amount is made of. */
export function moneyBehind(fact: MoneyFact, strategy: MoneyStrategy): readonly BaseMoney[] {
  if (fact === 'claimedAmount' || fact === 'proposedAmount' || fact === 'repairCost') return [fact];
  return fact === 'routeAmount' && strategy === 'sum' ? ['claimedAmount', 'proposedAmount', 'repairCost'] : ['claimedAmount', 'proposedAmount'];
}

const edges = (from: number, to: number | null): number[] => [from, ...(to === null ? [] : [to])].flatMap((edge) => [edge - 1, edge]);

/** Collects what conditions read, and makes of it the axes of a walk. */
export class Reads {
  private readonly flags = new Set<FlagFact>();
  private readonly words = new Set<WordFact>();
  private readonly counts = new Map<CountFact, Set<number>>();
  private readonly money = new Map<BaseMoney, Set<number>>();
  private readonly spans = new Map<string, { readonly months: number; readonly days: number }>();
  private readonly events = new Set<CaseEvent>();
  private threats = false;
  level = false;
  /** The conditions that look at the rules behind a level: nothing else of those rules is ever seen. */
  readonly levelRules: Condition[] = [];
  route = false;

  constructor(private readonly strategies: readonly MoneyStrategy[]) {}

  add(conditions: readonly Condition[]): this {
    for (const part of conditions.flatMap(partsOf)) this.addOne(part);
    return this;
  }

  addWord(fact: WordFact): this {
    this.words.add(fact);
    return this;
  }

  addMoney(fact: MoneyFact, thresholds: readonly number[]): this {
    for (const base of this.strategies.flatMap((strategy) => moneyBehind(fact, strategy))) {
      const known = this.money.get(base) ?? new Set([0]);
      for (const each of thresholds) if (each >= 0) known.add(each);
      this.money.set(base, known);
    }
    return this;
  }

  private addOne(part: Condition): void {
    switch (part.test) {
      case 'flag':
        this.flags.add(part.fact);
        return;
      case 'word':
        this.words.add(part.fact);
        return;
      case 'threat':
        this.threats = true;
        return;
      case 'happened':
        for (const event of part.oneOf) this.events.add(event);
        return;
      case 'count':
        this.counts.set(part.fact, new Set([...(this.counts.get(part.fact) ?? []), ...edges(part.range.from, part.range.to)]));
        return;
      case 'money':
        this.addMoney(part.fact, edges(part.range.from, part.range.to));
        return;
      case 'money-known':
        this.addMoney(part.fact, []);
        return;
      case 'important-for-over':
        this.spans.set(`${part.months} ${part.days}`, part);
        return;
      case 'level':
        this.level = true;
        return;
      case 'level-rules-only':
        this.levelRules.push(part);
        return;
      case 'band':
      case 'route':
        this.route = true;
        return;
      case 'all':
      case 'any':
      case 'not':
        return;
    }
  }

  axes(): Axis[] {
    return [
      ...[...this.flags].map((fact): Axis => axis(fact, [false, true], (draft, value) => (draft[fact] = value))),
      ...[...this.words].map((fact) => axis(fact, WORDS[fact], (draft, value) => Object.assign(draft, { [fact]: value }))),
      ...[...this.counts].map(([fact, at]) => axis(fact, countsAt(fact, at), (draft, value) => (draft[fact] = value))),
      ...[...this.money].map(([fact, at]) => axis(fact, [null, ...at], (draft, value) => (draft[fact] = value))),
      ...[...this.events].map((event) => axis(event, [false, true], (draft, value) => setEvent(draft, event, value))),
      ...(this.threats ? [axis('threats', [[], ...THREATS.map((threat) => [threat]), THREATS], (draft, value) => (draft.threats = value))] : []),
      ...(this.spans.size === 0 ? [] : [importance([...this.spans.values()])]),
    ];
  }
}

const axis = <T>(fact: string, values: readonly T[], set: (draft: Draft, value: T) => void): Axis => ({
  fact,
  values: values.map((value) => (draft) => set(draft, value)),
});

const countsAt = (fact: CountFact, edgesOfRows: ReadonlySet<number>): number[] =>
  [...new Set([LEAST[fact], ...edgesOfRows])].filter((count) => count >= LEAST[fact]);

function setEvent(draft: Draft, event: CaseEvent, happened: boolean): void {
  if (happened) draft.happened[event] = RECEIVED + EVENTS.indexOf(event) * DAY;
  else Reflect.deleteProperty(draft.happened, event);
}

/** All events but the one that tells since when a case is important; at times of their own, or none of them. */
export const eventAxis = (): Axis =>
  axis('events', [false, true], (draft, value) => {
    for (const event of EVENTS) if (event !== 'became-important') setEvent(draft, event, value);
  });

/** Important since never, or since RECEIVED by either fact, at the last instant before and the first instant after each span. */
function importance(spans: readonly { readonly months: number; readonly days: number }[]): Axis {
  const never = (draft: Draft): void => important(draft, null, null, RECEIVED);
  const instants = spans.flatMap(({ months, days }) => {
    const over = firstInstantOver(months, days);
    return [over - 1, over];
  });
  return {
    fact: 'importantSince',
    values: [
      never,
      ...instants.flatMap((now) => [
        (draft: Draft) => important(draft, RECEIVED, null, now),
        (draft: Draft) => important(draft, null, RECEIVED, now),
      ]),
    ],
  };
}

function important(draft: Draft, since: Instant | null, event: Instant | null, now: Instant): void {
  draft.importantSince = since;
  draft.now = now;
  if (event === null) delete draft.happened['became-important'];
  else draft.happened['became-important'] = event;
}

function firstInstantOver(months: number, days: number): Instant {
  let midnight = parseInstant('2026-03-03T00:00:00+08:00') ?? 0;
  while (!isOver(RECEIVED, months, days, midnight)) midnight += DAY;
  return midnight;
}

/** Visits every combination, with the index of each axis's value; stops at the first visit that returns true. */
export function walk(axes: readonly Axis[], draft: Draft, visit: (draft: Draft, chosen: readonly number[]) => boolean): boolean {
  const chosen = axes.map(() => 0);
  const from = (place: number): boolean => {
    const here = axes[place];
    if (here === undefined) return visit(draft, chosen);
    return here.values.some((set, index) => {
      set(draft);
      chosen[place] = index;
      return from(place + 1);
    });
  };
  return from(0);
}
