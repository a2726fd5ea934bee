import type { Door, Facts } from '../../terms/complaint.js';
import { holds } from './circumstances.js';
import { seenWith, type RuledLevel } from './decide.js';
import type { ClosingRow, MarkRow, Pack } from './rows.js';

/** A case as the exceptions of its book see it; the level also one that is held or was set by a person. */
export interface Standing {
  readonly facts: Facts;
  readonly verdict: RuledLevel;
}

/** The marks (超时, 升级) that a case which came by these doors may bear. */
export const marksFor = (pack: Pack, doors: readonly Door[]): readonly MarkRow[] =>
  pack.marks.filter((row) => row.doors === undefined || row.doors.some((door) => doors.includes(door)));

/** Of these, those whose condition holds; what is only missed or idle is none of them. */
export function marksBorne(pack: Pack, rows: readonly MarkRow[], { facts, verdict }: Standing): readonly MarkRow[] {
  if (verdict.level === 'invalid' || rows.length === 0) return [];
  const seen = seenWith(pack, facts, verdict);
  return rows.filter((row) => row.when !== null && holds(row.when, seen));
}

/** Who may close the case now although its customer is not satisfied; null while nobody may. */
export function closingNow(pack: Pack, { facts, verdict }: Standing): ClosingRow | null {
  if (verdict.level === 'invalid' || pack.closing.length === 0) return null;
  const seen = seenWith(pack, facts, verdict);
  return pack.closing.find((row) => holds(row.when, seen)) ?? null;
}
