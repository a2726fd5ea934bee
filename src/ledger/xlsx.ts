import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { accept, refuse, type Outcome } from '../terms/outcome.js';
import type { LedgerRow } from './domain/row.js';

/** A workbook is built in memory, so it is bounded; CSV is not. */
export const XLSX_MOST_ROWS = 10_000;

/**
 * The ledger as a workbook: Chinese headings that stay in sight, real dates and numbers. Refuses (`too-many`) beyond the bound. Built
 * in a thread of its own: it takes seconds, in which messages and callbacks must be answered.
 */
export async function ledgerXlsx(pages: AsyncIterable<readonly LedgerRow[]>): Promise<Outcome<Buffer>> {
  const rows: LedgerRow[] = [];
  for await (const page of pages) {
    rows.push(...page);
    if (rows.length > XLSX_MOST_ROWS) {
      return refuse('too-many', `超过 ${XLSX_MOST_ROWS} 件,Excel 表放不下。请缩短日期范围,或改下载 CSV。`);
    }
  }
  return accept(await builtApart(rows));
}

function builtApart(rows: readonly LedgerRow[]): Promise<Buffer> {
  const thread = new Worker(threadFile(), { workerData: rows, resourceLimits: { maxOldGenerationSizeMb: 512 } });
  return new Promise((resolve, reject) => {
    thread.once('message', (file: Uint8Array) => resolve(Buffer.from(file.buffer, file.byteOffset, file.byteLength)));
    thread.once('error', reject);
    thread.once('exit', (code) => reject(new Error(`the workbook's thread ended with ${code} and without a file`)));
  });
}

const THREAD = 'workbook-thread.js';

/** Beside this file once compiled; tests run the sources and find it in dist/. */
function threadFile(): string {
  const here = dirname(fileURLToPath(import.meta.url));
  const compiled = join(here, THREAD);
  return existsSync(compiled) ? compiled : join(here, '..', '..', 'dist', 'ledger', THREAD);
}
