import { setTimeout as pause } from 'node:timers/promises';
import { STRANGER, userKey } from '../terms/platform.js';
import { dayOf, MINUTE, SECOND, type Instant } from '../terms/instants.js';
import { budgetAfter } from './channel-budget.js';
import { open } from './database/open.js';
import { sqlTime } from './database/source.js';
import type { Database, Tx } from './database/transaction.js';
import type { Ids } from './ids/ids.js';
import type { MachineClock } from './time/machine-clock.js';

type Data = Readonly<Record<string, string>>;
type Chat = { readonly kind: 'private'; readonly userId: string } | { readonly kind: 'group'; readonly id: string };

/** Whoever fetches a token has this long; then another one tries. */
const FETCHING = 15 * SECOND;
const LOOK_AGAIN = 100;

const GOOD_TOKEN = 'select value from platform_token where channel = $1 and name = $2 and value is not null and renew_at > $3';
const TOKEN = `
insert into platform_token (channel, name) values ($1, $2)
on conflict (channel, name) do update set name = excluded.name
returning value, renew_at as "renewAt", expires_at as "expiresAt", fetching_until as "fetchingUntil"`;
const FETCHING_NOW = 'update platform_token set fetched_by = $3, fetching_until = $4 where channel = $1 and name = $2';
const FETCHED = `
update platform_token set value = $4, renew_at = $5, expires_at = $6, fetched_by = null, fetching_until = null
where channel = $1 and name = $2 and fetched_by = $3`;
const NOT_FETCHED = 'update platform_token set fetched_by = null, fetching_until = null where channel = $1 and name = $2 and fetched_by = $3';
const DROP_TOKEN = 'update platform_token set value = null where channel = $1 and name = $2 and value = $3';

const LEASE = `
insert into platform_lease (channel, name, holder, ends_at) values ($1, $2, $3, $4)
on conflict (channel, name) do update set holder = excluded.holder, ends_at = excluded.ends_at
  where platform_lease.holder is null or platform_lease.holder = excluded.holder or platform_lease.ends_at <= $5`;
const RELEASE = 'update platform_lease set holder = null where channel = $1 and name = $2 and holder = $3';

const REMEMBER = `
insert into platform_surface (channel, key, data, ends_at) values ($1, $2, $3, $4)
on conflict (channel, key) do update set data = excluded.data, ends_at = excluded.ends_at`;
// Whether it has ended is looked at here: on a table the planner does not know yet it would be looked for by its end.
const RECALL = 'select data, ends_at as "endsAt" from platform_surface where channel = $1 and key = $2';
const CONSUME = 'delete from platform_surface where channel = $1 and key = $2 returning data, ends_at as "endsAt"';
const SPENT = `coalesce(platform_surface.data -> 'spent', '[]')`;
const KEEP_TICKET = `
insert into platform_surface (channel, key, data, ends_at) values ($1, $2, jsonb_build_object('ticket', $3::text), $4)
on conflict (channel, key) do update set data = jsonb_build_object('ticket', $3::text, 'spent', ${SPENT}), ends_at = excluded.ends_at
  where not ${SPENT} ? $3`;
// Repeats come within seconds: the last eight are remembered.
const TAKE_TICKET = `
update platform_surface set data = jsonb_build_object('spent', jsonb_path_query_array(${SPENT}, '$[last - 6 to last]') || jsonb_build_array(data ->> 'ticket'))
where channel = $1 and key = $2 and data ? 'ticket' and ends_at > $3 returning data -> 'spent' ->> -1 as ticket`;
const RETURN_TICKET = `
update platform_surface set data = jsonb_build_object('ticket', $3::text, 'spent', ${SPENT} - $3::text)
where channel = $1 and key = $2 and not data ? 'ticket'`;
const FORGET = 'delete from platform_surface where channel = $1 and key = $2';

const USER = 'select user_id as id from platform_user where company_id = $1 and person_id = $2 and channel = $3 and left_at is null';
const GROUP = 'select id from platform_group where channel = $1 and id = $2 and coalesce(company_id, $3) = $3';
const GROUPS_BESIDE = `
select o.id from chat c
join chat o on o.company_id = c.company_id and o.channel = c.channel and o.project_id = c.project_id and o.kind = 'group' and o.id <> c.id
join platform_group g on g.channel = o.channel and g.id = o.id
where c.channel = $1 and c.company_id = $2 and c.id = $3 order by g.met_at desc`;
const PERSON = `
select u.company_id as "companyId", u.person_id as "personId" from platform_user u
join person p on p.company_id = u.company_id and p.id = u.person_id and p.left_at is null
join company c on c.id = u.company_id and c.retired_at is null
where u.channel = $1 and u.corp = $2 and u.user_key = $3 and u.left_at is null`;

