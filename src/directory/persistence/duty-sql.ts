import { open } from '../../platform/database/open.js';
import type { Tx } from '../../platform/database/transaction.js';
import { sqlTime } from '../../platform/database/source.js';
import type { Instant } from '../../terms/instants.js';
import type { Duty } from '../domain/snapshot.js';

interface DutyRow {
  readonly project_id: string;
  readonly person_id: string;
  readonly from_at: Instant;
  readonly until_at: Instant;
  readonly set_at: Instant | null;
}

// Past rows come last: they say nothing about a moment still to come.
const READ = `select project_id, person_id, from_at, until_at, set_at from duty where company_id = $1
  order by until_at desc limit 5000`;

export async function readDuties(tx: Tx, companyId: string): Promise<readonly Duty[]> {
  const rows = await open(tx).rows<DutyRow>(READ, [companyId]);
  return rows.map((row) => ({ projectId: row.project_id, personId: row.person_id, from: row.from_at, until: row.until_at, setAt: row.set_at }));
}

const RAISE_VERSION = 'update company set directory_version = directory_version + 1 where id = $1';

const INSERT = `insert into duty (company_id, project_id, person_id, from_at, until_at, set_at, set_by)
  select $1, $2, unnest($3::text[]), $4, $5, $6, $7
  on conflict (company_id, project_id, person_id, from_at) do update
    set until_at = excluded.until_at, set_at = excluded.set_at, set_by = excluded.set_by`;

export interface DutySet {
  readonly companyId: string;
  /** '*' is every project. */
  readonly projectId: string;
  readonly people: readonly string[];
  readonly from: Instant;
  readonly until: Instant;
  readonly by: string;
  readonly now: Instant;
}

/** Puts people on duty for a time; what was set before for the same time and project gives way. */
export async function setDuty(tx: Tx, duty: DutySet): Promise<void> {
  const values = [duty.companyId, duty.projectId, duty.people, sqlTime(duty.from), sqlTime(duty.until), sqlTime(duty.now), duty.by];
  await open(tx).run(RAISE_VERSION, [duty.companyId]);
  await open(tx).run(INSERT, values);
}
