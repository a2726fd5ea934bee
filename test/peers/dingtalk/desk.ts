import { randomBytes, randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { openDingtalk } from '../../../src/channels/dingtalk/module.js';
import type { StreamTimings } from '../../../src/channels/dingtalk/stream.js';
import type { ArrivedChange, ArrivedMessage, ArrivedTap, ChannelDoor, MessageTaken, TapAnswer } from '../../../src/channels/port/arrival.js';
import type { CardToSend } from '../../../src/channels/port/channel.js';
import type { CallbackAnswer, Platform } from '../../../src/channels/port/platform.js';
import { readConfiguration } from '../../../src/platform/configuration/index.js';
import type { Log } from '../../../src/platform/logging/index.js';
import type { Card } from '../../../src/terms/card.js';
import { Kept } from './kept.js';
import { DingtalkPeer } from './peer.js';

/** Behind the adapter: remembers what it was handed, and answers as it is told. */
export class RecordingDoor implements ChannelDoor {
  readonly messages: ArrivedMessage[] = [];
  readonly taps: ArrivedTap[] = [];
  readonly changes: ArrivedChange[] = [];
  /** The database is away. */
  away = false;
  answer: (tap: ArrivedTap, patienceMs: number) => Promise<TapAnswer> = () => Promise.resolve({ accepted: true, message: '好的', card: null });
  /** Milliseconds that storing a message takes. */
  takes: (one: ArrivedMessage) => number = () => 0;
  private readonly keys = new Set<string>();

  async message(one: ArrivedMessage): Promise<MessageTaken> {
    const millis = this.takes(one);
    if (millis > 0) await pause(millis);
    if (this.away) return Promise.reject(new Error('database away'));
    if (this.keys.has(one.key)) return Promise.resolve('taken-before');
    this.keys.add(one.key);
    if (one.text === '' && one.media.length === 0) return Promise.resolve('refused');
    this.messages.push(one);
    return Promise.resolve('stored');
  }

  tap(one: ArrivedTap, patienceMs: number): Promise<TapAnswer> {
    if (this.away) return Promise.reject(new Error('database away'));
    this.taps.push(one);
    return this.answer(one, patienceMs);
  }

  /** Which keys were taken. */
  forget(): void {
    this.keys.clear();
  }

  changed(one: ArrivedChange): Promise<void> {
    if (this.away) return Promise.reject(new Error('database away'));
    this.changes.push(one);
    return Promise.resolve();
  }
}

/** Both ends share a process: it may be busy for longer than three pings of 40 ms. */
export const TIMINGS: StreamTimings = { pingEvery: 150, handshake: 2000, rotateAfter: 3_600_000, firstPause: 10, longestPause: 80, misconfiguredPause: 60_000, finish: 500 };

/** The adapter against DingTalk on loopback, without the rest of the house. */
export class DingtalkDesk {
  readonly door = new RecordingDoor();
  readonly store = new Kept();
  readonly figures = { refused: [] as string[], gaps: [] as number[], quotas: new Map<string, readonly [number, number]>() };
  readonly complaints: string[] = [];
  /** Moved by tests of freshness; machine time otherwise. */
  ahead = 0;

  readonly platform: Platform;

  private constructor(
    readonly peer: DingtalkPeer,
    build: (desk: DingtalkDesk) => Platform,
  ) {
    this.platform = build(this);
  }

  static async open(environment: Readonly<Record<string, string>> = {}, more: { readonly chance?: () => number; readonly timings?: Partial<StreamTimings>; readonly publicUrl?: string } = {}): Promise<DingtalkDesk> {
    const peer = await DingtalkPeer.open(more.chance);
    peer.room.hires('staff1', '赵敏');
    peer.room.hires('finance1', '褚云');
    peer.room.founds('cidGroup+1/A==', '滨江一号处理群');
    const configuration = readConfiguration({ NODE_ENV: 'test', ...peer.environment(), ...environment }, process.cwd()).dingtalk;
    if (configuration === null) throw new Error('not configured');
    const desk = new DingtalkDesk(peer, (made) => openDingtalk({
      configuration,
      publicUrl: more.publicUrl ?? 'https://kesu.example.cn',
      door: made.door,
      store: made.store,
      clock: { now: () => Date.now() + made.ahead },
      log: made.log(),
      figures: {
        refused: (why) => void made.figures.refused.push(why),
        gap: (ms) => void made.figures.gaps.push(ms),
        quota: (name, used, free) => void made.figures.quotas.set(name, [used, free]),
      },
      pictureLink: (_, hash) => `https://kesu.example.cn/evidence/${hash}`,
      chance: () => 0,
      noise: randomBytes,
      timings: { ...TIMINGS, ...more.timings },
    }));
    for (const person of ['staff1', 'finance1', 'gone']) desk.store.chats.set(person, { kind: 'private', userId: person });
    desk.store.chats.set('g1', { kind: 'group', id: 'cidGroup+1/A==' });
    return desk;
  }

  /** Started, and its socket open. */
  async connected(): Promise<this> {
    await this.platform.start();
    await this.peer.gateway.until(() => this.peer.gateway.open.length > 0);
    return this;
  }

  async close(): Promise<void> {
    await this.platform.stop();
    await this.peer.close();
  }

  /** A card in somebody's own chat or in a group; its id comes back. */
  async card(chatId: string, card: Card, more: Partial<CardToSend> = {}): Promise<{ readonly id: string; readonly result: string }> {
    const id = more.cardId ?? randomUUID();
    const { result } = await this.platform.channel.sendCard({ companyId: 'c1', chatId, to: null, card, version: 1, key: `out-${id.slice(0, 8)}`, at: 0, ...more, cardId: id });
    return { id, result };
  }

  text(chatId: string, text: string, to: string | null = null, key = 'out-1') {
    return this.platform.channel.sendText({ companyId: 'c1', chatId, to, text, key, at: 0 });
  }

  posts(body: unknown, headers: Readonly<Record<string, string>> = this.peer.signed(), query: Readonly<Record<string, string>> = {}): Promise<CallbackAnswer> {
    const handler = this.platform.callbacks['dingtalk/robot'];
    if (handler === undefined) throw new Error('no callback');
    const raw = typeof body === 'string' ? Buffer.from(body) : Buffer.isBuffer(body) ? body : Buffer.from(JSON.stringify(body));
    return handler({ method: 'POST', query, headers, body: raw });
  }

  private log(): Log {
    const note = (level: string) => (fields: object, message: string): void => void this.complaints.push(`${level} ${message} ${JSON.stringify(fields)}`);
    const quiet = (): void => undefined;
    return { debug: quiet, info: quiet, warn: note('warn'), error: note('error'), fatal: note('fatal'), child: () => this.log() };
  }
}

export const approval = (more: Partial<Card> = {}): Card => ({
  title: '赔付审核 · 财务总监',
  state: 'open',
  facts: [
    { label: '编号', value: 'LH-20260302-0001' },
    { label: '事由', value: '厨房漏水' },
  ],
  basis: ['LF-A5'],
  buttons: [
    { action: 'approve', label: '同意', input: null },
    { action: 'reject', label: '驳回', input: 'reason' },
  ],
  ...more,
});
