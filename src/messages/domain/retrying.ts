import { DAY, HOUR, MINUTE, SECOND, type Instant } from '../../terms/instants.js';

const PAUSES = [1 * SECOND, 5 * SECOND, 30 * SECOND, 2 * MINUTE, 10 * MINUTE, 30 * MINUTE, 1 * HOUR] as const;
/** After a day of failures nobody waits for the message any more: it is given up, with an alert. */
const PATIENCE = DAY;

export interface Failure {
  /** Attempts made so far, this one included. */
  readonly attempts: number;
  /** Machine time since which every attempt has failed; null at the first failure. */
  readonly failingSince: Instant | null;
  readonly now: Instant;
  /** What the platform asked for. */
  readonly retryAfterMs: number;
}

/** When to try again (machine time): after growing pauses, never before the platform allows; null when it is given up. */
export function nextAttempt(failure: Failure): Instant | null {
  const usual = PAUSES[Math.min(failure.attempts, PAUSES.length) - 1] ?? PAUSES[0];
  const next = failure.now + Math.max(usual, failure.retryAfterMs);
  return next - (failure.failingSince ?? failure.now) > PATIENCE ? null : next;
}
