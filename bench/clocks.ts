import type pg from 'pg';
import { median, round, spread, type Spread } from './figures.js';

/** Clocks in the tables while the others fall due. */
const CASES = 10_000;
/** Who handles them; as many nudges fall due at one instant, each for another. */
const HANDLERS = 2000;
/** Far enough that none of them falls due here. */
const FAR = '2027-06-01T00:00:00Z';
const MORNING = '2026-03-03T02:00:00Z';
const PATIENCE = 180_000;
/** Looking takes the time it measures: seldom. */
const LOOK_EVERY = 250;

const wait = (millis: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, millis));

/** Copies a registered case 10,000 times for the members of staff in turn, and gives the copies a million clocks that run far ahead. */
export async function fillClocks(database: pg.Client, number: string, open: number): Promise<void> {
  // What the drafts before wait for would fall due in between.
  await database.query(`update timer set state = 'withdrawn' where state = 'waiting'`);
  await database.query(`insert into role_holding select company_id, id, 'customer-manager', '*' from person where id like 'b%'`);
  await database.query('update company set directory_version = directory_version + 1 where retired_at is null');
  await copyRows(database, 'complaint', `t.number = '${number}'`, CASES, {
    id: `md5('case' || g)::uuid`,
    number: `t.number || '-' || g`,
    handler_id: `'b' || (1 + g % ${HANDLERS})`,
  });
  const made = `(select c.* from clock c join complaint o on o.id = c.case_id where o.number = '${number}' and c.state = 'running' limit 1)`;
  await copyRows(database, made, 'true', open, {
    id: `md5('clock' || g)::uuid`,
    case_id: `md5('case' || (1 + g % ${CASES}))::uuid`,
    name: `'far'`,
    started_at: `t.started_at + g * interval '1 millisecond'`,
    due_at: `timestamptz '${FAR}' + g * interval '1 second'`,
  }, 'clock');
  await database.query(
    `insert into timer (id, company_id, kind, subject, case_id, due_at, state)
     select md5('far' || c.id::text)::uuid, company_id, 'clock-due', id::text, case_id, due_at, 'waiting' from clock c where name = 'far'`,
  );
  // What autovacuum and the checkpointer would do to a table just filled, before anything is measured.
  await database.query('vacuum analyze');
  await database.query('checkpoint');
}

/** Inserts `count` copies of the rows of a table (or of a query's) with some columns told apart by g. */
async function copyRows(database: pg.Client, from: string, where: string, count: number, changes: Readonly<Record<string, string>>, into = from): Promise<void> {
  const { rows } = await database.query<{ name: string }>(
    `select column_name as name from information_schema.columns where table_name = $1 and table_schema = 'public' and is_generated = 'NEVER' order by ordinal_position`,
    [into],
  );
  const names = rows.map((row) => `"${row.name}"`).join(', ');
  const values = rows.map((row) => changes[row.name] ?? `t."${row.name}"`).join(', ');
  await database.query(`insert into ${into} (${names}) select ${values} from ${from} t cross join generate_series(1, ${count}) g where ${where}`);
}

/** The company's clock runs from a working morning on, `quarters` times twenty minutes later: nobody was nudged a moment ago. */
async function running(database: pg.Client, quarters: number): Promise<void> {
  await database.query(
    `update company set clock_frozen = false, clock_machine = $1, clock_business = timestamptz '${MORNING}' + $2 * interval '20 minutes' where retired_at is null`,
    [new Date().toISOString(), quarters],
  );
  await drained(database, 'now');
}

const BUSINESS = `(select clock_business + ($1::timestamptz - clock_machine) from company where retired_at is null)`;

