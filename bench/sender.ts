import { Agent, request } from 'node:http';
import type { Posted } from './platform-messages.js';

/** The platform's side of a callback: on kept connections, and content with any answer that came. */
export class Sender {
  private readonly agent = new Agent({ keepAlive: true, maxSockets: 256 });

  constructor(private readonly port: number) {}

  prepared(path: string, { path: query, headers, body }: Posted): () => Promise<void> {
    return () => this.post(`${path}${query}`, headers, body);
  }

  /** Resolves once somebody listens there. */
  async answers(posted: Posted, path: string): Promise<void> {
    for (;;) {
      try {
        await this.prepared(path, posted)();
        return;
      } catch {
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    }
  }

  close(): void {
    this.agent.destroy();
  }

  private post(path: string, headers: Readonly<Record<string, string>>, body: string): Promise<void> {
    return new Promise((resolve, reject) => {
      const asked = request({ host: '127.0.0.1', port: this.port, path, method: 'POST', agent: this.agent, headers: { ...headers, 'content-length': Buffer.byteLength(body) } }, (answer) => {
        answer.resume();
        answer.on('end', resolve);
        // Satori's answer to DingTalk is 404 where it took the message.
        if (![200, 404].includes(answer.statusCode ?? 0)) reject(new Error(`${path}: ${answer.statusCode}`));
      });
      asked.on('error', reject);
      asked.end(body);
    });
  }
}
