import type { Channel } from '../channels/port/channel.js';
import type { SmsAnswer, SmsProvider } from '../sms/port/sms.js';
import type { Instant } from '../terms/instants.js';
import { SENT, type SendResult } from '../terms/send-result.js';
import { cardInWords } from './domain/fitting.js';
import type { OutgoingKind } from './domain/outgoing.js';
import { paceUntil, type SentBefore } from './domain/sms-pace.js';
import type { Taken } from './domain/verdict.js';

/** Carries one kind of post: hands a row to the outside world, and knows what may be handed over twice. */
export interface Postman {
  readonly channel: string;
  /** Rows that arrive once, however often they are sent under their key. */
  readonly repeatable: readonly OutgoingKind[];
  /** Something here must not be sent twice, so a claim has to be on disk before its row travels. */
  readonly durable: boolean;
  /** How many may be on their way at once. */
  readonly hands: number;
  /** Rows of one chat may be handed over in one go (Capabilities.takesTogether). */
  readonly together: boolean;
  /** Before when (machine time) a row must not travel; null: it may go. Asked outside of any transaction. */
  restsUntil?(row: Taken, now: Instant): Promise<Instant | null>;
  carry(row: Taken): Promise<SendResult | SmsAnswer>;
}

/** The same for every attempt at a row, and for no other row of this database. */
export const keyOf = (row: { readonly seq: number }): string => `${KEY}${row.seq}`;
const KEY = 'out-';

/** The row a key was made from; null when it is no key of ours. */
export function rowOfKey(key: string): number | null {
  const seq = key.startsWith(KEY) ? key.slice(KEY.length) : '';
  return /^[1-9]\d{0,14}$/.test(seq) ? Number(seq) : null;
}

const CHAT_HANDS = 50;

/** Texts and cards of one channel. */
export function chatPostman(channel: Channel): Postman {
  const { capabilities } = channel;
  const update: OutgoingKind[] = capabilities.changeCard || capabilities.idempotentText ? ['card-update'] : [];
  const repeatable: OutgoingKind[] = [
    ...(capabilities.idempotentText ? (['text', 'notice'] as const) : []),
    // A nudge is a card where cards can change, else a text.
    ...(capabilities.idempotentText && capabilities.idempotentCard ? (['nudge'] as const) : []),
    ...(capabilities.idempotentCard ? (['card'] as const) : []),
    ...update,
    'recall',
  ];
  return {
    channel: channel.name,
    repeatable,
    durable: !capabilities.idempotentText || !capabilities.idempotentCard,
    hands: CHAT_HANDS,
    together: capabilities.takesTogether,
    ...(channel.restsUntil === undefined ? {} : { restsUntil: (row, now) => restsUntil(channel, row, now) }),
    carry: (row) => carryToChat(channel, row),
  };
}

const restsUntil = async (channel: Channel, { companyId, recipient: chatId }: Taken, now: Instant): Promise<Instant | null> =>
  (await channel.restsUntil?.({ companyId, chatId }, now)) ?? null;

function carryToChat(channel: Channel, row: Taken): Promise<SendResult> {
  const { companyId, recipient: chatId, to, createdAt: at } = row;
  const key = keyOf(row);
  if (row.kind === 'recall') return recalled(channel, row);
  const mayBeRecalled = row.kind === 'nudge' && channel.capabilities.recallText ? { mayBeRecalled: true } : {};
  if (row.card === null) return channel.sendText({ companyId, chatId, to, text: row.text ?? '', key, at, ...mayBeRecalled });
  const { id: cardId, wanted: card, version } = row.card;
  if (row.kind !== 'card-update') {
    const summary = row.text === null ? {} : { summary: row.text };
    return channel.sendCard({ companyId, chatId, to, cardId, card, version, key, at, ...summary, ...mayBeRecalled });
  }
  if (channel.capabilities.changeCard) return channel.changeCard({ companyId, chatId, cardId, card, version });
  return channel.sendText({ companyId, chatId, to, text: cardInWords(card), key, at });
}

/** A platform that cannot, or no longer, leaves it where it is. */
async function recalled(channel: Channel, { companyId, recipient: chatId, recalls }: Taken): Promise<SendResult> {
  if (recalls === undefined || channel.recallText === undefined) return SENT;
  return channel.recallText({ companyId, chatId, key: keyOf({ seq: recalls }) });
}

/** The channel of customer SMS, in whatever channel the company talks. */
export const SMS = 'sms';

/** What went out to a phone by a provider since a moment (machine time). */
export type SendsTo = (provider: string, phone: string, since: Instant) => Promise<readonly SentBefore[]>;

/** Customer SMS: one at a time, so that a process that dies leaves at most one of unknown outcome. */
export function smsPostman(providerOf: (companyId: string) => SmsProvider | null, sendsTo: SendsTo): Postman {
  return {
    channel: SMS,
    repeatable: [],
    durable: true,
    hands: 1,
    together: false,
    async restsUntil(row, now) {
      const provider = providerOf(row.companyId);
      const caps = provider?.caps ?? [];
      if (provider === null || caps.length === 0) return null;
      const since = now - Math.max(...caps.map((cap) => cap.span));
      return paceUntil(caps, await sendsTo(provider.name, row.recipient, since), row.template ?? '', now);
    },
    async carry(row) {
      const provider = providerOf(row.companyId);
      if (!provider) return { result: 'never', error: '没有可用的短信服务商' };
      const { companyId, recipient: phone, createdAt: at, pack, words } = row;
      const more = { ...(pack === null ? {} : { pack }), ...(words === null ? {} : { words }) };
      return provider.send({ companyId, phone, template: row.template ?? '', text: row.text ?? '', key: keyOf(row), at, ...more });
    },
  };
}
