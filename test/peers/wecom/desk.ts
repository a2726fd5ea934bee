import { randomBytes, randomUUID } from 'node:crypto';
import { replyKey, type StoredMessage } from '../../../src/channels/port/arrival.js';
import type { CardToSend } from '../../../src/channels/port/channel.js';
import type { CallbackAnswer, Platform } from '../../../src/channels/port/platform.js';
import { openWecom } from '../../../src/channels/wecom/module.js';
import type { StreamTiming } from '../../../src/channels/wecom/streams.js';
import type { SocketTiming } from '../../../src/channels/wecom/socket.js';
import { readConfiguration } from '../../../src/platform/configuration/index.js';
import type { Log } from '../../../src/platform/logging/index.js';
import type { Card } from '../../../src/terms/card.js';
import { RecordingDoor } from '../dingtalk/desk.js';
import { Kept } from '../dingtalk/kept.js';
import type { SendResult } from '../../../src/terms/send-result.js';
import { WecomPeer } from './peer.js';

/** As the tests of one process keep it; leases as the database has them. */
export class WecomKept extends Kept {
  /** Plain ids that are somebody's. */
  readonly people = new Set<string>();
  private readonly leases = new Map<string, { readonly holder: string; readonly until: number }>();
  away = false;

  override lease(name = '', holder = '', ms = 0): Promise<boolean> {
    if (this.away) return Promise.reject(new Error('database away'));
    const now = Date.now();
    const held = this.leases.get(name);
    if (held !== undefined && held.holder !== holder && held.until > now) return Promise.resolve(false);
    this.leases.set(name, { holder, until: now + ms });
    return Promise.resolve(true);
  }

  override release(name = '', holder = ''): Promise<void> {
    if (this.leases.get(name)?.holder === holder) this.leases.delete(name);
    return Promise.resolve();
  }

  override personOf(_corp = '', userId = ''): Promise<null> {
    return Promise.resolve((this.people.has(userId) ? { companyId: 'c1', personId: userId } : null) as null);
  }
}

/** Platform and adapter share one process here: only what a test is about is made short, else a busy machine would be a dead line. */
const TIMING: SocketTiming = { subscribe: 5000, heartbeat: 10_000, renew: 20, lease: 8000, letGo: 6000, again: 10 };
export const GROUP = 'wrGROUP01';

export interface DeskOptions {
  readonly bot?: 'socket' | 'callback' | 'none';
  readonly environment?: Readonly<Record<string, string | undefined>>;
  readonly store?: WecomKept;
  readonly peer?: WecomPeer;
  readonly timing?: Partial<SocketTiming>;
  readonly streaming?: Partial<StreamTiming>;
  /** Where the service is reached from outside; left out, an address nobody answers at. */
  readonly publicUrl?: (peer: WecomPeer) => string;
}

/** Behind the adapter, and as slow as it is told. */
export class WecomDoor extends RecordingDoor {
  /** What was stored is still being worked. */
  working = false;
  /** But not what these said. */
  readonly quick = new Set<string>();

  worked({ userId }: StoredMessage): Promise<boolean> {
    return Promise.resolve(!this.working || this.quick.has(userId));
  }

  mayTakeLong(): boolean {
    return this.working;
  }
}

/** The adapter against WeCom on loopback, without the rest of the house. */
export class WecomDesk {
  readonly door = new WecomDoor();
  readonly figures = { refused: [] as string[], gaps: [] as number[] };
  readonly complaints: string[] = [];
  readonly platform: Platform;

