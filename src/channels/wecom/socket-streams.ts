import { createHash } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Log } from '../../platform/logging/index.js';
import type { Instant } from '../../terms/instants.js';
import { SENT, type SendResult } from '../../terms/send-result.js';
import type { ArrivedMessage, ChannelDoor, StoredMessage } from '../port/arrival.js';
import { NotReached } from '../port/http.js';
import type { ChannelStore, PlatformChat } from '../port/store.js';
import { isReplyOver, resultOf, type WecomAnswer } from './answers.js';
import { paced } from './pace.js';
import type { BotSocket } from './socket.js';
import { groupPart, keyOfTalk, meanwhile, RECEIVED, storedOf, streamPart, talkOf, type StreamTiming, type Talk } from './streams.js';

export interface SocketStreamParts {
  readonly socket: Pick<BotSocket, 'live' | 'send' | 'mayReplyTo'>;
  readonly store: ChannelStore;
  readonly door: ChannelDoor;
  readonly botId: string;
  readonly now: () => Instant;
  readonly log: Log;
  readonly timing: StreamTiming;
}

/** An answer that has begun. */
interface Begun {
  readonly id: string;
  readonly reqId: string;
  readonly at: Instant;
  readonly of: StoredMessage;
  /** What was said to end it with, where nobody knows whether that arrived: the same again does no harm. */
  words: string | null;
}

const MOST_REMEMBERED = 2000;

/**
 * Answers by the long connection that take longer than a moment: begun at once, and finished under the same id with the whole text. They
 * are the owner's of the socket; what he leaves behind when he dies, the next one finishes.
 */
export class SocketStreams {
  private readonly begun = new Map<string, Begun>();
  /** Frames whose answer has gone out: nothing is begun under them any more. */
  private readonly answered = new Set<string>();
  private readonly turns = new Map<string, Promise<unknown>>();
  private readonly following = new Set<Promise<void>>();
  private readonly over = new AbortController();
  private adopting: Promise<void> = Promise.resolve();

  constructor(private readonly parts: SocketStreamParts) {}

  /** A message was stored. Returns at once. */
  follows(one: ArrivedMessage): void {
    const reqId = one.replyTo?.ref['reqId'];
    if (reqId !== undefined) void this.inBackground(() => this.follow(one, reqId));
  }

  /** The connection is up: what its former owner had begun is finished from here. */
  adopts(): void {
    this.adopting = this.inBackground(async () => {
      const left = await this.parts.store.recall(this.storeKey);
      for (const [key, text] of Object.entries(left ?? {})) {
        if (this.begun.has(key)) continue;
        const begun = { ...(JSON.parse(text) as Begun), words: null };
        this.begun.set(key, begun);
        void this.inBackground(() => this.attend(key, begun));
      }
    });
  }

  /** Whether the owner of the socket has begun something in that chat; for those who are not. */
  async isBegunIn(chat: PlatformChat): Promise<boolean> {
    const keys = Object.keys((await this.parts.store.recall(this.storeKey)) ?? {});
    return chat.kind === 'group' ? keys.some((key) => key.startsWith(groupPart(chat.id))) : keys.includes(keyOfTalk({ chat, user: null }) ?? '');
  }

  /** Something was begun for him there, and is not finished. */
  async has(talk: Talk): Promise<boolean> {
    await this.adopting;
    return this.begun.has(keyOfTalk(talk) ?? '');
  }

  /** Its answer goes out: nothing is begun under that frame any more. */
  noteAnswered(reqId: string): void {
    if (this.answered.size >= MOST_REMEMBERED) this.answered.clear();
    this.answered.add(reqId);
  }

  /** Ends what was begun there with these words. Null: nothing was, or it is too late for it; then they are said on their own. Throws as the socket. */
  async finish(talk: Talk, content: string, frame: string | undefined): Promise<SendResult | null> {
    const key = keyOfTalk(talk);
    if (key === null) return null;
    await this.adopting;
    return this.inTurn(key, async () => {
      if (frame !== undefined) this.noteAnswered(frame);
      const begun = this.begun.get(key);
      return begun === undefined ? null : this.end(key, begun, content);
    });
  }

  /** Nothing is begun any more, and what is open ends with what there is. */
  async settle(): Promise<void> {
    this.over.abort();
    await Promise.all(this.following);
    for (const [key, begun] of [...this.begun]) await this.inTurn(key, () => this.end(key, begun, begun.words ?? RECEIVED)).catch(() => undefined);
  }

