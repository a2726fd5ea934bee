import { DAY, HOUR, addDays, dayOf, startOfDay, type Instant } from '../../terms/instants.js';

export type Score = 'satisfied' | 'fair' | 'dissatisfied';
export const SCORE_NAMES: Readonly<Record<Score, string>> = { satisfied: '满意', fair: '基本满意', dissatisfied: '不满意' };
export const isScore = (value: unknown): value is Score => typeof value === 'string' && Object.hasOwn(SCORE_NAMES, value);

export type RatingState = 'open' | 'rated' | 'lapsed' | 'withdrawn';

/** One closing of a case, and what its customer says of it by the link in his SMS. */
export interface Rating {
  readonly id: string;
  readonly companyId: string;
  readonly caseId: string;
  readonly round: number;
  readonly expiresAt: Instant;
  readonly remindedAt: Instant | null;
  readonly state: RatingState;
  readonly score: Score | null;
}

/** The link is good for seven days. */
export const RATING_LIFE = 7 * DAY;

/** Reminded once, on the third day, at an hour at which he may be rung back (ours). */
export const ratingReminderAt = (asked: Instant): Instant => startOfDay(addDays(dayOf(asked), 3)) + 10 * HOUR;

export const ratingOpen = (rating: Pick<Rating, 'state' | 'expiresAt'>, now: Instant): boolean => rating.state === 'open' && now < rating.expiresAt;
