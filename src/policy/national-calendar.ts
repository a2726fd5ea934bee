import { createRequire } from 'node:module';
import type { Day } from '../terms/instants.js';
import { workingCalendar, type CalendarNotices, type CalendarOverrides, type WorkingCalendar } from './domain/calendar.js';
import { noticesOf, type CalendarYear } from './domain/calendar-year.js';

interface PublishedDays {
  /** Day → "Spring Festival,春节,4". */
  readonly holidays: Readonly<Record<Day, string>>;
  readonly workdays: Readonly<Record<Day, string>>;
}

/** Numbers of the notices, for the proof of a deadline. Sources: gov.cn, the notice of each year. */
const NUMBERS: Readonly<Record<string, string>> = {
  '2024': '国办发明电〔2023〕7号',
  '2025': '国办发明电〔2024〕12号',
  '2026': '国办发明电〔2025〕7号',
};
const SOURCES: Readonly<Record<string, string>> = {
  '2026': 'https://www.gov.cn/zhengce/zhengceku/202511/content_7047091.htm',
};

let published: readonly CalendarYear[] | null = null;

/**
 * The State Council's notices as npm `chinese-days` publishes them, by year. Its data file is read, not its functions:
 * those format dates in the machine's zone (west of Greenwich holidays move by a day) and take a year that is not loaded
 * for one without holidays (1.5.7 ends with 2026). Read once.
 */
export function publishedYears(): readonly CalendarYear[] {
  published ??= readPublished();
  return published;
}

function readPublished(): readonly CalendarYear[] {
  const days = createRequire(import.meta.url)('chinese-days/dist/chinese-days.json') as PublishedDays;
  const years = [...new Set(Object.keys(days.holidays).map((day) => day.slice(0, 4)))].sort();
  return years.map((year) => ({
    year: Number(year),
    title: noticeTitle(Number(year)),
    number: NUMBERS[year] ?? null,
    source: SOURCES[year] ?? null,
    off: daysOf(days.holidays, year, (name) => name),
    work: daysOf(days.workdays, year, (name) => `${name}调休上班`),
  }));
}

export const noticeTitle = (year: number): string => `国务院办公厅关于${year}年部分节假日安排的通知`;

function daysOf(days: Readonly<Record<Day, string>>, year: string, words: (name: string) => string): Record<Day, string> {
  const found = Object.entries(days).filter(([day]) => day.startsWith(year));
  return Object.fromEntries(found.map(([day, text]) => [day, words(text.split(',')[1] ?? text)]));
}

export function publishedNotices(): CalendarNotices {
  return noticesOf(publishedYears());
}

let notices: CalendarNotices | null = null;

/** The calendar that comes with the program, with a company's own dates on top; what was loaded into the store is not in it. */
export function nationalCalendar(overrides: CalendarOverrides = {}): WorkingCalendar {
  notices ??= publishedNotices();
  return workingCalendar(notices, overrides);
}
