import type { Category } from '../../terms/complaint.js';
import type { Instant } from '../../terms/instants.js';
import { sqlTime } from '../../platform/database/source.js';
import { open } from '../../platform/database/open.js';
import type { Tx } from '../../platform/database/transaction.js';
import type { NearCase } from '../domain/matter.js';

/** The case for which earlier ones are looked for. */
interface Later {
  readonly companyId: string;
  readonly projectId: string | null;
  readonly number: string;
  readonly registeredAt: Instant;
}

export interface CustomerAsk extends Later {
  readonly phone: string | null;
  /** Whole rooms only: 3-2-1501. */
  readonly rooms: readonly string[];
  /** Open cases of any age, and those that ended since then. */
  readonly since: Instant;
}

export interface MatterAsk extends Later {
  readonly category: Category;
  /** Registered since then. */
  readonly since: Instant;
  /** Those behind this one; null: from the oldest. */
  readonly after: Pick<NearCase, 'registeredAt' | 'number'> | null;
  readonly limit: number;
}

const NEAR = `c.id, c.number, c.project_id as "projectId", c.state, c.kind, c.category, c.subject, c.customer_phone as "customerPhone", c.rooms,
  c.registered_at as "registeredAt", c.closed_at as "closedAt",
  coalesce(jsonb_path_exists(c.handling, '$.links[*] ? (@.kind == "lead")'), false) as "isMember"`;

/** A customer with more cases than these is known to everybody. */
const MOST_OF_CUSTOMER = 50;

// Each branch walks an index of its own (complaint_phone, complaint_rooms); what was merged is found under the case it went into.
const OF_CUSTOMER = `
with near as (
  select id from complaint where company_id = $1 and customer_phone = $2
  union
  select id from complaint where company_id = $1 and project_id = $3 and rooms && $4::text[]
)
select ${NEAR} from complaint c join near using (id)
where c.state <> 'merged' and (c.closed_at is null or c.closed_at >= $5) and (c.registered_at, c.number) < ($6, $7)
order by c.registered_at desc, c.number desc limit ${MOST_OF_CUSTOMER}`;

const OF_MATTER = `
select ${NEAR} from complaint c
where c.company_id = $1 and c.project_id = $2 and c.category = $3 and c.closed_at is null and c.kind = 'complaint'
  and (c.registered_at, c.number) > ($4, $5) and (c.registered_at, c.number) < ($6, $7)
order by c.registered_at, c.number limit $8`;

/** Earlier cases with the same phone, or of the same room of one project, the newest first. */
export async function casesOfCustomer(tx: Tx, ask: CustomerAsk): Promise<NearCase[]> {
  if (ask.phone === null && ask.rooms.length === 0) return [];
  return open(tx).rows<NearCase>(OF_CUSTOMER, [
    ask.companyId,
    ask.phone,
    ask.projectId,
    ask.rooms,
    sqlTime(ask.since),
    sqlTime(ask.registeredAt),
    ask.number,
  ]);
}

/** Earlier open complaints of one category in one project, the oldest first. */
export async function openCasesOfCategory(tx: Tx, ask: MatterAsk): Promise<NearCase[]> {
  if (ask.projectId === null) return [];
  return open(tx).rows<NearCase>(OF_MATTER, [
    ask.companyId,
    ask.projectId,
    ask.category,
    sqlTime(ask.after?.registeredAt ?? ask.since),
    ask.after?.number ?? '',
    sqlTime(ask.registeredAt),
    ask.number,
    ask.limit,
  ]);
}
