import type { Tx } from '../../platform/database/transaction.js';
import { faultsOf, walk, type CaseWalk } from '../domain/case-walk.js';
import type { LogHead, RecordFault } from '../domain/record.js';
import { readRecordPage, RECORD_START } from '../persistence/record-sql.js';
import { readSealPage, type SealRow } from '../persistence/seal-sql.js';

/** Rows read at once: what is held in memory, however large the store is. */
const PAGE = 1000;

/**
 * Re-reads every case in order: the chain of its record and its head, the state and level its history leads to, its number. Each page is
 * one statement that sees one state, so a service may write meanwhile; no transaction is needed.
 */
export async function* verifyCases(tx: Tx): AsyncGenerator<RecordFault> {
  let place = RECORD_START;
  let current: CaseWalk | null = null;
  for (;;) {
    const page = await readRecordPage(tx, place, PAGE);
    for (const row of page) {
      if (current !== null && current.row.caseId !== row.caseId) {
        yield* faultsOf(current);
        current = null;
      }
      current = walk(current, row);
    }
    const last = page.at(-1);
    if (last === undefined || page.length < PAGE) break;
    place = { caseId: last.caseId, seq: last.entry?.seq ?? 0 };
  }
  if (current !== null) yield* faultsOf(current);
}

/**
 * Re-reads the sealed log and holds it against the record: whoever writes a case anew, chain and head, still disagrees with it.
 * Whoever writes the log anew as well disagrees with a head that was written down outside (`known`).
 */
export async function* verifySealedLog(tx: Tx, known: LogHead | null = null): AsyncGenerator<RecordFault> {
  let seq = 0;
  let hash = '';
  let met = known === null;
  for (;;) {
    const page = await readSealPage(tx, seq, PAGE);
    for (const row of page) {
      yield* sealFaults(row, hash);
      if (row.seq === known?.seq && row.hash === known.hash) met = true;
      seq = row.seq;
      hash = row.hash;
    }
    if (page.length < PAGE) break;
  }
  if (!met && known !== null) {
    yield { kind: 'seal', companyId: null, number: null, seq: known.seq, fault: '与您给出的封存值不符,封存日志被改写或截短过' };
  }
}

/** The record of every case and the sealed log. */
export async function* verifyRecord(tx: Tx, known: LogHead | null = null): AsyncGenerator<RecordFault> {
  yield* verifyCases(tx);
  yield* verifySealedLog(tx, known);
}

function sealFaults(row: SealRow, hashBefore: string): RecordFault[] {
  const of = (seq: number, number: string | null, fault: string): RecordFault => ({ kind: 'seal', companyId: row.companyId, number, seq, fault });
  if (row.prevHash !== hashBefore) return [of(row.seq, null, '封存日志在这一行之前断开,有行被改写或拿走')];
  if (!row.holds) return [of(row.seq, null, '封存日志的这一行被改过')];
  if (row.number === null) return [of(row.caseSeq, null, `封存过的案件 ${row.caseId} 不见了`)];
  if (row.entryHash === null) return [of(row.caseSeq, row.number, '封存过的这一条记录不见了')];
  return row.entryHash === row.caseHash ? [] : [of(row.caseSeq, row.number, '这一条与封存时不同,封存之后被改写过')];
}
