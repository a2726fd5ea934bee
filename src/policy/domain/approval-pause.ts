import { HOUR, addDays, dayOf, startOfDay, type Instant } from '../../terms/instants.js';
import { approvalDue } from './approval-due.js';

/** ST-D4. */
const NIGHT_FROM = 21 * HOUR;
const NIGHT_UNTIL = 8 * HOUR;

/** A time during which a limit stands still; `until` null while it still does. */
export interface Pause {
  readonly from: Instant;
  readonly until: Instant | null;
}

/** Counted time between two instants: all of it, or without the nights (ST-D4). */
function countedBetween(limit: { readonly nightExcluded: boolean }, from: Instant, to: Instant): number {
  if (!limit.nightExcluded) return Math.max(0, to - from);
  let counted = 0;
  for (let day = dayOf(from); startOfDay(day) <= to; day = addDays(day, 1)) {
    const begins = Math.max(from, startOfDay(day) + NIGHT_UNTIL);
    const ends = Math.min(to, startOfDay(day) + NIGHT_FROM);
    counted += Math.max(0, ends - begins);
  }
  return counted;
}

/** `approvalDue` of a limit that stood still meanwhile, pauses in order; null while it stands still. */
export function approvalDueWithPauses(
  limit: { readonly nightExcluded: boolean },
  openedAt: Instant,
  hours: number,
  pauses: readonly Pause[],
): Instant | null {
  let left = hours * HOUR;
  let from = openedAt;
  for (const pause of pauses) {
    const used = countedBetween(limit, from, pause.from);
    if (used >= left) break;
    if (pause.until === null) return null;
    left -= used;
    from = pause.until;
  }
  return approvalDue(limit, from, left / HOUR);
}
