import { open } from '../../platform/database/open.js';
import { sqlState, type Tx } from '../../platform/database/transaction.js';
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
export const MOST_ERRORS = 5;

/**
 * Deaths of the process with one message in work, after which that message is held to be their cause. Twice as many as
 * errors: in a row of restarts a message may be near several by chance.
 */
export const MOST_DEATHS = 10;

/** A message begins at one; each counted try adds one before it begins, so the one under way is not yet an end. */
const DEATHS = (row: string): string => `(${row}.attempts - ${row}.errors - 2)`;
export const TRIED_OUT = (row: string): string => `(${row}.errors >= ${MOST_ERRORS} or ${DEATHS(row)} >= ${MOST_DEATHS})`;

const ACCEPT = `
insert into inbound (id, company_id, channel, chat_id, person_id, message_key, kind, payload, received_at, business_at,
  state, attempts, next_attempt_at, trace)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 'waiting', 1, $11, $12)
on conflict (company_id, channel, message_key) do nothing returning id`;

/** A conversation must exist before it can be locked. */
const ACCEPT_FIRST = `
with talk as (
  insert into conversation (company_id, channel, chat_id, person_id) values ($2, $3, $4, $5) on conflict do nothing
) ${ACCEPT}`;

const TAKEN_BEFORE = 'select id from inbound where company_id = $1 and channel = $2 and message_key = $3';

/**
 * Stores a message or tap once for its key. `fresh` is false when the same key had been taken before; the id is then
 * that of the first one. `talkKnown`: the conversation is known to be there already.
 */
