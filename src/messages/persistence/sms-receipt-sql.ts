import { sqlTime } from '../../platform/database/source.js';
import { open } from '../../platform/database/open.js';
import type { Tx } from '../../platform/database/transaction.js';
import { MINUTE, type Instant } from '../../terms/instants.js';
import { ASK_FIRST_AFTER, LAST_QUESTION } from '../domain/sms-asking.js';
import type { SentBefore } from '../domain/sms-pace.js';
import type { Judged } from '../domain/verdict.js';
import { businessTime } from './business-time.js';

const TAKEN = `
insert into sms_receipt (provider, reference, phone, company_id, outgoing_seq, template, state, taken_at, next_ask_at)
select t.provider, t.reference, t.phone, t.company_id, t.seq, t.template, 'taken', $7::timestamptz, $8::timestamptz
from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::bigint[], $6::text[]) as t (provider, reference, phone, company_id, seq, template)
on conflict (provider, reference, phone) do update set
  company_id = excluded.company_id, outgoing_seq = excluded.outgoing_seq, template = excluded.template, taken_at = excluded.taken_at,
  next_ask_at = case when sms_receipt.state <> 'delivered' then excluded.next_ask_at end`;

/** A provider took these. Its report may have come first and stands; a failure is asked for again, since nobody could be told of it yet. */
export async function noteTaken(tx: Tx, judged: readonly Judged[], machineNow: Instant): Promise<void> {
  const taken = judged.flatMap(({ row, verdict }) =>
    verdict.state === 'sent' && verdict.takenBy !== undefined ? [{ row, by: verdict.takenBy }] : [],
  );
  if (taken.length === 0) return;
  await open(tx).run(TAKEN, [
    taken.map((one) => one.by.provider),
    taken.map((one) => one.by.id),
    taken.map((one) => one.row.recipient),
    taken.map((one) => one.row.companyId),
    taken.map((one) => one.row.seq),
    taken.map((one) => one.row.template ?? ''),
    sqlTime(machineNow),
    sqlTime(machineNow + ASK_FIRST_AFTER),
  ]);
}

/** In place of a provider: nobody took it, or nobody knows who did. */
export const NOBODY = 'none';

/** One that was given up has nothing to be asked about, so it starts at the last question. */
const LOST = `
insert into sms_receipt (provider, reference, phone, company_id, outgoing_seq, template, state, reason, taken_at, asked, next_ask_at)
select '${NOBODY}', o.seq::text, o.recipient, o.company_id, o.seq, o.payload ->> 'template', 'failed',
  case when o.state = 'unknown' then '是否送达不明,为免重复不再发送' else '没有发出(' || coalesce(o.error, '') || ')' end, $2::timestamptz,
  case when o.state = 'unknown' then 0 else ${LAST_QUESTION - 1} end, case when o.state = 'unknown' then $3::timestamptz else $2::timestamptz end
from outgoing o where o.seq = any ($1::bigint[]) and o.kind = 'sms' and o.state in ('unknown', 'given-up')
on conflict (provider, reference, phone) do nothing`;

/** These did not go out, or nobody knows: the providers are asked, and then somebody has to phone. */
export async function noteLost(tx: Tx, seqs: readonly number[], machineNow: Instant): Promise<void> {
  if (seqs.length > 0) await open(tx).run(LOST, [seqs, sqlTime(machineNow), sqlTime(machineNow + ASK_FIRST_AFTER)]);
}

export interface SendsAsk {
  readonly provider: string;
  readonly phone: string;
  readonly since: Instant;
}

/** What a provider took for a phone since a moment (machine time). */
export function sentTo(tx: Tx, { provider, phone, since }: SendsAsk): Promise<SentBefore[]> {
  const sql = `select template, taken_at as at from sms_receipt where provider = $1 and phone = $2 and taken_at > $3`;
  return open(tx).rows<SentBefore>(sql, [provider, phone, sqlTime(since)]);
}

export interface ReceiptNoted {
  readonly companyId: string;
  readonly seq: number;
  readonly caseId: string | null;
  readonly template: string;
}

interface Report {
  readonly provider: string;
  readonly reference: string;
  readonly phone: string;
  /** The row our key names; null where the provider does not give it back. */
  readonly seq: number | null;
  readonly state: 'delivered' | 'failed';
  readonly reason: string | null;
}

/** Delivered stands for good; failed may still turn out delivered. Returns the row only when that is news. */
const REPORTED = `
insert into sms_receipt as r (provider, reference, phone, company_id, outgoing_seq, template, state, reason, taken_at, reported_at)
select $1, $2, $3, o.company_id, o.seq, o.payload ->> 'template', $4, $5, case when o.seq is null then null else $6::timestamptz end, $6::timestamptz
from (select 1) as one left join outgoing o on o.seq = $7 and o.kind = 'sms' and o.recipient = $3 and o.state in ('sent', 'sending', 'unknown')
on conflict (provider, reference, phone) do update set
  state = excluded.state, reason = excluded.reason, reported_at = excluded.reported_at, next_ask_at = null
  where r.state = 'taken' or (r.state = 'failed' and (excluded.state = 'delivered' or r.next_ask_at is not null))
returning r.outgoing_seq as seq`;

