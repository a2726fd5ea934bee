import { open } from '../../platform/database/open.js';
import type { Tx } from '../../platform/database/transaction.js';

/** An approval that breaks its rules (contracts.md §6). */
export interface ApprovalFault {
  readonly companyId: string;
  readonly caseId: string;
  readonly runId: string;
  readonly step: number | null;
  /** Chinese, for whoever runs `reconcile`. */
  readonly fault: string;
}

/** Who a seat votes for. */
const HOLDER = 'coalesce(t.stands_for, t.person_id)';

/** A vote is spoken for by its role's decision, in a committee by its holder's, under "any" by the step's one decision. */
const SPOKEN_FOR = `case s.join_rule when 'all' then d.role = t.role when 'majority' then d.holder_id = ${HOLDER} else true end`;

/** The key under which a step takes one decision only. */
const ONE_VOTE = `case s.join_rule when 'all' then d.role when 'majority' then d.holder_id else '' end`;

const TALLIES = `
select s.run_id, s.step, s.company_id, s.state, s.join_rule, s.roles, r.case_id, r.state as run_state, r.closed_at, r.submitted_by,
  (select count(*) from approval_decision d where d.run_id = s.run_id and d.step = s.step) as votes,
  (select count(*) from approval_decision d where d.run_id = s.run_id and d.step = s.step and d.verdict = 'reject') as rejections,
  (select count(distinct d.holder_id) from approval_decision d
    where d.run_id = s.run_id and d.step = s.step and d.verdict = 'agree') as agreeing,
  (select count(distinct d.role) from approval_decision d
    where d.run_id = s.run_id and d.step = s.step and d.verdict = 'agree' and d.role = any(s.roles)) as roles_agreed,
  (select count(distinct ${ONE_VOTE}) from approval_decision d where d.run_id = s.run_id and d.step = s.step) as single_votes,
  (select count(distinct ${HOLDER}) from approval_seat t
    where t.run_id = s.run_id and t.step = s.step and t.moved_to is null) as members,
  (select count(*) from approval_inquiry i
    where i.run_id = s.run_id and i.step = s.step and i.kind = 'return' and i.ended_at is null) as questions,
  (select count(*) from approval_decision d where d.run_id = s.run_id and d.step = s.step and not exists (
    select 1 from approval_seat t where t.run_id = d.run_id and t.step = d.step and t.role = d.role
      and ${HOLDER} = d.holder_id and d.decided_by = t.person_id)) as strangers,
  exists (select 1 from approval_seat t where t.run_id = s.run_id and t.step = s.step and t.moved_to is null
    and ${HOLDER} <> r.submitted_by and not exists (select 1 from approval_decision d where d.run_id = s.run_id and d.step = s.step and ${SPOKEN_FOR})) as can_act
from approval_step s join approval_run r on r.id = s.run_id`;

/** What its votes make of a step that ended in agreement. */
const AGREED = `case t.join_rule when 'all' then t.roles_agreed = cardinality(t.roles) and t.rejections = 0
  when 'any' then t.agreeing > 0 and t.rejections = 0 else t.agreeing * 2 > t.members end`;

const STEP_FAULT = `case
  when t.votes > t.single_votes then '同一票有两个决定'
  when t.strangers > 0 then '有人不在审批人之列,却作了决定'
  when t.state = 'agreed' and not coalesce(${AGREED}, false) then '已通过,却缺少应有的同意'
  when t.state = 'rejected' and t.rejections = 0 then '已驳回,却没有人驳回'
  when t.state = 'waiting' and t.votes > 0 then '还没有轮到,却已有决定'
  when t.state in ('open', 'returned') and t.run_state <> 'open' then '审批已结束,这一步还开着'
  when (t.state = 'returned') <> (t.questions = 1) and t.run_state = 'open' then '退回补充的状态与问题不符'
  when t.state in ('open', 'returned') and not t.can_act then '在等决定,却没有人可以决定'
  when t.run_state = 'approved' and t.state <> 'agreed' then '审批已通过,这一步却没有通过'
  end`;

const STEP_FAULTS = (runs: string): string => `
select company_id as "companyId", case_id as "caseId", run_id as "runId", step, fault
from (select t.*, ${STEP_FAULT} as fault from (${TALLIES} ${runs}) t) f where fault is not null
order by run_id, step`;

const RUN_FAULT = `case
  when r.state not in ('open', 'approved', 'rejected', 'void') then '审批状态无法识别'
  when (r.state = 'open') <> (r.closed_at is null) then '审批状态与结束时间不符'
  when r.state = 'open' and exists (select 1 from approval_run o where o.case_id = r.case_id and o.state = 'open' and o.id <> r.id)
    then '同一投诉有两个审批在进行'
  when r.state = 'open' and (select count(*) from approval_step s where s.run_id = r.id and s.state in ('open', 'returned')) <> 1
    then '审批在进行,却没有(或不止)一步在等决定'
  when r.state = 'open' and exists (select 1 from complaint c where c.id = r.case_id and c.closed_at is not null)
    then '投诉已经结束,审批还在进行'
  when r.state = 'open' and not exists (select 1 from complaint c where c.id = r.case_id
    and c.handling #>> '{approval,runId}' = r.id::text and c.handling #>> '{approval,state}' = 'open') then '投诉上没有记下正在进行的审批'
  when r.state = 'rejected' and not exists (select 1 from approval_step s where s.run_id = r.id and s.state = 'rejected')
    then '审批被驳回,却没有哪一步驳回'
  end`;

const RUN_FAULTS = (runs: string): string => `
select company_id as "companyId", case_id as "caseId", id as "runId", null::int as step, fault
from (select r.*, ${RUN_FAULT} as fault from approval_run r ${runs}) f where fault is not null
order by id`;

const PAGE = 500;

const RUNS_PAGE = 'select id from approval_run where id > $1 order by id limit $2';
const BETWEEN = 'where r.id > $1 and r.id <= $2';
const STEPS_BETWEEN = STEP_FAULTS(BETWEEN);
const RUNS_BETWEEN = RUN_FAULTS(BETWEEN);

/** Every run ever, in pages. */
export async function* auditApprovals(tx: Tx): AsyncGenerator<ApprovalFault> {
  const sql = open(tx);
  let after = '00000000-0000-0000-0000-000000000000';
  for (;;) {
    const page = await sql.rows<{ id: string }>(RUNS_PAGE, [after, PAGE]);
    const last = page.at(-1);
    if (last === undefined) return;
    yield* await sql.rows<ApprovalFault>(RUNS_BETWEEN, [after, last.id]);
    yield* await sql.rows<ApprovalFault>(STEPS_BETWEEN, [after, last.id]);
    after = last.id;
  }
}

const OPEN_ONLY = "where r.state = 'open'";
const OPEN_STEP_FAULTS = STEP_FAULTS(OPEN_ONLY);
const OPEN_RUN_FAULTS = RUN_FAULTS(OPEN_ONLY);

/** For a running service: only the runs that are open. */
export async function auditOpenApprovals(tx: Tx): Promise<ApprovalFault[]> {
  const sql = open(tx);
  return [...(await sql.rows<ApprovalFault>(OPEN_RUN_FAULTS)), ...(await sql.rows<ApprovalFault>(OPEN_STEP_FAULTS))];
}
