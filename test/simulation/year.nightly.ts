import { expect, test } from '@jest/globals';
import { seedOfYear, simulated } from './run.js';

/** Never the same year: the seed stands in the first line of the output, and `SIMULATION_SEED` repeats it. */
test(
  'a year over 20,000 random cases',
  async () => {
    const years = await simulated(20_000, seedOfYear(Math.floor(Math.random() * 1_000_000_000) + 1));
    expect(years.flatMap(({ pack, faults }) => faults.map((fault) => `${pack}: ${fault}`))).toEqual([]);
    for (const { registered, asked } of years) expect(registered).toBeGreaterThan(0.9 * asked);
  },
  5_400_000,
);
