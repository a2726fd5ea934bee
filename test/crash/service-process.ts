import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const PROJECT = resolve(import.meta.dirname, '..', '..');
const START_LIMIT = 30_000;

/** Generous: what is measured here is not the limits against abuse. */
const LIMITS = { MESSAGES_PER_MINUTE: '100000', SMS_DAILY_BUDGET: '100000', SMS_DAILY_PER_STAFF: '100000' };

export async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, 'close');
  return port;
}

/** The built service as a process of its own, on a database it is given; it can be killed and started again at one address. */
export class ServiceProcess {
  private child: ChildProcess | null = null;
  private said = '';
  private saidBefore = 0;
  private readonly folder = mkdtempSync(join(tmpdir(), 'kesu-crash-'));

  private constructor(
    readonly port: number,
    private readonly databaseUrl: string,
    private readonly environment: Readonly<Record<string, string>>,
  ) {}

  static async at(databaseUrl: string, environment: Readonly<Record<string, string>> = {}): Promise<ServiceProcess> {
    return new ServiceProcess(await freePort(), databaseUrl, environment);
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** What it wrote (warnings and errors) since its first start. */
  get words(): string {
    return this.said;
  }

  /** Starts the process; it listens some seconds later. */
  spawn(): void {
    const child = spawn(process.execPath, ['dist/main.js'], {
      cwd: PROJECT,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        PATH: process.env['PATH'],
        NODE_ENV: 'test',
        SIMULATOR: 'on',
        LOG_LEVEL: 'warn',
        PORT: String(this.port),
        DATABASE_URL: this.databaseUrl,
        DATA_DIR: this.folder,
        ...LIMITS,
        ...this.environment,
      },
    });
    const hear = (chunk: Buffer): void => void (this.said += chunk.toString('utf8'));
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    this.saidBefore = this.said.length;
    this.child = child;
  }

  async ready(): Promise<void> {
    const { child } = this;
    if (child === null) throw new Error('the service was not started');
    const limit = performance.now() + START_LIMIT;
    while (!this.said.includes('请打开', this.saidBefore)) {
      if (child.exitCode !== null || performance.now() > limit) throw new Error(`the service did not start:\n${this.said.slice(this.saidBefore)}`);
      await pause(20);
    }
  }

  async start(): Promise<void> {
    this.spawn();
    await this.ready();
  }

  /** SIGKILL; resolves when the process is gone. */
  async kill(): Promise<void> {
    await this.end('SIGKILL');
  }

  /** As an operator stops it; answers the exit code. */
  async stop(): Promise<number | null> {
    const code = await this.end('SIGTERM');
    rmSync(this.folder, { recursive: true, force: true });
    return code;
  }

  private async end(signal: NodeJS.Signals): Promise<number | null> {
    const { child } = this;
    this.child = null;
    if (child === null || child.exitCode !== null || child.signalCode !== null) return child?.exitCode ?? null;
    const gone = once(child, 'exit');
    child.kill(signal);
    await gone;
    return child.exitCode;
  }
}

export const pause = (millis: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, millis));