/** Nudges, each of a case of its own: `inMillis` from now and then one every `apart` milliseconds, or all at that instant. */
async function plan(database: pg.Client, name: string, count: number, apart: number, inMillis: number): Promise<void> {
  await database.query(
    `with due as (select g, date_trunc('second', ${BUSINESS}) + make_interval(secs => ($2::float8 + g * $3::float8) / 1000) as at from generate_series(1, $4::int) g),
     made as (
       insert into clock (id, company_id, case_id, name, rule, label, starts_on, met_by, unit, responsible_role, state, started_at, due_at, derivation)
       select md5($5 || g)::uuid, t.company_id, md5('case' || g)::uuid, $5, t.rule, t.label, t.starts_on, t.met_by, 'hours', 'customer-manager', 'running',
         at - interval '1 hour', at + interval '1 hour', t.derivation
       from due cross join (select * from clock where name = 'far' limit 1) t
       returning id, company_id, case_id, due_at
     )
     insert into timer (id, company_id, kind, subject, case_id, due_at, payload, state)
     select md5('nudge' || id::text)::uuid, company_id, 'clock-nudge', id::text, case_id, due_at - interval '1 hour', '{"why":"half"}', 'waiting' from made`,
    [new Date().toISOString(), inMillis, apart, count, name],
  );
}

/** Waits until nothing due is left; with 'all' also what is planned for the next moments. */
async function drained(database: pg.Client, until: 'now' | 'all'): Promise<void> {
  const end = Date.now() + PATIENCE;
  while (Date.now() < end) {
    const { rows } = await database.query<{ left: number }>(
      `select count(*)::int as left from company c join timer t on t.company_id = c.id, (select ${BUSINESS} as now) b
       where c.retired_at is null and t.state = 'waiting' and t.due_at < '${FAR}' and (t.due_at <= b.now or ($2 = 'all' and t.kind = 'clock-nudge'))`,
      [new Date().toISOString(), until],
    );
    if (rows[0]?.left === 0) return;
    await wait(LOOK_EVERY);
  }
  throw new Error('what was due was not carried out in time');
}

/** Seconds from the instant at which these fell due until now. */
async function secondsSince(database: pg.Client, name: string): Promise<number> {
  const { rows } = await database.query<{ seconds: number }>(
    `select extract(epoch from ${BUSINESS} - max(due_at) + interval '1 hour')::float8 as seconds from clock where name = $2`,
    [new Date().toISOString(), name],
  );
  return round(rows[0]?.seconds ?? NaN);
}

/** Milliseconds from a nudge's due instant to its message being decided (queued), or to its being recorded as sent. */
async function lateness(database: pg.Client, name: string, upTo: 'created_at' | 'ended_at'): Promise<Spread> {
  const end = Date.now() + PATIENCE;
  for (;;) {
    const millis = await latenessNow(database, name, upTo);
    if (millis.every((one) => one !== null)) return spread(millis.map((one) => round(one ?? NaN)));
    if (Date.now() > end) throw new Error(`${millis.filter((one) => one === null).length} nudges of ${millis.length} have no message`);
    await wait(LOOK_EVERY);
  }
}

async function latenessNow(database: pg.Client, name: string, upTo: 'created_at' | 'ended_at'): Promise<(number | null)[]> {
  await database.query('begin');
  // What was written a moment ago is not in the planner's numbers yet: row by row it would look through all that was ever sent.
  await database.query('set local enable_nestloop = off');
  const { rows } = await database.query<{ millis: number | null }>(
    `with asked as materialized (
       select c.id, c.company_id, p.handler_id, c.due_at - interval '1 hour' as at from clock c join complaint p on p.id = c.case_id where c.name = $1)
     select extract(epoch from min(o.${upTo}) - a.at)::float8 * 1000 as millis from asked a
     left join outgoing o on o.company_id = a.company_id and o.recipient = a.handler_id and o.kind in ('card', 'nudge') and o.created_at >= a.at
     group by a.id, a.at`,
    [name],
  );
  await database.query('commit');
  return rows.map(({ millis }) => millis);
}

export interface ClockFigures {
  readonly open: number;
  /** Milliseconds of CPU of a sweep that finds nothing due, and of the whole second; service and database together. */
  readonly idle: { readonly sweep: Spread; readonly second: Spread };
  readonly burst: { readonly due: number; readonly secondsToDecided: number };
  readonly paced: { readonly perSecond: number; readonly lateness: Spread };
  readonly instant: { readonly due: number; readonly dueToQueued: Spread };
  readonly single: { readonly dueToSent: Spread };
}

