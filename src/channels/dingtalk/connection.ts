import { DWClient } from 'dingtalk-stream';
import { WebSocket } from 'ws';
import { fieldsOf, fieldsIn, textIn, type Fields } from './fields.js';
import { exchange } from '../port/http.js';

/** A frame from DingTalk, as far as we look at it. */
export interface Frame {
  readonly type: string;
  readonly topic: string;
  readonly messageId: string;
  readonly headers: Fields;
  /** A text of JSON. */
  readonly data: string;
}

/** What is answered to a frame: `data` is put into a text of JSON. Null: nothing, so that it comes again. */
export interface Ack {
  readonly code: 200 | 404 | 500;
  readonly data: unknown;
}

export interface ConnectionParts {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly apiBaseUrl: string;
  /** Milliseconds. */
  readonly pingEvery: number;
  readonly handshake: number;
  /** Gets each frame; what it throws is a bug of ours and ends neither the socket nor the process. */
  readonly frame: (frame: Frame, ack: (answer: Ack) => void) => Promise<void>;
  /** The server will say no more on this socket. */
  readonly draining: () => void;
  readonly over: () => void;
  readonly refused: (why: string) => void;
}

/** Client id or secret refused, or the robot not in Stream mode: trying again at once mends nothing. */
export class Misconfigured extends Error {}

/** One missed pong may be a busy moment of ours; with the second the socket is taken for dead. */
const MOST_MISSED = 2;
const MOST_FRAME = 2 * 1024 * 1024;

/** Subscriptions are the same for every connection of an app: each push goes to one of them by chance. */
const SUBSCRIPTIONS = [
  { type: 'EVENT', topic: '*' },
  { type: 'CALLBACK', topic: '/v1.0/im/bot/messages/get' },
  { type: 'CALLBACK', topic: '/v1.0/card/instances/callback' },
];

/**
 * One socket of DingTalk's Stream, from its opening to its end. What is taken over from the vendor's client is replaced wherever it was
 * measured to fail (2.1.5): it knows one address, prints to the console, lets a handler's exception end the process or jam the socket,
 * ignores `disconnect`, opens ever more sockets after a failed handshake, and its keep-alive timers outlive theirs. So nothing here
 * reconnects: whoever wants another socket makes another object (stream.ts).
 */
export class Connection extends DWClient {
  private wire: WebSocket | null = null;
  private address = '';
  private missed = 0;
  private pinging: NodeJS.Timeout | undefined;
  private readonly working = new Set<Promise<void>>();

  constructor(private readonly parts: ConnectionParts) {
    super({ clientId: parts.clientId, clientSecret: parts.clientSecret, keepAlive: false });
    this.config.autoReconnect = false;
    // The vendor's default list is shared by all clients of a process.
    this.config.subscriptions = SUBSCRIPTIONS;
  }

  /** Opens; throws `Misconfigured`, or another error when it may be tried again. */
  override async connect(): Promise<void> {
    await this.getEndpoint();
    await this._connect();
  }

  /** A ticket is good for 90 seconds and one connection. */
  override async getEndpoint(): Promise<this> {
    const { clientId, clientSecret, apiBaseUrl } = this.parts;
    const body = { clientId, clientSecret, subscriptions: SUBSCRIPTIONS, ua: 'kesu-desk' };
    const { status, body: said } = await exchange({ method: 'POST', url: `${apiBaseUrl}/v1.0/gateway/connections/open`, body });
    if (status === 400 || status === 401) throw new Misconfigured(textIn(fieldsOf(said)?.['code'], 100) ?? `HTTP ${status}`);
    const [endpoint, ticket] = [textIn(fieldsOf(said)?.['endpoint'], 500), textIn(fieldsOf(said)?.['ticket'], 500)];
    if (endpoint === null || ticket === null || !/^wss?:\/\//.test(endpoint)) throw new Error(`no endpoint (HTTP ${status})`);
    this.address = `${endpoint}?ticket=${encodeURIComponent(ticket)}`;
    return this;
  }

  override _connect(): Promise<void> {
    return new Promise((resolve, reject) => {
      const wire = new WebSocket(this.address, { handshakeTimeout: this.parts.handshake, maxPayload: MOST_FRAME });
      this.wire = wire;
      wire.on('open', () => {
        this.pinging = setInterval(() => this.ping(wire), this.parts.pingEvery);
        resolve();
      });
      wire.on('pong', () => this.alive());
      wire.on('ping', () => this.alive());
      wire.on('message', (data: Buffer) => this.onDownStream(data.toString('utf8')));
      // Its words may quote the address with the ticket.
      wire.on('error', () => reject(new Error('the socket failed')));
      wire.on('close', () => {
        clearInterval(this.pinging);
        reject(new Error('closed before it was open'));
        this.parts.over();
      });
    });
  }

  override onDownStream(data: string): void {
    this.alive();
    const frame = frameIn(data);
    if (frame === null) return this.parts.refused('malformed');
    if (frame.type === 'SYSTEM') return this.system(frame);
    const work = this.parts.frame(frame, (answer) => this.acknowledge(frame, answer)).catch(() => this.parts.refused('bug'));
    this.working.add(work);
    void work.finally(() => this.working.delete(work));
  }

  /** True while frames can come: `connected` of the vendor's client says something else. */
  get open(): boolean {
    return this.wire?.readyState === WebSocket.OPEN;
  }

  /** Waits for what is being worked on, so that its acknowledgements go out on the socket it came by; then closes. */
  async finish(most: number): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, most);
    });
    await Promise.race([Promise.allSettled([...this.working]), late]);
    clearTimeout(timer);
    this.disconnect();
  }

  override disconnect(): void {
    clearInterval(this.pinging);
    const wire = this.wire;
    if (wire === null || wire.readyState === WebSocket.CLOSED) return;
    wire.close();
    // A peer that does not answer the closing would hold the process.
    setTimeout(() => wire.terminate(), 1000).unref();
  }

  private system(frame: Frame): void {
    if (frame.topic === 'ping' || frame.topic === 'disconnect') this.acknowledge(frame, { code: 200, data: fieldsIn(frame.data) ?? {} });
    if (frame.topic === 'disconnect') this.parts.draining();
  }

  /** On its own socket or not at all: unacknowledged, a message comes again, and is known by its id. */
  private acknowledge({ messageId }: Frame, { code, data }: Ack): void {
    if (!this.open || messageId === '') return;
    const headers = { contentType: 'application/json', messageId };
    this.wire?.send(JSON.stringify({ code, headers, message: code === 200 ? 'OK' : 'failed', data: JSON.stringify(data) }), () => undefined);
  }

  private alive(): void {
    this.missed = 0;
  }

  private ping(wire: WebSocket): void {
    if (this.missed >= MOST_MISSED) return wire.terminate();
    this.missed += 1;
    if (this.open) wire.ping();
  }
}

/** Lenient where DingTalk is: system frames come with half of their fields, and one page writes `header`. */
function frameIn(text: string): Frame | null {
  const frame = fieldsIn(text);
  if (frame === null || typeof frame['type'] !== 'string') return null;
  const headers = fieldsOf(frame['headers']) ?? fieldsOf(frame['header']) ?? {};
  const { data } = frame;
  return {
    type: frame['type'],
    topic: textIn(headers['topic'], 200) ?? '',
    messageId: textIn(headers['messageId'], 200) ?? '',
    headers,
    data: typeof data === 'string' ? data : JSON.stringify(data ?? {}),
  };
}
