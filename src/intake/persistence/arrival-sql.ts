import { open } from '../../platform/database/open.js';
import type { Tx } from '../../platform/database/transaction.js';
import type { Lane } from './inbox-sql.js';

const UNDER = `
select id, state = 'waiting' as waits, company_id as "companyId", channel, chat_id as "chatId", person_id as "personId" from inbound
where company_id = $1 and channel = $2 and message_key = $3`;

/** A stored message or tap by the platform's key of it; null when there is none. */
export async function arrivalUnder(tx: Tx, companyId: string, channel: string, key: string): Promise<{ readonly id: string; readonly lane: Lane; readonly waits: boolean } | null> {
  const [row] = await open(tx).rows<Lane & { id: string; waits: boolean }>(UNDER, [companyId, channel, key]);
  if (row === undefined) return null;
  const { id, waits, ...lane } = row;
  return { id, lane, waits };
}
