import { once } from 'node:events';
import { createConnection, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import type { TestDatabase } from '../harness/database.js';

interface Line {
  readonly near: Socket;
  readonly far: Socket;
}

/**
 * The wire between the service and its PostgreSQL, as a test may have it: slow to bring one answer, cut, or dead without
 * a word. The server does what it was asked either way, which is the point.
 */
export class Wire {
  private readonly lines = new Set<Line>();
  private server: Server;
  private port = 0;
  private slow: { readonly statement: string; readonly millis: number } | null = null;
  private silent = false;

  private constructor(private readonly database: TestDatabase) {
    this.server = this.listener();
  }

  static async to(database: TestDatabase): Promise<Wire> {
    const wire = new Wire(database);
    await wire.listen();
    return wire;
  }

  /** The database's address by way of this wire. */
  get url(): string {
    const { user, password, database } = this.database.address;
    return `postgres://${user}:${encodeURIComponent(password)}@127.0.0.1:${this.port}/${database}`;
  }

  /**
   * Answers to a prepared statement come late. The simulator's phones are written by `simulator-ring` on a connection of
   * their own: slowed down, they are an SMS provider that has sent the message and has not said so yet.
   */
  delaysAnswersTo(statement: string, millis: number): void {
    this.slow = { statement, millis };
  }

  /** Every connection breaks, and new ones are refused. */
  async cut(): Promise<void> {
    const closed = once(this.server, 'close');
    this.server.close();
    for (const line of this.lines) {
      line.near.destroy();
      line.far.destroy();
    }
    await closed;
  }

  async mend(): Promise<void> {
    this.server = this.listener();
    await this.listen();
  }

  /** Nothing gets through, and nobody is told: a host that vanished. */
  fallsSilent(): void {
    this.silent = true;
    for (const { near, far } of this.lines) {
      near.pause();
      far.pause();
    }
  }

  /** The lines that fell silent are lost; new ones work. */
  speaksAgain(): void {
    this.silent = false;
    for (const { near, far } of this.lines) {
      near.destroy();
      far.destroy();
    }
  }

  private listener(): Server {
    return createServer((near) => {
      this.connect(near);
    });
  }

  private async listen(): Promise<void> {
    this.server.listen(this.port, '127.0.0.1');
    await once(this.server, 'listening');
    this.port = (this.server.address() as AddressInfo).port;
  }

  private connect(near: Socket): void {
    const { host, port } = this.database.address;
    const line: Line = { near, far: createConnection(`${host}/.s.PGSQL.${port}`) };
    this.lines.add(line);
    let late = 0;
    near.on('data', (chunk) => {
      if (this.slow !== null && chunk.includes(`${this.slow.statement}\0`)) late = this.slow.millis;
      line.far.write(chunk);
    });
    line.far.on('data', (chunk) => {
      if (late === 0) return void near.write(chunk);
      line.far.pause();
      setTimeout(() => {
        near.write(chunk);
        line.far.resume();
      }, late);
      late = 0;
    });
    for (const [one, other] of [
      [near, line.far],
      [line.far, near],
    ] as const) {
      one.on('error', () => undefined);
      one.on('close', () => {
        other.destroy();
        this.lines.delete(line);
      });
    }
    if (this.silent) {
      near.pause();
      line.far.pause();
    }
  }
}
