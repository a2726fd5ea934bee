import type { Instant } from '../../terms/instants.js';

/**
 * How a line stopped waiting for its person: somebody `acted`, the duty `lapsed` (paused, cancelled), a newer nudge of the same
 * matter `replaced` it; `withdrawn`: either of the first two while its message had not gone out yet.
 */
export type LineEnd = 'acted' | 'lapsed' | 'replaced' | 'withdrawn';

/** One thing a person was nudged about in one message. */
export interface NudgeLine {
  readonly id: string;
  readonly companyId: string;
  readonly personId: string;
  readonly caseId: string | null;
  readonly clockId: string | null;
  /** The timer that fell due; null where a person asked (催办). */
  readonly timerId: string | null;
  /** Key of the message it went out in. */
  readonly messageKey: string;
  /** 0 is what the message was sent for; the others were merged into it. */
  readonly place: number;
  readonly text: string;
  readonly dueAt: Instant | null;
  /** Business time. */
  readonly toldAt: Instant;
  /** 稍后提醒: asked to be reminded again at this time. */
  readonly snoozedUntil: Instant | null;
  readonly endedAt: Instant | null;
  readonly endedHow: LineEnd | null;
}

type Matter = Pick<NudgeLine, 'caseId' | 'clockId'>;

/** Lines of one matter replace each other: the same clock, or the approval of the same case. */
export const sameMatter = (one: Matter, other: Matter): boolean =>
  one.clockId === other.clockId && (one.clockId !== null || one.caseId === other.caseId);
