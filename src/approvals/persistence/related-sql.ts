import { open } from '../../platform/database/open.js';
import type { Tx } from '../../platform/database/transaction.js';
import { sqlTime } from '../../platform/database/source.js';
import type { Instant } from '../../terms/instants.js';
import type { RelatedSum } from '../domain/run.js';

/** Whose sums are added: those of the same customer, of the same room, or of the same matter of a customer without a phone. */
export interface RelatedAsk {
  readonly companyId: string;
  readonly caseId: string;
  readonly projectId: string | null;
  readonly phone: string | null;
  readonly rooms: readonly string[];
  readonly customerName: string | null;
  readonly subject: string;
  readonly since: Instant;
}

// Each branch walks an index of its own. Of a case the newest run counts, unless it was rejected or given up.
const RELATED = `
  with near as (
    select id, number from complaint
    where company_id = $1 and id <> $2 and state <> 'invalid' and $3::text is not null and customer_phone = $3
    union
    select id, number from complaint
    where company_id = $1 and id <> $2 and state <> 'invalid' and rooms && $4::text[] and project_id is not distinct from $5
    union
    select id, number from complaint
    where company_id = $1 and id <> $2 and state <> 'invalid' and project_id is not distinct from $5
      and registered_at >= $8 and customer_name = $6 and subject = $7
  )
  select near.number, r.amount
  from near cross join lateral (
    select state, amount, opened_at from approval_run where case_id = near.id order by opened_at desc, id desc limit 1
  ) r
  where r.amount > 0 and r.opened_at >= $8 and r.state in ('open', 'approved')
  order by r.opened_at, near.number limit 200`;

// In one order for everybody, so that two of them cannot wait for each other.
const LOCK = `select pg_advisory_xact_lock(hashtextextended(key, 20482)) from (
  select distinct key from unnest($1::text[]) as key order by key
) keys`;

/**
 * Plans for one customer, room or matter are added up one after another, until each transaction ends: of two at one moment the
 * second sees the first.
 */
export async function lockRelated(tx: Tx, ask: RelatedAsk): Promise<void> {
  const key = (...parts: readonly (string | null)[]): string => JSON.stringify([ask.companyId, ...parts]);
  const keys = [
    ...(ask.phone === null ? [] : [key('phone', ask.phone)]),
    ...ask.rooms.map((room) => key('room', ask.projectId, room)),
    ...(ask.customerName === null ? [] : [key('matter', ask.projectId, ask.customerName, ask.subject)]),
  ];
  if (keys.length > 0) await open(tx).run(LOCK, [keys]);
}

/** Sums proposed for the same customer, room or matter in other cases since an instant, oldest first. */
export async function readRelatedSums(tx: Tx, ask: RelatedAsk): Promise<readonly RelatedSum[]> {
  return open(tx).rows<RelatedSum>(RELATED, [
    ask.companyId,
    ask.caseId,
    ask.phone,
    ask.rooms,
    ask.projectId,
    ask.customerName,
    ask.subject,
    sqlTime(ask.since),
  ]);
}
