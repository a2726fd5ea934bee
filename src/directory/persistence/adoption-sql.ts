import { open } from '../../platform/database/open.js';
import type { Tx } from '../../platform/database/transaction.js';
import { sqlTime } from '../../platform/database/source.js';
import type { Instant } from '../../terms/instants.js';

/** An act: from then on new cases of the company are judged by this version of a rule book. */
export interface Adoption {
  readonly companyId: string;
  readonly packHash: string;
  /** Business time. */
  readonly adoptedAt: Instant;
  readonly adoptedBy: string;
}

/** Puts the act on record and has it hold. The caller has stored the pack and holds the lock of companies. */
export async function adoptPack(tx: Tx, act: Adoption): Promise<void> {
  const sql = open(tx);
  const values = [act.companyId, act.packHash, sqlTime(act.adoptedAt), act.adoptedBy];
  await sql.run('insert into pack_adoption (company_id, pack_hash, adopted_at, adopted_by) values ($1, $2, $3, $4)', values);
  await sql.run('update company set pack_hash = $2 where id = $1', [act.companyId, act.packHash]);
}
