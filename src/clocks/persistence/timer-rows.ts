import { open } from '../../platform/database/open.js';
import { awaitAtCommit, type Tx } from '../../platform/database/transaction.js';
import { sqlTime } from '../../platform/database/source.js';
import { SECOND, type Instant } from '../../terms/instants.js';

/** A row of the business-time queue: nudges, due instants, escalations, drafts, digests. */
export interface Timer {
  readonly id: string;
  readonly companyId: string;
  readonly kind: string;
  /** What it is about, e.g. a clock's id. One row a (company, kind, subject, due instant). */
  readonly subject: string;
  readonly caseId: string | null;
  /** Business time. */
  readonly dueAt: Instant;
  readonly payload: Readonly<Record<string, unknown>>;
}

export interface TimerRow {
  readonly id: string;
  readonly company_id: string;
  readonly kind: string;
  readonly subject: string;
  readonly case_id: string | null;
  readonly due_at: Instant;
  readonly payload: Readonly<Record<string, unknown>>;
}

const COLUMNS = 'id, company_id, kind, subject, case_id, due_at, payload';

// A withdrawn row asked for again waits again; one that has fired does not fire twice.
const INSERT = `insert into timer (${COLUMNS}, state)
  select ${COLUMNS}, 'waiting' from jsonb_to_recordset($1::jsonb) as r(id uuid, company_id text, kind text,
    subject text, case_id uuid, due_at timestamptz, payload jsonb)
  on conflict (company_id, kind, subject, due_at) do update
    set state = 'waiting', payload = excluded.payload, case_id = excluded.case_id, attempts = 0, not_before = null,
        ended_at = null, moved_to = null, ended_because = null
    where timer.state = 'withdrawn'`;

const WITHDRAW = `update timer set state = 'withdrawn', ended_at = $3
  where company_id = $1 and subject = any($2::text[]) and state = 'waiting'
    and ($4::text[] is null or kind = any($4::text[]))`;
const WITHDRAW_OF_CASE = `update timer set state = 'withdrawn', ended_at = $2
  where case_id = $1 and state = 'waiting' and ($3::text[] is null or kind = any($3::text[]))`;

const NEXT_DUE = `select due_at from timer
  where company_id = $1 and state = 'waiting' and ($2::timestamptz is null or due_at > $2) order by due_at limit 1`;

/** Exported for the test that proves which index it walks. */
export const PEEK = `select ${COLUMNS} from timer
  where company_id = $1 and state = 'waiting' and due_at <= $2 and (not_before is null or not_before <= $3)
  order by due_at limit $4`;

const TAKE_NOTED = `select ${COLUMNS} from timer where id = $1 and state = 'waiting' for update`;
const TAKE = `${TAKE_NOTED} skip locked`;
const TAKE_AHEAD = `select ${COLUMNS} from timer
  where company_id = $1 and state = 'waiting' and kind = any($2::text[]) and due_at <= $3 and id <> $4
    and ($6::uuid is null or case_id = $6)
  order by due_at, id limit $5 for update skip locked`;
const END = `update timer set state = 'done', ended_at = $2, ended_because = $3 where id = any($1::uuid[]) and state = 'waiting'`;
const WITHDRAW_ONE = `update timer set state = 'withdrawn', ended_at = $2, moved_to = $3 where id = $1 and state = 'waiting'`;

// Nobody waits for the disk: the count is for deaths of the process, which PostgreSQL outlives.
const ATTEMPT = `update timer set
    attempts = case when attempts < $3 then attempts + 1 else attempts end,
    state = case when attempts < $3 then state else 'failed' end,
    ended_at = case when attempts < $3 then null else $4::timestamptz end,
    not_before = $2::timestamptz + make_interval(secs => $5::float8 * power(2, attempts))
  where id = $1 and state = 'waiting' and (not_before is null or not_before <= $2)
    and (select set_config('synchronous_commit', 'off', true)) is not null returning state`;

