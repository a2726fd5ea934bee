import { randomBytes } from 'node:crypto';
import type { Fields } from './cards.js';
import { BOT_KEYS, type WecomPeer } from './peer.js';

/** How the bot is connected: the long connection brings a key with every address (101463), the callback has one for all (101033). */
export type Connected = 'socket' | 'callback';

/** A file behind an address that holds five minutes, as it stands in a message. The key arrives without its "=". */
export function hidden(peer: WecomPeer, bytes: Buffer, connected: Connected = 'socket'): Fields {
  if (connected === 'callback') return { url: peer.hides(bytes, BOT_KEYS.aesKey) };
  const aeskey = randomBytes(32).toString('base64').replace(/=+$/, '');
  return { url: peer.hides(bytes, aeskey), aeskey };
}

export const image = (file: Fields): Fields => ({ msgtype: 'image', image: file });
export const file = (held: Fields): Fields => ({ msgtype: 'file', file: held });
/** What was understood, and no sound. */
export const voice = (content: string): Fields => ({ msgtype: 'voice', voice: { content } });
export const words = (content: string): Fields => ({ msgtype: 'text', text: { content } });
export const mixed = (...items: readonly Fields[]): Fields => ({ msgtype: 'mixed', mixed: { msg_item: items } });
