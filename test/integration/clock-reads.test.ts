import {
  auditOpenClocks,
  openClocksFor,
  reconcileClocks,
} from '../../src/clocks/index.js';
import { FIRST_PAGE, OPEN_CLOCKS, WAITING_TIMERS } from '../../src/clocks/persistence/clock-audit.js';
import { open } from '../../src/platform/database/open.js';
import { HOUR } from '../../src/terms/instants.js';
import type {
  DUTIES} from './clock-room.js';
import {
  asked,
  audit,
  company,
  complaint,
  inTx,
  openRoom,
  plan,
  sql,
  START,
  startedClock,
  sweep,
} from './clock-room.js';

let leave: () => Promise<void>;
beforeAll(async () => {
  leave = await openRoom('clock_reads');
});
afterAll(() => leave());

describe('我的待办', () => {
  test('by role and project, the handler’s own cases, the most urgent first, closed cases left out', async () => {
    const companyId = await company();
    const start = async (change: { handler?: string; project?: string }, hours: number, name: keyof typeof DUTIES) => {
      const caseId = await complaint(companyId, change);
      const plans = [plan(name, START + hours * HOUR)];
      await inTx((tx) => reconcileClocks(tx, asked({ companyId, caseId }, { plans })));
      return caseId;
    };
    await start({ project: 'p1' }, 30, 'check-site');
    await start({ project: 'p2' }, 20, 'check-site');
    await start({ project: 'p2', handler: 'wang' }, 10, 'tell-engineer');
    await start({ project: 'p1', handler: 'li' }, 5, 'tell-engineer');
    const closed = await start({ project: 'p1' }, 1, 'check-site');
    await sql((run) => run.run(`update complaint set closed_at = registered_at where id = $1`, [closed]));
    const of = async (personId: string, seats: { role: string; projectId: string }[], limit = 10) =>
      (
        await inTx((tx) =>
          openClocksFor(tx, { companyId, personId, handlerRoles: ['property-cs-manager'], seats, limit }),
        )
      ).map(({ clock, projectId }) => `${(clock.dueAt - START) / HOUR} ${projectId}`);
    const engineer = { role: 'project-engineer', projectId: 'p1' };
    expect(await of('zhang', [engineer])).toEqual(['30 p1']);
    expect(await of('zhang', [{ ...engineer, projectId: '*' }])).toEqual(['20 p2', '30 p1']);
    expect(await of('zhang', [{ ...engineer, projectId: '*' }], 1)).toEqual(['20 p2']);
    expect(await of('wang', [{ role: 'property-cs-manager', projectId: '*' }])).toEqual(['10 p2']);
    await sweep(companyId, START + 25 * HOUR);
    expect(await of('zhang', [{ ...engineer, projectId: '*' }])).toEqual(['20 p2', '30 p1']);
  });
});

