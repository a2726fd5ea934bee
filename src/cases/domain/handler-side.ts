import type { OutsideBody } from '../../terms/outside.js';
import type { Instant } from '../../terms/instants.js';

/** A complaint that a body outside passed on to us: its number there, and until when it wants the answer. */
export interface OutsideComplaint {
  readonly body: OutsideBody;
  readonly number: string | null;
  readonly dueAt: Instant | null;
  /** Only the day was named; it runs to its end. */
  readonly wholeDay: boolean;
}

/** A time in which clocks stood still. The return visit states the reason. */
export interface CasePause {
  /** Names of the clocks. */
  readonly clocks: readonly string[];
  readonly reason: string;
  readonly from: Instant;
  /** The end that was asked for; the clocks go on by themselves then. */
  readonly until: Instant;
  readonly by: string;
  /** Who granted it; null: the customer's own appointment, which needs nobody's word. */
  readonly grantedBy: string | null;
  /** When the clocks went on; null while they stand still. */
  readonly endedAt: Instant | null;
}

/** 退单: who sent the case back says that it is not his; somebody else has to say whose it is. */
export interface SentBack {
  readonly from: string;
  /** `repairer`: the person it was dispatched to; `handler`: whoever has the case in hand. */
  readonly as: 'repairer' | 'handler';
  /** Who answers for the case until he has sent it on. */
  readonly to: string;
  readonly reason: string;
  readonly at: Instant;
}

/** A step of the repair that is to be proved by a photo. */
export type PhotoOf = 'arrived' | 'handled';
export const PHOTO_NAMES: Readonly<Record<PhotoOf, string>> = { arrived: '到场照片', handled: '完工照片' };
