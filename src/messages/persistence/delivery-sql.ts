import { sqlTime } from '../../platform/database/source.js';
import { open } from '../../platform/database/open.js';
import type { Tx } from '../../platform/database/transaction.js';
import { MINUTE, type Instant } from '../../terms/instants.js';
import { givenUpAlert, unknownSmsAlert, type OutgoingKind, type OutgoingState } from '../domain/outgoing.js';
import type { Judged, Taken, Verdict, WantedCard } from '../domain/verdict.js';
import { raiseAlarms, raiseAlerts } from './alert-sql.js';
import { businessTime } from './business-time.js';
import { noteLost, noteTaken } from './sms-receipt-sql.js';

export interface Claim {
  readonly channel: string;
  readonly now: Instant;
  readonly leaseUntil: Instant;
  readonly limit: number;
  /**
   * Must the claim survive a crash of the database server itself? Not where everything on the channel may be sent twice
   * under its key: a claim that is lost there only repeats, so the commit need not wait for the disk.
   */
  readonly durable: boolean;
}

/**
 * True when the oldest row of `o`'s chat that has not ended may go at time `now` (a parameter's name). Written as a scalar
 * subquery, as is the check in CLAIM: a join over the whole queue looks cheap to the planner while the queue is short,
 * and would stay in the prepared plan when it is long.
 */
const chatMayGo = (now: string): string => `(
  select h.state = 'waiting' and h.next_attempt_at <= ${now} from outgoing h
  where h.company_id = o.company_id and h.channel = o.channel and h.recipient = o.recipient and h.state in ('waiting', 'sending')
  order by h.seq limit 1)`;

/**
 * Takes due rows, oldest first. A row may go only when every earlier row of its chat has ended or goes with it: `due`
 * looks at what is known, `first` again at what could be locked, since a row locked by somebody else was skipped.
 */
const CLAIM = `
with due as (
  select o.seq, o.company_id, o.channel, o.recipient, o.card_id from outgoing o
  where o.channel = $1 and o.state = 'waiting' and o.next_attempt_at <= $2
    and (select set_config('synchronous_commit', $5, true)) is not null
    and ${chatMayGo('$2')}
  order by o.seq limit $4
  for update of o skip locked
), first as (
  select d.seq, d.card_id from due d
  where not exists (
    select 1 from (
      select e.seq from outgoing e
      where e.company_id = d.company_id and e.channel = d.channel and e.recipient = d.recipient and e.seq < d.seq
        and e.state in ('waiting', 'sending')
      offset 0) as earlier
    where earlier.seq not in (select seq from due))
)
update outgoing o set state = 'sending', attempts = o.attempts + 1, lease_until = $3
from first left join card c on c.id = first.card_id
where o.seq = first.seq
returning o.seq, o.company_id, o.kind, o.recipient, o.payload, o.attempts, o.failing_since, o.created_at, o.trace,
  c.id as card_id, c.wanted, c.wanted_version, c.shown_version`;

interface ClaimedRow {
  seq: number;
  company_id: string;
  kind: OutgoingKind;
  recipient: string;
  payload: { to?: string | null; text?: string; template?: string; pack?: string; words?: Readonly<Record<string, string>>; of?: number };
  attempts: number;
  failing_since: Instant | null;
  created_at: Instant;
  trace: string;
  card_id: string | null;
  wanted: WantedCard['wanted'] | null;
  wanted_version: number | null;
  shown_version: number | null;
}

/** Claims rows in a statement of its own. */
export async function claim(tx: Tx, ask: Claim): Promise<Taken[]> {
  const rows = await open(tx).rows<ClaimedRow>(CLAIM, [
    ask.channel,
    sqlTime(ask.now),
    sqlTime(ask.leaseUntil),
    ask.limit,
    ask.durable ? 'on' : 'off',
  ]);
  return rows.map(taken).sort((one, other) => one.seq - other.seq);
}

function taken(row: ClaimedRow): Taken {
  return {
    seq: row.seq,
    companyId: row.company_id,
    kind: row.kind,
    recipient: row.recipient,
    to: row.payload.to ?? null,
    text: row.payload.text ?? null,
    template: row.payload.template ?? null,
    pack: row.payload.pack ?? null,
    words: row.payload.words ?? null,
    card:
      row.card_id === null || row.wanted === null
        ? null
        : { id: row.card_id, wanted: row.wanted, version: row.wanted_version ?? 1, shownVersion: row.shown_version ?? 0 },
    ...(row.payload.of === undefined ? {} : { recalls: row.payload.of }),
    attempts: row.attempts,
    failingSince: row.failing_since,
    createdAt: row.created_at,
    trace: row.trace,
  };
}

