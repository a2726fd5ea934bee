import { open } from '../../platform/database/open.js';
import { sqlTime } from '../../platform/database/source.js';
import type { Tx } from '../../platform/database/transaction.js';
import type { Instant } from '../../terms/instants.js';
import type { Lane } from './inbox-sql.js';

/** The key of a payload that names what has to be downloaded before anybody decides. */
export const MEDIA = 'media';

/** A message whose files are to be fetched by this caller. */
export interface ToGather {
  readonly id: string;
  readonly payload: Readonly<Record<string, unknown>>;
  readonly receivedAt: Instant;
  /** This one included. */
  readonly tries: number;
}

const TAKE = `
with head as (
  select id, payload, received_at from inbound
  where company_id = $1 and channel = $2 and chat_id = $3 and person_id = $4 and state = 'waiting' order by seq limit 1
), taken as (
  insert into gathering (inbound_id, tries, not_before) select id, 1, $6 from head where payload ? '${MEDIA}'
  on conflict (inbound_id) do update set tries = gathering.tries + 1, not_before = excluded.not_before where gathering.not_before <= $5
  returning inbound_id, tries
)
select head.id, head.payload, head.received_at as "receivedAt", taken.tries from head join taken on taken.inbound_id = head.id`;

/** Takes the oldest message of a conversation for gathering, until `until`; null when there is nothing to gather, or somebody does, or it is too early. */
export async function takeToGather(tx: Tx, lane: Lane, now: Instant, until: Instant): Promise<ToGather | null> {
  const [row] = await open(tx).rows<ToGather>(TAKE, [lane.companyId, lane.channel, lane.chatId, lane.personId, sqlTime(now), sqlTime(until)]);
  return row ?? null;
}

export interface Gathered {
  readonly attachments: readonly object[];
  /** What the sender is told of files that could not be taken. */
  readonly notes: readonly string[];
  /** What is still to be fetched; when there is none, the message may be decided about. */
  readonly media: readonly object[];
}

const GATHERED = `update inbound set payload = (payload - '${MEDIA}') || $2::jsonb where id = $1 and state = 'waiting'`;

/** What a try brought stays, so that the next one fetches only the rest: not before `notBefore`. */
export async function gathered(tx: Tx, id: string, { media, ...found }: Gathered, notBefore: Instant): Promise<void> {
  const sql = open(tx);
  await sql.run(GATHERED, [id, JSON.stringify(media.length === 0 ? found : { ...found, media })]);
  if (media.length === 0) await sql.run('delete from gathering where inbound_id = $1', [id]);
  else await sql.run('update gathering set not_before = $2 where inbound_id = $1', [id, sqlTime(notBefore)]);
}
