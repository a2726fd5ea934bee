import { RULE_READERS } from '../understanding/rule-readers.js';
import { readPlanSums } from './plan-sums.js';

const yuan = (paid: number | null, mending: number | null) => ({
  amount: paid === null ? null : paid * 100,
  repairCost: mending === null ? null : mending * 100,
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
