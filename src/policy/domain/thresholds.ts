import type { Fen } from '../../terms/money.js';
import type { Condition, Pack } from './rows.js';

/** How close below a threshold a sum is called just under it, in percent of the threshold (ours). */
const CLOSE = 5;

/** Sums from which on the book asks for more: a higher band of approval, or a higher level. */
export function thresholdsOf({ approval, levels }: Pick<Pack, 'approval' | 'levels'>): readonly Fen[] {
  const bands = approval.bands.map(({ from }) => from);
  const all = [...bands, ...levels.rows.flatMap(({ when }) => moneyIn(when))];
  return [...new Set(all.filter((from) => from > 1))].sort((a, b) => a - b);
}

function moneyIn(condition: Condition): readonly Fen[] {
  switch (condition.test) {
    case 'all':
    case 'any':
      return condition.of.flatMap(moneyIn);
    case 'not':
      return moneyIn(condition.of);
    case 'money':
      return condition.fact === 'repairCost' ? [] : [condition.range.from];
    default:
      return [];
  }
}

/** The threshold that an approved sum stays just under, by 5 % of it at most; null where it does not. Repair costs count where the route adds them. */
export function justUnder(pack: Pick<Pack, 'approval' | 'levels'>, amount: Fen, repairCost: Fen | null): Fen | null {
  const sums = pack.approval.money === 'sum' && repairCost !== null ? [amount, amount + repairCost] : [amount];
  const close = thresholdsOf(pack).find((from) => sums.some((sum) => sum < from && sum * 100 >= from * (100 - CLOSE)));
  return close ?? null;
}

/** "Over 5,000" begins one fen above it: people name the round sum. */
export const roundThreshold = (from: Fen): Fen => (from % 100 === 1 ? from - 1 : from);
