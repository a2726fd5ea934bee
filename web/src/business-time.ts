import { addDays, dayOf, formatInstant, parseInstant, showInstant, startOfDay, HOUR } from '../../src/terms/instants.js';
import type { Day, Instant } from '../../src/terms/instants.js';

const WEEKDAYS = ['周日', '周一', '周二', '周三', '周四', '周五', '周六'] as const;

/** "2026年3月2日" and "周一". */
export function showDay(day: Day): { readonly date: string; readonly weekday: string } {
  const [year, month, date] = day.split('-').map(Number);
  const weekday = WEEKDAYS[new Date(`${day}T00:00:00Z`).getUTCDay()] ?? '';
  return { date: `${year}年${month}月${date}日`, weekday };
}

/** The Shanghai day and the minute of an ISO time as the service writes it; null when it is no time. */
export function readTime(iso: string): { readonly at: Instant; readonly day: Day; readonly minute: string } | null {
  const at = parseInstant(iso);
  return at === null ? null : { at, day: dayOf(at), minute: formatInstant(at).slice(11, 16) };
}

/** "3月2日 18:00", or the text itself when it is no time. */
export function showTime(iso: string): string {
  const at = parseInstant(iso);
  return at === null ? iso : showInstant(at);
}

/** In a list: the time of today's, the day of earlier ones. */
export function showWhen(iso: string, today: Day): string {
  const time = readTime(iso);
  if (time === null) return iso;
  return time.day === today ? time.minute : showInstant(time.at).split(' ')[0] ?? '';
}

/** Whether people work on that day, make-up weekends included. */
export type WorkdayCalendar = (day: Day) => boolean;

/** The next 09:00 of a working day that lies after `now`. */
export function nextWorkdayMorning(now: Instant, isWorkday: WorkdayCalendar): Instant {
  for (let day = dayOf(now); ; day = addDays(day, 1)) {
    const morning = startOfDay(day) + 9 * HOUR;
    if (morning > now && isWorkday(day)) return morning;
  }
}

/**
 * The State Council's calendar, fetched when it is first needed; plain weekdays for years it does not hold.
 * Only the data of `chinese-days`: its functions move days with the browser's zone.
 */
export async function loadCalendar(): Promise<WorkdayCalendar> {
  const { default: published } = await import('chinese-days/dist/chinese-days.json', { with: { type: 'json' } });
  const off = new Set(Object.keys(published.holidays));
  const makeUp = new Set(Object.keys(published.workdays));
  return (day) => {
    const weekday = new Date(`${day}T00:00:00Z`).getUTCDay();
    return makeUp.has(day) || (weekday !== 0 && weekday !== 6 && !off.has(day));
  };
}
