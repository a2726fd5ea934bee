import { open } from '../../platform/database/open.js';
import type { Tx } from '../../platform/database/transaction.js';
import { sqlTime } from '../../platform/database/source.js';
import type { Instant } from '../../terms/instants.js';
import type { Delegation, Person } from '../domain/snapshot.js';

interface DelegationRow {
  readonly id: string;
  readonly person_id: string;
  readonly delegate_id: string;
  readonly from_at: Instant;
  readonly until_at: Instant;
}

/** A cancelled one ends when it was cancelled. Ended ones stay for whoever asks who decided in whose place. */
const READ = `
  select id, person_id, delegate_id, from_at, least(until_at, coalesce(cancelled_at, until_at)) as until_at
  from delegation where company_id = $1 and (cancelled_at is null or cancelled_at > from_at)
  order by seq desc limit 5000`;

export async function readDelegations(tx: Tx, companyId: string): Promise<readonly Delegation[]> {
  const rows = await open(tx).rows<DelegationRow>(READ, [companyId]);
  return rows
    .map((row) => ({ id: row.id, personId: row.person_id, delegateId: row.delegate_id, from: row.from_at, until: row.until_at }))
    .reverse();
}

const RAISE_VERSION = 'update company set directory_version = directory_version + 1 where id = $1';

const INSERT = `
  insert into delegation (company_id, id, person_id, delegate_id, from_at, until_at, made_at) values ($1, $2, $3, $4, $5, $6, $7)`;

export async function insertDelegation(tx: Tx, companyId: string, one: Delegation, now: Instant): Promise<void> {
  const values = [companyId, one.id, one.personId, one.delegateId, sqlTime(one.from), sqlTime(one.until), sqlTime(now)];
  await open(tx).run(RAISE_VERSION, [companyId]);
  await open(tx).run(INSERT, values);
}

const CANCEL = `
  update delegation set cancelled_at = $3
  where company_id = $1 and person_id = $2 and cancelled_at is null and until_at > $3`;

/** Ends everything a person has delegated, also what has not begun. Returns how many there were. */
export async function cancelDelegations(tx: Tx, companyId: string, personId: string, now: Instant): Promise<number> {
  await open(tx).run(RAISE_VERSION, [companyId]);
  return open(tx).run(CANCEL, [companyId, personId, sqlTime(now)]);
}

const LEAVE = 'update person set left_at = $3 where company_id = $1 and id = $2 and left_at is null';

/** False when there is no such person any more. */
export async function recordLeaver(tx: Tx, companyId: string, personId: string, now: Instant): Promise<boolean> {
  await open(tx).run(RAISE_VERSION, [companyId]);
  return (await open(tx).run(LEAVE, [companyId, personId, sqlTime(now)])) === 1;
}

const LEAVERS = `
  select p.id, p.name, p.phone, coalesce(json_agg(json_build_object('role', h.role, 'projectId', h.project_id) order by h.role)
    filter (where h.role is not null), '[]') as holdings
  from person p left join role_holding h on h.company_id = p.company_id and h.person_id = p.id
  where p.company_id = $1 and p.left_at is not null
  group by p.id, p.name, p.phone, p.left_at order by p.left_at desc, p.id limit 5000`;

/** Who left last comes first. */
export async function readLeavers(tx: Tx, companyId: string): Promise<readonly Person[]> {
  return open(tx).rows<Person>(LEAVERS, [companyId]);
}
