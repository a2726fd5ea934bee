import { randomBytes } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openDataFolder } from '../embedded/data-folder.js';
import type { Configuration } from './configuration.js';
import { StartRefused, errnoOf, fileRefusal } from './start-refused.js';

/** The key that signs links: the configured one, else one made once and kept (0600) in the data folder. */
export function linkSigningKey(configuration: Configuration): string {
  return configuration.configuredLinkKey ?? keptKey(configuration.dataDir, 'link-signing');
}

function keptKey(dataDir: string, name: string): string {
  const { keys } = openDataFolder(dataDir);
  const path = join(keys, name);
  try {
    mkdirSync(keys, { recursive: true, mode: 0o700 });
    const key = readKey(path) ?? makeKey(path);
    if (key.length < 32) throw new StartRefused('key-damaged', `密钥文件 ${path} 已损坏。请从备份恢复,或删除它以生成新的密钥(旧链接将失效)。`);
    return key;
  } catch (error) {
    throw fileRefusal(error, path) ?? error;
  }
}

function readKey(path: string): string | null {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return null;
    throw error;
  }
}

/** A hard link appears whole, and for one process only: two that start at once end with the same key. */
function makeKey(path: string): string {
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, randomBytes(32).toString('base64url'), { mode: 0o600 });
  try {
    linkSync(draft, path);
  } catch (error) {
    if (errnoOf(error) !== 'EEXIST') throw error;
  } finally {
    rmSync(draft, { force: true });
  }
  return readFileSync(path, 'utf8').trim();
}
