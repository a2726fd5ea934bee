import { open } from '../../platform/database/open.js';
import type { Tx } from '../../platform/database/transaction.js';
import { sqlTime } from '../../platform/database/source.js';
import { MINUTE, type Instant } from '../../terms/instants.js';
import { MOST_DEATHS, MOST_ERRORS } from './inbox-sql.js';

/** An inbound message or tap that does not have exactly one outcome, nor waits with a next attempt (contracts.md §6). */
export interface InboundFault {
  readonly companyId: string;
  readonly id: string;
  readonly seq: number;
  /** Chinese, for whoever runs `reconcile`. */
  readonly fault: string;
}

const PAGE = 5000;

const FAULT = `case
  when i.state not in ('waiting', 'done', 'failed') then '状态无法识别'
  when i.state = 'waiting' and i.outcome is not null then '还在等待处理,却已有结果'
  when i.state = 'waiting' and (i.errors > ${MOST_ERRORS} or i.attempts - i.errors > ${MOST_DEATHS} + 1) then '多次失败,却没有按失败结束'
  when i.state = 'done' and i.outcome is null then '已处理,却没有结果'
  when i.state = 'failed' and i.outcome is null then '处理失败,却没有记下'
  when i.state <> 'waiting' and not coalesce(i.outcome ->> 'kind', '') = any('{case,entry,reply,refused}') then '结果无法识别'
  when i.state = 'failed' and i.outcome ->> 'kind' <> 'refused' then '处理失败,却记成了别的结果'
  when i.state = 'failed' and not exists (select 1 from alert a where a.company_id = i.company_id
    and a.kind = 'inbound-failed' and a.subject = i.id::text) then '处理失败,却没有提醒管理员'
  when i.outcome ->> 'kind' = 'case' and i.outcome ->> 'ref' is null then '登记了投诉,却没有记下编号'
  when i.outcome ->> 'kind' in ('case', 'entry') and i.outcome ->> 'ref' is not null and not exists (
    select 1 from complaint c where c.company_id = i.company_id and c.number = i.outcome ->> 'ref') then '结果所指的投诉不存在'
  end`;

const FAULTS_PAGE = `
with page as (select * from inbound where seq > $1 order by seq limit $2)
select p.last, p.size, f.*
from (select max(seq) as last, count(*) as size from page) p
left join (
  select company_id as "companyId", id, seq, fault from (select i.company_id, i.id, i.seq, ${FAULT} as fault from page i) x
  where fault is not null
) f on true
order by f.seq`;

// Two messages may speak of one complaint, but only one registered it.
const REGISTERED_TWICE = `
select company_id as "companyId", max(id::text) as id, max(seq) as seq, '同一投诉由两条消息登记:' || (outcome ->> 'ref') as fault
from inbound where outcome ->> 'kind' = 'case'
group by company_id, outcome ->> 'ref' having count(*) > 1 order by 3`;

interface PageRow extends InboundFault {
  readonly last: number | null;
  readonly size: number;
}

/** Every inbound row, in pages. */
export async function* auditInbound(tx: Tx): AsyncGenerator<InboundFault> {
  let after = 0;
  for (;;) {
    const rows = await open(tx).rows<Partial<InboundFault> & Pick<PageRow, 'last' | 'size'>>(FAULTS_PAGE, [after, PAGE]);
    for (const { companyId, id, seq, fault } of rows) {
      if (companyId && id && seq && fault) yield { companyId, id, seq, fault };
    }
    const [first] = rows;
    if (first === undefined || first.last === null || first.size < PAGE) break;
    after = first.last;
  }
  yield* await open(tx).rows<InboundFault>(REGISTERED_TWICE);
}

const LATE = `
select company_id as "companyId", id, seq, '早该处理,却还在等待' as fault from inbound
where state = 'waiting' and next_attempt_at < $1 order by seq limit 100`;

/** For a running service: rows whose next attempt was due minutes ago. */
export function lateInbound(tx: Tx, machineNow: Instant): Promise<InboundFault[]> {
  return open(tx).rows<InboundFault>(LATE, [sqlTime(machineNow - 5 * MINUTE)]);
}
