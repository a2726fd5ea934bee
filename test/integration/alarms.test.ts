import 'reflect-metadata';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { setTimeout as pause } from 'node:timers/promises';
import { openService, type Service } from '../../src/app.service.js';
import * as clocks from '../../src/clocks/index.js';
import * as directory from '../../src/directory/index.js';
import { resetDemo } from '../../src/flow/person-acted.js';
import { readConfiguration } from '../../src/platform/configuration/index.js';
import { createLogger } from '../../src/platform/logging/index.js';
import { parseInstant, type Instant } from '../../src/terms/instants.js';
import { cloneDatabase, type TestDatabase } from '../harness/database.js';

// Without the sweep of each second: what an alarm misses here nobody finds.

const BEGIN = parseInstant('2026-03-02T08:00:00+08:00') ?? 0;

/** Each look at it is a millisecond later: every instant falls between two looks. */
let now: Instant = BEGIN;
const clock = { now: () => now++ };

let database: TestDatabase;
let service: Service;
let companyId: string;

beforeAll(async () => {
  database = await cloneDatabase('alarms');
  const configuration = readConfiguration({ NODE_ENV: 'test', SIMULATOR: 'on', LOG_LEVEL: 'warn' }, process.cwd());
  const log = createLogger({ level: 'warn', secrets: [] }, { write: () => undefined });
  service = await openService({ configuration, address: database.address, log, linkKey: 'test-link-signing-key-of-32-letters', clock });
  const made = await resetDemo(service.house, 'standard', BEGIN);
  if (!made.ok) throw new Error(made.message);
  companyId = made.value;
  await service.house.work.withoutTransaction((tx) => directory.setClock(tx, companyId, { business: BEGIN, machine: BEGIN, frozen: false }));
});
afterAll(async () => {
  await service.stop();
  await database.drop();
});

const nextDue = (): Promise<Instant | null> => service.house.work.withoutTransaction((tx) => clocks.nextDueAt(tx, companyId));

it.each([1, 2, 3, 4, 5, 6, 7, 8])('what falls due %d ms after a look is carried out at its instant', async (before) => {
  const due = await nextDue();
  if (due === null) throw new Error('nothing waits');
  now = due - before;
  void service.workers.runDue(companyId);
  for (let tries = 0; (await nextDue()) === due; tries++) {
    if (tries >= 200) throw new Error('nobody came back to what fell due');
    await pause(10);
  }
  expect(now).toBeGreaterThanOrEqual(due);
});