describe('audit', () => {
  const spoil = (text: string, values: readonly unknown[]) => sql((run) => run.run(text, values));

  test.each([
    ['时限在走,却没有等待中的到期计时', `update timer set state = 'withdrawn' where subject = $1 and kind = 'clock-due'`],
    ['同一时限既按时完成又超时', `update clock set state = 'met', missed_at = due_at, done_at = due_at where id::text = $1`],
    ['计时所属的时限不在该等待的状态:clock-due', `update clock set state = 'met', done_at = due_at where id::text = $1`],
    ['超时未办,却没有升级计时', `update clock set state = 'missed', missed_at = due_at where id::text = $1`],
    ['超时的时限记时不符', `update clock set state = 'missed' where id::text = $1`],
    [
      '按时完成的时限没有按时的完成时间',
      `update clock set state = 'met', done_at = due_at + interval '1 second' where id::text = $1`,
    ],
    ['计时所属的时限不在该等待的状态:clock-nudge', `update timer set subject = 'x' || $1 where subject = $1`],
    ['暂停记录与时限状态不符', `update clock set suspensions = '[{"from": 1, "until": null}]' where id::text = $1`],
    ['时限暂停,却没有等待中的恢复计时', `update clock set state = 'paused' where id::text = $1`],
    [
      '投诉已经关闭,时限还没有结束',
      `update complaint set closed_at = registered_at where id = (select case_id from clock where id::text = $1)`,
    ],
    ['计时到期一小时以上没有处理:clock-nudge', `update timer set due_at = '2026-03-02T00:59:59Z' where id = (
      select id from timer where subject = $1 and kind = 'clock-nudge' order by due_at limit 1)`],
  ])('finds: %s', async (fault, text) => {
    const { companyId, clock } = await startedClock();
    expect(await audit(companyId)).toEqual([]);
    await spoil(text, [clock.id]);
    expect(await audit(companyId)).toContain(fault);
  });

  describe('of thousands of clocks, a page at a time', () => {
    let companyId: string;
    const last = `(select id from clock where company_id = $1 order by due_at desc limit 1)`;

    beforeAll(async () => {
      const { companyId: made, clock } = await startedClock();
      companyId = made;
      await sql(async (run) => {
        // Pairs that fall due at one instant: a page's end lies between equals.
        await run.run(
          `insert into clock (id, company_id, case_id, name, rule, label, starts_on, met_by, unit, responsible_role, state, started_at, due_at, derivation)
           select md5('c' || g)::uuid, company_id, case_id, name || g, rule, label, starts_on, met_by, unit, responsible_role, state, started_at, due_at + g / 2 * interval '1 second', derivation
           from clock cross join generate_series(1, 4500) g where id = $1`,
          [clock.id],
        );
        await run.run(
          `insert into timer (id, company_id, kind, subject, case_id, due_at, state)
           select gen_random_uuid(), company_id, 'clock-due', id::text, case_id, due_at, 'waiting' from clock where company_id = $1 and id <> $2`,
          [companyId, clock.id],
        );
        await run.run('analyze clock, timer');
      });
    });

    test('each is looked at once', async () => {
      expect(await audit(companyId)).toEqual([]);
      await spoil(`update timer set state = 'withdrawn' where company_id = $1 and kind = 'clock-due'`, [companyId]);
      expect((await audit(companyId)).sort()).toEqual(Array(4501).fill('时限在走,却没有等待中的到期计时'));
      await spoil(`update timer set state = 'waiting' where company_id = $1 and kind = 'clock-due'`, [companyId]);
      await spoil(`update clock set state = 'met', done_at = due_at where id = ${last}`, [companyId]);
      expect(await audit(companyId)).toEqual(['计时所属的时限不在该等待的状态:clock-due']);
    });

    test('with a rest between two pages, so that what is due passes', async () => {
      let rests = 0;
      const rest = (): Promise<void> => {
        rests += 1;
        return Promise.resolve();
      };
      const faults = await inTx(async (tx) => {
        let found = 0;
        for await (const one of auditOpenClocks(tx, START, rest)) found += one.companyId === companyId ? 1 : 0;
        return found;
      });
      // 4,500 clocks and as many timers and more, 2,000 a page; the clock ended by the test before is still the one fault.
      expect({ faults, rests }).toEqual({ faults: 1, rests: 4 });
    });

    test('by index, however many there are', async () => {
      for (const statement of [OPEN_CLOCKS, WAITING_TIMERS]) {
        const plan = await inTx(async (tx) => {
          // The tables of a test are small enough to be read whole.
          await open(tx).run('set local enable_seqscan = off');
          return JSON.stringify(await open(tx).rows(`explain (format json) ${statement}`, FIRST_PAGE));
        });
        expect(plan).toMatch(/"Index Name":"(clock_open|timer_due)"/);
        expect(plan).not.toMatch(/Seq Scan/);
      }
    });
  });

  test('an hour is the measure of what is overdue', async () => {
    const { companyId, clock } = await startedClock();
    await spoil(`update timer set due_at = '2026-03-02T01:00:00Z' where id = (
      select id from timer where subject = $1 and kind = 'clock-nudge' order by due_at limit 1)`, [clock.id]);
    expect(await audit(companyId)).toEqual([]);
  });
});
