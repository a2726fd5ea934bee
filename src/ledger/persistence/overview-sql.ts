import { open } from '../../platform/database/open.js';
import type { Tx } from '../../platform/database/transaction.js';
import { sqlTime } from '../../platform/database/source.js';
import { HOUR } from '../../terms/instants.js';
import type { OverviewSort, TimeLeft } from '../../terms/overview.js';
import type { OverviewAsked, OverviewRow } from '../domain/standing.js';
import { IN_SCOPE, NEXT_DUE } from './standing-sql.js';

const HOURS_LEFT = 4;

/** $3 now, $4 now and four hours, $5 end of today, $6 end of the week, $7 project, $8 level, $9 handler. */
const FOUND = `with ${NEXT_DUE}, found as (
  select c.number, c.project_id, c.subject, c.handler_id, c.handling ->> 'dispatchedTo' as dispatched_to, c.handling #>> '{sentBack,to}' as sent_back_to, c.pack_hash, c.kind,
    c.level, c.state, c.registered_at, n.label, n.responsible_role, n.unit, n.due_at, r.opened_at as approval_since,
    case when n.due_at is null then 'none' when n.due_at < $3 then 'overdue' when n.due_at < $4 then 'hours'
      when n.due_at <= $5 then 'today' when n.due_at <= $6 then 'week' else 'later' end as time_left
  from complaint c left join next n on n.case_id = c.id
  left join approval_run r on r.case_id = c.id and r.state = 'open'
  where ${IN_SCOPE} and c.closed_at is null and ($7::text is null or c.project_id = $7)
    and ($8::text is null or c.level = $8) and ($9::text is null or c.handler_id = $9))`;

const ORDERS: Readonly<Record<OverviewSort, string>> = {
  due: 'due_at',
  number: 'number',
  registered: 'registered_at',
  project: 'project_id',
  level: "array_position(array['invalid', 'need', 'general', 'important', 'major'], level)",
  handler: 'handler_id',
};

// Statement texts stay constants of the source: six orders in two directions.
const pageOf = (sort: OverviewSort, descending: boolean): string => `${FOUND}
  select number, project_id as "projectId", subject, handler_id as "handlerId", dispatched_to as "dispatchedTo", sent_back_to as "sentBackTo",
    pack_hash as "packHash", kind, level, state, registered_at as "registeredAt", label, responsible_role as role, unit,
    due_at as "dueAt", time_left as left, approval_since as "approvalSince"
  from found where $10::text is null or time_left = $10
  order by ${ORDERS[sort]} ${descending ? 'desc' : 'asc'} nulls last, due_at nulls last, number
  limit $11 offset $12`;

const COUNTS = `${FOUND} select time_left as left, count(*) as count from found group by time_left`;

/** One page of open cases. */
export async function overviewRows(tx: Tx, asked: OverviewAsked): Promise<OverviewRow[]> {
  const values = [...narrowed(asked), asked.left, asked.limit, asked.offset];
  return open(tx).rows<OverviewRow>(pageOf(asked.sort, asked.descending), values);
}

/** Open cases by the time they have left, whichever of them are looked at. */
export async function overviewCounts(tx: Tx, asked: OverviewAsked): Promise<{ readonly left: TimeLeft; readonly count: number }[]> {
  return open(tx).rows(COUNTS, narrowed(asked));
}

const narrowed = (asked: OverviewAsked): unknown[] => [
  asked.companyId,
  asked.projects,
  sqlTime(asked.now),
  sqlTime(asked.now + HOURS_LEFT * HOUR),
  sqlTime(asked.endOfToday),
  sqlTime(asked.endOfWeek),
  asked.project,
  asked.level,
  asked.handler,
];
