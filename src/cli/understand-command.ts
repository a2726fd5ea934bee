import type { Readable, Writable } from 'node:stream';
import { understandWith } from '../intake/domain/language/with-model.js';
import { RULE_READERS } from '../intake/domain/understanding/rule-readers.js';
import { understand } from '../intake/domain/understanding/understand.js';
import { written } from '../intake/domain/understanding/written.js';
import type { Instant } from '../terms/instants.js';
import type { LanguageModel } from '../terms/language-model.js';
import { accept, refuse, type Outcome } from '../terms/outcome.js';
import { answerLines } from './lines.js';

const USAGE = '用法:understand [--llm](从标准输入逐行读入 {"id","text"})';
const NO_MODEL = '没有配置语言模型:请先设置 LLM_BASE_URL,或去掉 --llm 按规则理解。';

export interface UnderstandStreams {
  readonly input: Readable;
  readonly output: Writable;
  readonly errors: Writable;
}

export interface UnderstandSurroundings {
  /** Seen from here "上午9点半" becomes a moment. */
  readonly now: () => Instant;
  /** The configured language model, only looked for with --llm; null: none is configured. */
  readonly model: () => Promise<LanguageModel | null>;
}

/**
 * Messages as JSON lines in, one understanding a line out, in order (contracts.md §3).
 * With --llm a line the model had no part in is answered by the rules, and the errors say why. Gives the exit code: 0 good, 1 a bad line, 2 wrong usage or no language model for --llm.
 */
export async function runUnderstand(
  args: readonly string[],
  streams: UnderstandStreams,
  surroundings: UnderstandSurroundings,
): Promise<number> {
  if (args.some((arg) => arg !== '--llm')) return mistake(streams, USAGE);
  const model = args.includes('--llm') ? await surroundings.model() : null;
  if (args.includes('--llm') && model === null) return mistake(streams, NO_MODEL);
  return understandLines(streams, surroundings, model);
}

function mistake({ errors }: UnderstandStreams, words: string): number {
  errors.write(`${words}\n`);
  return 2;
}

async function understandLines({ input, output, errors }: UnderstandStreams, { now }: UnderstandSurroundings, model: LanguageModel | null): Promise<number> {
  let exitCode = 0;
  const answers = async function* (lines: AsyncIterable<string>): AsyncGenerator<string> {
    for await (const line of lines) {
      if (line.trim() === '') continue;
      const message = readLine(line);
      if (!message.outcome.ok) exitCode = 1;
      const { answer, note } = await answered(message, now(), model);
      if (note !== null) errors.write(`${String(message.id)}:${note}\n`);
      yield `${JSON.stringify(answer)}\n`;
    }
  };
  await answerLines(input, output, answers);
  return exitCode;
}

interface Line {
  /** Passed through as it came; null where the line has none. */
  readonly id: unknown;
  readonly outcome: Outcome<string>;
}

interface Answered {
  readonly answer: object;
  /** Why the model had no part in it; null where it had, or was not asked. */
  readonly note: string | null;
}

async function answered({ id, outcome }: Line, now: Instant, model: LanguageModel | null): Promise<Answered> {
  if (!outcome.ok) return { answer: { id, error: outcome.message }, note: null };
  const context = { now, projects: [] };
  const read = model === null ? null : await understandWith(model, outcome.value, context, RULE_READERS);
  const understood = read?.ok === true ? read.value : understand(outcome.value, context);
  return { answer: { id, ...written(understood) }, note: read?.ok === false ? read.message : null };
}

function readLine(line: string): Line {
  const json = parsed(line);
  if (!json.ok) return { id: null, outcome: json };
  if (typeof json.value !== 'object' || json.value === null || Array.isArray(json.value)) {
    return { id: null, outcome: refuse('line-no-object', '这一行不是 {"id","text"} 形式的对象') };
  }
  const { id = null, text } = json.value as { readonly id?: unknown; readonly text?: unknown };
  return { id, outcome: typeof text === 'string' ? accept(text) : refuse('text-missing', '缺少文字 "text",或它不是字符串') };
}

function parsed(line: string): Outcome<unknown> {
  try {
    return accept(JSON.parse(line.startsWith('\uFEFF') ? line.slice(1) : line) as unknown);
  } catch {
    return refuse('line-not-json', '这一行不是 JSON');
  }
}
