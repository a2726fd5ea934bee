import { open } from '../../platform/database/open.js';
import type { Tx } from '../../platform/database/transaction.js';
import { sqlTime } from '../../platform/database/source.js';
import type { Instant } from '../../terms/instants.js';
import type { Chat, Company, Deputy, Directory, Duty, Holding, Person, Project } from '../domain/snapshot.js';
import type { CompanyClock, NewCompany } from '../domain/new-company.js';
import { readDelegations, readLeavers } from './delegation-sql.js';
import { readDuties } from './duty-sql.js';
import { readElsewhere } from './platform-sql.js';

interface CompanyRow {
  id: string;
  name: string;
  channel: string;
  pack_hash: string;
  directory_version: number;
  calendar_version: number;
  adoption_version: number;
  clock_business: number;
  clock_machine: number;
  clock_frozen: boolean;
  setup_since: Instant | null;
}

export type CompanyHead = Company & {
  readonly clock: CompanyClock;
  /** It is being set up and takes no complaints yet; null: at work. */
  readonly setupSince: Instant | null;
  /** The newest load of any calendar; 0 while only the published years that come with the program hold. */
  readonly calendarVersion: number;
  /** The newest adoption of a rule book by any company. */
  readonly adoptionVersion: number;
};

const HEAD = `select id, name, channel, pack_hash, directory_version, clock_business, clock_machine, clock_frozen, setup_since,
    coalesce((select max(seq) from calendar_year), 0) as calendar_version,
    coalesce((select max(seq) from pack_adoption), 0) as adoption_version
  from company`;

function head(row: CompanyRow): CompanyHead {
  return {
    id: row.id,
    name: row.name,
    channel: row.channel,
    packHash: row.pack_hash,
    directoryVersion: row.directory_version,
    calendarVersion: row.calendar_version,
    adoptionVersion: row.adoption_version,
    setupSince: row.setup_since,
    clock: { business: row.clock_business, machine: row.clock_machine, frozen: row.clock_frozen },
  };
}

export async function companyHead(tx: Tx, companyId: string): Promise<CompanyHead | null> {
  const [row] = await open(tx).rows<CompanyRow>(`${HEAD} where id = $1`, [companyId]);
  return row ? head(row) : null;
}

/** One start or reset at a time, so that two replicas do not both seed a demo company. */
export async function lockCompanies(tx: Tx): Promise<void> {
  await open(tx).run('select pg_advisory_xact_lock(20482)');
}

/** Companies at work: at most a few hundred in one service. */
export async function liveCompanies(tx: Tx): Promise<CompanyHead[]> {
  const rows = await open(tx).rows<CompanyRow>(`${HEAD} where retired_at is null order by created_at, id limit 1000`);
  return rows.map(head);
}

export async function readDirectory(tx: Tx, company: Company): Promise<Directory> {
  const sql = open(tx);
  const values = [company.id];
  const projects = await sql.rows<Project>('select id, name, nicknames from project where company_id = $1 order by id', values);
  const people = await sql.rows<{ id: string; name: string; phone: string | null }>(
    'select id, name, phone from person where company_id = $1 and left_at is null order by position, id',
    values,
  );
  const holdings = await sql.rows<{ person_id: string; role: string; project_id: string }>(
    'select person_id, role, project_id from role_holding where company_id = $1 order by role, project_id',
    values,
  );
  const deputies = await sql.rows<{ person_id: string; deputy_id: string; from_at: number; until_at: number }>(
    'select person_id, deputy_id, from_at, until_at from deputy where company_id = $1 order by from_at',
    values,
  );
  const chats = await sql.rows<{ id: string; title: string; kind: 'group' | 'private'; project_id: string | null }>(
    'select id, title, kind, project_id from chat where company_id = $1 order by kind, id',
    values,
  );
  const held = new Map<string, Holding[]>();
  for (const row of holdings) {
    const list = held.get(row.person_id) ?? [];
    list.push({ role: row.role, projectId: row.project_id });
    held.set(row.person_id, list);
  }
  return {
    company,
    projects,
    people: people.map(
      (row): Person => ({
        id: row.id,
        name: row.name,
        phone: row.phone,
        holdings: held.get(row.id) ?? [],
      }),
    ),
    deputies: deputies.map(
      (row): Deputy => ({ personId: row.person_id, deputyId: row.deputy_id, from: row.from_at, until: row.until_at }),
    ),
    duties: await readDuties(tx, company.id),
    delegations: await readDelegations(tx, company.id),
    leavers: await readLeavers(tx, company.id),
    elsewhere: await readElsewhere(tx, company),
    chats: chats.map(
      (row): Chat => ({ id: row.id, title: row.title, kind: row.kind, projectId: row.project_id }),
    ),
  };
}

