import type { Tx } from '../platform/database/transaction.js';
import { addDays, dayOf, startOfDay, type Instant } from '../terms/instants.js';
import { ledgerRow, type LedgerNames, type LedgerRow } from './domain/row.js';
import { readFigures, readPage, type MonthFigures, type Place } from './persistence/ledger-sql.js';

/** Which cases: those registered in [from, until). */
export interface LedgerQuery extends LedgerNames {
  readonly from: Instant;
  readonly until: Instant;
}

export interface LedgerPage {
  readonly rows: readonly LedgerRow[];
  /** Null on the last page. */
  readonly next: Place | null;
}

const PAGE_ROWS = 200;

/** One page; the first without `after`. For readers that must not keep a connection while a slow client takes its file. */
export async function ledgerPage(tx: Tx, companyId: string, query: LedgerQuery, after?: Place): Promise<LedgerPage> {
  const found = await readPage(tx, {
    companyId,
    after: after ?? { at: query.from, number: '' },
    until: query.until,
    limit: PAGE_ROWS,
  });
  const last = found.at(-1);
  return {
    rows: found.map((one) => ledgerRow(one, query)),
    next: last === undefined || found.length < PAGE_ROWS ? null : { at: last.registeredAt, number: last.number },
  };
}

/** All pages, each read when the one before has been taken. */
export async function* ledgerPages(read: (after?: Place) => Promise<LedgerPage>): AsyncGenerator<readonly LedgerRow[]> {
  let page = await read();
  while (page.rows.length > 0) {
    yield page.rows;
    if (page.next === null) return;
    page = await read(page.next);
  }
}

/** The ledger of a company in pages, oldest registration first. */
export function ledgerRows(tx: Tx, companyId: string, query: LedgerQuery): AsyncGenerator<readonly LedgerRow[]> {
  return ledgerPages((after) => ledgerPage(tx, companyId, query, after));
}

/** The Shanghai month `now` lies in. */
export function monthInFigures(tx: Tx, companyId: string, now: Instant): Promise<MonthFigures> {
  const first = `${dayOf(now).slice(0, 7)}-01`;
  const next = `${addDays(first, 31).slice(0, 7)}-01`;
  return readFigures(tx, companyId, startOfDay(first), startOfDay(next));
}
