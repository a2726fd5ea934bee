import type { Fen } from '../../terms/money.js';
import { showYuan } from '../../terms/money.js';
import type { RelatedSum, Splitting } from './run.js';

/** Cases named on a card; the sum counts all of them. */
const NAMED = 3;

export const totalOf = (sums: readonly RelatedSum[]): Fen => sums.reduce((total, one) => total + one.amount, 0);

/** "90天内另有 2 件:LH-… ¥3,000.00、LH-… ¥2,000.00;连本次合计 ¥9,000.00,按合计走流程". */
export function splittingWords(splitting: Splitting, own: Fen): string {
  const { sums, days, choosesRoute } = splitting;
  const named = sums.slice(-NAMED).map((one) => `${one.number} ${showYuan(one.amount)}`).join('、');
  const more = sums.length > NAMED ? '等' : '';
  return `${days}天内同一客户(或房号、事项)另有 ${sums.length} 件:${named}${more};连本次合计 ${showYuan(totalOf(sums) + own)}${choosesRoute ? ',按合计走审批流程' : ',供参考'}`;
}