export async function insertCompany(tx: Tx, input: NewCompany): Promise<void> {
  const sql = open(tx);
  const { company, clock } = input;
  await sql.run(
    `insert into company (id, name, channel, pack_hash, clock_business, clock_machine, clock_frozen, created_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [company.id, company.name, company.channel, company.packHash, sqlTime(clock.business), sqlTime(clock.machine), clock.frozen, sqlTime(input.createdAt)],
  );
  await sql.run(
    `insert into project (company_id, id, name, nicknames)
     select $1, one->>'id', one->>'name', array(select jsonb_array_elements_text(one->'nicknames'))
     from jsonb_array_elements($2::jsonb) as one`,
    [company.id, JSON.stringify(input.projects)],
  );
  await sql.run(
    `insert into person (company_id, id, name, phone, position)
     select $1, one->>'id', one->>'name', one->>'phone', ordinality::int
     from jsonb_array_elements($2::jsonb) with ordinality as list (one, ordinality)`,
    [company.id, JSON.stringify(input.people)],
  );
  await sql.run(
    `insert into role_holding (company_id, person_id, role, project_id)
     select $1, one->>'personId', one->>'role', one->>'projectId' from jsonb_array_elements($2::jsonb) as one`,
    [company.id, JSON.stringify(input.people.flatMap((one) => one.holdings.map((held) => ({ personId: one.id, ...held }))))],
  );
  await sql.run(
    `insert into chat (company_id, channel, id, title, kind, project_id)
     select $1, $2, one->>'id', one->>'title', one->>'kind', one->>'projectId' from jsonb_array_elements($3::jsonb) as one`,
    [company.id, company.channel, JSON.stringify(input.chats)],
  );
  await insertDuties(tx, company.id, input.duties);
  await sql.run(
    `insert into deputy (company_id, id, person_id, deputy_id, from_at, until_at)
     select $1, (one->>'id')::uuid, one->>'personId', one->>'deputyId', (one->>'from')::timestamptz, (one->>'until')::timestamptz
     from jsonb_array_elements($2::jsonb) as one`,
    [company.id, JSON.stringify(input.deputies.map((one) => ({ ...one, from: sqlTime(one.from), until: sqlTime(one.until) })))],
  );
}

async function insertDuties(tx: Tx, companyId: string, duties: readonly Duty[]): Promise<void> {
  await open(tx).run(
    `insert into duty (company_id, project_id, person_id, from_at, until_at)
     select $1, one->>'projectId', one->>'personId', (one->>'from')::timestamptz, (one->>'until')::timestamptz
     from jsonb_array_elements($2::jsonb) as one`,
    [companyId, JSON.stringify(duties.map((one) => ({ ...one, from: sqlTime(one.from), until: sqlTime(one.until) })))],
  );
}

export async function retireCompany(tx: Tx, companyId: string, at: Instant): Promise<void> {
  await open(tx).run('update company set retired_at = $2 where id = $1', [companyId, sqlTime(at)]);
}

/** Sets business time. The caller has checked that the company's channel is the simulator. */
// Two replicas may move it at once: the slower one must not turn it back.
const SET_CLOCK = `
update company set clock_business = $2, clock_machine = $3, clock_frozen = $4
where id = $1 and clock_business
  + (case when clock_frozen then interval '0' else greatest(interval '0', $3::timestamptz - clock_machine) end) <= $2`;

/** Sets a company's business time; never backwards. */
export async function setClock(tx: Tx, companyId: string, clock: CompanyClock): Promise<void> {
  await open(tx).run(SET_CLOCK, [companyId, sqlTime(clock.business), sqlTime(clock.machine), clock.frozen]);
}

/** The packs that judged something, by hash, as they were stored. */
export async function storedPacks(tx: Tx): Promise<{ readonly hash: string; readonly packId: string; readonly version: string; readonly body: string }[]> {
  return open(tx).rows(
    'select hash, pack_id as "packId", version, body from pack_version order by stored_at limit 1000',
  );
}

export async function storePack(
  tx: Tx,
  pack: { readonly hash: string; readonly id: string; readonly version: string; readonly body: string },
  at: Instant,
): Promise<void> {
  await open(tx).run(
    `insert into pack_version (hash, pack_id, version, body, stored_at) values ($1, $2, $3, $4, $5)
     on conflict (hash) do nothing`,
    [pack.hash, pack.id, pack.version, pack.body, sqlTime(at)],
  );
}
