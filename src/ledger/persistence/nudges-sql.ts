import { open } from '../../platform/database/open.js';
import type { Tx } from '../../platform/database/transaction.js';
import { sqlTime } from '../../platform/database/source.js';
import type { Instant } from '../../terms/instants.js';
import type { NudgeFate } from '../../terms/nudge-ledger.js';
import type { Scope } from '../domain/standing.js';
import { IN_SCOPE } from './standing-sql.js';

/** The condition of the indexes timer_nudge and timer_nudge_done. */
const IS_NUDGE = `t.kind in ('clock-nudge', 'clock-escalate', 'approval-nudge', 'nudge-snoozed')`;

/**
 * Every nudge that was due in [$3, $4), a row for each person it was for, and what became of it by what is on record. A case without
 * `else`: what no line of it knows stays null and breaks the sum.
 */
const DUE = `due as (
  select t.due_at, t.case_id, t.state, t.moved_to, t.ended_because, l.person_id, l.text, l.place, l.told_at, l.ended_how, l.id as line_id,
    l.company_id, l.message_key, t.id as timer_id
  from timer t left join nudge_line l on l.timer_id = t.id
  where t.company_id = $1 and ${IS_NUDGE} and t.due_at >= $3 and t.due_at < $4 and t.ended_because is distinct from 'before-ledger'
  union all
  select l.told_at, l.case_id, 'done', null, null, l.person_id, l.text, l.place, l.told_at, l.ended_how, l.id, l.company_id, l.message_key, null
  from nudge_line l where l.company_id = $1 and l.timer_id is null and l.told_at >= $3 and l.told_at < $4
), accounted as (
  select d.*, c.number, c.project_id, c.subject, o.error, case
      when d.ended_how = 'withdrawn' or o.state = 'withdrawn' then 'withdrawn'
      when o.state in ('waiting', 'sending') then 'underway'
      when o.state in ('unknown', 'given-up') then 'failed'
      when o.state = 'sent' and d.ended_how = 'acted' then 'answered'
      when o.state = 'sent' and d.place > 0 then 'merged'
      when o.state = 'sent' then 'delivered'
      when d.line_id is not null then null
      when d.state = 'waiting' then 'underway'
      when d.state = 'failed' or d.ended_because = 'nobody' then 'failed'
      when d.moved_to is not null then 'moved'
      -- Said with all else that fell due while the service was down.
      when d.ended_because = 'caught-up' then 'merged'
      when d.state = 'withdrawn' or d.ended_because = 'handled' then 'withdrawn'
    end as fate
  from due d join complaint c on c.id = d.case_id
  left join outgoing o on o.company_id = d.company_id and o.dedupe_key = d.message_key
  where ${IN_SCOPE})`;

const COUNTS = `with ${DUE} select fate, count(*) as count from accounted group by fate`;

const ROWS = `with ${DUE}
  select due_at as "dueAt", number, project_id as "projectId", subject, person_id as "personId", text, fate, place, told_at as "toldAt", error,
    moved_to as "movedTo", ended_because as "endedBecause", state
  from accounted where ($5::text is null or fate = $5 or ($5 = 'unaccounted' and fate is null))
  order by due_at desc, number, timer_id, person_id limit $6 offset $7`;

export interface NudgePeriod {
  readonly from: Instant;
  /** Not included. */
  readonly until: Instant;
}

export interface NudgeRow {
  readonly dueAt: Instant;
  readonly number: string;
  readonly projectId: string | null;
  readonly subject: string;
  readonly personId: string | null;
  readonly text: string | null;
  readonly fate: NudgeFate | null;
  /** More than 0: another nudge's message took it along. */
  readonly place: number | null;
  /** When its message was written. */
  readonly toldAt: Instant | null;
  readonly error: string | null;
  readonly movedTo: Instant | null;
  readonly endedBecause: string | null;
  readonly state: string;
}

const asked = ({ companyId, projects }: Scope, { from, until }: NudgePeriod): unknown[] => [companyId, projects, sqlTime(from), sqlTime(until)];

/** How many nudges of a period came to what; `fate` null: nothing on record says. */
export function nudgeCounts(tx: Tx, scope: Scope, period: NudgePeriod): Promise<{ readonly fate: NudgeFate | null; readonly count: number }[]> {
  return open(tx).rows(COUNTS, asked(scope, period));
}

export interface NudgePage {
  /** All when null. */
  readonly fate: NudgeFate | 'unaccounted' | null;
  readonly limit: number;
  readonly offset: number;
}

/** The nudges of a period, the latest first. */
export function nudgeRows(tx: Tx, scope: Scope, period: NudgePeriod, page: NudgePage): Promise<NudgeRow[]> {
  return open(tx).rows(ROWS, [...asked(scope, period), page.fate, page.limit, page.offset]);
}

/** Something about nudges that must never be. */
export interface NudgeFault {
  readonly companyId: string;
  readonly caseId: string | null;
  readonly fault: 'nudge-unaccounted' | 'line-without-message' | 'line-of-done-work' | 'lines-of-one-matter';
}

const AUDIT = `
select t.company_id as "companyId", t.case_id as "caseId", 'nudge-unaccounted' as fault from timer t
  where ${IS_NUDGE} and t.state = 'done' and t.ended_because is null
    and not exists (select 1 from nudge_line l where l.timer_id = t.id)
union all
select l.company_id, l.case_id, 'line-without-message' from nudge_line l
  where not exists (select 1 from outgoing o where o.company_id = l.company_id and o.dedupe_key = l.message_key)
union all
select l.company_id, l.case_id, 'line-of-done-work' from nudge_line l join clock k on k.id = l.clock_id
  where l.ended_at is null and (k.state in ('met', 'paused', 'cancelled') or k.done_at is not null or k.released_at is not null)
union all
select company_id, max(case_id::text)::uuid, 'lines-of-one-matter' from nudge_line where ended_at is null
  group by company_id, person_id, coalesce(clock_id, case_id), clock_id is null having count(*) > 1
limit 1000`;

/** For `reconcile`: a nudge that fired and of which nothing is on record, and 待办 lines that do not fit what they are about. */
export function auditNudges(tx: Tx): Promise<NudgeFault[]> {
  return open(tx).rows(AUDIT);
}
