import type { Writable } from 'node:stream';
import { StartRefused, loadConfiguration, type Configuration } from '../platform/configuration/index.js';
import { isDatabaseAway } from '../platform/database/availability.js';
import { migrate } from '../platform/database/migrate.js';
import { openOnlooker, type Onlooker } from '../platform/database/onlooker.js';
import { createSource, type DatabaseAddress } from '../platform/database/source.js';
import { sqlState, type Database } from '../platform/database/transaction.js';
import { attachOrStart, inspect } from '../platform/embedded/index.js';
import { randomIds } from '../platform/ids/ids.js';
import { systemClock } from '../platform/time/machine-clock.js';
import type { Instant } from '../terms/instants.js';
import { chineseMarks } from '../terms/typography.js';

/** What a sub-command needs of the machine when it works on the store. */
export interface StoreParts {
  /** Throws `StartRefused` when the environment is wrong. */
  readonly configuration: () => Pick<Configuration, 'databaseUrl' | 'dataDir' | 'migrate'>;
  readonly machineNow: () => Instant;
  readonly newId: () => string;
}

export const machineParts = (): StoreParts => ({
  configuration: loadConfiguration,
  machineNow: () => systemClock.now(),
  newId: () => randomIds.uuid(),
});

/** A command reads what no story reads at once. */
const PATIENCE_MS = 10 * 60_000;

/**
 * Works on the store: on the running service's, or on one that is started for as long as this lasts. `read`: every transaction is
 * read-only. `write`: a store that is not made yet is made. What its operator can mend is said on `errors`, exit code 1.
 */
export async function onStore(
  parts: StoreParts,
  access: 'read' | 'write',
  errors: Writable,
  work: (database: Database) => Promise<number>,
): Promise<number> {
  try {
    return await attached(parts, access, work);
  } catch (error) {
    if (!(error instanceof StartRefused)) throw error;
    errors.write(`${chineseMarks(error.message)}\n`);
    return 1;
  }
}

async function attached(parts: StoreParts, access: 'read' | 'write', work: (database: Database) => Promise<number>): Promise<number> {
  const { databaseUrl, dataDir } = parts.configuration();
  if (databaseUrl !== null) return inDatabase({ url: databaseUrl }, parts, access, work);
  if (access === 'read' && inspect(dataDir).store === null) throw noData();
  const server = await attachOrStart(dataDir);
  try {
    return await inDatabase(server.connection, parts, access, work);
  } finally {
    await server.stop();
  }
}

const noData = (): StartRefused => new StartRefused('no-data', '还没有数据。请先启动一次服务(npm start)。');

async function inDatabase(
  address: DatabaseAddress,
  parts: StoreParts,
  access: 'read' | 'write',
  work: (database: Database) => Promise<number>,
): Promise<number> {
  const store = await opened(address, access);
  try {
    if (store.schema !== 'current') await brought(address, store, parts, access);
    return await work(store.database);
  } finally {
    await store.close();
  }
}

/** Under a running service of an older version nothing is changed. */
async function brought(address: DatabaseAddress, store: Onlooker, parts: StoreParts, access: 'read' | 'write'): Promise<void> {
  if (access === 'read' && store.schema === 'none') throw noData();
  if (access === 'read' || store.served) throw new StartRefused('schema-behind', '数据库表结构落后于本程序。请先用本程序启动一次服务。');
  const source = await createSource(address, 2, 'migration').initialize();
  try {
    await migrate(source, parts.configuration().migrate);
  } finally {
    await source.destroy();
  }
}

async function opened(address: DatabaseAddress, access: 'read' | 'write'): Promise<Onlooker> {
  try {
    return await openOnlooker(address, PATIENCE_MS, access);
  } catch (error) {
    if (!isDatabaseAway(error) && !/^(28|3D)/.test(sqlState(error) ?? '')) throw error;
    throw new StartRefused('database-away', '数据库连不上。请检查 DATABASE_URL 和数据库是否在运行。');
  }
}
