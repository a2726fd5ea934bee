import { createHash } from 'node:crypto';
import { sqlTime } from '../../platform/database/source.js';
import type { Tx } from '../../platform/database/transaction.js';
import type { Instant } from '../../terms/instants.js';
import {
  insertSeals,
  lockSealing,
  readHorizon,
  readSealedHead,
  readUnsealed,
  type CaseHead,
  type Seal,
  type UnsealedHead,
} from '../persistence/record-sql.js';

/** The newest link of the sealed log: written down outside (service log, heartbeat), it vouches for every case up to here. */
export interface LogHead {
  readonly seq: number;
  readonly hash: string;
}

export interface Sealing {
  /** How many case heads were added. */
  readonly sealed: number;
  /** False when there were more than one run takes, or another replica was at it: call again. */
  readonly complete: boolean;
  readonly head: LogHead | null;
}

/** Heads one run adds; a minute of a busy service is a fraction of it. */
export const SEALED_AT_ONCE = 2000;

/**
 * Chains the heads of all cases written to since the last run into the one log (design.md §3, "The record"). Needs a transaction;
 * `now` is machine time, since the log spans companies. With a company only its cases are sealed.
 */
export async function sealHeads(tx: Tx, companyId: string | null, now: Instant): Promise<Sealing> {
  const locked = await lockSealing(tx);
  const newest = await readSealedHead(tx);
  const before = newest === null ? null : { seq: newest.seq, hash: newest.hash };
  if (!locked) return { sealed: 0, complete: false, head: before };
  const horizon = await readHorizon(tx);
  const seenTo = newest === null || newest.seenTo > horizon ? 0 : newest.seenTo;
  const heads = await readUnsealed(tx, seenTo, companyId, SEALED_AT_ONCE);
  const complete = heads.length < SEALED_AT_ONCE;
  const last = heads.at(-1);
  if (last === undefined) return { sealed: 0, complete, head: before };
  const seals = chained(heads, before?.hash ?? '', now);
  // Whatever is left was written from there on; of one company alone nothing can be said about the others.
  const seenNow = companyId === null ? Math.min(horizon, complete ? horizon : last.writtenFrom) : seenTo;
  const seq = await insertSeals(tx, seals, now, seenNow);
  return { sealed: seals.length, complete, head: { seq, hash: seals.at(-1)?.hash ?? '' } };
}

function chained(heads: readonly UnsealedHead[], newest: string, now: Instant): Seal[] {
  let prevHash = newest;
  return heads.map(({ caseId, companyId, caseSeq, caseHash }) => {
    const head = { caseId, companyId, caseSeq, caseHash };
    const hash = sealHash(head, prevHash, now);
    const seal = { ...head, prevHash, hash };
    prevHash = hash;
    return seal;
  });
}

export function sealHash(head: CaseHead, prevHash: string, sealedAt: Instant): string {
  const parts = [prevHash, head.companyId, head.caseId, String(head.caseSeq), head.caseHash, sqlTime(sealedAt)];
  return createHash('sha256').update(parts.join('\n')).digest('hex');
}
