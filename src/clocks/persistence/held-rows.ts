import { open } from '../../platform/database/open.js';
import type { Tx } from '../../platform/database/transaction.js';
import { sqlTime } from '../../platform/database/source.js';
import type { Instant } from '../../terms/instants.js';

/** The kind of timer under which a person is told later what need not disturb him now. */
export const HELD = 'held';

export interface HeldRow {
  readonly id: string;
  readonly companyId: string;
  readonly subject: string;
  readonly dueAt: Instant;
  readonly items: readonly unknown[];
}

// One row a subject and instant: what comes to it later is added, so that it is said in one message.
const APPEND = `insert into timer (id, company_id, kind, subject, case_id, due_at, payload, state)
  values ($1, $2, '${HELD}', $3, null, $4, jsonb_build_object('items', $5::jsonb), 'waiting')
  on conflict (company_id, kind, subject, due_at) do update
    set payload = jsonb_build_object('items', case when timer.state = 'waiting'
          then (timer.payload -> 'items') || (excluded.payload -> 'items') else excluded.payload -> 'items' end),
        state = 'waiting', attempts = 0, not_before = null, ended_at = null, moved_to = null, ended_because = null`;

/** Adds to what a subject is told at an instant. */
export async function holdUntil(tx: Tx, row: HeldRow): Promise<void> {
  await open(tx).run(APPEND, [row.id, row.companyId, row.subject, sqlTime(row.dueAt), JSON.stringify(row.items)]);
}

const LATE = `select exists (select from timer
  where company_id = $1 and state = 'waiting' and due_at < $2 and kind <> '${HELD}') as late`;

/** Whether something that fell due before this instant has not been carried out yet. */
export async function isCatchingUp(tx: Tx, companyId: string, before: Instant): Promise<boolean> {
  const [row] = await open(tx).rows<{ late: boolean }>(LATE, [companyId, sqlTime(before)]);
  return row?.late ?? false;
}
