import { addDays, dayOf, HOUR, startOfDay, type Instant } from '../../terms/instants.js';
import type { WorkingCalendar } from './calendar.js';
import { firstMissingYear } from './calendar-year.js';

/** Days before a year begins at which a calendar that is not loaded is asked for: the notice comes out between late October and December. */
const ASKED_DAYS_BEFORE = [60, 30, 14, 7, 3, 1, 0] as const;
const MORNING = 9 * HOUR;

/** When the administrator is asked for a year that is not loaded. */
export interface CalendarWatch {
  readonly year: number;
  readonly at: Instant;
  readonly daysBefore: number;
}

function watchesOf(year: number): CalendarWatch[] {
  const first = `${year}-01-01`;
  return ASKED_DAYS_BEFORE.map((daysBefore) => ({ year, daysBefore, at: startOfDay(addDays(first, -daysBefore)) + MORNING }));
}

/**
 * What to ask next about the first year that no notice covers. `asked`: the one just carried out. Without it the newest one
 * that has come already, so that a service set up in December asks at once. Null when a year has been asked for to the end.
 */
export function nextCalendarWatch(calendar: WorkingCalendar, now: Instant, asked?: CalendarWatch): CalendarWatch | null {
  const watches = watchesOf(firstMissingYear(calendar, dayOf(now)));
  const sameYear = asked !== undefined && asked.year === watches[0]?.year;
  if (sameYear) return watches.find(({ at }) => at > asked.at) ?? null;
  return watches.findLast(({ at }) => at <= now) ?? watches[0] ?? null;
}
