import { CATEGORIES, type Category } from '../../../terms/complaint.js';
import { CATEGORY_MODEL } from './category-model.js';
import { gramsOf } from './grams.js';

const GRAMS = CATEGORY_MODEL.grams.split(' ');
/** For every known stretch of characters where its weights begin. */
const PLACES: ReadonlyMap<string, number> = new Map(GRAMS.map((gram, at) => [gram, at * CATEGORIES.length]));

/** Base64 without a library of the machine: `atob` belongs to the language's surroundings everywhere. */
function unpacked(): Int8Array {
  return Int8Array.from(atob(CATEGORY_MODEL.weights), (char) => char.charCodeAt(0));
}

const WEIGHTS = unpacked();
const UNIT = CATEGORY_MODEL.largest / 127;

/** What the learnt model makes of a text. */
export interface Learnt {
  /** How likely each category is; they sum to one. */
  readonly shares: Readonly<Record<Category, number>>;
  /** The known stretch of characters that speaks most for this category. */
  telling(category: Category): string;
}

/** What the learnt model makes of a text, the first `head` characters counting double; null when it knows nothing in it. */
export function learnt(text: string, head: number): Learnt | null {
  const known: number[] = [];
  const sums = CATEGORIES.map(() => 0);
  let mass = 0;
  for (const { gram, at } of gramsOf(text)) {
    const place = PLACES.get(gram);
    if (place === undefined) continue;
    known.push(place);
    const times = at < head ? 2 : 1;
    mass += times * times;
    for (let which = 0; which < sums.length; which += 1) sums[which] = (sums[which] ?? 0) + times * (WEIGHTS[place + which] ?? 0);
  }
  if (known.length === 0) return null;
  const scores = sums.map((sum) => (sum * UNIT) / Math.sqrt(mass));
  const top = Math.max(...scores);
  const powers = scores.map((score) => Math.exp(score - top));
  const total = powers.reduce((a, b) => a + b, 0);
  const shares = Object.fromEntries(CATEGORIES.map((category, which) => [category, (powers[which] ?? 0) / total])) as Record<Category, number>;
  const telling = (category: Category): string => {
    const which = CATEGORIES.indexOf(category);
    const best = known.reduce((a, b) => ((WEIGHTS[b + which] ?? 0) > (WEIGHTS[a + which] ?? 0) ? b : a));
    return GRAMS[best / CATEGORIES.length] ?? '';
  };
  return { shares, telling };
}
