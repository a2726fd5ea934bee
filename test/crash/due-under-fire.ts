import pg from 'pg';
import type { TestDatabase } from '../harness/database.js';
import { reconcile } from './aftermath.js';
import { pause, ServiceProcess } from './service-process.js';
import { Town } from './town.js';

export interface Fire {
  readonly replicas: number;
  readonly kills: number;
  readonly batches: number;
  readonly chance: () => number;
}

/** What people were told while clocks fell due, and everything about it that may not be. */
export interface Told {
  /** Who was told what, a line each, without the time left and the number (the reports race for it): the same whether somebody was killed or not. */
  readonly lines: readonly string[];
  readonly counts: { readonly nudges: number; readonly escalations: number; readonly missed: number; readonly fired: number };
  readonly faults: readonly string[];
}

const REPORTERS = ['staff1', 'staff2', 'property-cs-manager1', 'marketing-manager1', 'rd-manager1', 'project-engineer1'] as const;
const MATTERS = ['厨房漏水', '销售承诺的车位没有兑现', '户型设计不合理'] as const;
/** Machine time from the first deadline to the last of a batch after it. */
const BETWEEN_BATCHES = 2000;
const BEFORE = 1500;
const PATIENCE = 30_000;

/**
 * On Monday from 09:00:00 on complaints come in, in batches two seconds apart, and nobody does anything about them. On Tuesday their
 * nudges and escalations fall due at 09:00:00 and their 24 hours run out batch by batch, while the clock runs at its real speed, every
 * replica works and one after the other is killed and started again.
 */
export async function dueUnderFire(database: TestDatabase, fire: Fire): Promise<Told> {
  const services: ServiceProcess[] = [];
  const client = new pg.Client(database.url);
  await client.connect();
  try {
    // One before the others: two would have to wait for each other's migration.
    for (let index = 0; index < fire.replicas; index++) services.push(await ServiceProcess.at(database.url));
    await Promise.all(services.map((one) => one.start()));
    const town = new Town(...services.map((one) => one.url));
    await reported(town, fire.batches);
    await town.post('/clock', { to: '2026-03-03T08:59:50+08:00' });
    await runsFrom(client, '2026-03-03T09:00:00+08:00');
    const first = performance.now() + BEFORE;
    await Promise.all([killed(services, fire, first), pause(BEFORE + fire.batches * BETWEEN_BATCHES)]);
    await allCarriedOut(client);
    return { ...(await told(client)), faults: [...town.faults, ...(await faultsOf(client, database.url))] };
  } finally {
    await client.end();
    await Promise.all(services.map((one) => one.stop()));
  }
}

async function reported(town: Town, batches: number): Promise<void> {
  await town.post('/reset', { pack: 'longfor-hangzhou', at: '2026-03-02T09:00:00+08:00' });
  for (let batch = 0; batch < batches; batch++) {
    await Promise.all(REPORTERS.map((person, index) => report(town, person, batch * REPORTERS.length + index)));
    await town.post('/clock', { advance: `PT${BETWEEN_BATCHES / 1000}S` });
  }
}

async function report(town: Town, person: string, index: number): Promise<void> {
  await town.readUp(person);
  await town.says(person, `滨江一号${index + 1}栋2单元${201 + index}业主李女士来电,${MATTERS[index % MATTERS.length] ?? ''},电话138${String(20_000_000 + index)}`);
  const draft = await town.hears(person, (one) => one.card?.title === '投诉草稿' && one.card.state === 'open');
  await town.taps(person, draft.card?.id ?? '', 'confirm');
  await town.hears(person, (one) => one.text.includes('已登记'));
}

/** The company's clock runs from shortly before an instant on. */
async function runsFrom(client: pg.Client, instant: string): Promise<void> {
  await client.query(
    `update company set clock_frozen = false, clock_business = $1::timestamptz - make_interval(secs => $2), clock_machine = $3 where retired_at is null`,
    [instant, BEFORE / 1000, new Date().toISOString()],
  );
}

/** One at a time is dead, never all: at a random moment about the instant at which a batch falls due, when every replica is at work on it. */
async function killed(services: readonly ServiceProcess[], { kills, batches, chance }: Fire, first: number): Promise<void> {
  for (let kill = 0; kill < kills; kill++) {
    const due = first + Math.floor((kill * batches) / kills) * BETWEEN_BATCHES;
    await pause(due + chance() * 300 - 50 - performance.now());
    const one = services[Math.floor(chance() * services.length)];
    await one?.kill();
    await one?.start();
  }
}

const WAITING = `
select 'timer ' || t.kind || ' ' || t.subject as row from timer t join company c on c.id = t.company_id
where c.retired_at is null and t.state = 'waiting' and t.due_at <= c.clock_business + ($1::timestamptz - c.clock_machine)
union all select 'outgoing ' || seq from outgoing where state in ('waiting', 'sending')`;

async function allCarriedOut(client: pg.Client): Promise<void> {
  const limit = performance.now() + PATIENCE;
  for (;;) {
    const { rows } = await client.query<{ row: string }>(WAITING, [new Date().toISOString()]);
    if (rows.length === 0) return;
    if (performance.now() > limit) throw new Error(`still waiting: ${rows.map(({ row }) => row).join(', ')}`);
    await pause(100);
  }
}

