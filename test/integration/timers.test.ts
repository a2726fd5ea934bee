import { randomUUID } from 'node:crypto';
import { businessNow } from '../../src/directory/index.js';
import {
  clocksOf,
  endTimers,
  nextDueAt,
  noteTimerAttempt,
  peekDueTimer,
  peekDueTimers,
  scheduleTimer,
  takeTimer,
  withdrawTimers,
  withdrawTimersOfCase,
  type Timer,
} from '../../src/clocks/index.js';
import { COMPANIES_DUE, dueCompanies } from '../../src/clocks/persistence/due-companies.js';
import { PEEK } from '../../src/clocks/persistence/timer-rows.js';
import { sqlTime } from '../../src/platform/database/source.js';
import { DAY, HOUR } from '../../src/terms/instants.js';
import {
  at,
  company,
  inTx,
  openRoom,
  sql,
  START,
  startedClock,
  sweep,
  waiting,
} from './clock-room.js';

let leave: () => Promise<void>;
beforeAll(async () => {
  leave = await openRoom('timers');
});
afterAll(() => leave());

describe('the queue of business time', () => {
  const timer = (companyId: string, change: Partial<Timer> = {}): Timer => ({
    id: randomUUID(),
    companyId,
    kind: 'draft-expiry',
    subject: 'draft:1',
    caseId: null,
    dueAt: START + HOUR,
    payload: { chat: 'g1' },
    ...change,
  });

  test('the same timer is one row; withdrawn it can be asked for again, fired it cannot', async () => {
    const companyId = await company();
    const schedule = () => inTx((tx) => scheduleTimer(tx, timer(companyId)));
    expect(await schedule()).toBe(true);
    expect(await schedule()).toBe(false);
    expect(await inTx((tx) => withdrawTimers(tx, { companyId, subject: 'draft:1', now: START, kinds: ['digest'] }))).toBe(0);
    expect(await inTx((tx) => withdrawTimers(tx, { companyId, subject: 'draft:1', now: START }))).toBe(1);
    expect(await inTx((tx) => nextDueAt(tx, companyId))).toBeNull();
    expect(await schedule()).toBe(true);
    const due = await inTx((tx) => peekDueTimer(tx, companyId, START + HOUR, START));
    expect(due).toMatchObject({ kind: 'draft-expiry', subject: 'draft:1', dueAt: START + HOUR, payload: { chat: 'g1' } });
    await inTx(async (tx) => endTimers(tx, [due?.id ?? ''], START + HOUR));
    expect(await schedule()).toBe(false);
    expect(await inTx((tx) => nextDueAt(tx, companyId))).toBeNull();
  });

  test('timers of a case are withdrawn by kind', async () => {
    const { companyId, caseId } = await startedClock();
    await inTx((tx) => scheduleTimer(tx, timer(companyId, { kind: 'progress', caseId })));
    await inTx((tx) => scheduleTimer(tx, timer(companyId, { kind: 'survey', caseId })));
    expect(await inTx((tx) => withdrawTimersOfCase(tx, caseId, START, ['progress']))).toBe(1);
    expect(await inTx((tx) => withdrawTimersOfCase(tx, caseId, START))).toBe(4);
  });

  test('two workers reach for the same timer: one gets it, and after its end nobody does', async () => {
    const { companyId } = await startedClock();
    const due = await inTx((tx) => peekDueTimer(tx, companyId, START + 12 * HOUR, START));
    const id = due?.id ?? '';
    await inTx(async (first) => {
      expect((await takeTimer(first, id))?.id).toBe(id);
      expect(await inTx((second) => takeTimer(second, id))).toBeNull();
      endTimers(first, [id], START + 12 * HOUR);
    });
    expect(await inTx((third) => takeTimer(third, id))).toBeNull();
  });

  test('eight workers on forty due nudges: each goes out once', async () => {
    const companyId = await company();
    await inTx(async (tx) => {
      for (let n = 0; n < 40; n++) await scheduleTimer(tx, timer(companyId, { subject: `draft:${n}`, dueAt: START + n }));
    });
    const done: string[] = [];
    const worker = async (): Promise<void> => {
      for (;;) {
        const due = await inTx((tx) => peekDueTimers(tx, companyId, START + HOUR, START, 10));
        if (due.length === 0) return;
        for (const { id } of due) {
          await inTx(async (tx) => {
            const mine = await takeTimer(tx, id);
            if (mine === null) return;
            endTimers(tx, [id], START + HOUR);
            done.push(mine.subject);
          });
        }
      }
    };
    await Promise.all(Array.from({ length: 8 }, worker));
    expect(done).toHaveLength(40);
    expect(new Set(done).size).toBe(40);
  });

  test('a failing timer pauses longer each time; after five attempts it is given up', async () => {
    const companyId = await company();
    const poison = timer(companyId);
    await sql((run) => run.run('update company set clock_business = $2 where id = $1', [companyId, sqlTime(START + HOUR)]));
    await inTx((tx) => scheduleTimer(tx, poison));
    let machineNow = START;
    const attempt = () => inTx((tx) => noteTimerAttempt(tx, { id: poison.id, now: START + HOUR, machineNow }));
    const free = (when: number) => inTx((tx) => peekDueTimer(tx, companyId, START + HOUR, when));
    for (const seconds of [1, 2, 4, 8, 16]) {
      expect((await free(machineNow))?.id).toBe(poison.id);
      expect(await inTx((tx) => dueCompanies(tx, machineNow))).toContainEqual({ companyId, now: START + HOUR, dueAt: poison.dueAt });
      expect(await attempt()).toBe('go');
      // A second replica that saw it due at the same instant leaves it alone.
      expect(await attempt()).toBe('gone');
      expect(await free(machineNow + seconds * 1000 - 1)).toBeNull();
      const due = await inTx((tx) => dueCompanies(tx, machineNow + seconds * 1000 - 1));
      expect(due.map((found) => found.companyId)).not.toContain(companyId);
      machineNow += seconds * 1000;
    }
    expect(await attempt()).toBe('given-up');
    expect(await attempt()).toBe('gone');
    expect(await inTx((tx) => nextDueAt(tx, companyId))).toBeNull();
  });

  test('a company is due by its own business time, frozen or running', async () => {
    const companyId = await company();
    await inTx((tx) => scheduleTimer(tx, timer(companyId)));
    const due = async (machineNow: number) =>
      (await inTx((tx) => dueCompanies(tx, machineNow))).find((found) => found.companyId === companyId)?.now;
    const set = (frozen: boolean, business: number) =>
      sql((run) =>
        run.run(`update company set clock_frozen = $2, clock_business = $3, clock_machine = $4 where id = $1`, [
          companyId,
          frozen,
          sqlTime(business),
          sqlTime(at('06-01T00:00:00')),
        ]),
      );
    expect(await due(at('06-01T00:00:00'))).toBeUndefined();
    await set(true, START + HOUR);
    expect(await due(at('09-01T00:00:00'))).toBe(START + HOUR);
    await set(false, START);
    expect(await due(at('06-01T00:59:59.999'))).toBeUndefined();
    expect(await due(at('06-01T01:00:00'))).toBe(START + HOUR);
    const soon = async (ahead: number) =>
      (await inTx((tx) => dueCompanies(tx, at('06-01T00:59:59'), ahead, companyId))).map((found) => found.dueAt - found.now);
    expect(await soon(999)).toEqual([]);
    expect(await soon(1000)).toEqual([1000]);
    await set(true, START + HOUR - 1);
    expect(await soon(1000)).toEqual([]);
  });

  describe('a machine clock that is moved', () => {
    const SET = at('06-01T00:00:00');
    const runs = (companyId: string) =>
      sql((run) => run.run(`update company set clock_frozen = false, clock_business = $2, clock_machine = $3 where id = $1`, [companyId, sqlTime(START), sqlTime(SET)]));
    const dueNow = async (companyId: string, machineNow: number) => (await inTx((tx) => dueCompanies(tx, machineNow))).find((found) => found.companyId === companyId)?.now;

    test.each([-DAY, -HOUR, -1, 0, 1, HOUR, DAY])('by %d ms: the sweep and the stories read the same business time', async (by) => {
      const companyId = await company();
      await inTx((tx) => scheduleTimer(tx, timer(companyId, { dueAt: START })));
      await runs(companyId);
      const story = businessNow({ business: START, machine: SET, frozen: false }, SET + by);
      expect(await dueNow(companyId, SET + by)).toBe(story);
      expect(story).toBe(START + Math.max(0, by));
    });

    test('set back by an hour after something was told: it is not told again, and what comes next comes at its time', async () => {
      const { companyId } = await startedClock();
      await runs(companyId);
      const half = START + 12 * HOUR;
      expect((await sweep(companyId, half)).map(({ kind }) => kind)).toEqual(['nudge']);
      expect(await sweep(companyId, half - HOUR)).toEqual([]);
      expect(await dueNow(companyId, SET + 11 * HOUR)).toBeUndefined();
      expect(await sweep(companyId, half)).toEqual([]);
      expect((await waiting(companyId))[0]).toBe('nudge 03-03T05:12:00 most');
    });

    test('put forward by a day: the one miss is on record at its true instant, its nudges are over', async () => {
      const { companyId, caseId } = await startedClock();
      await runs(companyId);
      expect((await sweep(companyId, START + 2 * DAY)).map(({ kind }) => kind)).toEqual(['missed']);
      const [clock] = await inTx((tx) => clocksOf(tx, caseId));
      expect(clock).toMatchObject({ state: 'missed', missedAt: START + DAY });
      // And back again: what is on record stays, nothing is told twice.
      expect(await sweep(companyId, START + HOUR)).toEqual([]);
      expect(await sweep(companyId, START + 2 * DAY)).toEqual([]);
    });
  });

  test('with 50,000 waiting timers the sweep walks the index and reads what it returns', async () => {
    const companyId = await company();
    await sql((run) =>
      run.run(
        `insert into timer (id, company_id, kind, subject, due_at, state)
         select gen_random_uuid(), $1, 'digest', n::text, $2::timestamptz + n * interval '1 second', 'waiting'
         from generate_series(1, 50000) n`,
        [companyId, sqlTime(START)],
      ),
    );
    await sql((run) => run.run('analyze timer'));
    const now = sqlTime(START + 20_000);
    const peek = await explained(PEEK, [companyId, now, now, 1]);
    expect(peek.indexes).toContain('timer_due');
    expect(peek.rowsRead).toBeLessThan(50);
    const nothing = await explained(PEEK, [companyId, sqlTime(START), now, 100]);
    expect(nothing.rowsRead).toBe(0);
    const companies = await explained(COMPANIES_DUE, [now, 2000, null]);
    expect(companies.indexes).toContain('timer_due');
    expect(companies.scansOfTimer).toBe(0);
  });
});

interface PlanNode {
  readonly 'Node Type': string;
  readonly 'Index Name'?: string;
  readonly 'Relation Name'?: string;
  readonly 'Actual Rows': number;
  readonly 'Rows Removed by Filter'?: number;
  readonly Plans?: readonly PlanNode[];
}

async function explained(text: string, values: readonly unknown[]) {
  const [row] = await sql((run) =>
    run.rows<{ 'QUERY PLAN': [{ Plan: PlanNode }] }>(`explain (analyze, format json) ${text}`, values),
  );
  const nodes: PlanNode[] = [];
  const walk = (node: PlanNode): void => {
    nodes.push(node);
    node.Plans?.forEach(walk);
  };
  if (row) walk(row['QUERY PLAN'][0].Plan);
  const timerNodes = nodes.filter((node) => node['Relation Name'] === 'timer' || node['Index Name'] !== undefined);
  return {
    indexes: nodes.map((node) => node['Index Name']),
    scansOfTimer: nodes.filter((node) => node['Node Type'] === 'Seq Scan' && node['Relation Name'] === 'timer').length,
    rowsRead: timerNodes.reduce((sum, node) => sum + node['Actual Rows'] + (node['Rows Removed by Filter'] ?? 0), 0),
  };
}
