import * as directory from '../directory/index.js';
import type { Tx } from '../platform/database/transaction.js';
import { calendarBook, calendarOf, publishedYears, type CalendarBook, type WorkingCalendar } from '../policy/index.js';

/** A company's calendar as it stood at one version: what came with the program, and on top what was loaded since. */
export interface CompanyCalendar {
  readonly version: number;
  readonly book: CalendarBook;
  readonly days: WorkingCalendar;
}

/** Puts the calendar together from what was loaded up to a version; of each year the newest load holds. */
export function calendarAt(stored: readonly directory.StoredYear[], companyId: string | null, version: number): CompanyCalendar {
  const loaded = stored.filter((one) => one.seq <= version);
  const national = loaded.filter((one) => one.companyId === directory.EVERY_COMPANY);
  const own = loaded.filter((one) => one.companyId === companyId);
  const book = calendarBook([...publishedYears(), ...national], own);
  return { version, book, days: calendarOf(book) };
}

/** Valid only while the version read in the story's own transaction is the same. */
const calendars = new WeakMap<object, Map<string, CompanyCalendar>>();

/** The calendar in force, read once a version and house. */
export async function companyCalendar(
  house: object,
  tx: Tx,
  head: Pick<directory.CompanyHead, 'id' | 'calendarVersion'>,
): Promise<CompanyCalendar> {
  const known = calendars.get(house) ?? new Map<string, CompanyCalendar>();
  calendars.set(house, known);
  const present = known.get(head.id);
  if (present?.version === head.calendarVersion) return present;
  const stored = head.calendarVersion === 0 ? [] : await directory.storedYears(tx, [head.id]);
  const read = calendarAt(stored, head.id, head.calendarVersion);
  known.set(head.id, read);
  return read;
}
