import { LEVEL_ORDER, type Facts, type Level } from '../../terms/complaint.js';
import type { RuleId } from '../../terms/decision.js';
import { holds, type Circumstances } from './circumstances.js';
import type { LevelRow, Pack } from './rows.js';

export interface LevelVerdict {
  readonly level: Level;
  /** Every rule that put it at that level, sorted. */
  readonly rules: readonly RuleId[];
  /** The rows behind `rules`; empty where the level comes from the fallback, a need or invalidity. */
  readonly rows: readonly LevelRow[];
}

/** The level is the highest that any row gives; only that level's rows are listed (README). */
export function judgeLevel(pack: Pack, facts: Facts): LevelVerdict {
  const { levels } = pack;
  if (!facts.valid) return { level: 'invalid', rules: listed(levels.invalid.rule), rows: [] };
  if (facts.kind === 'need') return { level: levels.need.level, rules: listed(levels.need.rule), rows: [] };
  const seen = beforeLevel(pack, facts);
  const met = levels.rows.filter((row) => holds(row.when, seen));
  const level = met.reduce<Level>((highest, row) => higher(highest, row.level), levels.fallback.level);
  const rows = met.filter((row) => row.level === level);
  if (rows.length === 0) return { level, rules: [levels.fallback.rule], rows };
  return { level, rules: [...new Set(rows.map((row) => row.rule))].sort(), rows };
}

function listed(rule: RuleId | null): readonly RuleId[] {
  return rule === null ? [] : [rule];
}

/** What a row of the levels may look at. */
export function beforeLevel(pack: Pack, facts: Facts): Circumstances {
  return { facts, money: pack.approval.money, level: null, levelRules: [], route: null, band: null };
}

function higher(a: Level, b: Level): Level {
  return LEVEL_ORDER.indexOf(a) >= LEVEL_ORDER.indexOf(b) ? a : b;
}
