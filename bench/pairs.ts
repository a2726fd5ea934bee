import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { isSameMatter as IsSameMatter, SaidMatter } from '../src/intake/domain/dialogue/likeness.js';
import type { subjectOf as SubjectOf } from '../src/intake/domain/dialogue/subject.js';
import type { RULE_READERS as Rules } from '../src/intake/domain/understanding/rule-readers.js';
import { PROJECT } from './service.js';

interface Pair {
  readonly half: 'tuned' | 'held-out';
  readonly first: string;
  readonly later: string;
  readonly same: boolean;
}

const intake = async <T>(file: string): Promise<T> => (await import(join(PROJECT, 'dist', 'intake', 'domain', file))) as T;
const share = (part: number, of: number): string => (of === 0 ? '–' : (part / of).toFixed(3));

/** Pairs of ours, told apart as the bot does it for two complaints of one project: lines of a Markdown document. */
export async function pairLines(): Promise<string[]> {
  const { isSameMatter } = await intake<{ isSameMatter: typeof IsSameMatter }>('dialogue/likeness.js');
  const { subjectOf } = await intake<{ subjectOf: typeof SubjectOf }>('dialogue/subject.js');
  const { RULE_READERS } = await intake<{ RULE_READERS: typeof Rules }>('understanding/rule-readers.js');
  const file = join(PROJECT, 'test', 'fixtures', 'understanding', 'pairs.jsonl');
  const all = readFileSync(file, 'utf8').trim().split('\n').map((line) => JSON.parse(line) as Pair);
  const said = (text: string): SaidMatter => {
    const category = RULE_READERS.likelyCategories(text)[0] ?? 'other';
    return { category, subject: subjectOf(text, category, []) };
  };
  const rows = (['tuned', 'held-out'] as const).map((half) => {
    const judged = all.filter((pair) => pair.half === half).map((pair) => ({ same: pair.same, found: isSameMatter(said(pair.first), said(pair.later)) }));
    const right = judged.filter(({ same, found }) => same && found).length;
    const found = judged.filter((one) => one.found).length;
    const same = judged.filter((one) => one.same).length;
    return `| ${half} | ${judged.length} | ${same} | ${share(right, found)} | ${share(right, same)} |`;
  });
  return [
    '## The same matter in other words: pairs of ours',
    '',
    '| half | pairs | the same | precision | recall |',
    '| --- | --- | --- | --- | --- |',
    ...rows,
    '',
  ];
}
