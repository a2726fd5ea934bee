import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { closeSync, fstatSync, openSync, readFileSync, readSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { StartRefused } from '../configuration/start-refused.js';
import { asAccount } from './account.js';
import { SERVER_ENVIRONMENT } from './binaries.js';
import type { DataFolder } from './data-folder.js';
import { readIfThere } from './data-folder.js';
import type { Placement } from './placement.js';
import { identify, isPostgresOf, parentCommand, postgresProcessesIn } from './process-identity.js';
import { serverArguments } from './settings.js';

/** How long a start waits for an earlier server of the same store to let go of it. */
export const PATIENCE_MS = 30_000;
/** How long a fast shutdown may take before the server is ended at once (it then recovers from its log at the next start). */
const SHUTDOWN_MS = 60_000;
const POLL_MS = 15;
/** The file name by which a keeper is known among processes. */
export const KEEPER = 'keeper.js';

export interface Postmaster {
  readonly pid: number;
  /** Settles when the server has ended, however it ended. */
  readonly ended: Promise<void>;
  /** Fast shutdown: open transactions are rolled back, everything committed is on disk. */
  stop(): Promise<void>;
}

/** Starts the server and answers once it takes connections. */
export async function startPostmaster(folder: DataFolder, placement: Placement, socketFolder: string): Promise<Postmaster> {
  const deadline = performance.now() + PATIENCE_MS;
  for (;;) {
    await freeStore(placement.store);
    const result = await tryStart(folder, placement, socketFolder);
    if ('pid' in result) return result;
    if (!result.held) throw startRefusal(folder, result.said);
    if (performance.now() > deadline) {
      throw new StartRefused('store-held', `数据目录 ${folder.root} 的数据库仍被另一个进程占用。请结束该进程(或重启机器)后再试。`);
    }
    await pause(250);
  }
}

/**
 * Ends a server that lost its keeper (kill -9), and clears what a killed one left behind: PostgreSQL itself refuses to start while its
 * pid file names any living process, even a stranger that got the number after a restart of the machine.
 */
async function freeStore(store: string): Promise<void> {
  const path = join(store, 'postmaster.pid');
  const text = readIfThere(path);
  const pid = Number.parseInt(text ?? '', 10);
  if (pid > 0 && isPostgresOf(pid, store)) {
    // Another keeper looks after it (a copied data folder that points to the same store outside): leave it alone, the start will say so.
    if (parentCommand(pid).includes(KEEPER)) return;
    process.kill(pid, 'SIGINT');
    await goneWithin(pid, PATIENCE_MS);
    return;
  }
  if (text !== null) rmSync(path, { force: true });
  // Without a postmaster a back end has nobody to report to; SIGQUIT ends it at once and the log repairs what it left.
  for (const orphan of postgresProcessesIn(store)) {
    process.kill(orphan, 'SIGQUIT');
    await goneWithin(orphan, 2_000);
  }
}

async function goneWithin(pid: number, limit: number): Promise<void> {
  const deadline = performance.now() + limit;
  while (identify(pid) !== null && performance.now() < deadline) await pause(POLL_MS);
}

type Attempt = Postmaster | { readonly held: boolean; readonly said: string };

async function tryStart(folder: DataFolder, placement: Placement, socketFolder: string): Promise<Attempt> {
  const log = openSync(folder.log, 'a+', 0o600);
  const from = fstatSync(log).size;
  try {
    const child = spawn(placement.binaries.postgres, serverArguments(placement.store, socketFolder), {
      cwd: '/',
      env: SERVER_ENVIRONMENT,
      stdio: ['ignore', log, log],
      ...asAccount(placement.account),
    });
    const ended = new Promise<void>((resolve) => {
      child.once('exit', () => resolve());
      child.once('error', () => resolve());
    });
    if (await becomesReady(child, placement.store)) return postmaster(child, ended);
    const said = textFrom(log, from);
    return { held: /lock file .* already exists|shared memory block .* still in use/.test(said), said };
  } finally {
    closeSync(log);
  }
}

/** The server writes its state into the last line of its pid file; pg_ctl waits for the same word. */
async function becomesReady(child: ChildProcess, store: string): Promise<boolean> {
  let failed = false;
  child.once('error', () => (failed = true));
  while (!failed && child.exitCode === null && child.signalCode === null) {
    const lines = statusLines(join(store, 'postmaster.pid'));
    if (Number(lines[0]) === child.pid && lines[7]?.trim() === 'ready') return true;
    await pause(POLL_MS);
  }
  return false;
}

function statusLines(path: string): string[] {
  try {
    return readFileSync(path, 'utf8').split('\n');
  } catch {
    return [];
  }
}

function postmaster(child: ChildProcess, ended: Promise<void>): Postmaster {
  return {
    pid: child.pid ?? 0,
    ended,
    async stop() {
      child.kill('SIGINT');
      const patience = setTimeout(() => child.kill('SIGQUIT'), SHUTDOWN_MS);
      await ended;
      clearTimeout(patience);
    },
  };
}

function textFrom(file: number, from: number): string {
  const buffer = Buffer.alloc(64 * 1024);
  return buffer.toString('utf8', 0, readSync(file, buffer, 0, buffer.length, from));
}

function startRefusal(folder: DataFolder, said: string): StartRefused {
  const reason = REASONS.find(([pattern]) => pattern.test(said))?.[1] ?? '内置数据库未能启动';
  return new StartRefused('database-start', `${reason}。详情见 ${folder.log}。`);
}

const REASONS: readonly (readonly [RegExp, string])[] = [
  [/No space left on device/, '磁盘已满,内置数据库未能启动,请清理空间后重试'],
  [/Cannot allocate memory|could not map anonymous shared memory/, '内存不足,内置数据库未能启动,请腾出至少 512 MB 内存'],
  [/database files are incompatible|initialized by PostgreSQL version/, '数据目录来自另一个版本的数据库,请用原来的程序版本启动,或从备份恢复'],
  [/Permission denied|has wrong ownership|invalid permissions/, '内置数据库无权使用自己的文件夹,请检查它的属主和权限'],
  [/invalid checkpoint record|could not locate a valid checkpoint|PANIC/, '数据库文件已损坏,请从备份恢复(npm run restore)'],
];
