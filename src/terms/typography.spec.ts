import { describe, expect, it } from '@jest/globals';
import { chineseMarks } from './typography.js';

describe('punctuation of a Chinese text', () => {
  it.each([
    ['收到,厨房漏水。客户怎么称呼,电话多少?', '收到，厨房漏水。客户怎么称呼，电话多少？'],
    ['已登记:LH-20260302-0001 滨江一号,由刘洋跟进。', '已登记：LH-20260302-0001 滨江一号，由刘洋跟进。'],
    ['拟赔付 ¥6,000.00,请在3月3日 15:00前决定', '拟赔付 ¥6,000.00，请在3月3日 15:00前决定'],
    ['重要(LF-L2e)', '重要（LF-L2e）'],
    ['待办(共3项):', '待办（共3项）：'],
    ['依据 LF-L3b:同一项目', '依据 LF-L3b：同一项目'],
    ['完整台账:http://127.0.0.1:3000/api/ledger.xlsx?as=a', '完整台账：http://127.0.0.1:3000/api/ledger.xlsx?as=a'],
    ['f(x), a: b; 1,000', 'f(x), a: b; 1,000'],
  ])('%s', (typed, printed) => {
    expect(chineseMarks(typed)).toBe(printed);
  });

  it('changes nothing a second time', () => {
    const once = chineseMarks('已派给张伟(项目工程师),请看:卡片!');
    expect(chineseMarks(once)).toBe(once);
  });
});
