import { open } from '../../platform/database/open.js';
import type { Tx } from '../../platform/database/transaction.js';
import { sqlTime } from '../../platform/database/source.js';
import type { Instant } from '../../terms/instants.js';
import type { CaseOnFile } from '../domain/row.js';

/** Where the next page begins: behind this case. */
export interface Place {
  readonly at: Instant;
  readonly number: string;
}

export interface PageAsked {
  readonly companyId: string;
  readonly after: Place;
  /** Registered before this instant. */
  readonly until: Instant;
  readonly limit: number;
}

/** Beyond this many the oldest entries of a case are left out of its course. */
const MOST_ENTRIES = 300;
const SAID_LENGTH = 300;
const CONTENT_LENGTH = 30_000;

/** Free words are cut here, so that a page stays small whatever was written. */
const ENTRY = `jsonb_build_object('at', (extract(epoch from e.at) * 1000)::int8, 'actor', e.actor, 'kind', e.kind,
    'said', left(coalesce(e.payload ->> 'words', e.payload ->> 'plan', e.payload ->> 'reason'), ${SAID_LENGTH}),
    'payload', e.payload - '{words,plan,reason,content,subject}'::text[])`;

/** The whole of a page in one statement: the record, the clocks and the approvals of each case are aggregated by their index. */
const PAGE = `
select c.number, c.project_id as "projectId", c.state, c.kind, c.level, c.category, c.reporter_id as "reporterId",
  c.handler_id as "handlerId", left(c.content, ${CONTENT_LENGTH}) as content, c.customer_name as "customerName",
  c.customer_phone as "customerPhone", c.rooms, c.doors, c.registered_at as "registeredAt", c.closed_at as "closedAt",
  (c.facts ->> 'receivedAt')::int8 as "receivedAt", (c.facts ->> 'households')::int as households,
  (c.facts ->> 'claimedAmount')::int8 as "claimedAmount", (c.facts ->> 'proposedAmount')::int8 as "proposedAmount",
  (c.facts ->> 'dissatisfiedTimes')::int as "dissatisfiedTimes",
  coalesce((c.facts ->> 'complainedAgain')::boolean, false) as "complainedAgain",
  c.handling -> 'outside' ->> 'number' as "outsideNumber", (c.handling -> 'outside' ->> 'dueAt')::int8 as "outsideDueAt",
  coalesce(c.handling -> 'links', '[]') as links, c.handling ->> 'result' as result,
  c.handling #>> '{outside,number}' as "outsideNumber", (c.handling #>> '{outside,dueAt}')::int8 as "outsideDueAt", e."invalidReason", coalesce(e."levelRules", c.decision -> 'levelRules', '[]') as "levelRules",
  e."contactedAt", e."handledAt", e."visitedAt", e."visitSatisfied", e.rating, e."overdueApprovals", coalesce(e.entries, '[]') as entries,
  coalesce(k.missed, '{}') as "missedClocks", r.amount as "approvedAmount",
  (select sum((p ->> 'amount')::int8)::int8 from jsonb_array_elements(c.handling -> 'payments') p) as "paidAmount"
from complaint c
left join lateral (
  select min(e.at) filter (where e.kind = 'contacted') as "contactedAt",
    max(e.at) filter (where e.kind = 'handled') as "handledAt",
    max(e.at) filter (where e.kind = 'visited') as "visitedAt",
    (array_agg((e.payload ->> 'satisfied')::boolean order by e.seq desc) filter (where e.kind = 'visited'))[1] as "visitSatisfied",
    (array_agg(coalesce(e.payload ->> 'said', '未评价') order by e.seq desc) filter (where e.kind in ('rated', 'rating-lapsed')))[1] as rating,
    (array_agg(e.payload ->> 'reason' order by e.seq desc) filter (where e.kind = 'invalid'))[1] as "invalidReason",
    (array_agg(e.payload -> 'rules' order by e.seq desc) filter (where e.kind = 'level-decided'))[1] as "levelRules",
    count(*) filter (where e.kind = 'approval-overdue') as "overdueApprovals",
    jsonb_agg(${ENTRY} order by e.seq) filter (where e.seq > c.head_seq - ${MOST_ENTRIES}) as entries
  from case_entry e where e.case_id = c.id
) e on true
left join lateral (
  select array_agg(k.label order by k.missed_at, k.name) as missed
  from clock k where k.case_id = c.id and k.missed_at is not null
) k on true
left join lateral (
  select r.amount from approval_run r where r.case_id = c.id and r.state = 'approved'
  order by r.closed_at desc limit 1
) r on true
where c.company_id = $1 and (c.registered_at, c.number) > ($2::timestamptz, $3) and c.registered_at < $4
order by c.registered_at, c.number
limit $5`;

/** Cases in the order of registration, at most `limit` of them. */
export async function readPage(tx: Tx, asked: PageAsked): Promise<CaseOnFile[]> {
  return open(tx).rows<CaseOnFile>(PAGE, [
    asked.companyId,
    sqlTime(asked.after.at),
    asked.after.number,
    sqlTime(asked.until),
    asked.limit,
  ]);
}

/** A month of the ledger in figures; all of them count cases registered in it, as they stand now. */
export interface MonthFigures {
  readonly registered: number;
  readonly complaints: number;
  readonly needs: number;
  readonly open: number;
  readonly closed: number;
  readonly invalid: number;
  readonly important: number;
  readonly major: number;
  /** Cases whose customer was dissatisfied at a return visit at least once. */
  readonly dissatisfied: number;
}

const FIGURES = `
select count(*) as registered,
  count(*) filter (where kind = 'complaint') as complaints,
  count(*) filter (where kind = 'need') as needs,
  count(*) filter (where closed_at is null) as open,
  count(*) filter (where state = 'closed') as closed,
  count(*) filter (where state = 'invalid') as invalid,
  count(*) filter (where level = 'important') as important,
  count(*) filter (where level = 'major') as major,
  count(*) filter (where (facts ->> 'dissatisfiedTimes')::int > 0) as dissatisfied
from complaint where company_id = $1 and registered_at >= $2 and registered_at < $3`;

export async function readFigures(tx: Tx, companyId: string, from: Instant, until: Instant): Promise<MonthFigures> {
  const [row] = await open(tx).rows<MonthFigures>(FIGURES, [companyId, sqlTime(from), sqlTime(until)]);
  if (row === undefined) throw new Error('an aggregate without a row');
  return row;
}
