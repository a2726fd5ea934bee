import { randomBytes } from 'node:crypto';
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { errnoOf, fileRefusal } from '../configuration/start-refused.js';
import type { DataFolder } from './data-folder.js';
import { readRecord } from './data-folder.js';
import type { ProcessIdentity } from './process-identity.js';
import { identify, isRunning } from './process-identity.js';

/** What a data folder is held for: a running database, or a restore that replaces it. */
export type Purpose = 'database' | 'restore';

export interface LockHolder extends ProcessIdentity {
  readonly purpose: Purpose;
}

export interface FolderLock {
  release(): void;
}

/**
 * Takes the folder for this process, or names who has it. The lock dies with its process: a file whose process (pid and start time)
 * is gone counts for nothing. Should two processes clear the same dead file in the same instant, PostgreSQL's own lock decides.
 */
export function lockFolder(folder: DataFolder, purpose: Purpose): FolderLock | LockHolder {
  const mine = `${folder.lock}.${process.pid}.${randomBytes(4).toString('hex')}`;
  const text = JSON.stringify({ ...identify(process.pid), purpose });
  try {
    writeFileSync(mine, text, { mode: 0o600, flag: 'wx' });
    for (;;) {
      if (linked(mine, folder.lock)) return { release: () => releaseIfOurs(folder, text) };
      const holder = lockHolder(folder);
      if (holder) return holder;
      buryDead(folder.lock);
    }
  } catch (error) {
    throw fileRefusal(error, folder.root) ?? error;
  } finally {
    rmSync(mine, { force: true });
  }
}

/** The living holder of the folder, or null. */
export function lockHolder(folder: DataFolder): LockHolder | null {
  const holder = readRecord(folder.lock, readHolder);
  return holder && isRunning(holder) ? holder : null;
}

export const isHolder = (result: FolderLock | LockHolder): result is LockHolder => 'pid' in result;

function readHolder(value: Readonly<Record<string, unknown>>): LockHolder | null {
  const { pid, mark, purpose } = value;
  if (typeof pid !== 'number' || typeof mark !== 'string') return null;
  return { pid, mark, purpose: purpose === 'restore' ? 'restore' : 'database' };
}

/** A hard link appears whole or fails: nobody ever reads a half-written lock. */
function linked(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if (errnoOf(error) === 'EEXIST') return false;
    throw error;
  }
}

/** Moves the file away before looking again, so that a living lock taken in between is put back rather than deleted. */
function buryDead(path: string): void {
  const grave = `${path}.dead.${randomBytes(4).toString('hex')}`;
  try {
    renameSync(path, grave);
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return;
    throw error;
  }
  const holder = readRecord(grave, readHolder);
  if (holder && isRunning(holder)) linked(grave, path);
  rmSync(grave, { force: true });
}

function releaseIfOurs(folder: DataFolder, text: string): void {
  try {
    if (readFileSync(folder.lock, 'utf8') === text) rmSync(folder.lock);
  } catch (error) {
    if (errnoOf(error) !== 'ENOENT') throw error;
  }
}
