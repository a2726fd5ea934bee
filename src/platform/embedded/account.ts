import { spawnSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import type { DataFolder } from './data-folder.js';

/** The unprivileged user that runs the database when we are root: PostgreSQL refuses to run as root. */
export interface Account {
  readonly uid: number;
  readonly gid: number;
  readonly name: string;
}

/** `nobody` by its number on every Linux, for machines whose user list we cannot read. */
const NOBODY: Account = { uid: 65534, gid: 65534, name: 'nobody' };

export const runsAsRoot = (): boolean => process.getuid?.() === 0;

/**
 * Null when we are an ordinary user. As root: the owner of an existing database, else the user `postgres`, else the owner of the data
 * folder, else `nobody`. No user is ever created.
 */
export function databaseAccount(folder: DataFolder, store: string): Account | null {
  if (!runsAsRoot()) return null;
  return ownerOf(store) ?? namedAccount('postgres') ?? ownerOf(folder.root) ?? namedAccount('nobody') ?? NOBODY;
}

/** Spawn options that make a child run as the account (libuv also drops root's other groups). */
export function asAccount(account: Account | null): { uid?: number; gid?: number } {
  return account ? { uid: account.uid, gid: account.gid } : {};
}

/** Whether the account may work in a folder, asked of the system itself: modes, access lists and mount options all count. */
export function canWorkIn(account: Account, path: string): boolean {
  return spawnSync('/bin/sh', ['-c', 'cd -- "$0"', path], { cwd: '/', stdio: 'ignore', env: {}, ...asAccount(account) }).status === 0;
}

/** The owner of a path unless it is root or absent. */
function ownerOf(path: string): Account | null {
  const { uid, gid } = statSync(path, { throwIfNoEntry: false }) ?? { uid: 0, gid: 0 };
  return uid === 0 ? null : { uid, gid, name: String(uid) };
}

function namedAccount(name: string): Account | null {
  const line = userList().find((entry) => entry.startsWith(`${name}:`));
  const [, , uid, gid] = (line ?? '').split(':');
  return uid === undefined || gid === undefined || uid === '0' ? null : { uid: Number(uid), gid: Number(gid), name };
}

function userList(): string[] {
  try {
    return readFileSync('/etc/passwd', 'utf8').split('\n');
  } catch {
    return [];
  }
}
