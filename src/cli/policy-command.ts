import { checkFiles } from './policy-check.js';
import { decideLines } from './policy-decide.js';
import type { Streams, SubCommand } from './policy-streams.js';

/** Each stands in a file of its own: policy-<name>.ts. */
const COMMANDS: Readonly<Record<string, SubCommand>> = {
  decide: { usage: 'policy decide(从标准输入逐行读入事实)', run: decideLines },
  check: { usage: 'policy check 文件…(检查规则包)', run: checkFiles },
};

/** Gives the exit code: 0 good, 1 a bad line or file, 2 wrong usage (contracts.md §1). */
export async function runPolicy([name = '', ...args]: readonly string[], streams: Streams): Promise<number> {
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  const code = command === undefined ? null : await command.run(args, streams);
  if (code !== null) return code;
  const shown = command === undefined ? Object.values(COMMANDS) : [command];
  streams.errors.write(`用法:${shown.map((one) => one.usage).join('\n      ')}\n`);
  return 2;
}
