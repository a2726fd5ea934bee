import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import pg from 'pg';
import { PEOPLE } from './company.js';
import { round, spread, type Spread } from './figures.js';
import { PlatformApi } from './platform-api.js';
import { APPS, dingtalkMessage, toDingtalkRobot, toWecomApp, toWecomBot, type Posted } from './platform-messages.js';
import { Sender } from './sender.js';
import { freePort } from './service.js';

/** Callbacks of WeCom and DingTalk: checked, stored and acknowledged, while the stories they begin are carried out beside it. */
export interface CallbackFigures {
  readonly kind: string;
  /** As fast as they are taken over 32 connections. */
  readonly perSecond: number;
  /** Milliseconds to the acknowledgement at an even pace. */
  readonly paced: Spread;
  /** Of all processors together, the story included that each callback sets going; null of others than ours. */
  readonly cpuMillis: number | null;
}

export interface CallbackRun {
  readonly rate: number;
  readonly paced: number;
  readonly flood: number;
}

export interface Compared {
  readonly ours: readonly CallbackFigures[];
  /** Null: not installed. */
  readonly satori: readonly CallbackFigures[] | null;
}

const IN_FLIGHT = 32;
const WARM = 200;
/** Of each way, before anything is measured: the first of them must not bear what every service pays once, compiling and meeting its people. */
const ONCE = 1500;

/** A service that runs for so long. `cpu`: the seconds it and its database have used. */
type WithService = <T>(environment: Readonly<Record<string, string>>, work: (service: Running) => Promise<T>) => Promise<T>;
interface Running {
  readonly port: number;
  readonly cpu: () => number;
}

/** Callbacks of both platforms with what they set going on a prepared database, then Satori's adapters with the same traffic. */
export async function compareCallbacks(connection: pg.ClientConfig, asked: CallbackRun, withService: WithService): Promise<Compared> {
  const api = await PlatformApi.open();
  const database = new pg.Client(connection);
  await database.connect();
  try {
    await listPeople(database);
    const ours = await withService(platformEnvironment(api), ({ port, cpu }) => measureCallbacks({ port, cpu, api, database }, asked));
    return { ours, satori: await measureSatori(api, asked) };
  } finally {
    await database.end();
    api.close();
  }
}

/** The environment of a service that is called back by both platforms. */
const platformEnvironment = (api: PlatformApi): Readonly<Record<string, string>> => ({
  WECOM_CORP_ID: APPS.corpId,
  WECOM_AGENT_ID: APPS.agentId,
  WECOM_APP_SECRET: APPS.secret,
  WECOM_CALLBACK_TOKEN: APPS.token,
  WECOM_CALLBACK_AES_KEY: APPS.aesKey,
  WECOM_AIBOT_ID: APPS.botId,
  WECOM_AIBOT_TOKEN: APPS.token,
  WECOM_AIBOT_AES_KEY: APPS.aesKey,
  WECOM_API_BASE_URL: api.url,
  DINGTALK_CLIENT_ID: APPS.clientId,
  DINGTALK_CLIENT_SECRET: APPS.secret,
  DINGTALK_CORP_ID: APPS.dingtalkCorp,
  DINGTALK_API_BASE_URL: api.url,
  DINGTALK_OAPI_BASE_URL: api.url,
  DINGTALK_MONTHLY_CALLS: '100000000',
  DINGTALK_MONTHLY_PUSHES: '100000000',
  DINGTALK_CALLS_PER_SECOND: '1000',
});

/** The company's people under the ids of both platforms. */
async function listPeople(database: pg.Client): Promise<void> {
  for (const [channel, corp] of [['wecom', APPS.corpId], ['dingtalk', APPS.dingtalkCorp]]) {
    await database.query(
      `insert into platform_user (channel, corp, user_key, user_id, name, seen_at, company_id, person_id)
       select $1, $2, 'b' || g, 'b' || g, '员工' || g, clock_timestamp(), c.id, 'b' || g from generate_series(1, ${PEOPLE}) g, company c where c.retired_at is null and c.id like 'demo%'`,
      [channel, corp],
    );
  }
}

/** One acknowledged delivery after the other; `make` prepares it, so that sealing is not measured. */
interface Way {
  readonly kind: string;
  readonly make: (index: number) => () => Promise<void>;
}

