import { HOUR, MINUTE } from '../../terms/instants.js';

/** Most phones answer within a minute; after three days no provider knows more. */
export const ASK_FIRST_AFTER = MINUTE;
const PAUSES = [5 * MINUTE, 30 * MINUTE, 2 * HOUR, 12 * HOUR, 24 * HOUR, 24 * HOUR] as const;

/** How long until a provider is asked again, after it was asked so many times; null: no more. */
export const pauseAfter = (asked: number): number | null => PAUSES[asked - 1] ?? null;

/** An SMS nobody is known to have taken is asked for so often; then whoever has the case in hand is told to phone. */
export const LAST_QUESTION = 2;
