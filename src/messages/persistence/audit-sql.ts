import { sqlTime } from '../../platform/database/source.js';
import { open } from '../../platform/database/open.js';
import type { Tx } from '../../platform/database/transaction.js';
import { MINUTE, type Instant } from '../../terms/instants.js';

/** A broken promise about something that went out. */
export interface OutgoingFault {
  readonly seq: number;
  readonly fault: string;
}

/** contracts.md §6: sent, waiting with a next attempt, sending under a lease, withdrawn, unknown, or given up with error and alert. */
const AUDIT = `
select seq, 'unknown state ' || state as fault from outgoing
  where state not in ('waiting', 'sending', 'sent', 'withdrawn', 'unknown', 'given-up')
union all
select seq, 'being sent without a lease' from outgoing where state = 'sending' and lease_until is null
union all
select seq, 'a lease outside of sending' from outgoing where state <> 'sending' and lease_until is not null
union all
select seq, 'ended without a time' from outgoing
  where state in ('sent', 'withdrawn', 'unknown', 'given-up') and ended_at is null
union all
select seq, 'sent without an attempt' from outgoing where state in ('sent', 'unknown') and attempts < 1
union all
select seq, 'unknown or given up without its error' from outgoing
  where state in ('unknown', 'given-up') and coalesce(error, '') = ''
union all
select o.seq, 'given up without an alert' from outgoing o
  where o.state = 'given-up' and not exists (
    select 1 from alert a where a.company_id = o.company_id and a.kind = 'message-given-up' and a.subject = 'outgoing:' || o.seq)
union all
select o.seq, 'an SMS of unknown outcome without an alert' from outgoing o
  where o.state = 'unknown' and o.kind = 'sms' and not exists (
    select 1 from alert a where a.company_id = o.company_id and a.kind = 'sms-unknown' and a.subject = 'outgoing:' || o.seq)
union all
select max(seq), 'the same SMS ordered twice' from outgoing where kind = 'sms'
  group by company_id, dedupe_key having count(*) > 1
union all
select o.seq, 'card without its picture' from outgoing o
  where o.kind in ('card', 'card-update') and o.card_id is null
union all
select o.seq, 'card shows less than was sent' from outgoing o join card c on c.id = o.card_id
  where o.kind = 'card-update' and o.state = 'sent' and c.shown_version < (o.payload ->> 'version')::int
order by 1, 2`;

/** For `reconcile`: everything about outgoing messages that must never be, also right after a crash. */
export function auditOutgoing(tx: Tx): Promise<OutgoingFault[]> {
  return open(tx).rows(AUDIT);
}

const LATE = `
select o.seq, 'overdue' as fault from outgoing o
  where o.state = 'waiting' and o.next_attempt_at < $1 and not exists (
    select 1 from outgoing e
    where e.company_id = o.company_id and e.channel = o.channel and e.recipient = o.recipient and e.seq < o.seq
      and e.state in ('waiting', 'sending') and (e.state = 'sending' or e.next_attempt_at >= $1))
union all
select seq, 'its lease ended long ago' from outgoing where state = 'sending' and lease_until < $1
order by 1 limit 100`;

/** For a running service: what should long have been tried, or taken back from a dead sender. */
export function lateOutgoing(tx: Tx, machineNow: Instant): Promise<OutgoingFault[]> {
  return open(tx).rows(LATE, [sqlTime(machineNow - 5 * MINUTE)]);
}

const OLDEST = `
select min(next_attempt_at) as at from outgoing where state = 'waiting' and next_attempt_at <= $1`;

/** For /metrics: by how many milliseconds the oldest waiting row is behind its time. */
export async function outgoingLateness(tx: Tx, machineNow: Instant): Promise<number> {
  const [row] = await open(tx).rows<{ at: Instant | null }>(OLDEST, [sqlTime(machineNow)]);
  return row?.at === null || row?.at === undefined ? 0 : machineNow - row.at;
}