/** Ours, each kind on the same service and database, one after the other. */
async function measureCallbacks({ port, cpu, api, database }: Running & { readonly api: PlatformApi; readonly database: pg.Client }, asked: CallbackRun): Promise<readonly CallbackFigures[]> {
  while (!api.hasLine) await new Promise((resolve) => setTimeout(resolve, 20));
  const sender = new Sender(port);
  const post = (kind: string, path: string, of: (index: number) => Posted): Way => ({ kind, make: (index) => sender.prepared(path, of(index)) });
  const ways: readonly Way[] = [
    post('WeCom app, XML', '/callbacks/wecom/app', toWecomApp),
    post('WeCom bot, JSON', '/callbacks/wecom/aibot', (index) => toWecomBot(index, api.url)),
    post('DingTalk robot, HTTP', '/callbacks/dingtalk/robot', toDingtalkRobot),
    { kind: 'DingTalk robot, Stream', make: (index) => { const data = dingtalkMessage(index); return () => api.push(data); } },
  ];
  const figures: CallbackFigures[] = [];
  let first = 0;
  for (const { make } of ways) {
    await inTurn(Array.from({ length: ONCE }, (_, index) => make(first + index)));
    first += ONCE;
  }
  await settled(database);
  for (const way of ways) {
    const [before, used] = [await stored(database), cpu()];
    const { total, ...found } = await measured(way, first, asked, () => settled(database));
    first += total;
    await settled(database);
    const kept = (await stored(database)) - before;
    if (kept !== total) throw new Error(`${way.kind}: ${kept} of ${total} acknowledged callbacks are stored`);
    figures.push({ ...found, cpuMillis: round(((cpu() - used) * 1000) / total) });
  }
  sender.close();
  return figures;
}

/** Satori's adapters with the same traffic; null where they are not installed. Its DingTalk Stream acknowledges nothing, so there is nothing to measure of it. */
async function measureSatori(api: PlatformApi, asked: CallbackRun): Promise<readonly CallbackFigures[] | null> {
  if (!isInstalled('@satorijs/adapter-wecom')) return null;
  const port = await freePort();
  const child = spawn(process.execPath, [join(import.meta.dirname, 'satori.js'), String(port), api.url], { stdio: ['ignore', 'ignore', 'inherit'] });
  const sender = new Sender(port);
  try {
    await sender.answers(toDingtalkRobot(0), '/dingtalk');
    const figures: CallbackFigures[] = [];
    for (const [kind, path, of] of [['WeCom app, XML', '/wecom', toWecomApp], ['DingTalk robot, HTTP', '/dingtalk', toDingtalkRobot]] as const) {
      const { total: _, ...found } = await measured({ kind, make: (index) => sender.prepared(path, of(index)) }, 0, asked, () => Promise.resolve());
      figures.push({ ...found, cpuMillis: null });
    }
    return figures;
  } finally {
    sender.close();
    const gone = once(child, 'exit');
    child.kill();
    await gone;
  }
}

async function measured({ kind, make }: Way, first: number, { rate, paced, flood }: CallbackRun, rest: () => Promise<void>): Promise<Omit<CallbackFigures, 'cpuMillis'> & { readonly total: number }> {
  const prepared = Array.from({ length: WARM + flood + paced }, (_, index) => make(first + index));
  await inTurn(prepared.slice(0, WARM));
  await rest();
  const from = performance.now();
  await inTurn(prepared.slice(WARM, WARM + flood));
  const perSecond = round((flood * 1000) / (performance.now() - from));
  await rest();
  const calm = await atPace(prepared.slice(WARM + flood), rate);
  return { kind, perSecond, paced: spread(calm), total: prepared.length };
}

/** As fast as they are acknowledged, so many at a time. */
async function inTurn(calls: readonly (() => Promise<void>)[]): Promise<void> {
  let next = 0;
  await Promise.all(Array.from({ length: IN_FLIGHT }, async () => {
    while (next < calls.length) await calls[next++]?.();
  }));
}

/** At an even pace, whatever becomes of the ones before. */
async function atPace(calls: readonly (() => Promise<void>)[], rate: number): Promise<number[]> {
  const from = performance.now();
  return Promise.all(calls.map(async (call, index) => {
    await new Promise((resolve) => setTimeout(resolve, from + (index * 1000) / rate - performance.now()));
    const began = performance.now();
    await call();
    return performance.now() - began;
  }));
}

const stored = async (database: pg.Client): Promise<number> =>
  Number((await database.query<{ count: string }>("select count(*) from inbound where channel in ('wecom', 'dingtalk')")).rows[0]?.count);

/** Nothing that came in waits to be worked, nothing that is said waits to be sent. */
async function settled(database: pg.Client): Promise<void> {
  const waiting = "select 1 from inbound where state = 'waiting' union all select 1 from outgoing where state in ('waiting', 'sending') limit 1";
  while ((await database.query(waiting)).rows.length > 0) await new Promise((resolve) => setTimeout(resolve, 50));
}

function isInstalled(name: string): boolean {
  try {
    createRequire(import.meta.url).resolve(name);
    return true;
  } catch {
    return false;
  }
}

export function callbackRows({ ours, satori }: Compared, rate: number): [string, string, string][] {
  return ours.flatMap(({ kind, perSecond, paced, cpuMillis }): [string, string, string][] => {
    const other = satori?.find((one) => one.kind === kind);
    const beside = other === undefined ? '' : `Satori, which stores nothing: ${other.perSecond}/s`;
    const calm = other === undefined ? '' : `; Satori ${other.paced.p50} / ${other.paced.p99} ms`;
    return [
      [`${kind}: callbacks verified, stored and acknowledged`, `${perSecond}/s`, beside],
      [`  at ${rate}/s (${cpuMillis ?? '?'} ms of CPU each, with all it sets going): acknowledged p50 / p99`, `${paced.p50} / ${paced.p99} ms`, `p99 <= 20 ms${calm}`],
    ];
  });
}
