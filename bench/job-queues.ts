import { run, Logger, type Runner } from 'graphile-worker';
import pg from 'pg';
import PgBoss from 'pg-boss';
import { WARM } from './clocks.js';
import { spread, type Spread } from './figures.js';

/**
 * The same deadlines as delayed jobs of two queue libraries on the same server: as many far ahead, then some falling due one by one and
 * many at one instant. Their handler writes a message and a line of a ledger in one transaction; ours decides who is told as well.
 */
interface Queue {
  readonly name: string;
  /** Jobs that fall due in `inMillis`, each `apart` milliseconds after the one before. */
  add(count: number, inMillis: number, apart: number): Promise<void>;
  stop(): Promise<void>;
}

export interface QueueFigures {
  readonly name: string;
  readonly waiting: number;
  readonly single: Spread;
  readonly instant: Spread;
}

interface Nudge {
  /** Milliseconds since 1970. */
  readonly due: number;
  readonly index: number;
}

const FAR = Date.UTC(2030, 0, 1);
const WORKERS = 8;
/** As often as each looks for what has fallen due, at its quickest that is documented for production. */
const GRAPHILE_LOOKS_EVERY = 100;
const BOSS_LOOKS_EVERY_SECONDS = 0.5;
const BOSS_BATCH = 50;
const CHUNK = 10_000;
const PATIENCE = 120_000;
const TABLES = `
create table told (id bigint generated always as identity primary key, company_id text not null, recipient text not null, text text not null, state text not null, created_at timestamptz not null);
create table told_line (id bigint generated always as identity primary key, told_id bigint not null references told (id), case_no int not null, due_at timestamptz not null);`;
const TELL = `with one as (
    insert into told (company_id, recipient, text, state, created_at) values ('demo', 'b' || $1::int % 2000, '还有一半时间', 'waiting', clock_timestamp()) returning id
  ) insert into told_line (told_id, case_no, due_at) select id, $1::int, to_timestamp($2::float8 / 1000) from one`;

/** Milliseconds from a job's due instant to its rows being committed, in the order of ending. */
class Told {
  late: number[] = [];

  constructor(private readonly pool: pg.Pool) {}

  async tell({ due, index }: Nudge): Promise<void> {
    await this.pool.query(TELL, [index, due]);
    this.late.push(Date.now() - due);
  }

  async all(count: number): Promise<Spread> {
    const end = Date.now() + PATIENCE;
    while (this.late.length < count) {
      if (Date.now() > end) throw new Error(`${count - this.late.length} jobs of ${count} were not carried out`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    return spread(this.late.splice(0));
  }
}

const nudges = (count: number, inMillis: number, apart: number): Nudge[] => {
  const from = Date.now() + inMillis;
  return Array.from({ length: count }, (_, index) => ({ index, due: Math.round(from + index * apart) }));
};

async function graphile(pool: pg.Pool, told: Told, waiting: number): Promise<Queue> {
  const taskList = { nudge: async (payload: unknown) => told.tell(payload as Nudge) };
  const logger = new Logger(() => () => undefined);
  const runner: Runner = await run({ pgPool: pool, concurrency: WORKERS, pollInterval: GRAPHILE_LOOKS_EVERY, noHandleSignals: true, logger, taskList });
  const put = async (jobs: readonly Nudge[]): Promise<void> => {
    await pool.query(
      `select count(*) from graphile_worker.add_jobs((select array_agg(row('nudge', one, null, to_timestamp((one ->> 'due')::float8 / 1000), null, null, null, null)::graphile_worker.job_spec)
       from json_array_elements($1::json) one))`,
      [JSON.stringify(jobs)],
    );
  };
  for (let from = 0; from < waiting; from += CHUNK) await put(nudges(CHUNK, FAR - Date.now(), 1000));
  return {
    name: 'graphile-worker 0.17.3',
    add: (count, inMillis, apart) => put(nudges(count, inMillis, apart)),
    stop: () => runner.stop(),
  };
}

async function boss(pool: pg.Pool, told: Told, waiting: number): Promise<Queue> {
  const db = { executeSql: async (text: string, values: unknown[]) => pool.query(text, values) };
  const queue = new PgBoss({ db });
  queue.on('error', () => undefined);
  await queue.start();
  await queue.createQueue('nudge');
  const put = (jobs: readonly Nudge[]) => queue.insert(jobs.map((one) => ({ name: 'nudge', data: one, startAfter: new Date(one.due).toISOString(), keepUntil: new Date(FAR * 2).toISOString() })));
  for (let from = 0; from < waiting; from += CHUNK) await put(nudges(CHUNK, FAR - Date.now(), 1000));
  for (let worker = 0; worker < 2; worker++) {
    await queue.work<Nudge>('nudge', { batchSize: BOSS_BATCH, pollingIntervalSeconds: BOSS_LOOKS_EVERY_SECONDS }, async (jobs) => {
      for (const job of jobs) await told.tell(job.data);
    });
  }
  return { name: 'pg-boss 10.4.2', add: async (count, inMillis, apart) => void (await put(nudges(count, inMillis, apart))), stop: () => queue.stop({ graceful: false, close: false }) };
}

export interface QueueRun {
  readonly waiting: number;
  readonly single: number;
  readonly instant: number;
}

async function measure(open: typeof graphile, pool: pg.Pool, { waiting, single, instant }: QueueRun): Promise<QueueFigures> {
  await pool.query(TABLES);
  const told = new Told(pool);
  const queue = await open(pool, told, waiting);
  try {
    await pool.query('vacuum analyze');
    await pool.query('checkpoint');
    await queue.add(WARM.count, 1000, WARM.apart);
    await told.all(WARM.count);
    await queue.add(single, 1000, 250);
    const one = await told.all(single);
    await queue.add(instant, 5000, 0);
    return { name: queue.name, waiting, single: one, instant: await told.all(instant) };
  } finally {
    await queue.stop();
  }
}

/** Each library in a database of its own, one after the other. `fresh` makes an empty one and says how to reach it. */
export async function measureQueues(fresh: (name: string) => Promise<pg.PoolConfig>, asked: QueueRun): Promise<readonly QueueFigures[]> {
  const figures: QueueFigures[] = [];
  for (const [name, open] of [['bench_graphile', graphile], ['bench_boss', boss]] as const) {
    const pool = new pg.Pool({ ...(await fresh(name)), max: WORKERS + 2 });
    pool.on('error', () => undefined);
    pool.on('connect', (client) => client.on('error', () => undefined));
    try {
      figures.push(await measure(open, pool, asked));
    } finally {
      await pool.end();
    }
  }
  return figures;
}

export const queueRows = (figures: readonly QueueFigures[]): [string, string, string][] =>
  figures.flatMap(({ name, waiting, single, instant }): [string, string, string][] => [
    [`${name} with ${waiting} waiting: due to handled p50 / p99, one by one`, `${single.p50} / ${single.p99} ms`, ''],
    [`  ${instant.count} due at one instant`, `${instant.p50} / ${instant.p99} ms`, ''],
  ]);
