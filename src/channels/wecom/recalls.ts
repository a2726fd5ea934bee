import { HOUR, type Instant } from '../../terms/instants.js';
import { SENT, type SendResult } from '../../terms/send-result.js';
import type { ChannelStore } from '../port/store.js';
import { isTooMany, resultOf, type WecomAnswer } from './answers.js';
import type { ApiCall } from './api.js';

/** message/recall takes a message of the app back for 24 hours (94867); with a margin. */
const RECALLABLE = 23.5 * HOUR;
const BUSY = -1;

export interface RecallParts {
  readonly store: ChannelStore;
  readonly now: () => Instant;
  readonly call: (call: ApiCall) => Promise<WecomAnswer | SendResult>;
  readonly left: (why: 'refused' | 'unknown') => void;
}

/** Texts of the app that may be taken back: by the id the platform gave each, for a day. */
export class Recalls {
  constructor(private readonly parts: RecallParts) {}

  /** A piece of the text has gone out. */
  async sent(key: string, { errcode, fields }: WecomAnswer): Promise<void> {
    const { store, now } = this.parts;
    const { msgid } = fields;
    if (errcode !== 0 || typeof msgid !== 'string' || msgid === '') return;
    const before = (await store.recall(nameOf(key)))?.['msgids'];
    await store.remember(nameOf(key), { msgids: before === undefined ? msgid : `${before} ${msgid}` }, now() + RECALLABLE);
  }

  /** `sent`: gone, or left where it is. One that is recalled twice is refused the second time, which does no harm. */
  async recall(key: string): Promise<SendResult> {
    const { store, left } = this.parts;
    const msgids = (await store.recall(nameOf(key)))?.['msgids'];
    if (msgids === undefined) {
      left('unknown');
      return SENT;
    }
    for (const msgid of msgids.split(' ')) {
      const result = await this.recallOne(msgid);
      if (result.result === 'later') return result;
      if (result.result === 'never') left('refused');
    }
    await store.forget(nameOf(key));
    return SENT;
  }

  /** What would keep the chat waiting for an administrator is none: a reminder that stays harms less. */
  private async recallOne(msgid: string): Promise<SendResult> {
    const answer = await this.parts.call({ path: 'message/recall', body: { msgid } });
    if ('result' in answer) return answer;
    const { errcode, errmsg } = answer;
    if (errcode === 0) return SENT;
    return errcode === BUSY || isTooMany(errcode) ? resultOf(answer) : { result: 'never', error: `${errcode} ${errmsg}` };
  }
}

const nameOf = (key: string): string => `recall:${key}`;
