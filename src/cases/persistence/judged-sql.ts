import { open } from '../../platform/database/open.js';
import { sqlTime } from '../../platform/database/source.js';
import type { Tx } from '../../platform/database/transaction.js';
import type { Facts } from '../../terms/complaint.js';
import type { Instant } from '../../terms/instants.js';

/** What is needed to judge a stored case again. */
export interface StoredJudgement {
  readonly id: string;
  readonly number: string;
  readonly registeredAt: Instant;
  readonly packHash: string;
  readonly facts: Facts;
  readonly submitted: boolean;
}

/** Half-open: registered at `from` or later, before `until`. */
export interface JudgedPeriod {
  readonly companyId: string;
  readonly from: Instant;
  readonly until: Instant;
}

const PAGE = 500;

const JUDGED = `select id, number, registered_at as "registeredAt", pack_hash as "packHash", facts,
    (handling ->> 'plan') is not null as submitted
  from complaint
  where company_id = $1 and registered_at < $3 and (registered_at, id) > ($2, $4::uuid)
  order by registered_at, id limit $5`;

/** The cases of a period in order of registration, a page at a time: a year of them never stands in memory. */
export async function* judgedCases(tx: Tx, { companyId, from, until }: JudgedPeriod): AsyncGenerator<StoredJudgement> {
  // The first page begins at `from` itself: no id lies before the first one.
  let place = { at: from - 1, id: 'ffffffff-ffff-ffff-ffff-ffffffffffff' };
  for (;;) {
    const page = await open(tx).rows<StoredJudgement>(JUDGED, [companyId, sqlTime(place.at), sqlTime(until), place.id, PAGE]);
    yield* page;
    const last = page.at(-1);
    if (last === undefined || page.length < PAGE) return;
    place = { at: last.registeredAt, id: last.id };
  }
}
