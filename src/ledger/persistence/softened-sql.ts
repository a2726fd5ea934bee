import { open } from '../../platform/database/open.js';
import type { Tx } from '../../platform/database/transaction.js';
import { sqlTime } from '../../platform/database/source.js';
import type { Instant } from '../../terms/instants.js';
import type { ApprovedSum, Softened } from '../domain/standing.js';

const ABOUT = `c.number, c.project_id as "projectId", c.subject, c.pack_hash as "packHash"`;

// One order, down to what one visit paused at one moment: the same list asked for twice reads the same. The list of kinds is that of the index case_entry_softened.
const ACTS = `select e.kind, e.at, e.actor as by, ${ABOUT}, left(e.payload ->> 'reason', 200) as reason,
    e.payload ->> 'from' as from, e.payload ->> 'to' as to, e.payload ->> 'clock' as clock,
    (e.payload ->> 'until')::int8 as until
  from case_entry e join complaint c on c.id = e.case_id
  where e.company_id = $1 and e.at >= $2 and e.at < $3 and e.kind <> 'approval-overdue'
    and e.kind in ('level-lowered', 'invalid', 'extend-granted', 'merged', 'approval-overdue')
  order by e.at, c.number, e.seq limit $4`;

const PAUSES = `select 'paused' as kind, to_timestamp(s."from" / 1000.0) as at, s.by, ${ABOUT}, left(s.reason, 200) as reason,
    null as from, null as to, k.label as clock, coalesce(s.until, s."plannedUntil") as until
  from clock k join complaint c on c.id = k.case_id
  cross join lateral jsonb_to_recordset(k.suspensions) as s("from" int8, until int8, "plannedUntil" int8, reason text, by text)
  where k.company_id = $1 and k.suspensions <> '[]'::jsonb and s."from" >= $2 and s."from" < $3
  order by s."from", c.number, coalesce(s.until, s."plannedUntil"), k.label limit $4`;

const APPROVED = `select r.closed_at as at, ${ABOUT}, r.amount, r.repair_cost as "repairCost", r.rules
  from approval_run r join complaint c on c.id = r.case_id
  where r.company_id = $1 and r.state = 'approved' and r.closed_at >= $2 and r.closed_at < $3 and r.amount > 0
  order by r.closed_at, c.number limit $4`;

export interface Period {
  readonly from: Instant;
  /** Not included. */
  readonly until: Instant;
  readonly limit: number;
}

/** What was softened in a period in the whole company, the oldest first. */
export async function softenedIn(tx: Tx, companyId: string, { from, until, limit }: Period): Promise<Softened[]> {
  const acts = await open(tx).rows<Softened>(ACTS, [companyId, sqlTime(from), sqlTime(until), limit]);
  const pauses = await open(tx).rows<Softened>(PAUSES, [companyId, from, until, limit]);
  return [...acts, ...pauses].sort((a, b) => a.at - b.at);
}

/** Sums approved in a period in the whole company, the oldest first. */
export async function approvedIn(tx: Tx, companyId: string, { from, until, limit }: Period): Promise<ApprovedSum[]> {
  return open(tx).rows<ApprovedSum>(APPROVED, [companyId, sqlTime(from), sqlTime(until), limit]);
}
