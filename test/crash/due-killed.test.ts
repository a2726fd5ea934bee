import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { cloneDatabase, type TestDatabase } from '../harness/database.js';
import { chanceFrom, seedOfRun } from './chance.js';
import { dueUnderFire } from './due-under-fire.js';

const seed = seedOfRun();
let database: TestDatabase;

beforeAll(async () => {
  process.stdout.write(`clocks under fire: CRASH_SEED=${seed}\n`);
  database = await cloneDatabase('due_killed');
});
afterAll(() => database.drop());

test('two replicas, one killed again and again while clocks fall due: no nudge, no escalation and no miss twice, none lost', async () => {
  const { counts, faults } = await dueUnderFire(database, { replicas: 2, kills: 2, batches: 4, chance: chanceFrom(seed) });
  process.stdout.write(`clocks under fire: ${JSON.stringify(counts)}\n`);
  expect(faults).toEqual([]);
  expect(counts.nudges).toBeGreaterThan(10);
  expect(counts.escalations).toBeGreaterThan(5);
  expect(counts.missed).toBeGreaterThan(10);
}, 90_000);
