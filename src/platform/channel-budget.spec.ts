import { budgetAfter } from './channel-budget.js';

/** Takes as fast as it is let for a while; when each one went. */
function takenWithin(most: number, windowMs: number, spanMs: number): number[] {
  const went: number[] = [];
  let kept: readonly number[] = [];
  for (let now = 1_000_000; now < 1_000_000 + spanMs; ) {
    const { wait, taken } = budgetAfter(kept, most, windowMs, now);
    if (wait === 0) went.push(now);
    if (wait === 0) kept = taken;
    now += wait === 0 ? 0 : wait;
  }
  return went;
}

const mostInAnyWindow = (went: readonly number[], windowMs: number): number =>
  Math.max(...went.map((at) => went.filter((one) => one >= at && one < at + windowMs).length));

describe('a budget', () => {
  it.each([
    [3, 1000],
    [30, 60_000],
    [1000, 60_000],
  ])('of %i in %i ms is never overdrawn, and used', (most, windowMs) => {
    const went = takenWithin(most, windowMs, 4 * windowMs);
    expect(mostInAnyWindow(went, windowMs)).toBeLessThanOrEqual(most);
    expect(went.length).toBeGreaterThanOrEqual(2 * most);
  });

  it('says how long to wait', () => {
    expect(budgetAfter([100, 200], 2, 1000, 500)).toEqual({ wait: 600, taken: [100, 200] });
    expect(budgetAfter([100, 200], 2, 1000, 1100)).toEqual({ wait: 0, taken: [200, 1100] });
  });
});
