import type { CaseEvent, Facts, Level } from '../../terms/complaint.js';
import type { RuleId } from '../../terms/decision.js';
import type { Instant } from '../../terms/instants.js';
import type { Fen } from '../../terms/money.js';
import { isOver } from './calendar.js';
import type { Condition, MoneyFact, MoneyStrategy, Range } from './rows.js';

/** What a condition may look at: the facts, and what has been judged of them so far. */
export interface Circumstances {
  readonly facts: Facts;
  readonly money: MoneyStrategy;
  /** Null before the level is decided. */
  readonly level: Level | null;
  readonly levelRules: readonly RuleId[];
  /** Null before the route is decided. */
  readonly route: string | null;
  readonly band: string | null;
}

export function holds(condition: Condition, seen: Circumstances): boolean {
  const { facts } = seen;
  switch (condition.test) {
    case 'all':
      return condition.of.every((part) => holds(part, seen));
    case 'any':
      return condition.of.some((part) => holds(part, seen));
    case 'not':
      return !holds(condition.of, seen);
    case 'flag':
      return facts[condition.fact] === condition.is;
    case 'word':
      return condition.oneOf.includes(facts[condition.fact]);
    case 'threat':
      return condition.oneOf.some((threat) => facts.threats.includes(threat));
    case 'happened':
      return condition.oneOf.some((event) => facts.happened[event] !== undefined);
    case 'count':
      return inRange(facts[condition.fact], condition.range);
    case 'money':
      return inRange(moneyOf(condition.fact, facts, seen.money), condition.range);
    case 'money-known':
      return (moneyOf(condition.fact, facts, seen.money) !== null) === condition.is;
    case 'important-for-over':
      return importantForOver(facts, condition.months, condition.days);
    case 'level':
      return seen.level !== null && condition.oneOf.includes(seen.level);
    case 'level-rules-only':
      return seen.levelRules.length > 0 && seen.levelRules.every((rule) => condition.rules.includes(rule));
    case 'band':
      return seen.band !== null && condition.oneOf.includes(seen.band);
    case 'route':
      return seen.route !== null && condition.oneOf.includes(seen.route);
  }
}

/** An unknown amount lies in no range. */
export function inRange(value: number | null, range: Range): boolean {
  return value !== null && value >= range.from && (range.to === null || value < range.to);
}

export function moneyOf(fact: MoneyFact, facts: Facts, strategy: MoneyStrategy): Fen | null {
  switch (fact) {
    case 'claimedAmount':
    case 'proposedAmount':
    case 'repairCost':
      return facts[fact];
    case 'compensation':
      return facts.proposedAmount ?? facts.claimedAmount;
    case 'largerAmount':
      return larger(facts.claimedAmount, facts.proposedAmount);
    case 'routeAmount':
      return strategy === 'sum'
        ? sum(facts.proposedAmount ?? facts.claimedAmount, facts.repairCost)
        : larger(facts.claimedAmount, facts.proposedAmount);
  }
}

function sum(a: Fen | null, b: Fen | null): Fen | null {
  return a === null ? b : a + (b ?? 0);
}

function larger(a: Fen | null, b: Fen | null): Fen | null {
  return a === null || b === null ? (a ?? b) : Math.max(a, b);
}

function importantForOver(facts: Facts, months: number, days: number): boolean {
  const since = facts.importantSince ?? facts.happened['became-important'];
  return since !== undefined && isOver(since, months, days, facts.now);
}

/**
 * When an event happened; null while unknown. A claim or refusal in the facts without a time counts as received at
 * `receivedAt` (contracts.md §2); `importantSince` tells when the case became important.
 */
export function timeOf(event: CaseEvent | 'received', facts: Facts): Instant | null {
  if (event === 'received') return facts.receivedAt;
  const told = facts.happened[event];
  if (told !== undefined) return told;
  if (event === 'became-important') return facts.importantSince;
  if (event === 'claim-received' && claimsOrRefuses(facts)) return facts.receivedAt;
  return null;
}

function claimsOrRefuses(facts: Facts): boolean {
  return facts.claimedAmount !== null || facts.wantsMoney || facts.refused;
}
