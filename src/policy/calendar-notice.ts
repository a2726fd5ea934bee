import { addDays, parseInstant, type Day } from '../terms/instants.js';
import { accept, refuse, type Outcome } from '../terms/outcome.js';
import { isWeekend, weekdayName, yearOf, type CalendarYear } from './domain/calendar-year.js';
import { noticeTitle } from './national-calendar.js';

/**
 * A notice file: { year, title, number, source, holidays: [{ name, from, to }], workdays: ["2027-01-09"] }. The days may
 * also come one by one, as [{ name, date, isOffDay }] under `days`, with the notice's address in `papers`.
 */
const KEYS = ['year', 'title', 'number', 'source', 'holidays', 'workdays', 'days', 'papers', '$schema', '$id'] as const;

/** The holidays of every year, each with a word its name holds. */
const FESTIVALS: readonly (readonly [name: string, word: RegExp])[] = [
  ['元旦', /元旦/],
  ['春节', /春节/],
  ['清明节', /清明/],
  ['劳动节', /劳动|五一/],
  ['端午节', /端午/],
  ['中秋节', /中秋/],
  ['国庆节', /国庆/],
];
/** Fixed by date: off by law in every year. */
const ALWAYS_OFF: readonly (readonly [date: string, name: string])[] = [
  ['01-01', '元旦'],
  ['05-01', '劳动节'],
  ['10-01', '国庆节'],
  ['10-02', '国庆节'],
  ['10-03', '国庆节'],
];
const LONGEST_HOLIDAY = 15;

type Json = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);
const show = (value: unknown): string => (JSON.stringify(value) ?? '空').slice(0, 60);

/** A notice while it is read: its days so far and what is wrong with it. */
class Reading {
  readonly off: Record<Day, string> = {};
  readonly work: Record<Day, string> = {};
  readonly mistakes: string[] = [];

  constructor(readonly year: number) {}

  day(value: unknown, place: string): Day | null {
    if (typeof value !== 'string' || !/^\d{4}-\d\d-\d\d$/.test(value) || parseInstant(`${value}T00:00:00+08:00`) === null) {
      this.mistakes.push(`${place}:日期 ${show(value)} 不存在或写法有误;应如 "${this.year}-01-01"`);
      return null;
    }
    if (yearOf(value) === this.year) return value;
    this.mistakes.push(`${place}:${value} 不在 ${this.year} 年;这一天请放进 ${yearOf(value)} 年的文件`);
    return null;
  }

  put(list: Record<Day, string>, day: Day, words: string, place: string): void {
    if (this.off[day] !== undefined || this.work[day] !== undefined) {
      this.mistakes.push(`${place}:${day} 列了两次;一天只能放假或上班,请删去一处`);
      return;
    }
    list[day] = words;
  }
}

/** What is asked of the file: the year of the command, and whether the dates are a company's own. */
export interface NoticeAsk {
  readonly year: number;
  /** A company's own dates need not make a whole year, and may be any day. */
  readonly own: boolean;
}

/** Reads a notice from parsed JSON. Refuses with `calendar-invalid`, a line for every mistake: what is wrong and what would be right. */
export function readNotice(json: unknown, { year, own }: NoticeAsk): Outcome<CalendarYear> {
  if (!isObject(json)) return refuse('calendar-invalid', '文件应为一个 JSON 对象:year、title、number、source、holidays、workdays');
  const reading = new Reading(year);
  const { mistakes } = reading;
  for (const key of Object.keys(json)) {
    if (!KEYS.some((known) => known === key)) mistakes.push(`不认识的项 '${key}';可用:${KEYS.slice(0, 6).join('、')}`);
  }
  if (json['year'] !== year) mistakes.push(`year:文件里的年份是 ${show(json['year'])},要载入的是 ${year};请核对后改成同一年`);
  readHolidays(json['holidays'], reading);
  readWorkdays(json['workdays'], reading);
  readDays(json['days'], reading);
  const head = readHead(json, own, reading);
  if (mistakes.length === 0 && !own) checkYear(reading);
  if (mistakes.length === 0 && own && Object.keys({ ...reading.off, ...reading.work }).length === 0) {
    mistakes.push('文件里没有一天;请在 holidays 里写放假日期,或在 workdays 里写上班日期');
  }
  return mistakes.length === 0 ? accept({ year, ...head, off: sorted(reading.off), work: sorted(reading.work) }) : refuse('calendar-invalid', mistakes.join('\n'));
}

const sorted = (days: Record<Day, string>): Record<Day, string> =>
  Object.fromEntries(Object.entries(days).sort(([a], [b]) => (a < b ? -1 : 1)));

