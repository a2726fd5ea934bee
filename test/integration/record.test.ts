import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { lockCase, NOTHING_HANDLED, saveCase, sealHeads, verifyRecord, verifySealedLog, type Handling } from '../../src/cases/index.js';
import { auditAll } from '../../src/flow/audit.js';
import { open } from '../../src/platform/database/open.js';
import { canonicalJson, entryHash, payloadHash } from '../../src/platform/database/record-hash.js';
import { sqlTime } from '../../src/platform/database/source.js';
import type { Tx } from '../../src/platform/database/transaction.js';
import { smsRungTwice } from '../../src/platform/simulator-store.js';
import { systemClock } from '../../src/platform/time/machine-clock.js';
import { plainFacts } from '../../src/terms/complaint.js';
import { APPROVED, caseOf, INVALID, literal, REOPENED, sql, WorkedDay } from './worked-day.js';

let day: WorkedDay;
beforeAll(async () => {
  day = await WorkedDay.open('record');
}, 120_000);
afterAll(() => day.close());

describe('the record', () => {
  const entry = (seq: number, number = APPROVED): string => `case_id = ${caseOf(number)} and seq = ${seq}`;

  const FAULTS: readonly (readonly [string, string, string])[] = [
    ['altered words', `update case_entry set payload = payload || '{"words":"别的话"}' where ${entry(3)}`, '第 3 条:内容被改过'],
    ['an altered salt', `update case_entry set salt = 'x' where ${entry(3)}`, '第 3 条:内容被改过'],
    ['another actor', `update case_entry set actor = 'staff2' where ${entry(3)}`, '第 3 条:时间、经办人或类别被改过'],
    ['another time', `update case_entry set at = at - interval '1 hour' where ${entry(3)}`, '第 3 条:时间、经办人或类别被改过'],
    ['another kind', `update case_entry set kind = 'unreachable' where ${entry(3)}`, '第 3 条:时间、经办人或类别被改过'],
    ['a removed entry', `delete from case_entry where ${entry(2)}`, '第 2 条:这一条不见了'],
    ['the first entry removed', `delete from case_entry where ${entry(1)}`, '第 1 条:这一条不见了'],
    ['a rolled-back head', `update complaint set head_seq = head_seq - 1 where id = ${caseOf(APPROVED)}`, '这一条不该有(案件上没有记它)'],
    ['another head', `update complaint set head_hash = 'x' where id = ${caseOf(APPROVED)}`, '最后一条与案件上记的不符,被整条改写过'],
  ];

  for (const [what, statement, fault] of FAULTS) {
    it(`${what} is found by number and entry`, async () => {
      const lines = await day.planted(sql(statement));
      expect(lines.filter((line) => line.startsWith('办理记录'))).toEqual([expect.stringMatching(new RegExp(`^办理记录 ${APPROVED} .*${literal(fault)}`))]);
    });
  }

  it('the last entry removed is found', async () => {
    const lines = await day.planted(sql(`delete from case_entry where case_id = ${caseOf(APPROVED)} and seq = (select head_seq from complaint where id = ${caseOf(APPROVED)})`));
    expect(lines).toContainEqual(expect.stringMatching(new RegExp(`^办理记录 ${APPROVED} 第 \\d+ 条:从这一条起的记录不见了`)));
  });

  it('the whole record removed is found', async () => {
    const lines = await day.planted(sql(`delete from case_entry where case_id = ${caseOf(APPROVED)}`));
    expect(lines).toContainEqual(expect.stringMatching(new RegExp(`^办理记录 ${APPROVED} 第 1 条:从这一条起的记录不见了`)));
  });

  it('an entry written anew in agreement with itself is found by the next one, and by the log', async () => {
    const lines = await day.planted((tx) => rewritten(tx, 3, false));
    expect(lines).toEqual([`办理记录 ${APPROVED} 第 3 条:这一条被整条改写过`]);
  });

  it('a case written anew from an entry to its head is found by the sealed log', async () => {
    const lines = await day.planted((tx) => rewritten(tx, 3, true));
    expect(lines).toEqual([expect.stringMatching(new RegExp(`^封存日志 ${APPROVED} 第 \\d+ 条:这一条与封存时不同`))]);
  });

  it('what was erased by law still verifies, and is let through by the guard; nothing else is', async () => {
    const erase = `update case_entry set salt = '', payload = '{"erased": true}' where ${entry(3)}`;
    const guarded = async (...statements: string[]): Promise<string[]> =>
      day.planted(async (tx) => {
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
      `select * from case_entry where case_id = ${caseOf(APPROVED)} and seq >= $1 order by seq`,
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
    if (further) await run.run(`update complaint set head_hash = $1 where id = ${caseOf(APPROVED)}`, [previous]);
  }
});

describe('the sealed log', () => {
  const middle = '(select seq from sealed_head order by seq offset 1 limit 1)';

  it('an altered, a removed and an added row are found', async () => {
    expect(await day.planted(sql(`update sealed_head set case_hash = 'x' where seq = ${middle}`))).toEqual([expect.stringContaining('封存日志的这一行被改过')]);
    expect(await day.planted(sql(`update sealed_head set sealed_at = sealed_at + interval '1 day' where seq = ${middle}`))).toEqual([
      expect.stringContaining('封存日志的这一行被改过'),
    ]);
    expect(await day.planted(sql(`delete from sealed_head where seq = ${middle}`))).toEqual([expect.stringContaining('封存日志在这一行之前断开')]);
  });

  it('a row cut off at the end is found by a head written down outside', async () => {
    const cut = sql('delete from sealed_head where seq = (select max(seq) from sealed_head)');
    expect(await day.planted(cut)).toEqual([]);
    expect(await day.planted(cut, (tx) => auditAll(tx, { machineNow: null, known: day.head, rungTwice: smsRungTwice }))).toEqual([expect.stringContaining('与您给出的封存值不符')]);
  });

  it('a sealed case that is gone is found', async () => {
    const gone = sql(`delete from case_entry where case_id = ${caseOf(INVALID)}`, `delete from complaint where number = '${INVALID}'`);
    expect(await day.planted(gone)).toContainEqual(expect.stringMatching(/封存过的案件 .* 不见了/));
  });

  it('is added to only by what is new, once, in the order it was sealed', async () => {
    const seal = () => day.database.inTransaction((tx) => sealHeads(tx, null, systemClock.now()));
    expect(await seal()).toEqual({ sealed: 0, complete: true, head: day.head });
    await day.world.tells('customer-manager1', `${REOPENED} 补充:业主发来照片`);
    const next = await seal();
    expect(next).toMatchObject({ sealed: 1, complete: true });
    expect(next.head?.seq).toBeGreaterThan(day.head.seq);
    day.head = next.head ?? day.head;
    expect(await day.database.withoutTransaction((tx) => faults(verifySealedLog(tx, day.head)))).toEqual([]);
  });

  it('misses nothing a slow transaction wrote before the last sealing and committed after it', async () => {
    const written = deferred();
    const sealed = deferred();
    const slow = day.database.inTransaction(async (tx) => {
      await appended(tx, REOPENED);
      written.resolve();
      await sealed.promise;
    });
    await written.promise;
    await day.world.tells('customer-manager1', `${APPROVED} 补充:业主来电`);
    const during = await day.database.inTransaction((tx) => sealHeads(tx, null, systemClock.now()));
    expect(during.sealed).toBe(1);
    sealed.resolve();
    await slow;
    const after = await day.database.inTransaction((tx) => sealHeads(tx, null, systemClock.now()));
    expect(after.sealed).toBe(1);
    day.head = after.head ?? day.head;
    expect(await day.database.withoutTransaction((tx) => faults(verifyRecord(tx, day.head)))).toEqual([]);
  });

  it('is written by one replica at a time', async () => {
    const locked = deferred();
    const release = deferred();
    const first = day.database.inTransaction(async (tx) => {
      await sealHeads(tx, null, systemClock.now());
      locked.resolve();
      await release.promise;
    });
    await locked.promise;
    const second = await day.database.inTransaction((tx) => sealHeads(tx, null, systemClock.now()));
    expect(second).toMatchObject({ sealed: 0, complete: false });
    release.resolve();
    await first;
  });

  async function appended(tx: Tx, number: string): Promise<void> {
    const [row] = await open(tx).rows<{ id: string }>(`select id from complaint where number = $1`, [number]);
    const one = await lockCase(tx, row?.id ?? '');
    if (one === null) throw new Error('no case');
    await saveCase(tx, one, [{ at: systemClock.now(), actor: 'staff1', kind: 'supplemented', payload: {} }], () => 'salt');
  }
});

describe('what has happened in a case', () => {
  const at = 1_772_413_200_000;
  const lowered: Handling['lowered'] = { level: 'general', from: 'important', rules: ['LF-L2e'], reason: '已安抚', by: 'project-director1', at, facts: plainFacts('longfor-hangzhou', at) };
  const EVERYTHING: Handling = {
    plan: '更换水管',
    result: '已更换',
    visitResult: '满意',
    satisfied: false,
    dispatchedTo: 'project-engineer1',
    dispatchedBy: 'staff1',
    dispatchAccepted: true,
    appointmentAt: at,
    appointmentMadeAt: at,
    arrivedAt: at,
    photosWanted: ['arrived'],
    handledAt: at,
    reopenedAt: at,
    approvedAmount: 600_000,
    agreement: { at, by: 'staff1', files: ['a1'], amount: null },
    payments: [{ at, by: 'staff1', amount: 600_000, files: ['b2'] }],
    approval: { runId: 'r1', state: 'withdrawn', basis: 'x' },
    planBy: 'staff1',
    appointed: { 'finance-director': 'staff2' },
    vacant: ['finance-director'],
    requests: [{ id: 'q1', kind: 'extend', by: 'staff1', reason: '配件没到', decider: 'project-director1', clockName: 'check-site', until: at }],
    extensions: [{ clock: 'check-site', reason: '配件没到', until: at, by: 'project-director1', at, ofBook: false }],
    pauses: [{ clocks: ['check-site'], reason: '客户出差', from: at, until: at, by: 'staff1', grantedBy: null, endedAt: null }],
    sentBack: { from: 'project-engineer1', as: 'repairer', to: 'staff1', reason: '不归我', at },
    sentBackTimes: 1,
    outside: { body: 'petition', number: null, dueAt: at, wholeDay: true },
    marks: [{ cause: '升级', mark: '升级', rule: 'JK-D11', why: '再次投诉', at }],
    lowered,
    phoneToConfirm: { phone: '13900139000', by: 'staff1' },
    calledAndTexted: true,
    pendingSlots: ['name'],
    repeat: true,
    customer: { visitTries: 2, rating: null, unsolvedIn: [] },
    links: [{ caseId: 'c1', number: REOPENED, kind: 'later', rooms: [], at }],
    proposals: [{ act: 'merge', withId: 'c1', withNumber: REOPENED, reasons: ['同一房号'], state: 'open', by: null, counted: 'nothing' }],
  };

  it('is read as it was written, whatever it is', async () => {
    await day.planted(async (tx) => {
      const [row] = await open(tx).rows<{ id: string }>('select id from complaint where number = $1', [APPROVED]);
      const one = await lockCase(tx, row?.id ?? '');
      if (one === null) throw new Error('no case');
      await saveCase(tx, { ...one, handling: EVERYTHING }, [{ at, actor: 'staff1', kind: 'supplemented', payload: {} }], () => 'salt');
      expect((await lockCase(tx, one.id))?.handling).toEqual(EVERYTHING);
    });
    for (const [name, nothing] of Object.entries(NOTHING_HANDLED)) expect([name, EVERYTHING[name as keyof Handling]]).not.toEqual([name, nothing]);
  });
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