export async function acceptInbound(
  tx: Tx,
  one: NewInbound,
  talkKnown: boolean,
): Promise<{ readonly id: string; readonly fresh: boolean }> {
  const sql = open(tx);
  const [row] = await sql.rows<{ id: string }>(talkKnown ? ACCEPT : ACCEPT_FIRST, [
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
  ]);
  if (row) return { id: row.id, fresh: true };
  const [known] = await sql.rows<{ id: string }>(TAKEN_BEFORE, [one.companyId, one.channel, one.messageKey]);
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

export interface DueLane {
  readonly lane: Lane;
  /** Two counted tries of its oldest message did not end: that message may be what killed the process, or only have been near. */
  readonly suspect: boolean;
  /** Its oldest message waits for files. */
  readonly gathers: boolean;
}

/** Lanes with rows whose next attempt is due, the least tried first, then the oldest. */
export async function dueLanes(tx: Tx, now: Instant, limit: number): Promise<DueLane[]> {
  const rows = await open(tx).rows<LaneRow & { suspect: boolean; gathers: boolean }>(
    `select company_id, channel, chat_id, person_id, (array_agg(attempts - errors order by seq))[1] > 2 as suspect,
       (array_agg(payload ? 'media' order by seq))[1] as gathers from inbound
     where state = 'waiting' and next_attempt_at <= $1
     group by company_id, channel, chat_id, person_id order by (array_agg(attempts - errors order by seq))[1], min(seq) limit $2`,
    [sqlTime(now), limit],
  );
  return rows.map((row) => ({ lane: toLane(row), suspect: row.suspect, gathers: row.gathers }));
}

/** A company's lanes whose oldest waiting row has not failed yet, whoever works them; for settling. */
export async function freshLanes(tx: Tx, companyId: string, limit: number): Promise<Lane[]> {
  const rows = await open(tx).rows<LaneRow>(
    `select company_id, channel, chat_id, person_id from inbound
     where state = 'waiting' and company_id = $1
     group by company_id, channel, chat_id, person_id having (array_agg(attempts order by seq))[1] <= 1
     order by min(seq) limit $2`,
    [companyId, limit],
  );
  return rows.map(toLane);
}

interface InboundRow extends LaneRow {
  seq: number;
  id: string;
  kind: 'message' | 'tap';
  payload: Record<string, unknown>;
  received_at: number;
  business_at: number;
  attempts: number;
  trace: string;
}

const toInbound = (row: InboundRow): Inbound => ({
  ...toLane(row),
  seq: row.seq,
  id: row.id,
  kind: row.kind,
  payload: row.payload,
  receivedAt: row.received_at,
  businessAt: row.business_at,
  attempts: row.attempts,
  trace: row.trace,
});

const keyOf = (lane: Lane): readonly string[] => [lane.companyId, lane.channel, lane.chatId, lane.personId];

const CLAIM = `
select c.state as talk, i.*, (
  select count(*) from inbound r
  where r.company_id = i.company_id and r.person_id = i.person_id and r.kind = 'message' and r.seq < i.seq
    and r.received_at > i.received_at - interval '1 minute' and r.business_at > i.business_at - interval '1 minute'
)::int as recent
from conversation c cross join lateral (
  select * from inbound w
  where w.company_id = c.company_id and w.channel = c.channel and w.chat_id = c.chat_id and w.person_id = c.person_id
    and w.state = 'waiting'
  order by w.seq limit 1
) i
where c.company_id = $1 and c.channel = $2 and c.chat_id = $3 and c.person_id = $4
for update of c skip locked`;

const FRESH_WAITS = `
select 1 from inbound
where company_id = $1 and channel = $2 and chat_id = $3 and person_id = $4 and state = 'waiting' and attempts <= 1 limit 1`;

export interface Claim {
  /** The conversation as it was left. */
  readonly state: unknown;
  readonly inbound: Inbound;
  /** How many messages the person sent in the minute before. */
  readonly recent: number;
  /** The conversation was held by somebody else first: what was read before the claim may be stale. */
  readonly waited: boolean;
}

/**
 * Locks a conversation and takes its oldest waiting message; null when nothing waits that this caller may take. A message
 * that failed before is only taken with `retry`, by the sweep that has counted the new try; a sweep passes over a
 * conversation that somebody holds. Everybody else waits for the holder: it may be a tap on a draft of this conversation,
 * which does not look at the messages.
 */
export async function claimNext(tx: Tx, lane: Lane, retry: boolean): Promise<Claim | null> {
  let claim = await claimFree(tx, lane);
  if (claim === null && !retry && (await open(tx).rows(FRESH_WAITS, keyOf(lane))).length > 0) {
    await lockConversation(tx, lane);
    const held = await claimFree(tx, lane);
    claim = held === null ? null : { ...held, waited: true };
  }
  return claim !== null && claim.inbound.attempts > 1 && !retry ? null : claim;
}

async function claimFree(tx: Tx, lane: Lane): Promise<Claim | null> {
  const [row] = await open(tx).rows<InboundRow & { talk: unknown; recent: number }>(CLAIM, keyOf(lane));
  return row === undefined ? null : { state: row.talk, recent: row.recent, waited: false, inbound: toInbound(row) };
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

/** Somebody else ended the message between this story's look at it and its claim; the story has to look again. */
class AlreadyEnded extends Error {
  /** As a serialisation failure: the transaction is repeated. */
  readonly code = '40001';
}

const NOT_NULL_VIOLATION = '23502';

// A message that has ended already gets no state, which the table refuses: so the commit can follow at once and still undoes the story.
const FINISH = `
update inbound i set state = case when i.state = 'waiting' then 'done' end, outcome = $2 where i.seq = $1
returning exists (
  select 1 from inbound n
  where n.company_id = i.company_id and n.channel = i.channel and n.chat_id = i.chat_id and n.person_id = i.person_id
    and n.state = 'waiting' and n.seq > i.seq
) as more`;

/** Gives a message its one outcome; the story's last statement. True when more wait in its conversation. */
export async function finishInbound(tx: Tx, seq: number, outcome: InboundOutcome): Promise<boolean> {
  try {
    const [row] = await open(tx).rows<{ more: boolean }>(FINISH, [seq, JSON.stringify(outcome)]);
    return row?.more ?? false;
  } catch (error) {
    throw sqlState(error) === NOT_NULL_VIOLATION ? new AlreadyEnded(`inbound ${seq} has ended already`) : error;
  }
}

/** A message that is being read outside of any transaction is not tried again by the sweep before `until`. */
export async function holdForReading(tx: Tx, id: string, until: Instant): Promise<void> {
  await open(tx).run(`update inbound set next_attempt_at = greatest(next_attempt_at, $2) where id = $1 and state = 'waiting'`, [id, sqlTime(until)]);
}

/** A try takes no longer than this; one that has not ended by then died with its process. */
const TRY = 4 * SECOND;

// Each death with this message in work lengthens its distance to the next try: in a row of restarts it is not hit by all of them.
const RAISE = `
update inbound set attempts = attempts + 1, next_attempt_at = $5::timestamptz + least(3, attempts) * $6::interval
where seq = (
  select seq from inbound where company_id = $1 and channel = $2 and chat_id = $3 and person_id = $4 and state = 'waiting'
  order by seq limit 1
) and next_attempt_at <= $5 and state = 'waiting'`;

const GIVE_UP = `
update inbound i set state = 'failed', outcome = '{"kind":"refused","message":"failed"}'
where company_id = $1 and channel = $2 and chat_id = $3 and person_id = $4 and state = 'waiting' and ${TRIED_OUT('i')}
returning *`;

/**
 * Counts a worker's try of a conversation's oldest message, committed before the work so that a message that kills the
 * process cannot do so for ever. `counted` is false when it is not due, and must then not be tried; `failed` are the
 * rows that have now failed for good.
 */
export async function raiseAttempts(
  tx: Tx,
  lane: Lane,
  now: Instant,
): Promise<{ readonly counted: boolean; readonly failed: readonly Inbound[] }> {
  const sql = open(tx);
  const counted = (await sql.run(RAISE, [...keyOf(lane), sqlTime(now), `${TRY} milliseconds`])) === 1;
  if (!counted) return { counted, failed: [] };
  return { counted, failed: (await sql.rows<InboundRow>(GIVE_UP, keyOf(lane))).map(toInbound) };
}

const POSTPONE = `
update inbound set errors = errors + 1, next_attempt_at = $5::timestamptz + make_interval(secs => least(300, power(3, errors + 1)))
where seq = (
  select seq from inbound where company_id = $1 and channel = $2 and chat_id = $3 and person_id = $4 and state = 'waiting'
  order by seq limit 1
) and attempts > 1 and state = 'waiting'`;

/** After a counted try that failed with the process alive: growing pauses, for what is broken may need time to mend. */
export async function postpone(tx: Tx, lane: Lane, now: Instant): Promise<void> {
  await open(tx).run(POSTPONE, [...keyOf(lane), sqlTime(now)]);
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
