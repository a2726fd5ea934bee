import { open } from '../../platform/database/open.js';
import type { Tx } from '../../platform/database/transaction.js';
import { sqlTime } from '../../platform/database/source.js';
import type { Day, Instant } from '../../terms/instants.js';

/** Where a year holds for every company. */
export const EVERY_COMPANY = '*';

/** A year of the calendar as it was loaded; the newest of a company and year holds. */
export interface StoredYear {
  readonly seq: number;
  readonly companyId: string;
  readonly year: number;
  readonly title: string;
  readonly number: string | null;
  readonly source: string | null;
  readonly off: Readonly<Record<Day, string>>;
  readonly work: Readonly<Record<Day, string>>;
  readonly loadedAt: Instant;
  readonly loadedBy: string;
}

const COLUMNS = `seq, company_id as "companyId", year, title, number, source, off, work, loaded_at as "loadedAt", loaded_by as "loadedBy"`;

/** One load at a time: a reader who knows the newest row knows them all. */
export async function lockCalendar(tx: Tx): Promise<void> {
  await open(tx).run('select pg_advisory_xact_lock(20483)');
}

/** Every year and amendment ever loaded for these companies and for all, oldest first: a few rows a year. */
export async function storedYears(tx: Tx, companyIds: readonly string[]): Promise<StoredYear[]> {
  return open(tx).rows<StoredYear>(
    `select ${COLUMNS} from calendar_year where company_id = any($1::text[]) order by seq limit 5000`,
    [[EVERY_COMPANY, ...companyIds]],
  );
}

/** Returns the new row's seq: the version of the calendar from now on. */
export async function insertYear(tx: Tx, year: Omit<StoredYear, 'seq'>): Promise<number> {
  const [row] = await open(tx).rows<{ seq: number }>(
    `insert into calendar_year (company_id, year, title, number, source, off, work, loaded_at, loaded_by)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9) returning seq`,
    [
      year.companyId,
      year.year,
      year.title,
      year.number,
      year.source,
      JSON.stringify(year.off),
      JSON.stringify(year.work),
      sqlTime(year.loadedAt),
      year.loadedBy,
    ],
  );
  if (row === undefined) throw new Error('calendar_year returned no row');
  return row.seq;
}
