import { DAY, HOUR, MINUTE, SECOND } from '../../terms/instants.js';
import { nextAttempt } from './retrying.js';

const NOW = 1_000_000_000_000;
const pauseAfter = (attempts: number): number | null => {
  const next = nextAttempt({ attempts, failingSince: attempts === 1 ? null : NOW - MINUTE, now: NOW, retryAfterMs: 0 });
  return next === null ? null : next - NOW;
};

describe('a message that could not be sent', () => {
  it('is tried again after growing pauses', () => {
    expect([1, 2, 3, 4, 5, 6, 7, 8, 20].map(pauseAfter)).toEqual([
      1 * SECOND,
      5 * SECOND,
      30 * SECOND,
      2 * MINUTE,
      10 * MINUTE,
      30 * MINUTE,
      1 * HOUR,
      1 * HOUR,
      1 * HOUR,
    ]);
  });

  it('waits as long as the platform asks', () => {
    expect(nextAttempt({ attempts: 1, failingSince: null, now: NOW, retryAfterMs: 3 * MINUTE })).toBe(NOW + 3 * MINUTE);
  });

  it('is given up when the next attempt would come more than a day after the first failure', () => {
    const at = (failingSince: number) => nextAttempt({ attempts: 30, failingSince, now: NOW, retryAfterMs: 0 });
    expect(at(NOW - DAY + HOUR)).toBe(NOW + HOUR);
    expect(at(NOW - DAY + HOUR - 1)).toBeNull();
  });
});
