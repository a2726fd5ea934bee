import { sqlTime } from '../../platform/database/source.js';
import { open } from '../../platform/database/open.js';
import type { Tx } from '../../platform/database/transaction.js';
import type { Instant } from '../../terms/instants.js';
import { fitText, TEXT_LENGTH } from '../domain/fitting.js';
import { mergeNudges, withoutActed, type NudgePart } from '../domain/merged-nudge.js';
import type { NewText, OutgoingKind, OutgoingState } from '../domain/outgoing.js';

const SAY = `
insert into outgoing (company_id, channel, kind, recipient, dedupe_key, payload, case_id, clock_id, state, next_attempt_at,
  created_at, trace)
select company_id, channel, kind, recipient, dedupe_key, payload, case_id, clock_id, 'waiting', next_attempt_at, created_at, trace
from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::jsonb[], $7::uuid[], $8::uuid[], $9::timestamptz[],
  $10::timestamptz[], $11::text[]) with ordinality as t (company_id, channel, kind, recipient, dedupe_key, payload, case_id,
  clock_id, next_attempt_at, created_at, trace, place)
order by place
on conflict (company_id, dedupe_key) do nothing`;

/** Writes what is to be said, in this order. Returns how many are new: the same dedupe key is said once. */
export async function say(tx: Tx, texts: readonly NewText[]): Promise<number> {
  if (texts.length === 0) return 0;
  return open(tx).run(SAY, [
    texts.map((one) => one.companyId),
    texts.map((one) => one.channel),
    texts.map((one) => one.kind),
    texts.map((one) => one.chatId),
    texts.map((one) => one.dedupeKey),
    texts.map((one) => JSON.stringify(textPayload(one.to, one.text, one.parts ?? null))),
    texts.map((one) => one.caseId ?? null),
    texts.map((one) => one.clockId ?? null),
    texts.map((one) => sqlTime(one.machineNow)),
    texts.map((one) => sqlTime(one.now)),
    texts.map((one) => one.trace),
  ]);
}

function textPayload(to: string | null, text: string, parts: readonly NudgePart[] | null) {
  return { to, text: fitText(text, TEXT_LENGTH), ...(parts === null ? {} : { parts }) };
}

export interface Acted {
  readonly companyId: string;
  readonly caseId?: string | null;
  readonly clockId?: string | null;
  /** Business time. */
  readonly now: Instant;
}

const WITHDRAW = `
with single as (
  update outgoing set state = 'withdrawn', ended_at = $5
  where state = 'waiting' and kind = 'nudge' and company_id = $1 and (case_id = $2 or clock_id = $3) and not payload ? 'parts'
  returning seq
)
select seq, payload, (select count(*) from single) as withdrawn from outgoing
where state = 'waiting' and kind = 'nudge' and payload ? 'parts' and company_id = $1 and payload -> 'parts' @> any ($4::jsonb[])
for update`;

const REWORD = `update outgoing set payload = $2 where seq = $1 and state = 'waiting'`;
const WITHDRAW_ONE = `update outgoing set state = 'withdrawn', ended_at = $2 where seq = $1 and state = 'waiting'`;

interface Merged {
  seq: number;
  payload: { to: string | null; text: string; parts: NudgePart[] };
}

/**
 * Takes back the queued nudges of a case or a clock, in the transaction that acts on it. Merged nudges lose the part that
 * is done. One that is being sent already cannot be called back.
 */
export async function withdrawNudges(tx: Tx, acted: Acted): Promise<void> {
  const caseId = acted.caseId ?? null;
  const clockId = acted.clockId ?? null;
  const handles = [...(caseId === null ? [] : [{ caseId }]), ...(clockId === null ? [] : [{ clockId }])];
  const sql = open(tx);
  const merged = await sql.rows<Merged>(WITHDRAW, [
    acted.companyId,
    caseId,
    clockId,
    handles.map((handle) => JSON.stringify([handle])),
    sqlTime(acted.now),
  ]);
  for (const { seq, payload } of merged) {
    const left = withoutActed(payload.parts, { caseId, clockId });
    if (left.length === 0) await sql.run(WITHDRAW_ONE, [seq, sqlTime(acted.now)]);
    else await sql.run(REWORD, [seq, JSON.stringify(textPayload(payload.to, mergeNudges(left.map((part) => part.text)), left))]);
  }
}

const LAST_NUDGE = `
select max(created_at) as at from outgoing
where kind = 'nudge' and company_id = $1 and channel = $2 and recipient = $3 and state <> 'withdrawn'`;

/** Business time of the last nudge into a chat, for "at most one nudge a person and quarter hour"; null when there was none. */
export async function lastNudgeAt(tx: Tx, chat: { readonly companyId: string; readonly channel: string; readonly chatId: string }) {
  const [row] = await open(tx).rows<{ at: Instant | null }>(LAST_NUDGE, [chat.companyId, chat.channel, chat.chatId]);
  return row?.at ?? null;
}

const NUDGED_SINCE = `
select distinct recipient from outgoing
where kind = 'nudge' and company_id = $1 and channel = any ($2::text[]) and recipient = any ($3::text[]) and created_at > $4 and state <> 'withdrawn'`;

/** Whoever of these was nudged after that instant (business time). */
export async function nudgedSince(
  tx: Tx,
  asked: { readonly companyId: string; readonly channels: readonly string[]; readonly chatIds: readonly string[]; readonly since: Instant },
): Promise<ReadonlySet<string>> {
  const rows = await open(tx).rows<{ recipient: string }>(NUDGED_SINCE, [asked.companyId, asked.channels, asked.chatIds, sqlTime(asked.since)]);
  return new Set(rows.map(({ recipient }) => recipient));
}

/** One row that went out or should have, as a case's page shows it. */
export interface OutgoingOfCase {
  readonly seq: number;
  readonly channel: string;
  readonly kind: OutgoingKind;
  readonly recipient: string;
  readonly state: OutgoingState;
  readonly text: string | null;
  readonly attempts: number;
  readonly error: string | null;
  readonly createdAt: Instant;
  readonly endedAt: Instant | null;
  /** SMS only: what the provider said of its way to the phone; null when it was not taken. */
  readonly receipt: 'taken' | 'failed' | 'delivered' | null;
}

const OF_CASE = `
select seq, channel, kind, recipient, state, payload ->> 'text' as text, attempts, error, created_at as "createdAt",
  ended_at as "endedAt",
  (select r.state from sms_receipt r where r.outgoing_seq = o.seq and r.provider <> 'none' order by r.taken_at desc limit 1) as receipt
from outgoing o where case_id = $1 and company_id = $2 order by seq`;

/** Everything that went out for a case, sent, unknown or given up, in order. */
export function outgoingOfCase(tx: Tx, companyId: string, caseId: string): Promise<OutgoingOfCase[]> {
  return open(tx).rows(OF_CASE, [caseId, companyId]);
}
