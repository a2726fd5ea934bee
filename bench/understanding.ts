import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import type { understand as Understand } from '../src/intake/domain/understanding/understand.js';
import type { UnderstandingContext } from '../src/terms/understanding.js';
import { median, round, spread } from './figures.js';
import { ownSets } from './labelled.js';
import { rivalFigures, type RivalFigures } from './rival.js';
import { PROJECT } from './service.js';

const FILE = join(PROJECT, 'dist', 'intake', 'domain', 'understanding', 'understand.js');
const LENGTH = 330;
const LETTERS = 256;
const LOADS = 5;
const WARM_UP = 3;
/** Speed is measured on the messages it was first measured on, to be comparable; later ones were written to be dense with numbers. */
const FIRST_WRITTEN = 761;

export interface UnderstandingFigures {
  /** Messages of 330 characters a second of one core's time (other programs' time does not count). */
  readonly perSecond: number;
  /** Milliseconds for one of them, by the clock on the wall. */
  readonly millis: { readonly p50: number; readonly p99: number };
  /** A fresh process loads everything and reads its first message. */
  readonly loadMillis: readonly number[];
  /** What understanding adds to the memory of a fresh process, after a collection. */
  readonly memoryMb: number;
  /** nlp.js beside it; null where it is not installed. */
  readonly nlpjs: RivalFigures | null;
}

/** Letters of 330 characters, put together from our own labelled messages; no two alike. */
function letters(messages: readonly string[]): string[] {
  return Array.from({ length: LETTERS }, (_, at) => {
    let text = '';
    for (let next = at * 7; text.length < LENGTH; next += 1) text += `${messages[next % messages.length] ?? ''}。`;
    return text.slice(0, LENGTH);
  });
}

export async function measureUnderstanding(millis: number): Promise<UnderstandingFigures> {
  const { understand } = (await import(FILE)) as { understand: typeof Understand };
  const sets = ownSets(PROJECT);
  const [first] = sets;
  if (!first) throw new Error('no labelled messages');
  const texts = letters(sets.flatMap(({ messages }) => messages.filter(({ id }) => Number(id.slice('own-'.length)) <= FIRST_WRITTEN).map(({ text }) => text)));
  const { perSecond, each } = rate(millis, texts, (text) => understand(text, first.context));
  const { p50, p99 } = spread(each);
  return { perSecond, millis: { p50, p99 }, ...freshProcess(first.context), nlpjs: await rivalFigures(sets, texts, millis) };
}

/** Runs over the texts for the time given, after three times as long to warm up: a hundred patterns become machine code one after the other, and a service runs for weeks. */
function rate(millis: number, texts: readonly string[], read: (text: string) => unknown): { readonly perSecond: number; readonly each: readonly number[] } {
  const pass = (end: number): number[] => {
    const each: number[] = [];
    for (let at = 0; ; at += 1) {
      const from = performance.now();
      if (from >= end && at >= texts.length) return each;
      read(texts[at % texts.length] ?? '');
      each.push(performance.now() - from);
    }
  };
  pass(performance.now() + WARM_UP * millis);
  const before = process.cpuUsage();
  const each = pass(performance.now() + millis);
  const { user, system } = process.cpuUsage(before);
  return { perSecond: round((each.length * 1_000_000) / (user + system)), each };
}

function freshProcess(context: UnderstandingContext): { readonly loadMillis: readonly number[]; readonly memoryMb: number } {
  const code = `gc();
const before = process.memoryUsage().rss;
const from = performance.now();
const { understand } = await import(${JSON.stringify(FILE)});
understand('3栋2单元1501漏水 要赔8000', ${JSON.stringify(context)});
const millis = performance.now() - from;
gc();
process.stdout.write(JSON.stringify({ millis, bytes: process.memoryUsage().rss - before }));`;
  const runs = Array.from({ length: LOADS }, () => {
    const { status, stdout } = spawnSync(process.execPath, ['--expose-gc', '--input-type=module', '-e', code], { encoding: 'utf8' });
    if (status !== 0) throw new Error('understanding cannot be loaded');
    return JSON.parse(stdout) as { millis: number; bytes: number };
  });
  return { loadMillis: runs.map((one) => round(one.millis)), memoryMb: round(median(runs.map((one) => one.bytes)) / 2 ** 20) };
}

/** The rows of the table on the screen: what, how much, aim. */
export function understandingRows({ perSecond, millis, loadMillis, memoryMb, nlpjs }: UnderstandingFigures): [string, string, string][] {
  const rows: [string, string, string][] = [
    [`messages of ${LENGTH} characters understood/s, one core`, `${perSecond}/s`, '>= 2000/s'],
    ['  one message p50 / p99', `${millis.p50} / ${millis.p99} ms`, 'p99 <= 5 ms'],
    ['  load with the first message; memory', `${median(loadMillis)} ms; ${memoryMb} MB`, '<= 300 ms'],
  ];
  if (nlpjs === null) return [...rows, ['  nlp.js beside it', 'not measured (not installed)', '']];
  rows.push(
    ['  nlp.js (category alone, learnt from the same sentences)', `${nlpjs.perSecond}/s, load and learning ${nlpjs.learningMillis} ms`, ''],
    ['  category labelled or defensible: ours / nlp.js', `${nlpjs.oursRight} / ${nlpjs.right} of ${nlpjs.of}`, ''],
  );
  return rows;
}