/** Every row is a fault. Whatever fell due from 09:00 on is looked at; what was said before nobody was killed. */
const CHECKS: Readonly<Record<string, string>> = {
  'nobody hears a nudge twice': `
    select timer_id, person_id, count(*) from nudge_line where timer_id is not null group by 1, 2 having count(*) > 1`,
  'what was said is not put off as well': `
    select a.subject, b.due_at from timer a join timer b on b.company_id = a.company_id and b.kind = a.kind and b.subject = a.subject
    where a.kind = 'clock-nudge' and a.state = 'done' and b.state = 'waiting' and b.due_at <= a.ended_at + interval '15 minutes' and b.payload ->> 'why' = a.payload ->> 'why'`,
  'what was sent lies in its chat once': `
    select o.seq, o.kind, count(m.*) from outgoing o left join simulator_message m on m.company_id = o.company_id and m.delivery_key = 'out-' || o.seq
    where o.channel = 'simulator' and o.kind <> 'card-update' group by o.seq, o.kind, o.state having count(m.*) <> case o.state when 'withdrawn' then 0 else 1 end`,
  'a nudge that fired was heard by somebody, or says why not': `
    select t.id, t.subject from timer t where t.kind in ('clock-nudge', 'clock-escalate') and t.state = 'done' and t.ended_because is null
      and not exists (select from nudge_line l where l.timer_id = t.id)`,
  'nothing failed or was given up': `
    select kind, subject from timer where state = 'failed' union all select kind, seq::text from outgoing where state in ('given-up', 'unknown')`,
  'each rung of a ladder is climbed once': `
    select subject, payload ->> 'rung', count(*) from timer where kind = 'clock-escalate' and state = 'done' group by 1, 2 having count(*) > 1`,
  'no clock is open past its due time': `
    select k.name, k.due_at from clock k join company c on c.id = k.company_id
    where c.retired_at is null and k.state = 'running' and k.due_at < '2026-03-03T01:00:00Z'::timestamptz + interval '1 second'`,
  'a miss stands at its due second': `select name, due_at, missed_at from clock where state = 'missed' and missed_at <> due_at`,
  'a miss is on its case once': `
    select case_id, payload ->> 'clock', payload ->> 'due', count(*) from case_entry where kind = 'clock-missed' group by 1, 2, 3 having count(*) > 1`,
  'nobody hears of one miss twice': `
    select recipient, line, count(*) from (
      select recipient, regexp_split_to_table(payload ->> 'text', '\\n') as line from outgoing where kind = 'notice' and payload ->> 'text' like '%【超时】%' and state <> 'withdrawn') s
    where line like '%【超时】%' group by 1, 2 having count(*) > 1`,
  // What was missed at midnight came at 08:00 in one message that counts what it does not list.
  'of every miss by day two people hear': `
    select k.id, k.name, count(distinct o.recipient) from clock k join complaint c on c.id = k.case_id
      left join outgoing o on o.kind = 'notice' and o.company_id = k.company_id and o.state = 'sent'
        and o.payload ->> 'text' like '%【超时】%' || c.number || '%' || k.label || '%'
    where k.state = 'missed' and k.due_at >= '2026-03-03T01:00:00Z' group by 1, 2 having count(distinct o.recipient) < 2`,
};

async function faultsOf(client: pg.Client, url: string): Promise<readonly string[]> {
  const faults: string[] = [];
  for (const [check, sql] of Object.entries(CHECKS)) {
    const { rows } = await client.query(sql);
    if (rows.length > 0) faults.push(`not true: ${check}: ${rows.length} rows, ${JSON.stringify(rows.slice(0, 4))}`);
  }
  const { code, said } = await reconcile(url);
  return code === 0 ? faults : [...faults, `reconcile: ${said}`];
}

const LINES = `
select l.person_id || ' ' || l.text as line from nudge_line l join company c on c.id = l.company_id where c.retired_at is null
union all
select o.recipient || ' ' || line from outgoing o join company c on c.id = o.company_id, regexp_split_to_table(o.payload ->> 'text', '\\n') as line
where c.retired_at is null and o.kind = 'notice' and o.state = 'sent' and o.created_at >= '2026-03-03T01:00:00Z' and line like '%【超时】%'`;

const COUNTS = `
select (select count(*) from nudge_line where text like '【提醒】%')::int as nudges, (select count(*) from nudge_line where text like '【升级提醒】%')::int as escalations,
  (select count(*) from clock where state = 'missed')::int as missed, (select count(*) from timer where state = 'done' and ended_at >= '2026-03-03T01:00:00Z')::int as fired`;

async function told(client: pg.Client): Promise<Pick<Told, 'lines' | 'counts'>> {
  const { rows } = await client.query<{ line: string }>(LINES);
  const counted = await client.query<Told['counts']>(COUNTS);
  const [counts] = counted.rows;
  if (counts === undefined) throw new Error('nothing was counted');
  return { counts, lines: rows.map(({ line }) => line.replace(/（还剩.*?）/g, '').replace(/LH-\d{8}-\d{4}/g, '<编号>').replace(/^(\S+ )\d+\. /, '$1')).sort() };
}
