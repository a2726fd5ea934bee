import { afterAll, describe, expect, test } from '@jest/globals';
import { cloneDatabase, type TestDatabase } from '../harness/database.js';
import { Aftermath, reconcile } from './aftermath.js';
import { aDayAtTheDesk } from './day-at-the-desk.js';
import { chanceFrom } from './chance.js';
import { ServiceProcess } from './service-process.js';
import { Vigil } from './siege.js';
import { Town } from './town.js';

const WORK = { complaints: 40, cancelled: 5, approvals: 8, smallTalk: 60 };

describe('two replicas on one database', () => {
  const services: ServiceProcess[] = [];
  const databases: TestDatabase[] = [];
  afterAll(async () => {
    await Promise.all(services.map((one) => one.stop()));
    await Promise.all(databases.map((one) => one.drop()));
  });

  test('start together on an empty one: both come up, there is one demo company', async () => {
    const database = await cloneDatabase('replicas', 'empty');
    databases.push(database);
    services.push(await ServiceProcess.at(database.url), await ServiceProcess.at(database.url));
    await Promise.all(services.map((one) => one.start()));
    const companies = await Promise.all(services.map((one) => new Town(one.url).people()));
    expect(companies[0]?.length).toBeGreaterThan(20);
    expect(companies[1]).toEqual(companies[0]);
  }, 60_000);

  test('serve it together: what comes in at either is worked once', async () => {
    const [database] = databases;
    const [one, other] = services;
    if (database === undefined || one === undefined || other === undefined) throw new Error('they did not start');
    const town = new Town(one.url, other.url);
    await town.post('/reset', { pack: 'longfor-hangzhou', at: '2026-03-02T09:00:00+08:00' });
    const vigil = await Vigil.over(database.url);
    const day = await aDayAtTheDesk(town, WORK, chanceFrom(7));
    await vigil.allDone(20_000);
    await vigil.end();
    const aftermath = await Aftermath.of(database.url);
    expect(await aftermath.faults(town, day)).toEqual([]);
    expect(await aftermath.unknown()).toEqual([]);
    await aftermath.close();
    expect(await reconcile(database.url)).toMatchObject({ code: 0 });
  }, 120_000);
});
