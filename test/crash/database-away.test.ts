import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import { cloneDatabase, type TestDatabase } from '../harness/database.js';
import { Wire } from '../peers/wire.js';
import { reconcile } from './aftermath.js';
import { pause, ServiceProcess } from './service-process.js';

const UP_AGAIN = 15_000;

interface Answer {
  readonly status: number;
  readonly body: { readonly messageId?: string; readonly code?: string; readonly message?: string };
  readonly millis: number;
}

const complaint = (index: number): string =>
  `滨江一号${(index % 9) + 1}栋2单元${201 + index}业主李女士来电,厨房漏水,要求赔偿8000元,电话138${String(10_000_000 + index)}`;

describe('the database goes away while the service runs', () => {
  let database: TestDatabase;
  let wire: Wire;
  let service: ServiceProcess;
  let outside: pg.Client;
  /** Keys of all messages that were answered 202. */
  const accepted: string[] = [];
  let count = 0;

  beforeAll(async () => {
    database = await cloneDatabase('database_away');
    wire = await Wire.to(database);
    service = await ServiceProcess.at(wire.url);
    outside = new pg.Client(database.url);
    await outside.connect();
    await service.start();
    await call('/api/simulator/reset', { pack: 'longfor-hangzhou', at: '2026-03-02T09:00:00+08:00' });
  }, 60_000);
  afterAll(async () => {
    await service.stop();
    await wire.cut();
    await outside.end();
    await database.drop();
  });

  async function call(path: string, body?: object): Promise<Answer> {
    const from = performance.now();
    const init = body === undefined ? {} : { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
    const answer = await fetch(service.url + path, init);
    return { status: answer.status, body: (await answer.json()) as Answer['body'], millis: performance.now() - from };
  }

  async function says(): Promise<Answer> {
    const index = count++;
    const person = `staff${(index % 2) + 1}`;
    const answer = await call('/api/simulator/messages', { chat: `g${(index % 2) + 1}`, from: person, text: complaint(index), clientMsgId: `m${index}` });
    if (answer.status === 202) accepted.push(`client:${person}:m${index}`);
    return answer;
  }

  async function takesMessagesAgain(): Promise<void> {
    const limit = performance.now() + UP_AGAIN;
    while ((await says()).status !== 202) {
      if (performance.now() > limit) throw new Error(`it did not recover:\n${service.words.slice(-2000)}`);
      await pause(100);
    }
  }

  /** Everything that was accepted has its outcome. */
  async function allDone(): Promise<void> {
    const limit = performance.now() + 30_000;
    for (;;) {
      const { rows } = await outside.query<{ message_key: string }>("select message_key from inbound where state = 'done' and outcome is not null");
      const done = new Set(rows.map((row) => row.message_key));
      const missing = accepted.filter((key) => !done.has(key));
      if (missing.length === 0) return;
      if (performance.now() > limit) throw new Error(`accepted, but without an outcome: ${missing.join(', ')}\n${service.words.slice(-2000)}`);
      await pause(100);
    }
  }

  test('what was taken is kept, new messages get a kind 503, and it recovers by itself', async () => {
    expect((await says()).status).toBe(202);
    const inFlight = Array.from({ length: 20 }, () => says());
    await Promise.race(inFlight);
    await wire.cut();
    const statuses = (await Promise.all(inFlight)).map((one) => one.status);
    expect(statuses.filter((status) => status !== 202 && status !== 503)).toEqual([]);

    const refused = await says();
    expect(refused).toMatchObject({ status: 503, body: { code: 'database-away' } });
    expect(refused.body.message).toMatch(/^[^A-Za-z]+$/);
    expect(await call('/healthz')).toMatchObject({ status: 200 });
    expect(await call('/readyz')).toMatchObject({ status: 503 });
    expect(await call('/api/simulator/people')).toMatchObject({ status: 503 });

    await wire.mend();
    await takesMessagesAgain();
    expect(await call('/readyz')).toMatchObject({ status: 200 });
    await allDone();
  });

  test('its connections are ended under it, again and again: every message is taken or refused, none is lost', async () => {
    const statuses: number[] = [];
    for (let round = 0; round < 15; round++) {
      const sent = Array.from({ length: 15 }, () => says());
      await pause((7 * round) % 40);
      await outside.query('select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()');
      statuses.push(...(await Promise.all(sent)).map((one) => one.status));
    }
    expect(statuses.filter((status) => status !== 202 && status !== 503)).toEqual([]);
    await takesMessagesAgain();
    await allDone();
  });

  test('its host vanishes without a word: nobody waits for ever, and it recovers by itself', async () => {
    wire.fallsSilent();
    const [refused] = await Promise.all([says(), says(), says()]);
    expect(refused).toMatchObject({ status: 503, body: { code: 'database-away' } });
    expect(refused?.millis).toBeLessThan(20_000);
    wire.speaksAgain();
    await takesMessagesAgain();
    await allDone();
  }, 90_000);

  test('nothing was doubled or left over', async () => {
    await call('/api/simulator/settle', {});
    const twice = await outside.query('select message_key from inbound group by 1 having count(*) > 1');
    expect(twice.rows).toEqual([]);
    expect(await reconcile(database.url)).toMatchObject({ code: 0 });
  });
});
