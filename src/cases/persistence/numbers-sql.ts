import { open } from '../../platform/database/open.js';
import type { Tx } from '../../platform/database/transaction.js';
import type { Day } from '../../terms/instants.js';

/** A day on which numbers were given twice, lost, or given without being counted. */
export interface NumberFault {
  readonly companyId: string;
  readonly day: Day;
  readonly last: number;
  readonly cases: number;
  readonly different: number;
}

const DAYS = 200;

/** A number is counted in the transaction that writes its case, so the two agree exactly on every day. */
const DAYS_PAGE = `
select n.company_id as "companyId", n.day, n.last, c.cases, c.different
from number_counter n
cross join lateral (
  select count(*) as cases, count(distinct substring(c.number from '\\d+$')) as different
  from complaint c
  where c.company_id = n.company_id and c.registered_at >= n.day::timestamp at time zone 'Asia/Shanghai'
    and c.registered_at < (n.day + 1)::timestamp at time zone 'Asia/Shanghai'
) c
where (n.company_id, n.day) > ($1, $2::date)
order by n.company_id, n.day limit $3`;

/** Every day whose counter and complaints do not agree. */
export async function* auditNumbers(tx: Tx): AsyncGenerator<NumberFault> {
  let place = { companyId: '', day: '0001-01-01' };
  for (;;) {
    const page = await open(tx).rows<NumberFault>(DAYS_PAGE, [place.companyId, place.day, DAYS]);
    for (const day of page) {
      if (day.cases !== day.last || day.different !== day.cases) yield day;
    }
    const last = page.at(-1);
    if (last === undefined || page.length < DAYS) return;
    place = last;
  }
}
