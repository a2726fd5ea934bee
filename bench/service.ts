import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';

/** `.build/bench/` is where this file runs. */
export const PROJECT = resolve(import.meta.dirname, '..', '..');
const TICKS_A_SECOND = 100;

interface Line {
  readonly msg?: string;
  readonly time?: string;
  readonly trace?: string;
}

/** The built service as its own process, watched through what it logs. */
export class Service {
  /** When a message's transaction had committed (machine time, milliseconds), by the message's id: the log says so. */
  readonly done = new Map<string, number>();
  readonly port: number;
  readonly startMillis: number;
  private waiters: { readonly count: number; readonly tell: () => void }[] = [];

  private constructor(
    private readonly child: ChildProcess,
    port: number,
    startMillis: number,
  ) {
    this.port = port;
    this.startMillis = startMillis;
  }

  static async start(environment: Readonly<Record<string, string>>, nodeOptions: readonly string[] = []): Promise<Service> {
    const port = await freePort();
    const from = performance.now();
    const child = spawn(process.execPath, [...nodeOptions, 'dist/main.js'], {
      cwd: PROJECT,
      stdio: ['ignore', 'pipe', 'inherit'],
      env: {
        PATH: process.env['PATH'],
        SIMULATOR: 'on',
        PORT: String(port),
        LOG_LEVEL: 'info',
        MESSAGES_PER_MINUTE: '100000',
        SMS_DAILY_BUDGET: '1000000',
        SMS_DAILY_PER_STAFF: '1000000',
        ...environment,
      },
    });
    const lines = createInterface(child.stdout);
    const ended = once(child, 'exit').then(() => {
      throw new Error('the service ended while starting');
    });
    const opened = new Promise<void>((tell) => {
      lines.on('line', (line) => {
        if (line.startsWith('请打开')) tell();
      });
    });
    await Promise.race([opened, ended]);
    const service = new Service(child, port, performance.now() - from);
    lines.on('line', (line) => {
      service.hear(line);
    });
    return service;
  }

  /** Resolves when that many messages have been done since the last `forget`. */
  async allDone(count: number): Promise<void> {
    if (this.done.size >= count) return;
    await new Promise<void>((tell) => this.waiters.push({ count, tell }));
  }

  forget(): void {
    this.done.clear();
  }

  signal(name: NodeJS.Signals): void {
    this.child.kill(name);
  }

  /** CPU seconds this process has used. */
  cpu(): number {
    return cpuOf(this.child.pid ?? 0);
  }

  /** As `cpu`, to the microsecond. */
  fineCpu(): number {
    return fineCpuOf(this.child.pid ?? 0);
  }

  async stop(): Promise<void> {
    const gone = once(this.child, 'exit');
    this.child.kill('SIGTERM');
    await gone;
  }

  private hear(line: string): void {
    if (!line.includes('已处理')) return;
    const { trace, time } = JSON.parse(line) as Line;
    if (trace === undefined || time === undefined) return;
    this.done.set(trace, Date.parse(time));
    this.waiters = this.waiters.filter(({ count, tell }) => {
      if (this.done.size >= count) tell();
      return this.done.size < count;
    });
  }
}

/** Its own; `ended`: also what its children had used that have ended by now. */
function cpuOf(pid: number, ended = false): number {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
    const own = Number(fields[11]) + Number(fields[12]);
    return (ended ? own + Number(fields[13]) + Number(fields[14]) : own) / TICKS_A_SECOND;
  } catch {
    return 0;
  }
}

/** For what is too short for the kernel's hundredths: of the threads that live. */
function fineCpuOf(pid: number): number {
  try {
    const threads = readdirSync(`/proc/${pid}/task`);
    return threads.reduce((sum, thread) => sum + Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ')[0]) / 1e9, 0);
  } catch {
    return 0;
  }
}

/** CPU seconds of all processes of a PostgreSQL server, those that have ended too; NaN where there is no /proc. */
export function cpuOfServer(postmaster: number): number {
  try {
    return childrenOf(postmaster).reduce((sum, pid) => sum + cpuOf(pid), cpuOf(postmaster, true));
  } catch {
    return NaN;
  }
}

/** As `cpuOfServer`, to the microsecond, of the processes that live. */
export function fineCpuOfServer(postmaster: number): number {
  try {
    return childrenOf(postmaster).reduce((sum, pid) => sum + fineCpuOf(pid), fineCpuOf(postmaster));
  } catch {
    return NaN;
  }
}

const childrenOf = (parent: number): number[] =>
  readdirSync('/proc').filter((name) => /^\d+$/.test(name) && parentOf(name) === parent).map(Number);

function parentOf(pid: string): number {
  try {
    return Number(readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ')[1]);
  } catch {
    return 0;
  }
}

export async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, 'close');
  return port;
}
