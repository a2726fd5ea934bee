import { open } from '../../platform/database/open.js';
import { sqlTime } from '../../platform/database/source.js';
import type { Tx } from '../../platform/database/transaction.js';
import type { Instant } from '../../terms/instants.js';
import type { Project } from '../domain/snapshot.js';

/** A company as its administrator sets it. */
export interface CompanySet {
  readonly name: string;
  readonly projects: readonly (Project & { readonly buildings: readonly string[] })[];
  readonly holdings: readonly { readonly personId: string; readonly role: string; readonly projectId: string }[];
  readonly deputies: readonly { readonly id: string; readonly personId: string; readonly deputyId: string; readonly from: Instant; readonly until: Instant }[];
  readonly duties: readonly { readonly personId: string; readonly projectId: string; readonly from: Instant; readonly until: Instant }[];
}

const LOCK = 'select directory_version as version from company where id = $1 and retired_at is null for update';

/** The version people were read at last; whoever holds this lock is the only one to change them. */
export async function lockDirectory(tx: Tx, companyId: string): Promise<number | null> {
  const [row] = await open(tx).rows<{ version: number }>(LOCK, [companyId]);
  return row?.version ?? null;
}

const RENAME = 'update company set name = $2, directory_version = directory_version + 1 where id = $1';
const PROJECTS = `
insert into project (company_id, id, name, nicknames, buildings)
select $1, one->>'id', one->>'name', array(select jsonb_array_elements_text(one->'nicknames')), array(select jsonb_array_elements_text(one->'buildings'))
from jsonb_array_elements($2::jsonb) as one
on conflict (company_id, id) do update set name = excluded.name, nicknames = excluded.nicknames, buildings = excluded.buildings`;
const LESS_PROJECTS = 'delete from project where company_id = $1 and id <> all ($2::text[])';
const LESS_HOLDINGS = `
delete from role_holding h using person p
where h.company_id = $1 and p.company_id = h.company_id and p.id = h.person_id and p.left_at is null`;
const HOLDINGS = `
insert into role_holding (company_id, person_id, role, project_id)
select $1, one->>'personId', one->>'role', one->>'projectId' from jsonb_array_elements($2::jsonb) as one on conflict do nothing`;
const LESS_DEPUTIES = 'delete from deputy where company_id = $1 and until_at > $2';
const DEPUTIES = `
insert into deputy (company_id, id, person_id, deputy_id, from_at, until_at)
select $1, (one->>'id')::uuid, one->>'personId', one->>'deputyId', (one->>'from')::timestamptz, (one->>'until')::timestamptz
from jsonb_array_elements($2::jsonb) as one`;
const LESS_DUTIES = 'delete from duty where company_id = $1 and until_at > $2';
const DUTIES = `
insert into duty (company_id, project_id, person_id, from_at, until_at, set_at, set_by)
select $1, one->>'projectId', one->>'personId', (one->>'from')::timestamptz, (one->>'until')::timestamptz, $3, $4
from jsonb_array_elements($2::jsonb) as one
on conflict (company_id, project_id, person_id, from_at) do update set until_at = excluded.until_at, set_at = excluded.set_at, set_by = excluded.set_by`;

/** Writes what was set; what is over stays as it was. The caller holds the directory's lock. `now` is business time. */
export async function setCompany(tx: Tx, companyId: string, wanted: CompanySet, act: { readonly by: string; readonly now: Instant }): Promise<void> {
  const sql = open(tx);
  const timed = (rows: readonly { readonly from: Instant; readonly until: Instant }[]): string =>
    JSON.stringify(rows.map((one) => ({ ...one, from: sqlTime(one.from), until: sqlTime(one.until) })));
  await sql.run(RENAME, [companyId, wanted.name]);
  await sql.run(PROJECTS, [companyId, JSON.stringify(wanted.projects)]);
  await sql.run(LESS_PROJECTS, [companyId, wanted.projects.map((one) => one.id)]);
  await sql.run(LESS_HOLDINGS, [companyId]);
  await sql.run(HOLDINGS, [companyId, JSON.stringify(wanted.holdings)]);
  await sql.run(LESS_DEPUTIES, [companyId, sqlTime(act.now)]);
  await sql.run(DEPUTIES, [companyId, timed(wanted.deputies)]);
  await sql.run(LESS_DUTIES, [companyId, sqlTime(act.now)]);
  await sql.run(DUTIES, [companyId, timed(wanted.duties), sqlTime(act.now), act.by]);
}

export function buildingsOf(tx: Tx, companyId: string): Promise<{ readonly id: string; readonly buildings: readonly string[] }[]> {
  return open(tx).rows('select id, buildings from project where company_id = $1', [companyId]);
}

const ACCOUNTS = `
select person_id as "personId", channel, user_id as "userId" from platform_user
where company_id = $1 and person_id is not null and left_at is null order by channel, user_key`;

export function accountsOf(tx: Tx, companyId: string): Promise<{ readonly personId: string; readonly channel: string; readonly userId: string }[]> {
  return open(tx).rows(ACCOUNTS, [companyId]);
}
