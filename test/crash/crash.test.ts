import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { cloneDatabase, type TestDatabase } from '../harness/database.js';
import { besiegedDay, type Outcome } from './besieged-day.js';
import { seedOfRun } from './chance.js';

const KILLS = 20;
const LIFE = 300;

describe('the service is killed while people work', () => {
  const seed = seedOfRun();
  let database: TestDatabase;
  let outcome: Outcome;

  beforeAll(async () => {
    process.stdout.write(`crash test: CRASH_SEED=${seed}\n`);
    database = await cloneDatabase('crash');
    outcome = await besiegedDay(database, { seed, kills: KILLS, life: LIFE });
    const { messages, taps, unknown, longest } = outcome;
    process.stdout.write(
      `crash test: ${KILLS} kills, ${messages} messages, ${taps} taps; unknown SMS ${unknown.length}, of which rang ${unknown.filter((one) => one.rang).length}; ` +
        `longest wait after a restart ${(longest.millis / 1000).toFixed(1)} s (${longest.row})\n`,
    );
  }, 240_000);
  afterAll(async () => {
    await database.drop();
  });

  test('500 messages and 200 taps came in', () => {
    expect(outcome.messages).toBe(500);
    expect(outcome.taps).toBeGreaterThanOrEqual(200);
  });

  test('everything has its one outcome, nothing went out twice', () => {
    expect(outcome.faults).toEqual([]);
  });

  test('no more SMS are of unknown outcome than processes were killed', () => {
    expect(outcome.unknown.length).toBeLessThanOrEqual(KILLS);
  });

  test('what was left behind was done within 30 seconds of the restart', () => {
    expect(outcome.longest.millis).toBeLessThan(30_000);
  });

  test('reconcile finds nothing', () => {
    expect(outcome.reconciled).toMatchObject({ code: 0 });
  });
});
