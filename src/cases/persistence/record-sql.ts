import { open } from '../../platform/database/open.js';
import type { Tx } from '../../platform/database/transaction.js';
import { sqlTime } from '../../platform/database/source.js';
import type { Instant } from '../../terms/instants.js';

/** Any constant will do; it only has to be the same in every replica. */
const SEALER_LOCK = 7_236_412;

// After a store was loaded from a dump everything is looked at once more, which may take longer than a story's statement.
const LOCK_SEALING = `select pg_try_advisory_xact_lock($1) as got, set_config('statement_timeout', '60s', true)`;

/** False when another replica seals at this moment; held until the transaction ends. */
export async function lockSealing(tx: Tx): Promise<boolean> {
  const [row] = await open(tx).rows<{ got: boolean }>(LOCK_SEALING, [SEALER_LOCK]);
  return row?.got === true;
}

/** The newest row of the sealed log. */
export interface SealedHead {
  readonly seq: number;
  readonly hash: string;
  readonly sealedAt: Instant;
  /** Every transaction below this id had ended and was seen when the row was written. */
  readonly seenTo: number;
}

export async function readSealedHead(tx: Tx): Promise<SealedHead | null> {
  const [row] = await open(tx).rows<SealedHead>(
    'select seq, hash, sealed_at as "sealedAt", seen_to as "seenTo" from sealed_head order by seq desc limit 1',
  );
  return row ?? null;
}

/** What is sealed of a case: how far its record went, and the hash it had there. */
export interface CaseHead {
  readonly caseId: string;
  readonly companyId: string;
  readonly caseSeq: number;
  readonly caseHash: string;
}

export interface UnsealedHead extends CaseHead {
  /** The oldest transaction that wrote to it since. */
  readonly writtenFrom: number;
}

/** Below this transaction id nothing can commit any more: what is visible now is all there will be. */
const HORIZON = 'select pg_snapshot_xmin(pg_current_snapshot())::text::bigint as horizon';

/**
 * Taken **before** the heads are read: a transaction that ends in between is then looked at once more, never missed. Ids start again
 * in a store that was loaded from a dump, hence the comparison of `seenTo` with the horizon by the caller.
 */
export async function readHorizon(tx: Tx): Promise<number> {
  const [row] = await open(tx).rows<{ horizon: number }>(HORIZON);
  if (row === undefined) throw new Error('a snapshot without a horizon');
  return row.horizon;
}

const UNSEALED = `
select c.id as "caseId", c.company_id as "companyId", c.head_seq as "caseSeq", c.head_hash as "caseHash",
  e.written_from as "writtenFrom"
from (
  select case_id, min(txid) as written_from from case_entry
  where txid >= $1 and ($2::text is null or company_id = $2) group by case_id
) e
join complaint c on c.id = e.case_id
left join lateral (
  select s.case_seq from sealed_head s where s.case_id = c.id order by s.case_seq desc limit 1
) s on true
where c.head_seq > coalesce(s.case_seq, 0)
order by e.written_from, c.id limit $3`;

/** Cases whose head is not in the log yet, among those written to since `seenTo`; those first that were written to first. */
export function readUnsealed(tx: Tx, seenTo: number, companyId: string | null, limit: number): Promise<UnsealedHead[]> {
  return open(tx).rows<UnsealedHead>(UNSEALED, [seenTo, companyId, limit]);
}

export interface Seal extends CaseHead {
  readonly prevHash: string;
  readonly hash: string;
}

/** In their order; returns the log's new newest number. */
export async function insertSeals(tx: Tx, seals: readonly Seal[], sealedAt: Instant, seenTo: number): Promise<number> {
  const rows = await open(tx).rows<{ seq: number }>(
    `insert into sealed_head (company_id, case_id, case_seq, case_hash, prev_hash, hash, sealed_at, seen_to)
     select r."companyId", r."caseId", r."caseSeq", r."caseHash", r."prevHash", r.hash, $2, $3
     from rows from (jsonb_to_recordset($1::jsonb)
       as ("companyId" text, "caseId" uuid, "caseSeq" int, "caseHash" text, "prevHash" text, hash text))
       with ordinality as r ("companyId", "caseId", "caseSeq", "caseHash", "prevHash", hash, place)
     order by r.place returning seq`,
    [JSON.stringify(seals), sqlTime(sealedAt), seenTo],
  );
  return Math.max(...rows.map((row) => row.seq));
}

/** One entry with its case as it stands; the entry's fields are null in a case without a record. */
export interface RecordRow {
  readonly caseId: string;
  readonly companyId: string;
  readonly number: string;
  readonly state: string;
  readonly level: string;
  readonly registeredAt: Instant;
  readonly closedAt: Instant | null;
  readonly dissatisfiedTimes: number;
  /** The last number given on the case's day; null when none was. */
  readonly lastNumber: number | null;
  readonly headSeq: number;
  readonly headHash: string;
  readonly entry: RecordedLine | null;
}

export interface RecordedLine {
  readonly seq: number;
  readonly at: Instant;
  readonly actor: string;
  readonly kind: string;
  readonly payload: Readonly<Record<string, unknown>>;
  readonly salt: string;
  readonly payloadHash: string;
  readonly prevHash: string;
  readonly hash: string;
}

/** Behind which entry of which case a page begins. */
export interface RecordPlace {
  readonly caseId: string;
  readonly seq: number;
}

const FIRST_CASE = '00000000-0000-0000-0000-000000000000';
export const RECORD_START: RecordPlace = { caseId: FIRST_CASE, seq: 0 };

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

type FlatRow = Omit<RecordRow, 'entry'> & { readonly [Field in keyof RecordedLine]: RecordedLine[Field] | null };

export async function readRecordPage(tx: Tx, after: RecordPlace, limit: number): Promise<RecordRow[]> {
  const rows = await open(tx).rows<FlatRow>(RECORD_PAGE, [after.caseId, after.seq, limit]);
  return rows.map(({ seq, at, actor, kind, payload, salt, payloadHash, prevHash, hash, ...one }) => ({
    ...one,
    entry: seq === null ? null : ({ seq, at, actor, kind, payload, salt, payloadHash, prevHash, hash } as RecordedLine),
  }));
}

/** One row of the sealed log beside the entry it vouches for. */
export interface SealRow extends Seal {
  readonly seq: number;
  readonly sealedAt: Instant;
  /** Null when the case is gone. */
  readonly number: string | null;
  /** What the record holds at that place now; null when nothing is there. */
  readonly entryHash: string | null;
}

const SEAL_PAGE = `
select s.seq, s.company_id as "companyId", s.case_id as "caseId", s.case_seq as "caseSeq", s.case_hash as "caseHash",
  s.prev_hash as "prevHash", s.hash, s.sealed_at as "sealedAt", c.number, e.hash as "entryHash"
from sealed_head s
left join complaint c on c.id = s.case_id
left join case_entry e on e.case_id = s.case_id and e.seq = s.case_seq
where s.seq > $1 order by s.seq limit $2`;

export function readSealPage(tx: Tx, afterSeq: number, limit: number): Promise<SealRow[]> {
  return open(tx).rows<SealRow>(SEAL_PAGE, [afterSeq, limit]);
}
