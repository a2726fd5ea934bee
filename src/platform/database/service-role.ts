import type { DataSource } from 'typeorm';

/**
 * The role the service works as: everything but UPDATE, DELETE and TRUNCATE on the record and its sealed log. The login
 * of the address owns the tables and migrates; the service's connections step down to this role as they open, so that
 * no statement of the service, nor one slipped into it, can alter what was recorded (design.md §3).
 */
export const SERVICE_ROLE = 'kesu_service';

const RECORD = ['case_entry', 'sealed_head'];

const STATE = `
select exists (select from pg_roles where rolname = $1) as made,
  (select rolsuper or rolcreaterole from pg_roles where rolname = current_user) as able`;

const FITS = `
select coalesce(bool_and(has_table_privilege($1, c.oid, 'select') and has_table_privilege($1, c.oid, 'insert')
    and (c.relname = any($2) or has_table_privilege($1, c.oid, 'update'))
    and (c.relname <> all($2) or not has_table_privilege($1, c.oid, 'update, delete, truncate'))), false) as granted
from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')`;

/** Another database of this server may be making the same role at this moment. */
const MAKE = `
do $$ begin
  create role ${SERVICE_ROLE} nologin;
exception when duplicate_object or unique_violation then null;
end $$`;

const GRANT = `
grant usage on schema public to ${SERVICE_ROLE};
grant select, insert, update, delete on all tables in schema public to ${SERVICE_ROLE};
grant usage, select on all sequences in schema public to ${SERVICE_ROLE};
revoke update, delete, truncate on ${RECORD.join(', ')} from ${SERVICE_ROLE}`;

/** Whether this login may step down: asked by doing it, since what membership allows differs between versions of PostgreSQL. */
const STEP_DOWN = `do $$ begin set local role ${SERVICE_ROLE}; end $$`;

const state = async (source: DataSource): Promise<{ readonly made: boolean; readonly able: boolean }> => {
  const [row] = await source.query<{ made: boolean; able: boolean }[]>(STATE, [SERVICE_ROLE]);
  return row ?? { made: false, able: false };
};

const stepsDown = (source: DataSource): Promise<boolean> =>
  source.query(STEP_DOWN).then(
    () => true,
    () => false,
  );

/** True when connections of this address can work as the service's role: it is there, fits the tables, and lets this login step down. */
export async function serviceRoleFits(source: DataSource): Promise<boolean> {
  if (!(await state(source)).made) return false;
  const [fits] = await source.query<{ granted: boolean }[]>(FITS, [SERVICE_ROLE, RECORD]);
  return fits?.granted === true && (await stepsDown(source));
}

/**
 * Makes the role and grants it what it needs, where the login may; after a migration new tables are granted too. False
 * when the login may not: then only the triggers of the record guard it, and `doctor` says so.
 */
export async function makeServiceRole(source: DataSource): Promise<boolean> {
  if (await serviceRoleFits(source)) return true;
  const { made, able } = await state(source);
  if (!made && !able) return false;
  if (!made) await source.query(MAKE);
  if (!(await stepsDown(source))) await source.query(`grant ${SERVICE_ROLE} to current_user`).catch(() => undefined);
  if (!(await stepsDown(source))) return false;
  await source.query(GRANT);
  return serviceRoleFits(source);
}
