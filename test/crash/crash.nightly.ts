import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { cloneDatabase, type TestDatabase } from '../harness/database.js';
import { Wire } from '../peers/wire.js';
import { besiegedDay, type Outcome } from './besieged-day.js';
import { seedOfRun } from './chance.js';

const KILLS = 100;
/** A hundred deaths within a second each would leave no time for anything between two starts. */
const LIFE = 1500;
/** The telephone network has sent the SMS and takes this long to say so: the gap in which a crash loses the answer. */
const ANSWER_TAKES = 120;

describe('the service is killed a hundred times, and its SMS provider answers late', () => {
  const seed = seedOfRun();
  let database: TestDatabase;
  let wire: Wire;
  let outcome: Outcome;

  beforeAll(async () => {
    process.stdout.write(`crash test: CRASH_SEED=${seed}\n`);
    database = await cloneDatabase('crash_nightly');
    wire = await Wire.to(database);
    wire.delaysAnswersTo('simulator-ring', ANSWER_TAKES);
    outcome = await besiegedDay(database, { seed, kills: KILLS, life: LIFE, databaseUrl: wire.url });
    const { unknown, longest } = outcome;
    process.stdout.write(
      `crash test: ${KILLS} kills; unknown SMS ${unknown.length}, of which rang ${unknown.filter((one) => one.rang).length}; ` +
        `longest wait after a restart ${(longest.millis / 1000).toFixed(1)} s (${longest.row})\n`,
    );
  });
  afterAll(async () => {
    await wire.cut();
    await database.drop();
  });

  test('everything has its one outcome, nothing went out twice', () => {
    expect([outcome.messages, outcome.faults]).toEqual([500, []]);
  });

  test('at least once an SMS had gone out and was not recorded: it is unknown, and was never sent again', () => {
    expect(outcome.unknown.filter((one) => one.rang).length).toBeGreaterThan(0);
    expect(outcome.unknown.length).toBeLessThanOrEqual(KILLS);
  });

  test('what was left behind was done within 30 seconds of the restart', () => {
    expect(outcome.longest.millis).toBeLessThan(30_000);
  });

  test('reconcile finds nothing', () => {
    expect(outcome.reconciled).toMatchObject({ code: 0 });
  });
});