function readHead(json: Json, own: boolean, { year, mistakes }: Reading): Pick<CalendarYear, 'title' | 'number' | 'source'> {
  const text = (key: string): string | null => {
    const value = json[key];
    if (value === undefined || value === null) return null;
    if (typeof value === 'string' && value.trim() !== '') return value.trim();
    mistakes.push(`${key}:应为文字,不知道时不写`);
    return null;
  };
  const papers = json['papers'];
  const paper: unknown = Array.isArray(papers) ? papers[0] : null;
  const [title, number, source] = [text('title'), text('number'), text('source') ?? (typeof paper === 'string' ? paper : null)];
  if (own && title === null) mistakes.push('title:缺少标题;请写这些日期从何而来,如 "滨江物业2026年值班安排"');
  if (!own && number === null && source === null) {
    mistakes.push('缺少出处;请写通知的文号 number(如 "国办发明电〔2025〕7号")或网址 source,时限的推算要引用它');
  }
  return { title: title ?? noticeTitle(year), number, source };
}

function readHolidays(given: unknown, reading: Reading): void {
  if (given === undefined) return;
  if (!Array.isArray(given)) return void reading.mistakes.push('holidays:应为列表,每项如 {"name":"元旦","from":"2027-01-01","to":"2027-01-03"}');
  given.forEach((one: unknown, index) => readHoliday(one, `holidays 第 ${index + 1} 项`, reading));
}

function readHoliday(one: unknown, place: string, reading: Reading): void {
  if (!isObject(one)) return void reading.mistakes.push(`${place}:应如 {"name":"元旦","from":"2027-01-01","to":"2027-01-03"}`);
  const { name, from, to = from } = one;
  if (typeof name !== 'string' || name.trim() === '') return void reading.mistakes.push(`${place}:缺少 name,请写节日名称`);
  const [first, last] = [reading.day(from, `${place}的 from`), reading.day(to, `${place}的 to`)];
  if (first === null || last === null) return;
  if (last < first) return void reading.mistakes.push(`${place}:${first} 晚于 ${last};请把 from 和 to 对调`);
  for (let day = first, length = 1; day <= last; day = addDays(day, 1), length++) {
    if (length > LONGEST_HOLIDAY) return void reading.mistakes.push(`${place}:${first} 至 ${last} 超过 ${LONGEST_HOLIDAY} 天;请核对起止日期`);
    reading.put(reading.off, day, name.trim(), place);
  }
}

function readWorkdays(given: unknown, reading: Reading): void {
  if (given === undefined) return;
  if (!Array.isArray(given)) return void reading.mistakes.push('workdays:应为日期的列表,如 ["2027-01-09"]');
  given.forEach((one: unknown, index) => {
    const place = `workdays 第 ${index + 1} 项`;
    const day = reading.day(isObject(one) ? one['date'] : one, place);
    const reason = isObject(one) ? one['reason'] : null;
    if (day !== null) reading.put(reading.work, day, typeof reason === 'string' ? reason : '调休上班', place);
  });
}

function readDays(given: unknown, reading: Reading): void {
  if (given === undefined) return;
  if (!Array.isArray(given)) return void reading.mistakes.push('days:应为列表,每项如 {"name":"元旦","date":"2027-01-01","isOffDay":true}');
  given.forEach((one: unknown, index) => {
    const place = `days 第 ${index + 1} 项`;
    if (!isObject(one) || typeof one['name'] !== 'string' || typeof one['isOffDay'] !== 'boolean') {
      return void reading.mistakes.push(`${place}:应如 {"name":"元旦","date":"2027-01-01","isOffDay":true}`);
    }
    const day = reading.day(one['date'], place);
    if (day === null) return;
    if (one['isOffDay']) reading.put(reading.off, day, one['name'], place);
    else reading.put(reading.work, day, `${one['name']}调休上班`, place);
  });
}

/** A State Council year: whole, and its make-up days on weekends. */
function checkYear({ year, off, work, mistakes }: Reading): void {
  const names = Object.values(off);
  for (const [festival, word] of FESTIVALS) {
    if (!names.some((name) => word.test(name))) mistakes.push(`缺少${festival}的放假日期;请按通知补上${festival === '中秋节' ? '(与国庆节合并放假的,名称写“国庆节、中秋节”)' : ''}`);
  }
  for (const [date, name] of ALWAYS_OFF) {
    const day = `${year}-${date}`;
    if (off[day] === undefined) mistakes.push(`${day} 是${name},依法放假;请把它写进放假日期`);
  }
  for (const day of Object.keys(work)) {
    if (!isWeekend(day)) mistakes.push(`${day} 是${weekdayName(day)},本来就上班;调休上班日应是周末,离它最近的是 ${weekendBy(day)}`);
  }
}

function weekendBy(day: Day): string {
  const near = [-1, 1, -2, 2, -3, 3].map((step) => addDays(day, step)).filter(isWeekend);
  return near.slice(0, 2).sort().join('、');
}

/** A word of caution about a notice that can be right: weekdays off and make-up days that do not balance as in other years. */
export function noticeHint({ off, work }: CalendarYear): string | null {
  const idle = Object.keys(off).filter((day) => !isWeekend(day)).length;
  const worked = Object.keys(work).length;
  const gained = idle - worked;
  if (gained >= 9 && gained <= 14) return null;
  return `请再核对:周一至周五放假 ${idle} 天,周末上班 ${worked} 天,相抵 ${gained} 天;往年在 9 至 14 天之间,可能漏了调休或放假日期`;
}
