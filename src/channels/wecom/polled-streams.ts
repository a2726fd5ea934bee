import { createHash } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { MINUTE, type Instant } from '../../terms/instants.js';
import type { ArrivedMessage, ChannelDoor, Ref } from '../port/arrival.js';
import type { ChannelStore } from '../port/store.js';
import { keyOfTalk, meanwhile, RECEIVED, SEE_NEXT, storedOf, streamPart, talkOf, type StreamTiming, type Talk } from './streams.js';

export interface PolledStreamParts {
  readonly store: ChannelStore;
  readonly door: ChannelDoor;
  readonly now: () => Instant;
  readonly timing: StreamTiming;
}

const LOOK_AGAIN = 100;
const AFTERWARDS = 10 * MINUTE;
const talkKey = (key: string): string => `stream-in:${key}`;
const stateKey = (id: string): string => `stream:${id}`;
const answerKey = (id: string): string => `stream-answer:${id}`;

/**
 * Answers of the called-back bot that take longer than a moment: begun in the answer to the callback, and fetched by the platform, which
 * asks again and again until it is told the end (100719). Any replica may be asked, so everything is in the store.
 */
export class PolledStreams {
  constructor(private readonly parts: PolledStreamParts) {}

  /**
   * The first part, for the answer to the callback; null: nothing is begun. A callback is acknowledged at once unless its answer is
   * known to take its time; only then is there a moment to see whether it does.
   */
  async begins(one: ArrivedMessage): Promise<object | null> {
    const { store, door, now, timing } = this.parts;
    const key = keyOfTalk(talkOf(one));
    if (key === null || door.mayTakeLong?.(one) !== true || door.worked === undefined) return null;
    if ((await door.worked(storedOf(one), timing.begin)) || (await this.idIn(key)) !== null) return null;
    const id = `p-${createHash('sha1').update(one.key).digest('hex')}`;
    const content = meanwhile(one);
    const { channel, corp, key: message, userId } = storedOf(one);
    await store.remember(stateKey(id), { talk: key, at: String(now()), content, finish: 'no', channel, corp, message, userId }, now() + timing.limit + AFTERWARDS);
    await store.remember(talkKey(key), { id }, now() + timing.limit);
    return streamPart(id, false, content);
  }

  /** What the platform is shown when it asks. */
  async now(id: string): Promise<object> {
    const { store } = this.parts;
    const state = await store.recall(stateKey(id));
    if (state === null) return streamPart(id, true, RECEIVED);
    const { content = '', finish } = state;
    if (finish === 'yes') return streamPart(id, true, content);
    // Given out once: what delivery takes back is shown by nobody.
    const answer = await store.consumeOnce(answerKey(id));
    if (answer !== null) return this.ends(id, state, answer['content'] ?? RECEIVED);
    return (await this.isOver(id, state)) ? this.ends(id, state, RECEIVED) : streamPart(id, false, content);
  }

  /** True: the platform has fetched these words. False: they go their own way, and what was begun ends with a word that says so. Null: nothing was begun. */
  async finish(talk: Talk, content: string, goesOtherwise: boolean): Promise<boolean | null> {
    const { store, now, timing } = this.parts;
    const key = keyOfTalk(talk);
    const id = key === null ? null : await this.idIn(key);
    if (id === null) return null;
    await store.remember(answerKey(id), { content }, now() + timing.limit);
    for (let waited = 0; waited < timing.fetch; waited += LOOK_AGAIN) {
      await pause(LOOK_AGAIN);
      if ((await store.recall(answerKey(id))) === null) return true;
    }
    if ((await store.consumeOnce(answerKey(id))) === null) return true;
    if (goesOtherwise) await this.tells(talk, SEE_NEXT);
    return false;
  }

  /** It ends with a word, whenever the platform asks next. */
  async tells(talk: Talk, content: string): Promise<void> {
    const key = keyOfTalk(talk);
    const id = key === null ? null : await this.idIn(key);
    const state = id === null ? null : await this.parts.store.recall(stateKey(id));
    if (id !== null && state !== null) await this.ends(id, state, content);
  }

  private async idIn(key: string): Promise<string | null> {
    return (await this.parts.store.recall(talkKey(key)))?.['id'] ?? null;
  }

  private async ends(id: string, state: Ref, content: string): Promise<object> {
    const { store, now } = this.parts;
    await store.remember(stateKey(id), { ...state, content, finish: 'yes' }, now() + AFTERWARDS);
    await store.forget(talkKey(state['talk'] ?? ''));
    return streamPart(id, true, content);
  }

  /** Its time is up; or its message has been worked for a while, and no answer came. */
  private async isOver(id: string, state: Ref): Promise<boolean> {
    const { store, door, now, timing } = this.parts;
    if (now() - Number(state['at']) >= timing.limit) return true;
    const { workedAt, channel, corp = '', message = '', userId = '' } = state;
    if (workedAt !== undefined) return now() - Number(workedAt) >= timing.look;
    if (channel !== 'wecom' || door.worked === undefined || !(await door.worked({ channel, corp, key: message, userId }, 0))) return false;
    await store.remember(stateKey(id), { ...state, workedAt: String(now()) }, now() + timing.limit + AFTERWARDS);
    return false;
  }
}
