import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ChannelDatabase } from '../../src/platform/channel-store.js';
import type { ChannelStore } from '../../src/channels/port/store.js';
import { createSource } from '../../src/platform/database/source.js';
import { Database } from '../../src/platform/database/transaction.js';
import { randomIds } from '../../src/platform/ids/ids.js';
import { cloneDatabase, type TestDatabase } from '../harness/database.js';

const MINUTE = 60_000;
const BUDGET = { name: 'member', most: 30, windowMs: MINUTE };

/** What adapters keep, as two replicas share it. */
describe('the store of a platform', () => {
  let database: TestDatabase;
  const closing: (() => Promise<void>)[] = [];
  const time = { now: 1_800_000_000_000 };
  let one: ChannelStore;
  let other: ChannelStore;
  let dingtalk: ChannelStore;

  beforeAll(async () => {
    database = await cloneDatabase('channel_store');
    const replica = async (channel: string): Promise<ChannelStore> => {
      const source = await createSource(database.address, 4, 'test').initialize();
      closing.push(() => source.destroy());
      return new ChannelDatabase(channel, { database: new Database(source), clock: { now: () => time.now }, ids: randomIds });
    };
    [one, other, dingtalk] = [await replica('wecom'), await replica('wecom'), await replica('dingtalk')];
  });
  afterAll(async () => {
    for (const close of closing) await close();
    await database.drop();
  });

  test('a token is fetched once for all replicas, and renewed by one of them before its end', async () => {
    let fetched = 0;
    const fetch = () => Promise.resolve({ value: `token-${++fetched}`, lifeMs: 120 * MINUTE });
    expect(await Promise.all([one, other, one, other].map((store) => store.token('app', fetch)))).toEqual(Array(4).fill('token-1'));
    time.now += 114 * MINUTE;
    expect(await one.token('app', fetch)).toBe('token-1');
    time.now += 2 * MINUTE;
    expect(new Set(await Promise.all([one, other].map((store) => store.token('app', fetch))))).toContain('token-2');
    expect([await one.token('app', fetch), fetched]).toEqual(['token-2', 2]);
  });

  test('a refused token is fetched anew, a newer one of another replica is left alone', async () => {
    const fetch = (value: string) => () => Promise.resolve({ value, lifeMs: 120 * MINUTE });
    await one.dropToken('app', 'token-1');
    expect(await other.token('app', fetch('wrong'))).toBe('token-2');
    await one.dropToken('app', 'token-2');
    expect(await other.token('app', fetch('token-3'))).toBe('token-3');
    expect(await dingtalk.token('app', fetch('ding'))).toBe('ding');
  });

  test('who cannot fetch one says so, and leaves the turn to the next', async () => {
    await expect(one.token('bad', () => Promise.reject(new Error('40013')))).rejects.toThrow('40013');
    expect(await other.token('bad', () => Promise.resolve({ value: 'good', lifeMs: MINUTE }))).toBe('good');
  });

  test('one owner at a time; another after its end, at once after a release', async () => {
    expect(await Promise.all([one.lease('socket', 'a', 8000), other.lease('socket', 'b', 8000)])).toContain(true);
    const owner = (await one.lease('socket', 'a', 8000)) ? 'a' : 'b';
    const rival = owner === 'a' ? 'b' : 'a';
    expect(await other.lease('socket', rival, 8000)).toBe(false);
    expect(await dingtalk.lease('socket', rival, 8000)).toBe(true);
    time.now += 7000;
    expect(await one.lease('socket', owner, 8000)).toBe(true);
    time.now += 8000;
    expect(await other.lease('socket', rival, 8000)).toBe(true);
    await one.release('socket', owner);
    expect(await one.lease('socket', owner, 8000)).toBe(false);
    await other.release('socket', rival);
    expect(await one.lease('socket', owner, 8000)).toBe(true);
  });

  test('what is kept of a card is used once, and not after its end', async () => {
    await one.remember('code', { value: 'x' }, time.now + MINUTE);
    expect(await other.recall('code')).toEqual({ value: 'x' });
    expect(await dingtalk.recall('code')).toBeNull();
    const taken = await Promise.all([one.consumeOnce('code'), other.consumeOnce('code')]);
    expect(taken.filter((each) => each !== null)).toEqual([{ value: 'x' }]);
    await one.remember('code', { value: 'y' }, time.now + MINUTE);
    time.now += MINUTE;
    expect([await one.recall('code'), await one.consumeOnce('code')]).toEqual([null, null]);
  });

  test('a ticket is given out once, comes back when it was not used, and is not kept again when what brought it is repeated', async () => {
    const until = time.now + MINUTE;
    expect(await one.takeTicket('redraw')).toBeNull();
    await one.keepTicket('redraw', 'a', until);
    expect((await Promise.all([one.takeTicket('redraw'), other.takeTicket('redraw'), dingtalk.takeTicket('redraw')])).sort()).toEqual(['a', null, null]);
    await other.keepTicket('redraw', 'a', until);
    expect(await one.takeTicket('redraw')).toBeNull();
    await one.returnTicket('redraw', 'a');
    await one.keepTicket('redraw', 'a', until);
    expect(await other.takeTicket('redraw')).toBe('a');
    // A newer one stays where an older one comes back, and where what brought the older one is repeated.
    await one.keepTicket('redraw', 'b', until);
    await one.returnTicket('redraw', 'a');
    await one.keepTicket('redraw', 'a', until);
    expect([await one.takeTicket('redraw'), await one.takeTicket('redraw')]).toEqual(['b', null]);
    // As many as a card is tapped while the platform still repeats.
    const many = Array.from({ length: 8 }, (_, index) => `t${index}`);
    for (const ticket of many) {
      await one.keepTicket('redraw', ticket, until);
      expect(await one.takeTicket('redraw')).toBe(ticket);
    }
    for (const ticket of many) await one.keepTicket('redraw', ticket, until);
    expect(await one.takeTicket('redraw')).toBeNull();
    await one.keepTicket('redraw', 'c', until);
    time.now += MINUTE;
    expect(await one.takeTicket('redraw')).toBeNull();
  });

  test('a budget is shared by all replicas', async () => {
    const waits = await Promise.all(Array.from({ length: 40 }, (_, n) => (n % 2 === 0 ? one : other).takeBudgets([BUDGET])));
    expect(waits.filter((wait) => wait === 0)).toHaveLength(30);
    expect(Math.max(...waits)).toBe(MINUTE);
    time.now += MINUTE;
    expect(await one.takeBudgets([BUDGET])).toBe(0);
  });

  test('of several budgets one is taken from each, or from none: what waits for the minute uses nothing of the hour', async () => {
    const both = [{ name: 'chat:hour', most: 12, windowMs: 60 * MINUTE }, { name: 'chat:minute', most: 10, windowMs: MINUTE }];
    const waits = await Promise.all(Array.from({ length: 25 }, (_, n) => (n % 2 === 0 ? one : other).takeBudgets(n % 3 === 0 ? both : [...both].reverse())));
    expect(waits.filter((wait) => wait === 0)).toHaveLength(10);
    time.now += MINUTE;
    expect([await one.takeBudgets(both), await one.takeBudgets(both), await one.takeBudgets(both)]).toEqual([0, 0, 59 * MINUTE]);
  });

  test('a quota is counted by the month of Shanghai', async () => {
    expect([await one.count('calls'), await other.count('calls'), await dingtalk.count('calls')]).toEqual([1, 2, 1]);
    time.now += 31 * 24 * 60 * MINUTE;
    expect(await one.count('calls')).toBe(1);
  });
});
