import { once } from 'node:events';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { identify, isPostgresOf } from '../../src/platform/embedded/process-identity.js';
import { Client } from 'pg';
import { buildOnce, discardDataDirs, discardModels, filledDataDir, keeperOf, kill, newDataDir, processesOf, query, serverOf, startService, tryService } from './rough-service.js';

const CREATE = "CREATE TABLE kept (words text); INSERT INTO kept VALUES ('厨房漏水')";
const KEPT = 'SELECT words, length(words) AS letters FROM kept';

beforeAll(buildOnce);
afterEach(discardDataDirs);
afterAll(discardModels);

describe('a service that ends', () => {
  for (const group of [false, true]) {
    it(`drains with its database after SIGTERM of ${group ? 'its group' : 'itself'}`, async () => {
      const dataDir = newDataDir();
      const service = await startService(dataDir);
      process.kill(group ? -Number(service.child.pid) : Number(service.child.pid), 'SIGTERM');
      expect(await service.line()).toBe('draining');
      await query(service.connection, CREATE);
      expect(await service.finish()).toBe(0);
      expect(processesOf(dataDir)).toEqual([]);
      const next = await startService(dataDir);
      expect(await query(next.connection, KEPT)).toEqual([{ words: '厨房漏水', letters: 4 }]);
      await next.finish();
    });

    it(`leaves no orphan and no loss after SIGKILL of ${group ? 'its group' : 'itself'}`, async () => {
      const dataDir = await filledDataDir(CREATE);
      const service = await startService(dataDir);
      const { postmaster } = serverOf(dataDir);
      await kill(service.child, 'SIGKILL', group);
      const next = await startService(dataDir);
      expect(identify(postmaster)).toBeNull();
      expect(await query(next.connection, KEPT)).toHaveLength(1);
      expect(await next.finish()).toBe(0);
    });
  }

  it('kept what it said it kept: the disk has it before the answer, in files of the log that are begun in no time', async () => {
    const service = await startService(await filledDataDir(CREATE));
    const names = ['fsync', 'full_page_writes', 'synchronous_commit', 'wal_buffers', 'wal_segment_size'];
    const settings = await query(service.connection, `SELECT name, current_setting(name) AS value FROM pg_settings WHERE name IN ('${names.join("','")}') ORDER BY name`);
    expect(settings).toEqual(names.map((name, index) => ({ name, value: ['on', 'on', 'on', '8MB', '2MB'][index] })));
    await service.finish();
  });

  it('is followed at once although a back end was busy', async () => {
    const dataDir = await filledDataDir(CREATE);
    const service = await startService(dataDir);
    const busy = await busyBackend(service.connection);
    await kill(service.child, 'SIGKILL', true);
    const next = await startService(dataDir);
    expect(identify(busy.pid)).toBeNull();
    expect(await query(next.connection, KEPT)).toHaveLength(1);
    await next.finish();
  });
});

