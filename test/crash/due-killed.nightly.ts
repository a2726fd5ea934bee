import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { cloneDatabase, type TestDatabase } from '../harness/database.js';
import { chanceFrom, seedOfRun } from './chance.js';
import { dueUnderFire } from './due-under-fire.js';

const BATCHES = 12;
const seed = seedOfRun();
const databases: TestDatabase[] = [];

beforeAll(async () => {
  process.stdout.write(`clocks under fire: CRASH_SEED=${seed}\n`);
  for (const name of ['due_calm', 'due_killed_four']) databases.push(await cloneDatabase(name));
});
afterAll(async () => {
  for (const one of databases) await one.drop();
});

test('four replicas of which one dies all the time tell the same people the same as one that never dies', async () => {
  const [calmly, fiercely] = databases;
  if (calmly === undefined || fiercely === undefined) throw new Error('no databases');
  const calm = await dueUnderFire(calmly, { replicas: 1, kills: 0, batches: BATCHES, chance: chanceFrom(seed) });
  const killed = await dueUnderFire(fiercely, { replicas: 4, kills: 12, batches: BATCHES, chance: chanceFrom(seed) });
  process.stdout.write(`clocks under fire: calm ${JSON.stringify(calm.counts)}, killed ${JSON.stringify(killed.counts)}\n`);
  expect([calm.faults, killed.faults]).toEqual([[], []]);
  expect(killed.lines).toEqual(calm.lines);
}, 600_000);
