import { open } from '../../platform/database/open.js';
import { sqlTime } from '../../platform/database/source.js';
import type { Tx } from '../../platform/database/transaction.js';
import type { Instant } from '../../terms/instants.js';
import { userKey } from '../../terms/platform.js';
import type { CompanyClock } from '../domain/new-company.js';

// A person with an account on the company's own channel is reached there, else by the account he has.
const ELSEWHERE = `
select id, channel from chat where company_id = $1 and kind = 'group' and channel <> $2
union all
select person_id, min(channel) from platform_user where company_id = $1 and person_id is not null and left_at is null
group by person_id having bool_and(channel <> $2)`;

/** Who and what is not reached by the company's own channel: person or group → channel. */
export async function readElsewhere(tx: Tx, company: { readonly id: string; readonly channel: string }): Promise<ReadonlyMap<string, string>> {
  const rows = await open(tx).rows<{ id: string; channel: string }>(ELSEWHERE, [company.id, company.channel]);
  return new Map(rows.map((row) => [row.id, row.channel]));
}

/** An account of a platform, within its organisation. */
export interface Account {
  readonly channel: string;
  readonly corp: string;
  readonly userId: string;
}

/** Somebody a platform knows: whose of our people he is. */
export interface KnownAccount {
  readonly companyId: string;
  readonly personId: string;
  readonly name: string;
  /** Of his company, as in its head. */
  readonly clock: CompanyClock;
  readonly setupSince: Instant | null;
}

const KNOWN = `
select u.company_id as "companyId", u.person_id as "personId", p.name, c.clock_business as business, c.clock_machine as machine, c.clock_frozen as frozen, c.setup_since as "setupSince"
from platform_user u
join person p on p.company_id = u.company_id and p.id = u.person_id and p.left_at is null
join company c on c.id = u.company_id and c.retired_at is null
where u.channel = $1 and u.corp = $2 and u.user_key = $3 and u.left_at is null`;

/** Whose account it is; null for a stranger, for who has left, and where the company is no more. */
export async function knownAccount(tx: Tx, account: Account): Promise<KnownAccount | null> {
  const [row] = await open(tx).rows<Omit<KnownAccount, 'clock'> & KnownAccount['clock']>(KNOWN, keyOf(account));
  if (row === undefined) return null;
  const { business, machine, frozen, ...known } = row;
  return { ...known, clock: { business, machine, frozen } };
}

const keyOf = ({ channel, corp, userId }: Account): readonly string[] => [channel, corp, userKey(channel, userId)];

const COMPANIES = `
select p.company_id as "companyId", p.departments from platform_company p join company c on c.id = p.company_id and c.retired_at is null
where p.channel = $1 and p.corp = $2 order by c.created_at, c.id`;

/** The companies of an organisation, the oldest first. */
export function companiesOf(tx: Tx, channel: string, corp: string): Promise<{ readonly companyId: string; readonly departments: readonly string[] }[]> {
  return open(tx).rows(COMPANIES, [channel, corp]);
}

const JOIN_PLATFORM = `
insert into platform_company (company_id, channel, corp, departments) values ($1, $2, $3, $4)
on conflict (company_id, channel) do update set corp = excluded.corp, departments = excluded.departments`;

export async function joinPlatform(tx: Tx, one: { readonly companyId: string; readonly channel: string; readonly corp: string; readonly departments: readonly string[] }): Promise<void> {
  await open(tx).run(JOIN_PLATFORM, [one.companyId, one.channel, one.corp, one.departments]);
}

const RAISE_VERSION = 'update company set directory_version = directory_version + 1 where id = $1';

/** The people of a company have changed: whoever remembers them reads them again. */
export async function peopleChanged(tx: Tx, companyId: string): Promise<void> {
  await open(tx).run(RAISE_VERSION, [companyId]);
}

const ACCOUNT_LEFT = `
update platform_user set left_at = $4 where channel = $1 and corp = $2 and user_key = $3 and left_at is null
returning company_id as "companyId", person_id as "personId"`;

