import { readFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { parseArgs } from 'node:util';
import * as directory from '../directory/index.js';
import { calendarAt } from '../flow/calendars.js';
import { calendarLoaded, type CalendarLoaded } from '../flow/outside-changed.js';
import type { Database } from '../platform/database/transaction.js';
import { noticeHint, publishedYears, readNotice, type CalendarYear, type DayChange } from '../policy/index.js';
import { formatInstant } from '../terms/instants.js';
import { refuse, type Outcome } from '../terms/outcome.js';
import { chineseMarks } from '../terms/typography.js';
import { machineParts, onStore, type StoreParts } from './policy-store.js';
import type { Streams } from './policy-streams.js';

const MOST_DAYS = 40;

/** `--year 2027 --file notice.json [--company ID] [--by NAME]` loads a year of the working calendar; without a file the loaded years are listed. */
export async function calendar(args: readonly string[], streams: Streams, parts: StoreParts = machineParts()): Promise<number | null> {
  const asked = askedFor(args);
  if (asked === null) return null;
  const say = (lines: readonly string[]): void => {
    streams.output.write(`${lines.map(chineseMarks).join('\n')}\n`);
  };
  if (asked.file === null) {
    return onStore(parts, 'read', streams.errors, async (database) => {
      say(await listed(database, asked.companyId));
      return 0;
    });
  }
  const year = readFile(asked.file, asked);
  if (!year.ok) {
    streams.errors.write(`${chineseMarks(`${asked.file} 没有载入:\n${year.message}`)}\n`);
    return 1;
  }
  return onStore(parts, 'write', streams.errors, async (database) => {
    const load = { companyId: asked.companyId, year: year.value, by: asked.by };
    const done = await calendarLoaded({ database, machineNow: parts.machineNow(), newId: parts.newId }, load);
    if (!done.ok) streams.errors.write(`${chineseMarks(done.message)}\n`);
    else say(said(year.value, asked.companyId, done.value));
    return done.ok ? 0 : 1;
  });
}

interface Asked {
  readonly year: number;
  readonly file: string | null;
  readonly companyId: string | null;
  readonly by: string;
}

const OPTIONS = { year: { type: 'string' }, file: { type: 'string' }, company: { type: 'string' }, by: { type: 'string' } } as const;

/** Null when it was called wrongly: a file goes with its year. */
function askedFor(args: readonly string[]): Asked | null {
  const { values, positionals } = parseArgs({ args: [...args], allowPositionals: true, strict: false, options: OPTIONS });
  const { year, file, company, by, ...others } = values;
  if (positionals.length > 0 || Object.keys(others).length > 0) return null;
  if ([year, file, company, by].some((value) => value === true)) return null;
  if (file === undefined ? year !== undefined : !/^(19|20|21)\d\d$/.test(String(year))) return null;
  return {
    year: Number(year),
    file: typeof file === 'string' ? file : null,
    companyId: typeof company === 'string' ? company : null,
    by: typeof by === 'string' && by.trim() !== '' ? by.trim() : userInfo().username,
  };
}

function readFile(file: string, { year, companyId }: Asked): Outcome<CalendarYear> {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    return refuse('file-unreadable', '文件不存在或无权读取,请检查路径');
  }
  try {
    return readNotice(JSON.parse(text.replace(/^\uFEFF/, '')) as unknown, { year, own: companyId !== null });
  } catch {
    return refuse('file-not-json', '文件不是 JSON,请检查引号、逗号和括号');
  }
}

function said(year: CalendarYear, companyId: string | null, { kind, changed, companies }: CalendarLoaded): string[] {
  const what = `${year.year} 年${companyId === null ? '放假安排' : `(公司 ${companyId})自定工作日`}《${year.title}》`;
  if (kind === 'same') return [`${what}早已载入,内容相同,没有变化`];
  const counts = `放假 ${Object.keys(year.off).length} 天,调休上班 ${Object.keys(year.work).length} 天`;
  const hint = companyId === null ? noticeHint(year) : null;
  return [
    `${what}${kind === 'amended' ? '已修订' : '已载入'}:${counts}`,
    ...(hint === null ? [] : [hint]),
    ...(kind === 'amended' ? changedLines(changed) : []),
    changed.length === 0 || companies === 0 ? '没有需要重新推算的时限' : `${companies} 家公司在走的时限将由服务重新推算,变动写入各投诉的办理记录`,
  ];
}

function changedLines(changed: readonly DayChange[]): string[] {
  const lines = changed.slice(0, MOST_DAYS).map(({ was, now }) => `  ${now.day} ${now.weekday}:${was.because} → ${now.because}`);
  return changed.length > MOST_DAYS ? [...lines, `  另有 ${changed.length - MOST_DAYS} 天`] : lines;
}

/** Which years hold, by which notice, and every load and amendment on record. */
async function listed(database: Database, companyId: string | null): Promise<string[]> {
  const stored = await database.withoutTransaction((tx) => directory.storedYears(tx, companyId === null ? [] : [companyId]));
  const { book } = calendarAt(stored, companyId, Infinity);
  const years = [...book.national.values()].sort((a, b) => a.year - b.year);
  const first = publishedYears()[0]?.year ?? 0;
  return [
    `放假安排载至 ${years.at(-1)?.year ?? 0} 年(自 ${first} 年起)`,
    ...years.slice(-3).map((one) => `  ${one.year} 年:《${one.title}》${one.number === null ? '' : `,${one.number}`}`),
    ...(stored.length === 0 ? ['还没有另外载入过'] : ['载入记录:']),
    ...stored.map(({ year, companyId: scope, title, loadedAt, loadedBy }) => {
      const whose = scope === directory.EVERY_COMPANY ? '' : `,公司 ${scope}`;
      return `  ${formatInstant(loadedAt).slice(0, 16).replace('T', ' ')} ${loadedBy}:${year} 年《${title}》${whose}`;
    }),
  ];
}
