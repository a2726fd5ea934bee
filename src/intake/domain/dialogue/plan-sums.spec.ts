import { RULE_READERS } from '../understanding/rule-readers.js';
import { readPlanSums } from './plan-sums.js';

const yuan = (paid: number | null, mending: number | null) => ({
  amount: paid === null ? null : paid * 100,
  repairCost: mending === null ? null : mending * 100,
});

it.each(['-5000', '赔偿-5000元', '更换水管,赔偿 -5000', '赔偿负五千', '赔偿8千5百万亿元', '赔100000000000000元', '更换水管,维修费-300元'])('%s names a sum that is none', (words) => {
  expect(readPlanSums(words, RULE_READERS)).toEqual({ amount: null, repairCost: null, unread: true });
});

it.each(['更换2-3号楼水管,赔偿5000-6000元', '3月5日-3月8日施工,赔偿5000元', '更换水管-赔偿5000元', 'A-1501更换水管,工期-3天,赔偿5000元', '赔偿5000元,身份证330102199001011234'])('%s names one', (words) => {
  expect(readPlanSums(words, RULE_READERS)).not.toHaveProperty('unread');
});

it.each([
  ['更换水管并赔偿6000元', yuan(6000, null)],
  ['赔偿4999元', yuan(4999, null)],
  ['更换水管,维修费3000元', yuan(null, 3000)],
  ['总包维修,费用2万元', yuan(null, 20000)],
  ['更换水管,费用3000元,另赔偿业主5000元', yuan(5000, 3000)],
  ['维修费1.2万,补偿物业费2000元', yuan(2000, 12000)],
  ['维修费3000元并赔偿5000元', yuan(5000, 3000)],
  ['赔偿业主维修费3000元', yuan(3000, null)],
  ['8000元', yuan(8000, null)],
  ['更换水管并向业主道歉', yuan(null, null)],
  ['更换3根水管,赔偿6000元', yuan(6000, null)],
])('%s', (words, sums) => {
  expect(readPlanSums(words, RULE_READERS)).toEqual(sums);
});
