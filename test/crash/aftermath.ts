import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import pg from 'pg';
import type { Day } from './day-at-the-desk.js';
import type { Town } from './town.js';

const PROJECT = resolve(import.meta.dirname, '..', '..');

/** Every row a check gives back is a fault; the checks say in their name what must hold. */
const CHECKS: Readonly<Record<string, string>> = {
  'every message and tap has ended well': `
    select message_key, state, outcome from inbound where state <> 'done' or outcome is null`,
  'every message was answered': `
    select i.message_key, i.outcome from inbound i where i.kind = 'message' and not exists (
      select 1 from outgoing o where o.trace = i.id::text and o.state = 'sent')`,
  'every message lies in its chat once': `
    select i.message_key, count(m.*) from inbound i left join simulator_message m
      on m.company_id = i.company_id and m.delivery_key = 'in-' || i.id
    where i.kind = 'message' group by i.message_key having count(m.*) <> 1`,
  'what was sent into a chat lies there once': `
    select o.seq, o.kind, count(m.*) from outgoing o left join simulator_message m
      on m.company_id = o.company_id and m.delivery_key = 'out-' || o.seq
    where o.channel = 'simulator' and o.kind <> 'card-update' group by o.seq, o.kind, o.state
    having count(m.*) <> case o.state when 'withdrawn' then 0 else 1 end`,
  'nothing but SMS is unknown, nothing was given up': `
    select seq, kind, state, error from outgoing where state in ('waiting', 'sending', 'given-up') or (state = 'unknown' and channel <> 'sms')`,
  'no SMS rang twice': `
    select phone, template, count(*) from simulator_sms group by phone, template having count(*) > 1`,
  'no SMS rang that was not ordered': `
    select s.phone, s.delivery_key from simulator_sms s where not exists (
      select 1 from outgoing o where o.channel = 'sms' and 'out-' || o.seq = s.delivery_key and o.state in ('sent', 'unknown'))`,
  'what counts as sent has rung': `
    select o.seq from outgoing o where o.channel = 'sms' and o.state = 'sent' and not exists (
      select 1 from simulator_sms s where s.delivery_key = 'out-' || o.seq)`,
  'every complaint ordered its SMS once': `
    select c.number, count(o.*) from complaint c left join outgoing o on o.case_id = c.id and o.channel = 'sms'
    group by c.number having count(o.*) <> 1`,
  'no number was given twice': `
    select number, count(*) from complaint group by company_id, number having count(*) > 1`,
  'no card was decided by two taps': `
    select payload ->> 'cardId', count(*) from inbound where kind = 'tap' and (outcome ->> 'accepted')::boolean
    group by 1 having count(*) <> 1`,
  'no seat decided twice': `
    select run_id, step, count(*) from approval_decision group by run_id, step having count(*) <> 1`,
};

export interface Unknown {
  readonly seq: number;
  /** True when the customer's phone rang all the same: sent, but not recorded. */
  readonly rang: boolean;
}

/** What is in the database when all is over. */
export class Aftermath {
  private constructor(private readonly client: pg.Client) {}

  static async of(url: string): Promise<Aftermath> {
    const client = new pg.Client(url);
    await client.connect();
    return new Aftermath(client);
  }

  async close(): Promise<void> {
    await this.client.end();
  }

  /** A line for every fault; empty when all is as it should be. */
  async faults(town: Town, day: Day): Promise<string[]> {
    const faults: string[] = [...town.faults];
    for (const [check, sql] of Object.entries(CHECKS)) {
      const rows = await this.rows(sql);
      if (rows.length > 0) faults.push(`not true: ${check}: ${rows.length} rows, ${JSON.stringify(rows.slice(0, 5))}`);
    }
    return [...faults, ...(await this.inboxFaults(town)), ...(await this.caseFaults(day))];
  }

  async unknown(): Promise<Unknown[]> {
    return this.rows<Unknown>(`
      select o.seq, exists (select 1 from simulator_sms s where s.delivery_key = 'out-' || o.seq) as rang
      from outgoing o where o.state = 'unknown' order by o.seq`);
  }

  /** Everything that was accepted is there once, under the id its sender was given; and nothing else is there. */
  private async inboxFaults(town: Town): Promise<string[]> {
    const rows = await this.rows<{ id: string; message_key: string }>('select id, message_key from inbound');
    const stored = new Map(rows.map((row) => [row.message_key, row.id]));
    const faults: string[] = [];
    for (const one of town.said) {
      const key = `client:${one.person}:${one.key}`;
      if (stored.get(key) !== one.messageId) faults.push(`message ${key} is not there under its id`);
      stored.delete(key);
    }
    for (const one of town.tapped) {
      const key = `client-tap:${one.by}:${one.key}`;
      if (!stored.delete(key)) faults.push(`tap ${key} is not there`);
    }
    for (const key of stored.keys()) faults.push(`nobody sent ${key}`);
    return faults;
  }

  private async caseFaults(day: Day): Promise<string[]> {
    const faults: string[] = [];
    const cases = await this.rows<{ number: string; phone: string }>('select number, customer_phone as phone from complaint');
    for (const { phone } of day.confirmed) {
      const found = cases.filter((one) => one.phone === phone).length;
      if (found !== 1) faults.push(`the confirmed complaint of ${phone} is there ${found} times`);
    }
    if (cases.length !== day.confirmed.length) faults.push(`${cases.length} complaints, ${day.confirmed.length} confirmed`);
    const runs = await this.rows<{ number: string; state: string; decisions: number }>(`
      select c.number, r.state, (select count(*) from approval_decision d where d.run_id = r.id)::int as decisions
      from approval_run r join complaint c on c.id = r.case_id`);
    for (const number of day.approved) {
      const [run, ...more] = runs.filter((one) => one.number === number);
      if (run?.state !== 'approved' || run.decisions !== 3 || more.length > 0) faults.push(`the plan of ${number}: ${JSON.stringify(run)}`);
    }
    return faults;
  }

  private async rows<T extends object>(sql: string): Promise<T[]> {
    return (await this.client.query<T & pg.QueryResultRow>(sql)).rows;
  }
}

export interface Reconciled {
  readonly code: number | null;
  readonly said: string;
}

/** `npm run -s reconcile` on a database. */
export async function reconcile(url: string): Promise<Reconciled> {
  const child = spawn(process.execPath, ['scripts/run.mjs', 'reconcile'], {
    cwd: PROJECT,
    env: { PATH: process.env['PATH'], DATABASE_URL: url, SIMULATOR: 'on' },
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => void (said += chunk.toString('utf8')));
  await once(child, 'close');
  return { code: child.exitCode, said };
}
