import type { Writable } from 'node:stream';
import { parseArgs } from 'node:util';
import type { LogHead } from '../cases/index.js';
import { AREA_NAMES, auditAll, type Area, type Finding } from '../flow/audit.js';
import { StartRefused, type Configuration } from '../platform/configuration/index.js';
import { isDatabaseAway } from '../platform/database/availability.js';
import { openOnlooker, type Onlooker } from '../platform/database/onlooker.js';
import type { DatabaseAddress } from '../platform/database/source.js';
import { sqlState } from '../platform/database/transaction.js';
import { attachOrStart, inspect } from '../platform/embedded/index.js';
import { smsRungTwice } from '../platform/simulator-store.js';
import type { MachineClock } from '../platform/time/machine-clock.js';

const USAGE = '用法:npm run -s reconcile [-- --sealed 序号:封存值](封存值见服务日志或心跳)';

/** Of one kind at most this many are written out; the rest are counted. */
const MOST_LINES = 100;

/** A large store takes its time; a service's own limits are for statements of a story. */
const PATIENCE_MS = 10 * 60_000;

export interface ReconcileParts {
  readonly configuration: Configuration;
  readonly clock: MachineClock;
  readonly output: Writable;
}

/**
 * Checks every invariant of the stored data (contracts.md §6) and writes what is broken, a line each. Gives the exit code: 0 when nothing
 * is, 1 else. Throws `StartRefused` when it cannot look.
 */
export async function runReconcile(args: readonly string[], parts: ReconcileParts): Promise<number> {
  const known = knownHead(args);
  const { databaseUrl, dataDir } = parts.configuration;
  if (databaseUrl !== null) return inDatabase({ url: databaseUrl }, known, parts);
  if (inspect(dataDir).store === null) return wellWithout(parts);
  const server = await attachOrStart(dataDir);
  try {
    return await inDatabase(server.connection, known, parts);
  } finally {
    await server.stop();
  }
}

function knownHead(args: readonly string[]): LogHead | null {
  const { values, positionals } = parseArgs({ args: [...args], strict: false, options: { sealed: { type: 'string' } } });
  const { sealed, ...others } = values;
  if (positionals.length > 0 || Object.keys(others).length > 0) throw new StartRefused('usage', USAGE);
  if (sealed === undefined) return null;
  const match = /^(\d{1,15}):([0-9a-f]{64})$/.exec(String(sealed));
  if (match === null) throw new StartRefused('usage', USAGE);
  return { seq: Number(match[1]), hash: match[2] ?? '' };
}

async function inDatabase(address: DatabaseAddress, known: LogHead | null, parts: ReconcileParts): Promise<number> {
  const store = await opened(address);
  try {
    if (store.schema === 'none') return wellWithout(parts);
    if (store.schema === 'behind') throw new StartRefused('schema-behind', '数据库表结构落后于本程序,没有核对。请先启动一次服务。');
    // Where no service works, nothing can be late.
    const ask = { machineNow: store.served ? parts.clock.now() : null, known, rungTwice: smsRungTwice };
    const found = await store.database.withoutTransaction((tx) => written(auditAll(tx, ask), parts.output));
    parts.output.write(found === 0 ? '没有发现问题\n' : `共发现 ${found} 处问题\n`);
    return found === 0 ? 0 : 1;
  } finally {
    await store.close();
  }
}

async function opened(address: DatabaseAddress): Promise<Onlooker> {
  try {
    return await openOnlooker(address, PATIENCE_MS);
  } catch (error) {
    if (!isDatabaseAway(error) && !keptOut(error)) throw error;
    throw new StartRefused('database-away', '数据库连不上,没有核对。请检查 DATABASE_URL 和数据库是否在运行。');
  }
}

/** A wrong user, password or database name; the driver's own words would quote them. */
const keptOut = (error: unknown): boolean => /^(28|3D)/.test(sqlState(error) ?? '');

function wellWithout({ output }: ReconcileParts): number {
  output.write('还没有数据,没有发现问题\n');
  return 0;
}

async function written(findings: AsyncIterable<Finding>, output: Writable): Promise<number> {
  const counts = new Map<Area, number>();
  for await (const finding of findings) {
    const count = (counts.get(finding.area) ?? 0) + 1;
    counts.set(finding.area, count);
    if (count <= MOST_LINES) output.write(`${line(finding)}\n`);
  }
  for (const [area, count] of counts) {
    if (count > MOST_LINES) output.write(`✗ ${AREA_NAMES[area]}:另有 ${count - MOST_LINES} 处同类问题\n`);
  }
  return [...counts.values()].reduce((sum, count) => sum + count, 0);
}

const line = ({ area, row, fault, advice }: Finding): string => `✗ ${AREA_NAMES[area]} ${row}:${fault}。处理:${advice}`;
