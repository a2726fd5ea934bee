import { Writable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { runReconcile } from '../../src/cli/reconcile-command.js';
import { auditAll, auditRunning } from '../../src/flow/audit.js';
import { nudgeCounts } from '../../src/ledger/index.js';
import { readConfiguration } from '../../src/platform/configuration/index.js';
import { open } from '../../src/platform/database/open.js';
import type { Tx } from '../../src/platform/database/transaction.js';
import { smsRungTwice } from '../../src/platform/simulator-store.js';
import { systemClock } from '../../src/platform/time/machine-clock.js';
import { APPROVED, caseOf, literal, REOPENED, sql, WorkedDay } from './worked-day.js';

/** A day of real work leaves nothing to find; then every fault is planted by itself, found by name, and taken back. */
let day: WorkedDay;
beforeAll(async () => {
  day = await WorkedDay.open('reconcile');
}, 120_000);
afterAll(() => day.close());

describe('a day of work', () => {
  it('leaves nothing to find, at rest and running', async () => {
    const now = systemClock.now();
    expect(await day.look((tx) => auditAll(tx, { machineNow: now, known: day.head, rungTwice: smsRungTwice }))).toEqual([]);
    expect(await day.look((tx) => auditRunning(tx, now))).toEqual([]);
  });

  it('has in it what the checks look at', async () => {
    const [counts] = await day.database.withoutTransaction((tx) =>
      open(tx).rows<Record<string, number>>(`select (select count(*) from case_entry) as entries, (select count(*) from sealed_head) as seals,
        (select count(*) from approval_decision) as decisions, (select count(*) from approval_run where state = 'open') as runs,
        (select count(*) from clock where state = 'missed') as missed, (select count(*) from clock where state = 'met') as met,
        (select count(*) from outgoing where kind = 'sms' and state = 'sent') as sms`),
    );
    expect(Object.entries(counts ?? {}).filter(([, count]) => count === 0)).toEqual([]);
  });
});

describe('what the command says', () => {
  async function reconcile(...args: string[]): Promise<{ code: number; said: string }> {
    let said = '';
    const output = new Writable({
      write(chunk: Buffer, _encoding, done) {
        said += chunk.toString();
        done();
      },
    });
    const configuration = readConfiguration({ DATABASE_URL: day.world.app.database.url, SIMULATOR: 'on' }, process.cwd());
    const code = await runReconcile(args, { configuration, clock: systemClock, output });
    return { code, said };
  }

  it('nothing is found: exit 0', async () => {
    expect(await reconcile()).toEqual({ code: 0, said: '没有发现问题\n' });
    expect(await reconcile('--sealed', `${day.head.seq}:${day.head.hash}`)).toMatchObject({ code: 0 });
  });

  it('something is: a line with what, which row and what to do, exit 1', async () => {
    const { code, said } = await reconcile('--sealed', `${day.head.seq}:${'0'.repeat(64)}`);
    expect(code).toBe(1);
    expect(said).toBe(
      `✗ 封存日志 第 ${day.head.seq} 行:与您给出的封存值不符,封存日志被改写或截短过。` +
        '处理:请与服务日志或心跳里记下的封存值比对,并查是谁改了数据库\n共发现 1 处问题\n',
    );
  });

  it('a wrong option is explained', async () => {
    await expect(reconcile('--sealed', 'x')).rejects.toThrow('用法');
    await expect(reconcile('more')).rejects.toThrow('用法');
  });
});

describe('nudges', () => {
  const LINE = `(select id from nudge_line where timer_id is not null order by told_at, id limit 1)`;
  const FAULTS: readonly (readonly [string, string, string])[] = [
    ['one that fired and of which nothing is on record', `delete from nudge_line where id = ${LINE}`, '提醒已到时间,却没有送达、撤回或失败的记录'],
    ['one that went out in no message', `update nudge_line set message_key = 'gone' where id = ${LINE}`, '待办事项没有对应的消息'],
    ['work done, and still on a 待办 card', `update clock set done_at = due_at where id in (select clock_id from nudge_line where ended_at is null)`, '已经办完的事项还在待办提醒里'],
    ['one matter twice on a card', `update nudge_line l set ended_at = null from nudge_line o where o.ended_at is null and l.ended_how = 'replaced' and l.clock_id = o.clock_id and l.person_id = o.person_id`, '同一事项在一个人的待办里有两条'],
  ];

  it.each(FAULTS)('%s is found', async (_, fault, words) => {
    expect(await day.planted(sql(fault))).toEqual(expect.arrayContaining([expect.stringMatching(new RegExp(`^提醒 案件 .*:${words}$`))]));
  });

  it('and the delivery ledger does not come out even then', async () => {
    const scope = { companyId: await companyId(), projects: null };
    const missing = async (tx: Tx): Promise<number> => {
      const counts = await nudgeCounts(tx, scope, { from: 0, until: systemClock.now() });
      return counts.find(({ fate }) => fate === null)?.count ?? 0;
    };
    expect(await day.database.withoutTransaction(missing)).toBe(0);
    let found = 0;
    await day.planted(async (tx) => {
      await sql(`delete from nudge_line where id = ${LINE}`)(tx);
      found = await missing(tx);
    });
    expect(found).toBe(1);
  });

  async function companyId(): Promise<string> {
    const [row] = await day.database.withoutTransaction((tx) => open(tx).rows<{ id: string }>('select company_id as id from nudge_line limit 1'));
    return row?.id ?? '';
  }
});

describe('history and numbers', () => {
  const FAULTS: readonly (readonly [string, string, string])[] = [
    ['a state the record does not lead to', `update complaint set state = 'handled' where number = '${APPROVED}'`, `办理经过 ${APPROVED}:记录走到“处理中”,案件却是“已处理,待回访”`],
    ['a level the record does not lead to', `update complaint set level = 'general' where number = '${APPROVED}'`, `办理经过 ${APPROVED}:记录定为“重要”,案件却是“一般”`],
    ['an open case with an end', `update complaint set closed_at = registered_at where number = '${APPROVED}'`, `办理经过 ${APPROVED}:状态与结束时间不符`],
    ['a forgotten dissatisfaction', `update complaint set facts = facts || '{"dissatisfiedTimes":0}' where number = '${REOPENED}'`, `办理经过 ${REOPENED}:记录里回访不满意 1 次,案件上是 0 次`],
    ['a number changed', `update complaint set number = 'LH-20260302-0002x' where number = '${APPROVED}'`, '编号 LH-20260302-0002x:编号不合规则'],
    ['a number of another day', `update complaint set number = 'LH-20260303-0001' where number = '${APPROVED}'`, '编号 LH-20260303-0001:编号里的日期不是登记的那天'],
    ['a number nobody counted', `update complaint set number = 'LH-20260302-0009' where number = '${APPROVED}'`, '编号 LH-20260302-0009:编号不是由当天的计数给出的'],
    ['a counter that ran ahead', 'update number_counter set last = 9', '计数给出 9 个编号,登记的投诉有 3 件、不同编号 3 个'],
    ['a counter that fell back', 'update number_counter set last = 2', '计数给出 2 个编号,登记的投诉有 3 件、不同编号 3 个'],
  ];

  for (const [what, statement, fault] of FAULTS) {
    it(`${what} is found`, async () => {
      expect(await day.planted(sql(statement))).toContainEqual(expect.stringContaining(fault));
    });
  }

  it('a number given twice is found', async () => {
    const twice = sql(
      'alter table complaint drop constraint complaint_company_id_number_key',
      `update complaint set number = '${APPROVED}' where number = '${REOPENED}'`,
    );
    expect(await day.planted(twice)).toContainEqual(expect.stringContaining('登记的投诉有 3 件、不同编号 2 个'));
  });
});

describe('messages that came in', () => {
  const one = "seq = (select seq from inbound where outcome ->> 'kind' = 'entry' order by seq limit 1)";
  const FAULTS: readonly (readonly [string, string, string])[] = [
    ['a lost outcome', `update inbound set outcome = null where ${one}`, '已处理,却没有结果'],
    ['an outcome nobody knows', `update inbound set outcome = '{"kind":"maybe"}' where ${one}`, '结果无法识别'],
    ['an outcome while it waits', `update inbound set state = 'waiting' where ${one}`, '还在等待处理,却已有结果'],
    ['a failure without a refusal', `update inbound set state = 'failed' where ${one}`, '处理失败,却记成了别的结果'],
    ['a failure nobody was told of', `update inbound set state = 'failed', outcome = '{"kind":"refused"}' where ${one}`, '处理失败,却没有提醒管理员'],
    ['endless deaths', `update inbound set state = 'waiting', outcome = null, attempts = 12 where ${one}`, '多次失败,却没有按失败结束'],
    ['endless errors', `update inbound set state = 'waiting', outcome = null, attempts = 7, errors = 6 where ${one}`, '多次失败,却没有按失败结束'],
    ['a case that is not there', `update inbound set outcome = '{"kind":"case","ref":"LH-0"}' where ${one}`, '结果所指的投诉不存在'],
    ['a case registered by two', `update inbound set outcome = '{"kind":"case","ref":"${APPROVED}"}' where ${one}`, `同一投诉由两条消息登记:${APPROVED}`],
    ['a failure nobody wrote down', `update inbound set state = 'failed', outcome = null where ${one}`, '处理失败,却没有记下'],
    ['a case registered without its number', `update inbound set outcome = '{"kind":"case"}' where ${one}`, '登记了投诉,却没有记下编号'],
    ['an unknown state', `alter table inbound drop constraint inbound_state_check`, '状态无法识别'],
  ];

  for (const [what, statement, fault] of FAULTS) {
    it(`${what} is found`, async () => {
      const statements = statement.startsWith('alter') ? [statement, `update inbound set state = 'gone' where ${one}`] : [statement];
      expect(await day.planted(sql(...statements))).toEqual([expect.stringMatching(new RegExp(`^收到的消息 .*${literal(fault)}$`))]);
    });
  }

  it('one left waiting is found in a running service, and is nothing amiss in one at rest', async () => {
    const left = sql(`update inbound set state = 'waiting', outcome = null, attempts = 1, next_attempt_at = next_attempt_at - interval '1 day' where ${one}`);
    expect(await day.planted(left)).toEqual([]);
    expect(await day.planted(left, (tx) => auditRunning(tx, systemClock.now()))).toEqual([expect.stringContaining('早该处理,却还在等待')]);
  });
});

describe('approvals', () => {
  const RUN = `(select id from approval_run where case_id = ${caseOf(APPROVED)} and state = 'approved')`;
  const OPEN = `(select id from approval_run where case_id = ${caseOf(REOPENED)} and state = 'open')`;
  const FAULTS: readonly (readonly [string, readonly string[], string])[] = [
    [
      'a second decision of one holder',
      [
        'alter table approval_decision drop constraint approval_decision_pkey',
        `insert into approval_decision select run_id, step, company_id, role, holder_id, decided_by, 'reject', 'x', decided_at
         from approval_decision where run_id = ${RUN} and step = 1`,
      ],
      '第 1 步.*:同一票有两个决定',
    ],
    [
      'a second decision for one role',
      [
        `insert into approval_seat (run_id, step, company_id, role, person_id) select run_id, step, company_id, role, 'staff2'
         from approval_seat where run_id = ${RUN} and step = 1`,
        `insert into approval_decision select run_id, step, company_id, role, 'staff2', 'staff2', verdict, reason, decided_at
         from approval_decision where run_id = ${RUN} and step = 1`,
      ],
      '第 1 步.*:同一票有两个决定',
    ],
    ['a decision of a stranger', [`update approval_decision set decided_by = 'staff2' where run_id = ${RUN} and step = 1`], '第 1 步.*:有人不在审批人之列,却作了决定'],
    ['a missing decision', [`delete from approval_decision where run_id = ${RUN} and step = 2`], '第 2 步.*:已通过,却缺少应有的同意'],
    ['an approval of a rejected step', [`update approval_decision set verdict = 'reject' where run_id = ${RUN} and step = 2`], '第 2 步.*:已通过,却缺少应有的同意'],
    ['a step skipped', [`update approval_step set state = 'void' where run_id = ${RUN} and step = 2`], '第 2 步.*:审批已通过,这一步却没有通过'],
    ['a rejection by nobody', [`update approval_step set state = 'rejected' where run_id = ${RUN} and step = 2`], '第 2 步.*:已驳回,却没有人驳回'],
    ['a decision before its time', [`update approval_step set state = 'waiting' where run_id = ${RUN} and step = 2`], '第 2 步.*:还没有轮到,却已有决定'],
    ['a step left open', [`update approval_step set state = 'open' where run_id = ${RUN} and step = 2`], '第 2 步.*:审批已结束,这一步还开着'],
    ['an unknown state', [`update approval_run set state = 'gone' where id = ${RUN}`], ':审批状态无法识别'],
    ['an open run nobody can decide', [`delete from approval_seat where run_id = ${OPEN}`], ':在等决定,却没有人可以决定'],
    ['an open run whose only approver submitted it', [`update approval_run set submitted_by = t.person_id from approval_seat t where t.run_id = id and id = ${OPEN}`], ':在等决定,却没有人可以决定'],
    ['an open run without an open step', [`update approval_step set state = 'waiting' where run_id = ${OPEN} and state = 'open'`], ':审批在进行,却没有(或不止)一步在等决定'],
    [
      'two open runs of a case',
      [
        'drop index approval_run_open',
        `update approval_run set state = 'open', closed_at = null, case_id = ${caseOf(REOPENED)} where id = ${RUN}`,
      ],
      ':同一投诉有两个审批在进行',
    ],
    ['an open run of a closed case', [`update complaint set closed_at = registered_at where id = ${caseOf(REOPENED)}`], ':投诉已经结束,审批还在进行'],
    ['an open run its case does not know', [`update complaint set handling = handling - 'approval' where id = ${caseOf(REOPENED)}`], ':投诉上没有记下正在进行的审批'],
    ['a rejected run without a rejection', [`update approval_run set state = 'rejected' where id = ${RUN}`], ':审批被驳回,却没有哪一步驳回'],
    ['an ended run without an end', [`update approval_run set closed_at = null where id = ${RUN}`], ':审批状态与结束时间不符'],
  ];

  for (const [what, statements, fault] of FAULTS) {
    it(`${what} is found`, async () => {
      const lines = await day.planted(sql(...statements));
      expect(lines.filter((line) => line.startsWith('审批'))).toContainEqual(expect.stringMatching(new RegExp(fault.replace(/[()]/g, '\\$&'))));
    });
  }

  it('open ones are looked at before every heartbeat', async () => {
    const lines = await day.planted(sql(`delete from approval_seat where run_id = ${OPEN}`), (tx) => auditRunning(tx, systemClock.now()));
    expect(lines).toEqual([expect.stringContaining('在等决定,却没有人可以决定')]);
  });
});

describe('clocks and what went out', () => {
  const FAULTS: readonly (readonly [string, readonly string[], RegExp])[] = [
    ['a clock both met and missed', ["update clock set missed_at = due_at where id = (select id from clock where state = 'met' limit 1)"], /^时限 .*:同一时限既按时完成又超时$/],
    ['a running clock without its timer', ["delete from timer where kind = 'clock-due' and state = 'waiting'"], /^时限 .*:时限在走,却没有等待中的到期计时$/],
    ['a message being sent by nobody', ["update outgoing set state = 'sending', lease_until = null where seq = (select min(seq) from outgoing)"], /^发出的消息 第 \d+ 行:正在发送,却没有占用期限$/],
    ['one given up in silence', ["update outgoing set state = 'given-up', error = 'x' where seq = (select min(seq) from outgoing)"], /^发出的消息 第 \d+ 行:已放弃发送,却没有提醒管理员$/],
    ['an unknown state', ["update outgoing set state = 'lost' where seq = (select min(seq) from outgoing)"], /^发出的消息 第 \d+ 行:状态无法识别$/],
    [
      'an SMS ordered twice',
      [
        'alter table outgoing drop constraint outgoing_company_id_dedupe_key_key',
        `insert into outgoing (company_id, channel, kind, recipient, dedupe_key, payload, case_id, state, attempts, next_attempt_at, created_at, ended_at, trace)
         select company_id, channel, kind, recipient, dedupe_key, payload, case_id, state, attempts, next_attempt_at, created_at, ended_at, trace
         from outgoing where kind = 'sms' limit 1`,
      ],
      /^发出的消息 第 \d+ 行:同一条客户短信下了两次单$/,
    ],
    [
      'an SMS that rang twice',
      ['insert into simulator_sms (company_id, at, phone, template, text, delivery_key) select company_id, at, phone, template, text, delivery_key from simulator_sms limit 1'],
      /^客户短信 .*:客户手机收到了两次$/,
    ],
  ];

  for (const [what, statements, fault] of FAULTS) {
    it(`${what} is found`, async () => {
      expect(await day.planted(sql(...statements))).toContainEqual(expect.stringMatching(fault));
    });
  }
});