const HAS_OTHER = 'select 1 from platform_user where company_id = $1 and person_id = $2 and left_at is null limit 1';

/** The account opens nothing from now on. Whose it was, and whether he has another one; null where it was nobody's. */
export async function accountLeft(tx: Tx, account: Account, at: Instant): Promise<{ readonly companyId: string; readonly personId: string; readonly hasOther: boolean } | null> {
  const sql = open(tx);
  const [row] = await sql.rows<{ companyId: string | null; personId: string | null }>(ACCOUNT_LEFT, [...keyOf(account), sqlTime(at)]);
  const { companyId, personId } = row ?? { companyId: null, personId: null };
  if (companyId === null || personId === null) return null;
  await peopleChanged(tx, companyId);
  return { companyId, personId, hasOther: (await sql.rows(HAS_OTHER, [companyId, personId])).length > 0 };
}

const WRITE_ACCOUNT = `
insert into platform_user (channel, corp, user_key, user_id, name, departments, seen_at, company_id, person_id)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
on conflict (channel, corp, user_key) do update set user_id = excluded.user_id, name = excluded.name, seen_at = excluded.seen_at,
  departments = excluded.departments, left_at = null, company_id = excluded.company_id, person_id = excluded.person_id`;

export interface ListedAccount extends Account {
  readonly name: string;
  readonly departments: readonly string[];
}

/** An account as it was listed, and whose it is; nobody's where `owner` is null. */
export async function writeAccount(tx: Tx, one: ListedAccount, owner: { readonly companyId: string; readonly personId: string } | null, at: Instant): Promise<void> {
  await open(tx).run(WRITE_ACCOUNT, [...keyOf(one), one.userId, one.name, one.departments, sqlTime(at), owner?.companyId ?? null, owner?.personId ?? null]);
}

const ADD_PERSON = `
insert into person (company_id, id, name, phone, position)
values ($1, $2, $3, $4, (select coalesce(max(position), 0) + 1 from person where company_id = $1))
on conflict (company_id, id) do update set name = excluded.name, phone = coalesce(excluded.phone, person.phone), left_at = null`;
const NO_ROLES = `
delete from role_holding h using person p
where p.company_id = h.company_id and p.id = h.person_id and h.company_id = $1 and h.person_id = $2 and p.left_at is not null`;

/** Somebody new, or somebody who comes back: he holds nothing until an administrator says so. */
export async function addPerson(tx: Tx, companyId: string, person: { readonly id: string; readonly name: string; readonly phone: string | null }): Promise<void> {
  const sql = open(tx);
  await sql.run(NO_ROLES, [companyId, person.id]);
  await sql.run(ADD_PERSON, [companyId, person.id, person.name, person.phone]);
  await peopleChanged(tx, companyId);
}

const HOLD = `
insert into role_holding (company_id, person_id, role, project_id) values ($1, $2, $3, $4) on conflict do nothing`;

export async function holdRole(tx: Tx, companyId: string, held: { readonly personId: string; readonly role: string; readonly projectId: string }): Promise<void> {
  await open(tx).run(HOLD, [companyId, held.personId, held.role, held.projectId]);
  await peopleChanged(tx, companyId);
}

/** The company takes no complaints until somebody says that it is set up. */
export async function setUp(tx: Tx, companyId: string, since: Instant | null): Promise<void> {
  await open(tx).run('update company set setup_since = $2 where id = $1', [companyId, sqlTime(since)]);
}

const WITHOUT_ADMINISTRATOR = `
select c.id, c.name from company c
where c.retired_at is null and c.channel <> 'simulator' and not exists (
  select 1 from role_holding h join person p on p.company_id = h.company_id and p.id = h.person_id and p.left_at is null
  where h.company_id = c.id and h.role = 'administrator')
order by c.created_at, c.id`;

/** Companies of a real platform that nobody can set up. */
export function withoutAdministrator(tx: Tx): Promise<{ readonly id: string; readonly name: string }[]> {
  return open(tx).rows(WITHOUT_ADMINISTRATOR);
}
