import { existsSync, readdirSync, readFileSync, statfsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { dataFolder, readRecord } from './data-folder.js';
import { lockHolder } from './folder-lock.js';
import { readServerRecord } from './holding.js';
import { OUTSIDE, knownStore } from './placement.js';

/** What can be told about a data folder without starting or changing anything. */
export interface Inspection {
  /** Where the store is; null before the first start. */
  readonly store: string | null;
  /** The process that has the folder now. */
  readonly holder: { readonly pid: number; readonly purpose: 'database' | 'restore' } | null;
  readonly running: boolean;
  readonly freeBytes: number;
  /** Stores under /var/lib whose data folder is gone; they can be removed by hand. */
  readonly abandoned: readonly string[];
}

export function inspect(dataDir: string): Inspection {
  const folder = dataFolder(dataDir);
  const holder = lockHolder(folder);
  const { bavail, bsize } = statfsSync(nearestFolder(dataDir));
  return {
    store: knownStore(folder),
    holder,
    running: holder !== null && readRecord(folder.server, readServerRecord) !== null,
    freeBytes: bavail * bsize,
    abandoned: storesOutside().filter(isAbandoned),
  };
}

function nearestFolder(path: string): string {
  return existsSync(path) || path === dirname(path) ? path : nearestFolder(dirname(path));
}

function storesOutside(): string[] {
  try {
    return readdirSync(OUTSIDE).map((name) => join(OUTSIDE, name)).filter((path) => existsSync(join(path, 'belongs-to')));
  } catch {
    return [];
  }
}

function isAbandoned(home: string): boolean {
  try {
    const owner = readFileSync(join(home, 'belongs-to'), 'utf8').trim();
    return knownStore(dataFolder(owner)) !== join(home, 'postgres');
  } catch {
    return false;
  }
}
