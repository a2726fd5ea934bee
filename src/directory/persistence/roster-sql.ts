import { open } from '../../platform/database/open.js';
import type { Tx } from '../../platform/database/transaction.js';
import type { Department } from '../domain/roster.js';

/** An account as it stands with us. */
export interface StandingAccount {
  readonly userKey: string;
  readonly userId: string;
  readonly name: string;
  readonly departments: readonly string[];
  readonly companyId: string | null;
  readonly personId: string | null;
}

const STANDING = `
select user_key as "userKey", user_id as "userId", name, departments, company_id as "companyId", person_id as "personId"
from platform_user where channel = $1 and corp = $2 and left_at is null`;

/** Every account of an organisation that has not left; at most some ten thousand. */
export function standingAccounts(tx: Tx, channel: string, corp: string): Promise<StandingAccount[]> {
  return open(tx).rows(STANDING, [channel, corp]);
}

/** One reading of an organisation at a time. */
export async function lockRoster(tx: Tx, channel: string, corp: string): Promise<void> {
  await open(tx).run('select pg_advisory_xact_lock(20483, hashtext($1))', [`${channel}/${corp}`]);
}

const WRITE_DEPARTMENTS = `
with kept as (
  insert into platform_department (channel, corp, id, name, parent)
  select $1, $2, one->>'id', one->>'name', one->>'parent' from jsonb_array_elements($3::jsonb) as one
  on conflict (channel, corp, id) do update set name = excluded.name, parent = excluded.parent
  returning id
)
delete from platform_department d where d.channel = $1 and d.corp = $2 and d.id not in (select one->>'id' from jsonb_array_elements($3::jsonb) as one)`;

export async function writeDepartments(tx: Tx, channel: string, corp: string, departments: readonly (Department & { readonly name: string })[]): Promise<void> {
  await open(tx).run(WRITE_DEPARTMENTS, [channel, corp, JSON.stringify(departments)]);
}

const DEPARTMENTS_OF = `
select d.channel, d.id, d.name from platform_department d
join platform_company p on p.channel = d.channel and p.corp = d.corp and p.company_id = $1 order by d.channel, d.id limit 5000`;

/** The departments of the organisations a company is part of. */
export function departmentsOf(tx: Tx, companyId: string): Promise<{ readonly channel: string; readonly id: string; readonly name: string }[]> {
  return open(tx).rows(DEPARTMENTS_OF, [companyId]);
}

const CORP_OF = 'select corp from platform_company where company_id = $1 and channel = $2';

/** Which organisation of a platform a company belongs to; null where it is not on it. */
export async function corpOf(tx: Tx, companyId: string, channel: string): Promise<string | null> {
  const [row] = await open(tx).rows<{ corp: string }>(CORP_OF, [companyId, channel]);
  return row?.corp ?? null;
}

const SAME_PHONE = `
select p.id from person p where p.company_id = $1 and p.phone = $2 and p.left_at is null
  and not exists (select 1 from platform_user u where u.company_id = p.company_id and u.person_id = p.id and u.channel = $3 and u.left_at is null)`;

/** The one person of a company with this mobile who has no account on the platform yet; null where none or several have. */
export async function personByPhone(tx: Tx, companyId: string, phone: string, channel: string): Promise<string | null> {
  const rows = await open(tx).rows<{ id: string }>(SAME_PHONE, [companyId, phone, channel]);
  return rows.length === 1 ? (rows[0]?.id ?? null) : null;
}
