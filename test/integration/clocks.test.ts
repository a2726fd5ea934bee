import { randomUUID } from 'node:crypto';
import { jest } from '@jest/globals';
import {
  cancelClocksOf,
  clockById,
  clocksOf,
  endTimers,
  extendClock,
  meetClocks,
  pauseClock,
  reconcileClocks,
  resumeClock,
  peekNudgesAhead,
  takeNudges,
} from '../../src/clocks/index.js';
import { HOUR, MINUTE } from '../../src/terms/instants.js';
import {
  asked,
  at,
  audit,
  company,
  complaint,
  inTx,
  keeping,
  newCase,
  openRoom,
  plan,
  SITE,
  sql,
  START,
  startedClock,
  sweep,
  waiting,
} from './clock-room.js';

let leave: () => Promise<void>;
beforeAll(async () => {
  leave = await openRoom('clocks');
});
afterAll(() => leave());

describe('a clock from start to end', () => {
  test('registration plans every clock in one select and two inserts', async () => {
    const ids = await newCase();
    let statements = 0;
    await inTx(async (tx) => {
      const sent = jest.spyOn(tx as unknown as { query: (statement: unknown) => Promise<unknown> }, 'query');
      const plans = [
        plan('tell-engineer', at('03-02T23:59:59')),
        SITE,
        plan('plan-compensation', at('03-05T23:59:59')),
      ];
      const changes = await reconcileClocks(
        tx,
        asked(ids, { plans, now: START + 5 * MINUTE, happened: { 'engineer-told': START + 5 * MINUTE } }),
      );
      statements = sent.mock.calls.length;
      sent.mockRestore();
      expect(changes.started.map(({ name }) => name)).toEqual(['check-site', 'plan-compensation']);
      expect(changes.met.map(({ name, doneAt }) => [name, doneAt])).toEqual([['tell-engineer', START + 5 * MINUTE]]);
    });
    expect(statements).toBe(3);
    expect(await waiting(ids.companyId)).toEqual([
      'nudge 03-02T22:00:00 half',
      'nudge 03-03T05:12:00 most',
      'due 03-03T10:00:01',
      'nudge 03-05T09:00:00 last-day',
      'nudge 03-05T15:00:00 last-day',
      'due 03-06T00:00:00',
    ]);
    expect(await audit(ids.companyId)).toEqual([]);
  });

  test('what is read back is what was started', async () => {
    const { clock } = await startedClock();
    expect(await inTx((tx) => clockById(tx, clock.id))).toEqual(clock);
  });

  test('nudged, missed, then up one rung every working morning to the last', async () => {
    const { companyId, clock } = await startedClock();
    const told = async (now: number) =>
      (await sweep(companyId, now)).map((fired) => [
        fired.kind,
        ...(fired.kind === 'nudge' ? [fired.why] : fired.kind === 'escalate' ? [fired.rung] : []),
      ]);
    expect(await told(START + 12 * HOUR - 1)).toEqual([]);
    expect(await told(START + 12 * HOUR)).toEqual([['nudge', 'half']]);
    expect(await told(START + 20 * HOUR)).toEqual([['nudge', 'most']]);
    expect(await told(START + 24 * HOUR)).toEqual([]);
    expect(await told(START + 24 * HOUR + 1000)).toEqual([['missed']]);
    expect(await audit(companyId)).toEqual([]);
    expect(await waiting(companyId)).toEqual(['escalate 03-04T09:00:00 1']);
    expect(await told(at('03-04T09:00:00'))).toEqual([['escalate', 1]]);
    expect(await told(at('03-05T09:00:00'))).toEqual([['escalate', 2]]);
    expect(await waiting(companyId)).toEqual([]);
    const row = await inTx((tx) => clockById(tx, clock.id));
    expect([row?.state, row?.missedAt, row?.doneAt]).toEqual(['missed', START + 24 * HOUR, null]);
    expect(await audit(companyId)).toEqual([]);
  });

  test('late work is recorded with its time, stays missed and ends the ladder', async () => {
    const { companyId, caseId, clock } = await startedClock();
    await sweep(companyId, START + 25 * HOUR);
    const late = START + 26 * HOUR;
    const changes = await inTx((tx) =>
      meetClocks(tx, { caseId, event: 'site-checked', at: late, ...keeping(late) }),
    );
    expect(changes.doneLate.map(({ id, state, doneAt }) => [id, state, doneAt])).toEqual([[clock.id, 'missed', late]]);
    expect(await waiting(companyId)).toEqual([]);
    expect(await sweep(companyId, START + 400 * HOUR)).toEqual([]);
  });

  test('met in time: nothing nudges, nothing is missed', async () => {
    const { companyId, caseId } = await startedClock();
    const now = START + 11 * HOUR;
    const other = await inTx((tx) => meetClocks(tx, { caseId, event: 'visited', at: now, ...keeping(now) }));
    expect(other.met).toEqual([]);
    const changes = await inTx((tx) => meetClocks(tx, { caseId, event: 'site-checked', at: now, ...keeping(now) }));
    expect(changes.met).toHaveLength(1);
    expect(await sweep(companyId, START + 400 * HOUR)).toEqual([]);
    const again = await inTx((tx) => meetClocks(tx, { caseId, event: 'site-checked', at: now, ...keeping(now) }));
    expect(again.met).toEqual([]);
  });

  test('after an outage over nudges and due time only the miss is told', async () => {
    const { companyId } = await startedClock();
    const fired = await sweep(companyId, START + 30 * HOUR);
    expect(fired.map(({ kind }) => kind)).toEqual(['missed']);
    const rows = await sql((run) =>
      run.rows<{ kind: string; state: string }>(
        `select kind, state from timer where company_id = $1 order by due_at`,
        [companyId],
      ),
    );
    expect(rows.map(({ kind, state }) => `${kind} ${state}`)).toEqual([
      'clock-nudge withdrawn',
      'clock-nudge withdrawn',
      'clock-due done',
      'clock-escalate waiting',
    ]);
  });

  test('the case closes: running clocks end, missed ones stay missed and stop escalating', async () => {
    const { companyId, caseId } = await startedClock();
    await inTx((tx) =>
      reconcileClocks(tx, asked({ companyId, caseId }, { plans: [SITE, plan('plan-compensation', at('03-05T23:59:59'))] })),
    );
    await sweep(companyId, START + 25 * HOUR);
    await inTx((tx) => cancelClocksOf(tx, caseId, START + 26 * HOUR));
    const clocks = await inTx((tx) => clocksOf(tx, caseId));
    expect(clocks.map(({ name, state, releasedAt }) => [name, state, releasedAt])).toEqual([
      ['check-site', 'missed', START + 26 * HOUR],
      ['plan-compensation', 'cancelled', START + 26 * HOUR],
    ]);
    expect(await waiting(companyId)).toEqual([]);
    expect(await audit(companyId)).toEqual([]);
  });
});

