import type { Category, Level } from '../../terms/complaint.js';
import type { Instant } from '../../terms/instants.js';
import type { Fen } from '../../terms/money.js';
import { open } from '../../platform/database/open.js';
import type { Tx } from '../../platform/database/transaction.js';

/** A closed case as others may learn from it. */
export interface LibraryCase {
  readonly id: string;
  readonly number: string;
  readonly projectId: string | null;
  readonly category: Category;
  readonly level: Level;
  readonly subject: string;
  readonly registeredAt: Instant;
  readonly closedAt: Instant;
  readonly approvedAmount: Fen | null;
  readonly dissatisfiedTimes: number;
  /** What must be taken out of its words before others read them. */
  readonly customerName: string | null;
  readonly rooms: readonly string[];
}

/** The newest are looked through; older ones rest on other rules and prices. */
const MOST = 300;

/** $1 company, $2 category, $3 the number to leave out. */
export const CLOSED_CASES = `
select id, number, project_id as "projectId", category, level, subject, registered_at as "registeredAt", closed_at as "closedAt",
  (handling ->> 'approvedAmount')::bigint as "approvedAmount", coalesce((facts ->> 'dissatisfiedTimes')::int, 0) as "dissatisfiedTimes",
  customer_name as "customerName", rooms
from complaint
where company_id = $1 and category = $2 and state = 'closed' and number <> $3
order by closed_at desc limit ${MOST}`;

/** Closed cases of one category of one company, the newest first; `besides`: the number of the case that is asked for. */
export async function closedCasesOf(tx: Tx, companyId: string, category: Category, besides: string): Promise<LibraryCase[]> {
  return open(tx).rows<LibraryCase>(CLOSED_CASES, [companyId, category, besides]);
}
