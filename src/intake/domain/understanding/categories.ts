import { CATEGORIES, type Category } from '../../../terms/complaint.js';
import { CATEGORY_MODEL } from './category-model.js';
import { CATEGORY_WORDS } from './category-words.js';
import { readerOf, type Learnt } from './learnt.js';
import { cut, plain, type Found, type Reading, type Span } from './writing.js';

interface Entry {
  readonly word: string;
  readonly category: Category;
  readonly weight: number;
}

/** The words of the trade by how they begin. */
interface WordIndex {
  /** A small number for each character that a word begins with, by its code; 0 for one that none begins with. */
  readonly first: Uint16Array;
  /** Words of several characters, by the small number × 65536 + the code of the second. */
  readonly words: ReadonlyMap<number, readonly Entry[]>;
  /** Words of one character, by the small number. */
  readonly single: readonly (readonly Entry[] | undefined)[];
}

/** Words by their first two characters, the longest first, so that one pass over the text finds them all. */
function indexed(): WordIndex {
  const first = new Uint16Array(0x10000);
  let size = 0;
  const index = new Map<number, Entry[]>();
  for (const category of CATEGORIES) {
    for (const [weight, words] of CATEGORY_WORDS[category]) {
      for (const word of words.split(' ')) {
        if (first[word.charCodeAt(0)] === 0) first[word.charCodeAt(0)] = size += 1;
        const begins = first[word.charCodeAt(0)] ?? 0;
        const pair = word.length === 1 ? begins : begins * 0x10000 + word.charCodeAt(1);
        index.set(pair, [...(index.get(pair) ?? []), { word, category, weight }]);
      }
    }
  }
  for (const entries of index.values()) entries.sort((a, b) => b.word.length - a.word.length);
  return { first, words: index, single: Array.from({ length: size + 1 }, (_, begins) => index.get(begins)) };
}

const INDEX = indexed();
const learnt = readerOf(CATEGORY_MODEL);

/** The first words of a letter name its matter, so they weigh more; a short chat message is all matter. */
const HEAD = 40;
const HEAD_WEIGHT = 1.6;
const LONG = 80;
/** Each further mention of the same word adds less. */
const AGAIN = 0.35;
/** Below this the bot asks which of the two it is. */
export const SURE = 0.85;

interface Hit extends Entry {
  readonly start: number;
}

function hitsOf(text: string): Hit[] {
  const hits: Hit[] = [];
  const free: Record<string, number> = {};
  const take = (entries: readonly Entry[] | undefined, start: number): void => {
    if (entries === undefined) return;
    for (const entry of entries) {
      // Within one category the longest word counts alone: 房产证 and not 产 beside it.
      if ((free[entry.category] ?? 0) > start || !text.startsWith(entry.word, start)) continue;
      hits.push({ word: entry.word, category: entry.category, weight: entry.weight, start });
      free[entry.category] = start + entry.word.length;
    }
  };
  for (let i = 0; i < text.length; i += 1) {
    const begins = INDEX.first[text.charCodeAt(i)] ?? 0;
    if (begins === 0) continue;
    take(INDEX.words.get(begins * 0x10000 + text.charCodeAt(i + 1)), i);
    take(INDEX.single[begins], i);
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
  /** 0…1: about how often such an answer is right. */
  readonly confidence: number;
  /** The next likely category, for a choice of two buttons; null when nothing speaks for another. */
  readonly second: Category | null;
  /** A word of the trade stands in the text; else only the learnt model speaks. */
  readonly named: boolean;
}

/** How much the learnt model counts beside words of the trade that are plain; a letter touches on much in passing. */
const LEARNT_WEIGHS = { chat: 1, letter: 0.6 } as const;
/** Below this share the learnt model, alone, has nothing to say. */
const TELLS = 0.45;
/** From this score on the words of the trade count in full. */
const PLAIN_SCORE = 3.5;
/** A category with less than this share is no alternative to offer. */
const SECOND_LEAST = 0.08;

/** Both judges together: shares of the categories that sum to one. */
function weighed(scores: Scores, model: Learnt<Category> | null, learntWeighs: number): Scores {
  const total = CATEGORIES.reduce((sum, category) => sum + scores[category], 0);
  const words = total === 0 ? 0 : Math.min(1, Math.max(...CATEGORIES.map((category) => scores[category])) / PLAIN_SCORE);
  const learning = model === null ? 0 : learntWeighs;
  const shares = CATEGORIES.map((category) => [
    category,
    ((total === 0 ? 0 : (words * scores[category]) / total) + learning * (model?.shares[category] ?? 0)) / (words + learning),
  ]);
  return Object.fromEntries(shares) as Scores;
}

/** The likeliest category by the words of the trade and the learnt model; null when neither tells. The text must be `plain`. */
export function findCategory(text: string): CategoryFound | null {
  const hits = hitsOf(text);
  const length = text.length > LONG ? 'letter' : 'chat';
  const model = learnt(text, length === 'letter' ? HEAD : 0);
  if (hits.length === 0 && model === null) return null;
  const shares = weighed(score(text, hits), model, LEARNT_WEIGHS[length]);
  const [top, next] = [...CATEGORIES].sort((a, b) => shares[b] - shares[a]);
  if (top === undefined || next === undefined || (hits.length === 0 && shares[top] < TELLS)) return null;
  return {
    value: top,
    ...telling(text, top, hits, model),
    confidence: confidenceOf(shares[top], shares[next], length),
    second: shares[next] >= SECOND_LEAST ? next : null,
    named: hits.length > 0,
  };
}

/** How often answers with such a lead were right: chat messages on the half of ours that was tuned on, letters on real ones. */
const RIGHT_AT: Readonly<Record<'chat' | 'letter', readonly (readonly [lead: number, right: number])[]>> = {
  chat: [[0, 0.45], [0.2, 0.6], [0.4, 0.8], [0.5, 0.9], [0.6, 0.96], [1, 0.99]],
  letter: [[0, 0.45], [0.2, 0.7], [0.34, 0.85], [0.5, 0.94], [0.6, 0.97], [1, 0.99]],
};

function confidenceOf(first: number, second: number, length: keyof typeof RIGHT_AT): number {
  const lead = first - second / 2;
  const steps = RIGHT_AT[length];
  const above = Math.max(1, steps.findIndex(([from]) => from >= lead));
  const [[low, worse] = [0, 0], [high, better] = [1, 1]] = [steps[above - 1], steps[above]];
  return Math.round((worse + ((better - worse) * (lead - low)) / (high - low)) * 100) / 100;
}

/** The words the answer rests on: the weightiest of the trade, else what the model goes by. */
function telling(text: string, category: Category, hits: readonly Hit[], model: Learnt<Category> | null): Span {
  const own = hits.filter((hit) => hit.category === category);
  if (own.length > 0) {
    const best = own.reduce((a, b) => (b.weight > a.weight ? b : a));
    return { start: best.start, end: best.start + best.word.length };
  }
  const words = model?.telling(category) ?? '';
  const start = Math.max(0, text.indexOf(words));
  return { start, end: start + words.length };
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
