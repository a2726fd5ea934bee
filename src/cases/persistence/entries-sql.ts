import { open } from '../../platform/database/open.js';
import type { Tx } from '../../platform/database/transaction.js';
import type { Instant } from '../../terms/instants.js';
import type { Entry } from '../domain/case.js';

/** The newest entries of one kind in a case's history, oldest first; erased ones are left out. */
export async function entriesOfKind(tx: Tx, caseId: string, kind: string, limit: number): Promise<Entry[]> {
  const rows = await open(tx).rows<Entry>(
    `select at, actor, kind, payload from case_entry
     where case_id = $1 and kind = $2 and salt <> '' order by seq desc limit $3`,
    [caseId, kind, limit],
  );
  return rows.reverse();
}

const NO_PROGRESS = ['tap-refused', 'approval-urged', 'evidence-exported', 'merged-in', 'group-joined', 'not-same'];

/** When a person last put something on the case's record that brings it on; null when nobody has. */
export async function lastProgressAt(tx: Tx, caseId: string): Promise<Instant | null> {
  const [row] = await open(tx).rows<{ at: Instant | null }>(
    `select max(at) as at from case_entry
     where case_id = $1 and actor not in ('bot', 'clock', 'calendar') and kind <> all($2::text[])`,
    [caseId, NO_PROGRESS],
  );
  return row?.at ?? null;
}
