import { WSClient } from '@wecom/aibot-node-sdk';
import type { Log } from '../../platform/logging/index.js';
import { NotReached } from '../port/http.js';
import { answerIn, NOT_SUBSCRIBED, type WecomAnswer } from './answers.js';

export interface LineAccess {
  readonly url: string;
  readonly botId: string;
  readonly secret: string;
}

/** Milliseconds. */
export interface LineTiming {
  /** From opening to being subscribed. */
  readonly subscribe: number;
  /** Between two pings; a line that answered none of three is dead. */
  readonly heartbeat: number;
}

/** kicked: another connection of the same bot; refused: id or secret; lost: everything else. */
export type LineEnd = 'kicked' | 'refused' | 'lost' | 'unsubscribed';

export interface BotFrame {
  readonly cmd: string;
  readonly reqId: string;
  readonly body: unknown;
}

export interface LineEvents {
  heard(frame: BotFrame): void;
  up(): void;
  /** Once, and nothing after it. */
  down(end: LineEnd): void;
}

const MOST_FRAME_BYTES = 1024 * 1024;

/**
 * One connection of the bot. The vendor's client keeps to itself when it waits for ever to be subscribed, gives up, or is kicked, and
 * cannot be used again after any of it (dossier §1d, rows 2-6): so it makes no second try of its own, and a new line gets a new client.
 */
export class BotLine {
  private readonly client: WSClient;
  private readonly guard: NodeJS.Timeout;
  private subscribed = false;
  private ended = false;
  /** An answer that came too late would be taken for the next one's on the same id (row 10): nothing more is sent under it. */
  private readonly spoilt = new Set<string>();

  constructor(
    access: LineAccess,
    timing: LineTiming,
    private readonly events: LineEvents,
    log: Log,
  ) {
    this.client = new WSClient({
      botId: access.botId,
      secret: access.secret,
      wsUrl: access.url,
      heartbeatInterval: timing.heartbeat,
      maxReconnectAttempts: 0,
      maxAuthFailureAttempts: 0,
      wsOptions: { maxPayload: MOST_FRAME_BYTES, handshakeTimeout: timing.subscribe },
      logger: quiet(log),
    });
    this.client.on('authenticated', () => {
      clearTimeout(this.guard);
      this.subscribed = true;
      this.events.up();
    });
    // The specific events fire beside these two: listening to both would take everything twice.
    this.client.on('message', (frame) => {
      this.take(frame);
    });
    this.client.on('event', (frame) => {
      this.take(frame);
    });
    this.client.on('disconnected', () => {
      this.end('lost');
    });
    this.client.on('error', (error) => {
      if (error.message.startsWith('Authentication failed') || codeOf(error) === 'WS_AUTH_FAILURE_EXHAUSTED') this.end('refused');
      else if (codeOf(error) === 'WS_RECONNECT_EXHAUSTED') this.end('lost');
    });
    this.guard = setTimeout(() => {
      this.end('lost');
    }, timing.subscribe);
    this.client.connect();
  }

  /** Subscribed, not merely open. */
  get live(): boolean {
    return this.subscribed && !this.ended;
  }

  close(): void {
    this.end(null);
  }

  isSpoilt(reqId: string): boolean {
    return this.spoilt.has(reqId);
  }

  /** Throws `NotReached` when it did not leave, another error when nobody knows what became of it. */
  async send(cmd: string, reqId: string, body: object): Promise<WecomAnswer> {
    if (!this.live) throw new NotReached('socket');
    try {
      const answer = answerIn({ status: 0, body: await this.client.reply({ headers: { req_id: reqId } }, { ...body }, cmd) });
      return answer;
    } catch (error) {
      return this.refused(error, reqId);
    }
  }

  /** A refusal is thrown as the frame itself, which is no Error (row 9). */
  private refused(error: unknown, reqId: string): WecomAnswer {
    if (error instanceof Error) {
      if (error.message.startsWith('WebSocket not connected')) throw new NotReached('socket');
      if (this.spoilt.size > 1000) this.spoilt.clear();
      this.spoilt.add(reqId);
      throw new Error(`no answer on the socket: ${error.message.slice(0, 40)}`);
    }
    const answer = answerIn({ status: 0, body: error });
    if (answer.errcode === NOT_SUBSCRIBED) this.end('unsubscribed');
    return answer;
  }

  private take(frame: unknown): void {
    const { cmd, headers, body } = frame as { readonly cmd?: unknown; readonly headers?: { readonly req_id?: unknown }; readonly body?: unknown };
    if (this.ended || typeof cmd !== 'string') return;
    if (eventOf(body) === 'disconnected_event') return void this.end('kicked');
    const reqId = headers?.req_id;
    this.events.heard({ cmd, reqId: typeof reqId === 'string' ? reqId : '', body });
  }

  private end(how: LineEnd | null): void {
    if (this.ended) return;
    this.ended = true;
    clearTimeout(this.guard);
    // After the event that ended it: the client goes on working with its socket behind the call.
    queueMicrotask(() => {
      this.client.disconnect();
    });
    if (how !== null) this.events.down(how);
  }
}

const codeOf = (error: Error): unknown => (error as { readonly code?: unknown }).code;

function eventOf(body: unknown): unknown {
  const event = (body as { readonly event?: { readonly eventtype?: unknown } } | null | undefined)?.event;
  return event?.eventtype;
}

/** The client writes whole frames, with what people said, behind its own words. */
function quiet(log: Log): { debug(): void; info(): void; warn(message: string): void; error(message: string): void } {
  const say = (message: string): void => {
    log.debug({ sdk: message.replace(/[{[].*/s, '').slice(0, 120) }, 'aibot client');
  };
  return { debug: () => undefined, info: () => undefined, warn: say, error: say };
}
