import { sqlTime } from '../../platform/database/source.js';
import { open } from '../../platform/database/open.js';
import type { Tx } from '../../platform/database/transaction.js';
import type { Day } from '../../terms/instants.js';
import type { SmsOrder, SmsUsed } from '../domain/sms-order.js';

/** Raising a count by nothing locks it: two stories at once cannot both take the last SMS of a day. */
const LOCK_COUNTS = `
insert into sms_count (company_id, day, scope, used)
select $1, $2, scope, 0 from unnest($3::text[]) with ordinality as s (scope, place) order by place
on conflict (company_id, day, scope) do update set used = sms_count.used
returning scope, used`;

// Read after the counts are locked, so that a twin's row is seen here and not counted as one more.
const ORDERED = `select 1 from outgoing where company_id = $1 and dedupe_key = $2`;

const ORDER = `
with ordered as (
  insert into outgoing (company_id, channel, kind, recipient, dedupe_key, payload, case_id, state, next_attempt_at, created_at, trace)
  values ($1, 'sms', 'sms', $4, $5, $6, $7, 'waiting', $8, $9, $10)
)
update sms_count set used = used + 1 where company_id = $1 and day = $2 and scope = any ($3::text[])`;

interface Scopes {
  readonly company: string;
  readonly number: string;
  readonly staff: string | null;
}

/** Always in this order, so that two stories lock alike. */
const listed = (scopes: Scopes): string[] => [scopes.company, scopes.number, ...(scopes.staff === null ? [] : [scopes.staff])];

export function scopesOf(order: SmsOrder): Scopes {
  return { company: 'company', number: `number:${order.phone}`, staff: order.sentBy === null ? null : `staff:${order.sentBy}` };
}

/** What went out today; locked until the end of the transaction. */
export async function lockCounts(tx: Tx, order: SmsOrder, day: Day): Promise<SmsUsed> {
  const scopes = scopesOf(order);
  const rows = await open(tx).rows<{ scope: string; used: number }>(LOCK_COUNTS, [order.companyId, day, listed(scopes)]);
  const used = (scope: string | null): number => rows.find((row) => row.scope === scope)?.used ?? 0;
  return { company: used(scopes.company), number: used(scopes.number), staff: used(scopes.staff) };
}

export async function isOrdered(tx: Tx, order: Pick<SmsOrder, 'companyId' | 'dedupeKey'>): Promise<boolean> {
  return (await open(tx).rows(ORDERED, [order.companyId, order.dedupeKey])).length > 0;
}

export async function writeOrder(tx: Tx, order: SmsOrder, day: Day, text: string): Promise<void> {
  await open(tx).run(ORDER, [
    order.companyId,
    day,
    listed(scopesOf(order)),
    order.phone,
    order.dedupeKey,
    JSON.stringify({ template: order.template, text, sentBy: order.sentBy, pack: order.pack, words: order.words }),
    order.caseId,
    sqlTime(order.machineNow),
    sqlTime(order.now),
    order.trace,
  ]);
}
