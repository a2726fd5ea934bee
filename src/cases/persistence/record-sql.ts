import { open } from '../../platform/database/open.js';
import { entryHash, payloadHash } from '../../platform/database/record-hash.js';
import { sqlTime } from '../../platform/database/source.js';
import type { Tx } from '../../platform/database/transaction.js';
import type { RecordedLine, RecordRow } from '../domain/record.js';

/** Behind which entry of which case a page begins. */
export interface RecordPlace {
  readonly caseId: string;
  readonly seq: number;
}

export const RECORD_START: RecordPlace = { caseId: '00000000-0000-0000-0000-000000000000', seq: 0 };

/**
 * One statement sees a case's head and its entries in one state, also while the service writes. The lower bound on the entries says
 * nothing new; it lets a merge join begin there instead of at the first entry of all.
 */
const RECORD_PAGE = `
select c.id as "caseId", c.company_id as "companyId", c.number, c.state, c.level, c.registered_at as "registeredAt",
  c.closed_at as "closedAt", coalesce((c.facts ->> 'dissatisfiedTimes')::int, 0) as "dissatisfiedTimes",
  n.last as "lastNumber", c.head_seq as "headSeq", c.head_hash as "headHash",
  e.seq, e.at, e.actor, e.kind, e.payload, e.salt, e.payload_hash as "payloadHash", e.prev_hash as "prevHash", e.hash
from complaint c
left join case_entry e on e.case_id = c.id and e.case_id >= $1
left join number_counter n on n.company_id = c.company_id and n.day = (c.registered_at at time zone 'Asia/Shanghai')::date
where c.id >= $1 and (c.id > $1 or e.seq > $2)
order by c.id, e.seq limit $3`;

interface EntryColumns {
  readonly seq: number;
  readonly at: number;
  readonly actor: string;
  readonly kind: string;
  readonly payload: Readonly<Record<string, unknown>>;
  readonly salt: string;
  readonly payloadHash: string;
  readonly prevHash: string;
  readonly hash: string;
}

type FlatRow = Omit<RecordRow, 'entry'> & (EntryColumns | { readonly [Column in keyof EntryColumns]: null });

export async function readRecordPage(tx: Tx, after: RecordPlace, limit: number): Promise<RecordRow[]> {
  const rows = await open(tx).rows<FlatRow>(RECORD_PAGE, [after.caseId, after.seq, limit]);
  return rows.map((row) => ({ ...caseOf(row), entry: row.seq === null ? null : lineOf(row.caseId, row) }));
}

const caseOf = (row: FlatRow): Omit<RecordRow, 'entry'> => ({
  caseId: row.caseId,
  companyId: row.companyId,
  number: row.number,
  state: row.state,
  level: row.level,
  registeredAt: row.registeredAt,
  closedAt: row.closedAt,
  dissatisfiedTimes: row.dissatisfiedTimes,
  lastNumber: row.lastNumber,
  headSeq: row.headSeq,
  headHash: row.headHash,
});

const ERASED = JSON.stringify({ erased: true });

function lineOf(caseId: string, row: EntryColumns): RecordedLine {
  const erased = row.salt === '' && JSON.stringify(row.payload) === ERASED;
  const hashed = { caseId, seq: row.seq, at: sqlTime(row.at), actor: row.actor, kind: row.kind };
  return {
    seq: row.seq,
    at: row.at,
    actor: row.actor,
    kind: row.kind,
    payload: row.payload,
    erased,
    contentHolds: erased || payloadHash(row.salt, row.payload) === row.payloadHash,
    lineHolds: entryHash(hashed, row.payloadHash, row.prevHash) === row.hash,
    prevHash: row.prevHash,
    hash: row.hash,
  };
}
