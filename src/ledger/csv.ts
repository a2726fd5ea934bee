import { Readable, pipeline } from 'node:stream';
import { stringify } from 'csv-stringify';
import { dayOf, formatInstant } from '../terms/instants.js';
import { formatYuan } from '../terms/money.js';
import { COLUMNS, type Column } from './domain/columns.js';
import type { LedgerRow } from './domain/row.js';

/**
 * A table as CSV for Excel: UTF-8 with a byte order mark, CRLF, and no cell a spreadsheet would run (OWASP CSV injection:
 * a leading = + - @ gets an apostrophe). Errors of the rows reach whoever reads the stream; a reader that leaves ends the rows.
 */
export function sheetCsv(headings: readonly string[], records: AsyncIterable<readonly string[]>): Readable {
  const sheet = stringify({ bom: true, record_delimiter: 'windows', escape_formulas: true });
  pipeline(Readable.from(headed(headings, records)), sheet, () => undefined);
  return sheet;
}

async function* headed(headings: readonly string[], records: AsyncIterable<readonly string[]>): AsyncGenerator<readonly string[]> {
  yield headings;
  yield* records;
}

/** The ledger as a file. */
export const ledgerCsv = (pages: AsyncIterable<readonly LedgerRow[]>): Readable => sheetCsv(COLUMNS.map((column) => column.heading), records(pages));

async function* records(pages: AsyncIterable<readonly LedgerRow[]>): AsyncGenerator<readonly string[]> {
  for await (const page of pages) {
    for (const row of page) yield COLUMNS.map((column) => cell(column, row));
  }
}

function cell(column: Column, row: LedgerRow): string {
  switch (column.holds) {
    case 'text':
      return column.value(row).trimStart();
    case 'count':
      return String(column.value(row));
    case 'money':
      return ifThere(column.value(row), formatYuan);
    case 'day':
      return ifThere(column.value(row), dayOf);
    case 'time':
      return ifThere(column.value(row), (at) => formatInstant(at).slice(0, 16).replace('T', ' '));
  }
}

const ifThere = (value: number | null, write: (value: number) => string): string => (value === null ? '' : write(value));
