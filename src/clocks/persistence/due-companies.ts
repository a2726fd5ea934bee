import { open } from '../../platform/database/open.js';
import { sqlTime } from '../../platform/database/source.js';
import type { Tx } from '../../platform/database/transaction.js';
import type { Instant } from '../../terms/instants.js';

export interface DueCompany {
  readonly companyId: string;
  /** The company's business time. */
  readonly now: Instant;
  /** Business time of its earliest timer that may be tried; later than `now` only within the look ahead. */
  readonly dueAt: Instant;
}

// Business time: company.clock_* (design.md §3, two clocks), read as `businessNow` reads it: a machine clock that was set back does not
// carry it behind the instant it was last set at. A frozen clock comes to nothing by waiting.
export const COMPANIES_DUE = `select c.id as "companyId", b.now, earliest.due_at as "dueAt" from company c
  cross join lateral (select case when c.clock_frozen then c.clock_business
    else c.clock_business + greatest(interval '0', $1::timestamptz - c.clock_machine) end as now) b
  cross join lateral (select t.due_at from timer t where t.company_id = c.id and t.state = 'waiting'
    and (t.not_before is null or t.not_before <= $1) order by t.due_at limit 1) earliest
  where c.retired_at is null and ($3::text is null or c.id = $3)
    and earliest.due_at <= b.now + case when c.clock_frozen then interval '0' else make_interval(secs => $2::float8 / 1000) end
  order by c.id`;

/** The companies in which something is due, or will be within `ahead` milliseconds, and may be tried. */
export function dueCompanies(tx: Tx, machineNow: Instant, ahead = 0, companyId: string | null = null): Promise<DueCompany[]> {
  return open(tx).rows<DueCompany>(COMPANIES_DUE, [sqlTime(machineNow), ahead, companyId]);
}

/** By how many milliseconds the oldest due timer of any company is late; 0 when nothing due waits. For /metrics. */
export async function timerLateness(tx: Tx, machineNow: Instant): Promise<number> {
  const due = await dueCompanies(tx, machineNow);
  return due.reduce((latest, { now, dueAt }) => Math.max(latest, now - dueAt), 0);
}
