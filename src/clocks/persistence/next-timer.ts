import { open } from '../../platform/database/open.js';
import type { Tx } from '../../platform/database/transaction.js';
import type { Instant } from '../../terms/instants.js';

/** When the next thing of this kind falls due in a case; null when nothing waits. */
export async function nextOfCase(tx: Tx, caseId: string, kind: string): Promise<Instant | null> {
  const [row] = await open(tx).rows<{ due_at: Instant }>(`select due_at from timer where case_id = $1 and kind = $2 and state = 'waiting' order by due_at limit 1`, [caseId, kind]);
  return row?.due_at ?? null;
}
