import { addDays, type Day } from '../../terms/instants.js';
import { workingCalendar, type CalendarNotices, type CalendarOverrides, type WorkingCalendar } from './calendar.js';

/** One year of the calendar as a notice gives it: the State Council's, or a company's own dates. */
export interface CalendarYear {
  readonly year: number;
  /** 国务院办公厅关于2026年部分节假日安排的通知. */
  readonly title: string;
  /** 国办发明电〔2025〕7号; null where it is not known. */
  readonly number: string | null;
  /** Where the notice can be read. */
  readonly source: string | null;
  /** Days off with what makes them so: 春节. */
  readonly off: Readonly<Record<Day, string>>;
  /** Days worked although they would be off, with why: 调休上班. */
  readonly work: Readonly<Record<Day, string>>;
}

/** The calendar of one company: the State Council's years, and on top the dates it has set itself. */
export interface CalendarBook {
  readonly national: ReadonlyMap<number, CalendarYear>;
  readonly own: ReadonlyMap<number, CalendarYear>;
}

/** What a day is, and what makes it so: enough to prove a deadline. */
export interface DayProof {
  readonly day: Day;
  readonly working: boolean;
  /** False where no notice is loaded for its year and Monday to Friday are assumed. */
  readonly certain: boolean;
  /** 星期六. */
  readonly weekday: string;
  /** 工作日, 周末休息, 春节放假(国办发明电〔2025〕7号). */
  readonly because: string;
}

export const yearOf = (day: Day): number => Number(day.slice(0, 4));

const WEEKDAYS = ['星期日', '星期一', '星期二', '星期三', '星期四', '星期五', '星期六'] as const;

const weekdayIndex = (day: Day): number => new Date(`${day}T00:00:00Z`).getUTCDay();

export const weekdayName = (day: Day): string => WEEKDAYS[weekdayIndex(day)] ?? '';

export const isWeekend = (day: Day): boolean => weekdayIndex(day) === 0 || weekdayIndex(day) === 6;

/** Puts years by their number; a later one of the list replaces an earlier one of the same year. */
export function calendarBook(national: readonly CalendarYear[], own: readonly CalendarYear[]): CalendarBook {
  const byYear = (years: readonly CalendarYear[]): Map<number, CalendarYear> => new Map(years.map((one) => [one.year, one]));
  return { national: byYear(national), own: byYear(own) };
}

export function calendarOf(book: CalendarBook): WorkingCalendar {
  return workingCalendar(noticesOf([...book.national.values()]), overridesOf([...book.own.values()]));
}

export function noticesOf(years: readonly CalendarYear[]): CalendarNotices {
  return {
    years: new Set(years.map(({ year }) => String(year))),
    off: new Set(years.flatMap(({ off }) => Object.keys(off))),
    makeUp: new Set(years.flatMap(({ work }) => Object.keys(work))),
  };
}

function overridesOf(years: readonly CalendarYear[]): CalendarOverrides {
  const days = years.flatMap(({ off, work }) => [
    ...Object.keys(off).map((day) => [day, false] as const),
    ...Object.keys(work).map((day) => [day, true] as const),
  ]);
  return Object.fromEntries(days);
}

/** The same answer as the calendar's, with its reason; a year that is not loaded is taken as Monday to Friday, and says so. */
export function proveDay(book: CalendarBook, day: Day): DayProof {
  const national = book.national.get(yearOf(day));
  const [reason, notice] = reasonOf(book.own.get(yearOf(day)), day) ?? reasonOf(national, day) ?? [null, undefined];
  const certain = national !== undefined || reason !== null;
  const proof = { day, certain, weekday: weekdayName(day) };
  if (reason !== null) return { ...proof, working: reason.working, because: `${reason.words}(${citation(notice)})` };
  const because = isWeekend(day) ? '周末休息' : '工作日';
  return { ...proof, working: !isWeekend(day), because: certain ? because : `${because}(${yearOf(day)} 年放假安排尚未载入,暂按周一至周五推算)` };
}

interface Reason {
  readonly working: boolean;
  readonly words: string;
}

function reasonOf(year: CalendarYear | undefined, day: Day): readonly [Reason, CalendarYear] | null {
  if (year === undefined) return null;
  const [off, work] = [year.off[day], year.work[day]];
  if (off !== undefined) return [{ working: false, words: `${off}放假` }, year];
  if (work !== undefined) return [{ working: true, words: work }, year];
  return null;
}

function citation(notice: CalendarYear | undefined): string {
  if (notice === undefined) return '';
  return notice.number === null ? `《${notice.title}》` : `《${notice.title}》,${notice.number}`;
}

export interface DayChange {
  readonly was: DayProof;
  readonly now: DayProof;
}

/** Days of a year on which two calendars differ, or of which the former was not certain. */
export function changedDays(before: CalendarBook, after: CalendarBook, year: number): DayChange[] {
  const changes: DayChange[] = [];
  for (let day = `${year}-01-01`; yearOf(day) === year; day = addDays(day, 1)) {
    const change = { was: proveDay(before, day), now: proveDay(after, day) };
    if (change.was.working !== change.now.working || change.was.certain !== change.now.certain) changes.push(change);
  }
  return changes;
}

/** Whether a year is covered as a whole, not only by single dates of a company. */
export function isYearLoaded(calendar: WorkingCalendar, year: number): boolean {
  for (let day = `${year}-01-01`; yearOf(day) === year; day = addDays(day, 1)) if (!calendar.covers(day)) return false;
  return true;
}

/** The first year from `day` on that no notice covers. */
export function firstMissingYear(calendar: WorkingCalendar, day: Day): number {
  let year = yearOf(day);
  while (isYearLoaded(calendar, year)) year += 1;
  return year;
}
