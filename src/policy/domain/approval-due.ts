import { HOUR, dayNumberOf, startOfNumberedDay, type Instant } from '../../terms/instants.js';

/** ST-D4: the night in which an approver is left alone. */
const NIGHT_FROM = 21 * HOUR;
const NIGHT_UNTIL = 8 * HOUR;

/**
 * When `hours` of counted time have passed since `start`, 21:00-08:00 Shanghai not counted (ST-D4).
 * Ends at 21:00 itself when the day's time is just enough; a start at night counts from 08:00.
 */
export function nightExcludedDue(start: Instant, hours: number): Instant {
  let left = hours * HOUR;
  let day = dayNumberOf(start);
  let at = Math.max(start, startOfNumberedDay(day) + NIGHT_UNTIL);
  for (;;) {
    const evening = startOfNumberedDay(day) + NIGHT_FROM;
    const available = Math.max(0, evening - at);
    if (left <= available) return at + left;
    left -= available;
    day += 1;
    at = startOfNumberedDay(day) + NIGHT_UNTIL;
  }
}

/** Due time of an approval limit, or the time of one of its nudges, counted from when the step or run was opened. */
export function approvalDue(limit: { readonly nightExcluded: boolean }, openedAt: Instant, hours: number): Instant {
  return limit.nightExcluded ? nightExcludedDue(openedAt, hours) : openedAt + hours * HOUR;
}
