import { addDays, DAY, dayOf, HOUR, MINUTE, startOfDay, timeOfDay, type Instant } from '../../../terms/instants.js';
import { numberAt, readNumber } from './numerals.js';
import { beginnings, matchesAt, matchesOf } from './scanning.js';
import { clauseEnd, clauseStart, cut, plain, type Found, type Reading, type Span } from './writing.js';

const NUM = '(?:\\d{1,2}|[零一二两三四五六七八九十]{1,3})';
const PARTS = '凌晨|清晨|早上|早晨|今早|明早|上午|中午|下午|午后|傍晚|晚上|晚间|夜里|夜间|半夜|今晚|昨晚|前晚|明晚|早|晚';
const DAYS =
  '大前天|前天|昨天|昨日|昨晚|昨夜|前晚|今天|今日|今早|今晚|今晨|明天|明日|明早|明晚|后天|大后天|当天|' +
  `(?:上|下|这|本)?(?:个)?(?:周|星期|礼拜)[一二三四五六日天末]|(?:(?:20)?\\d{2}年)?${NUM}月${NUM}(?:日|号)|20\\d{2}[-/.]\\d{1,2}[-/.]\\d{1,2}|(?<![\\u4e00-\\u9fa5\\d])${NUM}(?:号|日)(?![楼栋幢院线门店])|${NUM}(?:号|日)(?=\\s?(?:凌晨|早|上午|中午|下午|傍晚|晚|\\d{1,2}[点:]))|(?<![\\d.])\\d{1,2}[./]\\d{1,2}(?=\\s?(?:上午|下午|早|晚|中午|\\d{1,2}[::点]))`;
const CLOCK = `${NUM}\\s?(?:点钟?(?![\\d零一二三四五六七八九]+[万千百wW])|时(?!候|间|常|不))(?:\\s?(?:半|[一三]刻|整|过|多|左右|零?${NUM}(?!\\d)分?(?![户栋号楼万千百年家多])))?|\\d{1,2}:\\d{2}(?::\\d{2})?`;
const TIME = new RegExp(
  `(?:(${DAYS})\\s?的?\\s?)?(?:(${PARTS})\\s?的?\\s?(?:大概|大约|差不多|快)?)?(${CLOCK})|(${DAYS})\\s?(${PARTS})?|(刚才|刚刚|刚|方才)|(${NUM}|半|几)\\s?(?:个)?(多|半)?(分钟|小时|钟头|天)(?:多|之|以)?(前|后)|(${PARTS})`,
  'y',
);
/** With which characters the words above begin. */
const TIME_START = beginnings('0123456789零一二两三四五六七八九十大前昨今明后当上下这本个周星礼凌清早中午傍晚夜半刚方几');

interface ClockTime {
  readonly hour: number;
  readonly minute: number;
}

/** A time as said, with what is known of it. */
export interface TimeSaid extends Span {
  readonly day: string | null;
  readonly part: string | null;
  readonly clock: ClockTime | null;
  /** Milliseconds before (negative) or after now, for 半小时前 and 刚刚. */
  readonly offset: number | null;
}

function clockOf(said: string): ClockTime | null {
  const digital = /^(\d{1,2}):(\d{2})/.exec(said);
  if (digital) return valid(Number(digital[1]), Number(digital[2]));
  const spoken = new RegExp(`^(${NUM})\\s?(?:点钟?|时)\\s?(.*)$`).exec(said);
  if (!spoken) return null;
  const hour = readNumber(spoken[1] ?? '');
  return hour === null ? null : valid(hour, minuteOf(spoken[2] ?? ''));
}

function minuteOf(said: string): number {
  if (said.startsWith('半')) return 30;
  if (said.startsWith('一刻')) return 15;
  if (said.startsWith('三刻')) return 45;
  const number = said.replace(/^零/, '').replace(/分$/, '');
  return readNumber(number) ?? 0;
}

