import { createReadStream, createWriteStream } from 'node:fs';
import { chmod, chown, mkdir, rm, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { text } from 'node:stream/consumers';
import { createGunzip } from 'node:zlib';
import { Client } from 'pg';
import type { Entry } from 'tar-stream';
import { extract as newExtract } from 'tar-stream';
import { StartRefused, errnoOf, fileRefusal } from '../configuration/start-refused.js';
import type { Account } from './account.js';
import { COMPLETE, FORMAT, KEYS, MANIFEST, STORE, readManifest, thisPlatform } from './backup-format.js';
import type { DataFolder } from './data-folder.js';
import { openDataFolder } from './data-folder.js';
import { isHolder, lockFolder } from './folder-lock.js';
import { knownStore, place } from './placement.js';
import { installedBinaries } from './binaries.js';
import { attachOrStart } from './server.js';
import { discardFormer, restored, swapBack, swapIn, undoInterruptedSwap } from './swap.js';

/**
 * Puts a backup in place of a data folder's store. The former store is set aside until the restored one has started and answered; if it
 * does not, the former one is put back. Throws `StartRefused`.
 */
export async function restore(dataDir: string, file: string, replace: boolean): Promise<void> {
  const source = resolve(file);
  await stat(source).catch((error: unknown) => {
    throw fileRefusal(error, source) ?? error;
  });
  const folder = openDataFolder(resolve(dataDir));
  const store = await whileLocked(folder, () => unpackInPlace(folder, source, replace));
  try {
    await provenToStart(dataDir);
  } catch (error) {
    await whileLocked(folder, () => Promise.resolve(swapBack(folder, store)));
    throw error;
  }
  discardFormer(folder, store);
}

async function whileLocked<T>(folder: DataFolder, work: () => Promise<T>): Promise<T> {
  const lock = lockFolder(folder, 'restore');
  if (isHolder(lock)) throw new StartRefused('service-running', `数据目录 ${folder.root} 正在使用中(进程 ${lock.pid})。请先停止服务,再恢复备份。`);
  try {
    return await work();
  } finally {
    lock.release();
  }
}

async function unpackInPlace(folder: DataFolder, source: string, replace: boolean): Promise<string> {
  const known = knownStore(folder);
  if (!replace && known !== null) {
    throw new StartRefused('not-empty', `数据目录 ${folder.root} 中已有数据。确认要用备份替换它,请加上 --force。`);
  }
  const { store, account } = place(folder);
  undoInterruptedSwap(folder, store);
  discardFormer(folder, store);
  try {
    await unpack(source, restored(store), restored(folder.keys), account);
  } catch (error) {
    for (const part of [store, folder.keys]) await rm(restored(part), { recursive: true, force: true });
    throw fileRefusal(error, folder.root) ?? error;
  }
  swapIn(folder, store);
  return store;
}

async function unpack(source: string, store: string, keys: string, account: Account | null): Promise<void> {
  const extract = newExtract();
  const [reading, writing] = await Promise.allSettled([
    pipeline(createReadStream(source), createGunzip(), extract),
    writeEntries(extract, source, store, keys, account),
  ]);
  // A refusal of an entry also ends the reading, and a fault of the file ends the writing: the sentence is the cause of both.
  if (writing.status === 'rejected' && writing.reason instanceof StartRefused) throw writing.reason;
  if (reading.status === 'rejected') throw isFormatError(reading.reason) ? damaged(source) : reading.reason;
  if (writing.status === 'rejected') throw writing.reason;
}

async function writeEntries(entries: AsyncIterable<Entry>, source: string, store: string, keys: string, account: Account | null): Promise<void> {
  let manifestSeen = false;
  let complete = false;
  for await (const entry of entries) {
    const { name, type } = entry.header;
    if (!manifestSeen) {
      checkManifest(source, name === MANIFEST ? await text(entry) : '');
      manifestSeen = true;
    } else if (name === COMPLETE) {
      complete = true;
      entry.resume();
    } else {
      await writeEntry(entry, targetOf(source, name, store, keys), type === 'directory', name.startsWith(`${STORE}/`) ? account : null);
    }
  }
  if (!complete) throw damaged(source);
}

async function writeEntry(entry: Entry, path: string, isFolder: boolean, account: Account | null): Promise<void> {
  if (isFolder) {
    await mkdir(path, { recursive: true, mode: 0o700 });
    entry.resume();
  } else {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    // The server itself brings all files to the disk before it replays the log of a backup (SyncDataDirectory).
    await pipeline(entry, createWriteStream(path, { mode: 0o600 }));
  }
  await chmod(path, isFolder ? 0o700 : 0o600);
  if (account) await chown(path, account.uid, account.gid);
}

/** Names come from a file that may not be ours: nothing may be written outside the two folders. */
function targetOf(source: string, name: string, store: string, keys: string): string {
  const parts = name.replace(/\/$/, '').split('/');
  const [top, ...inner] = parts;
  const safe = inner.every((part) => part !== '' && part !== '.' && part !== '..' && !part.includes('\0'));
  if (!safe || (top !== STORE && top !== KEYS)) throw damaged(source);
  return join(top === STORE ? store : keys, ...inner);
}

function checkManifest(source: string, manifestText: string): void {
  const manifest = readManifest(manifestText);
  if (manifest === null || manifest.format !== FORMAT) throw new StartRefused('not-a-backup', `${source} 不是本系统的备份文件,或由更新的版本生成。`);
  const major = installedBinaries().version.split('.')[0] ?? '';
  if (manifest.postgres !== major || manifest.platform !== thisPlatform()) {
    const there = `PostgreSQL ${manifest.postgres}(${manifest.platform})`;
    throw new StartRefused('other-platform', `备份来自 ${there},这里是 PostgreSQL ${major}(${thisPlatform()}),无法直接恢复。请在相同的环境中恢复。`);
  }
}

async function provenToStart(dataDir: string): Promise<void> {
  const server = await attachOrStart(dataDir);
  const client = new Client(server.connection);
  try {
    await client.connect();
    await client.query('SELECT count(*) FROM pg_class');
  } finally {
    await client.end();
    await server.stop();
  }
}

const damaged = (source: string): StartRefused =>
  new StartRefused('backup-damaged', `备份文件 ${source} 已损坏或不完整,未作任何改动。`);

/** Of zlib (Z_…) or of the archive's own checks; what the disk says is told as it is. */
function isFormatError(error: unknown): boolean {
  const code = errnoOf(error);
  return code === null || code.startsWith('Z_') || code.startsWith('ERR_STREAM');
}
