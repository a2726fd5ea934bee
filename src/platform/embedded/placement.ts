import { randomUUID } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { StartRefused, fileRefusal } from '../configuration/start-refused.js';
import type { Account } from './account.js';
import { canWorkIn, databaseAccount, runsAsRoot } from './account.js';
import type { Binaries } from './binaries.js';
import { canRun, completeLinks, copiedBinaries, installedBinaries } from './binaries.js';
import type { DataFolder } from './data-folder.js';
import { readRecord, storeMissing, writePrivately } from './data-folder.js';

/** Where the database's user can reach what it needs when the project or the data lie in a closed folder. */
export const OUTSIDE = '/var/lib/kesu-desk';

/** Where the store and the programs of one data folder are, and who runs them. */
export interface Placement {
  readonly store: string;
  readonly binaries: Binaries;
  /** Null: ourselves. */
  readonly account: Account | null;
}

/**
 * Decides the place once, when the store is made, and keeps to it: inside the data folder, or, as root where the database's user cannot
 * reach the programs or the folder, under /var/lib. Removing the data folder also ends its tie to a store outside.
 */
export function place(folder: DataFolder): Placement {
  const installed = installedBinaries();
  return runsAsRoot() ? placeAsRoot(folder, installed) : placeAsUser(folder, installed);
}

/** The store's folder as recorded, without checking anything; null before the first start. */
export function knownStore(folder: DataFolder): string | null {
  return storeOutside(folder) ?? (existsSync(join(folder.store, 'PG_VERSION')) ? folder.store : null);
}

function placeAsUser(folder: DataFolder, binaries: Binaries): Placement {
  const outside = storeOutside(folder);
  const owner = statSync(outside ?? folder.store, { throwIfNoEntry: false })?.uid;
  if (outside !== null || (owner !== undefined && owner !== process.getuid?.())) {
    throw new StartRefused('store-owner', `数据目录 ${folder.root} 的数据库属于另一个用户。请用当初启动它的用户(或 root)运行,或另设 DATA_DIR。`);
  }
  if (!canRun(binaries, null)) repairLinks(binaries);
  if (!canRun(binaries, null)) throw cannotRun(binaries);
  return { store: folder.store, binaries, account: null };
}

function placeAsRoot(folder: DataFolder, installed: Binaries): Placement {
  const outside = storeOutside(folder);
  if (outside !== null && !existsSync(join(outside, '..'))) throw storeMissing(outside);
  const account = databaseAccount(folder, outside ?? folder.store);
  if (account === null) throw new Error('as root there is always an account');
  if (!canRun(installed, null)) repairLinks(installed);
  const reachable = canRun(installed, account);
  const binaries = reachable ? installed : copiedBinaries(installed, openFolder(OUTSIDE));
  if (!reachable && !canRun(binaries, account)) throw cannotRun(binaries);
  if (outside !== null) return { store: outside, binaries, account };
  const folderReachable = canWorkIn(account, folder.root);
  if (existsSync(folder.store)) {
    if (folderReachable) return { store: folder.store, binaries, account };
    throw new StartRefused('store-closed', `数据库用户 ${account.name} 进不了数据目录 ${folder.root}。请恢复该路径各级文件夹的通行权限(chmod o+x)。`);
  }
  const store = reachable && folderReachable ? folder.store : newStoreOutside(folder);
  return { store, binaries, account };
}

function storeOutside(folder: DataFolder): string | null {
  return readRecord(folder.outside, ({ store }) => (typeof store === 'string' ? store : null));
}

/** A fresh name each time: a new data folder at an old path never meets the old one's rows. */
function newStoreOutside(folder: DataFolder): string {
  const home = openFolder(join(openFolder(OUTSIDE), randomUUID()));
  const store = join(home, 'postgres');
  writePrivately(join(home, 'belongs-to'), `${folder.root}\n`);
  writePrivately(folder.outside, JSON.stringify({ store }));
  return store;
}

function openFolder(path: string): string {
  try {
    mkdirSync(path, { recursive: true });
    chmodSync(path, 0o711);
    return path;
  } catch (error) {
    throw fileRefusal(error, path) ?? error;
  }
}

function repairLinks(binaries: Binaries): void {
  try {
    completeLinks(binaries.root);
  } catch (error) {
    throw fileRefusal(error, binaries.root) ?? error;
  }
}

const cannotRun = (binaries: Binaries): StartRefused =>
  new StartRefused('binaries-broken', `内置数据库的程序 ${binaries.postgres} 无法运行。请重新运行 npm ci(不要加 --ignore-scripts),或设置 DATABASE_URL。`);
