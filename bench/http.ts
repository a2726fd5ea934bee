import { Agent, request } from 'node:http';

export interface Answer {
  readonly status: number;
  readonly body: unknown;
}

/** A plain HTTP client on kept connections: cheaper than fetch, so that the bench does not measure its own client. */
export class Client {
  private readonly agent: Agent;

  constructor(
    private readonly port: number,
    connections: number,
  ) {
    this.agent = new Agent({ keepAlive: true, maxSockets: connections });
  }

  async get<T>(path: string): Promise<T> {
    return (await this.call('GET', path)).body as T;
  }

  async post<T>(path: string, body: object): Promise<T> {
    return (await this.call('POST', path, JSON.stringify(body))).body as T;
  }

  close(): void {
    this.agent.destroy();
  }

  private call(method: string, path: string, body?: string): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const headers = body === undefined ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
      const asked = request({ host: '127.0.0.1', port: this.port, path, method, headers, agent: this.agent }, (answer) => {
        const parts: Buffer[] = [];
        answer.on('data', (part: Buffer) => parts.push(part));
        answer.on('end', () => {
          const text = Buffer.concat(parts).toString('utf8');
          const status = answer.statusCode ?? 0;
          if (status >= 400) reject(new Error(`${method} ${path}: ${status} ${text}`));
          else resolve({ status, body: text === '' ? null : (JSON.parse(text) as unknown) });
        });
      });
      asked.on('error', reject);
      asked.end(body);
    });
  }
}
