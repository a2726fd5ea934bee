import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  acceptInbound,
  claimNext,
  dueLanes,
  finishInbound,
  lockConversation,
  MOST_DEATHS,
  MOST_ERRORS,
  postpone,
  raiseAttempts,
  type Lane,
} from '../../src/intake/index.js';
import { createSource } from '../../src/platform/database/source.js';
import { Database } from '../../src/platform/database/transaction.js';
import { MINUTE, SECOND } from '../../src/terms/instants.js';
import { startApp, type RunningApp } from '../harness/app.js';
import { cloneDatabase, type TestDatabase } from '../harness/database.js';

const NOW = Date.UTC(2026, 2, 2, 1);

describe('a conversation is claimed', () => {
  let clone: TestDatabase;
  let database: Database;
  let replica: Database;

  beforeAll(async () => {
    clone = await cloneDatabase('left_behind');
    database = new Database(await createSource(clone.address, 4, 'test').initialize());
    replica = new Database(await createSource(clone.address, 4, 'test').initialize());
  });
  afterAll(async () => {
    await Promise.all([database.dataSource.destroy(), replica.dataSource.destroy()]);
    await clone.drop();
  });

  const newLane = (): Lane => ({ companyId: randomUUID(), channel: 'simulator', chatId: 'g1', personId: 'staff1' });
  const arrives = async (lane: Lane, receivedAt = NOW): Promise<string> => {
    const id = randomUUID();
    const one = { ...lane, id, messageKey: id, kind: 'message' as const, payload: {}, receivedAt, businessAt: NOW, trace: id };
    await database.inTransaction((tx) => acceptInbound(tx, one, false));
    return id;
  };
  const workedBy = (one: Database, lane: Lane, retry = false): Promise<string | null> =>
    one.inTransaction(async (tx) => {
      const claim = await claimNext(tx, lane, retry);
      if (claim !== null) await finishInbound(tx, claim.inbound.seq, { kind: 'reply' });
      return claim?.inbound.id ?? null;
    });
  const later = NOW + MINUTE;
  const raised = (lane: Lane, at: number) => database.inTransaction((tx) => raiseAttempts(tx, lane, at));

  test('in the order of arrival, and its end says whether more wait', async () => {
    const lane = newLane();
    const [first, second] = [await arrives(lane), await arrives(lane)];
    const more = await database.inTransaction(async (tx) => {
      const claim = await claimNext(tx, lane, false);
      expect(claim?.inbound.id).toBe(first);
      return finishInbound(tx, claim?.inbound.seq ?? 0, { kind: 'reply' });
    });
    expect(more).toBe(true);
    expect(await workedBy(database, lane)).toBe(second);
    expect(await workedBy(database, lane)).toBeNull();
  });

  test('what was tried twice when the process died is a suspect from then on, what was near one death is none', async () => {
    const [tried, untried] = [newLane(), newLane()];
    await arrives(tried);
    await arrives(untried);
    await raised(tried, later);
    await raised(tried, later + MINUTE);
    await raised(untried, later);
    const due = await database.inTransaction((tx) => dueLanes(tx, later + 10 * MINUTE, 500));
    const suspect = (lane: Lane) => due.find((one) => one.lane.companyId === lane.companyId)?.suspect;
    expect([suspect(tried), suspect(untried)]).toEqual([true, false]);
  });

  test('a message that comes while a tap holds the talk is worked as soon as the tap is done', async () => {
    const lane = newLane();
    await arrives(lane);
    await workedBy(database, lane);
    let letGo = (): void => undefined;
    const tapping = database.inTransaction(async (tx) => {
      await lockConversation(tx, lane);
      await new Promise<void>((resolve) => (letGo = resolve));
    });
    const id = await arrives(lane);
    // A sweep does not wait for anybody.
    expect(await workedBy(replica, lane, true)).toBeNull();
    const working = workedBy(replica, lane);
    letGo();
    await tapping;
    expect(await working).toBe(id);
  });

  test('two replicas that want the same message: it has one outcome', async () => {
    const lane = newLane();
    const ids = await Promise.all(Array.from({ length: 20 }, () => arrives(lane)));
    const worker = async (one: Database): Promise<string[]> => {
      const done: string[] = [];
      for (let id = await workedBy(one, lane); id !== null; id = await workedBy(one, lane)) done.push(id);
      return done;
    };
    const worked = (await Promise.all([worker(database), worker(replica), worker(database), worker(replica)])).flat();
    expect(worked.sort()).toEqual([...ids].sort());
  });

  test('a message that has ended cannot end again', async () => {
    const lane = newLane();
    await arrives(lane);
    const end = database.inTransaction(async (tx) => {
      const claim = await claimNext(tx, lane, false);
      await finishInbound(tx, claim?.inbound.seq ?? 0, { kind: 'reply' });
      await finishInbound(tx, claim?.inbound.seq ?? 0, { kind: 'reply' });
    });
    await expect(end).rejects.toThrow(/has ended already/);
  });

  test('every try of the sweep is counted first; a newer message does not hurry an older one that failed', async () => {
    const lane = newLane();
    await arrives(lane);
    expect(await raised(lane, NOW + SECOND)).toMatchObject({ counted: false });
    expect(await raised(lane, later)).toMatchObject({ counted: true, failed: [] });
    await arrives(lane);
    expect(await raised(lane, later + SECOND)).toMatchObject({ counted: false });
    expect(await workedBy(database, lane)).toBeNull();
    expect(await raised(lane, later + 4 * SECOND)).toMatchObject({ counted: true });
  });

  test('a try that died with its process is repeated after four seconds, one that failed after growing pauses', async () => {
    const lane = newLane();
    await arrives(lane);
    await raised(lane, later);
    await raised(lane, later + 4 * SECOND);
    await database.inTransaction((tx) => postpone(tx, lane, later + 5 * SECOND));
    expect(await raised(lane, later + 7 * SECOND)).toMatchObject({ counted: false });
    expect(await raised(lane, later + 8 * SECOND)).toMatchObject({ counted: true });
  });

  test.each([
    ['failed too often', MOST_ERRORS, true],
    ['ended too often with the process', MOST_DEATHS, false],
  ])('what %s is given up, and what came after it goes on', async (_, most, erring) => {
    const lane = newLane();
    const poison = await arrives(lane);
    const next = await arrives(lane);
    let failed: readonly { readonly id: string }[] = [];
    for (let attempt = 0; attempt <= most; attempt++) {
      expect(failed).toEqual([]);
      const at = NOW + (attempt + 1) * 10 * MINUTE;
      failed = (await raised(lane, at)).failed;
      if (erring && failed.length === 0) await database.inTransaction((tx) => postpone(tx, lane, at));
    }
    expect(failed.map((one) => one.id)).toEqual([poison]);
    expect(await workedBy(database, lane)).toBe(next);
  });
});

