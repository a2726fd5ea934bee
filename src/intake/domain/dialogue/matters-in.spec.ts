import { describe, expect, test } from '@jest/globals';
import { RULE_READERS } from '../understanding/rule-readers.js';
import { mattersIn } from './matters-in.js';

const matters = (text: string): readonly string[] => mattersIn(text, RULE_READERS);

describe('a message that tells of several matters', () => {
  test.each([
    ['3栋2单元1501业主王女士13800138000来电,厨房漏水,另外小区门口保安态度恶劣', ['3栋2单元1501业主王女士13800138000来电,厨房漏水', '3栋2单元1501业主王女士13800138000来电,小区门口保安态度恶劣']],
    ['5栋302漏水 3栋1501电梯坏了', ['5栋302漏水', '3栋1501电梯坏了']],
    ['6-1-1001厨房漏水,6-2-302门禁坏了进不去', ['6-1-1001厨房漏水', '6-2-302门禁坏了进不去']],
    ['4栋业主说车位被占 还有就是他家窗户漏风', ['4栋业主说车位被占', '4栋业主说他家窗户漏风']],
    ['3栋1501业主投诉:1、厨房漏水;2、小区垃圾没人清理', ['3栋1501业主投诉:1、厨房漏水', '3栋1501业主投诉:小区垃圾没人清理']],
  ])('%s', (text, parts) => {
    expect(matters(text)).toEqual(parts);
  });

  test.each([
    '3栋2单元1501业主来电,厨房漏水,墙皮都掉了',
    '3栋2单元1501业主来电,厨房漏水,楼下1401也漏',
    '3栋2单元1501业主来电,厨房漏水,另外楼下1401也漏',
    '3栋2单元1501业主来电,厨房漏水,另外一直没人修',
    '3栋2单元1501业主来电,厨房漏水,另外要赔8000',
    '3#1501漏水又来了 业主说再不修找抖音 要1.2w',
    '3栋2单元 1501 王女士 厨房漏水 13800138000',
    '厨房漏水',
    '',
  ])('%s is one', (text) => {
    expect(matters(text)).toEqual([text]);
  });

  test('a letter is one', () => {
    expect(matters(`厨房漏水,另外电梯坏了${'。这件事一直没有结果'.repeat(40)}`)).toHaveLength(1);
  });
});