  private async follow(one: ArrivedMessage, reqId: string): Promise<void> {
    const { timing } = this.parts;
    await pause(timing.begin, undefined, { signal: this.over.signal });
    if (this.answered.has(reqId) || (await this.isWorked(storedOf(one)))) return;
    const key = keyOfTalk(talkOf(one));
    if (key === null) return;
    await this.adopting;
    const begun = await this.inTurn(key, () => this.begin(key, one, reqId));
    if (begun !== null) await this.attend(key, begun);
  }

  private async begin(key: string, one: ArrivedMessage, reqId: string): Promise<Begun | null> {
    const { socket, store, now } = this.parts;
    if (this.begun.has(key) || this.answered.has(reqId) || !socket.live || !socket.mayReplyTo(reqId)) return null;
    // Whether parts count is not stated (101463): they are counted.
    const place = one.chat.kind === 'private' ? one.sender.id : one.chat.id;
    if ((await paced(store, `bot:${place}`)) !== null || this.answered.has(reqId)) return null;
    const id = `b-${createHash('sha1').update(one.key).digest('hex')}`;
    const begun: Begun = { id, reqId, at: now(), of: storedOf(one), words: null };
    this.begun.set(key, begun);
    await this.keep();
    const refused = await this.part(begun, false, meanwhile(one)).then(
      ({ errcode }) => errcode !== 0,
      // No answer: perhaps it stands there, and then it has to end.
      (error: unknown) => error instanceof NotReached,
    );
    if (!refused) return begun;
    await this.drop(key);
    return null;
  }

  /** Until it is finished: with its answer, or with what there is once there is none to come or its time is up. */
  private async attend(key: string, begun: Begun): Promise<void> {
    const { timing, now } = this.parts;
    for (let wasWorked = false; ; ) {
      await pause(timing.look, undefined, { signal: this.over.signal });
      if (this.begun.get(key) !== begun) return;
      const late = now() - begun.at >= timing.limit;
      if (late || wasWorked || begun.words !== null) {
        await this.inTurn(key, () => this.end(key, begun, begun.words ?? RECEIVED)).catch(() => undefined);
        if (late && this.begun.get(key) === begun) return this.drop(key);
      }
      wasWorked = await this.isWorked(begun.of);
    }
  }

  private async end(key: string, begun: Begun, content: string): Promise<SendResult | null> {
    const { socket } = this.parts;
    if (this.begun.get(key) !== begun) return null;
    if (!socket.live) throw new NotReached('socket');
    if (!socket.mayReplyTo(begun.reqId)) return null;
    const answer = await this.part(begun, true, content).catch((error: unknown) => {
      if (!(error instanceof NotReached)) begun.words = content;
      throw error;
    });
    const result = resultOf(answer);
    if (result.result === 'later' && !isReplyOver(answer.errcode)) return result;
    await this.drop(key);
    return isReplyOver(answer.errcode) ? null : result.result === 'sent' ? SENT : result;
  }

  private part({ id, reqId }: Begun, finish: boolean, content: string): Promise<WecomAnswer> {
    return this.parts.socket.send('aibot_respond_msg', reqId, streamPart(id, finish, content));
  }

  private async drop(key: string): Promise<void> {
    this.begun.delete(key);
    await this.keep();
  }

  /** For who comes after; a loss of it leaves a stream to the platform's own limit. */
  private async keep(): Promise<void> {
    const { store, now, timing, log } = this.parts;
    const open = Object.fromEntries([...this.begun].map(([key, { id, reqId, at, of }]) => [key, JSON.stringify({ id, reqId, at, of })]));
    await store.remember(this.storeKey, open, now() + timing.limit).catch((error: unknown) => {
      log.warn({ error }, 'what was begun is not kept');
    });
  }

  private async isWorked(of: StoredMessage): Promise<boolean> {
    const { door } = this.parts;
    // A door that cannot tell lets nothing be begun: perhaps no answer is to come.
    if (door.worked === undefined) return true;
    return door.worked(of, 0).catch(() => false);
  }

  private get storeKey(): string {
    return `streams:${this.parts.botId}`;
  }

  /** One after the other in a talk: a first part never comes behind the answer. */
  private async inTurn<T>(key: string, work: () => Promise<T>): Promise<T> {
    const before = this.turns.get(key) ?? Promise.resolve();
    const done = before.catch(() => undefined).then(work);
    this.turns.set(key, done);
    try {
      return await done;
    } finally {
      if (this.turns.get(key) === done) this.turns.delete(key);
    }
  }

  private inBackground(work: () => Promise<void>): Promise<void> {
    const done = work()
      .catch((error: unknown) => {
        if (!this.over.signal.aborted) this.parts.log.warn({ error }, 'an answer that takes long could not be begun or finished');
      })
      .finally(() => {
        this.following.delete(done);
      });
    this.following.add(done);
    return done;
  }
}
