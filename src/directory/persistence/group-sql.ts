import { open } from '../../platform/database/open.js';
import { sqlTime } from '../../platform/database/source.js';
import type { Tx } from '../../platform/database/transaction.js';
import type { Instant } from '../../terms/instants.js';
import { peopleChanged } from './platform-sql.js';

/** A group by the platform's own id. */
export interface PlatformGroup {
  readonly channel: string;
  readonly corp: string;
  readonly id: string;
  /** Null where the platform does not say. */
  readonly title: string | null;
}

const MET = `
select company_id as "companyId", title from platform_group where channel = $1 and corp = $2 and id = $3 and ($4::text is null or title = $4)`;

const MEET = `
insert into platform_group (channel, corp, id, title, met_at) values ($1, $2, $3, coalesce($4, '未命名的群'), $5)
on conflict (channel, corp, id) do update set title = coalesce($4, platform_group.title)
returning company_id as "companyId", title`;

const RENAME = 'update chat set title = $4 where company_id = $1 and channel = $2 and id = $3';

/** A group the bot is in, by the name it has now: whose it is; `companyId` null while nobody has said. */
export async function meetGroup(tx: Tx, group: PlatformGroup, at: Instant): Promise<{ readonly companyId: string | null; readonly title: string }> {
  const [met] = await open(tx).rows<{ companyId: string | null; title: string }>(MET, [group.channel, group.corp, group.id, group.title]);
  if (met !== undefined) return met;
  const [row] = await open(tx).rows<{ companyId: string | null; title: string }>(MEET, [group.channel, group.corp, group.id, group.title, sqlTime(at)]);
  if (row === undefined) throw new Error('a group that was written is not there');
  if (row.companyId !== null) {
    await open(tx).run(RENAME, [row.companyId, group.channel, group.id, row.title]);
    await peopleChanged(tx, row.companyId);
  }
  return row;
}

const OWN = 'update platform_group set company_id = $4 where channel = $1 and corp = $2 and id = $3 and coalesce(company_id, $4) = $4 returning title';
const PLACE = `
insert into chat (company_id, channel, id, title, kind, project_id) values ($1, $2, $3, $4, 'group', $5)
on conflict (company_id, channel, id) do update set title = excluded.title, project_id = excluded.project_id`;

/** The group is the company's, for this project or (null) for all of them. False when it is another company's, or was never met. */
export async function bindGroup(tx: Tx, group: Omit<PlatformGroup, 'title'>, owner: { readonly companyId: string; readonly projectId: string | null }): Promise<boolean> {
  const sql = open(tx);
  const [met] = await sql.rows<{ title: string }>(OWN, [group.channel, group.corp, group.id, owner.companyId]);
  if (met === undefined) return false;
  await sql.run(PLACE, [owner.companyId, group.channel, group.id, met.title, owner.projectId]);
  await peopleChanged(tx, owner.companyId);
  return true;
}

const OF_COMPANY = `
select g.channel, g.corp, g.id, g.title, g.company_id is not null as bound, c.project_id as "projectId"
from platform_group g
join platform_company p on p.channel = g.channel and p.corp = g.corp and p.company_id = $1
left join chat c on c.company_id = $1 and c.channel = g.channel and c.id = g.id
where g.company_id = $1 or (g.company_id is null and 1 = (select count(*) from platform_company o where o.channel = g.channel and o.corp = g.corp))
order by g.met_at, g.id limit 1000`;

export interface GroupStanding {
  readonly channel: string;
  readonly corp: string;
  readonly id: string;
  readonly title: string;
  readonly bound: boolean;
  readonly projectId: string | null;
}

/** The groups of a company; and those nobody has said anything about, where its organisation has no other company they could be of. */
export function groupsOf(tx: Tx, companyId: string): Promise<GroupStanding[]> {
  return open(tx).rows(OF_COMPANY, [companyId]);
}
