import type { Instant } from '../../terms/instants.js';

/** What the customer himself has said of the present closing by the link in his SMS. */
export interface CustomerRating {
  /** 满意、基本满意、不满意、未评价. */
  readonly said: string;
  readonly words: string;
  readonly at: Instant;
}

/** The customer's side of a case: calls that did not reach him, and what he said by link. */
export interface CustomerSide {
  /** Failed calls for the return visit since handling ended; three are a recorded miss. */
  readonly visitTries: number;
  readonly rating: CustomerRating | null;
  /** States in which he has pressed 仍未解决: one effect each. Oldest first. */
  readonly unsolvedIn: readonly string[];
}

export const NOTHING_SAID: CustomerSide = { visitTries: 0, rating: null, unsolvedIn: [] };

/** So many failed calls are a return visit that was missed, and the customer is asked by SMS. */
export const VISIT_TRIES = 3;
