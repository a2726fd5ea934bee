import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocketServer, type WebSocket } from 'ws';

/** What both platforms say to a call that went well; each reads its own of it. */
const DONE = {
  ...{ errcode: 0, errmsg: 'ok', access_token: 'bench', expires_in: 7200, msgid: 'bench', invaliduser: '', name: 'bench' },
  ...{ accessToken: 'bench', expireIn: 7200, processQueryKey: 'bench', success: true, appList: [], result: { deliverResults: [{ success: true }] } },
};
const ROBOT = '/v1.0/im/bot/messages/get';

/** The platforms’ own side as small as it can be: every call goes well at once, and frames go out by DingTalk's Stream. What is measured is ours. */
export class PlatformApi {
  private readonly server: Server;
  private readonly gateway = new WebSocketServer({ noServer: true });
  private readonly waiting = new Map<string, () => void>();
  private line: WebSocket | null = null;
  private frames = 0;

  private constructor() {
    this.server = createServer((request, response) => {
      request.resume();
      const { port } = this.server.address() as AddressInfo;
      const body = request.url?.includes('/connections/open') === true ? { endpoint: `ws://127.0.0.1:${port}/connect`, ticket: 'bench' } : DONE;
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    });
    this.server.on('upgrade', (request, socket, head) => {
      this.gateway.handleUpgrade(request, socket, head, (opened) => {
        this.line = opened;
        opened.on('message', (data: Buffer) => {
          this.acknowledged(data.toString('utf8'));
        });
      });
    });
  }

  static async open(): Promise<PlatformApi> {
    const api = new PlatformApi();
    api.server.listen(0, '127.0.0.1');
    await once(api.server, 'listening');
    return api;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  get hasLine(): boolean {
    return this.line !== null;
  }

  /** A robot message by Stream; resolves with its acknowledgement. */
  push(data: string): Promise<void> {
    const messageId = `f${(this.frames += 1)}`;
    return new Promise((resolve) => {
      this.waiting.set(messageId, resolve);
      this.line?.send(JSON.stringify({ specVersion: '1.0', type: 'CALLBACK', headers: { topic: ROBOT, messageId, contentType: 'application/json', time: '0' }, data }));
    });
  }

  close(): void {
    this.line?.terminate();
    this.gateway.close();
    this.server.closeAllConnections();
    this.server.close();
  }

  private acknowledged(text: string): void {
    const { headers } = JSON.parse(text) as { readonly headers?: { readonly messageId?: string } };
    const id = headers?.messageId ?? '';
    this.waiting.get(id)?.();
    this.waiting.delete(id);
  }
}
