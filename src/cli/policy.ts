import { once } from 'node:events';
import { createInterface } from 'node:readline';
import {
  decide,
  formatDecision,
  loadPacks,
  nationalCalendar,
  packHash,
  parseFacts,
  readPackFile,
  showMistake,
  type Pack,
  type WorkingCalendar,
} from '../policy/index.js';
import { refuse, type Outcome } from '../terms/outcome.js';

const USAGE = '用法:policy decide(从标准输入逐行读入事实)或 policy check 文件…';

interface Rules {
  readonly packs: ReadonlyMap<string, Pack>;
  readonly calendar: WorkingCalendar;
}

process.exitCode = await run(process.argv.slice(2));

async function run([command, ...files]: readonly string[]): Promise<number> {
  if (command === 'decide' && files.length === 0) return decideLines();
  if (command === 'check' && files.length > 0) return checkFiles(files);
  process.stderr.write(`${USAGE}\n`);
  return 2;
}

/** Answers each line of stdin in order; 1 when any line was bad. */
async function decideLines(): Promise<number> {
  const packs = loadPacks();
  if (!packs.ok) {
    process.stderr.write(`${packs.message}\n`);
    return 1;
  }
  endQuietlyOnBrokenPipe();
  const rules: Rules = { packs: packs.value, calendar: nationalCalendar() };
  let exitCode = 0;
  for await (const line of createInterface({ input: process.stdin, crlfDelay: Infinity })) {
    if (line.trim() === '') continue;
    const { answer, good } = answerLine(line, rules);
    if (!good) exitCode = 1;
    if (!process.stdout.write(`${JSON.stringify(answer)}\n`)) await once(process.stdout, 'drain');
  }
  return exitCode;
}

/** The reader may stop early (`| head`): that is no fault worth a stack trace. */
function endQuietlyOnBrokenPipe(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit(0);
  });
}

function answerLine(line: string, rules: Rules): { readonly answer: object; readonly good: boolean } {
  const json = parseLine(line);
  const id = json.ok ? idOf(json.value) : null;
  const decision = json.ok ? judge(json.value, id, rules) : json;
  return decision.ok ? { answer: decision.value, good: true } : { answer: { id, error: decision.message }, good: false };
}

function parseLine(line: string): Outcome<unknown> {
  try {
    const text = line.startsWith('\uFEFF') ? line.slice(1) : line;
    return { ok: true, value: JSON.parse(text) as unknown };
  } catch {
    return refuse('line-not-json', '这一行不是 JSON');
  }
}

function idOf(json: unknown): string | number | null {
  const id = typeof json === 'object' && json !== null ? (json as { id?: unknown }).id : null;
  return typeof id === 'string' || typeof id === 'number' ? id : null;
}

function judge(json: unknown, id: string | number | null, rules: Rules): Outcome<object> {
  const facts = parseFacts(json);
  if (!facts.ok) return facts;
  const pack = rules.packs.get(facts.value.pack);
  if (!pack) {
    return refuse('pack-unknown', `没有规则包 '${facts.value.pack}';可用:${[...rules.packs.keys()].join('、')}`);
  }
  const decision = decide(pack, rules.calendar, facts.value);
  return decision.ok ? { ok: true, value: formatDecision(id, decision.value) } : decision;
}

/** Prints every mistake of every file; 1 on any. */
function checkFiles(files: readonly string[]): number {
  let exitCode = 0;
  for (const file of files) {
    const { pack, mistakes } = readPackFile(file);
    for (const mistake of mistakes) process.stdout.write(`${showMistake(mistake)}\n`);
    if (pack === null) exitCode = 1;
    else process.stdout.write(`${file}: 无误,规则包 ${pack.id} ${pack.version},指纹 ${packHash(pack)}\n`);
  }
  return exitCode;
}
