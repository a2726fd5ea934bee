import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PROJECT } from './service.js';

/** Sentences to learn from, put together from the lines of bench/training/; the same ones each time. */
export const CATEGORIES = ['engineering', 'planning', 'sales', 'property', 'other'] as const;
export const KINDS = ['complaint', 'need', 'inquiry', 'suggestion', 'talk'] as const;
const LETTERS_EACH = 1500;
const CHATS_EACH = 2600;
const UNDECIDED = 4000;
const OF_A_KIND = 3500;
const SEED = 20260302;

/** Chance that comes out alike each time (mulberry32). */
function dice(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
const chance = dice(SEED);
const times = <T>(count: number, make: (at: number) => T): T[] => Array.from({ length: count }, (_, at) => make(at));
const oneOf = <T>(list: readonly T[]): T => {
  const one = list[Math.floor(chance() * list.length)];
  if (one === undefined) throw new Error('nothing to choose from');
  return one;
};

/** In another order, alike each time. */
export function shuffled<T>(list: readonly T[]): T[] {
  const copy = [...list];
  for (let i = copy.length - 1; i > 0; i -= 1) {
    const j = Math.floor(chance() * (i + 1));
    const [a, b] = [copy[i], copy[j]];
    if (a !== undefined && b !== undefined) [copy[i], copy[j]] = [b, a];
  }
  return copy;
}

const lines = (name: string): string[] =>
  readFileSync(join(PROJECT, 'bench', 'training', `${name}.txt`), 'utf8').split('\n').filter((line) => line !== '' && !line.startsWith('#'));

/** One of the sentences a line stands for: {厨房|阳台}{漏水|渗水}. */
const told = (line: string): string => line.replace(/\{([^}]*)\}/g, (_, words: string) => oneOf(words.split('|')));

/** A sentence to learn from. */
export interface Sentence {
  readonly text: string;
  /** Which of the labels; null: its words tell none. */
  readonly label: number | null;
}
const sentence = (text: string, label: number | null): Sentence => ({ text, label });

const frames = lines('frames');
const neutral = lines('neutral');
const framed = (matter: string): string => oneOf(frames).replace('~', matter);

/** A letter begins with its matter, tells more of it and may touch on something else in passing. */
function letter(matters: readonly string[], others: readonly string[]): string {
  const more = times(2 + Math.floor(chance() * 3), () => told(oneOf(matters)));
  const passing = chance() < 0.5 ? [told(oneOf(others))] : [];
  const around = times(2 + Math.floor(chance() * 5), () => told(oneOf(neutral)));
  return [told(oneOf(matters)), framed(told(oneOf(matters))), ...shuffled([...more, ...passing, ...around])].join(',');
}

/** Chat messages and letters of every category, and words that tell none. */
export function ofCategories(): Sentence[] {
  const decided = CATEGORIES.flatMap((name, label) => {
    const matters = lines(name);
    const others = CATEGORIES.filter((one) => one !== name).flatMap(lines);
    const chats = times(CHATS_EACH, (at) => framed(told(matters[at % matters.length] ?? '')));
    return [...chats, ...times(LETTERS_EACH, () => letter(matters, others))].map((text) => sentence(text, label));
  });
  const nothing = [...lines('nothing'), ...neutral];
  // Names, greetings, demands and frames around nothing.
  const undecided = times(UNDECIDED, () => {
    const said = times(1 + Math.floor(chance() * 3), () => told(oneOf(nothing))).join(',');
    return sentence(chance() < 0.4 ? framed(said) : said, null);
  });
  return [...decided, ...undecided];
}

const PLACES = ['', '', '', '3栋2单元1501', '滨江一号', '王女士', '业主', '今天上午', '5-1-302'];

/** Short messages of every kind. */
export function ofKinds(): Sentence[] {
  const matters = CATEGORIES.flatMap(lines);
  return KINDS.flatMap((name, label) => {
    const own = lines(`kinds/${name}`);
    return times(OF_A_KIND, (at) => {
      const said = name === 'complaint' && at % 2 === 0 ? matters : own;
      const text = told(said[Math.floor(at / 2) % said.length] ?? '');
      if (said === matters) return sentence(chance() < 0.5 ? text : framed(text), label);
      const place = oneOf(PLACES);
      return sentence(chance() < 0.5 ? `${place} ${text}` : `${text} ${place}`, label);
    });
  });
}
