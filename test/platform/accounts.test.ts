import { chmodSync, existsSync, mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { OUTSIDE, knownStore } from '../../src/platform/embedded/placement.js';
import { dataFolder } from '../../src/platform/embedded/data-folder.js';
import type { Connection } from './rough-service.js';
import { NOBODY, buildOnce, closedDataDir, copiedProject, discardModels, discardDataDirs, isRoot, newDataDir, query, startService, tryService } from './rough-service.js';

/** These need root to become other users; an ordinary user's run covers the ordinary user by all the other tests. */
const asRoot = isRoot ? it : it.skip;

beforeAll(buildOnce);
afterEach(discardDataDirs);
const outsideBefore = existsSync(OUTSIDE);
afterAll(() => {
  discardModels();
  if (!outsideBefore) rmSync(OUTSIDE, { recursive: true, force: true });
});

async function keepsRows(dataDir: string, options: Parameters<typeof startService>[1]): Promise<Connection> {
  const first = await startService(dataDir, options);
  await query(first.connection, "CREATE TABLE kept (words text); INSERT INTO kept VALUES ('电梯困人')");
  await first.finish();
  const next = await startService(dataDir, options);
  expect(await query(next.connection, 'SELECT words FROM kept')).toEqual([{ words: '电梯困人' }]);
  await next.finish();
  return next.connection;
}

describe('users', () => {
  asRoot('root keeps the store of another user inside the data folder, closed to others', async () => {
    const dataDir = newDataDir();
    const service = await startService(dataDir);
    const { uid, mode } = statSync(join(dataDir, 'postgres'));
    expect(uid).not.toBe(0);
    expect(mode & 0o777).toBe(0o700);
    expect(statSync(service.connection.host).mode & 0o777).toBe(0o700);
    expect(statSync(join(dataDir, 'postgres-password')).mode & 0o777).toBe(0o600);
    await service.finish();
  });

  asRoot('an ordinary user runs everything himself', async () => {
    const project = copiedProject(0o755);
    const dataDir = newDataDir();
    await keepsRows(dataDir, { project, user: NOBODY });
    expect(statSync(join(dataDir, 'postgres')).uid).toBe(NOBODY.uid);
    // Root, coming later, runs it as its owner.
    const service = await startService(dataDir);
    expect(await query(service.connection, 'SELECT words FROM kept')).toHaveLength(1);
    await service.finish();
  });

  asRoot("an ordinary user is told in one sentence that the store is another's", async () => {
    const project = copiedProject(0o755);
    const dataDir = newDataDir();
    await (await startService(dataDir)).finish();
    chmodSync(dataDir, 0o777);
    const result = await tryService(dataDir, { project, user: NOBODY });
    expect(result).toEqual({
      code: 1,
      said: expect.stringMatching(/^(数据目录 .* 的数据库属于另一个用户。请用当初启动它的用户\(或 root\)运行,或另设 DATA_DIR。|没有权限使用 .*)\n$/),
    });
  });
});

describe('closed folders', () => {
  asRoot('data in a folder that only root may enter are kept under /var/lib', async () => {
    const dataDir = closedDataDir();
    await keepsRows(dataDir, {});
    expect(knownStore(dataFolder(dataDir))).toMatch(new RegExp(`^${OUTSIDE}/[0-9a-f-]{36}/postgres$`));
  });

  asRoot('a project in a folder that only root may enter runs from a copy under /var/lib', async () => {
    const project = copiedProject(0o700);
    const dataDir = newDataDir();
    await keepsRows(dataDir, { project });
    expect(knownStore(dataFolder(dataDir))?.startsWith(OUTSIDE)).toBe(true);
  });

  asRoot('a new data folder in the old place starts empty', async () => {
    const dataDir = closedDataDir();
    await (await startService(dataDir)).finish();
    const former = knownStore(dataFolder(dataDir));
    rmSync(dataDir, { recursive: true });
    const service = await startService(dataDir);
    expect(knownStore(dataFolder(dataDir))).not.toBe(former);
    await service.finish();
    rmSync(dirname(former ?? ''), { recursive: true });
  });
});

describe('folders that cannot be used', () => {
  const refusals: [string, (dataDir: string) => void, RegExp][] = [
    ['a file in its place', (dataDir) => writeFileSync(dataDir, ''), /^.*data 不是文件夹。请换一个位置。\n$/],
    ['a file above it', (dataDir) => writeFileSync(dirname(dataDir) + '/closed', ''), /^.* 不是文件夹。请换一个位置。\n$/],
  ];
  for (const [what, make, sentence] of refusals) {
    it(`${what}: one plain sentence and exit code 1`, async () => {
      const dataDir = newDataDir();
      make(dataDir);
      const path = what === 'a file above it' ? join(dirname(dataDir), 'closed', 'data') : dataDir;
      expect(await tryService(path)).toEqual({ code: 1, said: expect.stringMatching(sentence) });
    });
  }

  (existsSync('/proc/self') ? it : it.skip)('a place where no folder can be made: one plain sentence and exit code 1', async () => {
    expect(await tryService('/proc/none/data')).toEqual({ code: 1, said: expect.stringMatching(/^找不到 \/proc\/none\/data。\n$/) });
  });

  it('no permission to write: one plain sentence and exit code 1', async () => {
    const dataDir = newDataDir();
    mkdirSync(dataDir);
    chmodSync(dataDir, 0o555);
    const options = isRoot ? { project: copiedProject(0o755), user: NOBODY } : {};
    const sentence = /^没有权限使用 .*data。请换一个用户运行,或调整该路径的访问权限。\n$/;
    expect(await tryService(dataDir, options)).toEqual({ code: 1, said: expect.stringMatching(sentence) });
  });
});
