import { DAY, type Instant } from '../../terms/instants.js';
import { SENT, type SendResult } from '../../terms/send-result.js';
import type { ChannelStore } from '../port/store.js';
import { asPlain, inPieces } from './fit.js';

/** message/send and appchat/send cut a longer text (90236, 90248). */
const TEXT_BYTES = 2048;

/** Of a long text, pieces that have arrived are not sent again. `key`: the same for every attempt. */
export async function sendPieces(
  { store, now }: { readonly store: ChannelStore; readonly now: () => Instant },
  { text, key }: { readonly text: string; readonly key: string },
  send: (content: string, index: number) => Promise<SendResult>,
): Promise<SendResult> {
  const pieces = inPieces(asPlain(text), TEXT_BYTES);
  const done = pieces.length > 1 ? Number((await store.recall(`pieces:${key}`))?.['done'] ?? 0) : 0;
  for (const [index, content] of pieces.entries()) {
    if (index < done) continue;
    const result = await send(content, index);
    if (result.result !== 'sent') return result;
    if (pieces.length > 1) await store.remember(`pieces:${key}`, { done: String(index + 1) }, now() + DAY);
  }
  return SENT;
}
