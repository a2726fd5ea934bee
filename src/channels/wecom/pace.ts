import { HOUR, MINUTE } from '../../terms/instants.js';
import type { SendResult } from '../../terms/send-result.js';
import type { ChannelStore } from '../port/store.js';

/** To one member from one app, into one conversation by a bot (dossier §4.3). What is over it is dropped without an error, so it never leaves here. */
const PER_MINUTE = 30;
const PER_HOUR = 1000;

/** Null: it may go. `whom`: an app and a member, a bot and a chat. */
export async function paced(store: ChannelStore, whom: string): Promise<SendResult | null> {
  const wait = await store.takeBudgets([
    { name: `${whom}:hour`, most: PER_HOUR, windowMs: HOUR },
    { name: `${whom}:minute`, most: PER_MINUTE, windowMs: MINUTE },
  ]);
  return wait === 0 ? null : { result: 'later', error: '企业微信对同一会话的频率上限已到,稍后自动再发', retryAfterMs: wait };
}
