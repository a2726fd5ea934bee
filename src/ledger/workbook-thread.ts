import { parentPort, workerData } from 'node:worker_threads';
import type { LedgerRow } from './domain/row.js';
import { workbookOf } from './workbook.js';

/** Entry of the thread that ledgerXlsx starts: rows in, the file out. */
parentPort?.postMessage(await workbookOf(workerData as readonly LedgerRow[]));
