import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { findCategory as FindCategory } from '../src/intake/domain/understanding/categories.js';
import { round } from './figures.js';
import type { LabelledSet } from './labelled.js';
import { CATEGORIES, ofCategories } from './sentences.js';
import { PROJECT } from './service.js';

/** nlp.js learns slowly: every so many of our sentences are given to it. */
const EVERY = 12;

export interface RivalFigures {
  readonly perSecond: number;
  readonly learningMillis: number;
  /** Of the labelled messages, how many got a labelled or defensible category. */
  readonly of: number;
  readonly right: number;
  readonly oursRight: number;
}

interface NlpJs {
  addLanguage(language: string): void;
  addDocument(language: string, text: string, intent: string): void;
  train(): Promise<void>;
  process(language: string, text: string): Promise<{ readonly intent: string }>;
}
interface NlpJsModules {
  readonly Nlp: new (settings: object) => NlpJs;
  readonly containerBootstrap: () => Promise<{ use(plugin: unknown): void }>;
  readonly LangZh: unknown;
}

function installed(): NlpJsModules | null {
  const require = createRequire(import.meta.url);
  try {
    return { ...(require('@nlpjs/nlp') as object), ...(require('@nlpjs/core') as object), ...(require('@nlpjs/lang-zh') as object) } as NlpJsModules;
  } catch {
    return null;
  }
}

/** nlp.js in Chinese, taught a part of the same sentences, on the same messages; null where it is not installed. */
export async function rivalFigures(sets: readonly LabelledSet[], texts: readonly string[], millis: number): Promise<RivalFigures | null> {
  const modules = installed();
  if (modules === null) return null;
  const from = performance.now();
  const container = await modules.containerBootstrap();
  container.use(modules.LangZh);
  const nlp = new modules.Nlp({ container, autoSave: false, forceNER: false, languages: ['zh'], nlu: { log: false } });
  nlp.addLanguage('zh');
  for (const [at, { text, label }] of ofCategories().entries()) {
    if (at % EVERY === 0 && label !== null) nlp.addDocument('zh', text, CATEGORIES[label] ?? '');
  }
  await nlp.train();
  const learningMillis = round(performance.now() - from);
  const file = join(PROJECT, 'dist', 'intake', 'domain', 'understanding', 'categories.js');
  const { findCategory } = (await import(file)) as { findCategory: typeof FindCategory };
  const labelled = sets.flatMap(({ messages }) => messages).filter(({ category, unscored }) => category !== undefined && unscored?.includes('category') !== true);
  let [right, oursRight] = [0, 0];
  for (const { text, category, alsoDefensible = [] } of labelled) {
    const good = (said: string | undefined): boolean => said !== undefined && (said === category || alsoDefensible.includes(said));
    if (good((await nlp.process('zh', text)).intent)) right += 1;
    if (good(findCategory(text)?.value)) oursRight += 1;
  }
  const before = process.cpuUsage();
  const end = performance.now() + millis;
  let count = 0;
  for (; performance.now() < end; count += 1) await nlp.process('zh', texts[count % texts.length] ?? '');
  const { user, system } = process.cpuUsage(before);
  return { perSecond: round((count * 1_000_000) / (user + system)), learningMillis, of: labelled.length, right, oursRight };
}
