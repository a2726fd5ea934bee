import { expect, test } from '@jest/globals';
import { yearOf } from './year.js';

/** Two companies under each rule book, each with a database and a test file of its own, so that two workers share the years evenly. */
const PACKS = ['longfor-hangzhou', 'jinke-commercial', 'nanguang-property'] as const;
const COMPANIES = 2;

/** Whose year it is: a rule book, and the first or the second company under it. */
export interface Whose {
  readonly pack: (typeof PACKS)[number];
  readonly company: 1 | 2;
}

export const given = (name: string, otherwise: number): number => {
  const value = Number(process.env[name]);
  return Number.isSafeInteger(value) && value > 0 ? value : otherwise;
};

/**
 * A sixth of `cases` in one company. `SIMULATION_SEED` repeats a year, `SIMULATION_CASES` asks for another number of cases in all.
 * Left out, the seed is another one each time and stands in the output.
 */
export function testYear({ pack, company }: Whose, asked: { readonly cases: number; readonly seed?: number; readonly limit: number }): void {
  const cases = given('SIMULATION_CASES', asked.cases);
  const seed = given('SIMULATION_SEED', asked.seed ?? Math.floor(Math.random() * 1_000_000_000) + 1);
  test(
    `a company's part of a year over ${cases} random cases: every clock has one end, nobody is nudged too often or at night, nothing is late, lost or said twice`,
    async () => {
      process.stdout.write(`simulated year: SIMULATION_SEED=${seed}\n`);
      const year = await yearOf(pack, Math.ceil(cases / PACKS.length / COMPANIES), seed + PACKS.indexOf(pack) + PACKS.length * (company - 1));
      process.stdout.write([`simulated year: ${year.summary}`, ...year.faults, ''].join('\n'));
      expect(year.faults).toEqual([]);
      expect(year.registered).toBeGreaterThan(0.9 * year.asked);
    },
    asked.limit,
  );
}
