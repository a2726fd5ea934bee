import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { understand } from '../intake/domain/understanding/understand.js';
import { written } from '../intake/domain/understanding/written.js';
import type { Instant } from '../terms/instants.js';
import { accept, refuse, type Outcome } from '../terms/outcome.js';

const USAGE = '用法:understand [--llm](从标准输入逐行读入 {"id","text"})';
const NO_MODEL = '没有配置语言模型:请先设置 LLM_BASE_URL,或去掉 --llm 按规则理解。';
const NOT_YET = '这个版本还不会用语言模型来理解:请去掉 --llm 按规则理解。';

export interface UnderstandStreams {
  readonly input: Readable;
  readonly output: Writable;
  readonly errors: Writable;
}

export interface UnderstandSurroundings {
  /** Seen from here "上午9点半" becomes a moment. */
  readonly now: () => Instant;
  /** LLM_BASE_URL; empty when no language model is configured. */
  readonly modelAddress: string;
}

/**
 * Messages as JSON lines in, one understanding a line out, in order (contracts.md §3).
 * Gives the exit code: 0 good, 1 a bad line, 2 wrong usage or no language model for --llm.
 */
export async function runUnderstand(
  args: readonly string[],
  streams: UnderstandStreams,
  surroundings: UnderstandSurroundings,
): Promise<number> {
  const complaint = usageMistake(args, surroundings.modelAddress);
  if (complaint !== null) {
    streams.errors.write(`${complaint}\n`);
    return 2;
  }
  return answerLines(streams, surroundings);
}

function usageMistake(args: readonly string[], modelAddress: string): string | null {
  if (args.some((arg) => arg !== '--llm')) return USAGE;
  if (!args.includes('--llm')) return null;
  return modelAddress === '' ? NO_MODEL : NOT_YET;
}

async function answerLines({ input, output }: UnderstandStreams, { now }: UnderstandSurroundings): Promise<number> {
  let exitCode = 0;
  const answers = async function* (lines: AsyncIterable<string>): AsyncGenerator<string> {
    for await (const line of lines) {
      if (line.trim() === '') continue;
      const message = readLine(line);
      if (!message.outcome.ok) exitCode = 1;
      yield `${JSON.stringify(answer(message, now()))}\n`;
    }
  };
  try {
    await pipeline(createInterface({ input, crlfDelay: Infinity }), answers, output, { end: false });
  } catch (error) {
    // The reader stopped early (`| head`): no fault of ours.
    if (!(error instanceof Error && 'code' in error && error.code === 'EPIPE')) throw error;
    input.destroy();
  }
  return exitCode;
}

interface Line {
  /** Passed through as it came; null where the line has none. */
  readonly id: unknown;
  readonly outcome: Outcome<string>;
}

function answer({ id, outcome }: Line, now: Instant): object {
  if (!outcome.ok) return { id, error: outcome.message };
  return { id, ...written(understand(outcome.value, { now, projects: [] })) };
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
