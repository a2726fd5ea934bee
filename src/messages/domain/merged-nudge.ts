import type { Instant } from '../../terms/instants.js';

/** One thing somebody is reminded of, and the case and clock it hangs on. */
export interface NudgePart {
  readonly text: string;
  readonly caseId: string | null;
  readonly clockId: string | null;
  /** The timer that fell due; left out where a person asked (催办). */
  readonly timerId?: string;
  /** Until when it has to be done; null where nothing says so. */
  readonly dueAt?: Instant | null;
}

const orderOf = (one: Instant | null = null, other: Instant | null = null): number => (one === other ? 0 : (one ?? Infinity) - (other ?? Infinity));

/** The most urgent first, as on the 待办 card; what falls due together in the order of its numbers. */
export const urgentFirst = (parts: readonly NudgePart[]): readonly NudgePart[] =>
  [...parts].sort((one, other) => orderOf(one.dueAt, other.dueAt) || (one.text < other.text ? -1 : 1));

/** Of more than these the number is told. */
export const SHOWN = 10;

/** One message for all a person is reminded of: at most one nudge a person and quarter hour. `more`: how many stand behind these. */
export function mergeNudges(items: readonly string[], more = 0): string {
  const different = [...new Set(items)];
  if (different.length === 1 && more === 0) return different[0] ?? '';
  const lines = different.slice(0, SHOWN).map((item, index) => `${index + 1}. ${item}`);
  const rest = Math.max(0, different.length - SHOWN) + more;
  if (rest > 0) lines.push(`另有 ${rest} 项,回复“我的待办”查看`);
  return [`您有 ${different.length + more} 项待办:`, ...lines].join('\n');
}

/** What is left of a nudge once somebody has acted on a case or met a clock. */
export function withoutActed(parts: readonly NudgePart[], acted: { readonly caseId: string | null; readonly clockId: string | null }): NudgePart[] {
  return parts.filter(
    (part) =>
      !(acted.caseId !== null && part.caseId === acted.caseId) && !(acted.clockId !== null && part.clockId === acted.clockId),
  );
}
