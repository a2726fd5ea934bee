import type { RuleId } from './decision.js';

export type CardState = 'open' | 'done' | 'void';
export type ButtonInput = null | 'reason' | 'person' | 'text';

export interface CardFact {
  readonly label: string;
  readonly value: string;
}

export interface CardButton {
  readonly action: string;
  readonly label: string;
  readonly input: ButtonInput;
}

/** A stored picture to look at; an adapter shows it by a link that ends. */
export interface CardPicture {
  readonly hash: string;
  readonly name: string;
}

/** A neutral card; each channel adapter draws it with what its platform has (design.md §4). */
export interface Card {
  readonly title: string;
  readonly state: CardState;
  readonly facts: readonly CardFact[];
  readonly basis: readonly RuleId[];
  readonly buttons: readonly CardButton[];
  readonly pictures?: readonly CardPicture[];
}