describe('deciding again', () => {
  test('another due time rewrites the timers; there and back again loses none', async () => {
    const { companyId, caseId, clock } = await startedClock();
    const before = await waiting(companyId);
    const decide = (dueAt: number | null, now: number) =>
      inTx((tx) => reconcileClocks(tx, asked({ companyId, caseId }, { ...keeping(now), plans: [plan('check-site', dueAt)] })));
    const moved = await decide(START + 10 * HOUR, START + HOUR);
    expect(moved.moved.map(({ id, dueAt }) => [id, dueAt])).toEqual([[clock.id, START + 10 * HOUR]]);
    expect(await waiting(companyId)).toEqual([
      'nudge 03-02T15:00:00 half',
      'nudge 03-02T18:00:00 most',
      'due 03-02T20:00:01',
    ]);
    await decide(START + 24 * HOUR, START + 2 * HOUR);
    expect(await waiting(companyId)).toEqual(before);
    const dropped = await decide(null, START + 3 * HOUR);
    expect(dropped.cancelled.map(({ id }) => id)).toEqual([clock.id]);
    expect(await waiting(companyId)).toEqual([]);
    const again = await decide(START + 24 * HOUR, START + 4 * HOUR);
    expect(again.started.map(({ id }) => id)).toEqual([clock.id]);
    expect(await waiting(companyId)).toEqual(before);
    expect(await audit(companyId)).toEqual([]);
  });

  test('the same facts again change no row', async () => {
    const { companyId, caseId } = await startedClock();
    const rows = () =>
      sql((run) => run.rows(`select xmin::text, ctid::text from timer where company_id = $1
        union all select xmin::text, ctid::text from clock where company_id = $1`, [companyId]));
    const before = await rows();
    const changes = await inTx((tx) => reconcileClocks(tx, asked({ companyId, caseId }, keeping(START + HOUR))));
    expect(Object.values(changes).flat()).toEqual([]);
    expect(await rows()).toEqual(before);
  });

  test('a nudge that has gone out does not go out again when the clock moves there and back', async () => {
    const { companyId, caseId } = await startedClock();
    await sweep(companyId, START + 12 * HOUR);
    const decide = (dueAt: number) =>
      inTx((tx) =>
        reconcileClocks(tx, asked({ companyId, caseId }, { ...keeping(START + 12 * HOUR), plans: [plan('check-site', dueAt)] })),
      );
    await decide(START + 30 * HOUR);
    await decide(START + 24 * HOUR);
    expect(await waiting(companyId)).toEqual(['nudge 03-03T05:12:00 most', 'due 03-03T10:00:01']);
  });
});

