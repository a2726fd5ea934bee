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

// Open clocks by index; the condition is that of clock_open.
const WITHOUT_NEXT_STEP = `select c.company_id, c.case_id, c.id::text as subject, case c.state
      when 'running' then '时限在走,却没有等待中的到期计时'
      when 'paused' then '时限暂停,却没有等待中的恢复计时'
      else '超时未办,却没有升级计时' end as fault
  from clock c
  where (c.state in ('running', 'paused') or (c.state = 'missed' and c.done_at is null and c.released_at is null))
    and not exists (select 1 from timer t where t.company_id = c.company_id and t.subject = c.id::text
      and (t.state = 'waiting' and t.kind = case c.state when 'running' then 'clock-due' when 'paused' then 'clock-resume' end
        -- The ladder of a missed clock may have come to its last rung; that it was begun is what counts.
        or c.state = 'missed' and t.kind = 'clock-escalate' and t.state <> 'withdrawn'))`;

// Compared as text: a subject that is no id is a fault to report, not a reason to stop.
const WITHOUT_CLOCK = `select t.company_id, t.case_id, t.id::text as subject, '计时所属的时限不在该等待的状态:' || t.kind as fault
  from timer t left join clock c on c.id::text = t.subject
  where t.state = 'waiting' and t.kind like 'clock-%' and c.state is distinct from
    case t.kind when 'clock-escalate' then 'missed' when 'clock-resume' then 'paused' else 'running' end`;

const IN_CLOSED_CASE = `select c.company_id, c.case_id, c.id::text as subject, '投诉已经关闭,时限还没有结束' as fault
  from clock c join complaint k on k.id = c.case_id
  where (c.state in ('running', 'paused') or (c.state = 'missed' and c.done_at is null and c.released_at is null))
    and k.closed_at is not null`;

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

const CLOCK_FAULTS = [WITHOUT_NEXT_STEP, WITHOUT_CLOCK, IN_CLOSED_CASE, AT_ODDS].join(' union all ');

const TIMER_FAULTS = `select t.company_id, t.case_id, t.id::text as subject, '计时到期一小时以上没有处理:' || t.kind as fault
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

/**
 * Everything that is wrong with clocks and timers of all companies; empty when all is well. The clocks' faults are one statement,
 * which sees one state of both tables.
 */
export async function auditClocks(tx: Tx, machineNow: Instant): Promise<readonly ClockFault[]> {
  const sql = open(tx);
  const clocks = await sql.rows<FaultRow>(CLOCK_FAULTS);
  const timers = await sql.rows<FaultRow>(TIMER_FAULTS, [sqlTime(machineNow)]);
  return [...clocks, ...timers].map((row) => ({
    companyId: row.company_id,
    caseId: row.case_id,
    subject: row.subject,
    fault: row.fault,
  }));
}
