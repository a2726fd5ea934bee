import { randomBytes } from 'node:crypto';
import { accessSync, chmodSync, constants, existsSync, mkdirSync, readFileSync, realpathSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { StartRefused, errnoOf, fileRefusal } from '../configuration/start-refused.js';

/** Where everything of one DATA_DIR lies. */
export interface DataFolder {
  readonly root: string;
  /** The database itself, unless `outside` says that it is kept elsewhere. */
  readonly store: string;
  readonly outside: string;
  readonly password: string;
  /** How to reach the running server; the password is not in it. */
  readonly server: string;
  readonly lock: string;
  readonly log: string;
  readonly keys: string;
}

export function dataFolder(root: string): DataFolder {
  return {
    root,
    store: join(root, 'postgres'),
    outside: join(root, 'outside.json'),
    password: join(root, 'postgres-password'),
    server: join(root, 'server.json'),
    lock: join(root, 'lock'),
    log: join(root, 'database.log'),
    keys: join(root, 'keys'),
  };
}

/** Makes the folder when it is not there. Root opens it for passing through, so that the database's user reaches its part. */
export function openDataFolder(path: string): DataFolder {
  try {
    if (!existsSync(path)) {
      makeFolder(resolve(path));
      chmodSync(path, process.getuid?.() === 0 ? 0o711 : 0o700);
    }
    if (!statSync(path).isDirectory()) throw new StartRefused('file-enotdir', `${path} 不是文件夹。请换一个位置。`);
    accessSync(path, constants.W_OK | constants.X_OK);
    // A process's working directory is told by its real path (process-identity.ts).
    return dataFolder(realpathSync(path));
  } catch (error) {
    throw fileRefusal(error, path) ?? error;
  }
}

/** One by one: where the system answers ENOENT for a folder that cannot be made (/proc, a dead mount), Node's `recursive` never ends. */
function makeFolder(path: string): void {
  if (!existsSync(dirname(path))) makeFolder(dirname(path));
  try {
    mkdirSync(path);
  } catch (error) {
    // Another service that starts at the same moment was first.
    if (errnoOf(error) !== 'EEXIST') throw error;
  }
}

/** Writes whole or not at all, readable by the owner only. */
export function writePrivately(path: string, text: string): void {
  const draft = `${path}.${process.pid}.${randomBytes(4).toString('hex')}`;
  try {
    writeFileSync(draft, text, { mode: 0o600, flag: 'wx' });
    renameSync(draft, path);
  } catch (error) {
    throw fileRefusal(error, path) ?? error;
  }
}

/** Null when there is no such file. */
export function readIfThere(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return null;
    throw fileRefusal(error, path) ?? error;
  }
}

/** Reads one of our JSON files through `read`, which answers null for a shape it does not know. */
export function readRecord<T>(path: string, read: (value: Readonly<Record<string, unknown>>) => T | null): T | null {
  const text = readIfThere(path);
  if (text === null) return null;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? read({ ...value }) : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

export const storeMissing = (path: string): StartRefused =>
  new StartRefused('store-missing', `数据库文件夹 ${path} 不见了。请把它放回原处,或从备份恢复(npm run restore)。`);