describe('pause and extension', () => {
  test('paused clocks say nothing and go on by themselves; used and left are kept', async () => {
    const { companyId, clock } = await startedClock();
    const request = { clockId: clock.id, reason: '客户下周才回国', by: 'staff1' };
    const paused = await inTx((tx) =>
      pauseClock(tx, { ...request, until: START + 6 * HOUR, ...keeping(START + 2 * HOUR) }),
    );
    expect(paused.ok).toBe(true);
    expect(await waiting(companyId)).toEqual(['resume 03-02T16:00:00']);
    expect(await audit(companyId)).toEqual([]);
    const fired = await sweep(companyId, START + 6 * HOUR);
    expect(fired.map(({ kind, clock: going }) => [kind, going.state, going.dueAt])).toEqual([
      ['resumed', 'running', START + 28 * HOUR],
    ]);
    expect(await waiting(companyId)).toEqual([
      'nudge 03-03T02:00:00 half',
      'nudge 03-03T09:12:00 most',
      'due 03-03T14:00:01',
    ]);
    expect(await audit(companyId)).toEqual([]);
  });

  test('resumed by hand before its end', async () => {
    const { companyId, clock } = await startedClock();
    const request = { clockId: clock.id, reason: '客户约了明天', by: 'staff1', until: START + 6 * HOUR };
    await inTx((tx) => pauseClock(tx, { ...request, ...keeping(START + 2 * HOUR) }));
    const going = await inTx((tx) => resumeClock(tx, { clockId: clock.id, ...keeping(START + 3 * HOUR) }));
    expect(going.ok && going.value.dueAt).toBe(START + 25 * HOUR);
    expect(await sweep(companyId, START + 6 * HOUR)).toEqual([]);
  });

  test('an extension moves the end with its reason, and is refused after the due time', async () => {
    const { companyId, clock } = await startedClock();
    const request = { clockId: clock.id, reason: '配件未到', by: 'manager' };
    const longer = await inTx((tx) =>
      extendClock(tx, { ...request, newDueAt: START + 48 * HOUR, ...keeping(START + 23 * HOUR) }),
    );
    expect(longer.ok && longer.value.derivation.extensions).toEqual([
      { at: START + 23 * HOUR, dueAt: START + 48 * HOUR, reason: '配件未到', by: 'manager', suspendedBefore: 0 },
    ]);
    expect(await waiting(companyId)).toEqual([
      'nudge 03-03T10:00:00 half',
      'nudge 03-04T00:24:00 most',
      'due 03-04T10:00:01',
    ]);
    const late = await inTx((tx) =>
      extendClock(tx, { ...request, newDueAt: START + 90 * HOUR, ...keeping(START + 49 * HOUR) }),
    );
    expect(late).toMatchObject({ ok: false, code: 'clock-overdue' });
    const unknown = await inTx((tx) =>
      extendClock(tx, { ...request, clockId: randomUUID(), newDueAt: START + 90 * HOUR, ...keeping(START) }),
    );
    expect(unknown).toMatchObject({ ok: false, code: 'clock-unknown' });
  });
});

describe('merging', () => {
  test('nudges of the next quarter hour are taken along; one that is taken is nobody else’s', async () => {
    const companyId = await company();
    const start = async (hours: number) => {
      const caseId = await complaint(companyId);
      await inTx((tx) => reconcileClocks(tx, asked({ companyId, caseId }, { plans: [plan('check-site', START + hours * HOUR)] })));
    };
    await start(10);
    await start(10.4);
    await start(11);
    const now = START + 5 * HOUR;
    const window = { companyId, until: now + 15 * MINUTE, limit: 50 };
    await inTx(async (tx) => {
      const ahead = (await peekNudgesAhead(tx, window)).map(({ timer }) => timer.id);
      const mine = await takeNudges(tx, ahead);
      expect(mine.map(({ timer, clock, why }) => [timer.dueAt - now, clock.dueAt - START, why])).toEqual([
        [0, 10 * HOUR, 'half'],
        [12 * MINUTE, 10.4 * HOUR, 'half'],
      ]);
      expect(await inTx((other) => takeNudges(other, ahead))).toEqual([]);
      endTimers(tx, mine.map(({ timer }) => timer.id), now);
    });
    expect(await sweep(companyId, now + 15 * MINUTE)).toEqual([]);
    expect((await sweep(companyId, START + 5.5 * HOUR)).map(({ kind }) => kind)).toEqual(['nudge']);
  });
});
