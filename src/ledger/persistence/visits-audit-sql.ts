import { open } from '../../platform/database/open.js';
import type { Tx } from '../../platform/database/transaction.js';

/** A case whose handling ended and after whose customer nobody asks, or ever asked. */
export interface VisitFault {
  readonly companyId: string;
  readonly number: string;
}

/** Since handling last ended: visited, three calls missed, or its clock running or missed on the record (NG-V1: every one). */
const UNVISITED = `
select c.company_id as "companyId", c.number from complaint c
cross join lateral (
  select e.seq, e.at from case_entry e where e.case_id = c.id and e.kind = 'handled' order by e.seq desc limit 1
) h
where c.state in ('handled', 'closed')
  and not exists (select from case_entry e where e.case_id = c.id and e.seq > h.seq and e.kind in ('visited', 'visit-missed'))
  and not exists (select from clock k where k.case_id = c.id and k.met_by = 'visited' and k.started_at >= h.at
    and (k.state in ('running', 'paused') or k.missed_at is not null))
order by c.number limit 1000`;

/** Finished cases without a return visit, planned, made, or missed on the record. Empty when all is well. */
export const auditVisits = (tx: Tx): Promise<readonly VisitFault[]> => open(tx).rows<VisitFault>(UNVISITED);
