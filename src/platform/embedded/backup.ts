import { createWriteStream } from 'node:fs';
import { open, readFile, readdir, rename, rm, stat } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { Client } from 'pg';
import type { Pack } from 'tar-stream';
import { pack as newPack } from 'tar-stream';
import { StartRefused, errnoOf, fileRefusal } from '../configuration/start-refused.js';
import { COMPLETE, FORMAT, KEYS, MANIFEST, STORE, thisPlatform } from './backup-format.js';
import type { Manifest } from './backup-format.js';
import { dataFolder } from './data-folder.js';
import { knownStore } from './placement.js';
import { attachOrStart } from './server.js';

/** Rebuilt by the server at every start, or its own business while it runs (PostgreSQL manual, 25.3.4.3). */
const EMPTY_FOLDERS = new Set(['pg_wal', 'pg_dynshmem', 'pg_notify', 'pg_replslot', 'pg_serial', 'pg_snapshots', 'pg_stat_tmp', 'pg_subtrans']);
const LEFT_OUT = new Set(['postmaster.pid', 'postmaster.opts', 'backup_label', 'tablespace_map']);
/** Copied last: it tells from where the log must be replayed. */
const CONTROL = 'global/pg_control';

/** Copies the whole store of a data folder, running or not, into one file (mode 0600). Throws `StartRefused`. */
export async function backUp(dataDir: string, file: string, replace: boolean): Promise<{ readonly bytes: number }> {
  const target = resolve(file);
  const folder = dataFolder(resolve(dataDir));
  const store = knownStore(folder);
  if (store === null) throw new StartRefused('nothing-to-back-up', `数据目录 ${folder.root} 中还没有数据库,没有可备份的内容。`);
  if (!replace && (await exists(target))) throw new StartRefused('file-eexist', `${target} 已存在。请换一个文件名,或加上 --force 覆盖它。`);
  const server = await attachOrStart(dataDir);
  const draft = `${target}.partial`;
  const client = new Client(server.connection);
  try {
    await client.connect();
    await writeArchive(draft, (pack) => copyStore(client, store, folder.keys, pack));
    await rename(draft, target);
    return { bytes: (await stat(target)).size };
  } catch (error) {
    throw fileRefusal(error, target) ?? error;
  } finally {
    await rm(draft, { force: true });
    await client.end();
    await server.stop();
  }
}

async function writeArchive(path: string, fill: (pack: Pack) => Promise<void>): Promise<void> {
  const pack = newPack();
  const writing = pipeline(pack, createGzip({ level: 4 }), createWriteStream(path, { mode: 0o600, flush: true }));
  const filling = fill(pack).catch((error: unknown) => {
    pack.destroy(error instanceof Error ? error : new Error(String(error)));
    throw error;
  });
  await Promise.all([filling, writing]);
}

/** One session throughout: the server ends a backup whose session goes. The slot keeps the log from being recycled meanwhile. */
async function copyStore(client: Client, store: string, keys: string, pack: Pack): Promise<void> {
  const postgres = (await readFile(join(store, 'PG_VERSION'), 'utf8')).trim();
  await addText(pack, MANIFEST, JSON.stringify({ format: FORMAT, postgres, platform: thisPlatform() } satisfies Manifest));
  await client.query('SELECT pg_create_physical_replication_slot($1, true, true)', [`backup_${process.pid}`]);
  const started = await single<{ segment: string }>(client, "SELECT pg_walfile_name(pg_backup_start('kesu-backup', true)) AS segment");
  await addFolder(pack, store, '');
  await addFile(pack, join(store, CONTROL), `${STORE}/${CONTROL}`);
  const ended = await single<{ label: string; segment: string }>(
    client,
    'SELECT labelfile AS label, pg_walfile_name(lsn) AS segment FROM pg_backup_stop(false)',
  );
  await addText(pack, `${STORE}/backup_label`, ended.label);
  for (const segment of await segments(store, started.segment, ended.segment)) {
    await addFile(pack, join(store, 'pg_wal', segment), `${STORE}/pg_wal/${segment}`);
  }
  for (const key of await namesIn(keys)) await addFile(pack, join(keys, key), `${KEYS}/${key}`);
  await addText(pack, COMPLETE, '');
  pack.finalize();
}

async function addFolder(pack: Pack, store: string, inner: string): Promise<void> {
  pack.entry({ name: `${STORE}/${inner}`, type: 'directory', mode: 0o700 });
  if (EMPTY_FOLDERS.has(inner)) return;
  for (const entry of await readdir(join(store, inner), { withFileTypes: true })) {
    const path = inner === '' ? entry.name : `${inner}/${entry.name}`;
    if (LEFT_OUT.has(path) || path === CONTROL || entry.name.startsWith('pgsql_tmp')) continue;
    if (entry.isDirectory()) await addFolder(pack, store, path);
    if (entry.isFile()) await addFile(pack, join(store, path), `${STORE}/${path}`);
  }
  if (inner === '') pack.entry({ name: `${STORE}/pg_wal/archive_status`, type: 'directory', mode: 0o700 });
}

/**
 * The server goes on writing while we copy, and the log mends what we caught in between; only the length announced in the archive must be
 * kept, so a file that shrank is filled up and one that vanished is left out.
 */
async function addFile(pack: Pack, path: string, name: string): Promise<void> {
  const file = await openIfThere(path);
  if (file === null) return;
  try {
    const { size } = await file.stat();
    const entry = pack.entry({ name, size, mode: 0o600 });
    const failed = new Promise<never>((_, reject) => entry.once('error', reject));
    const done = new Promise<void>((finish) => entry.once('close', () => finish()));
    for (let position = 0; position < size; ) {
      const chunk = await readPart(file, position, Math.min(256 * 1024, size - position));
      if (!entry.write(chunk)) await Promise.race([new Promise((drained) => entry.once('drain', drained)), failed, done]);
      position += chunk.length;
    }
    entry.end();
    await Promise.race([done, failed]);
  } finally {
    await file.close();
  }
}

async function readPart(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const part = Buffer.alloc(length);
  for (let filled = 0; filled < length; ) {
    const { bytesRead } = await file.read(part, filled, length - filled, position + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return part;
}

function addText(pack: Pack, name: string, text: string): Promise<void> {
  return new Promise((done, reject) => {
    pack.entry({ name, mode: 0o600 }, text, (error) => (error ? reject(error) : done()));
  });
}

/** Names of log segments sort in the order they were written; one history (timeline) at a time in an embedded store. */
async function segments(store: string, first: string, last: string): Promise<string[]> {
  const names = await readdir(join(store, 'pg_wal'));
  const histories = names.filter((name) => name.endsWith('.history'));
  const needed = names.filter((name) => /^[0-9A-F]{24}$/.test(name) && name >= first && name <= last);
  if (!needed.includes(first)) throw new StartRefused('log-recycled', '备份期间数据库日志已被回收,备份未完成。请重试。');
  return [...histories, ...needed.sort()];
}

async function single<Row extends object>(client: Client, sql: string): Promise<Row> {
  const { rows } = await client.query<Row>(sql);
  const [row] = rows;
  if (row === undefined) throw new Error(`no row: ${sql}`);
  return row;
}

async function openIfThere(path: string): Promise<FileHandle | null> {
  try {
    return await open(path, 'r');
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return null;
    throw error;
  }
}

async function namesIn(path: string): Promise<string[]> {
  try {
    return await readdir(path);
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return [];
    throw error;
  }
}

const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );
