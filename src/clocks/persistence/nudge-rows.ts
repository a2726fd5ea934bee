import { open } from '../../platform/database/open.js';
import type { Tx } from '../../platform/database/transaction.js';
import { sqlTime } from '../../platform/database/source.js';
import { SECOND, type Instant } from '../../terms/instants.js';
import type { Clock } from '../domain/clock.js';
import type { WhyNudged } from '../domain/nudges.js';
import { clockOf, type ClockRow } from './clock-rows.js';
import { timerOf, type Timer, type TimerRow } from './timer-rows.js';

/** A nudge that still waits, with its clock. */
export interface WaitingNudge {
  readonly timer: Timer;
  readonly clock: Clock;
  readonly why: WhyNudged;
}

export interface NudgeWindow {
  readonly companyId: string;
  /** Nudges due up to and with this instant; those already overdue are among them. */
  readonly until: Instant;
  readonly limit: number;
}

// Only kinds of clocks have a clock's id as subject, hence the case.
const WAITING = `from timer t join clock c on c.id = case when t.kind = 'clock-nudge' then t.subject::uuid end
  where t.state = 'waiting' and t.kind = 'clock-nudge' and c.state = 'running'`;

const NUDGES = `select t.id as timer_id, t.kind, t.subject as timer_subject, t.due_at as timer_due_at, t.payload, c.* ${WAITING}`;

// Of each only what tells whose it is: most are somebody else's.
const PEEK_AHEAD = `select t.id, t.company_id, t.kind, t.subject, t.case_id, t.due_at, t.payload, c.responsible_role ${WAITING}
  and t.company_id = $1 and t.due_at <= $2 order by t.due_at, t.id limit $3`;

// Locked without waiting, although their cases are not: an act on such a case waits for us and then finds the nudge gone, and
// we never wait for it.
const TAKE = `${NUDGES} and t.id = any ($1::uuid[]) order by t.due_at, t.id for update of t skip locked`;

// Only what has not been tried yet: what failed goes by itself.
const PEEK_NUDGES = `${NUDGES} and t.company_id = $1 and (t.due_at, t.id) > ($2::timestamptz, $5::uuid) and t.due_at <= $3 and t.attempts = 0
  order by t.due_at, t.id limit $4`;

type WaitingNudgeRow = ClockRow & {
  readonly timer_id: string;
  readonly kind: string;
  readonly timer_subject: string;
  readonly timer_due_at: Instant;
  readonly payload: TimerRow['payload'];
};

/** A nudge that still waits, and by whose role it is answered. */
export interface NudgeAhead {
  readonly timer: Timer;
  readonly clock: Pick<Clock, 'responsible'>;
}

/**
 * The nudges that fall due up to `until`, without a lock, so that the message which goes out now can carry those of its person too: the
 * caller takes them (`takeNudges`), ends the timers it used (`endTimers`) and leaves the others.
 */
export async function peekNudgesAhead(tx: Tx, { companyId, until, limit }: NudgeWindow): Promise<readonly NudgeAhead[]> {
  const rows = await open(tx).rows<TimerRow & Pick<ClockRow, 'responsible_role'>>(PEEK_AHEAD, [companyId, sqlTime(until), limit]);
  return rows.map((row) => ({ timer: timerOf(row), clock: { responsible: row.responsible_role } }));
}

/** Where in the order of due times a look begins: behind this timer. */
export interface NudgePlace {
  readonly dueAt: Instant;
  readonly id: string;
}

/** Behind every nudge that is due at this instant. */
export const afterAll = (dueAt: Instant): NudgePlace => ({ dueAt, id: 'ffffffff-ffff-ffff-ffff-ffffffffffff' });

/** Nudges in the order of their due times, without a lock. */
export async function peekNudges(tx: Tx, { companyId, until, limit }: NudgeWindow, behind: NudgePlace): Promise<readonly WaitingNudge[]> {
  return (await open(tx).rows<WaitingNudgeRow>(PEEK_NUDGES, [companyId, sqlTime(behind.dueAt), sqlTime(until), limit, behind.id])).map(waiting);
}

/** Takes these nudges; those that somebody else has or has ended are left out. */
export async function takeNudges(tx: Tx, ids: readonly string[]): Promise<readonly WaitingNudge[]> {
  return (await open(tx).rows<WaitingNudgeRow>(TAKE, [ids])).map(waiting);
}

const ATTEMPTS = `update timer set attempts = 1, not_before = $2::timestamptz
  where id = any ($1::uuid[]) and state = 'waiting' and attempts = 0
    and (select set_config('synchronous_commit', 'off', true)) is not null returning id`;

/** Counts the first attempt at several timers, committed before the work; each that comes back is tried by the caller alone for a second. */
export async function noteFirstAttempts(tx: Tx, ids: readonly string[], machineNow: Instant): Promise<readonly string[]> {
  return (await open(tx).rows<{ id: string }>(ATTEMPTS, [ids, sqlTime(machineNow + SECOND)])).map(({ id }) => id);
}

const waiting = (row: WaitingNudgeRow): WaitingNudge => ({
  timer: timerOf({
    id: row.timer_id,
    company_id: row.company_id,
    kind: row.kind,
    subject: row.timer_subject,
    case_id: row.case_id,
    due_at: row.timer_due_at,
    payload: row.payload,
  }),
  clock: clockOf(row),
  why: row.payload['why'] as WhyNudged,
});