const PER_SECOND = 200;
/** Nudges before the first that counts: a service's first thousand are slow, and no service is that young for long. */
export const WARM = { count: 1000, apart: 25 } as const;

/** A sweep a second. In one of them the service also seals its record or looks through its books, or the database its tables: the worst one. */
const IDLE_SECONDS = 20;

export interface ClockRun {
  readonly database: pg.Client;
  readonly open: number;
  readonly burst: number;
  readonly paced: number;
  readonly single: number;
  /** CPU seconds of service and database so far, to the microsecond. */
  cpu(): number;
}

export async function measureClocks({ database, open, burst, paced, single, cpu }: ClockRun): Promise<ClockFigures> {
  await running(database, 0);
  await plan(database, 'warm', WARM.count, WARM.apart, 3000);
  await drained(database, 'all');

  await running(database, 1);
  await wait(2000);
  const idle = await idleSeconds(cpu);

  await running(database, 2);
  await plan(database, 'single', single, 250, 3000);
  await drained(database, 'all');
  const dueToSent = await lateness(database, 'single', 'ended_at');

  await running(database, 3);
  await plan(database, 'paced', paced, 1000 / PER_SECOND, 3000);
  await drained(database, 'all');
  const late = await lateness(database, 'paced', 'created_at');

  await running(database, 4);
  await plan(database, 'instant', HANDLERS, 0, 5000);
  await drained(database, 'all');
  const dueToQueued = await lateness(database, 'instant', 'created_at');

  await running(database, 5);
  await plan(database, 'burst', burst, 0, 8000);
  await drained(database, 'all');
  const secondsToDecided = await secondsSince(database, 'burst');
  return {
    open,
    idle,
    burst: { due: burst, secondsToDecided },
    paced: { perSecond: PER_SECOND, lateness: late },
    instant: { due: HANDLERS, dueToQueued },
    single: { dueToSent },
  };
}

/** What a second uses beyond what it would without its sweep: ten times what most tenths of it use (timers of the runtime, of the database). */
async function idleSeconds(cpu: () => number): Promise<ClockFigures['idle']> {
  const sweeps: number[] = [];
  const seconds: number[] = [];
  for (let second = 0; second < IDLE_SECONDS; second++) {
    const tenths: number[] = [];
    for (let tenth = 0; tenth < 10; tenth++) {
      const before = cpu();
      await wait(100);
      tenths.push((cpu() - before) * 1000);
    }
    const whole = tenths.reduce((sum, one) => sum + one, 0);
    seconds.push(whole);
    sweeps.push(whole - 10 * median(tenths));
  }
  return { sweep: spread(sweeps), second: spread(seconds) };
}

/** The rows of the table on the screen: what, how much, aim. */
export function clockRows({ open, idle, burst, paced, instant, single }: ClockFigures): [string, string, string][] {
  return [
    [`${open} open clocks: CPU of a sweep when nothing is due p50 / most`, `${idle.sweep.p50} / ${idle.sweep.max} ms`, '<= 5 ms'],
    ['  the whole second p50 / most', `${idle.second.p50} / ${idle.second.max} ms`, ''],
    ['  one due: due to sent p50 / p99', `${single.dueToSent.p50} / ${single.dueToSent.p99} ms`, 'p99 < 15 ms'],
    [`  ${paced.perSecond} due a second: due to decided p50 / p99`, `${paced.lateness.p50} / ${paced.lateness.p99} ms`, 'p99 <= 1 s'],
    [`  ${instant.due} due at one instant: due to decided p50 / p99`, `${instant.dueToQueued.p50} / ${instant.dueToQueued.p99} ms`, 'p99 < 1.2 s'],
    [`  ${burst.due} due at one second, all decided and queued after`, `${burst.secondsToDecided} s`, '<= 10 s'],
  ];
}
