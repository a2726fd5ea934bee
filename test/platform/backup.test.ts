import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Client } from 'pg';
import { PROJECT, buildOnce, discardDataDirs, discardModels, filledDataDir, newDataDir, query, startService } from './rough-service.js';

beforeAll(buildOnce);
afterEach(discardDataDirs);
afterAll(discardModels);

interface Result {
  code: number | null;
  out: string;
  err: string;
}

/** The command as `npm run` starts it. */
async function command(dataDir: string, name: string, args: string[], env: NodeJS.ProcessEnv = {}): Promise<Result> {
  const child = spawn(process.execPath, [join(PROJECT, 'scripts', 'run.mjs'), name, ...args], {
    cwd: dirname(dataDir),
    env: { PATH: process.env['PATH'], DATA_DIR: dataDir, ...env },
  });
  let out = '';
  let err = '';
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString('utf8')));
  child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString('utf8')));
  const [code] = await once(child, 'close');
  // A source that changed since buildOnce() is built again, which is told here.
  return { code: typeof code === 'number' ? code : null, out, err: err.replace(/^build: .*\n/gm, '') };
}

const COUNT = 'SELECT count(*)::int AS rows, count(DISTINCT id)::int AS ids, bool_and(length(words) = 400) AS whole FROM kept';

const ROWS = "CREATE TABLE kept (id int PRIMARY KEY, words text); INSERT INTO kept SELECT n, repeat('漏水', 200) FROM generate_series(1, 2000) n";
const filled = (): Promise<string> => filledDataDir(ROWS);

describe('backup and restore', () => {
  it('carries everything committed before it, taken while the service writes', async () => {
    const dataDir = await filled();
    const service = await startService(dataDir);
    const writer = new Client(service.connection);
    await writer.connect();
    let writing = true;
    let written = 2000;
    const busy = (async () => {
      while (writing) await writer.query("INSERT INTO kept VALUES ($1, repeat('漏水', 200))", [++written]);
    })();
    const file = join(dirname(dataDir), 'all.tar.gz');
    const before = written;
    expect(await command(dataDir, 'backup', [file])).toMatchObject({ code: 0, err: '' });
    writing = false;
    await busy;
    expect(written).toBeGreaterThan(before);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(await command(dataDir, 'restore', [file, '--force'])).toMatchObject({ code: 1, err: expect.stringMatching(/^数据目录 .* 正在使用中\(进程 \d+\)。请先停止服务,再恢复备份。\n$/) });
    await writer.end();
    await service.finish();

    const there = newDataDir();
    expect(await command(there, 'restore', [file])).toMatchObject({ code: 0, err: '' });
    const restored = await startService(there);
    const [row] = await query<{ rows: number; ids: number; whole: boolean }>(restored.connection, COUNT);
    expect(row).toMatchObject({ ids: row?.rows, whole: true });
    expect(row?.rows).toBeGreaterThanOrEqual(before);
    expect(row?.rows).toBeLessThanOrEqual(written);
    await restored.finish();
  });

  it('replaces a store only when told so, and never by a damaged file', async () => {
    const dataDir = await filled();
    const file = join(dirname(dataDir), 'all.tar.gz');
    expect((await command(dataDir, 'backup', [file])).code).toBe(0);
    expect(await command(dataDir, 'backup', [file])).toMatchObject({ code: 1, err: expect.stringContaining('已存在') });
    const service = await startService(dataDir);
    await query(service.connection, 'DELETE FROM kept WHERE id > 5');
    await service.finish();
    expect(await command(dataDir, 'restore', [file])).toMatchObject({ code: 1, err: expect.stringMatching(/^数据目录 .* 中已有数据。.*--force。\n$/) });
    const whole = readFileSync(file);
    const short = join(dirname(dataDir), 'short.tar.gz');
    writeFileSync(short, whole.subarray(0, whole.length / 2));
    expect(await command(dataDir, 'restore', [short, '--force'])).toMatchObject({ code: 1, err: `备份文件 ${short} 已损坏或不完整,未作任何改动。\n` });
    expect(await rowsIn(dataDir)).toBe(5);
    expect((await command(dataDir, 'restore', [file, '--force'])).code).toBe(0);
    expect(await rowsIn(dataDir)).toBe(2000);
  });

  it('a restore killed half-way never happened', async () => {
    const dataDir = await filled();
    const store = join(dataDir, 'postgres');
    // The moment between the two renames (swap.ts): the former store is aside, the restored one not yet in place.
    renameSync(join(dataDir, 'postgres-password'), join(dataDir, 'postgres-password.former'));
    spawnSync('cp', ['-a', store, `${store}.restored`]);
    renameSync(store, `${store}.former`);
    expect(await rowsIn(dataDir)).toBe(2000);
  });

  it('says in one sentence what it cannot do', async () => {
    const dataDir = newDataDir();
    const file = join(dirname(dataDir), 'all.tar.gz');
    expect(await command(dataDir, 'backup', [])).toEqual({ code: 1, out: '', err: '用法:npm run -s backup -- 文件名 [--force]\n' });
    expect(await command(dataDir, 'backup', [file])).toMatchObject({ code: 1, err: expect.stringContaining('没有可备份的内容') });
    expect(await command(dataDir, 'restore', [file])).toMatchObject({ code: 1, err: `找不到 ${file}。\n` });
    expect(await command(dataDir, 'restore', [join(PROJECT, 'package.json')])).toMatchObject({ code: 1, err: expect.stringContaining('已损坏或不完整') });
    const own = { DATABASE_URL: 'postgres://a:secret@127.0.0.1:1/b' };
    const { code, err } = await command(dataDir, 'backup', [file], own);
    expect({ code, err }).toEqual({ code: 1, err: '已设置 DATABASE_URL,请用 PostgreSQL 自带的 pg_dump 备份。\n' });
  });
});

describe('doctor', () => {
  it('finds a sound folder sound, and names the step for each fault', async () => {
    expect(await command(newDataDir(), 'doctor', [])).toMatchObject({ code: 0, out: expect.stringContaining('✓ 数据库:尚未建立') });
    const dataDir = await filled();
    expect(await command(dataDir, 'doctor', [])).toMatchObject({ code: 0, out: expect.stringContaining('试启动成功') });
    const { code, out } = await command(dataDir, 'doctor', [], { PORT: 'nine', LOG_LEVEL: 'loud' });
    expect(code).toBe(1);
    expect(out.match(/^✗ 配置:(PORT|LOG_LEVEL):应为.*\n {2}处理:.+$/gm)).toHaveLength(2);
    expect(out).not.toMatch(/nine|loud/);
    const away = await command(dataDir, 'doctor', [], { DATABASE_URL: 'postgres://a:topsecret@127.0.0.1:1/b' });
    expect(away).toMatchObject({ code: 1, out: expect.stringContaining('✗ 数据库:连接不上(ECONNREFUSED)') });
    expect(away.out + away.err).not.toContain('topsecret');
  });
});

async function rowsIn(dataDir: string): Promise<number> {
  const service = await startService(dataDir);
  const [row] = await query<{ rows: number }>(service.connection, COUNT);
  await service.finish();
  return row?.rows ?? 0;
}
