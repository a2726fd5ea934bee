import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { gramsOf as GramsOf } from '../src/intake/domain/understanding/grams.js';
import { PROJECT } from './service.js';

/**
 * `npm run train`: teaches the category model on the sentences of bench/training/, all written for this project, and writes
 * src/intake/domain/understanding/category-model.ts. The same sentences give the same file, byte by byte.
 */
const CATEGORIES = ['engineering', 'planning', 'sales', 'property', 'other'] as const;
const LETTERS_EACH = 1500;
const CHATS_EACH = 2600;
const UNDECIDED = 4000;
const EPOCHS = 12;
const RATE = 0.35;
const DECAY = 2e-6;
/** A stretch of characters seen in fewer sentences teaches nothing that holds elsewhere. */
const SEEN_AT_LEAST = 3;
const KEPT = 7000;
const SEED = 20260302;

const { gramsOf } = (await import(join(PROJECT, 'dist', 'intake', 'domain', 'understanding', 'grams.js'))) as { gramsOf: typeof GramsOf };

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
const oneOf = <T>(list: readonly T[]): T => {
  const one = list[Math.floor(chance() * list.length)];
  if (one === undefined) throw new Error('nothing to choose from');
  return one;
};

const lines = (name: string): string[] =>
  readFileSync(join(PROJECT, 'bench', 'training', `${name}.txt`), 'utf8').split('\n').filter((line) => line !== '' && !line.startsWith('#'));

/** One of the sentences a line stands for: {厨房|阳台}{漏水|渗水}. */
const told = (line: string): string => line.replace(/\{([^}]*)\}/g, (_, words: string) => oneOf(words.split('|')));

interface Sentence {
  readonly grams: readonly string[];
  /** Null: its words tell none. */
  readonly category: number | null;
}

const frames = lines('frames');
const neutral = lines('neutral');
const framed = (matter: string): string => oneOf(frames).replace('~', matter);

/** Names, greetings, demands and frames around nothing. */
function undecided(): Sentence[] {
  const nothing = [...lines('nothing'), ...neutral];
  return Array.from({ length: UNDECIDED }, () => {
    const said = Array.from({ length: 1 + Math.floor(chance() * 3) }, () => told(oneOf(nothing)));
    return { grams: stretches(chance() < 0.4 ? framed(said.join(',')) : said.join(',')), category: null };
  });
}

const stretches = (text: string): string[] => gramsOf(text).map(({ gram }) => gram);

function sentences(): Sentence[] {
  const decided = CATEGORIES.flatMap((name, category) => {
    const matters = lines(name);
    const others = CATEGORIES.filter((one) => one !== name).flatMap(lines);
    const chats = Array.from({ length: CHATS_EACH }, (_, at) => framed(told(matters[at % matters.length] ?? '')));
    // A letter begins with its matter, tells more of it and may touch on something else in passing.
    const letters = Array.from({ length: LETTERS_EACH }, () => {
      const more = Array.from({ length: 2 + Math.floor(chance() * 3) }, () => told(oneOf(matters)));
      const passing = chance() < 0.5 ? [told(oneOf(others))] : [];
      const around = Array.from({ length: 2 + Math.floor(chance() * 5) }, () => told(oneOf(neutral)));
      return [told(oneOf(matters)), framed(told(oneOf(matters))), ...shuffled([...more, ...passing, ...around])].join(',');
    });
    return [...chats, ...letters].map((text) => ({ grams: stretches(text), category }));
  });
  return [...decided, ...undecided()];
}

function shuffled<T>(list: readonly T[]): T[] {
  const copy = [...list];
  for (let i = copy.length - 1; i > 0; i -= 1) {
    const j = Math.floor(chance() * (i + 1));
    const [a, b] = [copy[i], copy[j]];
    if (a !== undefined && b !== undefined) [copy[i], copy[j]] = [b, a];
  }
  return copy;
}

/** Logistic regression by gradient descent over the grams of a sentence, which share a length of one. */
function learn(all: readonly Sentence[], vocabulary: readonly string[]): Float64Array[] {
  const index = new Map(vocabulary.map((gram, at) => [gram, at]));
  const weights = CATEGORIES.map(() => new Float64Array(vocabulary.length));
  const known = all.map(({ grams, category }) => ({ category, at: grams.flatMap((gram) => index.get(gram) ?? []) })).filter(({ at }) => at.length > 0);
  for (let epoch = 0; epoch < EPOCHS; epoch += 1) {
    const rate = RATE / (1 + epoch / 3);
    for (const { at, category } of shuffled(known)) {
      const size = 1 / Math.sqrt(at.length);
      const scores = weights.map((each) => at.reduce((sum, gram) => sum + (each[gram] ?? 0), 0) * size);
      const top = Math.max(...scores);
      const shares = scores.map((score) => Math.exp(score - top));
      const total = shares.reduce((a, b) => a + b, 0);
      for (const [which, each] of weights.entries()) {
        const wanted = category === null ? 1 / CATEGORIES.length : which === category ? 1 : 0;
        const error = wanted - (shares[which] ?? 0) / total;
        for (const gram of at) each[gram] = (each[gram] ?? 0) * (1 - DECAY) + rate * error * size;
      }
    }
  }
  return weights;
}

const spoken = sentences();
const counts = new Map<string, number>();
for (const { grams } of spoken) for (const gram of grams) counts.set(gram, (counts.get(gram) ?? 0) + 1);
const candidates = [...counts].filter(([, count]) => count >= SEEN_AT_LEAST).map(([gram]) => gram).sort();
const first = learn(spoken, candidates);
const strength = (at: number): number => {
  const row = first.map((each) => each[at] ?? 0);
  return Math.max(...row) - Math.min(...row);
};
const kept = candidates.map((gram, at) => ({ gram, weight: strength(at) })).sort((a, b) => b.weight - a.weight || (a.gram < b.gram ? -1 : 1)).slice(0, KEPT).map(({ gram }) => gram).sort();
const weights = learn(spoken, kept);
const largest = Math.max(...weights.flatMap((each) => [Math.max(...each), -Math.min(...each)]));
const bytes = Buffer.from(kept.flatMap((_, at) => weights.map((each) => Math.round(((each[at] ?? 0) / largest) * 127) & 0xff)));

const text = `/** Made by \`npm run train\` from the sentences of bench/training/; not written by hand. */
export const CATEGORY_MODEL = {
  /** What a weight of 127 stands for. */
  largest: ${largest.toFixed(6)},
  /** Stretches of characters, sorted. */
  grams: '${kept.join(' ')}',
  /** For each of them five signed bytes in base64: its weight for each category in the order of the terms. */
  weights: '${bytes.toString('base64')}',
};
`;
writeFileSync(join(PROJECT, 'src', 'intake', 'domain', 'understanding', 'category-model.ts'), text);
process.stdout.write(`${spoken.length} sentences, ${candidates.length} stretches of characters, ${kept.length} kept, ${Math.round(text.length / 1024)} KiB\n`);
