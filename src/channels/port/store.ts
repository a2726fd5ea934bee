import type { Instant } from '../../terms/instants.js';
import type { Ref } from './arrival.js';

/** A token as a platform gave it. */
export interface FreshToken {
  readonly value: string;
  /** Milliseconds from now on. */
  readonly lifeMs: number;
}

/** So many in any span of so long, of an app and a member, of a bot and a chat. */
export interface Budget {
  readonly name: string;
  readonly most: number;
  readonly windowMs: number;
}

/** A chat of our directory as the platform knows it. */
export type PlatformChat = { readonly kind: 'private'; readonly userId: string } | { readonly kind: 'group'; readonly id: string };

/**
 * What an adapter keeps, in the database and shared by all replicas; one for each platform (names and keys of two platforms never meet).
 * Everything here may throw when the database is away. Times are machine time.
 */
export interface ChannelStore {
  /**
   * The access token of that name: one for all replicas, renewed by one of them some minutes before its end. `fetchFresh` is called
   * outside of any transaction, and by one caller at a time.
   */
  token(name: string, fetchFresh: () => Promise<FreshToken>): Promise<string>;
  /** The platform refused this value: the next `token` is a fresh one. Another replica's newer value is left alone. */
  dropToken(name: string, value: string): Promise<void>;

  /** Takes or renews the ownership of something there may be one of (a bot's WebSocket); false while another holder has it. */
  lease(name: string, holder: string, ms: number): Promise<boolean>;
  /** Gives it up, so that another takes over at once. */
  release(name: string, holder: string): Promise<void>;

  /** Keeps something of a card, a message or a chat (response_code, outTrackId …) until then. The same key is written over. `lightly`: may be lost when the database server itself dies, so that nobody waits for its disk. */
  remember(key: string, data: Ref, until: Instant, how?: 'lightly'): Promise<void>;
  recall(key: string): Promise<Ref | null>;
  /** As `recall`, and for one caller only: whoever comes second gets null. */
  consumeOnce(key: string): Promise<Ref | null>;
  forget(key: string): Promise<void>;

  /** Keeps a ticket, which is good for one use, in the place of the one before. One that was given out is not kept again: what is repeated brings it again. */
  keepTicket(key: string, ticket: string, until: Instant): Promise<void>;
  /** Gives it out, to one caller only. */
  takeTicket(key: string): Promise<string | null>;
  /** It was given out and perhaps not used; a newer one stays. */
  returnTicket(key: string, ticket: string): Promise<void>;

  /** The platform's id of a person of ours; null where he is not on this platform. */
  platformUser(companyId: string, personId: string): Promise<string | null>;
  /** Where a row of ours goes: a person by his id of our directory, else a group; null where this platform does not know it. */
  platformChat(companyId: string, chatId: string): Promise<PlatformChat | null>;
  /** The other groups of that group's project, the newest first; none where it is for all projects. */
  groupsBeside(companyId: string, chatId: string): Promise<readonly string[]>;
  /** Who somebody of that organisation is; null for a stranger and for who has left. */
  personOf(corp: string, userId: string): Promise<{ readonly companyId: string; readonly personId: string } | null>;

  /**
   * Takes one of each budget, or of none, for all replicas together. 0: taken, go. Else nothing is taken, and it is the milliseconds to wait
   * before asking again.
   */
  takeBudgets(budgets: readonly Budget[]): Promise<number>;
  /** Counts one call or push of this Shanghai calendar month, and returns the month's figure. */
  count(name: string): Promise<number>;
}
