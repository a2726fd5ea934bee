import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

/** No build takes this long; whatever holds the lock then is not ours. */
const LONGEST_MS = 10 * 60_000;

/** Runs `work` while no other process builds here; a lock whose process is gone counts for nothing. */
export async function oneAtATime(path, work) {
  mkdirSync(dirname(path), { recursive: true });
  const mine = `${path}.${process.pid}`;
  writeFileSync(mine, String(process.pid));
  try {
    while (!linked(mine, path)) {
      const dead = deadHolder(path);
      if (dead !== null) bury(path, dead);
      else await pause(50);
    }
    try {
      return await work();
    } finally {
      rmSync(path, { force: true });
    }
  } finally {
    rmSync(mine, { force: true });
  }
}

function linked(from, to) {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  }
}

/** What the lock says when its process is gone, else null. */
function deadHolder(path) {
  let holder = '';
  try {
    holder = readFileSync(path, 'utf8');
    if (Date.now() - statSync(path).mtimeMs > LONGEST_MS) return holder;
    process.kill(Number(holder), 0);
    return null;
  } catch (error) {
    return error.code === 'ESRCH' ? holder : null;
  }
}

/** Moved away before it is looked at again: a lock taken meanwhile by another process is put back, not deleted. */
function bury(path, dead) {
  const grave = `${path}.dead.${process.pid}`;
  try {
    renameSync(path, grave);
  } catch (error) {
    if (error.code === 'ENOENT') return;
    throw error;
  }
  if (readFileSync(grave, 'utf8') !== dead) linked(grave, path);
  rmSync(grave, { force: true });
}
