import { existsSync, renameSync, rmSync } from 'node:fs';
import type { DataFolder } from './data-folder.js';

/**
 * A restore replaces three things of a data folder together: password, keys and store. Each is unpacked as `.restored`; the former one is
 * kept as `.former` until the restored store has started. The store goes last, so that its `.restored` marks an exchange that a kill
 * interrupted.
 */
export function swapIn(folder: DataFolder, store: string): void {
  const parts = partsOf(folder, store);
  for (const part of parts) renameIfThere(part, former(part));
  for (const part of parts) renameIfThere(restored(part), part);
}

/** Puts the former things back. */
export function swapBack(folder: DataFolder, store: string): void {
  for (const part of partsOf(folder, store)) {
    if (existsSync(former(part))) {
      remove(part);
      renameSync(former(part), part);
    }
  }
  for (const part of partsOf(folder, store)) remove(restored(part));
}

/** Before anything else uses the store: a restore that was killed half-way never happened. */
export function undoInterruptedSwap(folder: DataFolder, store: string): void {
  if (existsSync(restored(store))) swapBack(folder, store);
}

export function discardFormer(folder: DataFolder, store: string): void {
  for (const part of partsOf(folder, store)) remove(former(part));
}

export const restored = (path: string): string => `${path}.restored`;
const former = (path: string): string => `${path}.former`;

const partsOf = (folder: DataFolder, store: string): readonly string[] => [folder.password, folder.keys, store];

function remove(path: string): void {
  rmSync(path, { recursive: true, force: true });
}

function renameIfThere(from: string, to: string): void {
  if (existsSync(from)) renameSync(from, to);
}
