import type { Tx } from '../../platform/database/transaction.js';
import type { Instant } from '../../terms/instants.js';
import type { LogHead } from '../domain/record.js';
import { appendSeals, lockSealing, readHorizon, readSealedHead, readUnsealed } from '../persistence/seal-sql.js';

export interface Sealing {
  /** How many case heads were added. */
  readonly sealed: number;
  /** False when there were more than one run takes, or another replica was at it: call again. */
  readonly complete: boolean;
  readonly head: LogHead | null;
}

/** Heads one run adds; a minute of a busy service is a fraction of it. */
const SEALED_AT_ONCE = 2000;

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
  // Whatever is left was written from there on; of one company alone nothing can be said about the others.
  const seenNow = companyId === null ? Math.min(horizon, complete ? horizon : last.writtenFrom) : seenTo;
  const head = await appendSeals(tx, { heads, previous: before?.hash ?? '', sealedAt: now, seenTo: seenNow });
  return { sealed: heads.length, complete, head };
}
