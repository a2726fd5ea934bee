import { yearOf, type Year } from './year.js';

const PACKS = ['longfor-hangzhou', 'jinke-commercial', 'nanguang-property'] as const;

export const given = (name: string, otherwise: number): number => {
  const value = Number(process.env[name]);
  return Number.isSafeInteger(value) && value > 0 ? value : otherwise;
};

export const seedOfYear = (otherwise: number): number => given('SIMULATION_SEED', otherwise);

/** The same number of cases under each of the three books, each a company and a database of its own, side by side. `SIMULATION_PACK` asks for one only. */
export async function simulated(cases: number, seed: number): Promise<readonly Year[]> {
  process.stdout.write(`simulated year: SIMULATION_SEED=${seed}\n`);
  const each = Math.ceil(given('SIMULATION_CASES', cases) / PACKS.length);
  const asked = PACKS.filter((pack) => process.env['SIMULATION_PACK'] === undefined || process.env['SIMULATION_PACK'] === pack);
  const lived = await Promise.allSettled(
    asked.map(async (pack) => {
      const year = await yearOf(pack, each, seed + PACKS.indexOf(pack));
      process.stdout.write([`simulated year: ${year.summary}`, ...year.faults, ''].join('\n'));
      return year;
    }),
  );
  return lived.map((one, index) => {
    if (one.status === 'fulfilled') return one.value;
    throw new Error(`under ${asked[index] ?? ''}: ${one.reason instanceof Error ? one.reason.message : String(one.reason)}`, { cause: one.reason });
  });
}
