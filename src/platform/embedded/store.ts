import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmodSync, chownSync, existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { StartRefused, fileRefusal } from '../configuration/start-refused.js';
import { asAccount } from './account.js';
import { SERVER_ENVIRONMENT } from './binaries.js';
import type { DataFolder } from './data-folder.js';
import { readIfThere, writePrivately } from './data-folder.js';
import type { Placement } from './placement.js';
import { DATABASE, OWNER } from './settings.js';
import { undoInterruptedSwap } from './swap.js';

/** Under C.UTF-8 text length, case and pg_trgm are right for Chinese; systems without that name have the other (older macOS). */
const LOCALES: readonly (readonly string[])[] = [
  ['--locale=C.UTF-8'],
  ['--locale=en_US.UTF-8', '--lc-collate=C'],
];

/** Makes the store and its password where they are missing. A store appears whole or not at all, so a killed start is simply repeated. */
export function prepareStore(folder: DataFolder, placement: Placement, socketFolder: string): void {
  undoInterruptedSwap(folder, placement.store);
  const known = readIfThere(folder.password);
  if (!existsSync(join(placement.store, 'PG_VERSION'))) {
    const password = known ?? newPassword(folder);
    createStore(folder, placement, password, socketFolder);
  } else if (known === null) {
    setPassword(folder, placement);
  }
}

function newPassword(folder: DataFolder): string {
  const password = randomBytes(24).toString('base64url');
  writePrivately(folder.password, password);
  return password;
}

function createStore(folder: DataFolder, placement: Placement, password: string, socketFolder: string): void {
  const draft = `${placement.store}.new`;
  const passwordFile = join(socketFolder, 'first-password');
  try {
    rmSync(draft, { recursive: true, force: true });
    mkdirSync(draft, { recursive: true, mode: 0o700 });
    chmodSync(draft, 0o700);
    writeFileSync(passwordFile, password, { mode: 0o600 });
    own(placement, draft, passwordFile);
    initialise(folder, placement, draft, passwordFile);
    runSingleUser(folder, placement, draft, `CREATE DATABASE ${DATABASE};`);
    renameSync(draft, placement.store);
  } catch (error) {
    throw fileRefusal(error, placement.store) ?? error;
  } finally {
    rmSync(passwordFile, { force: true });
  }
}

/**
 * Until a young server has old files of its log to write over, it fills a new one with zeros at each file's end, while every commit waits:
 * 50 ms of each 16 MB, which under load was one callback in a hundred (measured). Small files, 5 ms.
 */
const LOG_FILE = '--wal-segsize=2';

function initialise(folder: DataFolder, placement: Placement, draft: string, passwordFile: string): void {
  const fixed = ['-D', draft, '-U', OWNER, `--pwfile=${passwordFile}`, '--encoding=UTF8', '--auth=scram-sha-256', '--no-instructions', LOG_FILE];
  let said = '';
  for (const locale of LOCALES) {
    const result = spawnSync(placement.binaries.initdb, [...fixed, ...locale], spawnOptions(placement));
    said = `${result.stdout}\n${result.stderr}`;
    if (result.status === 0) return;
    if (!said.includes('invalid locale')) break;
  }
  throw storeRefusal(folder, said);
}

/** Whoever may write the store's files owns its rows anyway; the password only keeps other local users out. */
function setPassword(folder: DataFolder, placement: Placement): void {
  const password = randomBytes(24).toString('base64url');
  runSingleUser(folder, placement, placement.store, `ALTER ROLE ${OWNER} PASSWORD '${password}';`);
  writePrivately(folder.password, password);
}

function runSingleUser(folder: DataFolder, placement: Placement, store: string, sql: string): void {
  const options = { ...spawnOptions(placement), input: sql };
  const result = spawnSync(placement.binaries.postgres, ['--single', '-D', store, '-j', 'postgres'], options);
  if (result.status !== 0 || /\b(ERROR|FATAL|PANIC):/.test(result.stderr)) throw storeRefusal(folder, result.stderr);
}

const spawnOptions = (placement: Placement) =>
  ({ cwd: '/', env: SERVER_ENVIRONMENT, encoding: 'utf8', ...asAccount(placement.account) }) as const;

function storeRefusal(folder: DataFolder, said: string): StartRefused {
  writeFileSync(folder.log, said, { flag: 'a', mode: 0o600 });
  if (/No space left on device/.test(said)) return new StartRefused('file-enospc', `${folder.root} 所在的磁盘已满。请清理空间后重试。`);
  return new StartRefused('store-creation', `内置数据库未能建立,原因见 ${folder.log}。`);
}

function own({ account }: Placement, ...paths: readonly string[]): void {
  if (account) for (const path of paths) chownSync(path, account.uid, account.gid);
}
