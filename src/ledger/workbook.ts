import writeExcelFile, { type CellObject, type Row, type SheetData } from 'write-excel-file/node';
import { HOUR, type Instant } from '../terms/instants.js';
import { COLUMNS, type Column } from './domain/columns.js';
import type { LedgerRow } from './domain/row.js';

/** Excel refuses a file with a longer cell. */
const CELL_LENGTH = 32_000;

/** Builds the workbook; takes the thread for about half a second a thousand rows. */
export async function workbookOf(rows: readonly LedgerRow[]): Promise<Buffer> {
  const data: SheetData = [COLUMNS.map(heading), ...rows.map(cellsOf)];
  const file = writeExcelFile(data, {
    sheet: '投诉台账',
    columns: COLUMNS.map(({ width }) => ({ width })),
    stickyRowsCount: 1,
    stickyColumnsCount: 1,
    orientation: 'landscape',
  });
  return file.toBuffer();
}

const heading = (column: Column): CellObject => ({
  value: column.heading,
  type: String,
  fontWeight: 'bold',
  backgroundColor: '#EEF3FA',
  align: 'center',
});

const cellsOf = (row: LedgerRow): Row => COLUMNS.map((column) => cell(column, row));

function cell(column: Column, row: LedgerRow): CellObject | null {
  switch (column.holds) {
    case 'text':
      return textCell(column.value(row), column.wraps === true);
    case 'count':
      return { value: column.value(row), type: Number, format: '0', ...TOP };
    case 'money':
      return numberCell(column.value(row), (fen) => ({ value: fen / 100, type: Number, format: '#,##0.00', ...TOP }));
    case 'day':
      return numberCell(column.value(row), (at) => ({ value: wallClock(at), type: Date, format: 'yyyy-mm-dd', ...TOP }));
    case 'time':
      return numberCell(column.value(row), (at) => ({ value: wallClock(at), type: Date, format: 'yyyy-mm-dd hh:mm', ...TOP }));
  }
}

const TOP = { alignVertical: 'top' } as const;

/** Marked as text (@), so that Excel neither counts with it nor takes it for a formula. */
function textCell(text: string, wrap: boolean): CellObject | null {
  if (text === '') return null;
  const shown = text.length <= CELL_LENGTH ? text : `${text.slice(0, CELL_LENGTH)}…`;
  return { value: shown, type: String, format: '@', ...TOP, ...(wrap ? { wrap } : {}) };
}

const numberCell = (value: number | null, write: (value: number) => CellObject): CellObject | null =>
  value === null ? null : write(value);

/** A sheet knows no time zones and this library writes UTC: the Shanghai wall clock is what people expect to read. */
const wallClock = (at: Instant): Date => new Date(at + 8 * HOUR);
