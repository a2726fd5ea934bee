import { open } from '../../platform/database/open.js';
import type { Tx } from '../../platform/database/transaction.js';

// A person with an account on the company's own channel is reached there, else by the account he has.
const ELSEWHERE = `
select id, channel from chat where company_id = $1 and kind = 'group' and channel <> $2
union all
select person_id, min(channel) from platform_user where company_id = $1 and person_id is not null and left_at is null
group by person_id having bool_and(channel <> $2)`;

/** Who and what is not reached by the company's own channel: person or group → channel. */
export async function readElsewhere(tx: Tx, company: { readonly id: string; readonly channel: string }): Promise<ReadonlyMap<string, string>> {
  const rows = await open(tx).rows<{ id: string; channel: string }>(ELSEWHERE, [company.id, company.channel]);
  return new Map(rows.map((row) => [row.id, row.channel]));
}
