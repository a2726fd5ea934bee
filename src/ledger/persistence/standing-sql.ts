import { open } from '../../platform/database/open.js';
import type { Tx } from '../../platform/database/transaction.js';
import { sqlTime } from '../../platform/database/source.js';
import type { Instant } from '../../terms/instants.js';
import type { DueItem, HandlerLoad, MissedItem, ProjectStanding, Scope } from '../domain/standing.js';

/** $1 company, $2 projects (null: all). A case whose project is not known yet is every manager's. */
export const IN_SCOPE = 'c.company_id = $1 and ($2::text[] is null or c.project_id is null or c.project_id = any($2))';

/** The first half is the condition of the index clock_open; a clock that stands still is due at no time. */
const OPEN_CLOCK = `(k.state in ('running', 'paused') or (k.state = 'missed' and k.done_at is null and k.released_at is null))
    and k.state <> 'paused'`;

/** Of each open case what is due next, overdue work first. */
export const NEXT_DUE = `next as (
  select distinct on (k.case_id) k.case_id, k.label, k.responsible_role, k.unit, k.due_at
  from clock k where k.company_id = $1 and ${OPEN_CLOCK} order by k.case_id, k.due_at, k.id)`;

const CASE_COLUMNS = `c.number, c.project_id as "projectId", c.subject, c.handler_id as "handlerId",
  c.handling ->> 'dispatchedTo' as "dispatchedTo", c.handling #>> '{sentBack,to}' as "sentBackTo", c.pack_hash as "packHash"`;

/** Exported for the test that proves which index it walks. */
export const DUE_BETWEEN = `select ${CASE_COLUMNS}, k.label, k.responsible_role as role, k.unit, k.due_at as "dueAt",
    null::text[] as people, count(*) over () as total
  from clock k join complaint c on c.id = k.case_id
  where ${IN_SCOPE} and k.company_id = $1 and ${OPEN_CLOCK} and k.due_at >= $3 and k.due_at <= $4 and c.closed_at is null
  order by k.due_at, c.number, k.id limit $5`;

/** Who has not voted yet in the step that is open. */
const WAITED_FOR = `(select array_agg(distinct s.person_id)
    from approval_step p join approval_seat s on s.run_id = p.run_id and s.step = p.step
    where p.run_id = r.id and p.state = 'open' and s.moved_to is null and not exists (select 1 from approval_decision d
      where d.run_id = s.run_id and d.step = s.step and d.role = s.role and d.holder_id = coalesce(s.stands_for, s.person_id)))`;

const APPROVALS_BETWEEN = `select ${CASE_COLUMNS}, '审批' as label, null as role, 'hours' as unit, min(t.due_at) as "dueAt",
    ${WAITED_FOR} as people, count(*) over () as total
  from timer t join complaint c on c.id = t.case_id
  join approval_run r on r.id = (t.payload ->> 'runId')::uuid and r.state = 'open'
  where ${IN_SCOPE} and t.company_id = $1 and t.state = 'waiting' and t.kind = 'approval-limit'
    and t.due_at >= $3 and t.due_at <= $4
  group by c.id, r.id order by min(t.due_at), c.number limit $5`;

export interface Window {
  readonly from: Instant;
  /** Included. */
  readonly until: Instant;
  readonly limit: number;
}

export interface Found<T> {
  readonly items: readonly T[];
  /** How many there are in all. */
  readonly total: number;
}

type Counted<T> = T & { readonly total: number };

const foundOf = <T>(rows: readonly Counted<T>[]): Found<T> => ({ items: rows, total: rows[0]?.total ?? 0 });

/** Deadlines of open cases within a window, done work left out, the earliest first. */
export async function dueBetween(tx: Tx, scope: Scope, window: Window): Promise<Found<DueItem>> {
  return foundOf(await open(tx).rows<Counted<DueItem>>(DUE_BETWEEN, windowed(scope, window)));
}

/** Approvals whose limit runs out within a window, with the people waited for. */
export async function approvalsDueBetween(tx: Tx, scope: Scope, window: Window): Promise<Found<DueItem>> {
  return foundOf(await open(tx).rows<Counted<DueItem>>(APPROVALS_BETWEEN, windowed(scope, window)));
}

const windowed = ({ companyId, projects }: Scope, { from, until, limit }: Window): unknown[] => [companyId, projects, sqlTime(from), sqlTime(until), limit];

