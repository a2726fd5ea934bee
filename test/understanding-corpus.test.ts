import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { findRooms } from '../src/intake/domain/understanding/rooms.js';
import { understand } from '../src/intake/domain/understanding/understand.js';
import { plain } from '../src/intake/domain/understanding/writing.js';
import type { Understanding } from '../src/terms/understanding.js';

/** Real messages that are not ours: read where they lie, never copied into the project. */
const MESSAGES = resolve(process.cwd(), '../shared/corpora/messages-dev.jsonl');
const LEAST_LENIENT = 0.6;

interface Labelled {
  readonly text: string;
  readonly category: string;
  readonly alsoDefensible: readonly string[];
  readonly amount: number | null;
  readonly households: number | null;
  readonly media: boolean;
  readonly litigation: boolean;
  readonly safety: boolean;
  readonly repeat: boolean;
  readonly rooms: readonly string[];
  readonly phone: string | null;
  readonly name: string | null;
}

type Value = string | number | boolean | null;

/** Labels name rooms as written ("4栋"); both sides are compared in the normalised form. */
const normalRooms = (rooms: readonly string[]): string | null =>
  [...new Set(rooms.flatMap((room) => findRooms(plain(room)).rooms))].sort().join(' ') || null;

const COMPARED: Readonly<Record<string, readonly [(u: Understanding) => Value, (l: Labelled) => Value]>> = {
  amount: [(u) => (u.amount === null ? null : u.amount / 100), (l) => l.amount],
  households: [(u) => u.households, (l) => l.households],
  media: [(u) => u.media || null, (l) => l.media || null],
  litigation: [(u) => u.litigation || null, (l) => l.litigation || null],
  safety: [(u) => u.safety || null, (l) => l.safety || null],
  repeat: [(u) => u.repeat || null, (l) => l.repeat || null],
  rooms: [(u) => [...u.rooms].sort().join(' ') || null, (l) => normalRooms(l.rooms)],
  phone: [(u) => u.phone, (l) => l.phone],
  name: [(u) => u.name, (l) => l.name],
};

function report(answers: readonly (readonly [Understanding, Labelled])[]): { lenient: number; lines: string[] } {
  const share = (n: number, of: number): string => (of === 0 ? '  –  ' : (n / of).toFixed(3));
  const right = (u: Understanding, l: Labelled): boolean => u.category === l.category || l.alsoDefensible.includes(u.category ?? '');
  const strict = answers.filter(([u, l]) => u.category === l.category).length;
  const lenient = answers.filter(([u, l]) => right(u, l)).length;
  const sure = answers.filter(([u]) => !u.missing.includes('category'));
  const lines = [
    `category strict ${share(strict, answers.length)}, labelled or defensible ${share(lenient, answers.length)}`,
    `not asked about ${share(sure.length, answers.length)}, right on those ${share(sure.filter(([u, l]) => right(u, l)).length, sure.length)}`,
    'slot        precision recall F1    right wrong missed',
  ];
  for (const [slot, [got, label]] of Object.entries(COMPARED)) {
    const pairs = answers.map(([u, l]) => [got(u), label(l)] as const);
    const good = pairs.filter(([g, l]) => g !== null && g === l).length;
    const wrong = pairs.filter(([g, l]) => g !== null && g !== l).length;
    const missed = pairs.filter(([g, l]) => l !== null && g !== l).length;
    const f1 = share(2 * good, 2 * good + wrong + missed);
    lines.push(`${slot.padEnd(11)} ${share(good, good + wrong).padEnd(9)} ${share(good, good + missed).padEnd(6)} ${f1} ${String(good).padStart(5)} ${String(wrong).padStart(5)} ${String(missed).padStart(6)}`);
  }
  return { lenient: lenient / answers.length, lines };
}

it('puts real messages into a labelled or defensible category', () => {
  if (!existsSync(MESSAGES)) {
    process.stdout.write('understanding of the real messages: not measured (no corpus here)\n');
    return;
  }
  const labelled = readFileSync(MESSAGES, 'utf8').trim().split('\n').map((line) => JSON.parse(line) as Labelled);
  const context = { now: Date.parse('2026-03-02T10:00:00+08:00'), projects: [] };
  const { lenient, lines } = report(labelled.map((each) => [understand(each.text, context), each] as const));
  process.stdout.write(`understanding of ${labelled.length} real messages\n${lines.join('\n')}\n`);
  expect(lenient).toBeGreaterThanOrEqual(LEAST_LENIENT);
});
