import type { Duplex } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import type { IncomingMessage } from 'node:http';
import { WebSocketServer, type WebSocket } from 'ws';
import { isFields, type Fields } from './wire.js';

const TICKET_LIFE = 90_000;
const REDELIVERY = 60_000;
const DRAINED = 10_000;

interface Line {
  readonly id: number;
  readonly socket: WebSocket;
  /** After `disconnect` nothing more is delivered on it. */
  draining: boolean;
  silent: boolean;
}

/** A push and what became of it. */
export interface Push {
  readonly topic: string;
  readonly type: string;
  readonly data: string;
  readonly headers: Fields;
  sent: number;
  /** The answer's `data`, parsed; null until it came. */
  answer: Fields | null;
  code: number | null;
  /** At the moment its acknowledgement is there. */
  readonly answered: () => void;
}

export interface GatewayParts {
  readonly now: () => number;
  /** Runs when so much of the peer's time has passed. */
  readonly later: (ms: number, act: () => void) => void;
  readonly violations: string[];
  readonly chance: () => number;
}

/**
 * The Stream gateway as DingTalk's protocol page tells it: a ticket opens one connection within 90 seconds; each push goes to one connection
 * by chance; a robot message that is not acknowledged comes once more after 60 seconds; after `disconnect` a socket is mute, and closed
 * 10 seconds later.
 */
export class Gateway {
  readonly lines = new Set<Line>();
  readonly pushes: Push[] = [];
  opens = 0;
  /** That came on the newest socket. */
  pings = 0;
  private readonly tickets = new Map<string, number>();
  private readonly server = new WebSocketServer({ noServer: true });
  private readonly waiting = new Map<string, { readonly push: Push; readonly line: Line }>();
  private count = 0;

  constructor(private readonly parts: GatewayParts) {}

  ticket(): string {
    this.opens += 1;
    const ticket = `ticket/${this.opens}+=`;
    this.tickets.set(ticket, this.parts.now() + TICKET_LIFE);
    return ticket;
  }

  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const ticket = new URL(request.url ?? '/', 'http://x').searchParams.get('ticket') ?? '';
    const until = this.tickets.get(ticket);
    if (until === undefined) this.parts.violations.push('a ticket that is unknown or used');
    this.tickets.delete(ticket);
    if (until === undefined || until < this.parts.now()) return void socket.end('HTTP/1.1 401 Unauthorized\r\n\r\n');
    this.server.handleUpgrade(request, socket, head, (opened) => this.adopt(opened));
  }

  /** The connections that look healthy to DingTalk. */
  get open(): readonly Line[] {
    return [...this.lines].filter((line) => !line.draining);
  }

  /** Nobody is connected: lost, as far as anybody knows. */
  push(type: string, topic: string, data: object | string, headers: Fields = {}, answered: () => void = () => undefined): Push {
    const push: Push = { type, topic, data: typeof data === 'string' ? data : JSON.stringify(data), headers, sent: 0, answer: null, code: null, answered };
    this.pushes.push(push);
    this.send(push);
    return push;
  }

  send(push: Push): void {
    const lines = this.open;
    const line = lines[Math.floor(this.parts.chance() * lines.length)];
    if (line === undefined) return;
    this.count += 1;
    const messageId = `frame-${this.count}`;
    push.sent += 1;
    this.waiting.set(messageId, { push, line });
    this.write(line, { specVersion: '1.0', type: push.type, headers: { appId: 'a', connectionId: `c${line.id}`, contentType: 'application/json', messageId, time: String(this.parts.now()), topic: push.topic, ...push.headers }, data: push.data });
    const again = push.topic.includes('/bot/') && push.sent === 1;
    if (again) this.parts.later(REDELIVERY, () => push.answer === null && this.send(push));
  }

  /** Sent again though it was acknowledged: events may come twice all the same. */
  repeat(push: Push): void {
    this.send(push);
  }

  /** A frame that is no JSON, or of no shape we know. */
  garbage(text: string): void {
    for (const line of this.open) line.socket.send(text);
  }

  system(topic: string, data: object): void {
    for (const line of this.open) {
      this.count += 1;
      // Samples of system frames lack specVersion and time.
      this.write(line, { type: 'SYSTEM', headers: { topic, messageId: `frame-${this.count}`, contentType: 'application/json' }, data: JSON.stringify(data) });
    }
  }

  /** Says so, is mute from then on, and hangs up after 10 seconds. */
  disconnects(): void {
    for (const line of this.open) {
      this.count += 1;
      this.write(line, { type: 'SYSTEM', headers: { topic: 'disconnect', messageId: `frame-${this.count}` }, data: '{"reason":"persistent connection is timeout"}' });
      line.draining = true;
      this.parts.later(DRAINED, () => line.socket.terminate());
    }
  }

  /** The other end vanished: nothing is read, answered or closed any more, and DingTalk still sends into it. */
  vanishes(): void {
    for (const line of this.open) {
      line.silent = true;
      line.socket.pause();
    }
  }

  hangsUp(lines: Iterable<Line> = this.lines): void {
    for (const line of lines) line.socket.terminate();
  }

  /** Resolves once it holds; the tests' own limit ends what never does. */
  async until(holds: () => boolean): Promise<void> {
    while (!holds()) await pause(2);
  }

  close(): void {
    this.hangsUp();
    this.server.close();
  }

  private adopt(socket: WebSocket): void {
    this.count += 1;
    const line: Line = { id: this.count, socket, draining: false, silent: false };
    this.lines.add(line);
    this.pings = 0;
    socket.on('ping', () => (this.pings += 1));
    socket.on('message', (data: Buffer) => this.heard(data.toString('utf8')));
    socket.on('error', () => undefined);
    socket.on('close', () => void this.lines.delete(line));
  }

  private write(line: Line, frame: object): void {
    if (line.silent) return;
    line.socket.send(JSON.stringify(frame));
  }

  /** An acknowledgement: of a frame we sent, with `data` as a text of JSON. */
  private heard(text: string): void {
    let frame: unknown = null;
    try {
      frame = JSON.parse(text);
    } catch {
      this.parts.violations.push('an acknowledgement that is no JSON');
    }
    const headers = isFields(frame) ? frame['headers'] : null;
    if (!isFields(frame) || !isFields(headers) || typeof frame['data'] !== 'string' || typeof frame['code'] !== 'number') return void this.parts.violations.push(`an acknowledgement of another shape: ${text.slice(0, 100)}`);
    const known = this.waiting.get(String(headers['messageId']));
    this.waiting.delete(String(headers['messageId']));
    if (known !== undefined) {
      known.push.code = frame['code'];
      known.push.answer = JSON.parse(frame['data']) as Fields;
      known.push.answered();
    }
  }
}
