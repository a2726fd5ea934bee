import { decide, explain, parseFacts, type Pack } from '../policy/index.js';
import { LEVEL_NAMES } from '../terms/complaint.js';
import { accept, refuse, type Outcome } from '../terms/outcome.js';
import { chineseMarks } from '../terms/typography.js';
import { answerLines } from './lines.js';
import { CalendarAtHand } from './policy-calendar-at-hand.js';
import { packsAtHand } from './policy-at-hand.js';
import type { Streams } from './policy-streams.js';

interface Rules {
  readonly packs: ReadonlyMap<string, Pack>;
  readonly calendar: CalendarAtHand;
}

/** Facts as JSON lines in; for each the decision and its reasons in Chinese, for a person. 1 when a line could not be decided. */
export async function explainLines(args: readonly string[], { input, output, errors }: Streams): Promise<number | null> {
  if (args.length > 0) return null;
  const packs = packsAtHand();
  if (!packs.ok) {
    errors.write(`${packs.message}\n`);
    return 1;
  }
  const rules: Rules = { packs: packs.value, calendar: new CalendarAtHand() };
  let exitCode = 0;
  let number = 0;
  const answers = async function* (lines: AsyncIterable<string>): AsyncGenerator<string> {
    for await (const line of lines) {
      if (line.trim() === '') continue;
      number += 1;
      const reasons = await reasonsOf(line, rules, number);
      if (!reasons.ok) exitCode = 1;
      const words = reasons.ok ? reasons.value : [`第 ${number} 条:${reasons.message}`];
      yield `${number === 1 ? '' : '\n'}${words.map(chineseMarks).join('\n')}\n`;
    }
  };
  await answerLines(input, output, answers);
  return exitCode;
}

async function reasonsOf(line: string, { packs, calendar }: Rules, number: number): Promise<Outcome<string[]>> {
  const json = parsed(line);
  if (!json.ok) return json;
  const facts = parseFacts(json.value);
  if (!facts.ok) return facts;
  const pack = packs.get(facts.value.pack);
  if (pack === undefined) return refuse('pack-unknown', `没有规则包 '${facts.value.pack}';可用:${[...packs.keys()].join('、')}`);
  const decision = await calendar.decided((days) => decide(pack, days, facts.value));
  if (!decision.ok) return decision;
  const { id = number } = json.value as { readonly id?: unknown };
  const head = `【${String(id)}】${pack.title},判定:${LEVEL_NAMES[decision.value.level]}`;
  return accept([head, ...explain(decision.value, facts.value, pack)]);
}

function parsed(line: string): Outcome<unknown> {
  try {
    return accept(JSON.parse(line.startsWith('\uFEFF') ? line.slice(1) : line) as unknown);
  } catch {
    return refuse('line-not-json', '这一行不是 JSON');
  }
}
