import { linkSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
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
      if (isDead(path)) rmSync(path, { force: true });
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

function isDead(path) {
  try {
    if (Date.now() - statSync(path).mtimeMs > LONGEST_MS) return true;
    process.kill(Number(readFileSync(path, 'utf8')), 0);
    return false;
  } catch (error) {
    return error.code === 'ESRCH';
  }
}
