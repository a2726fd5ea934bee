import { describe, expect, it } from '@jest/globals';
import { HOUR, parseInstant } from '../../terms/instants.js';
import { faultsOf, walk, type CaseWalk } from './case-walk.js';
import type { RecordedLine, RecordRow } from './record.js';

const START = parseInstant('2026-03-02T10:00:00+08:00') ?? NaN;
const NUMBER = 'LH-20260302-0001';
const CASE: Omit<RecordRow, 'entry' | 'headSeq' | 'headHash'> = {
  caseId: 'c1',
  companyId: 'demo',
  number: NUMBER,
  state: 'registered',
  level: 'general',
  registeredAt: START,
  closedAt: null,
  dissatisfiedTimes: 0,
  lastNumber: 1,
};

type Told = readonly [kind: string, payload?: Readonly<Record<string, unknown>>];
const REGISTERED: Told = ['registered', { number: NUMBER, state: 'registered' }];
const GENERAL: Told = ['level-decided', { from: null, to: 'general' }];

/** Entries chained by hashes that are their own names. */
function chained(told: readonly Told[], firstPrevious = ''): RecordedLine[] {
  return told.map(([kind, payload = {}], index) => ({
    seq: index + 1,
    at: START + index * HOUR,
    actor: 'staff1',
    kind,
    payload,
    erased: false,
    contentHolds: true,
    lineHolds: true,
    prevHash: index === 0 ? firstPrevious : `h${index}`,
    hash: `h${index + 1}`,
  }));
}

function faults(lines: readonly RecordedLine[], change: Partial<RecordRow> = {}): string[] {
  const head = { headSeq: lines.length, headHash: lines.at(-1)?.hash ?? '' };
  const rows: RecordRow[] = (lines.length === 0 ? [null] : lines).map((entry) => ({ ...CASE, ...head, ...change, entry }));
  const whole = rows.reduce<CaseWalk | null>(walk, null);
  return whole === null ? [] : faultsOf(whole).map(({ kind, seq, fault }) => `${kind} ${seq ?? '-'} ${fault}`);
}

describe('re-reading a case', () => {
  it.each<[string, readonly Told[], Partial<RecordRow>]>([
    ['registered', [REGISTERED, GENERAL], {}],
    ['registered unconfirmed', [['registered', { number: NUMBER, state: 'unverified' }], GENERAL], { state: 'unverified' }],
    ['in hand', [REGISTERED, GENERAL, ['contacted'], ['supplemented'], ['sms']], { state: 'handling' }],
    ['raised', [REGISTERED, GENERAL, ['households'], ['level-decided', { from: 'general', to: 'major' }]], { level: 'major' }],
    ['handled at once', [REGISTERED, GENERAL, ['handled']], { state: 'handled' }],
    ['closed', [REGISTERED, GENERAL, ['handled'], ['visited', { satisfied: true }], ['closed']], { state: 'closed', closedAt: START }],
    ['reopened', [REGISTERED, GENERAL, ['handled'], ['visited', { satisfied: false }], ['reopened']], { state: 'handling', dissatisfiedTimes: 1 }],
    ['invalid', [REGISTERED, GENERAL, ['invalid-asked'], ['invalid'], ['level-decided', { to: 'invalid' }]], { state: 'invalid', level: 'invalid', closedAt: START }],
    ['merged', [REGISTERED, GENERAL, ['linked'], ['contacted'], ['merged', { to: 'LH-20260301-0001' }]], { state: 'merged', closedAt: START }],
    ['complained again', [REGISTERED, GENERAL, ['linked'], ['dissatisfied-again']], { dissatisfiedTimes: 1 }],
    ['found to be another matter', [REGISTERED, GENERAL, ['dissatisfied-again'], ['dissatisfied-taken-back']], {}],
  ])('%s: its history leads to its present', (_, told, change) => {
    expect(faults(chained(told), change)).toEqual([]);
  });

  it('a step no case can take is named', () => {
    const told = [REGISTERED, GENERAL, ['invalid'], ['handled']] as const;
    expect(faults(chained(told), { state: 'handled' })).toEqual(['history - 第 4 条把“无效”变成“已处理,待回访”,这一步不该有']);
  });

  it('another number than at registration is named', () => {
    const lines = chained([['registered', { number: 'LH-20260302-0002', state: 'registered' }], GENERAL]);
    expect(faults(lines)).toEqual(['history - 登记时的编号是 LH-20260302-0002']);
  });

  it('a case without any record is named', () => {
    expect(faults([])).toEqual(['record 1 没有任何办理记录']);
  });

  it('a record whose beginning was cut off and numbered anew is named', () => {
    expect(faults(chained([REGISTERED, GENERAL], 'x'.repeat(64)))).toEqual(['record 1 这一条之前还有记录,已不见']);
  });

  it('a state or level of another time than ours knows is shown as it is', () => {
    expect(faults(chained([REGISTERED, GENERAL]), { state: 'lost', level: 'huge' })).toEqual([
      'history - 记录走到“已登记”,案件却是“lost”',
      'history - 记录定为“一般”,案件却是“huge”',
    ]);
  });

  it('what was erased by law verifies, and nothing is concluded from it', () => {
    const erased = chained([REGISTERED, GENERAL, ['contacted']]).map((line) => ({ ...line, erased: true, payload: { erased: true } }));
    expect(faults(erased, { state: 'handling', level: 'major' })).toEqual([]);
  });

  it('the first entry that does not hold is named, and nothing after it', () => {
    const lines = chained([REGISTERED, GENERAL, ['contacted'], ['handled'], ['closed']]);
    const but = (seq: number, change: Partial<RecordedLine>) => lines.map((line) => (line.seq >= seq ? { ...line, ...change } : line));
    expect(faults(but(3, { contentHolds: false }))).toEqual(['record 3 内容被改过']);
    expect(faults(but(4, { lineHolds: false }))).toEqual(['record 4 时间、经办人或类别被改过']);
    expect(faults(but(4, { prevHash: 'other' }))).toEqual(['record 3 这一条被整条改写过']);
    expect(faults(lines.filter((line) => line.seq !== 2))).toEqual(['record 2 这一条不见了']);
  });

  it('the head that counts is the one read last: a case may grow while it is read', () => {
    const lines = chained([REGISTERED, GENERAL, ['contacted']]);
    const early = { ...CASE, headSeq: 2, headHash: lines[1]?.hash ?? '', entry: lines[0] ?? null };
    const late = lines.slice(1).map((entry) => ({ ...CASE, state: 'handling', headSeq: 3, headHash: lines[2]?.hash ?? '', entry }));
    const whole = [early, ...late].reduce<CaseWalk | null>(walk, null);
    expect(whole === null ? null : faultsOf(whole)).toEqual([]);
  });
});

describe('a number', () => {
  const lines = chained([['registered', { state: 'registered' }], GENERAL]);
  it.each([
    ['LH-20260302-0001', 1, []],
    ['A-B-20260302-10001', 10_001, []],
    ['LH-20260302-0002', 1, ['number - 编号不是由当天的计数给出的']],
    ['LH-20260302-0000', 1, ['number - 编号不是由当天的计数给出的']],
    ['LH-20260302-0001', null, ['number - 编号不是由当天的计数给出的']],
    ['LH-20260301-0001', 1, ['number - 编号里的日期不是登记的那天']],
    ['LH-0001', 1, ['number - 编号不合规则']],
  ])('%s where the counter stands at %s', (number, lastNumber, expected) => {
    expect(faults(lines, { number, lastNumber })).toEqual(expected);
  });
});
