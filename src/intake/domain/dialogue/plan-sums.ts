import type { Fen } from '../../../terms/money.js';
import type { Readers } from './readers.js';

/** The two sums of a plan: what the customer is paid, and what mending costs (policies/README.md, which money). */
export interface PlanSums {
  readonly amount: Fen | null;
  readonly repairCost: Fen | null;
  /** A sum below nothing or beyond all money is written in it: none is taken, and the plan is no plan without one. */
  readonly unread?: true;
}

const PAID = /赔|补偿|补贴|减免|抵扣|退[还款费]?|慰问|违约金/;
const MENDED = /维修|修理|修缮|修复|整改|施工|更换|换|重做|重新做|防水|翻新|加固|总包|人工|材料/;
const COST = /费用|成本|造价|预算|报价/;
/** -5000; 赔偿-5000元; 8千5百万亿; 赔100000000000000元. */
const NO_SUM = /(?:^|[^\d\p{L}]|[赔偿付补贴退还给免款额费])[-−负]\s?[\d一二两三四五六七八九十][\d.,一二两三四五六七八九十百千万亿wWkK]*\s?(?:元|块|$|(?<=[万千百亿wWkK]))|(?:^|[赔偿付补退给金款额费]\D?)\d{14,}|\d{14,}(?:\.\d+)?\s?(?:元|块|万)|万亿|亿亿/u;
const CLAUSES = /[,，。;；、\n]|(?=(?:并|另外?|再|外加|同时|和|以及|加)?(?:赔|补偿|减免|退))/u;

/** Reads each sum by the words of its clause; where nobody is paid anything, the sum of a plan that mends is its cost. */
export function readPlanSums(words: string, readers: Readers): PlanSums {
  if (NO_SUM.test(words.normalize('NFKC').trim())) return { amount: null, repairCost: null, unread: true };
  const mends = MENDED.test(words);
  if (mends && !PAID.test(words)) return { amount: null, repairCost: readers.readAmount(words)?.value ?? null };
  const clauses = words.split(CLAUSES).filter((clause) => clause.trim() !== '');
  const costs = clauses.filter((clause) => !PAID.test(clause) && (MENDED.test(clause) || (mends && COST.test(clause))) && /\d|[一二两三四五六七八九十百千万]/.test(clause));
  const repairCost = firstSum(costs, readers);
  if (repairCost === null) return { amount: readers.readAmount(words)?.value ?? null, repairCost: null };
  const paid = clauses.filter((clause) => !costs.includes(clause)).join(',');
  return { amount: readers.readAmount(paid)?.value ?? null, repairCost };
}

const firstSum = (clauses: readonly string[], readers: Readers): Fen | null =>
  clauses.map((clause) => readers.readAmount(clause)?.value ?? null).find((sum) => sum !== null && sum > 0) ?? null;