describe('a clock is moved', () => {
  let app: RunningApp;
  beforeAll(async () => {
    app = await startApp('left_behind_clock');
  });
  afterAll(() => app.stop());
  const ask = async (path: string, body?: object): Promise<{ now: string; frozen: boolean }> => {
    const init = body === undefined ? {} : { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
    return (await (await fetch(`${app.url}/api/simulator${path}`, init)).json()) as { now: string; frozen: boolean };
  };

  test('one that runs goes on running on the way, so that a move cut short by a crash does not stop it', async () => {
    const before = await ask('/reset', { pack: 'longfor-hangzhou' });
    expect(before.frozen).toBe(false);
    const text = '滨江一号3栋2单元1501业主李女士来电,厨房漏水,要求赔偿8000元,电话13800138000';
    await ask('/messages', { chat: 'staff1', from: 'staff1', text });
    await ask('/settle', {});
    const owner = await createSource(app.database.address, 1, 'test').initialize();
    const set = owner.query.bind(owner);
    // Whoever looks at the company while it is moved over the draft's two timers must see a clock that runs.
    await set(`create table seen (frozen boolean)`);
    await set(`create function note_clock() returns trigger language plpgsql as $$ begin insert into seen values (new.clock_frozen); return new; end $$`);
    await set(`create trigger note_clock after update on company for each row execute function note_clock()`);
    await set(`grant insert on seen to public`);
    const after = await ask('/clock', { advance: 'P2D' });
    expect(Date.parse(after.now) - Date.parse(before.now)).toBeGreaterThanOrEqual(48 * 60 * MINUTE);
    expect(await set('select frozen, count(*)::int > 2 as often from seen group by frozen')).toEqual([{ frozen: false, often: true }]);
    await owner.destroy();
  });
});
