import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { findRooms as FindRooms } from '../src/intake/domain/understanding/rooms.js';
import type { understand as Understand } from '../src/intake/domain/understanding/understand.js';
import type { plain as Plain } from '../src/intake/domain/understanding/writing.js';
import { dialogueLines, scoreDialogues } from './dialogues.js';
import { ownSets, realSet } from './labelled.js';
import { pairLines } from './pairs.js';
import { missLines, scoreLines, scoreSet, type Engine } from './scores.js';
import { PROJECT } from './service.js';

/** `npm run eval`: what the bot finds, measured; a table on the screen and docs/understanding.md. `-- --misses` lists every miss of the sets that may be tuned on. */
const MISSES = 20;

const built = async <T>(file: string): Promise<T> => (await import(join(PROJECT, 'dist', 'intake', 'domain', 'understanding', file))) as T;
const { understand } = await built<{ understand: typeof Understand }>('understand.js');
const { findRooms } = await built<{ findRooms: typeof FindRooms }>('rooms.js');
const { plain } = await built<{ plain: typeof Plain }>('writing.js');
/** Labels give a place as it was written or already in our form ("12", "3-2"), which is no sentence. */
const normalRooms = (rooms: readonly string[]): string[] =>
  rooms.flatMap((room) => {
    const found = findRooms(plain(room)).rooms;
    return found.length === 0 ? [room] : found;
  });
const engine: Engine = { understand, normalRooms };

const real = realSet(PROJECT);
const sets = [...ownSets(PROJECT), ...(real === null ? [] : [real])];
const scores = sets.map((set) => scoreSet(set, engine));
const tuned = scores.filter(({ name }) => !name.includes('held'));
const worst = { ...(tuned[0] ?? scoreSet({ name: '', messages: [], context: { now: 0, projects: [] }, slots: [] }, engine)), misses: tuned.flatMap(({ misses }) => misses).sort((a, b) => b.sure - a.sure) };

/** What fresh messages gave when they were read for the first time, before anything was done about them; they cannot be measured again. */
const FIRST_READINGS = [
  '## Fresh messages, read for the first time (2026-11-23)',
  '',
  'Four sets were written one after the other, each before its messages had been read by the bot. What the first and the third showed was mended, so they',
  'now stand among those tuned on. Of the second and the fourth (below: in other voices) only figures were looked at, but their author mended the rules',
  'afterwards and knew them: their later figures are the upper end. The first readings are the judge.',
  '',
  '| set | messages | kind | category lenient | not asked, right of those | amount | households | rooms | phone |',
  '| --- | --- | --- | --- | --- | --- | --- | --- | --- |',
  '| first, before the grammars were mended | 141 | 0.936 | 0.916 | 0.795, 0.955 | 0.909 | 0.863 | 0.776 | 1.000 |',
  '| second, in other voices | 103 | 0.981 | 0.937 | 0.835, 0.970 | 0.952 | 0.952 | 0.922 | 1.000 |',
  '| third, of odd forms | 87 | 0.989 | 0.887 | 0.792, 0.976 | 0.947 | 0.800 | 0.868 | 1.000 |',
  '| fourth, after everything else | 35 | 1.000 | 0.963 | 0.815, 1.000 | 0.889 | 0.857 | 0.923 | 1.000 |',
  '',
  'Then further rounds, each written and labelled in other voices before the bot had read it; what it showed was mended by general rules and the messages went to',
  'those tuned on. The sixth is of plain reports alone; in the others a third are odd forms of numbers and places, so every second sum is a hard one.',
  'Their author knew the rules by then: messages of others may be read worse. The last round is the honest figure.',
  '',
  '| round | messages | kind | category lenient | amount | households | rooms | phone | safety | repeat |',
  '| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |',
  '| 1 | 163 | 0.994 | 0.927 | 0.870 | 0.963 | 0.930 | 0.952 | 0.714 | 0.750 |',
  '| 2 | 138 | 0.978 | 0.910 | 0.792 | 0.913 | 0.891 | 0.933 | 0.857 | 0.571 |',
  '| 3 | 131 | 0.992 | 0.921 | 0.860 | 0.909 | 0.911 | 1.000 | 0.615 | 0.429 |',
  '| 4 | 124 | 0.981 | 0.860 | 0.886 | 0.938 | 0.923 | 1.000 | 0.857 | 0.667 |',
  '| 5 | 106 | 0.989 | 0.803 | 0.935 | 0.846 | 0.857 | 1.000 | 1.000 | 1.000 |',
  '| 6 | 91 | 0.989 | 0.955 | 0.986 | 1.000 | 0.982 | 1.000 | 0.929 | 0.667 |',
  '| 7 | 129 | 0.976 | 0.938 | 0.911 | 0.894 | 0.970 | 1.000 | 0.800 | 1.000 |',
  '| 8 | 126 | 1.000 | 0.903 | 0.886 | 0.914 | 0.920 | 1.000 | 0.786 | 0.500 |',
  '| 9 | 128 | 0.975 | 0.900 | 0.864 | 0.857 | 0.970 | 1.000 | 0.667 | 0.667 |',
  '| 10 | 103 | 0.990 | 0.895 | 0.911 | 0.957 | 0.972 | 1.000 | 0.769 | 0.667 |',
  '| 11 | 124 | 1.000 | 0.930 | 0.925 | 0.923 | 0.944 | 1.000 | 0.815 | 0.667 |',
  '| 12 | 147 | 1.000 | – | 0.958 | 1.000 | 0.956 | 1.000 | 0.846 | 0.667 |',
  '',
];
const dialogues = await scoreDialogues();
const lines = [
  '# What the bot understands',
  '',
  `Measured ${new Date().toISOString().slice(0, 10)} by \`npm run eval\`, by rules and the learnt models alone, without a language model.`,
  '',
  'Our own messages, phrases and reports lie in `test/fixtures/understanding/`, written for this project. The rules were tuned on one part; of the others',
  'only the figures were looked at. All of them, and the sentences of `bench/training/` that the models learn from (`npm run train`), have one author:',
  'figures on messages of others are the better judge. Real messages are read where they lie; none of them is learnt from. The words of the trade and the',
  'confidence of letters were set with a view to their results, so for real messages these figures are the upper end of what to expect.',
  '',
  'Slots are F1 over messages; a right denial or silence counts nowhere. A category counts as labelled or defensible where a second person could rightly choose it.',
  '',
  ...FIRST_READINGS,
  ...scores.flatMap(scoreLines),
  ...dialogueLines(dialogues),
  ...(await pairLines()),
  ...(real === null ? ['Real messages: not measured (their folder is not here).', ''] : []),
  `## The ${MISSES} worst misses of what may be looked at`,
  '',
  'Those held out are not looked at message by message.',
  '',
  ...missLines(worst, MISSES),
];
process.stdout.write(`${lines.join('\n')}\n`);
if (process.argv.includes('--misses')) {
  const texts = new Map(sets.flatMap(({ messages }) => messages.map(({ id, text }) => [id, text])));
  for (const { id, slot, got, label } of worst.misses) process.stdout.write(`${id} ${slot}: ${got} ≠ ${label} | ${(texts.get(id) ?? '').replace(/\s+/g, ' ').slice(0, 90)}\n`);
  for (const { id, slot, got, label } of dialogues[0]?.misses ?? []) process.stdout.write(`${id} ${slot}: ${got} ≠ ${label}\n`);
} else {
  writeFileSync(join(PROJECT, 'docs', 'understanding.md'), `${lines.join('\n').trimEnd()}\n`);
}
