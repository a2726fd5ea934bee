import type { DataSource } from 'typeorm';
import { MIGRATIONS } from './migrations/index.js';

/** Any constant will do; it only has to be the same in every replica. */
const MIGRATION_LOCK = 7_236_411;

export class SchemaTooNew extends Error {}
export class SchemaBehind extends Error {}

/**
 * Brings the schema up to this binary's version. Replicas that start together wait for one another on a session advisory
 * lock; a schema newer than this binary knows is refused, so that an old binary cannot write into it.
 */
export async function migrate(source: DataSource, allowed: boolean): Promise<void> {
  const runner = source.createQueryRunner();
  await runner.connect();
  try {
    // Waiting for another replica's migration may take longer than one statement is normally allowed.
    await runner.query('set statement_timeout = 120000');
    await runner.query('set lock_timeout = 0');
    await runner.query('select pg_advisory_lock($1)', [MIGRATION_LOCK]);
    try {
      await refuseNewerSchema(source);
      if (await source.showMigrations()) {
        if (!allowed) throw new SchemaBehind('数据库表结构落后于本程序,而 MIGRATE=off:请先用 MIGRATE=on 启动一次');
        await source.runMigrations({ transaction: 'each' });
      }
    } finally {
      await runner.query('select pg_advisory_unlock($1)', [MIGRATION_LOCK]);
      await runner.query('reset statement_timeout');
      await runner.query('reset lock_timeout');
    }
  } finally {
    await runner.release();
  }
}

async function refuseNewerSchema(source: DataSource): Promise<void> {
  const [present] = await source.query<{ exists: boolean }[]>("select to_regclass('migration') is not null as exists");
  if (present?.exists !== true) return;
  const done = await source.query<{ name: string }[]>('select name from migration');
  const known = new Set(MIGRATIONS.map((migration) => migration.name));
  const unknown = done.filter((row) => !known.has(row.name));
  if (unknown.length > 0) throw new SchemaTooNew('数据库表结构比本程序新:请使用更新的版本启动');
}
