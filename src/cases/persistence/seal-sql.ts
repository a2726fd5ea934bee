import { createHash } from 'node:crypto';
import { open } from '../../platform/database/open.js';
import { sqlTime } from '../../platform/database/source.js';
import type { Tx } from '../../platform/database/transaction.js';
import type { Instant } from '../../terms/instants.js';
import type { CaseHead, LogHead } from '../domain/record.js';

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
export interface SealedHead extends LogHead {
  /** Every transaction below this id had ended and was seen when the row was written. */
  readonly seenTo: number;
}

export async function readSealedHead(tx: Tx): Promise<SealedHead | null> {
  const [row] = await open(tx).rows<SealedHead>('select seq, hash, seen_to as "seenTo" from sealed_head order by seq desc limit 1');
  return row ?? null;
}

const HORIZON = 'select pg_snapshot_xmin(pg_current_snapshot())::text::bigint as horizon';

/**
 * The id below which no transaction can commit any more. Taken **before** the heads are read: a transaction that ends in between is
 * then looked at once more, never missed. Ids start again in a store that was loaded from a dump: a caller whose `seenTo` is beyond the
 * horizon knows nothing.
 */
export async function readHorizon(tx: Tx): Promise<number> {
  const [row] = await open(tx).rows<{ horizon: number }>(HORIZON);
  if (row === undefined) throw new Error('a snapshot without a horizon');
  return row.horizon;
}

export interface UnsealedHead extends CaseHead {
  /** The oldest transaction that wrote to it since. */
  readonly writtenFrom: number;
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

const APPEND = `
insert into sealed_head (company_id, case_id, case_seq, case_hash, prev_hash, hash, sealed_at, seen_to)
select r."companyId", r."caseId", r."caseSeq", r."caseHash", r."prevHash", r.hash, $2, $3
from rows from (jsonb_to_recordset($1::jsonb)
  as ("companyId" text, "caseId" uuid, "caseSeq" int, "caseHash" text, "prevHash" text, hash text))
  with ordinality as r ("companyId", "caseId", "caseSeq", "caseHash", "prevHash", hash, place)
order by r.place returning seq`;

export interface Appending {
  readonly heads: readonly CaseHead[];
  /** The log's newest hash; empty at its beginning. */
  readonly previous: string;
  readonly sealedAt: Instant;
  readonly seenTo: number;
}

/** Chains heads to the log in their order; returns its new newest link. */
export async function appendSeals(tx: Tx, { heads, previous, sealedAt, seenTo }: Appending): Promise<LogHead> {
  let prevHash = previous;
  const seals = heads.map(({ caseId, companyId, caseSeq, caseHash }) => {
    const head = { caseId, companyId, caseSeq, caseHash };
    const seal = { ...head, prevHash, hash: sealHash(head, prevHash, sealedAt) };
    prevHash = seal.hash;
    return seal;
  });
  const rows = await open(tx).rows<{ seq: number }>(APPEND, [JSON.stringify(seals), sqlTime(sealedAt), seenTo]);
  return { seq: Math.max(...rows.map((row) => row.seq)), hash: prevHash };
}

function sealHash(head: CaseHead, prevHash: string, sealedAt: Instant): string {
  const parts = [prevHash, head.companyId, head.caseId, String(head.caseSeq), head.caseHash, sqlTime(sealedAt)];
  return createHash('sha256').update(parts.join('\n')).digest('hex');
}

/** One row of the sealed log beside the entry it vouches for. */
export interface SealRow extends CaseHead, LogHead {
  readonly prevHash: string;
  /** The row is the one that was hashed. */
  readonly holds: boolean;
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

export async function readSealPage(tx: Tx, afterSeq: number, limit: number): Promise<SealRow[]> {
  const rows = await open(tx).rows<Omit<SealRow, 'holds'> & { readonly sealedAt: Instant }>(SEAL_PAGE, [afterSeq, limit]);
  return rows.map(({ sealedAt, ...row }) => ({ ...row, holds: sealHash(row, row.prevHash, sealedAt) === row.hash }));
}
