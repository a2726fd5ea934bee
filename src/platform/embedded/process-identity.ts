import { execFileSync } from 'node:child_process';
import { readFileSync, readdirSync, readlinkSync } from 'node:fs';
import { errnoOf } from '../configuration/start-refused.js';

/** A process told apart from a later one with the same number. */
export interface ProcessIdentity {
  readonly pid: number;
  /** Changes with every process that gets this pid, also across a reboot. */
  readonly mark: string;
}

/** Whether any process has this pid, ours or another user's. */
export function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errnoOf(error) === 'EPERM';
  }
}

/** Null when the process is gone. */
export function identify(pid: number): ProcessIdentity | null {
  const mark = process.platform === 'linux' ? linuxMark(pid) : psField(pid, 'lstart');
  return mark === null ? null : { pid, mark };
}

export function isRunning(identity: ProcessIdentity): boolean {
  return exists(identity.pid) && identify(identity.pid)?.mark === identity.mark;
}

/**
 * Whether the pid is a `postgres` working in this data folder. A server changes into its folder, so its working directory tells;
 * where another user's process hides that, its name alone decides, and we rather wait than remove a living server's file.
 */
export function isPostgresOf(pid: number, folder: string): boolean {
  if (!exists(pid) || identify(pid) === null) return false;
  if (process.platform !== 'linux') return (psField(pid, 'command') ?? '').includes(folder);
  if (!readText(`/proc/${pid}/comm`).startsWith('postgres')) return false;
  const directory = workingDirectory(pid);
  return directory === null || directory === folder;
}

/** Back ends that outlived their killed postmaster; they keep its shared memory in use. Linux only, elsewhere none are found. */
export function postgresProcessesIn(folder: string): number[] {
  if (process.platform !== 'linux') return [];
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => workingDirectory(pid) === folder && isPostgresOf(pid, folder));
}

/** The command line of a process's parent; empty when it cannot be seen. */
export function parentCommand(pid: number): string {
  if (process.platform !== 'linux') return psField(Number(psField(pid, 'ppid') ?? 1), 'command') ?? '';
  const parent = /^PPid:\s+(\d+)$/m.exec(readText(`/proc/${pid}/status`))?.[1] ?? '1';
  return readText(`/proc/${parent}/cmdline`).replaceAll('\0', ' ');
}

function linuxMark(pid: number): string | null {
  const stat = readText(`/proc/${pid}/stat`);
  // The name in brackets may hold spaces and brackets itself; fields are counted after the last one. Field 22 is the start time (proc(5)).
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const started = fields[19];
  // A zombie has ended; only its parent has not looked yet.
  if (started === undefined || fields[0] === 'Z') return null;
  return `${readText('/proc/sys/kernel/random/boot_id').trim()}:${started}`;
}

function workingDirectory(pid: number): string | null {
  try {
    return readlinkSync(`/proc/${pid}/cwd`);
  } catch {
    return null;
  }
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

function psField(pid: number, field: string): string | null {
  try {
    return execFileSync('ps', ['-o', `${field}=`, '-p', String(pid)], { encoding: 'utf8', env: { LC_ALL: 'C' } }).trim() || null;
  } catch {
    return null;
  }
}
