import type { TestDatabase } from '../harness/database.js';
import { Aftermath, reconcile, type Reconciled, type Unknown } from './aftermath.js';
import { chanceFrom } from './chance.js';
import { aDayAtTheDesk, USUAL, type Day } from './day-at-the-desk.js';
import { ServiceProcess } from './service-process.js';
import { besiege, Vigil } from './siege.js';
import { Town } from './town.js';

export interface Besieged {
  readonly seed: number;
  readonly kills: number;
  /** As in `Siege`. */
  readonly life: number;
  /** The address the service reaches its database at; another one when something stands between. */
  readonly databaseUrl?: string;
}

export interface Outcome {
  readonly day: Day;
  readonly messages: number;
  readonly taps: number;
  readonly faults: readonly string[];
  readonly unknown: readonly Unknown[];
  readonly longest: { readonly row: string; readonly millis: number };
  readonly reconciled: Reconciled;
  readonly words: string;
}

const RESUME_LIMIT = 30_000;

/** 500 messages and 200 taps come in while the service is killed `kills` times; then everything is looked at. */
export async function besiegedDay(database: TestDatabase, { seed, kills, life, databaseUrl }: Besieged): Promise<Outcome> {
  const chance = chanceFrom(seed);
  const service = await ServiceProcess.at(databaseUrl ?? database.url);
  const town = new Town(service.url);
  try {
    await service.start();
    await town.post('/reset', { pack: 'longfor-hangzhou', at: '2026-03-02T09:00:00+08:00' });
    const vigil = await Vigil.over(database.url);
    try {
      const requests = 700;
      const [day] = await Promise.all([
        aDayAtTheDesk(town, USUAL, chanceFrom(seed + 1)),
        besiege({ service, kills, requests, chance, life }, vigil),
      ]);
      await vigil.allDone(RESUME_LIMIT);
      return { ...(await looked(database, town, day)), longest: vigil.longest, words: service.words };
    } catch (error) {
      process.stdout.write(`${await vigil.report()}\n${service.words.slice(-6000)}\n`);
      throw error;
    } finally {
      await vigil.end();
    }
  } finally {
    await service.stop();
  }
}

async function looked(database: TestDatabase, town: Town, day: Day): Promise<Omit<Outcome, 'longest' | 'words'>> {
  const aftermath = await Aftermath.of(database.url);
  try {
    return {
      day,
      messages: town.said.length,
      taps: town.tapped.length,
      faults: await aftermath.faults(town, day),
      unknown: await aftermath.unknown(),
      reconciled: await reconcile(database.url),
    };
  } finally {
    await aftermath.close();
  }
}
