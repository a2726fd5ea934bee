import type { Category, Door, Kind } from './complaint.js';
import type { Fen } from './money.js';
import type { Instant } from './instants.js';

export const SLOTS = [
  'kind',
  'category',
  'amount',
  'households',
  'media',
  'litigation',
  'safety',
  'repeat',
  'refused',
  'receivedAt',
  'project',
  'rooms',
  'name',
  'phone',
  'doors',
] as const;
export type Slot = (typeof SLOTS)[number];

/** What a message says, slot by slot (contracts.md §3). Unknown slots are null, lists empty. */
export interface Understanding {
  readonly kind: Kind | 'none';
  readonly noneKind: 'inquiry' | 'suggestion' | null;
  readonly category: Category | null;
  /** 0…1; null without a category. */
  readonly categoryConfidence: number | null;
  readonly amount: Fen | null;
  readonly households: number | null;
  /** True when it has happened or is plainly threatened, false when not or denied. */
  readonly media: boolean | null;
  readonly mediaState: 'happened' | 'threatened' | null;
  readonly litigation: boolean | null;
  readonly litigationState: 'happened' | 'threatened' | null;
  readonly safety: boolean | null;
  readonly repeat: boolean | null;
  readonly refused: boolean | null;
  readonly receivedAt: Instant | null;
  /** As written or as the directory names it. */
  readonly project: string | null;
  /** Normalised building-unit-room: "3-2-1501". */
  readonly rooms: readonly string[];
  readonly name: string | null;
  readonly phone: string | null;
  readonly doors: readonly Door[];
  /** Slots the bot would ask about, doubtful ones included. */
  readonly missing: readonly Slot[];
  /** For every filled slot the words it came from. */
  readonly evidence: Readonly<Partial<Record<Slot, string>>>;
}

/** What understanding may know of the world around the message. */
export interface UnderstandingContext {
  readonly now: Instant;
  readonly projects: readonly { readonly name: string; readonly nicknames: readonly string[] }[];
}
