import type { Card } from '../../terms/card.js';
import type { Instant } from '../../terms/instants.js';
import type { OutgoingKind } from './outgoing.js';

/** A row this process has taken to send; `attempts` counts this attempt and fences off whoever had it before. */
export interface Taken {
  readonly seq: number;
  readonly companyId: string;
  readonly kind: OutgoingKind;
  readonly recipient: string;
  readonly to: string | null;
  /** Null for cards. */
  readonly text: string | null;
  /** SMS only, as the next two. */
  readonly template: string | null;
  readonly pack: string | null;
  readonly words: Readonly<Record<string, string>> | null;
  readonly card: WantedCard | null;
  /** Of a row that takes another one back: which. */
  readonly recalls?: number;
  readonly attempts: number;
  readonly failingSince: Instant | null;
  /** Business time at which it was written. */
  readonly createdAt: Instant;
  readonly trace: string;
}

export interface WantedCard {
  readonly id: string;
  readonly wanted: Card;
  readonly version: number;
  readonly shownVersion: number;
}

/** What a provider calls the SMS it has taken. */
export interface TakenBy {
  readonly provider: string;
  readonly id: string;
}

/**
 * What became of a taken row. `released` was not tried, because an earlier message of its chat has to go first or the
 * lease would not have lasted: the attempt does not count. `alarm`: what the administrator must mend, whatever became of it.
 */
export type Verdict =
  | { readonly state: 'sent'; readonly shown: number | null; readonly takenBy?: TakenBy; readonly alarm?: string }
  | { readonly state: 'again'; readonly at: Instant; readonly error: string; readonly alarm?: string }
  | { readonly state: 'released'; readonly at: Instant }
  | { readonly state: 'unknown'; readonly error: string }
  | { readonly state: 'given-up'; readonly error: string; readonly alarm?: string };

export interface Judged {
  readonly row: Taken;
  readonly verdict: Verdict;
}