export const MISSED_SINCE = `select ${CASE_COLUMNS}, k.label, k.responsible_role as role, k.unit, k.due_at as "dueAt",
    null::text[] as people, k.missed_at as "missedAt", k.done_at as "doneAt", k.released_at is not null as released,
    count(*) over () as total
  from clock k join complaint c on c.id = k.case_id
  where ${IN_SCOPE} and k.company_id = $1 and k.missed_at >= $3
  order by k.missed_at, c.number, k.id limit $4`;

const OVERDUE_APPROVALS = `select ${CASE_COLUMNS}, '审批' as label, null as role, 'hours' as unit, e.at as "dueAt",
    array(select jsonb_array_elements_text(coalesce(e.payload -> 'late', '[]'))) as people, e.at as "missedAt",
    r.closed_at as "doneAt", false as released, count(*) over () as total
  from case_entry e join complaint c on c.id = e.case_id
  left join approval_run r on r.id = (e.payload ->> 'run')::uuid
  where ${IN_SCOPE} and e.company_id = $1 and e.at >= $3 and e.kind = 'approval-overdue'
    and e.kind in ('level-lowered', 'invalid', 'extend-granted', 'merged', 'approval-overdue')
  order by e.at, c.number limit $4`;

/** Deadlines missed since an instant, done late or not done, the oldest first; of closed cases too. */
export async function missedSince(tx: Tx, { companyId, projects }: Scope, from: Instant, limit: number): Promise<Found<MissedItem>> {
  return foundOf(await open(tx).rows<Counted<MissedItem>>(MISSED_SINCE, [companyId, projects, sqlTime(from), limit]));
}

/** Approvals that ran over their limit since an instant. */
export async function approvalsOverdueSince(tx: Tx, { companyId, projects }: Scope, from: Instant, limit: number): Promise<Found<MissedItem>> {
  return foundOf(await open(tx).rows<Counted<MissedItem>>(OVERDUE_APPROVALS, [companyId, projects, sqlTime(from), limit]));
}

const LOADS = `with ${NEXT_DUE}
  select c.handler_id as "handlerId", count(*) as open, count(*) filter (where n.due_at < $3) as overdue,
    count(*) filter (where n.due_at >= $3 and n.due_at <= $4) as today, min(c.registered_at) as oldest
  from complaint c left join next n on n.case_id = c.id
  where ${IN_SCOPE} and c.closed_at is null
  group by c.handler_id order by count(*) desc, count(*) filter (where n.due_at < $3) desc, c.handler_id limit $5`;

/** Open cases by who handles them, the most first. `today` ends with the day of `now`. */
export async function handlerLoads(tx: Tx, { companyId, projects }: Scope, at: { readonly now: Instant; readonly endOfToday: Instant; readonly limit: number }): Promise<HandlerLoad[]> {
  return open(tx).rows<HandlerLoad>(LOADS, [companyId, projects, sqlTime(at.now), sqlTime(at.endOfToday), at.limit]);
}

const STANDING = `with ${NEXT_DUE}
  select c.project_id as "projectId", count(*) as open, count(*) filter (where n.due_at < $3) as overdue,
    count(*) filter (where n.due_at >= $3 and n.due_at <= $4) as today, count(r.id) as waiting,
    min(r.opened_at) as "waitingSince",
    (array_agg(c.number order by r.opened_at, c.number) filter (where r.id is not null))[1] as "waitingLongest"
  from complaint c left join next n on n.case_id = c.id
  left join approval_run r on r.case_id = c.id and r.state = 'open'
  where ${IN_SCOPE} and c.closed_at is null group by c.project_id`;

/** Open cases of each project in figures. */
export async function projectStandings(tx: Tx, { companyId, projects }: Scope, now: Instant, endOfToday: Instant): Promise<ProjectStanding[]> {
  return open(tx).rows<ProjectStanding>(STANDING, [companyId, projects, sqlTime(now), sqlTime(endOfToday)]);
}

const MOST_URGENT = `with ${NEXT_DUE}, ranked as (
  select ${CASE_COLUMNS}, n.label, n.responsible_role as role, n.unit, n.due_at as "dueAt", null::text[] as people,
    row_number() over (partition by c.project_id order by n.due_at, c.number) as rank
  from next n join complaint c on c.id = n.case_id where ${IN_SCOPE} and c.closed_at is null)
  select * from ranked where rank <= $3 order by "dueAt", number`;

/** The few deadlines of each project that are due first, overdue ones among them. */
export async function mostUrgent(tx: Tx, { companyId, projects }: Scope, ofEach: number): Promise<DueItem[]> {
  return open(tx).rows<DueItem>(MOST_URGENT, [companyId, projects, ofEach]);
}
