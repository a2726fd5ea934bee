import { open } from '../../platform/database/open.js';
import type { Tx } from '../../platform/database/transaction.js';
import { sqlTime } from '../../platform/database/source.js';
import type { Instant } from '../../terms/instants.js';

/** A row that breaks an invariant of the clocks (contracts.md §6). */
export interface ClockFault {
  readonly companyId: string;
  readonly caseId: string | null;
  /** The clock's or timer's id. */
  readonly subject: string;
  /** Chinese, for whoever runs `reconcile`. */
  readonly fault: string;
}

/** Small enough that each is looked up by index, however many wait; a join of all would write them to disk first. */
const PAGE = 2000;

// The condition is that of clock_open.
const OPEN_PAGE = `with page as materialized (
    select company_id, case_id, id, state, due_at from clock
    where (state in ('running', 'paused') or (state = 'missed' and done_at is null and released_at is null))
      and (company_id, due_at, id) > ($1, $2::timestamptz, $3::uuid)
    order by company_id, due_at, id limit $4)`;

const WITHOUT_NEXT_STEP = `select p.company_id, p.case_id, p.id::text as subject,
      case p.state when 'running' then '时限在走,却没有等待中的到期计时' else '时限暂停,却没有等待中的恢复计时' end as fault
    from page p where p.state <> 'missed' and not exists (select 1 from timer t where t.company_id = p.company_id and t.subject = p.id::text
      and t.state = 'waiting' and t.kind = case p.state when 'running' then 'clock-due' else 'clock-resume' end)`;

// The ladder of a missed clock may have come to its last rung; that it was begun is what counts.
const WITHOUT_LADDER = `select p.company_id, p.case_id, p.id::text as subject, '超时未办,却没有升级计时' as fault
    from page p where p.state = 'missed' and not exists (select 1 from timer t where t.company_id = p.company_id and t.subject = p.id::text
      and t.kind = 'clock-escalate' and t.state <> 'withdrawn')`;

const IN_CLOSED_CASE = `select p.company_id, p.case_id, p.id::text as subject, '投诉已经关闭,时限还没有结束' as fault
    from page p join complaint k on k.id = p.case_id where k.closed_at is not null`;

const WAITING_PAGE = `with page as materialized (
    select company_id, case_id, id, kind, subject, due_at from timer
    where state = 'waiting' and (company_id, due_at, id) > ($1, $2::timestamptz, $3::uuid)
    order by company_id, due_at, id limit $4)`;

// A subject that is no id is a fault to report, not a reason to stop.
const WITHOUT_CLOCK = `select p.company_id, p.case_id, p.id::text as subject, '计时所属的时限不在该等待的状态:' || p.kind as fault
    from page p
    left join clock c on c.id = case when p.subject ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' then p.subject::uuid end
    where p.kind like 'clock-%' and c.state is distinct from
      case p.kind when 'clock-escalate' then 'missed' when 'clock-resume' then 'paused' else 'running' end`;

/** Its faults, and in every row where the page ends: one row without a fault when all is well, none when the page is empty. */
const faultsOf = (page: string, ...faults: readonly string[]): string => `${page}
  select e.*, f.* from (select company_id as end_company, due_at::text as end_due, id as end_id, (select count(*) from page)::int as size
    from page order by company_id desc, due_at desc, id desc limit 1) e
  left join (${faults.join(' union all ')}) f on true`;

export const OPEN_CLOCKS = faultsOf(OPEN_PAGE, WITHOUT_NEXT_STEP, WITHOUT_LADDER, IN_CLOSED_CASE);
export const WAITING_TIMERS = faultsOf(WAITING_PAGE, WITHOUT_CLOCK);
export const FIRST_PAGE = ['', '-infinity', '00000000-0000-0000-0000-000000000000', PAGE] as const;

// The first contradiction of each clock.
const AT_ODDS = `select company_id, case_id, subject, fault from (
    select c.company_id, c.case_id, c.id::text as subject, case
      when c.state = 'met' and c.missed_at is not null then '同一时限既按时完成又超时'
      when c.state = 'met' and (c.done_at is null or c.done_at >= date_trunc('second', c.due_at) + interval '1 second')
        then '按时完成的时限没有按时的完成时间'
      when c.state = 'missed' and (c.missed_at is null or c.done_at < c.missed_at) then '超时的时限记时不符'
      when (c.state = 'paused') <> (c.suspensions @> '[{"until": null}]') then '暂停记录与时限状态不符'
    end as fault from clock c) f
  where fault is not null`;

const OVERDUE = `select t.company_id, t.case_id, t.id::text as subject, '计时到期一小时以上没有处理:' || t.kind as fault
  from company c
  cross join lateral (select case when c.clock_frozen then c.clock_business
    else c.clock_business + greatest(interval '0', $1::timestamptz - c.clock_machine) end as now) b
  join timer t on t.company_id = c.id and t.state = 'waiting' and t.attempts = 0 and t.due_at < b.now - interval '1 hour'
  where c.retired_at is null order by t.company_id, t.due_at, t.id`;

interface FaultRow {
  readonly company_id: string;
  readonly case_id: string | null;
  readonly subject: string;
  readonly fault: string;
}

interface PageRow extends FaultRow {
  readonly end_company: string;
  readonly end_due: string;
  readonly end_id: string;
  readonly size: number;
}

/** Everything that is wrong with clocks and timers of all companies, those that have ended too; nothing when all is well. */
export async function* auditClocks(tx: Tx, machineNow: Instant): AsyncGenerator<ClockFault> {
  yield* auditOpenClocks(tx, machineNow);
  yield* (await open(tx).rows<FaultRow>(AT_ODDS)).map(faultOf);
}

/**
 * What is wrong with the clocks and timers that still run, page by page: each page is one statement, which sees one state of both
 * tables. `rest` is awaited between pages, so that a service at work is not held up.
 */
export async function* auditOpenClocks(tx: Tx, machineNow: Instant, rest: () => Promise<void> = () => Promise.resolve()): AsyncGenerator<ClockFault> {
  for (const statement of [OPEN_CLOCKS, WAITING_TIMERS]) yield* faultsIn(tx, statement, rest);
  yield* (await open(tx).rows<FaultRow>(OVERDUE, [sqlTime(machineNow)])).map(faultOf);
}

async function* faultsIn(tx: Tx, statement: string, rest: () => Promise<void>): AsyncGenerator<ClockFault> {
  let after: readonly (string | number)[] = FIRST_PAGE;
  for (;;) {
    const rows = await open(tx).rows<PageRow>(statement, after);
    for (const row of rows) if (row.fault) yield faultOf(row);
    const [first] = rows;
    if (first === undefined || first.size < PAGE) return;
    after = [first.end_company, first.end_due, first.end_id, PAGE];
    await rest();
  }
}

const faultOf = (row: FaultRow): ClockFault => ({ companyId: row.company_id, caseId: row.case_id, subject: row.subject, fault: row.fault });
