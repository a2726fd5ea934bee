import type { Facts, Level } from '../../terms/complaint.js';
import { LEVEL_ORDER } from '../../terms/complaint.js';
import type { RuleId } from '../../terms/decision.js';
import { monthsOver } from './calendar.js';
import { holds, moneyOf, type Circumstances } from './circumstances.js';
import { beforeLevel, judgeLevel } from './level.js';
import type { Condition, LevelRow, Pack } from './rows.js';
import type { Instant } from '../../terms/instants.js';

/** A level that a person with the right role has lowered, and the facts it was lowered on. */
export interface LoweredLevel {
  readonly level: Level;
  readonly facts: Facts;
}

interface RuledLevel {
  readonly level: Level;
  readonly rules: readonly RuleId[];
}

/** What a level rests on when it is given by a person: the rows of that very level that hold, else the fallback's rule. */
export function rulesAtLevel(pack: Pack, facts: Facts, level: Level): readonly RuleId[] {
  const { rows, fallback } = pack.levels;
  const seen = beforeLevel(pack, facts);
  const met = rows.filter((row) => row.level === level && holds(row.when, seen)).map((row) => row.rule);
  if (met.length === 0) return level === fallback.level ? [fallback.rule] : [];
  return [...new Set(met)].sort();
}

/** The level since a person lowered it: what was already there then raises it no more, what has come up since does. */
export function judgeSinceLowered(pack: Pack, facts: Facts, lowered: LoweredLevel): RuledLevel {
  if (!facts.valid || facts.kind === 'need') return judgeLevel(pack, facts);
  const [now, then] = [beforeLevel(pack, facts), beforeLevel(pack, lowered.facts)];
  const fresh = pack.levels.rows.filter((row) => rank(row.level) > rank(lowered.level) && isNew(row.when, now, then));
  const [first, ...others] = fresh;
  if (first === undefined) return { level: lowered.level, rules: rulesAtLevel(pack, facts, lowered.level) };
  const level = others.reduce<Level>((highest, row) => (rank(row.level) > rank(highest) ? row.level : highest), first.level);
  return { level, rules: [...new Set(fresh.filter((row) => row.level === level).map((row) => row.rule))].sort() };
}

const rank = (level: Level): number => LEVEL_ORDER.indexOf(level);

const isNew = (when: Condition, now: Circumstances, then: Circumstances): boolean =>
  holds(when, now) && (!holds(when, then) || hasGrown(when, now, then));

/** Whether something the condition looks at has got worse since: one more household, a larger claim, another failed talk. */
function hasGrown(condition: Condition, now: Circumstances, then: Circumstances): boolean {
  switch (condition.test) {
    case 'all':
    case 'any':
      return condition.of.some((part) => hasGrown(part, now, then));
    case 'not':
      return hasGrown(condition.of, now, then);
    case 'flag':
    case 'word':
      return now.facts[condition.fact] !== then.facts[condition.fact];
    case 'threat':
      return condition.oneOf.some((threat) => now.facts.threats.includes(threat) && !then.facts.threats.includes(threat));
    case 'happened':
      return condition.oneOf.some((event) => now.facts.happened[event] !== undefined && now.facts.happened[event] !== then.facts.happened[event]);
    case 'count':
      return now.facts[condition.fact] > then.facts[condition.fact];
    case 'money':
    case 'money-known':
      return (moneyOf(condition.fact, now.facts, now.money) ?? -1) > (moneyOf(condition.fact, then.facts, then.money) ?? -1);
    case 'important-for-over':
      return now.facts.importantSince !== then.facts.importantSince;
    case 'level':
    case 'level-rules-only':
    case 'band':
    case 'route':
      return false;
  }
}

/** When time alone may raise the level (LF-L3e): the first instants after the book's months and days, earliest first. */
export function risesAt(pack: Pack, facts: Facts): readonly Instant[] {
  const since = facts.importantSince;
  if (since === null) return [];
  const spans = pack.levels.rows.flatMap((row: LevelRow) => timedParts(row.when));
  return [...new Set(spans.map(({ months, days }) => monthsOver(since, months, days)))].sort((a, b) => a - b);
}

type Timed = Extract<Condition, { test: 'important-for-over' }>;

function timedParts(condition: Condition): readonly Timed[] {
  switch (condition.test) {
    case 'all':
    case 'any':
      return condition.of.flatMap(timedParts);
    case 'not':
      return timedParts(condition.of);
    case 'important-for-over':
      return [condition];
    default:
      return [];
  }
}