/**
 * Only the holder of the newest attempt may record. One that comes late, after its lease ended, may still say that the
 * message was sent: that is the truth, and ends the doubt.
 */
const RECORD = `
with shown as (
  update card c set shown_version = greatest(c.shown_version, s.version)
  from unnest($9::uuid[], $10::int[]) as s (id, version) where c.id = s.id
)
update outgoing o set
  state = r.state,
  attempts = case when r.released then o.attempts - 1 else o.attempts end,
  next_attempt_at = coalesce(r.next_attempt_at, o.next_attempt_at),
  lease_until = null,
  failing_since = case when r.state = 'waiting' and not r.released then coalesce(o.failing_since, $7::timestamptz) else o.failing_since end,
  error = case when r.released then o.error else r.error end,
  ended_at = case when r.state = 'waiting' then null else ${businessTime('o.company_id', '$7')} end
from unnest($1::bigint[], $2::int[], $3::text[], $4::boolean[], $5::timestamptz[], $6::text[])
  as r (seq, attempts, state, released, next_attempt_at, error)
where o.seq = r.seq and o.attempts = r.attempts
  and (o.state = 'sending' or (r.state = 'sent' and o.state in ('waiting', 'unknown')))
  and (select set_config('synchronous_commit', $8, true)) is not null
returning o.seq, o.company_id as "companyId", o.kind, o.recipient, o.state, o.error, o.ended_at as "endedAt"`;

/** What waits behind a message that has to be tried again waits as long, and need not be looked at until then. */
const FOLLOW = `
update outgoing f set next_attempt_at = r.at
from unnest($1::bigint[], $2::timestamptz[]) as r (seq, at) join outgoing o on o.seq = r.seq
where f.company_id = o.company_id and f.channel = o.channel and f.recipient = o.recipient and f.seq > o.seq
  and f.state = 'waiting' and f.next_attempt_at < r.at`;

interface Ended {
  seq: number;
  companyId: string;
  kind: OutgoingKind;
  recipient: string;
  state: OutgoingState;
  error: string | null;
  endedAt: Instant | null;
}

const STATE_OF: Readonly<Record<Verdict['state'], OutgoingState>> = {
  sent: 'sent',
  again: 'waiting',
  released: 'waiting',
  unknown: 'unknown',
  'given-up': 'given-up',
};

/** Records what became of rows, with the alerts that go with it. One statement where all were sent. */
export async function record(tx: Tx, judged: readonly Judged[], now: Instant, durable: boolean): Promise<void> {
  const sql = open(tx);
  // Before the rest: a death in between leaves a receipt to ask for, not an SMS that nobody can trace.
  await noteTaken(tx, judged, now);
  const verdicts = judged.map((one) => one.verdict);
  const shown = newestShown(judged);
  const ended = await sql.rows<Ended>(RECORD, [
    judged.map((one) => one.row.seq),
    judged.map((one) => one.row.attempts),
    verdicts.map((one) => STATE_OF[one.state]),
    verdicts.map((one) => one.state === 'released'),
    verdicts.map((one) => ('at' in one ? sqlTime(one.at) : null)),
    verdicts.map((one) => ('error' in one ? one.error : null)),
    sqlTime(now),
    durable ? 'on' : 'off',
    [...shown.keys()],
    [...shown.values()],
  ]);
  await alertOf(tx, ended);
  await noteLost(tx, lostSms(ended), now);
  await raiseAlarms(tx, judged, now);
  const recorded = new Set(ended.map((row) => row.seq));
  const again = judged.flatMap(({ row, verdict }) =>
    verdict.state === 'again' && recorded.has(row.seq) ? [{ seq: row.seq, at: verdict.at }] : [],
  );
  if (again.length > 0) await sql.run(FOLLOW, [again.map((one) => one.seq), again.map((one) => sqlTime(one.at))]);
}

/** One statement may touch a card once only, so the newest version of each counts. */
function newestShown(judged: readonly Judged[]): Map<string, number> {
  const shown = new Map<string, number>();
  for (const { row, verdict } of judged) {
    if (verdict.state !== 'sent' || verdict.shown === null || row.card === null) continue;
    shown.set(row.card.id, Math.max(verdict.shown, shown.get(row.card.id) ?? 0));
  }
  return shown;
}