function valid(hour: number, minute: number): ClockTime | null {
  return hour <= 24 && minute <= 59 ? { hour, minute } : null;
}

const UNITS: Readonly<Record<string, number>> = { 分钟: MINUTE, 小时: HOUR, 钟头: HOUR, 天: DAY };

function relative(count: string, half: string | undefined, unit: string, side: string): number | null {
  const size = UNITS[unit] ?? 0;
  if (count === '几') return null;
  const number = count === '半' ? 0.5 : readNumber(count);
  if (number === null) return null;
  return (number + (half === '半' ? 0.5 : 0)) * size * (side === '前' ? -1 : 1);
}

/** Every time, day and part of a day that a text names; the text must be `plain`. */
export function findTimes(text: string): TimeSaid[] {
  const times: TimeSaid[] = [];
  for (const match of matchesAt(text, TIME, TIME_START)) {
    const [whole, day, part, clock, onlyDay, dayPart, just, count, half, unit, side, onlyPart] = match;
    const span = { start: match.index, end: match.index + whole.trimEnd().length };
    if (just !== undefined) times.push({ ...span, day: null, part: null, clock: null, offset: 0 });
    else if (count !== undefined) {
      const offset = relative(count, half, unit ?? '', side ?? '');
      if (offset !== null) times.push({ ...span, day: null, part: null, clock: null, offset });
    } else if (clock !== undefined) {
      const read = clockOf(clock.trim());
      if (read) times.push({ ...span, day: day ?? null, part: part ?? null, clock: read, offset: null });
    } else if (onlyPart !== undefined) {
      if (onlyPart.length > 1) times.push({ ...span, day: null, part: onlyPart, clock: null, offset: null });
    } else times.push({ ...span, day: onlyDay ?? null, part: dayPart ?? null, clock: null, offset: null });
  }
  return times;
}

const WEEKDAYS = '一二三四五六日';

/** The calendar day a word names, seen from now; null when it cannot exist. */
function dayNamed(said: string, now: Instant, future: boolean): string | null {
  const today = dayOf(now);
  const near: Readonly<Record<string, number>> = {
    大前天: -3, 前天: -2, 前晚: -2, 昨天: -1, 昨日: -1, 昨晚: -1, 昨夜: -1, 今天: 0, 今日: 0, 今早: 0, 今晚: 0, 今晨: 0, 当天: 0,
    明天: 1, 明日: 1, 明早: 1, 明晚: 1, 后天: 2, 大后天: 3,
  };
  const shift = near[said];
  if (shift !== undefined) return addDays(today, shift);
  const week = /^(上|下|这|本)?个?(?:周|星期|礼拜)([一二三四五六日天末])$/.exec(said);
  if (week) return weekday(week[1] ?? '', week[2] ?? '', today, future);
  const full = /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})$/.exec(said);
  if (full) return calendarDay(Number(full[1]), Number(full[2]), Number(full[3]));
  return monthDay(said, today, future);
}

function weekday(which: string, name: string, today: string, future: boolean): string {
  const index = name === '末' ? 5 : WEEKDAYS.indexOf(name === '天' ? '日' : name);
  const current = (new Date(`${today}T00:00:00Z`).getUTCDay() + 6) % 7;
  const base = index - current;
  if (which === '上') return addDays(today, base - 7);
  if (which === '下') return addDays(today, base + 7);
  if (which !== '') return addDays(today, base);
  if (future) return addDays(today, base < 0 ? base + 7 : base);
  return addDays(today, base > 0 ? base - 7 : base);
}

