import { Writable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { sealHeads, verifyRecord, verifySealedLog, type LogHead } from '../../src/cases/index.js';
import { runReconcile } from '../../src/cli/reconcile-command.js';
import { AREA_NAMES, auditAll, auditRunning, type Finding } from '../../src/flow/audit.js';
import { readConfiguration } from '../../src/platform/configuration/index.js';
import { open } from '../../src/platform/database/open.js';
import type { Database, Tx } from '../../src/platform/database/transaction.js';
import { canonicalJson, entryHash, payloadHash } from '../../src/platform/database/record-hash.js';
import { sqlTime } from '../../src/platform/database/source.js';
import { systemClock } from '../../src/platform/time/machine-clock.js';
import { World } from '../harness/world.js';

/** A day of real work leaves nothing to find; then every fault is planted by itself, found by name, and taken back. */
const APPROVED = 'LH-20260302-0001';
const REOPENED = 'LH-20260302-0002';
const INVALID = 'LH-20260302-0003';

let world: World;
let database: Database;
let head: LogHead;

beforeAll(async () => {
  world = await World.open('reconcile');
  database = world.app.service.house.work;
  await world.begins('longfor-hangzhou', '2026-03-02T09:00:00+08:00');
  await register('3栋2单元1501业主来电,厨房漏水第三次了,要赔8000,王女士 13800138000');
  await world.tells('customer-manager1', `${APPROVED} 已联系客户`);
  await world.tells('customer-manager1', `${APPROVED} 方案:更换水管并赔偿6000元`);
  for (const person of ['finance1', 'project-director1', 'regional-gm1']) await world.taps(person, '同意');
  await register('1栋1单元302业主来电,墙面开裂,要求赔偿9000,李先生 13900139000');
  await world.tells('customer-manager1', `${REOPENED} 已联系客户`);
  await world.tells('customer-manager1', `${REOPENED} 处理完毕`);
  await world.tells('customer-manager1', `${REOPENED} 回访不满意,又裂了`);
  await world.tells('customer-manager1', `${REOPENED} 方案:重新粉刷并赔偿3000元`);
  await register('2栋1单元101业主来电,电梯吵,赵先生 13700137000');
  await world.tells('project-director1', `${INVALID} 无效,与事实不符,已向业主解释`);
  await world.movesTo('2026-03-06T12:00:00+08:00');
  const sealing = await database.inTransaction((tx) => sealHeads(tx, null, systemClock.now()));
  if (sealing.head === null) throw new Error('nothing was sealed');
  head = sealing.head;
}, 120_000);
afterAll(() => world.close());

async function register(words: string): Promise<void> {
  await world.says('staff1', words);
  for (let asked = 0; asked < 4; asked++) {
    const draft = await world.card('g1', (card) => card.title.includes('投诉草稿') && card.state === 'open').catch(() => null);
    if (draft?.buttons.some((button) => button.label === '确认登记')) break;
    await world.says('staff1', '不清楚');
  }
  await world.taps('staff1', '确认登记', { chat: 'g1', title: /投诉草稿/ });
}

async function all(findings: AsyncIterable<Finding>): Promise<string[]> {
  const lines: string[] = [];
  for await (const { area, row, fault } of findings) lines.push(`${AREA_NAMES[area]} ${row}:${fault}`);
  return lines;
}

class TakeBack extends Error {}

/** Does something to the store that nothing in the house can do, looks, and takes it back. */
async function planted(work: (tx: Tx) => Promise<unknown>, look = (tx: Tx) => all(auditAll(tx, { machineNow: null }))): Promise<string[]> {
  let lines: string[] = [];
  await database
    .inTransaction(async (tx) => {
      // As the owner of the database could: no triggers, no foreign keys.
      await open(tx).run('set local session_replication_role = replica');
      await work(tx);
      lines = await look(tx);
      throw new TakeBack();
    })
    .catch((error: unknown) => {
      if (!(error instanceof TakeBack)) throw error;
    });
  return lines;
}

const sql =
  (...statements: readonly string[]) =>
  async (tx: Tx): Promise<void> => {
    for (const statement of statements) {
      if ((await open(tx).run(statement)) === 0 && /^(update|delete|insert)/.test(statement)) throw new Error(`nothing planted: ${statement}`);
    }
  };

const OF = (number: string): string => `(select id from complaint where number = '${number}' order by registered_at desc limit 1)`;

describe('a day of work', () => {
  it('leaves nothing to find, at rest and running', async () => {
    const now = systemClock.now();
    expect(await database.withoutTransaction((tx) => all(auditAll(tx, { machineNow: now, known: head })))).toEqual([]);
    expect(await database.withoutTransaction((tx) => all(auditRunning(tx, now)))).toEqual([]);
  });

  it('has in it what the checks look at', async () => {
    const [counts] = await database.withoutTransaction((tx) =>
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
    const configuration = readConfiguration({ DATABASE_URL: world.app.database.url, SIMULATOR: 'on' }, process.cwd());
    const code = await runReconcile(args, { configuration, clock: systemClock, output });
    return { code, said };
  }

  it('nothing is found: exit 0', async () => {
    expect(await reconcile()).toEqual({ code: 0, said: '没有发现问题\n' });
    expect(await reconcile('--sealed', `${head.seq}:${head.hash}`)).toMatchObject({ code: 0 });
  });

  it('something is: a line with what, which row and what to do, exit 1', async () => {
    const { code, said } = await reconcile('--sealed', `${head.seq}:${'0'.repeat(64)}`);
    expect(code).toBe(1);
    expect(said).toBe(
      `✗ 封存日志 第 ${head.seq} 行:与您给出的封存值不符,封存日志被改写或截短过。` +
        '处理:请与服务日志或心跳里记下的封存值比对,并查是谁改了数据库\n共发现 1 处问题\n',
    );
  });

  it('a wrong option is explained', async () => {
    await expect(reconcile('--sealed', 'x')).rejects.toThrow('用法');
    await expect(reconcile('more')).rejects.toThrow('用法');
  });
});

describe('the record', () => {
  const entry = (seq: number, number = APPROVED): string => `case_id = ${OF(number)} and seq = ${seq}`;

  const FAULTS: readonly (readonly [string, string, string])[] = [
    ['altered words', `update case_entry set payload = payload || '{"words":"别的话"}' where ${entry(3)}`, '第 3 条:内容被改过'],
    ['an altered salt', `update case_entry set salt = 'x' where ${entry(3)}`, '第 3 条:内容被改过'],
    ['another actor', `update case_entry set actor = 'staff2' where ${entry(3)}`, '第 3 条:时间、经办人或类别被改过'],
    ['another time', `update case_entry set at = at - interval '1 hour' where ${entry(3)}`, '第 3 条:时间、经办人或类别被改过'],
    ['another kind', `update case_entry set kind = 'unreachable' where ${entry(3)}`, '第 3 条:时间、经办人或类别被改过'],
    ['a removed entry', `delete from case_entry where ${entry(2)}`, '第 2 条:这一条不见了'],
    ['the first entry removed', `delete from case_entry where ${entry(1)}`, '第 1 条:这一条不见了'],
    ['a rolled-back head', `update complaint set head_seq = head_seq - 1 where id = ${OF(APPROVED)}`, '这一条不该有(案件上没有记它)'],
    ['another head', `update complaint set head_hash = 'x' where id = ${OF(APPROVED)}`, '最后一条与案件上记的不符,被整条改写过'],
  ];

  for (const [what, statement, fault] of FAULTS) {
    it(`${what} is found by number and entry`, async () => {
      const lines = await planted(sql(statement));
      expect(lines.filter((line) => line.startsWith('办理记录'))).toEqual([expect.stringMatching(new RegExp(`^办理记录 ${APPROVED} .*${escaped(fault)}`))]);
    });
  }

  it('the last entry removed is found', async () => {
    const lines = await planted(sql(`delete from case_entry where case_id = ${OF(APPROVED)} and seq = (select head_seq from complaint where id = ${OF(APPROVED)})`));
    expect(lines).toContainEqual(expect.stringMatching(new RegExp(`^办理记录 ${APPROVED} 第 \\d+ 条:从这一条起的记录不见了`)));
  });

  it('the whole record removed is found', async () => {
    const lines = await planted(sql(`delete from case_entry where case_id = ${OF(APPROVED)}`));
    expect(lines).toContainEqual(expect.stringMatching(new RegExp(`^办理记录 ${APPROVED} 第 1 条:从这一条起的记录不见了`)));
  });

  it('an entry written anew in agreement with itself is found by the next one, and by the log', async () => {
    const lines = await planted((tx) => rewritten(tx, 3, false));
    expect(lines).toEqual([`办理记录 ${APPROVED} 第 3 条:这一条被整条改写过`]);
  });

  it('a case written anew from an entry to its head is found by the sealed log', async () => {
    const lines = await planted((tx) => rewritten(tx, 3, true));
    expect(lines).toEqual([expect.stringMatching(new RegExp(`^封存日志 ${APPROVED} 第 \\d+ 条:这一条与封存时不同`))]);
  });

  it('what was erased by law still verifies, and is let through by the guard; nothing else is', async () => {
    const erase = `update case_entry set salt = '', payload = '{"erased": true}' where ${entry(3)}`;
    const guarded = async (...statements: string[]): Promise<string[]> =>
      planted(async (tx) => {
        await open(tx).run('set local session_replication_role = origin');
        await sql(...statements)(tx);
      });
    expect(await guarded(erase)).toEqual([]);
    for (const forbidden of [
      `update case_entry set payload = '{}' where ${entry(3)}`,
      erase.replace('set ', "set actor = 'staff2', "),
      erase.replace('set ', 'set at = at - interval \'1 hour\', '),
      `delete from case_entry where ${entry(3)}`,
      'truncate case_entry',
      "update sealed_head set case_hash = ''",
      'delete from sealed_head',
      'truncate sealed_head',
    ]) {
      await expect(guarded(forbidden)).rejects.toMatchObject({ code: '42501' });
    }
  });

  /** Someone with time: the entry's words, its hashes and, with `further`, everything after it up to the case's head. */
  async function rewritten(tx: Tx, from: number, further: boolean): Promise<void> {
    const run = open(tx);
    const rows = await run.rows<{ case_id: string; seq: number; at: number; actor: string; kind: string; payload: object; salt: string; prev_hash: string }>(
      `select * from case_entry where case_id = ${OF(APPROVED)} and seq >= $1 order by seq`,
      [from],
    );
    let previous = rows[0]?.prev_hash ?? '';
    for (const row of further ? rows : rows.slice(0, 1)) {
      const payload = row.seq === from ? { ...row.payload, words: '改写的话' } : row.payload;
      const body = payloadHash(row.salt, payload);
      const hash = entryHash({ caseId: row.case_id, seq: row.seq, at: sqlTime(row.at), actor: row.actor, kind: row.kind }, body, previous);
      await run.run('update case_entry set payload = $3, payload_hash = $4, prev_hash = $5, hash = $6 where case_id = $1 and seq = $2', [
        row.case_id, row.seq, canonicalJson(payload), body, previous, hash,
      ]);
      previous = hash;
    }
    if (further) await run.run(`update complaint set head_hash = $1 where id = ${OF(APPROVED)}`, [previous]);
  }
});

describe('the sealed log', () => {
  const middle = '(select seq from sealed_head order by seq offset 1 limit 1)';

  it('an altered, a removed and an added row are found', async () => {
    expect(await planted(sql(`update sealed_head set case_hash = 'x' where seq = ${middle}`))).toEqual([expect.stringContaining('封存日志的这一行被改过')]);
    expect(await planted(sql(`update sealed_head set sealed_at = sealed_at + interval '1 day' where seq = ${middle}`))).toEqual([
      expect.stringContaining('封存日志的这一行被改过'),
    ]);
    expect(await planted(sql(`delete from sealed_head where seq = ${middle}`))).toEqual([expect.stringContaining('封存日志在这一行之前断开')]);
  });

  it('a row cut off at the end is found by a head written down outside', async () => {
    const cut = sql('delete from sealed_head where seq = (select max(seq) from sealed_head)');
    expect(await planted(cut)).toEqual([]);
    expect(await planted(cut, (tx) => all(auditAll(tx, { machineNow: null, known: head })))).toEqual([expect.stringContaining('与您给出的封存值不符')]);
  });

  it('a sealed case that is gone is found', async () => {
    const gone = sql(`delete from case_entry where case_id = ${OF(INVALID)}`, `delete from complaint where number = '${INVALID}'`);
    expect(await planted(gone)).toContainEqual(expect.stringMatching(/封存过的案件 .* 不见了/));
  });

  it('is added to only by what is new, once, in the order it was sealed', async () => {
    const seal = () => database.inTransaction((tx) => sealHeads(tx, null, systemClock.now()));
    expect(await seal()).toEqual({ sealed: 0, complete: true, head });
    await world.tells('customer-manager1', `${REOPENED} 补充:业主发来照片`);
    const next = await seal();
    expect(next).toMatchObject({ sealed: 1, complete: true });
    expect(next.head?.seq).toBeGreaterThan(head.seq);
    head = next.head ?? head;
    expect(await database.withoutTransaction((tx) => faults(verifySealedLog(tx, head)))).toEqual([]);
  });

  it('misses nothing a slow transaction wrote before the last sealing and committed after it', async () => {
    const written = deferred();
    const sealed = deferred();
    const slow = database.inTransaction(async (tx) => {
      await appended(tx, REOPENED);
      written.resolve();
      await sealed.promise;
    });
    await written.promise;
    await world.tells('customer-manager1', `${APPROVED} 补充:业主来电`);
    const during = await database.inTransaction((tx) => sealHeads(tx, null, systemClock.now()));
    expect(during.sealed).toBe(1);
    sealed.resolve();
    await slow;
    const after = await database.inTransaction((tx) => sealHeads(tx, null, systemClock.now()));
    expect(after.sealed).toBe(1);
    head = after.head ?? head;
    expect(await database.withoutTransaction((tx) => faults(verifyRecord(tx, head)))).toEqual([]);
  });

  it('is written by one replica at a time', async () => {
    const locked = deferred();
    const release = deferred();
    const first = database.inTransaction(async (tx) => {
      await sealHeads(tx, null, systemClock.now());
      locked.resolve();
      await release.promise;
    });
    await locked.promise;
    const second = await database.inTransaction((tx) => sealHeads(tx, null, systemClock.now()));
    expect(second).toMatchObject({ sealed: 0, complete: false });
    release.resolve();
    await first;
  });

  async function appended(tx: Tx, number: string): Promise<void> {
    const { lockCase, saveCase } = await import('../../src/cases/index.js');
    const [row] = await open(tx).rows<{ id: string }>(`select id from complaint where number = $1`, [number]);
    const one = await lockCase(tx, row?.id ?? '');
    if (one === null) throw new Error('no case');
    await saveCase(tx, one, [{ at: systemClock.now(), actor: 'staff1', kind: 'supplemented', payload: {} }], () => 'salt');
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
      expect(await planted(sql(statement))).toContainEqual(expect.stringContaining(fault));
    });
  }

  it('a number given twice is found', async () => {
    const twice = sql(
      'alter table complaint drop constraint complaint_company_id_number_key',
      `update complaint set number = '${APPROVED}' where number = '${REOPENED}'`,
    );
    expect(await planted(twice)).toContainEqual(expect.stringContaining('登记的投诉有 3 件、不同编号 2 个'));
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
    ['endless tries', `update inbound set state = 'waiting', outcome = null, attempts = 9 where ${one}`, '多次失败,却没有按失败结束'],
    ['a case that is not there', `update inbound set outcome = '{"kind":"case","ref":"LH-0"}' where ${one}`, '结果所指的投诉不存在'],
    ['a case registered by two', `update inbound set outcome = '{"kind":"case","ref":"${APPROVED}"}' where ${one}`, `同一投诉由两条消息登记:${APPROVED}`],
    ['an unknown state', `alter table inbound drop constraint inbound_state_check`, '状态无法识别'],
  ];

  for (const [what, statement, fault] of FAULTS) {
    it(`${what} is found`, async () => {
      const statements = statement.startsWith('alter') ? [statement, `update inbound set state = 'gone' where ${one}`] : [statement];
      expect(await planted(sql(...statements))).toEqual([expect.stringMatching(new RegExp(`^收到的消息 消息 .*${escaped(fault)}$`))]);
    });
  }

  it('one left waiting is found in a running service, and is nothing amiss in one at rest', async () => {
    const left = sql(`update inbound set state = 'waiting', outcome = null, attempts = 1, next_attempt_at = next_attempt_at - interval '1 day' where ${one}`);
    expect(await planted(left)).toEqual([]);
    expect(await planted(left, (tx) => all(auditRunning(tx, systemClock.now())))).toEqual([expect.stringContaining('早该处理,却还在等待')]);
  });
});

describe('approvals', () => {
  const RUN = `(select id from approval_run where case_id = ${OF(APPROVED)} and state = 'approved')`;
  const OPEN = `(select id from approval_run where case_id = ${OF(REOPENED)} and state = 'open')`;
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
    ['an open run nobody can decide', [`delete from approval_seat where run_id = ${OPEN}`], ':在等决定,却没有人可以决定'],
    ['an open run whose only approver submitted it', [`update approval_run set submitted_by = t.person_id from approval_seat t where t.run_id = id and id = ${OPEN}`], ':在等决定,却没有人可以决定'],
    ['an open run without an open step', [`update approval_step set state = 'waiting' where run_id = ${OPEN} and state = 'open'`], ':审批在进行,却没有(或不止)一步在等决定'],
    [
      'two open runs of a case',
      [
        'drop index approval_run_open',
        `update approval_run set state = 'open', closed_at = null, case_id = ${OF(REOPENED)} where id = ${RUN}`,
      ],
      ':同一投诉有两个审批在进行',
    ],
    ['an open run of a closed case', [`update complaint set closed_at = registered_at where id = ${OF(REOPENED)}`], ':投诉已经结束,审批还在进行'],
    ['an open run its case does not know', [`update complaint set handling = handling - 'approval' where id = ${OF(REOPENED)}`], ':投诉上没有记下正在进行的审批'],
    ['a rejected run without a rejection', [`update approval_run set state = 'rejected' where id = ${RUN}`], ':审批被驳回,却没有哪一步驳回'],
    ['an ended run without an end', [`update approval_run set closed_at = null where id = ${RUN}`], ':审批状态与结束时间不符'],
  ];

  for (const [what, statements, fault] of FAULTS) {
    it(`${what} is found`, async () => {
      const lines = await planted(sql(...statements));
      expect(lines.filter((line) => line.startsWith('审批'))).toContainEqual(expect.stringMatching(new RegExp(fault.replace(/[()]/g, '\\$&'))));
    });
  }

  it('open ones are looked at before every heartbeat', async () => {
    const lines = await planted(sql(`delete from approval_seat where run_id = ${OPEN}`), (tx) => all(auditRunning(tx, systemClock.now())));
    expect(lines).toEqual([expect.stringContaining('在等决定,却没有人可以决定')]);
  });
});

describe('clocks and what went out', () => {
  const FAULTS: readonly (readonly [string, readonly string[], RegExp])[] = [
    ['a clock both met and missed', ["update clock set missed_at = due_at where id = (select id from clock where state = 'met' limit 1)"], /^时限 .*:同一时限既按时完成又超时$/],
    ['a running clock without its timer', ["delete from timer where kind = 'clock-due' and state = 'waiting'"], /^时限 .*:时限在走,却没有等待中的到期计时$/],
    ['a message being sent by nobody', ["update outgoing set state = 'sending', lease_until = null where seq = (select min(seq) from outgoing)"], /^发出的消息 第 \d+ 行:正在发送,却没有占用期限$/],
    ['one given up in silence', ["update outgoing set state = 'given-up', error = 'x' where seq = (select min(seq) from outgoing)"], /^发出的消息 第 \d+ 行:已放弃发送,却没有提醒管理员$/],
    ['an unknown state', ["update outgoing set state = 'lost' where seq = (select min(seq) from outgoing)"], /^发出的消息 第 \d+ 行:unknown state lost$/],
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
      expect(await planted(sql(...statements))).toContainEqual(expect.stringMatching(fault));
    });
  }
});

async function faults<T>(found: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const one of found) list.push(one);
  return list;
}

function deferred(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  let resolve = (): void => undefined;
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
