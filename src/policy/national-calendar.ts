import { createRequire } from 'node:module';
import type { Day } from '../terms/instants.js';
import { workingCalendar, type CalendarNotices, type CalendarOverrides, type WorkingCalendar } from './domain/calendar.js';

interface PublishedDays {
  readonly holidays: Readonly<Record<Day, string>>;
  readonly workdays: Readonly<Record<Day, string>>;
}

/**
 * The State Council's notices as npm `chinese-days` publishes them. Its data file is read, not its functions: those
 * format dates in the machine's zone (west of Greenwich holidays move by a day) and take a year that is not loaded
 * for one without holidays (1.5.7 ends with 2026).
 */
export function publishedNotices(): CalendarNotices {
  const days = createRequire(import.meta.url)('chinese-days/dist/chinese-days.json') as PublishedDays;
  const off = Object.keys(days.holidays);
  return {
    years: new Set(off.map((day) => day.slice(0, 4))),
    off: new Set(off),
    makeUp: new Set(Object.keys(days.workdays)),
  };
}

let notices: CalendarNotices | null = null;

/** The national working calendar, with a company's own dates on top. The notices are read once. */
export function nationalCalendar(overrides: CalendarOverrides = {}): WorkingCalendar {
  notices ??= publishedNotices();
  return workingCalendar(notices, overrides);
}

/** A company's calendar: the national one, and on top the dates this company has overridden, by company id. */
export function calendarFor(
  companyId: string,
  overrides: ReadonlyMap<string, CalendarOverrides> = new Map(),
): WorkingCalendar {
  return nationalCalendar(overrides.get(companyId));
}
