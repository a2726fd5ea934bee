import type { Card } from '../../terms/card.js';
import type { Instant } from '../../terms/instants.js';

/** A message as it lies in a chat of the local channel. */
export interface SimulatorMessage {
  readonly seq: number;
  readonly at: Instant;
  readonly from: string;
  readonly to: string | null;
  readonly text: string;
  /** The card's present state, not the one it was posted with. */
  readonly card: { readonly id: string; readonly card: Card } | null;
}

export interface ArrivingMessage {
  readonly companyId: string;
  readonly chatId: string;
  readonly at: Instant;
  readonly from: string;
  readonly to: string | null;
  readonly text: string;
  /** The same key arrives once. */
  readonly key: string;
  readonly card: ArrivingCard | null;
}

export interface ArrivingCard {
  readonly id: string;
  readonly card: Card;
  readonly version: number;
}

/** What the receiving side of the local channel keeps, on connections of its own as a foreign platform would. */
export interface SimulatorStore {
  /** Takes a message; the same key a second time changes nothing. */
  receive(message: ArrivingMessage): Promise<void>;
  /** Draws a card anew unless a newer version is shown. False when there is no such card. */
  redraw(card: ArrivingCard & { readonly companyId: string }): Promise<boolean>;
  /** Messages of a chat after `seq`, oldest first. */
  messagesAfter(companyId: string, chatId: string, seq: number, limit: number): Promise<SimulatorMessage[]>;
  /** Chats with anything in them: how far each has come. */
  chatHeads(companyId: string): Promise<{ readonly chatId: string; readonly lastSeq: number; readonly lastAt: Instant }[]>;
}
