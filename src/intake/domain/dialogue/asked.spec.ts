import { describe, expect, test } from '@jest/globals';
import { parseInstant } from '../../../terms/instants.js';
import { RULE_READERS } from '../understanding/rule-readers.js';
import { readAsked } from './asked.js';
import { readRuleQuestion } from './rule-question.js';

const NOW = parseInstant('2026-03-02T10:00:00+08:00') ?? 0;
const read = (text: string) => readRuleQuestion(text, RULE_READERS);

describe('questions about the rules', () => {
  test.each([
    ['5000到2万谁批?', { topic: 'approval', amount: { from: 500_000, to: 2_000_000 } }],
    ['1-2万谁审批', { topic: 'approval', amount: { from: 1_000_000, to: 2_000_000 } }],
    ['赔8000找谁签字', { topic: 'approval', amount: { from: 800_000, to: 800_000 } }],
    ['2万以上谁批', { topic: 'approval', amount: { from: 2_000_000, to: null } }],
    ['5000以下谁定', { topic: 'approval', amount: { from: 0, to: 500_000 } }],
    ['三千块谁同意', { topic: 'approval', amount: { from: 300_000, to: 300_000 } }],
    ['销售类的赔付走什么流程', { topic: 'approval', category: 'sales', amount: null }],
    ['多少钱要报赔付委员会', { topic: 'approval', amount: null }],
    ['一般投诉几天处理完', { topic: 'deadline', level: 'general', event: 'handled' }],
    ['重要投诉多久要联系客户', { topic: 'deadline', level: 'important', event: 'customer-reached' }],
    ['审批要多久', { topic: 'deadline', event: 'approved' }],
    ['处理完多久回访', { topic: 'deadline', event: 'visited' }],
    ['重大投诉报谁', { topic: 'filing', level: 'major' }],
    ['重大投诉要给谁备案', { topic: 'filing', level: 'major' }],
    ['5户算什么级别', { topic: 'level', households: 5 }],
    ['上了媒体算重大吗', { topic: 'level', level: 'major', flags: ['media'] }],
    ['什么算重大投诉', { topic: 'level', level: 'major' }],
    ['工程类投诉谁处理', { topic: 'handler', category: 'engineering' }],
    ['谁能降级', { topic: 'lowering' }],
    ['什么是无效投诉', { topic: 'validity' }],
  ])('%s', (text, expected) => {
    expect(read(text)).toMatchObject(expected);
  });

  test.each([
    '3栋2单元1501业主来电,厨房漏水几天了没人管',
    '业主问多久能修好',
    '客户来电说赔5000谁批的',
    '漏水好几天了',
    '电话13800138000',
    '3栋1501谁处理',
    '好的',
    '审批交给副手',
  ])('%s is none', (text) => {
    expect(read(text)).toBeNull();
  });
});

describe('what to say, and cases like it', () => {
  test.each([
    ['怎么跟客户说', 'speech'],
    ['回访话术', 'speech'],
    ['客户不接受方案怎么办', 'speech'],
    ['客户骂人怎么回', 'speech'],
    ['LH-20260302-0001 怎么跟业主解释', 'speech'],
    ['有没有类似案例', 'similar-cases'],
    ['厨房漏水以前怎么处理的', 'similar-cases'],
    ['LH-20260302-0001 类似案例', 'similar-cases'],
  ])('%s', (text, name) => {
    expect(readAsked(text, NOW, RULE_READERS)).toMatchObject({ name, number: text.startsWith('LH') ? 'LH-20260302-0001' : null });
  });

  test.each(['业主来电说之前投诉过三次都没处理', '3栋1501业主反映类似的问题又出现了', '客户不接受方案', '已联系客户', '补充:客户以前也投诉过'])('%s is none', (text) => {
    expect(readAsked(text, NOW, RULE_READERS)).toBeNull();
  });
});
