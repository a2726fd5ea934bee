import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { Engine, type RuleProperties } from 'json-rules-engine';
import type { judgeLevel as JudgeLevel } from '../src/policy/domain/level.js';
import type { isOver as IsOver } from '../src/policy/domain/calendar.js';
import type * as Policy from '../src/policy/index.js';
import type { Facts, Level } from '../src/terms/complaint.js';
import { median, round } from './figures.js';
import { writtenFacts } from './facts.js';
import { PROJECT } from './service.js';

const LEVELS_OF = 'longfor-hangzhou';
const FACTS = 4096;

export interface DecisionFigures {
  /** Whole decisions a second of one core's time (other programs' time does not count), clocks with their due times, by pack; facts already read. */
  readonly perSecond: Readonly<Record<string, number>>;
  /** The same with the facts read from a JSON line and the answer written as one, all packs by turns. */
  readonly linesPerSecond: number;
  /** Levels of one pack a second: ours, json-rules-engine with the same rows, and how many times ours is of it. */
  readonly levels: { readonly ours: number; readonly rulesEngine: number; readonly ratio: number };
  /** A fresh process loads every shipped pack as it does at its start: milliseconds. */
  readonly coldLoadMillis: readonly number[];
  /** The same when every YAML file has to be read and checked anew, as one of a company's own has to. */
  readonly fromYamlMillis: readonly number[];
}

const built = async <T>(file: string): Promise<T> => (await import(join(PROJECT, 'dist', 'policy', file))) as T;

export async function measureDecisions(millis: number): Promise<DecisionFigures> {
  const { decide, formatDecision, loadPacks, nationalCalendar, parseFacts } = await built<typeof Policy>('index.js');
  const loaded = loadPacks();
  if (!loaded.ok) throw new Error(loaded.message);
  const packs = loaded.value;
  const calendar = nationalCalendar();
  const read = (written: object): Facts => {
    const facts = parseFacts(written);
    if (!facts.ok) throw new Error(facts.message);
    return facts.value;
  };
  const perSecond: Record<string, number> = {};
  for (const [id, pack] of packs) {
    const facts = writtenFacts(id, FACTS).map(read);
    perSecond[id] = await rate(millis, facts, (each) => {
      if (!decide(pack, calendar, each).ok) throw new Error('a fact of the bench cannot be decided');
    });
  }
  const lines = [...packs.keys()].flatMap((id) => writtenFacts(id, FACTS / 4).map((written) => JSON.stringify(written)));
  const linesPerSecond = await rate(millis, lines, (line) => {
    const facts = read(JSON.parse(line) as object);
    const pack = packs.get(facts.pack);
    const decision = pack && decide(pack, calendar, facts);
    if (!decision?.ok) throw new Error('a line of the bench cannot be decided');
    JSON.stringify(formatDecision(null, decision.value));
  });
  const pack = packs.get(LEVELS_OF);
  if (!pack) throw new Error(`no pack ${LEVELS_OF}`);
  const levels = await compareLevels(pack, writtenFacts(LEVELS_OF, FACTS).map(read), millis);
  return { perSecond, linesPerSecond, levels, coldLoadMillis: fresh('if (!loadPacks().ok) process.exit(1);'), fromYamlMillis: fresh(EVERY_FILE) };
}

/** How often a second of processor time the work was done: runs over the items for the time given, after half of it to warm up. */
async function rate<T>(millis: number, items: readonly T[], work: (item: T) => unknown): Promise<number> {
  const pass = async (end: number): Promise<number> => {
    for (let count = 0; ; ) {
      for (const item of items) {
        const answer = work(item);
        if (answer instanceof Promise) await answer;
        count += 1;
        if (count % 64 === 0 && performance.now() >= end) return count;
      }
    }
  };
  await pass(performance.now() + millis / 2);
  const before = process.cpuUsage();
  const count = await pass(performance.now() + millis);
  const { user, system } = process.cpuUsage(before);
  return round((count * 1_000_000) / (user + system));
}

type Verdict = { readonly level: Level; readonly rules: readonly string[] };

