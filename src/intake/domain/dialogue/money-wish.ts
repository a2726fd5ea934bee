import type { Draft } from './types.js';

const WISH = /索赔|赔偿|赔付|赔钱|赔款|补偿|退款|退钱|退费|退房款|退定金|退订金|退首付|退押金|要(?:求)?(?:物业|开发商|公司)?赔|要钱|照价赔|误工费|精神损失|减免|赔(?:他|她|我|点|损失)/;
const NO_WISH = /(?:不要|不用|不需要|没(?:有)?(?:要求|提出?|说要?|要)|未(?:要求|提出?|要)|不要求|不涉及|没涉及|放弃|不谈)(?:任何|过|什么|求)?(?:索赔|赔偿|赔付|赔钱|赔|补偿|钱|退款)/;

/** "不要赔偿了": a demand is taken back. */
export const deniesMoney = (text: string): boolean => NO_WISH.test(text.normalize('NFKC'));

/** Whether the customer asks for money, with or without a sum; a later denial counts more than an earlier demand. */
export function wantsMoney(draft: Pick<Draft, 'texts' | 'slots'>): boolean {
  if (draft.slots.amount !== null) return draft.slots.amount > 0;
  for (const text of [...draft.texts].reverse()) {
    if (deniesMoney(text)) return false;
    if (WISH.test(text.normalize('NFKC'))) return true;
  }
  return false;
}
