import type { ArrivedChange, ArrivedMessage, ArrivedTap } from '../port/arrival.js';

/** What a callback or a frame turned out to be. `stream`: the platform asks how far a streamed answer has come. */
export type Heard =
  | { readonly kind: 'message'; readonly message: ArrivedMessage }
  | { readonly kind: 'tap'; readonly tap: ArrivedTap }
  | { readonly kind: 'change'; readonly change: ArrivedChange }
  | { readonly kind: 'stream'; readonly streamId: string }
  | { readonly kind: 'nothing' }
  | { readonly kind: 'refused'; readonly why: 'malformed' | 'receiver' };

export const NOTHING: Heard = { kind: 'nothing' };
export const MALFORMED: Heard = { kind: 'refused', why: 'malformed' };
export const OTHER_RECEIVER: Heard = { kind: 'refused', why: 'receiver' };

/** Ids of members, chats and messages: visible characters, not longer than any the platform gives. */
export const isId = (value: unknown): value is string => typeof value === 'string' && /^[\x21-\x7e]{1,256}$/.test(value);

/** Looks like an encrypted member id: plain ids may begin so too, which only the platform can tell (dossier §5.3). */
export const looksEncrypted = (userId: string): boolean => /^wo[A-Za-z0-9_-]{18,}$/.test(userId);

/** What a text message may hold at most; longer ones are cut by the platform itself. */
export const LONGEST_TEXT = 20_000;
