import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gramsOf } from './grams.js';
import { PROJECT } from './service.js';

/**
 * `npm run train`: teaches the models of categories and of kinds on the sentences of bench/training/, all written for this
 * project, and writes them beside the rules. The same sentences give the same files, byte by byte.
 */
const CATEGORIES = ['engineering', 'planning', 'sales', 'property', 'other'] as const;
const KINDS = ['complaint', 'need', 'inquiry', 'suggestion', 'talk'] as const;
const LETTERS_EACH = 1500;
const CHATS_EACH = 2600;
const UNDECIDED = 4000;
const OF_A_KIND = 3500;
const EPOCHS = 12;
const RATE = 0.35;
const DECAY = 2e-6;
/** A stretch of characters seen in fewer sentences teaches nothing that holds elsewhere. */
const SEEN_AT_LEAST = 3;
const SEED = 20260302;
const FOLDER = join('src', 'intake', 'domain', 'understanding');

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

const lines = (name: string): string[] =>
  readFileSync(join(PROJECT, 'bench', 'training', `${name}.txt`), 'utf8').split('\n').filter((line) => line !== '' && !line.startsWith('#'));

/** One of the sentences a line stands for: {厨房|阳台}{漏水|渗水}. */
const told = (line: string): string => line.replace(/\{([^}]*)\}/g, (_, words: string) => oneOf(words.split('|')));

interface Sentence {
  readonly grams: readonly string[];
  /** Which of the labels; null: its words tell none. */
  readonly label: number | null;
}
const sentence = (text: string, label: number | null): Sentence => ({ grams: gramsOf(text), label });

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

function ofCategories(): Sentence[] {
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

function ofKinds(): Sentence[] {
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
function learn(all: readonly Sentence[], labels: readonly string[], vocabulary: readonly string[]): Float64Array[] {
  const index = new Map(vocabulary.map((gram, at) => [gram, at]));
  const weights = labels.map(() => new Float64Array(vocabulary.length));
  const known = all.map(({ grams, label }) => ({ label, at: grams.flatMap((gram) => index.get(gram) ?? []) })).filter(({ at }) => at.length > 0);
  for (let epoch = 0; epoch < EPOCHS; epoch += 1) {
    const rate = RATE / (1 + epoch / 3);
    for (const { at, label } of shuffled(known)) {
      const size = 1 / Math.sqrt(at.length);
      const scores = weights.map((each) => at.reduce((sum, gram) => sum + (each[gram] ?? 0), 0) * size);
      const top = Math.max(...scores);
      const powers = scores.map((score) => Math.exp(score - top));
      const total = powers.reduce((a, b) => a + b, 0);
      for (const [which, each] of weights.entries()) {
        const wanted = label === null ? 1 / labels.length : which === label ? 1 : 0;
        const error = wanted - (powers[which] ?? 0) / total;
        for (const gram of at) each[gram] = (each[gram] ?? 0) * (1 - DECAY) + rate * error * size;
      }
    }
  }
  return weights;
}

/** The stretches that tell the labels apart most, sorted. */
function mostTelling(all: readonly Sentence[], labels: readonly string[], most: number): string[] {
  const counts = new Map<string, number>();
  for (const { grams } of all) for (const gram of grams) counts.set(gram, (counts.get(gram) ?? 0) + 1);
  const candidates = [...counts].filter(([, count]) => count >= SEEN_AT_LEAST).map(([gram]) => gram).sort();
  const weights = learn(all, labels, candidates);
  const apart = candidates.map((gram, at) => {
    const row = weights.map((each) => each[at] ?? 0);
    return { gram, weight: Math.max(...row) - Math.min(...row) };
  });
  return apart.sort((a, b) => b.weight - a.weight || (a.gram < b.gram ? -1 : 1)).slice(0, most).map(({ gram }) => gram).sort();
}

function write(file: string, constant: string, all: readonly Sentence[], labels: readonly string[], most: number): void {
  const grams = mostTelling(all, labels, most);
  const weights = learn(all, labels, grams);
  const largest = Math.max(...weights.flatMap((each) => [Math.max(...each), -Math.min(...each)]));
  const bytes = Buffer.from(grams.flatMap((_, at) => weights.map((each) => Math.round(((each[at] ?? 0) / largest) * 127) & 0xff)));
  const text = `/** Made by \`npm run train\` from the sentences of bench/training/; not written by hand. What its fields mean: learnt.ts. */
export const ${constant} = {
  labels: [${labels.map((label) => `'${label}'`).join(', ')}] as const,
  largest: ${largest.toFixed(6)},
  grams: '${grams.join(' ')}',
  weights: '${bytes.toString('base64')}',
};
`;
  writeFileSync(join(PROJECT, FOLDER, file), text);
  process.stdout.write(`${file}: ${all.length} sentences, ${grams.length} stretches of characters, ${Math.round(Buffer.byteLength(text) / 1024)} KiB\n`);
}

write('category-model.ts', 'CATEGORY_MODEL', ofCategories(), CATEGORIES, 7000);
write('kind-model.ts', 'KIND_MODEL', ofKinds(), KINDS, 2500);