/** Whether it was sent was not known: now the provider itself has said so. */
const FOUND = `
update outgoing set state = 'sent', error = null where seq = $1 and kind = 'sms' and recipient = $2 and state = 'unknown' and $3 <> '${NOBODY}'`;

const WHOSE = `
select company_id as "companyId", seq, case_id as "caseId", payload ->> 'template' as template from outgoing
where seq = $1 and recipient = $2 and ($3 <> '${NOBODY}' or state in ('unknown', 'given-up'))`;

/**
 * Notes what a provider reports. Null when nothing is new, or when it is not (yet) known whose SMS it is: a report that overtook the
 * record of its sending is kept and found there.
 */
export async function noteReceipt(tx: Tx, report: Report, machineNow: Instant): Promise<ReceiptNoted | null> {
  const { provider, reference, phone, state, reason, seq } = report;
  const sql = open(tx);
  const [changed] = await sql.rows<{ seq: number | null }>(REPORTED, [provider, reference, phone, state, reason, sqlTime(machineNow), seq]);
  if (changed?.seq === null || changed === undefined) return null;
  await sql.run(FOUND, [changed.seq, phone, provider]);
  const [row] = await sql.rows<ReceiptNoted>(WHOSE, [changed.seq, phone, provider]);
  return row ?? null;
}

export interface ReceiptToAsk {
  readonly provider: string;
  readonly reference: string;
  readonly phone: string;
  readonly seq: number;
  readonly asked: number;
  readonly at: Instant;
  readonly reason: string | null;
}

/** Taken for a while, so that two replicas do not ask for the same; whoever asks says when next. */
const TO_ASK = `
update sms_receipt r set next_ask_at = $2, asked = r.asked + 1
from (
  select provider, reference, phone from sms_receipt where next_ask_at <= $1 and outgoing_seq is not null
  order by next_ask_at limit $3 for update skip locked
) as d
where r.provider = d.provider and r.reference = d.reference and r.phone = d.phone
returning r.provider, r.reference, r.phone, r.outgoing_seq as seq, r.asked, r.taken_at as at, r.reason`;

export function takeToAsk(tx: Tx, machineNow: Instant, limit: number): Promise<ReceiptToAsk[]> {
  return open(tx).rows(TO_ASK, [sqlTime(machineNow), sqlTime(machineNow + 5 * MINUTE), limit]);
}

const ASK_NEXT = `
update sms_receipt set next_ask_at = $4 where provider = $1 and reference = $2 and phone = $3 and state <> 'delivered'`;

export async function askNext(tx: Tx, one: ReceiptToAsk, at: Instant | null): Promise<void> {
  await open(tx).run(ASK_NEXT, [one.provider, one.reference, one.phone, at === null ? null : sqlTime(at)]);
}

/** Companies that have written to a phone. */
export async function customersOf(tx: Tx, phone: string): Promise<readonly string[]> {
  const sql = `select distinct company_id as id from outgoing where channel = 'sms' and kind = 'sms' and recipient = $1`;
  return (await open(tx).rows<{ id: string }>(sql, [phone])).map((row) => row.id);
}

const LEAVE = `
insert into sms_opt_out (company_id, phone, at, words, provider) values ($1::text, $2, ${businessTime('$1::text', '$5')}, $3, $4)
on conflict (company_id, phone) do nothing`;

export interface Leaving {
  readonly companyId: string;
  readonly phone: string;
  readonly words: string;
  readonly provider: string;
}

/** The customer wants no more SMS of this company. False when that was known. */
export async function leave(tx: Tx, one: Leaving, machineNow: Instant): Promise<boolean> {
  return (await open(tx).run(LEAVE, [one.companyId, one.phone, one.words, one.provider, sqlTime(machineNow)])) > 0;
}

export async function hasLeft(tx: Tx, companyId: string, phone: string): Promise<boolean> {
  return (await open(tx).rows(`select 1 from sms_opt_out where company_id = $1 and phone = $2`, [companyId, phone])).length > 0;
}

/** The case a phone was last written to about; null when it was about none. */
export async function heardFrom(tx: Tx, companyId: string, phone: string): Promise<string | null> {
  const sql = `select case_id as id from outgoing where company_id = $1 and channel = 'sms' and recipient = $2 and case_id is not null
    order by seq desc limit 1`;
  const [row] = await open(tx).rows<{ id: string }>(sql, [companyId, phone]);
  return row?.id ?? null;
}
