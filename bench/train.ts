import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gramsOf } from './grams.js';
import { CATEGORIES, KINDS, ofCategories, ofKinds, shuffled, type Sentence } from './sentences.js';
import { PROJECT } from './service.js';

/**
 * `npm run train`: teaches the models of categories and of kinds on the sentences of bench/training/, all written for this
 * project, and writes them beside the rules. The same sentences give the same files, byte by byte.
 */
const EPOCHS = 12;
const RATE = 0.35;
const DECAY = 2e-6;
/** A stretch of characters seen in fewer sentences teaches nothing that holds elsewhere. */
const SEEN_AT_LEAST = 3;
const FOLDER = join('src', 'intake', 'domain', 'understanding');

interface Known {
  readonly grams: readonly string[];
  readonly label: number | null;
}

/** Logistic regression by gradient descent over the grams of a sentence, which share a length of one. */
function learn(all: readonly Known[], labels: readonly string[], vocabulary: readonly string[]): Float64Array[] {
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
function mostTelling(all: readonly Known[], labels: readonly string[], most: number): string[] {
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

function write(file: string, constant: string, sentences: readonly Sentence[], labels: readonly string[], most: number): void {
  const all = sentences.map(({ text, label }): Known => ({ grams: gramsOf(text), label }));
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
