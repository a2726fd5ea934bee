import * as clocks from '../clocks/index.js';
import * as directory from '../directory/index.js';
import type { Database, Tx } from '../platform/database/transaction.js';
import { canonicalPack, changedDays, packHash, withProvisionalYears, type CalendarYear, type DayChange, type Pack } from '../policy/index.js';
import { accept, refuse, type Outcome } from '../terms/outcome.js';
import type { Instant } from '../terms/instants.js';
import { changeTimer, firstWatch } from './acts/calendar-work.js';
import { nextWorkingMorning } from './acts/judging.js';
import { calendarAt, companyCalendar } from './calendars.js';
import { firstDigest } from './digest.js';
import type { House } from './house.js';

/**
 * Packs were loaded: every version is stored under its content hash; the same id and version with other
 * content refuses the start.
 */
export async function packsLoaded(house: House, packs: Iterable<Pack>): Promise<Outcome<true>> {
  const now = house.machine.now();
  return house.work.inTransaction(async (tx) => {
    const stored = await directory.storedPacks(tx);
    for (const pack of packs) {
      const hash = packHash(pack);
      const same = stored.find((one) => one.packId === pack.id && one.version === pack.version);
      if (same !== undefined && same.hash !== hash) {
        return refuse('pack-changed', `制度包 ${pack.id} 的版本 ${pack.version} 内容已变:请给新内容一个新的版本号。`);
      }
      await directory.storePack(tx, { hash, id: pack.id, version: pack.version, body: canonicalPack(pack) }, now);
    }
    return accept(true);
  });
}

export interface CalendarLoad {
  /** Null: a notice of the State Council, for every company. */
  readonly companyId: string | null;
  readonly year: CalendarYear;
  /** Who loads it. */
  readonly by: string;
}

export interface CalendarLoaded {
  /** `same`: nothing was written, it stands already as it is. */
  readonly kind: 'loaded' | 'amended' | 'same';
  /** Days that are worked now and were off, or the other way round; also those that were only assumed. */
  readonly changed: readonly DayChange[];
  /** Companies whose open clocks are projected anew by the service, as soon as it runs. */
  readonly companies: number;
}

/** What loading needs of the machine; a command has no service around it. */
export interface LoadingParts {
  readonly database: Database;
  readonly machineNow: Instant;
  readonly newId: () => string;
}

/**
 * A year of the calendar was loaded, or one that stood was amended. It holds from this transaction on; the open clocks it may
 * move are left as rows of the timer queue, case by case, in this same transaction.
 */
export function calendarLoaded(parts: LoadingParts, load: CalendarLoad): Promise<Outcome<CalendarLoaded>> {
  return parts.database.inTransaction(async (tx) => {
    await directory.lockCalendar(tx);
    const live = await directory.liveCompanies(tx);
    const concerned = live.filter((one) => load.companyId === null || one.id === load.companyId);
    if (load.companyId !== null && concerned.length === 0) return refuse('company-unknown', unknownCompany(load.companyId, live));
    const stored = await directory.storedYears(tx, load.companyId === null ? [] : [load.companyId]);
    const scope = load.companyId ?? directory.EVERY_COMPANY;
    const standing = stored.findLast((one) => one.companyId === scope && one.year === load.year.year);
    if (standing !== undefined && contentOf(standing) === contentOf(load.year)) return accept({ kind: 'same', changed: [], companies: 0 });
    const before = calendarAt(stored, load.companyId, Infinity);
    const row = { ...load.year, companyId: scope, loadedAt: parts.machineNow, loadedBy: load.by };
    const version = await directory.insertYear(tx, row);
    const after = calendarAt([...stored, { ...row, seq: version }], load.companyId, version);
    const changed = changedDays(before.book, after.book, load.year.year);
    const known = before.book.national.has(load.year.year) && (load.companyId === null || standing !== undefined);
    if (changed.length > 0) await leaveToDo(tx, parts, concerned, { version, why: reasonOf(load, known) });
    return accept({ kind: known && changed.length > 0 ? 'amended' : 'loaded', changed, companies: changed.length > 0 ? concerned.length : 0 });
  });
}

const contentOf = ({ year, title, number, source, off, work }: CalendarYear): string =>
  JSON.stringify([year, title, number, source, byDay(off), byDay(work)]);

const byDay = (days: CalendarYear['off']): (readonly [string, string])[] => Object.entries(days).sort(([a], [b]) => (a < b ? -1 : 1));

function unknownCompany(id: string, live: readonly directory.CompanyHead[]): string {
  const ids = live.map((one) => `${one.id}(${one.name})`).join('、');
  return `没有公司“${id}”;可用:${ids === '' ? '还没有公司,请先启动一次服务' : ids}`;
}

function reasonOf({ companyId, year }: CalendarLoad, amended: boolean): string {
  const what = companyId === null ? `${year.year} 年放假安排` : `${year.year} 年公司自定工作日`;
  return `${what}${amended ? '修订' : '已载入'}(《${year.title}》${year.number === null ? '' : `,${year.number}`})`;
}

async function leaveToDo(
  tx: Tx,
  parts: LoadingParts,
  companies: readonly directory.CompanyHead[],
  change: { readonly version: number; readonly why: string },
): Promise<void> {
  const rows = companies.map((one) =>
    changeTimer({ ...change, after: null }, { id: parts.newId(), companyId: one.id, at: directory.businessNow(one.clock, parts.machineNow) }),
  );
  await clocks.scheduleTimers(tx, rows);
}

/** The service begins: every company waits for the first year of its calendar that is not loaded, and for its next digest. Idempotent. */
export async function watchCalendars(house: House): Promise<void> {
  await house.work.inTransaction(async (tx) => {
    for (const head of await directory.liveCompanies(tx)) await watchCalendar(house, tx, head);
  });
}

export async function watchCalendar(house: House, tx: Tx, head: directory.CompanyHead): Promise<void> {
  const { days } = await companyCalendar(house, tx, head);
  const now = directory.businessNow(head.clock, house.machine.now());
  const watch = firstWatch(days, now, { id: head.id, timerId: house.ids.uuid() });
  if (watch !== null) await clocks.scheduleTimer(tx, watch);
  const calendar = withProvisionalYears(days);
  const nextMorning = (after: Instant): Instant => nextWorkingMorning(calendar, after);
  await clocks.scheduleTimer(tx, firstDigest({ now, companyId: head.id, newId: () => house.ids.uuid(), nextWorkingMorning: nextMorning }));
}