  private constructor(
    readonly peer: WecomPeer,
    readonly store: WecomKept,
    private readonly owns: boolean,
    options: DeskOptions,
  ) {
    const environment = { NODE_ENV: 'test', ...peer.environment(options.bot), ...options.environment };
    const { wecom } = readConfiguration(environment, process.cwd());
    if (wecom === null) throw new Error('not configured');
    this.platform = openWecom({
      configuration: wecom,
      publicUrl: options.publicUrl?.(peer) ?? 'https://kesu.example.cn',
      door: this.door,
      store,
      clock: { now: () => Date.now() + peer.ahead },
      ids: { uuid: randomUUID },
      log: this.log(),
      figures: { refused: (why) => void this.figures.refused.push(why), gap: (ms) => void this.figures.gaps.push(ms), quota: () => undefined },
      pictureLink: (_, hash) => `https://kesu.example.cn/evidence/${hash}`,
      noise: randomBytes,
      timing: { ...TIMING, ...options.timing },
      streaming: options.streaming ?? {},
    });
  }

  static async open(options: DeskOptions = {}): Promise<WecomDesk> {
    const peer = options.peer ?? (await WecomPeer.open());
    for (const [id, name] of [['staff1', '赵敏'], ['finance1', '褚云']] as const) peer.office.hires(id, name);
    const store = options.store ?? new WecomKept();
    for (const person of ['staff1', 'finance1', 'gone']) store.chats.set(person, { kind: 'private', userId: person });
    store.chats.set('g1', { kind: 'group', id: GROUP });
    const desk = new WecomDesk(peer, store, options.peer === undefined, options);
    peer.deliver = ({ path, method, query, body }) => desk.handler(path)({ method, query, headers: {}, body: Buffer.from(body) });
    return desk;
  }

  /** Started, and its socket subscribed. */
  async connected(): Promise<this> {
    await this.platform.start();
    // Subscribed as the server sees it, and known to be as the client sees it.
    await until(() => this.peer.bot.live && [...this.store.kept.keys()].some((key) => key.startsWith('aibot-last:')));
    return this;
  }

  async close(): Promise<void> {
    await this.platform.stop();
    if (this.owns) await this.peer.close();
  }

  /** As the door of the house remembers how an answer goes out quickest. */
  async remembersReply(): Promise<void> {
    const message = this.door.messages.at(-1);
    if (!message?.replyTo) throw new Error('nothing to answer by');
    const chat = message.chat.kind === 'group' ? message.chat : { kind: 'private' as const, id: message.sender.id };
    await this.store.remember(replyKey(chat), message.replyTo.ref, message.replyTo.until);
  }

  text(chatId: string, text: string, to: string | null = null, key = `out-${randomUUID()}`): Promise<SendResult> {
    return this.platform.channel.sendText({ companyId: 'c1', chatId, to, text, key, at: 0 });
  }

  async card(chatId: string, card: Card, more: Partial<CardToSend> = {}): Promise<{ readonly id: string; readonly result: string }> {
    const id = more.cardId ?? randomUUID();
    const { result } = await this.platform.channel.sendCard({ companyId: 'c1', chatId, to: null, card, version: 1, key: 'out-1', at: 0, ...more, cardId: id });
    return { id, result };
  }

  changes(cardId: string, card: Card, version = 2, chatId = 'finance1'): Promise<SendResult> {
    return this.platform.channel.changeCard({ companyId: 'c1', chatId, cardId, card, version });
  }

  /** A request to a callback address as anybody might make it. */
  asks(path: string, query: Readonly<Record<string, string>>, body: string | Buffer, method: 'GET' | 'POST' = 'POST'): Promise<CallbackAnswer> {
    return this.handler(path)({ method, query, headers: {}, body: Buffer.from(body) });
  }

  private handler(path: string) {
    const handler = this.platform.callbacks[path];
    if (handler === undefined) throw new Error(`no callback ${path}`);
    return handler;
  }

  private log(): Log {
    const note = (level: string) => (fields: object, message: string): void => void this.complaints.push(`${level} ${message} ${JSON.stringify(fields, (_, value: unknown) => (value instanceof Error ? value.message : value))}`);
    return { debug: () => undefined, info: () => undefined, warn: note('warn'), error: note('error'), fatal: note('fatal'), child: () => this.log() };
  }
}

/** Looks again with every turn of the loop until it is so; the test's own time-out ends it. */
export async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 2));
}