describe('what a kill of everything leaves behind', () => {
  it('a busy back end without its postmaster does not hold up the next start', async () => {
    const dataDir = await filledDataDir(CREATE);
    const service = await startService(dataDir);
    const busy = await busyBackend(service.connection);
    const { postmaster } = serverOf(dataDir);
    process.kill(keeperOf(dataDir), 'SIGKILL');
    process.kill(postmaster, 'SIGKILL');
    await kill(service.child, 'SIGKILL', true);
    const next = await startService(dataDir);
    expect(identify(busy.pid)).toBeNull();
    expect(await query(next.connection, KEPT)).toHaveLength(1);
    await next.finish();
  });

  it('a server without its keeper is ended by the next start', async () => {
    const dataDir = await filledDataDir(CREATE);
    const service = await startService(dataDir);
    const { postmaster } = serverOf(dataDir);
    process.kill(keeperOf(dataDir), 'SIGKILL');
    await kill(service.child, 'SIGKILL', true);
    expect(identify(postmaster)).not.toBeNull();
    const next = await startService(dataDir);
    expect(identify(postmaster)).toBeNull();
    expect(await query(next.connection, KEPT)).toHaveLength(1);
    await next.finish();
  });

  it('a server without its keeper is ended by its own service too', async () => {
    const dataDir = await filledDataDir(CREATE);
    const service = await startService(dataDir);
    const { postmaster } = serverOf(dataDir);
    process.kill(keeperOf(dataDir), 'SIGKILL');
    expect(await service.finish()).toBe(0);
    expect(identify(postmaster)).toBeNull();
  });

  it('a pid file that names a living stranger is removed', async () => {
    const dataDir = await filledDataDir(CREATE);
    const service = await startService(dataDir);
    const pidFile = join(dataDir, 'postgres', 'postmaster.pid');
    const lines = readFileSync(pidFile, 'utf8').split('\n');
    await service.finish();
    writeFileSync(pidFile, [String(process.pid), ...lines.slice(1)].join('\n'), { mode: 0o644 });
    const next = await startService(dataDir);
    expect(await query(next.connection, KEPT)).toHaveLength(1);
    await next.finish();
  });

  it('a store half made and a dead lock are made anew', async () => {
    const dataDir = newDataDir();
    mkdirSync(join(dataDir, 'postgres.new', 'base'), { recursive: true });
    writeFileSync(join(dataDir, 'lock'), JSON.stringify({ pid: process.pid, mark: 'another boot:1', purpose: 'database' }));
    const service = await startService(dataDir);
    expect(await query(service.connection, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    await service.finish();
  });
});

describe('a server that dies under its service', () => {
  it('is started again by the keeper with all its rows', async () => {
    const dataDir = await filledDataDir(CREATE);
    const service = await startService(dataDir);
    const { postmaster } = serverOf(dataDir);
    process.kill(postmaster, 'SIGKILL');
    const deadline = performance.now() + 20_000;
    let rows: object[] = [];
    while (rows.length === 0 && performance.now() < deadline) {
      rows = await query(service.connection, KEPT).catch(() => []);
    }
    expect(rows).toHaveLength(1);
    // The new server takes connections a moment before its keeper has written down its number.
    while (serverOf(dataDir).postmaster === postmaster && performance.now() < deadline) await query(service.connection, 'SELECT 1');
    expect(serverOf(dataDir).postmaster).not.toBe(postmaster);
    expect(isPostgresOf(serverOf(dataDir).postmaster, join(dataDir, 'postgres'))).toBe(true);
    expect(await service.finish()).toBe(0);
  });
});

describe('several on one data folder', () => {
  it('one service only, said in one sentence', async () => {
    const dataDir = await filledDataDir(CREATE);
    const service = await startService(dataDir);
    const second = await tryService(dataDir);
    expect(second).toMatchObject({ code: 1 });
    expect('said' in second && second.said).toBe(`已有一个服务(进程 ${service.child.pid})在使用这个数据目录。请先停止它,或为新的服务另设 DATA_DIR。\n`);
    await service.finish();
  });

  it('commands join the running server and may outlast the service', async () => {
    const dataDir = await filledDataDir(CREATE);
    const service = await startService(dataDir);
    const command = await startService(dataDir, { role: 'command' });
    expect(command.connection).toEqual(service.connection);
    await service.finish();
    await query(command.connection, 'SELECT 1');
    const follower = await startService(dataDir);
    expect(await query(follower.connection, KEPT)).toHaveLength(1);
    await command.finish();
    expect(await query(follower.connection, KEPT)).toHaveLength(1);
    await follower.finish();
    expect(processesOf(dataDir)).toEqual([]);
  });

  it('a stranger who connects to the keeper and says nothing does not hold the server', async () => {
    const dataDir = await filledDataDir(CREATE);
    const service = await startService(dataDir);
    const stranger = connect({ path: serverOf(dataDir).door });
    await once(stranger, 'connect');
    await service.finish();
    expect(processesOf(dataDir)).toEqual([]);
    stranger.destroy();
  });

  it('two that start at once on an empty folder share one store', async () => {
    const dataDir = newDataDir();
    const [one, other] = await Promise.all([startService(dataDir, { role: 'command' }), startService(dataDir)]);
    await query(one.connection, CREATE);
    expect(await query(other.connection, KEPT)).toHaveLength(1);
    await Promise.all([one.finish(), other.finish()]);
    expect(processesOf(dataDir)).toEqual([]);
  });
});

describe('surroundings', () => {
  it('Chinese text is right under LC_ALL=POSIX', async () => {
    const service = await startService(newDataDir(), { env: { LC_ALL: 'POSIX', LANG: 'POSIX', TZ: 'America/New_York', NODE_OPTIONS: '' } });
    const sql = `CREATE EXTENSION pg_trgm;
      SELECT length('厨房漏水') AS letters, similarity('厨房漏水了', '厨房漏水') > 0.5 AS alike, current_setting('server_encoding') AS encoding,
        current_setting('TimeZone') AS zone, current_setting('fsync') || current_setting('synchronous_commit') AS durable,
        current_setting('listen_addresses') AS addresses`;
    const client = new Client(service.connection);
    await client.connect();
    const results: unknown = await client.query(sql);
    await client.end();
    expect(results).toEqual([
      expect.anything(),
      expect.objectContaining({ rows: [{ letters: 4, alike: true, encoding: 'UTF8', zone: 'UTC', durable: 'onon', addresses: '' }] }),
    ]);
    await service.finish();
  });

  it('a wrong password opens nothing, and a lost password file is made good', async () => {
    const dataDir = await filledDataDir(CREATE);
    const service = await startService(dataDir);
    await expect(query({ ...service.connection, password: 'wrong' }, 'SELECT 1')).rejects.toThrow('password authentication failed');
    await service.finish();
    rmSync(join(dataDir, 'postgres-password'));
    const next = await startService(dataDir);
    expect(next.connection.password).not.toBe(service.connection.password);
    expect(await query(next.connection, KEPT)).toHaveLength(1);
    await next.finish();
  });
});

/** A back end in the middle of a computation that does not end by itself. */
async function busyBackend(connection: Parameters<typeof query>[0]): Promise<{ pid: number }> {
  const client = new Client(connection);
  client.on('error', () => undefined);
  await client.connect();
  const { rows } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
  const pid = rows[0]?.pid ?? 0;
  client.query('SELECT count(*) FROM generate_series(1, 1000000000000)').catch(() => undefined);
  // Asked over another connection: the computation has begun.
  const active = `SELECT 1 FROM pg_stat_activity WHERE pid = ${pid} AND state = 'active'`;
  while ((await query(connection, active)).length === 0);
  return { pid };
}
