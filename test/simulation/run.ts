import { expect, test } from '@jest/globals';
import { yearOf } from './year.js';

/**
 * Two companies under each rule book, each with a database of its own. The first ones share a test file and so do the second, so that two
 * workers have as much to do each, and each of them compiles the service once.
 */
const PACKS = ['longfor-hangzhou', 'jinke-commercial', 'nanguang-property'] as const;
const COMPANIES = 2;

interface Asked {
  readonly cases: number;
  readonly seed?: number;
  readonly limit: number;
}

export const given = (name: string, otherwise: number): number => {
  const value = Number(process.env[name]);
  return Number.isSafeInteger(value) && value > 0 ? value : otherwise;
};

/**
 * A sixth of `cases` in each of three companies, the first or the second under each rule book. `SIMULATION_SEED` repeats a year,
 * `SIMULATION_CASES` asks for another number of cases in all. Left out, the seed is another one each time and stands in the output.
 */
export function testYears(company: 1 | 2, asked: Asked): void {
  for (const pack of PACKS) testYear(pack, company, asked);
}

function testYear(pack: (typeof PACKS)[number], company: 1 | 2, asked: Asked): void {
  const cases = given('SIMULATION_CASES', asked.cases);
  const seed = given('SIMULATION_SEED', asked.seed ?? Math.floor(Math.random() * 1_000_000_000) + 1);
  test(
    `the part of one company under ${pack} of a year over ${cases} random cases: every clock has one end, nobody is nudged too often or at night, nothing is late, lost or said twice`,
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
