import type { Card } from '../../terms/card.js';
import { formatInstant } from '../../terms/instants.js';
import type { SimulatorMessage } from './store.js';

/** The neutral card with its id; its pictures by links. */
export interface ShownCard extends Omit<Card, 'pictures'> {
  readonly id: string;
  readonly pictures?: readonly { readonly name: string; readonly url: string }[];
}

/** A message as contracts.md §4 shows it. */
export interface MessageView {
  readonly seq: number;
  readonly at: string;
  readonly from: string;
  readonly to: string | null;
  readonly text: string;
  readonly card: ShownCard | null;
}

/** `linkOf`: where a stored picture is seen, by its hash. */
export function messageView(message: SimulatorMessage, linkOf: (hash: string) => string): MessageView {
  const { seq, from, to, text } = message;
  return { seq, at: formatInstant(message.at), from, to, text, card: message.card && cardView(message.card, linkOf) };
}

function cardView({ id, card }: NonNullable<SimulatorMessage['card']>, linkOf: (hash: string) => string): ShownCard {
  const { title, state, facts, basis, buttons, pictures } = card;
  const shown = pictures?.map(({ hash, name }) => ({ name, url: linkOf(hash) }));
  return { id, title, state, facts, basis, buttons, ...(shown === undefined ? {} : { pictures: shown }) };
}
