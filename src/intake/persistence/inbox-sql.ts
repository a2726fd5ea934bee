import { open } from '../../platform/database/open.js';
import type { Tx } from '../../platform/database/transaction.js';
import { sqlTime } from '../../platform/database/source.js';
import type { Instant } from '../../terms/instants.js';
import { SECOND } from '../../terms/instants.js';

/** The unit of claiming: one person in one chat. Taps of a person share the lane of the chat called "taps". */
export interface Lane {
  readonly companyId: string;
  readonly channel: string;
  readonly chatId: string;
  readonly personId: string;
}

export const TAPS = 'taps';

export interface NewInbound extends Lane {
  readonly id: string;
  readonly messageKey: string;
  readonly kind: 'message' | 'tap';
  readonly payload: Readonly<Record<string, unknown>>;
  readonly receivedAt: Instant;
  readonly businessAt: Instant;
  readonly trace: string;
}

export interface Inbound extends Lane {
  readonly seq: number;
  readonly id: string;
  readonly kind: 'message' | 'tap';
  readonly payload: Readonly<Record<string, unknown>>;
  readonly receivedAt: Instant;
  readonly businessAt: Instant;
  readonly attempts: number;
  readonly trace: string;
}

/** What became of an inbound row: exactly one of these (contracts.md §6). */
export interface InboundOutcome {
  readonly kind: 'case' | 'entry' | 'reply' | 'refused';
  readonly ref?: string;
  readonly accepted?: boolean;
  readonly message?: string;
}

/** The door works its own row first; a sweep takes it when the door has not ended it by then. */
const DOOR_GRACE = 4 * SECOND;
export const MOST_ATTEMPTS = 5;

/**
 * Stores a message or tap once for its key. `fresh` is false when the same key had been taken before; the id is then
 * that of the first one.
 */
export async function acceptInbound(tx: Tx, one: NewInbound): Promise<{ readonly id: string; readonly fresh: boolean }> {
  const sql = open(tx);
  const [row] = await sql.rows<{ id: string }>(
    `insert into inbound (id, company_id, channel, chat_id, person_id, message_key, kind, payload, received_at, business_at,
       state, attempts, next_attempt_at, trace)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 'waiting', 1, $11, $12)
     on conflict (company_id, channel, message_key) do nothing returning id`,
    [
      one.id,
      one.companyId,
      one.channel,
      one.chatId,
      one.personId,
      one.messageKey,
      one.kind,
      JSON.stringify(one.payload),
      sqlTime(one.receivedAt),
      sqlTime(one.businessAt),
      sqlTime(one.receivedAt + DOOR_GRACE),
      one.trace,
    ],
  );
  if (row) return { id: row.id, fresh: true };
  const [known] = await sql.rows<{ id: string }>(
    'select id from inbound where company_id = $1 and channel = $2 and message_key = $3',
    [one.companyId, one.channel, one.messageKey],
  );
  if (!known) throw new Error('inbound row vanished');
  return { id: known.id, fresh: false };
}

interface LaneRow {
  company_id: string;
  channel: string;
  chat_id: string;
  person_id: string;
}

const toLane = (row: LaneRow): Lane => ({
  companyId: row.company_id,
  channel: row.channel,
  chatId: row.chat_id,
  personId: row.person_id,
});

/** Lanes with rows whose next attempt is due, oldest first. */
export async function dueLanes(tx: Tx, now: Instant, limit: number): Promise<Lane[]> {
  const rows = await open(tx).rows<LaneRow>(
    `select company_id, channel, chat_id, person_id from inbound
     where state = 'waiting' and next_attempt_at <= $1
     group by company_id, channel, chat_id, person_id order by min(seq) limit $2`,
    [sqlTime(now), limit],
  );
  return rows.map(toLane);
}

/** A company's lanes with rows that have not failed yet, whoever works them; for settling. */
export async function freshLanes(tx: Tx, companyId: string, limit: number): Promise<Lane[]> {
  const rows = await open(tx).rows<LaneRow>(
    `select company_id, channel, chat_id, person_id from inbound
     where state = 'waiting' and company_id = $1 and attempts <= 1
     group by company_id, channel, chat_id, person_id order by min(seq) limit $2`,
    [companyId, limit],
  );
  return rows.map(toLane);
}

/**
 * Locks a conversation and takes its oldest waiting message. Null when another worker holds it or nothing waits: the
 * holder goes on until the lane is empty, so nothing is left behind. A message that failed before is only taken with
 * `retry`, by the sweep that has counted the new try.
 */
