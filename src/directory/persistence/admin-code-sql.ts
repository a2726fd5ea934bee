import { open } from '../../platform/database/open.js';
import { sqlTime } from '../../platform/database/source.js';
import type { Tx } from '../../platform/database/transaction.js';
import type { Instant } from '../../terms/instants.js';

/** A one-time code that makes whoever sends it to the bot administrator; only its hash is kept. Machine time. */
export interface AdminCode {
  readonly hash: string;
  readonly companyId: string;
  readonly madeAt: Instant;
  readonly endsAt: Instant;
}

/** Another replica that has just started has printed one as well: both open until one has been used. */
export async function makeAdminCode(tx: Tx, code: AdminCode): Promise<void> {
  const sql = open(tx);
  await sql.run('delete from admin_code where used_at is null and ends_at <= $1', [sqlTime(code.madeAt)]);
  await sql.run('insert into admin_code (code_hash, company_id, made_at, ends_at) values ($1, $2, $3, $4)', [code.hash, code.companyId, sqlTime(code.madeAt), sqlTime(code.endsAt)]);
}

const USE = `
update admin_code set used_at = $2, used_by = $3
where code_hash = $1 and used_at is null and ends_at > $2
  and company_id in (select company_id from platform_company where channel = $4 and corp = $5)
returning company_id as "companyId"`;

/** Uses a code up; for which company, or null where it is none, is used or too old, or belongs to a company of another organisation. */
export async function takeAdminCode(tx: Tx, code: { readonly hash: string; readonly by: string; readonly channel: string; readonly corp: string }, now: Instant): Promise<string | null> {
  const sql = open(tx);
  const [row] = await sql.rows<{ companyId: string }>(USE, [code.hash, sqlTime(now), code.by, code.channel, code.corp]);
  if (row === undefined) return null;
  await sql.run('delete from admin_code where company_id = $1 and used_at is null', [row.companyId]);
  return row.companyId;
}
