import { sqlTime } from '../../platform/database/source.js';
import { open } from '../../platform/database/open.js';
import type { Tx } from '../../platform/database/transaction.js';
import { DAY, type Instant } from '../../terms/instants.js';

// What is still on its way is taken back behind itself: a chat keeps its order.
const RECALL = `
insert into outgoing (company_id, channel, kind, recipient, dedupe_key, payload, state, next_attempt_at, created_at, trace)
select o.company_id, o.channel, 'recall', o.recipient, 'recall:' || o.seq, jsonb_build_object('of', o.seq), 'waiting', $4, $3, $5
from outgoing o
where o.company_id = $1 and o.dedupe_key = any ($2::text[]) and o.kind = 'nudge' and o.card_id is null and o.state in ('sending', 'sent')
  and o.created_at > $6
  and not exists (
    select 1 from nudge_line l where l.company_id = $1 and l.person_id = o.recipient and l.message_key = o.dedupe_key and l.ended_at is null)
order by o.seq
on conflict (company_id, dedupe_key) do nothing`;

export interface NudgesToRecall {
  readonly companyId: string;
  /** Under which they were written. */
  readonly keys: readonly string[];
  /** Business time. */
  readonly now: Instant;
  readonly machineNow: Instant;
  readonly trace: string;
}

/**
 * Takes back nudges in words that have gone out, each once nothing of it waits any more; of a merged one with something left nothing is
 * taken. For channels that can (Capabilities.recallText). Returns how many.
 */
export async function recallNudges(tx: Tx, { companyId, keys, now, machineNow, trace }: NudgesToRecall): Promise<number> {
  return open(tx).run(RECALL, [companyId, keys, sqlTime(now), sqlTime(machineNow), trace, sqlTime(now - DAY)]);
}