/** The same complaints by `judgeLevel` and by json-rules-engine; both must say the same of each before either is timed. */
async function compareLevels(pack: Policy.Pack, facts: readonly Facts[], millis: number): Promise<DecisionFigures['levels']> {
  const { judgeLevel } = await built<{ judgeLevel: typeof JudgeLevel }>('domain/level.js');
  const { isOver } = await built<{ isOver: typeof IsOver }>('domain/calendar.js');
  const complaints = facts.filter((each) => each.valid && each.kind === 'complaint');
  const engine = new Engine(LONGFOR_LEVELS, { allowUndefinedFacts: true });
  // A rules engine has no calendar months: that one fact is worked out for it, outside of its time.
  const flat = complaints.map((each) => {
    const since = each.importantSince ?? each.happened['became-important'];
    return { ...each, overThreeMonths: since !== undefined && since !== null && isOver(since, 3, 0, each.now) };
  });
  const theirs = async (each: (typeof flat)[number]): Promise<Verdict> => verdictOf((await engine.run(each)).events);
  for (const each of flat) {
    const [ours, other] = [judgeLevel(pack, each), await theirs(each)];
    if (ours.level !== other.level || ours.rules.join() !== other.rules.join()) throw new Error(`levels differ: ${JSON.stringify([each, ours, other])}`);
  }
  const ours = await rate(millis, complaints, (each) => judgeLevel(pack, each).level === 'invalid');
  const rulesEngine = await rate(millis, flat, theirs);
  return { ours, rulesEngine, ratio: round(ours / rulesEngine) };
}

const RANK: readonly string[] = ['general', 'important', 'major'];

function verdictOf(events: readonly { readonly type: string; readonly params?: Record<string, unknown> | undefined }[]): Verdict {
  const highest = RANK.findLast((level) => events.some((event) => event.type === level)) ?? 'general';
  const rules = events.filter((event) => event.type === highest).map((event) => String(event.params?.['rule']));
  return { level: highest as Level, rules: rules.length === 0 ? ['LF-L1'] : rules.sort() };
}

const is = (fact: string, value: unknown) => ({ fact, operator: 'equal', value });
const isNot = (fact: string, value: unknown) => ({ fact, operator: 'notEqual', value });
const atLeast = (fact: string, value: number) => ({ fact, operator: 'greaterThanInclusive', value });
const row = (rule: string, type: string, conditions: RuleProperties['conditions']): RuleProperties => ({ conditions, event: { type, params: { rule } } });

/** LF-L2a to LF-L3e as json-rules-engine writes rules. */
const LONGFOR_LEVELS: RuleProperties[] = [
  row('LF-L2a', 'important', { all: [is('plainMistake', true)] }),
  row('LF-L2b', 'important', { all: [atLeast('dissatisfiedTimes', 2)] }),
  row('LF-L2c', 'important', { all: [atLeast('failedTalks', 3)] }),
  row('LF-L2e', 'important', {
    any: [
      is('refused', true),
      { all: [is('claimedAmount', null), is('wantsMoney', true)] },
      { all: [isNot('category', 'sales'), isNot('claimedAmount', null)] },
      atLeast('claimedAmount', 5_000_00),
    ],
  }),
  row('LF-L3a', 'major', { all: [is('safety', true)] }),
  row('LF-L3b', 'major', { all: [atLeast('households', 5)] }),
  row('LF-L3c', 'major', { all: [atLeast('claimedAmount', 20_000_00)] }),
  row('LF-L3d', 'major', { any: [is('brandHarm', true), is('litigation', true), is('media', true)] }),
  row('LF-L3e', 'major', { all: [is('overThreeMonths', true)] }),
];

const COLD_LOADS = 5;

const EVERY_FILE = `for (const name of readdirSync(PACKS_FOLDER).filter((one) => one.endsWith('.yaml'))) {
  if (readPackFile(join(PACKS_FOLDER, name)).pack === null) process.exit(1);
}`;

/** Each in a process of its own, the modules being there. */
function fresh(work: string): number[] {
  const code = `import { readdirSync } from 'node:fs';
import { join } from 'node:path';
const { PACKS_FOLDER, loadPacks, readPackFile } = await import(${JSON.stringify(join(PROJECT, 'dist', 'policy', 'index.js'))});
const from = performance.now();
${work}
process.stdout.write(String(performance.now() - from));`;
  return Array.from({ length: COLD_LOADS }, () => {
    const { status, stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', code], { encoding: 'utf8' });
    if (status !== 0) throw new Error('the packs cannot be loaded');
    return round(Number(stdout));
  });
}

/** The rows of the table on the screen: what, how much, aim. */
export function decisionRows({ perSecond, linesPerSecond, levels, coldLoadMillis, fromYamlMillis }: DecisionFigures): [string, string, string][] {
  const slowest = Object.entries(perSecond).sort(([, one], [, other]) => one - other)[0];
  return [
    ['decisions/s with clocks, one core, the slowest pack', `${round(slowest?.[1] ?? NaN)}/s (${slowest?.[0] ?? ''})`, '>= 50000/s'],
    ['  from a JSON line to a JSON line, all packs by turns', `${round(linesPerSecond)}/s`, ''],
    ['levels/s: ours / json-rules-engine', `${levels.ours} / ${levels.rulesEngine}/s`, `ratio ${levels.ratio}`],
    ['cold load of all packs, as the build has checked them', `${median(coldLoadMillis)} ms`, '<= 100 ms'],
    ['  every YAML file read and checked anew', `${median(fromYamlMillis)} ms`, ''],
  ];
}
