import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { PACKS_FOLDER, readPlaces, type CarriedRule, type Carriage, type PackPlaces } from '../policy/index.js';
import type { Streams } from './policy-streams.js';

/** One proof of the last test run; written by test/harness/rule-tags-reporter.mjs. */
interface Proof {
  readonly title: string;
  /** Rules its title names. */
  readonly rules: readonly string[];
  /** The pack whose table the test is a row of, and the rules that row expects. */
  readonly pack?: string;
  readonly row?: readonly string[];
}

interface Proven {
  readonly file: string;
  readonly proof: Proof;
}

const TAGS = join('.build', 'rule-tags.json');

/**
 * Every rule of every shipped pack: where it is carried out and the test that proves it, by the last test run. 1 when a rule has no place,
 * or has one that works and no test. Reads the sources and the tags of `folder`, where it is started.
 */
export function coverage(args: readonly string[], { output, errors }: Streams, folder = process.cwd()): Promise<number | null> {
  if (args.length > 0) return Promise.resolve(null);
  const proofs = readProofs(join(folder, TAGS));
  if (proofs === null) errors.write('还没有测试记录:请先运行 npm test(只想看规则包的,可运行 npm test -- test/decision-tables src/policy)。\n');
  let missing = 0;
  for (const { file, pack } of shippedPlaces(folder)) {
    const lines = pack.rules.map((rule) => lineOf(rule, pack, file, proofs ?? []));
    missing += lines.filter((line) => !line.good).length;
    output.write(`${pack.id}\n${lines.map((line) => `  ${line.text}`).join('\n')}\n`);
  }
  output.write(missing === 0 ? '每条规则都有落实之处和测试。\n' : `缺少落实之处或测试的规则:${missing} 条。\n`);
  return Promise.resolve(missing === 0 ? 0 : 1);
}

function readProofs(file: string): readonly Proven[] | null {
  if (!existsSync(file)) return null;
  const tags = JSON.parse(readFileSync(file, 'utf8')) as Readonly<Record<string, readonly Proof[]>>;
  return Object.entries(tags).flatMap(([test, proofs]) => proofs.map((proof) => ({ file: test, proof })));
}

/** The sources where there are any, so that the line is the one an editor opens. */
function shippedPlaces(root: string): readonly { readonly file: string; readonly pack: PackPlaces }[] {
  const sources = join(root, 'src', 'policy', 'packs');
  const folder = existsSync(sources) ? sources : PACKS_FOLDER;
  return readdirSync(folder)
    .filter((name) => name.endsWith('.yaml'))
    .sort()
    .map((name) => ({ file: relative(root, join(folder, name)), pack: readPlaces(join(folder, name)) }));
}

const ORDER: readonly Carriage[] = ['runs', 'task', 'data only'];

function lineOf(rule: string, pack: PackPlaces, file: string, proofs: readonly Proven[]): { readonly text: string; readonly good: boolean } {
  const places = pack.places.filter((place) => place.rule === rule).sort((a, b) => ORDER.indexOf(a.carriage) - ORDER.indexOf(b.carriage));
  const [place] = places;
  if (place === undefined) return { text: `${rule.padEnd(8)} 没有落实之处`, good: false };
  const proven = proofs.filter(({ proof }) => proves(proof, rule, pack));
  const good = place.carriage === 'data only' || proven.length > 0;
  return { text: `${rule.padEnd(8)} ${place.carriage.padEnd(9)} ${whereOf(places, file)}  ${testOf(proven, good)}`, good };
}

function whereOf([first, ...others]: readonly CarriedRule[], file: string): string {
  const more = others.length === 0 ? '' : ` (+${others.length})`;
  return first === undefined ? '' : `${first.row}${more}, ${file}:${first.line}`;
}

function testOf([first, ...others]: readonly Proven[], good: boolean): string {
  if (first === undefined) return good ? '-' : '没有测试';
  return `${first.file} › ${first.proof.title}${others.length === 0 ? '' : ` (+${others.length})`}`;
}

/**
 * A row of a pack's table proves that pack's rules. A title proves the rules of the book it speaks of: those whose letters are the pack's
 * own, and others where it names the pack.
 */
function proves(proof: Proof, rule: string, pack: PackPlaces): boolean {
  if (proof.pack === pack.id && proof.row?.includes(rule)) return true;
  return proof.rules.includes(rule) && (lettersOf(rule) === ownLetters(pack) || proof.title.includes(pack.id));
}

const lettersOf = (rule: string): string => rule.slice(0, rule.indexOf('-'));

/** The letters most of the book's rules begin with; a pack takes single rules from other books where its own is silent. */
function ownLetters({ rules }: PackPlaces): string {
  const counts = new Map<string, number>();
  for (const rule of rules) counts.set(lettersOf(rule), (counts.get(lettersOf(rule)) ?? 0) + 1);
  return [...counts].sort(([, a], [, b]) => b - a)[0]?.[0] ?? '';
}
