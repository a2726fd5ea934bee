import { describe, expect, test } from '@jest/globals';
import { parseInstant, showInstant } from '../../../terms/instants.js';
import { readOutside, readOutsideAnswer } from './outside.js';

const NOW = parseInstant('2026-03-02T10:00:00+08:00') ?? 0;

const said = (read: ReturnType<typeof readOutside>): string | null => {
  if (read === null) return null;
  const due = read.due === null ? '-' : read.due.kind === 'at' ? showInstant(read.due.at) : `${read.due.length} ${read.due.unit}`;
  return `${read.body ?? '-'} ${read.number ?? '-'} ${due}`;
};

describe('a report that somebody outside passed on', () => {
  test.each([
    ['12345转来,工单号20260302001,3月9日前回复', 'hotline-12345 20260302001 3月9日 23:59'],
    ['12345热线工单:20260302001,要求3月9日17时前办结,3栋1501漏水', 'hotline-12345 20260302001 3月9日 17:00'],
    ['市长热线转办,编号GD-20260302-118,5个工作日内答复', 'hotline-12345 GD-20260302-118 5 working-days'],
    ['住建局转来投诉件,业主反映外墙脱落,24小时内反馈', 'housing-authority - 24 hours'],
    ['房管局交办,限3月6日前回复', 'housing-authority - 3月6日 23:59'],
    ['消协转来,3栋1501业主反映多收物业费', 'consumer-association - -'],
    ['12315平台工单,登记编号1330102002026030212345678,7日内回复', 'consumer-association 1330102002026030212345678 7 calendar-days'],
    ['信访件,信访编号330100202603021,3月20日前答复', 'petition 330100202603021 3月20日 23:59'],
  ])('%s', (text, expected) => {
    expect(said(readOutside(text, NOW))).toBe(expected);
  });

  test.each(['再不修我就打12345', '业主说要去住建局反映,3月9日前给答复', '客户已打12345投诉', '3栋1501厨房漏水,3月9日前修好', '扬言要去信访局'])('not: %s', (text) => {
    expect(readOutside(text, NOW)).toBeNull();
  });

  test('a day that has passed stays in this year', () => {
    expect(said(readOutside('12345转来,工单号20260302001,2月27日前回复', NOW))).toBe('hotline-12345 20260302001 2月27日 23:59');
  });
});

describe('the answer to the question for number and deadline', () => {
  test.each([
    ['20260302001,3月9日前', '- 20260302001 3月9日 23:59'],
    ['ZJ-2026-00318,3月9日', '- ZJ-2026-00318 3月9日 23:59'],
    ['3月9日下午5点前', '- - 3月9日 17:00'],
    ['12345的时限改到2026-03-12', 'hotline-12345 - 3月12日 23:59'],
    ['5个工作日', '- - 5 working-days'],
  ])('%s', (text, expected) => {
    expect(said(readOutsideAnswer(text, NOW))).toBe(expected);
  });

  test('says nothing: none', () => {
    expect(readOutsideAnswer('还没问到', NOW)).toBeNull();
  });
});
