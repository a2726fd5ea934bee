import { chmodSync, chownSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { StartRefused, fileRefusal } from '../configuration/start-refused.js';
import type { Account } from './account.js';

/** A socket's path must fit into 104 bytes (macOS; Linux 108), its longest name here is ".s.PGSQL.5432.lock". */
const LONGEST = 80;

/** A new folder that only the database's user (and root) can enter. */
export function makeSocketFolder(account: Account | null): string {
  const parent = Buffer.byteLength(tmpdir()) + 13 <= LONGEST ? tmpdir() : '/tmp';
  try {
    const path = mkdtempSync(join(parent, 'kesu-'));
    chmodSync(path, 0o700);
    if (account) chownSync(path, account.uid, account.gid);
    return path;
  } catch (error) {
    throw fileRefusal(error, parent) ?? error;
  }
}

export function removeSocketFolder(path: string): void {
  if (!/\/kesu-[^/]+$/.test(path)) throw new StartRefused('socket-folder', `${path} 不是本服务建立的文件夹,未予删除。`);
  rmSync(path, { recursive: true, force: true });
}
