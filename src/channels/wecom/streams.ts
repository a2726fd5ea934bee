import { MINUTE, SECOND } from '../../terms/instants.js';
import type { ArrivedMessage, StoredMessage } from '../port/arrival.js';
import type { PlatformChat } from '../port/store.js';

/** Milliseconds. */
export interface StreamTiming {
  /** An answer that takes longer is begun. */
  readonly begin: number;
  /** Between two looks at what was begun and is not finished. */
  readonly look: number;
  /** The platform lets a stream be finished for six minutes from its first part (101463) or from what was asked (100719). */
  readonly limit: number;
  /** Over HTTP: so long the platform is given to fetch an answer before that goes its own way. */
  readonly fetch: number;
}

export const STREAM_TIMING: StreamTiming = { begin: SECOND, look: 5 * SECOND, limit: 5.5 * MINUTE, fetch: 2 * SECOND };

/** What stands there when nothing more is said under it: true of every message that was stored. */
export const RECEIVED = '已收到。';
/** The answer came as a card, or on its own. */
export const SEE_CARD = '请看卡片。';
export const SEE_NEXT = '请看下一条。';

/** Only what is true while it is being worked. */
export const meanwhile = (one: ArrivedMessage): string => (one.media.length > 0 ? '正在取图片和文件…' : '正在处理…');

/** Whose answer a stream holds: one conversation, and in a group one person of it. */
export interface Talk {
  readonly chat: PlatformChat;
  readonly user: string | null;
}

export const talkOf = (one: ArrivedMessage): Talk => ({
  chat: one.chat.kind === 'private' ? { kind: 'private', userId: one.sender.id } : { kind: 'group', id: one.chat.id },
  user: one.sender.id,
});

/** Null: said to everybody, so it answers nobody. Members' ids differ in case at times. */
export function keyOfTalk({ chat, user }: Talk): string | null {
  if (chat.kind === 'private') return `private:${chat.userId.toLowerCase()}`;
  return user === null ? null : `${groupPart(chat.id)}${user.toLowerCase()}`;
}

/** What the keys of a group begin with. */
export const groupPart = (id: string): string => `group:${id}:`;

export const storedOf = ({ channel, corp, key, sender }: ArrivedMessage): StoredMessage => ({ channel, corp, key, userId: sender.id });

/** One part of a streamed answer: each shows the whole of it (101031). */
export const streamPart = (id: string, finish: boolean, content: string): object => ({ msgtype: 'stream', stream: { id, finish, content } });