function calendarDay(year: number, month: number, day: number): string | null {
  const text = `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
  const at = Date.parse(`${text}T00:00:00Z`);
  return Number.isNaN(at) || new Date(at).toISOString().slice(0, 10) !== text ? null : text;
}

function monthDay(said: string, today: string, future: boolean): string | null {
  const match = /^(?:(\d{2,4})年)?(?:(.+?)[月./])?(.+?)[日号]?$/.exec(said);
  const day = readNumber(match?.[3] ?? '');
  if (!match || day === null) return null;
  const thisYear = Number(today.slice(0, 4));
  const month = match[2] === undefined ? Number(today.slice(5, 7)) : readNumber(match[2]);
  if (month === null) return null;
  if (match[1] !== undefined) return calendarDay(Number(match[1]) % 100 + 2000, month, day);
  const candidate = calendarDay(thisYear, month, day);
  if (candidate === null || future || candidate <= today) return candidate;
  // A day that lies ahead was meant in the month or the year before.
  if (match[2] !== undefined) return calendarDay(thisYear - 1, month, day);
  return month === 1 ? calendarDay(thisYear - 1, 12, day) : calendarDay(thisYear, month - 1, day);
}

const AFTERNOON = /下午|午后|傍晚|晚|夜/;

function hourIn(part: string, hour: number): number {
  if (/凌晨|半夜/.test(part)) return hour === 12 ? 0 : hour;
  if (part === '中午') return hour <= 3 ? hour + 12 : hour;
  if (/晚|夜/.test(part) && hour === 12) return 24;
  if (/夜/.test(part) && hour <= 5) return hour;
  return AFTERNOON.test(part) && hour < 12 ? hour + 12 : hour;
}

/** The moment a time stands for, seen from now; null when it is too vague (昨天) or cannot be. */
function resolve(said: TimeSaid, now: Instant, future: boolean): Instant | null {
  if (said.offset !== null) return now + said.offset;
  if (!said.clock) return null;
  const part = (said.part ?? '') + (/晚|夜|早|晨/.test(said.day ?? '') ? (said.day ?? '') : '');
  const day = said.day === null ? null : dayNamed(said.day, now, future);
  if (said.day !== null && day === null) return null;
  const at = (on: string, hour: number): Instant => startOfDay(on) + hour * HOUR + (said.clock?.minute ?? 0) * MINUTE;
  const { hour } = said.clock;
  const hours = part !== '' ? [hourIn(part, hour)] : hour > 12 || hour === 0 ? [hour] : [hour, hour === 12 ? 0 : hour + 12];
  if (day !== null) return at(day, hours.length === 1 ? (hours[0] ?? hour) : usualHour(hour, day === dayOf(now) ? now : null, future));
  const candidates = [-1, 0, 1].flatMap((shift) => hours.map((h) => at(addDays(dayOf(now), shift), h))).sort((a, b) => a - b);
  // An appointment is made for the day: 10点 said at three in the afternoon is tomorrow's.
  const workable = (c: Instant): boolean => part !== '' || (timeOfDay(c) >= 7 * HOUR && timeOfDay(c) <= 20 * HOUR);
  if (future) return candidates.find((c) => c > now && workable(c)) ?? candidates.find((c) => c > now) ?? null;
  return candidates.filter((c) => c <= now + 5 * MINUTE).at(-1) ?? null;
}

/** 昨天3点 is in the afternoon, 昨天9点 in the morning; today the one that fits the direction. */
function usualHour(hour: number, today: Instant | null, future: boolean): number {
  const usual = hour <= 6 ? hour + 12 : hour;
  if (today === null) return usual;
  const other = usual === hour ? hour + 12 : hour;
  const passed = (h: number): boolean => h * HOUR <= timeOfDay(today);
  return passed(usual) !== future || passed(other) === future ? usual : other;
}

const ARRIVED = /来电|来函|来信|发微信|发来(?:微信|消息|语音)|打来|打的|打过?电话|来过?电话|来访|到访|来的|来过|来(?:到)?(?:前台|物业|客服|服务中心|办公室)|到(?:前台|客服|服务中心)|致电|接到|接的|收到|打进|反映|投诉|报的?修|找(?:到)?(?:我们|前台|物业|过来)|上门(?:投诉|反映)|转来|发来/;
const EVENT = /开始|交|买|签|入住|装|漏|停[水电]|坏|断|发生|约|预约|上门维修|上门修|维修|修|去看|来看|再来|之前|前要|回复|截止|处理完|搞|装修|施工|吵|掉/;
const RECEIVED_AT_BEFORE = /(?:来电时间|来访时间|接报时间|受理时间|投诉时间|接到时间|时间)(?:是|为|:|：|\s){0,2}$/;

export interface ReceivedAtFound extends Found<Instant | null> {
  /** A day or part of day was named, but no hour. */
  readonly doubtful: boolean;
}

/** When the customer came or called, where the text says so; the text must be `plain`. */
export function findReceivedAt(text: string, times: readonly TimeSaid[], now: Instant): ReceivedAtFound | null {
  for (const said of times) {
    const before = text.slice(Math.max(clauseStart(text, said.start), said.start - 10), said.start);
    const after = text.slice(said.end, Math.min(clauseEnd(text, said.end), said.end + 24));
    const arrival = ARRIVED.exec(after);
    const event = EVENT.exec(after);
    // A day without an hour must stand right before the call: 昨天来电, not 昨天修的 业主投诉.
    const near = said.clock !== null || said.offset !== null || (arrival?.index ?? 0) <= 6;
    const arrives = arrival && near && (!event || arrival.index < event.index);
    const announced = RECEIVED_AT_BEFORE.test(before) || /(?:来电|来访|打来|打电话)(?:是|在|于|:)?\s?$/.test(before);
    if (!(arrives || announced)) continue;
    if (said.offset !== null && said.offset > 0) continue;
    const value = resolve(said, now, false);
    if (value !== null && value > now + 5 * MINUTE) continue;
    if (value === null && said.part !== null && said.day === null) continue;
    return { value: value === null ? null : Math.min(value, now), start: said.start, end: evidenceEnd(said, after, arrives ? arrival : null), doubtful: value === null };
  }
  return null;
}

function evidenceEnd(said: TimeSaid, after: string, arrival: RegExpExecArray | null): number {
  return arrival && arrival.index <= 4 ? said.end + arrival.index + arrival[0].length + (after.startsWith('的', arrival.index + arrival[0].length) ? 1 : 0) : said.end;
}

const DATES = /(?:19|20)\d{2}(?:年(?:底|初)?|[-/.]\d{1,2}(?:[-/.]\d{1,2})?)|[零一二三四五六七八九〇]{2,4}年|\d{1,2}月(?:份|底|初)?(?:\d{1,2}[日号]?)?|[一二三四五六七八九十]{1,2}月份?|第[\d一二三四五六七八九十]{1,3}次/g;

/** Stretches that are dates and times, so that their numbers are not read as money or rooms. */
export function timeSpans(text: string, times: readonly TimeSaid[]): Span[] {
  const spans: Span[] = times.filter(({ end, start }) => end > start);
  for (const match of matchesOf(text, DATES)) spans.push({ start: match.index, end: match.index + match[0].length });
  return spans;
}

/**
 * A bare answer to a question about time. `lean` says where a time without a day lies: `past` for when the customer
 * called, `future` for an appointment (明天上午10点, 后天下午三点).
 */
export function readTime(text: string, now: Instant, lean: 'past' | 'future' = 'past'): Reading<Instant> | null {
  const line = plain(text);
  for (const said of findTimes(line)) {
    const value = resolve(said, now, lean === 'future');
    if (value !== null) return { value, evidence: cut(text, said) };
  }
  const hour = /^\s*(\d{1,2})\s*$/.exec(line);
  const read = hour ? numberAt(hour[1] ?? '', 0) : null;
  if (!read || read.high > 24) return null;
  const value = resolve({ start: 0, end: 0, day: null, part: null, clock: { hour: read.high, minute: 0 }, offset: null }, now, lean === 'future');
  return value === null ? null : { value, evidence: text.trim() };
}