const lostSms = (ended: readonly Ended[]): number[] =>
  ended.filter((row) => row.kind === 'sms' && (row.state === 'unknown' || row.state === 'given-up')).map((row) => row.seq);

function alertOf(tx: Tx, ended: readonly Ended[]): Promise<number> {
  const alarming = ended.filter((row) => row.state === 'given-up' || (row.state === 'unknown' && row.kind === 'sms'));
  return raiseAlerts(
    tx,
    alarming.map((row) => {
      const unsent = { kind: row.kind, recipient: row.recipient, error: row.error ?? '' };
      return {
        companyId: row.companyId,
        kind: row.state === 'given-up' ? 'message-given-up' : 'sms-unknown',
        text: row.state === 'given-up' ? givenUpAlert(unsent) : unknownSmsAlert(unsent),
        at: row.endedAt ?? 0,
        subject: `outgoing:${row.seq}`,
      };
    }),
  );
}

/** A row whose process keeps dying on it must not bring the next one down every ten seconds. */
const DEADLY_AFTER = 5;
const DEADLY_PAUSE = 10 * MINUTE;

const RECOVER = `
update outgoing o set
  state = case when o.kind = any ($3::text[]) then 'waiting' else 'unknown' end,
  lease_until = null,
  next_attempt_at = case when o.attempts < ${DEADLY_AFTER} then $2::timestamptz else $4::timestamptz end,
  error = '发送途中服务中断',
  ended_at = case when o.kind = any ($3::text[]) then null else ${businessTime('o.company_id', '$2')} end
where o.channel = $1 and o.state = 'sending' and o.lease_until <= $2
returning o.seq, o.company_id as "companyId", o.kind, o.recipient, o.state, o.error, o.ended_at as "endedAt"`;

/**
 * Takes rows back whose sender is gone: what may be repeated waits again, the rest is unknown and never sent again.
 * Returns how many.
 */
export async function recover(tx: Tx, channel: string, repeatable: readonly OutgoingKind[], now: Instant): Promise<number> {
  const ended = await open(tx).rows<Ended>(RECOVER, [channel, sqlTime(now), repeatable, sqlTime(now + DEADLY_PAUSE)]);
  await alertOf(tx, ended);
  await noteLost(tx, lostSms(ended), now);
  return ended.length;
}

const ABANDONED = `select exists (select 1 from outgoing where channel = $1 and state = 'sending' and lease_until <= $2) as gone`;

/** True when a sender of the channel is gone: asked each second, and nearly always in vain. */
export async function isAbandoned(tx: Tx, channel: string, now: Instant): Promise<boolean> {
  const [row] = await open(tx).rows<{ gone: boolean }>(ABANDONED, [channel, sqlTime(now)]);
  return row?.gone ?? false;
}

const BUSY = `
select exists (
  select 1 from outgoing o where o.channel = any ($1::text[]) and o.state = 'sending'
) or exists (
  select 1 from outgoing o
  where o.channel = any ($1::text[]) and o.state = 'waiting' and o.next_attempt_at <= $2 and ${chatMayGo('$2')}
) as busy`;

/** True while anything of these channels is being sent, or could be. */
export async function isBusy(tx: Tx, channels: readonly string[], now: Instant): Promise<boolean> {
  const [row] = await open(tx).rows<{ busy: boolean }>(BUSY, [channels, sqlTime(now)]);
  return row?.busy ?? false;
}

const DUE_CHANNELS = `
select c.channel from unnest($1::text[]) as c (channel)
where exists (select 1 from outgoing o where o.channel = c.channel and o.state = 'waiting' and o.next_attempt_at <= $2)`;

/** Which of these channels have something to send that may be tried. */
export async function channelsDue(tx: Tx, channels: readonly string[], now: Instant): Promise<ReadonlySet<string>> {
  const rows = await open(tx).rows<{ channel: string }>(DUE_CHANNELS, [channels, sqlTime(now)]);
  return new Set(rows.map(({ channel }) => channel));
}

const UNSERVED = `select distinct company_id as "companyId", channel from outgoing where state = 'waiting' and channel <> all ($1::text[])`;

/** Companies whose messages wait for a channel that this service does not have. */
export function unserved(tx: Tx, channels: readonly string[]): Promise<{ companyId: string; channel: string }[]> {
  return open(tx).rows(UNSERVED, [channels]);
}
