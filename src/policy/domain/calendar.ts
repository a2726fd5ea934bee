import { DAY, dayNumberOf, dayOfNumber, numberOfDay, startOfNumberedDay, type Day, type DayNumber, type Instant } from '../../terms/instants.js';
import { accept, refuse, type Outcome } from '../../terms/outcome.js';

/**
 * Which days are worked. A day that is not covered must not be asked for: `isWorkingDay` throws a RangeError. A calendar
 * never changes what it has said of a day: notices that are loaded later make a new calendar.
 */
export interface WorkingCalendar {
  isWorkingDay(day: Day): boolean;
  /** False for days of a year whose State Council notice is not loaded. */
  covers(day: Day): boolean;
}

/** Legal holidays (休) and make-up working days (班) of the years loaded. */
export interface CalendarNotices {
  readonly years: ReadonlySet<string>;
  readonly off: ReadonlySet<Day>;
  readonly makeUp: ReadonlySet<Day>;
}

/** A company's own word on single dates: true is worked, false is off. It holds in years that are not loaded too. */
export type CalendarOverrides = Readonly<Record<Day, boolean>>;

export function workingCalendar(notices: CalendarNotices, overrides: CalendarOverrides = {}): WorkingCalendar {
  const own = new Map(Object.entries(overrides));
  const covers = (day: Day): boolean => own.has(day) || notices.years.has(day.slice(0, 4));
  return {
    covers,
    isWorkingDay: (day) => {
      if (!covers(day)) throw new RangeError(`no working calendar for ${day}`);
      return own.get(day) ?? (notices.makeUp.has(day) || (!notices.off.has(day) && isWeekday(day)));
    },
  };
}

/**
 * The same calendar, with Monday to Friday assumed where no notice is loaded. Whoever uses it must say on the card
 * that the due time is provisional (暂按周一至周五推算).
 */
export function withProvisionalYears(calendar: WorkingCalendar): WorkingCalendar {
  return {
    covers: () => true,
    isWorkingDay: (day) => (calendar.covers(day) ? calendar.isWorkingDay(day) : isWeekday(day)),
  };
}

function isWeekday(day: Day): boolean {
  const weekday = new Date(`${day}T00:00:00Z`).getUTCDay();
  return weekday >= 1 && weekday <= 5;
}

/**
 * The n-th working day after `day` (n ≥ 1; the first working day after it is 1).
 * Refuses with `calendar-not-loaded` when the walk leaves the loaded years.
 */
export function addWorkingDays(calendar: WorkingCalendar, day: Day, n: number): Outcome<Day> {
  const found = workingDayAfter(calendar, numberOfDay(day), n);
  return found.ok ? accept(dayOfNumber(found.value)) : found;
}

/** `addWorkingDays` over day numbers. */
export function workingDayAfter(calendar: WorkingCalendar, day: DayNumber, n: number): Outcome<DayNumber> {
  const said = saidBy(calendar);
  let current = day;
  for (let left = n; left > 0; ) {
    current += 1;
    const worked = said.get(current) ?? ask(calendar, current, said);
    if (worked === 'not-covered') return refuse('calendar-not-loaded', notLoaded(dayOfNumber(current)));
    if (worked === 'worked') left -= 1;
  }
  return accept(current);
}

type Said = 'worked' | 'off' | 'not-covered';

/** What each calendar has said of the days it was asked about: the walk goes over the same few weeks for every clock. */
const answers = new WeakMap<WorkingCalendar, Map<DayNumber, Said>>();

function saidBy(calendar: WorkingCalendar): Map<DayNumber, Said> {
  const known = answers.get(calendar);
  if (known !== undefined) return known;
  const none = new Map<DayNumber, Said>();
  answers.set(calendar, none);
  return none;
}

function ask(calendar: WorkingCalendar, number: DayNumber, said: Map<DayNumber, Said>): Said {
  const day = dayOfNumber(number);
  const answer = calendar.covers(day) ? (calendar.isWorkingDay(day) ? 'worked' : 'off') : 'not-covered';
  said.set(number, answer);
  return answer;
}

function notLoaded(day: Day): string {
  const year = day.slice(0, 4);
  return `${year} 年的工作日历尚未载入,算不出 ${day} 以后的工作日时限。请管理员载入国务院 ${year} 年放假安排后再试。`;
}

/** The same date n calendar months later; 31 January + 1 month = the last day of February. */
export function monthsAfter(day: DayNumber, n: number): DayNumber {
  const from = new Date(day * DAY);
  const year = from.getUTCFullYear();
  const month = from.getUTCMonth() + n;
  const lastDate = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
  return Date.UTC(year, month, Math.min(from.getUTCDate(), lastDate)) / DAY;
}

/** The last day of a count of months and days from an instant's date. */
const lastDayOf = (start: Instant, months: number, days: number): DayNumber => monthsAfter(dayNumberOf(start), months) + days;

/** "Over N months/days" holds from 00:00:00 of the day after the last one (README, LF-L3e). */
export function isOver(start: Instant, months: number, days: number, now: Instant): boolean {
  return now >= monthsOver(start, months, days);
}

/** The first instant that is over so many months and days. */
export const monthsOver = (start: Instant, months: number, days: number): Instant => startOfNumberedDay(lastDayOf(start, months, days) + 1);