/** Puts timers into the queue. Idempotent: the same (company, kind, subject, due instant) is one row. Returns how many now wait. */
export async function scheduleTimers(tx: Tx, timers: readonly Timer[]): Promise<number> {
  if (timers.length === 0) return 0;
  // Two the same in one statement, such as nudges both moved to the end of the quiet hours, would be refused as a row changed twice.
  const apart = new Map(timers.map((timer) => [[timer.companyId, timer.kind, timer.subject, timer.dueAt].join('\n'), timer]));
  return open(tx).run(INSERT, [JSON.stringify([...apart.values()].map(rowOf))]);
}

/** One timer; true when it is now waiting by this call, false when it waited already or has fired. */
export async function scheduleTimer(tx: Tx, timer: Timer): Promise<boolean> {
  return (await scheduleTimers(tx, [timer])) === 1;
}

export interface Withdrawal {
  readonly companyId: string;
  readonly subject: string | readonly string[];
  readonly now: Instant;
  /** All kinds when left out. */
  readonly kinds?: readonly string[];
}

/** Withdraws what waits about a subject, or several; returns how many. */
export async function withdrawTimers(tx: Tx, withdrawal: Withdrawal): Promise<number> {
  const { companyId, subject, now, kinds } = withdrawal;
  const subjects = typeof subject === 'string' ? [subject] : subject;
  if (subjects.length === 0) return 0;
  return open(tx).run(WITHDRAW, [companyId, subjects, sqlTime(now), kinds ?? null]);
}

/** Withdraws what waits about a case (of these kinds, else all); returns how many. */
export async function withdrawTimersOfCase(
  tx: Tx,
  caseId: string,
  now: Instant,
  kinds?: readonly string[],
): Promise<number> {
  return open(tx).run(WITHDRAW_OF_CASE, [caseId, sqlTime(now), kinds ?? null]);
}

/** The earliest instant (business time) at which something of the company falls due; in the past while work is pending. With `after`: the earliest later than that. */
export async function nextDueAt(tx: Tx, companyId: string, after: Instant | null = null): Promise<Instant | null> {
  const [row] = await open(tx).rows<{ due_at: Instant }>(NEXT_DUE, [companyId, sqlTime(after)]);
  return row?.due_at ?? null;
}

/**
 * What is due, oldest first, without a lock. For each the caller notes its attempt, locks its case (if it has one) and then calls `takeNotedTimer`.
 * `now` is business time, `machineNow` serves the pause after a failed attempt.
 */
export async function peekDueTimers(
  tx: Tx,
  companyId: string,
  now: Instant,
  machineNow: Instant,
  limit: number,
): Promise<readonly Timer[]> {
  const rows = await open(tx).rows<TimerRow>(PEEK, [companyId, sqlTime(now), sqlTime(machineNow), limit]);
  return rows.map(timerOf);
}

export async function peekDueTimer(
  tx: Tx,
  companyId: string,
  now: Instant,
  machineNow: Instant,
): Promise<Timer | null> {
  const [timer] = await peekDueTimers(tx, companyId, now, machineNow, 1);
  return timer ?? null;
}

/**
 * Locks the timer whose attempt this caller has noted; null when somebody has ended it. Waits for whoever holds it: another replica's
 * attempt that comes too late locks the row for the moment in which it is refused, and passed over for that it would wait a second.
 */
export async function takeNotedTimer(tx: Tx, id: string): Promise<Timer | null> {
  const [row] = await open(tx).rows<TimerRow>(TAKE_NOTED, [id]);
  return row === undefined ? null : timerOf(row);
}

/** Locks a waiting timer for this transaction; null when somebody else has it or has ended it. */
export async function takeTimer(tx: Tx, id: string): Promise<Timer | null> {
  const [row] = await open(tx).rows<TimerRow>(TAKE, [id]);
  return row === undefined ? null : timerOf(row);
}

/**
 * Locks what waits of these kinds up to `until` beside the timer at hand, without waiting for others; the caller ends what it
 * carries out and leaves the rest.
 */
export async function takeTimersAhead(
  tx: Tx,
  window: {
    readonly companyId: string;
    readonly kinds: readonly string[];
    readonly until: Instant;
    readonly besides: string;
    readonly limit: number;
    /** Of this case only. */
    readonly caseId?: string;
  },
): Promise<readonly Timer[]> {
  const { companyId, kinds, until, besides, limit, caseId } = window;
  const rows = await open(tx).rows<TimerRow>(TAKE_AHEAD, [companyId, kinds, sqlTime(until), besides, limit, caseId ?? null]);
  return rows.map(timerOf);
}

