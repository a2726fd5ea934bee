import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';

/** One real PostgreSQL for the whole run and one migrated template; every test file clones it. */
export default async function setUp() {
  const built = spawnSync(process.execPath, ['scripts/build.mjs'], { stdio: ['ignore', 'inherit', 'inherit'] });
  if (built.status !== 0) throw new Error('the build failed; see above');
  const { startEmbedded } = await import('../../dist/platform/embedded/index.js');
  const { createSource } = await import('../../dist/platform/database/source.js');
  const { migrate } = await import('../../dist/platform/database/migrate.js');
  const dataDir = mkdtempSync(join(tmpdir(), 'kesu-test-'));
  // A folder closed to the database's own user would be kept under /var/lib instead, and stay there.
  chmodSync(dataDir, 0o711);
  const server = await startEmbedded({ dataDir, log: console });
  const address = server.connection;
  const admin = new pg.Client(address);
  await admin.connect();
  await admin.query('create database kesu_template');
  await admin.end();
  const source = createSource({ ...address, database: 'kesu_template' }, 2, 'template');
  await source.initialize();
  await migrate(source, true);
  await source.destroy();
  process.env.KESU_TEST_ADDRESS = JSON.stringify(address);
  globalThis.__kesuServer = server;
  globalThis.__kesuDataDir = dataDir;
}
