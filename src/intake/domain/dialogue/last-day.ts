import { addDays, dayOf, endOfDay, type Day, type Instant } from '../../../terms/instants.js';

const DIGITS: Readonly<Record<string, number>> = { 零: 0, 一: 1, 二: 2, 两: 2, 三: 3, 四: 4, 五: 5, 六: 6, 七: 7, 八: 8, 九: 9 };

/** Small counts up to 99 as written in dates: 12, 十二, 二十, 两. */
function small(text: string): number {
  if (/^\d+$/.test(text)) return Number(text);
  const [tens, ones] = text.includes('十') ? text.split('十') : ['0', text];
  const ten = tens === '0' ? 0 : tens === '' || tens === undefined ? 1 : (DIGITS[tens] ?? 0);
  return ten * 10 + (ones === '' || ones === undefined ? 0 : (DIGITS[ones] ?? 0));
}

const pad = (n: number): string => String(n).padStart(2, '0');

/** A calendar day, when there is one: 2 月 30 日 gives null. */
function calendarDay(year: number, month: number, date: number): Day | null {
  const day = `${year}-${pad(month)}-${pad(date)}`;
  if (month < 1 || month > 12 || date < 1 || date > 31) return null;
  return addDays(day, 0) === day ? day : null;
}

const N = '(\\d{1,2}|[一二两三四五六七八九十]{1,3})';
const FULL = new RegExp('(20\\d{2})[-/.年](\\d{1,2})[-/.月](\\d{1,2})');
const MONTH_DAY = new RegExp(`${N}月${N}(?:日|号)?|(?<![\\d.])(\\d{1,2})[./](\\d{1,2})(?![\\d.元])`);
const DAY_ONLY = new RegExp(`${N}(?:号|日)(?!楼)`);
const WEEKDAY = /(下下|下|这|本)?(?:个)?(?:周|星期|礼拜)([一二三四五六日天])/;
const SPAN = new RegExp(`${N}(?:个)?(天|日|周|星期|礼拜)`);
const NAMED: readonly (readonly [RegExp, number])[] = [
  [/大后天/, 3],
  [/后天/, 2],
  [/明天|明日|明晚/, 1],
  [/今天|今日|今晚|当天/, 0],
];

function ofYear(today: Day, month: number, date: number): Day | null {
  const year = Number(today.slice(0, 4));
  const day = calendarDay(year, month, date);
  return day !== null && day < today ? calendarDay(year + 1, month, date) : day;
}

function ofMonth(today: Day, date: number): Day | null {
  const [year, month] = [Number(today.slice(0, 4)), Number(today.slice(5, 7))];
  const day = calendarDay(year, month, date);
  if (day !== null && day >= today) return day;
  return month === 12 ? calendarDay(year + 1, 1, date) : calendarDay(year, month + 1, date);
}

function weekday(today: Day, week: string | undefined, name: string): Day {
  const wanted = '一二三四五六日'.indexOf(name === '天' ? '日' : name);
  const present = (new Date(`${today}T00:00:00Z`).getUTCDay() + 6) % 7;
  const weeks = week === '下下' ? 2 : week === '下' ? 1 : week === undefined && wanted < present ? 1 : 0;
  return addDays(today, wanted - present + 7 * weeks);
}

function monthEnd(today: Day): Day {
  const [year, month] = [Number(today.slice(0, 4)), Number(today.slice(5, 7))];
  const next = month === 12 ? `${year + 1}-01-01` : `${year}-${pad(month + 1)}-01`;
  return addDays(next, -1);
}

function dayNamed(text: string, today: Day): Day | null {
  const full = FULL.exec(text);
  if (full) return calendarDay(Number(full[1]), Number(full[2]), Number(full[3]));
  const date = MONTH_DAY.exec(text);
  if (date) return ofYear(today, small(date[1] ?? date[3] ?? ''), small(date[2] ?? date[4] ?? ''));
  const named = NAMED.find(([pattern]) => pattern.test(text));
  if (named) return addDays(today, named[1]);
  const week = WEEKDAY.exec(text);
  if (week) return weekday(today, week[1], week[2] ?? '一');
  if (/月底|月末/.test(text)) return monthEnd(today);
  const only = DAY_ONLY.exec(text);
  if (only && !/\d日内/.test(text)) return ofMonth(today, small(only[1] ?? ''));
  const span = SPAN.exec(text);
  return span ? addDays(today, small(span[1] ?? '') * (span[2] === '天' || span[2] === '日' ? 1 : 7)) : null;
}

/**
 * The end of the last day that words name ("到3月10日", "下周五", "三天"): a date without an hour runs to its end
 * (policies/README.md). Null when no day is named.
 */
export function lastDayNamed(text: string, now: Instant): Instant | null {
  const day = dayNamed(text.normalize('NFKC'), dayOf(now));
  return day === null ? null : endOfDay(day);
}