/** Why a nudge that fell due was not said: what it was about is handled, nobody is there to be told, or one message says all that fell due while the service was down. */
export type Unsaid = 'handled' | 'nobody' | 'caught-up';

/** It has fired. `now` is business time. A nudge that was not said says why: the delivery ledger accounts for it. */
export function endTimer(tx: Tx, id: string, now: Instant, unsaid: Unsaid | null = null): void {
  endTimers(tx, [id], now, unsaid);
}

/** Nobody waits for it but the commit. */
export function endTimers(tx: Tx, ids: readonly string[], now: Instant, unsaid: Unsaid | null = null): void {
  if (ids.length > 0) awaitAtCommit(tx, open(tx).run(END, [ids, sqlTime(now), unsaid]));
}

const UNSAID = `update timer set ended_because = $2 where id = $1 and state = 'done'`;

/** A nudge has fired, and nobody was told. */
export async function unsaid(tx: Tx, id: string, because: Unsaid): Promise<void> {
  await open(tx).run(UNSAID, [id, because]);
}

const MOVE_NUDGES = `update timer set state = 'withdrawn', ended_at = $4, moved_to = $3
  where company_id = $1 and subject = $2 and kind = 'clock-nudge' and state = 'waiting' and due_at <= $3
    and payload ->> 'to' is distinct from 'duty'`;

/** What a clock would nudge about up to `until` comes with something else then (稍后提醒). */
export async function moveNudges(tx: Tx, move: { readonly companyId: string; readonly clockId: string; readonly until: Instant; readonly now: Instant }): Promise<void> {
  await open(tx).run(MOVE_NUDGES, [move.companyId, move.clockId, sqlTime(move.until), sqlTime(move.now)]);
}

const WAITING_FOR = `select ${COLUMNS} from timer where company_id = $1 and subject = $2 and state = 'waiting' order by due_at, id`;

/** What a subject still waits for, the next first. */
export async function timersWaiting(tx: Tx, companyId: string, subject: string): Promise<readonly Timer[]> {
  return (await open(tx).rows<TimerRow>(WAITING_FOR, [companyId, subject])).map(timerOf);
}

/** `movedTo`: when what it was for comes instead (quiet hours, one message a quarter hour, 稍后提醒). */
export async function withdrawTimer(tx: Tx, id: string, now: Instant, movedTo: Instant | null = null): Promise<void> {
  await open(tx).run(WITHDRAW_ONE, [id, sqlTime(now), sqlTime(movedTo)]);
}

export const MAX_ATTEMPTS = 5;

/**
 * Counts an attempt, in a transaction committed before the work, so that work which kills the process is counted too. The next
 * attempt waits 1, 2, 4, 8, 16 s of machine time. `given-up`: five attempts have failed, the timer is failed now; raise the alarm.
 * `gone`: it no longer waits, or another replica tries it at this moment.
 */
export async function noteTimerAttempt(
  tx: Tx,
  attempt: { readonly id: string; readonly now: Instant; readonly machineNow: Instant },
): Promise<'go' | 'given-up' | 'gone'> {
  const values = [attempt.id, sqlTime(attempt.machineNow), MAX_ATTEMPTS, sqlTime(attempt.now), FIRST_PAUSE / SECOND];
  const [row] = await open(tx).rows<{ state: string }>(ATTEMPT, values);
  if (row === undefined) return 'gone';
  return row.state === 'waiting' ? 'go' : 'given-up';
}

const FIRST_PAUSE = SECOND;

export function timerOf(row: TimerRow): Timer {
  return {
    id: row.id,
    companyId: row.company_id,
    kind: row.kind,
    subject: row.subject,
    caseId: row.case_id,
    dueAt: row.due_at,
    payload: row.payload,
  };
}

function rowOf(timer: Timer): Record<keyof TimerRow, unknown> {
  return {
    id: timer.id,
    company_id: timer.companyId,
    kind: timer.kind,
    subject: timer.subject,
    case_id: timer.caseId,
    due_at: sqlTime(timer.dueAt),
    payload: timer.payload,
  };
}
