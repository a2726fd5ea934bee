import type { Card } from '../../terms/card.js';
import type { Instant } from '../../terms/instants.js';
import type { SendResult } from '../../terms/send-result.js';

/** What a platform can do, so that the story can ask in chat for what a card there cannot take (design.md §4). */
export interface Capabilities {
  /** A card already shown can be drawn anew; if not, a short text tells its new state. */
  readonly changeCard: boolean;
  /** A card can take a typed reason, person or text. */
  readonly cardInput: boolean;
  /** The same text sent again under the same key arrives once. */
  readonly idempotentText: boolean;
  /** The same card sent again under the same id arrives once. */
  readonly idempotentCard: boolean;
  readonly groups: boolean;
  /** Messages handed over in one go arrive in that order, all of them or none; others are sent one after the other. */
  readonly takesTogether: boolean;
  /** A text or what stands beside a card, sent with `mayBeRecalled` to a person, can be taken back for a day. */
  readonly recallText: boolean;
}

export interface TextToSend {
  readonly companyId: string;
  readonly chatId: string;
  /** The person addressed, in a group: the one to @; null for everybody. */
  readonly to: string | null;
  readonly text: string;
  /** The same for every attempt at the same text. */
  readonly key: string;
  /** Business time at which it was said. */
  readonly at: Instant;
  /** It is taken back when somebody acts, where the platform can. */
  readonly mayBeRecalled?: boolean;
}

export interface TextToRecall {
  readonly companyId: string;
  readonly chatId: string;
  /** Under which it was sent. */
  readonly key: string;
}

export interface CardToSend {
  readonly companyId: string;
  readonly chatId: string;
  readonly to: string | null;
  readonly cardId: string;
  readonly card: Card;
  /** Grows with every change; an older drawing must never replace a newer one. */
  readonly version: number;
  readonly key: string;
  readonly at: Instant;
  /** What a notification or the list of chats shows beside the card; its title when left out. */
  readonly summary?: string;
  /** It reminds: what stands beside it, where it does not hold everything, is taken back when it ends. */
  readonly mayBeRecalled?: boolean;
}

export interface CardToChange {
  readonly companyId: string;
  readonly chatId: string;
  readonly cardId: string;
  readonly card: Card;
  readonly version: number;
}

/** A chat platform as delivery sees it. An exception means that the outcome is unknown. */
export interface Channel {
  /** As in the rows: "simulator", "wecom", "dingtalk". */
  readonly name: string;
  readonly capabilities: Capabilities;
  sendText(text: TextToSend): Promise<SendResult>;
  sendCard(card: CardToSend): Promise<SendResult>;
  changeCard(change: CardToChange): Promise<SendResult>;
  /**
   * Where `capabilities.recallText`. `sent`: it is gone, or stays for good (too old, refused, gone out another way), which the adapter
   * counts; `later`: not now. The same may be asked again.
   */
  recallText?(text: TextToRecall): Promise<SendResult>;
  /** Only another process can send there (it owns the socket): before when (machine time) this one leaves it alone; null: it may go from here. */
  restsUntil?(to: { readonly companyId: string; readonly chatId: string }, now: Instant): Promise<Instant | null>;
}
