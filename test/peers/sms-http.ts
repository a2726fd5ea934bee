import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request as it came in: nothing normalised, since signatures are about what was sent. */
export interface Arrived {
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface Answer {
  readonly status: number;
  readonly body: object;
}

/** How a call that was carried out goes wrong on its way back. */
export type Mishap = 'cut-after' | 'garbage' | 'server-error';

/** A provider on loopback. */
export abstract class SmsPeer {
  private readonly server: Server;
  private port = 0;
  private mishap: Mishap | null = null;
  calls = 0;

  constructor() {
    this.server = createServer((request, response) => void this.serve(request, response));
  }

  abstract answer(arrived: Arrived): Answer;

  async listen(): Promise<this> {
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
    this.port = (this.server.address() as AddressInfo).port;
    return this;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    if (!this.server.listening) return;
    this.server.close();
    await once(this.server, 'close');
  }

  /** The next call is carried out, and goes wrong on its way back. */
  nextGoesWrong(mishap: Mishap): void {
    this.mishap = mishap;
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    this.calls += 1;
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const [path = '/', query = ''] = (request.url ?? '/').split('?');
    const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
    const { status, body } = this.answer({ method: request.method ?? '', path, query, headers, body: Buffer.concat(parts).toString('utf8') });
    const mishap = this.mishap;
    this.mishap = null;
    if (mishap === 'cut-after') return void request.socket.destroy();
    if (mishap === 'garbage') return void response.writeHead(200).end('<html>busy</html>');
    if (mishap === 'server-error') return void response.writeHead(502, { 'content-type': 'application/json' }).end('{}');
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  }
}
