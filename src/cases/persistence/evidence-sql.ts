import { open } from '../../platform/database/open.js';
import type { Tx } from '../../platform/database/transaction.js';
import { sqlTime } from '../../platform/database/source.js';
import type { Instant } from '../../terms/instants.js';

/** Parts keep single rows small enough for replicas and backup (design.md §3). */
const PART = 256 * 1024;

export interface Evidence {
  readonly hash: string;
  readonly name: string;
  readonly mime: string;
  readonly size: number;
}

/** Stores a file once for its content; the same content again is found by its hash. */
export async function storeEvidence(tx: Tx, companyId: string, file: Evidence, body: Buffer, at: Instant): Promise<void> {
  const sql = open(tx);
  const added = await sql.run(
    `insert into evidence (company_id, hash, name, mime, size, stored_at) values ($1, $2, $3, $4, $5, $6)
     on conflict (company_id, hash) do nothing`,
    [companyId, file.hash, file.name, file.mime, file.size, sqlTime(at)],
  );
  if (added === 0) return;
  for (let part = 0; part * PART < body.length; part++) {
    await sql.run('insert into evidence_part (company_id, hash, part, body) values ($1, $2, $3, $4)', [
      companyId,
      file.hash,
      part,
      body.subarray(part * PART, (part + 1) * PART),
    ]);
  }
}

export async function readEvidence(tx: Tx, companyId: string, hash: string): Promise<(Evidence & { body: Buffer }) | null> {
  const sql = open(tx);
  const [row] = await sql.rows<Evidence>('select hash, name, mime, size from evidence where company_id = $1 and hash = $2', [
    companyId,
    hash,
  ]);
  if (!row) return null;
  const parts = await sql.rows<{ body: Buffer }>(
    'select body from evidence_part where company_id = $1 and hash = $2 order by part',
    [companyId, hash],
  );
  return { ...row, body: Buffer.concat(parts.map((part) => part.body)) };
}

/** What a file of a case is beside a picture or recording of the matter. */
export type EvidenceKind = 'agreement' | 'voucher';

const ATTACH = `
insert into case_evidence (company_id, case_id, hash, added_at, added_by, kind)
select $1, $2, one, $4, $5, $6 from unnest($3::text[]) as one
on conflict (case_id, hash) do update set kind = coalesce(excluded.kind, case_evidence.kind)`;

/** Puts stored files on a case; a file that is on it already takes the kind it is given now. */
export async function attachEvidence(
  tx: Tx,
  companyId: string,
  caseId: string,
  hashes: readonly string[],
  by: string,
  at: Instant,
  kind: EvidenceKind | null = null,
): Promise<void> {
  if (hashes.length === 0) return;
  await open(tx).run(ATTACH, [companyId, caseId, [...new Set(hashes)], sqlTime(at), by, kind]);
}

/** Puts the files of one case on another too; when and by whom they were added stays. */
export async function carryEvidence(tx: Tx, from: string, into: string): Promise<void> {
  await open(tx).run(
    `insert into case_evidence (company_id, case_id, hash, added_at, added_by, kind)
     select company_id, $2, hash, added_at, added_by, kind from case_evidence where case_id = $1
     on conflict (case_id, hash) do nothing`,
    [from, into],
  );
}

/** A file of a case, with who added it. */
export interface CaseEvidence extends Evidence {
  readonly kind: EvidenceKind | null;
  readonly addedAt: Instant;
  readonly addedBy: string;
}

export async function evidenceOf(tx: Tx, caseId: string): Promise<CaseEvidence[]> {
  return open(tx).rows<CaseEvidence>(
    `select evidence.hash, evidence.name, evidence.mime, evidence.size, kind, added_at as "addedAt", added_by as "addedBy"
     from case_evidence join evidence using (company_id, hash)
     where case_id = $1 order by added_at, hash limit 500`,
    [caseId],
  );
}