export async function claimNext(
  tx: Tx,
  lane: Lane,
  retry: boolean,
): Promise<{ readonly state: unknown; readonly inbound: Inbound; readonly recent: number } | null> {
  const sql = open(tx);
  const key = [lane.companyId, lane.channel, lane.chatId, lane.personId];
  const [held] = await sql.rows<{ state: unknown }>(
    `select state from conversation where company_id = $1 and channel = $2 and chat_id = $3 and person_id = $4
     for update skip locked`,
    key,
  );
  if (!held) return null;
  const [row] = await sql.rows<
    LaneRow & {
      seq: number;
      id: string;
      kind: 'message' | 'tap';
      payload: Record<string, unknown>;
      received_at: number;
      business_at: number;
      attempts: number;
      trace: string;
      recent: number;
    }
  >(
    `select i.*, (
       select count(*) from inbound r
       where r.company_id = i.company_id and r.person_id = i.person_id and r.kind = 'message' and r.seq < i.seq
         and r.received_at > i.received_at - interval '1 minute' and r.business_at > i.business_at - interval '1 minute'
     )::int as recent
     from inbound i
     where i.company_id = $1 and i.channel = $2 and i.chat_id = $3 and i.person_id = $4 and i.state = 'waiting'
     order by i.seq limit 1`,
    key,
  );
  if (!row || (row.attempts > 1 && !retry)) return null;
  return {
    state: held.state,
    recent: row.recent,
    inbound: {
      ...toLane(row),
      seq: row.seq,
      id: row.id,
      kind: row.kind,
      payload: row.payload,
      receivedAt: row.received_at,
      businessAt: row.business_at,
      attempts: row.attempts,
      trace: row.trace,
    },
  };
}

/** A conversation must exist before it can be locked. */
export async function ensureConversation(tx: Tx, lane: Lane): Promise<void> {
  await open(tx).run(
    `insert into conversation (company_id, channel, chat_id, person_id) values ($1, $2, $3, $4)
     on conflict do nothing`,
    [lane.companyId, lane.channel, lane.chatId, lane.personId],
  );
}

export async function lockConversation(tx: Tx, lane: Lane): Promise<unknown> {
  const [row] = await open(tx).rows<{ state: unknown }>(
    `select state from conversation where company_id = $1 and channel = $2 and chat_id = $3 and person_id = $4 for update`,
    [lane.companyId, lane.channel, lane.chatId, lane.personId],
  );
  return row?.state ?? {};
}

export async function saveConversation(tx: Tx, lane: Lane, state: unknown): Promise<void> {
  await open(tx).run(
    `update conversation set state = $5
     where company_id = $1 and channel = $2 and chat_id = $3 and person_id = $4`,
    [lane.companyId, lane.channel, lane.chatId, lane.personId, JSON.stringify(state)],
  );
}

export async function finishInbound(tx: Tx, seq: number, outcome: InboundOutcome): Promise<void> {
  await open(tx).run("update inbound set state = 'done', outcome = $2 where seq = $1", [seq, JSON.stringify(outcome)]);
}

/**
 * Counts a worker's try, committed before the work so that a message that kills the process cannot do so for ever.
 * Returns the rows that have now failed for good.
 */
export async function raiseAttempts(tx: Tx, lane: Lane, now: Instant): Promise<Inbound[]> {
  const sql = open(tx);
  const key = [lane.companyId, lane.channel, lane.chatId, lane.personId, sqlTime(now)];
  await sql.run(
    `update inbound set attempts = attempts + 1,
       next_attempt_at = $5::timestamptz + make_interval(secs => least(300, power(3, attempts)))
     where seq = (
       select seq from inbound where company_id = $1 and channel = $2 and chat_id = $3 and person_id = $4 and state = 'waiting'
       order by seq limit 1
     ) and next_attempt_at <= $5`,
    key,
  );
  const rows = await sql.rows<LaneRow & { seq: number; id: string; kind: 'message' | 'tap'; trace: string; attempts: number; business_at: number; received_at: number; payload: Record<string, unknown> }>(
    `update inbound set state = 'failed', outcome = '{"kind":"refused","message":"failed"}'
     where company_id = $1 and channel = $2 and chat_id = $3 and person_id = $4 and state = 'waiting' and attempts > $5
     returning *`,
    [lane.companyId, lane.channel, lane.chatId, lane.personId, MOST_ATTEMPTS],
  );
  return rows.map((row) => ({
    ...toLane(row),
    seq: row.seq,
    id: row.id,
    kind: row.kind,
    payload: row.payload,
    receivedAt: row.received_at,
    businessAt: row.business_at,
    attempts: row.attempts,
    trace: row.trace,
  }));
}

export async function outcomeOf(tx: Tx, id: string): Promise<{ readonly state: string; readonly outcome: InboundOutcome | null } | null> {
  const [row] = await open(tx).rows<{ state: string; outcome: InboundOutcome | null }>(
    'select state, outcome from inbound where id = $1',
    [id],
  );
  return row ?? null;
}

/** How many rows wait, and since when the oldest does (machine time); for settle and /metrics. */
export async function inboxBacklog(tx: Tx, companyId: string | null): Promise<{ readonly waiting: number; readonly oldest: Instant | null }> {
  const [row] = await open(tx).rows<{ waiting: number; oldest: number | null }>(
    `select count(*) as waiting, min(received_at) as oldest from inbound
     where state = 'waiting' and ($1::text is null or company_id = $1)`,
    [companyId],
  );
  return row ?? { waiting: 0, oldest: null };
}
