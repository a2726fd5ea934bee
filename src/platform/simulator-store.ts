import pg from 'pg';
import type { Card } from '../terms/card.js';
import type { Instant } from '../terms/instants.js';
import { SERVICE_PATIENCE, SteadyClient, sqlTime } from './database/source.js';
import type { DatabaseAddress } from './database/source.js';
import { open } from './database/open.js';
import type { Tx } from './database/transaction.js';
import { GroupWriter } from './group-writer.js';

interface Drawing {
  readonly companyId: string;
  readonly id: string;
  readonly card: Card;
  readonly version: number;
}

interface Arriving {
  readonly companyId: string;
  readonly chatId: string;
  readonly at: Instant;
  readonly from: string;
  readonly to: string | null;
  readonly text: string;
  readonly key: string;
  readonly card: { readonly id: string; readonly card: Card; readonly version: number } | null;
}

interface MessageRow {
  seq: number;
  at: Instant;
  from_id: string;
  to_id: string | null;
  text: string;
  card_id: string | null;
  card: Card | null;
}

interface SmsRow {
  seq: number;
  at: Instant;
  phone: string;
  template: string;
  text: string;
}

/**
 * Readers ask "after seq N": a row must never become visible behind one with a higher number. So all writers, of every
 * replica, number their rows under this lock, which is held until their commit is visible.
 */
const GATE = 'with gate as materialized (select pg_advisory_xact_lock(20481))';

const INSERT_MESSAGES = `${GATE}, arriving as (
  select * from unnest($1::text[], $2::text[], $3::timestamptz[], $4::text[], $5::text[], $6::text[], $7::uuid[], $8::text[])
    with ordinality as a (company_id, chat_id, at, from_id, to_id, text, card_id, delivery_key, place)
), drawn as (
  insert into simulator_card (company_id, id, chat_id, card, version)
  select * from unnest($9::text[], $10::uuid[], $11::text[], $12::jsonb[], $13::int[])
  on conflict (id) do update set card = excluded.card, version = excluded.version
    where simulator_card.version < excluded.version
)
insert into simulator_message (company_id, chat_id, at, from_id, to_id, text, card_id, delivery_key)
select a.company_id, a.chat_id, a.at, a.from_id, a.to_id, a.text, a.card_id, a.delivery_key
from gate cross join arriving a order by a.place
on conflict (company_id, delivery_key) do nothing`;

const PLACE = 'array_position($2::uuid[], id)';
const REDRAW = `
update simulator_card set
  card = case when version < ($4::int[])[${PLACE}] then ($3::jsonb[])[${PLACE}] else card end,
  version = greatest(version, ($4::int[])[${PLACE}])
where id = any($2::uuid[]) and company_id = ($1::text[])[${PLACE}]
returning id`;

const INSERT_SMS = `${GATE}
insert into simulator_sms (company_id, at, phone, template, text, delivery_key)
select $1, $2::timestamptz, $3, $4, $5, $6 from gate`;

const MESSAGES_AFTER = `
select m.seq, m.at, m.from_id, m.to_id, m.text, m.card_id, c.card
from simulator_message m left join simulator_card c on c.id = m.card_id
where m.company_id = $1 and m.chat_id = $2 and m.seq > $3 order by m.seq limit $4`;

const CHAT_HEADS = `
select chat_id as "chatId", max(seq) as "lastSeq", max(at) as "lastAt"
from simulator_message where company_id = $1 group by chat_id order by chat_id`;

const SMS_AFTER = `
select seq, at, phone, template, text from simulator_sms where company_id = $1 and seq > $2 order by seq limit $3`;

/**
 * What the outside world of the local channel keeps: chats, cards and phones. It writes on connections of its own, as a
 * foreign platform would, so that a crash between "sent" and "recorded as sent" can happen here as it does there.
 */
export class SimulatorDatabase {
  private readonly pool: pg.Pool;
  private readonly writer: GroupWriter<Arriving | Drawing, boolean>;

  constructor(address: DatabaseAddress) {
    this.pool = new pg.Pool({
      ...(address.url === undefined ? withoutUrl(address) : { connectionString: address.url }),
      max: 4,
      Client: SteadyClient,
      application_name: 'kesu-simulator',
      statement_timeout: 5000,
      query_timeout: SERVICE_PATIENCE,
      lock_timeout: 2000,
      connectionTimeoutMillis: 5000,
      keepAlive: true,
      // What is posted and what is redrawn together travels together.
      pipeline: true,
      options: '-c timezone=UTC',
    });
    // An idle connection that breaks is replaced by the pool; the next statement tells whether the database is there.
    this.pool.on('error', () => undefined);
    this.writer = new GroupWriter((batch) => this.write(batch));
  }

  /** What arrives together is written together, messages as well as cards that change. */
  async receive(message: Arriving): Promise<void> {
    await this.writer.add(message);
  }

  /** False when there is no such card. */
  redraw(drawing: Drawing): Promise<boolean> {
    return this.writer.add(drawing);
  }