const LIGHTLY = `(select set_config('synchronous_commit', 'off', true)) is not null`;

/** Rows are locked in the order of their names, and not until the disk has them: a server that dies is away for longer than what it may forget of them. */
const BUDGETS = `
insert into platform_budget (channel, name) select $1, name from unnest($2::text[]) as name where ${LIGHTLY} order by name
on conflict (channel, name) do update set name = excluded.name returning name, taken`;
const SPEND = `
update platform_budget b set taken = s.taken::jsonb from unnest($2::text[], $3::text[]) as s (name, taken) where b.channel = $1 and b.name = any ($2) and b.name = s.name`;
const REMEMBER_LIGHTLY = REMEMBER.replace('values ($1, $2, $3, $4)', `select $1, $2, $3::jsonb, $4::timestamptz where ${LIGHTLY}`);
// Every callback and every call counts in one row: none holds it until the disk has it.
const COUNT = `
insert into platform_count (channel, name, month, used) select $1, $2, $3, 1 where ${LIGHTLY}
on conflict (channel, name, month) do update set used = platform_count.used + 1 returning used`;

interface TokenRow {
  value: string | null;
  renewAt: Instant | null;
  expiresAt: Instant | null;
  fetchingUntil: Instant | null;
}

/** What the adapter of one platform keeps in the database (channels/port/store.ts), on the doors' connections. */
export class ChannelDatabase {
  constructor(
    private readonly channel: string,
    private readonly parts: { readonly database: Database; readonly clock: MachineClock; readonly ids: Ids },
  ) {}

  async token(name: string, fetchFresh: () => Promise<{ readonly value: string; readonly lifeMs: number }>): Promise<string> {
    // Every call asks: whoever finds a good one waits for nobody and locks nothing.
    const good = await this.one<{ value: string }>(GOOD_TOKEN, [this.channel, name, sqlTime(this.now)]);
    if (good !== null) return good.value;
    for (;;) {
      const holder = this.parts.ids.uuid();
      const found = await this.database.inTransaction((tx) => this.tokenOrTurn(tx, name, holder));
      if (found === 'wait') await pause(LOOK_AGAIN);
      else if (found === 'fetch') return this.fetched(name, holder, fetchFresh);
      else return found.value;
    }
  }

  private async tokenOrTurn(tx: Tx, name: string, holder: string): Promise<{ readonly value: string } | 'wait' | 'fetch'> {
    const sql = open(tx);
    const now = this.now;
    const [row] = await sql.rows<TokenRow>(TOKEN, [this.channel, name]);
    const value = row?.value ?? null;
    if (value !== null && now < (row?.renewAt ?? 0)) return { value };
    if (now < (row?.fetchingUntil ?? 0)) return value !== null && now < (row?.expiresAt ?? 0) ? { value } : 'wait';
    await sql.run(FETCHING_NOW, [this.channel, name, holder, sqlTime(now + FETCHING)]);
    return 'fetch';
  }

  private async fetched(name: string, holder: string, fetchFresh: () => Promise<{ readonly value: string; readonly lifeMs: number }>): Promise<string> {
    try {
      const { value, lifeMs } = await fetchFresh();
      const now = this.now;
      const renewAt = now + lifeMs - Math.min(5 * MINUTE, lifeMs / 10);
      await this.run(FETCHED, [name, holder, value, sqlTime(renewAt), sqlTime(now + lifeMs)]);
      return value;
    } catch (error) {
      await this.run(NOT_FETCHED, [name, holder]).catch(() => undefined);
      throw error;
    }
  }

  async dropToken(name: string, value: string): Promise<void> {
    await this.run(DROP_TOKEN, [name, value]);
  }

  async lease(name: string, holder: string, ms: number): Promise<boolean> {
    return (await this.run(LEASE, [name, holder, sqlTime(this.now + ms), sqlTime(this.now)])) === 1;
  }

