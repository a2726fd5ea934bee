import {
  decide,
  formatDecision,
  parseFacts,
  type Pack,
} from '../policy/index.js';
import { refuse, type Outcome } from '../terms/outcome.js';
import { answerLines } from './lines.js';
import { CalendarAtHand } from './policy-calendar-at-hand.js';
import { packsAtHand } from './policy-at-hand.js';
import type { Streams } from './policy-streams.js';

interface Rules {
  readonly packs: ReadonlyMap<string, Pack>;
  readonly calendar: CalendarAtHand;
}

/** Facts as JSON lines in, one decision a line out, in order; a bad line is answered with what is wrong (contracts.md §1). */
export async function decideLines(args: readonly string[], { input, output, errors }: Streams): Promise<number | null> {
  if (args.length > 0) return null;
  const packs = packsAtHand();
  if (!packs.ok) {
    errors.write(`${packs.message}\n`);
    return 1;
  }
  const rules: Rules = { packs: packs.value, calendar: new CalendarAtHand() };
  let exitCode = 0;
  const answers = async function* (lines: AsyncIterable<string>): AsyncGenerator<string> {
    for await (const line of lines) {
      if (line.trim() === '') continue;
      const { answer, good } = await answerLine(line, rules);
      if (!good) exitCode = 1;
      yield `${JSON.stringify(answer)}\n`;
    }
  };
  await answerLines(input, output, answers);
  return exitCode;
}

async function answerLine(line: string, rules: Rules): Promise<{ readonly answer: object; readonly good: boolean }> {
  const json = parseLine(line);
  const id = json.ok ? idOf(json.value) : null;
  const decision = json.ok ? await judge(json.value, id, rules) : json;
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

async function judge(json: unknown, id: string | number | null, rules: Rules): Promise<Outcome<object>> {
  const facts = parseFacts(json);
  if (!facts.ok) return facts;
  const pack = rules.packs.get(facts.value.pack);
  if (!pack) {
    return refuse('pack-unknown', `没有规则包 '${facts.value.pack}';可用:${[...rules.packs.keys()].join('、')}`);
  }
  const decision = await rules.calendar.decided((calendar) => decide(pack, calendar, facts.value));
  return decision.ok ? { ok: true, value: formatDecision(id, decision.value) } : decision;
}
