import { open } from '../../platform/database/open.js';
import { sqlTime } from '../../platform/database/source.js';
import type { Tx } from '../../platform/database/transaction.js';

/** One entry of a case's record with all its hashes are made of; times as they were hashed. */
export interface ChainedEntry {
  readonly seq: number;
  readonly at: string;
  readonly actor: string;
  readonly kind: string;
  readonly payload: Readonly<Record<string, unknown>>;
  /** Empty when the entry was erased by law. */
  readonly salt: string;
  readonly payloadHash: string;
  readonly prevHash: string;
  readonly hash: string;
}

const CHAIN = `
select seq, at, actor, kind, payload, salt, payload_hash as "payloadHash", prev_hash as "prevHash", hash
from case_entry where case_id = $1 order by seq`;

export async function readChain(tx: Tx, caseId: string): Promise<ChainedEntry[]> {
  const rows = await open(tx).rows<Omit<ChainedEntry, 'at'> & { readonly at: number }>(CHAIN, [caseId]);
  return rows.map((row) => ({ ...row, at: sqlTime(row.at) }));
}

/** One row of the sealed log that vouches for the case. */
export interface SealOfCase {
  readonly seq: number;
  readonly companyId: string;
  readonly caseId: string;
  readonly caseSeq: number;
  readonly caseHash: string;
  readonly prevHash: string;
  readonly hash: string;
  readonly sealedAt: string;
}

const SEALS = `
select seq, company_id as "companyId", case_id as "caseId", case_seq as "caseSeq", case_hash as "caseHash", prev_hash as "prevHash", hash,
  sealed_at as "sealedAt"
from sealed_head where case_id = $1 order by case_seq`;

export async function readSealsOfCase(tx: Tx, caseId: string): Promise<SealOfCase[]> {
  const rows = await open(tx).rows<Omit<SealOfCase, 'sealedAt'> & { readonly sealedAt: number }>(SEALS, [caseId]);
  return rows.map((row) => ({ ...row, sealedAt: sqlTime(row.sealedAt) }));
}