  async release(name: string, holder: string): Promise<void> {
    await this.run(RELEASE, [name, holder]);
  }

  async remember(key: string, data: Data, until: Instant, how?: 'lightly'): Promise<void> {
    await this.run(how === 'lightly' ? REMEMBER_LIGHTLY : REMEMBER, [key, JSON.stringify(data), sqlTime(until)]);
  }

  recall(key: string): Promise<Data | null> {
    return this.kept(RECALL, key);
  }

  consumeOnce(key: string): Promise<Data | null> {
    return this.kept(CONSUME, key);
  }

  async forget(key: string): Promise<void> {
    await this.run(FORGET, [key]);
  }

  async keepTicket(key: string, ticket: string, until: Instant): Promise<void> {
    await this.run(KEEP_TICKET, [key, ticket, sqlTime(until)]);
  }

  async takeTicket(key: string): Promise<string | null> {
    return (await this.one<{ ticket: string }>(TAKE_TICKET, [this.channel, key, sqlTime(this.now)]))?.ticket ?? null;
  }

  async returnTicket(key: string, ticket: string): Promise<void> {
    await this.run(RETURN_TICKET, [key, ticket]);
  }

  async platformUser(companyId: string, personId: string): Promise<string | null> {
    if (personId.startsWith(STRANGER)) return personId.slice(STRANGER.length);
    return (await this.one<{ id: string }>(USER, [companyId, personId, this.channel]))?.id ?? null;
  }

  async platformChat(companyId: string, chatId: string): Promise<Chat | null> {
    const userId = await this.platformUser(companyId, chatId);
    if (userId !== null) return { kind: 'private', userId };
    const group = await this.one<{ id: string }>(GROUP, [this.channel, chatId, companyId]);
    return group === null ? null : { kind: 'group', id: group.id };
  }

  groupsBeside(companyId: string, chatId: string): Promise<readonly string[]> {
    return this.database.withoutTransaction(async (tx) => (await open(tx).rows<{ id: string }>(GROUPS_BESIDE, [this.channel, companyId, chatId])).map(({ id }) => id));
  }

  personOf(corp: string, userId: string): Promise<{ readonly companyId: string; readonly personId: string } | null> {
    return this.one(PERSON, [this.channel, corp, userKey(this.channel, userId)]);
  }

  takeBudgets(budgets: readonly { readonly name: string; readonly most: number; readonly windowMs: number }[]): Promise<number> {
    return this.database.inTransaction(async (tx) => {
      const sql = open(tx);
      const rows = await sql.rows<{ name: string; taken: readonly Instant[] }>(BUDGETS, [this.channel, budgets.map((one) => one.name)]);
      const known = new Map(rows.map((row) => [row.name, row.taken]));
      const after = budgets.map(({ name, most, windowMs }) => ({ name, ...budgetAfter(known.get(name) ?? [], most, windowMs, this.now) }));
      const wait = Math.max(0, ...after.map((one) => one.wait));
      if (wait === 0) await sql.run(SPEND, [this.channel, after.map((one) => one.name), after.map((one) => JSON.stringify(one.taken))]);
      return wait;
    });
  }

  async count(name: string): Promise<number> {
    return (await this.one<{ used: number }>(COUNT, [this.channel, name, dayOf(this.now).slice(0, 7)]))?.used ?? 0;
  }

  /** What has ended is let go; called now and then. */
  async sweep(): Promise<void> {
    await this.database.withoutTransaction((tx) => open(tx).run('delete from platform_surface where ends_at <= $1', [sqlTime(this.now)]));
  }

  private async kept(text: string, key: string): Promise<Data | null> {
    const row = await this.one<{ data: Data; endsAt: Instant }>(text, [this.channel, key]);
    return row !== null && row.endsAt > this.now ? row.data : null;
  }

  private get database(): Database {
    return this.parts.database;
  }

  private get now(): Instant {
    return this.parts.clock.now();
  }

  /** A statement of which the channel is the first parameter. */
  private run(text: string, values: readonly unknown[]): Promise<number> {
    return this.database.withoutTransaction((tx) => open(tx).run(text, [this.channel, ...values]));
  }

  private one<T>(text: string, values: readonly unknown[]): Promise<T | null> {
    return this.database.withoutTransaction(async (tx) => (await open(tx).rows<T>(text, values))[0] ?? null);
  }
}
