import { expect, test } from '@jest/globals';
import { seedOfYear, simulated } from './run.js';

/** 1,000 cases take 210 s on two cores with nothing else running, and are played by night; here 60. About a third a company; `SIMULATION_SEED` repeats a year, `SIMULATION_CASES` asks for another number of cases. */
test(
  'a year over 60 random cases: every clock has one end, nobody is nudged too often or at night, nothing is late, lost or said twice',
  async () => {
    const years = await simulated(60, seedOfYear(20_260_101));
    expect(years.flatMap(({ pack, faults }) => faults.map((fault) => `${pack}: ${fault}`))).toEqual([]);
    for (const { registered, asked } of years) expect(registered).toBeGreaterThan(0.9 * asked);
  },
  600_000,
);
