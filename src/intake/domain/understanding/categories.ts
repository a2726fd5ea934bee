import { CATEGORIES, type Category } from '../../../terms/complaint.js';
import { CATEGORY_WORDS } from './category-words.js';
import { cut, plain, type Found, type Reading } from './writing.js';

interface Entry {
  readonly word: string;
  /** The code of its second character, looked at before the whole word is; NaN for a word of one. */
  readonly second: number;
  readonly category: Category;
  readonly weight: number;
}

/** Words by the code of their first character, the longest first, so that one pass over the text finds them all. */
function indexed(): ReadonlyMap<number, readonly Entry[]> {
  const index = new Map<number, Entry[]>();
  for (const category of CATEGORIES) {
    for (const [weight, words] of CATEGORY_WORDS[category]) {
      for (const word of words.split(' ')) {
        const first = word.charCodeAt(0);
        index.set(first, [...(index.get(first) ?? []), { word, second: word.charCodeAt(1), category, weight }]);
      }
    }
  }
  for (const entries of index.values()) entries.sort((a, b) => b.word.length - a.word.length);
  return index;
}

const INDEX = indexed();

/** The first words of a letter name its matter, so they weigh more; a short chat message is all matter. */
const HEAD = 40;
const HEAD_WEIGHT = 1.6;
const LONG = 80;
/** Each further mention of the same word adds less. */
const AGAIN = 0.35;
/** Below this the bot asks which of the two it is. */
export const SURE = 0.62;

interface Hit extends Entry {
  readonly start: number;
}

function hitsOf(text: string): Hit[] {
  const hits: Hit[] = [];
  const free: Record<string, number> = {};
  for (let i = 0; i < text.length; i += 1) {
    const entries = INDEX.get(text.charCodeAt(i));
    if (!entries) continue;
    const next = text.charCodeAt(i + 1);
    for (const entry of entries) {
      if (entry.second !== next && entry.word.length > 1) continue;
      // Within one category the longest word counts alone: 房产证 and not 产 beside it.
      if ((free[entry.category] ?? 0) > i || !text.startsWith(entry.word, i)) continue;
      hits.push({ ...entry, start: i });
      free[entry.category] = i + entry.word.length;
    }
  }
  return hits;
}

type Scores = Record<Category, number>;

function score(text: string, hits: readonly Hit[]): Scores {
  const scores: Scores = { engineering: 0, planning: 0, sales: 0, property: 0, other: 0 };
  const seen = new Map<string, number>();
  const headEnd = text.length > LONG ? HEAD : 0;
  for (const hit of hits) {
    const times = seen.get(hit.word) ?? 0;
    seen.set(hit.word, times + 1);
    if (times > 3) continue;
    const head = hit.start < headEnd ? HEAD_WEIGHT : 1;
    scores[hit.category] += hit.weight * head * (times === 0 ? 1 : AGAIN / times);
  }
  return scores;
}

export interface CategoryFound extends Found<Category> {
  /** 0…1. */
  readonly confidence: number;
  /** The next likely category, for a choice of two buttons; null when nothing speaks for another. */
  readonly second: Category | null;
}

/** The likeliest category by the words of the trade; null when none of them occurs. The text must be `plain`. */
export function findCategory(text: string): CategoryFound | null {
  const hits = hitsOf(text);
  if (hits.length === 0) return null;
  const scores = score(text, hits);
  const [top, next] = [...CATEGORIES].sort((a, b) => scores[b] - scores[a]);
  if (top === undefined || next === undefined || scores[top] === 0) return null;
  const lead = (scores[top] - scores[next]) / (scores[top] + scores[next]);
  const weight = Math.min(1, scores[top] / 3.5);
  const confidence = Math.round((0.5 + 0.48 * lead ** 0.7) * weight * 100) / 100;
  const telling = hits.filter((hit) => hit.category === top).reduce((a, b) => (b.weight > a.weight ? b : a));
  return {
    value: top,
    start: telling.start,
    end: telling.start + telling.word.length,
    confidence,
    second: scores[next] > 0 ? next : null,
  };
}

const NAMED: readonly (readonly [Category, RegExp])[] = [
  ['engineering', /工程|质量|房屋质量|engineering/],
  ['planning', /规划|设计|planning/],
  ['sales', /销售|营销|承诺|合同|sales/],
  ['property', /物业|property/],
  ['other', /其他|其它|都不是|别的|other/],
];
const BY_NUMBER: Readonly<Record<string, Category>> = { '1': 'engineering', '2': 'planning', '3': 'sales', '4': 'property', '5': 'other' };

/** A bare answer to 属于哪一类: the name of a category, its number in the list, or words that tell it. */
export function readCategory(text: string): Reading<Category> | null {
  const line = plain(text).trim();
  const byNumber = BY_NUMBER[line];
  if (byNumber !== undefined) return { value: byNumber, evidence: line };
  const named = NAMED.flatMap(([category, words]) => {
    const match = words.exec(line);
    return match && line.length <= 12 ? [{ value: category, evidence: match[0] }] : [];
  });
  if (named.length === 1 && named[0]) return named[0];
  const found = findCategory(line);
  return found && found.confidence >= SURE ? { value: found.value, evidence: cut(text, found) } : null;
}
