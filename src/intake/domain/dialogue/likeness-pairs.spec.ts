import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { RULE_READERS } from '../understanding/rule-readers.js';
import { isSameMatter, type SaidMatter } from './likeness.js';
import { subjectOf } from './subject.js';

/** 250 pairs written for this project: one matter in other words, and matters that only sound alike. Half of them were looked at while the rules were made. */
interface Pair {
  readonly id: string;
  readonly half: 'tuned' | 'held-out';
  readonly first: string;
  readonly later: string;
  readonly same: boolean;
}

const PAIRS = readFileSync('test/fixtures/understanding/pairs.jsonl', 'utf8')
  .split('\n')
  .filter((line) => line !== '')
  .map((line) => JSON.parse(line) as Pair);

/** As the bot itself sorts the words, with nobody to put it right. */
function said(text: string): SaidMatter {
  const category = RULE_READERS.likelyCategories(text)[0] ?? 'other';
  return { category, subject: subjectOf(text, category, []) };
}

test('there are at least 200 pairs of both kinds, each once', () => {
  expect(PAIRS.length).toBeGreaterThanOrEqual(200);
  expect(new Set(PAIRS.map(({ first, later }) => `${first}/${later}`)).size).toBe(PAIRS.length);
  expect(PAIRS.filter(({ same }) => same).length).toBeGreaterThanOrEqual(100);
  expect(PAIRS.filter(({ same }) => !same).length).toBeGreaterThanOrEqual(80);
});

test.each(['tuned', 'held-out'] as const)('%s half: precision at least 0.9, recall at least 0.7', (half) => {
  const judged = PAIRS.filter((pair) => pair.half === half).map((pair) => ({ ...pair, found: isSameMatter(said(pair.first), said(pair.later)) }));
  const right = judged.filter(({ same, found }) => same && found).length;
  const wrong = judged.filter(({ same, found }) => !same && found).map(({ first, later }) => `${first} / ${later}`);
  const missed = judged.filter(({ same, found }) => same && !found).map(({ first, later }) => `${first} / ${later}`);
  expect({ enough: right / (right + wrong.length) >= 0.9, wrong }).toMatchObject({ enough: true });
  expect({ enough: right / (right + missed.length) >= 0.7, missed }).toMatchObject({ enough: true });
});