  async ring(sms: { companyId: string; phone: string; template: string; text: string; key: string; at: Instant }): Promise<void> {
    const { companyId, phone, template, text, key } = sms;
    await this.run('simulator-ring', INSERT_SMS, [companyId, sqlTime(sms.at), phone, template, text, key]);
  }

  async messagesAfter(companyId: string, chatId: string, seq: number, limit: number) {
    const { rows } = await this.run<MessageRow>('simulator-messages', MESSAGES_AFTER, [companyId, chatId, seq, limit]);
    return rows.map((row) => ({
      seq: row.seq,
      at: row.at,
      from: row.from_id,
      to: row.to_id,
      text: row.text,
      card: row.card_id !== null && row.card !== null ? { id: row.card_id, card: row.card } : null,
    }));
  }

  async chatHeads(companyId: string) {
    const { rows } = await this.run<{ chatId: string; lastSeq: number; lastAt: Instant }>('simulator-heads', CHAT_HEADS, [companyId]);
    return rows;
  }

  async smsAfter(companyId: string, seq: number, limit: number) {
    return (await this.run<SmsRow>('simulator-sms', SMS_AFTER, [companyId, seq, limit])).rows;
  }

  async close(): Promise<void> {
    await this.pool.end();
  }

  /** Of each, whether it is there now: a card that was never posted cannot be drawn anew. */
  private async write(batch: readonly (Arriving | Drawing)[]): Promise<readonly boolean[]> {
    const messages = batch.filter(isMessage);
    const drawings = batch.flatMap((one) => (isMessage(one) ? [] : [one]));
    const client = await this.pool.connect();
    const [inserted, drawn] = await Promise.allSettled([insert(client, messages), drawAnew(client, drawings)]);
    // An answer that did not come in time may still come, and would be taken for the next one's.
    client.release(inserted.status === 'rejected' || drawn.status === 'rejected');
    if (inserted.status === 'rejected') throw inserted.reason;
    if (drawn.status === 'rejected') throw drawn.reason;
    return batch.map((one) => isMessage(one) || drawn.value.has(one.id));
  }

  private run<R extends pg.QueryResultRow>(name: string, text: string, values: readonly unknown[]): Promise<pg.QueryResult<R>> {
    return this.pool.query<R>({ name, text, values: [...values] });
  }
}

const isMessage = (one: Arriving | Drawing): one is Arriving => 'key' in one;

async function drawAnew(client: pg.ClientBase, batch: readonly Drawing[]): Promise<ReadonlySet<string>> {
  if (batch.length === 0) return new Set();
  const newest = newestOf(batch);
  const values = [
    newest.map((one) => one.companyId),
    newest.map((one) => one.id),
    newest.map((one) => JSON.stringify(one.card)),
    newest.map((one) => one.version),
  ];
  const { rows } = await client.query<{ id: string }>({ name: 'simulator-redraw', text: REDRAW, values });
  return new Set(rows.map(({ id }) => id));
}

async function insert(client: pg.ClientBase, batch: readonly Arriving[]): Promise<void> {
  if (batch.length === 0) return;
  const cards = newestOf(batch.flatMap(({ companyId, chatId, card }) => (card === null ? [] : [{ companyId, chatId, ...card }])));
  const values = [
    batch.map((one) => one.companyId),
    batch.map((one) => one.chatId),
    batch.map((one) => sqlTime(one.at)),
    batch.map((one) => one.from),
    batch.map((one) => one.to),
    batch.map((one) => one.text),
    batch.map((one) => one.card?.id ?? null),
    batch.map((one) => one.key),
    cards.map((one) => one.companyId),
    cards.map((one) => one.id),
    cards.map((one) => one.chatId),
    cards.map((one) => JSON.stringify(one.card)),
    cards.map((one) => one.version),
  ];
  await client.query({ name: 'simulator-insert', text: INSERT_MESSAGES, values });
}

/** One statement may draw a card once only, so the newest drawing of each is taken. */
function newestOf<T extends Drawing>(drawings: readonly T[]): readonly T[] {
  const newest = new Map<string, T>();
  for (const one of drawings) if ((newest.get(one.id)?.version ?? -1) < one.version) newest.set(one.id, one);
  return [...newest.values()];
}

function withoutUrl({ host, port, user, password, database }: DatabaseAddress): pg.PoolConfig {
  return {
    ...(host === undefined ? {} : { host }),
    ...(port === undefined ? {} : { port }),
    ...(user === undefined ? {} : { user }),
    ...(password === undefined ? {} : { password }),
    ...(database === undefined ? {} : { database }),
  };
}

/** For `reconcile`: the delivery keys of customer SMS that rang more than once. */
export async function smsRungTwice(tx: Tx): Promise<string[]> {
  const rows = await open(tx).rows<{ key: string }>(
    `select delivery_key as key from simulator_sms group by company_id, delivery_key having count(*) > 1 order by 1`,
  );
  return rows.map((row) => row.key);
}
