import type { Card } from '../../terms/card.js';
import { formatInstant } from '../../terms/instants.js';
import type { SimulatorMessage } from './store.js';

/** A message as contracts.md §4 shows it. */
export interface MessageView {
  readonly seq: number;
  readonly at: string;
  readonly from: string;
  readonly to: string | null;
  readonly text: string;
  readonly card: ({ readonly id: string } & Card) | null;
}

export function messageView(message: SimulatorMessage): MessageView {
  const { seq, from, to, text } = message;
  return { seq, at: formatInstant(message.at), from, to, text, card: message.card && cardView(message.card) };
}

function cardView({ id, card }: NonNullable<SimulatorMessage['card']>): { readonly id: string } & Card {
  const { title, state, facts, basis, buttons } = card;
  return { id, title, state, facts, basis, buttons };
}
