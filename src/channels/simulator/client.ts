import { SENT } from '../../terms/send-result.js';
import type { SendResult } from '../../terms/send-result.js';
import type { Instant } from '../../terms/instants.js';
import type { Capabilities, CardToChange, CardToSend, Channel, TextToSend } from '../port/channel.js';
import type { SimulatorStore } from './store.js';

export const SIMULATOR = 'simulator';
/** The bot's id in every chat of the local channel (contracts.md §4). */
export const BOT = 'bot';

/** The local channel: needs no account, and passes through the same delivery as WeCom and DingTalk. */
export class SimulatorChannel implements Channel {
  readonly name = SIMULATOR;
  readonly capabilities: Capabilities = {
    changeCard: true,
    cardInput: true,
    idempotentText: true,
    idempotentCard: true,
    groups: true,
    // What arrives together is one INSERT (platform/group-writer.ts).
    takesTogether: true,
    // Its cards change, so nothing is ever taken back.
    recallText: false,
  };

  constructor(private readonly store: SimulatorStore) {}

  async sendText(text: TextToSend): Promise<SendResult> {
    await this.store.receive({ ...text, from: BOT, card: null });
    return SENT;
  }

  async sendCard(sent: CardToSend): Promise<SendResult> {
    const { companyId, chatId, to, key, at } = sent;
    const card = { id: sent.cardId, card: sent.card, version: sent.version };
    await this.store.receive({ companyId, chatId, to, key, at, from: BOT, text: sent.summary ?? sent.card.title, card });
    return SENT;
  }

  async changeCard(change: CardToChange): Promise<SendResult> {
    const { companyId, cardId, card, version } = change;
    const known = await this.store.redraw({ companyId, id: cardId, card, version });
    return known ? SENT : { result: 'never', error: '卡片不存在' };
  }

  /**
   * A member's own message, as he sees it in his chat. Under the same `clientMsgId` it lies there once.
   * `messageKey` is the id the message has in the inbox.
   */
  async recordIncoming(message: IncomingMessage): Promise<void> {
    const { companyId, chatId, from, text, at } = message;
    await this.store.receive({ companyId, chatId, at, from, to: null, text, key: `in-${message.messageKey}`, card: null });
  }
}

export interface IncomingMessage {
  readonly companyId: string;
  readonly chatId: string;
  readonly from: string;
  readonly text: string;
  /** Business time. */
  readonly at: Instant;
  readonly messageKey: string;
}
