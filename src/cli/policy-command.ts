import { checkFiles } from './policy-check.js';
import { coverage } from './policy-coverage.js';
import { decideLines } from './policy-decide.js';
import { diffOf } from './policy-diff.js';
import { explainLines } from './policy-explain.js';
import type { Streams, SubCommand } from './policy-streams.js';

/** Each stands in a file of its own: policy-<name>.ts. What works on the store is loaded when it is called: `decide` starts without it. */
const COMMANDS: Readonly<Record<string, SubCommand>> = {
  decide: { usage: 'policy decide(从标准输入逐行读入事实)', run: decideLines },
  check: { usage: 'policy check 文件…(检查规则包)', run: checkFiles },
  coverage: { usage: 'policy coverage(每条规则在哪里落实,由哪个测试证明)', run: coverage },
  explain: { usage: 'policy explain(从标准输入逐行读入事实,用中文说明判定依据)', run: explainLines },
  diff: { usage: 'policy diff 甲 乙(规则包的名称或文件;用文字列出乙与甲的不同)', run: diffOf },
  replay: {
    usage: 'policy replay --pack 规则包 --from 2026-01-01 --to 2026-06-30 [--company 公司] [--json](用另一套规则重判已登记的投诉,不改动数据)',
    run: async (args, streams) => (await import('./policy-replay.js')).replay(args, streams),
  },
  adopt: {
    usage: 'policy adopt --pack 规则包 --by 姓名 [--company 公司](从现在起按这套规则判定新投诉;已登记的不变)',
    run: async (args, streams) => (await import('./policy-adopt.js')).adopt(args, streams),
  },
  calendar: {
    usage: 'policy calendar [--year 2027 --file 通知.json] [--company 公司] [--by 姓名](载入一年的放假安排;不带文件则列出已载入的)',
    run: async (args, streams) => (await import('./policy-calendar.js')).calendar(args, streams),
  },
  'explain-due': {
    usage: 'policy explain-due 编号 时限 [--company 公司](说明某件投诉某项时限怎样推算出来)',
    run: async (args, streams) => (await import('./policy-explain-due.js')).explainDue(args, streams),
  },
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
