import { diffPacks, packHash, showChange, type Pack } from '../policy/index.js';
import { chineseMarks } from '../terms/typography.js';
import { packNamed } from './policy-packs.js';
import type { Streams } from './policy-streams.js';

/** What is different in the second of two rule books (ids or files), in words, section by section. */
export function diffOf(args: readonly string[], { output, errors }: Streams): Promise<number | null> {
  const [a, b, ...more] = args;
  if (a === undefined || b === undefined || more.length > 0) return Promise.resolve(null);
  const packs = [packNamed(a), packNamed(b)] as const;
  for (const pack of packs) if (!pack.ok) errors.write(`${chineseMarks(pack.message)}\n`);
  const [before, after] = packs;
  if (!before.ok || !after.ok) return Promise.resolve(1);
  output.write(`${lines(before.value, after.value).map(chineseMarks).join('\n')}\n`);
  return Promise.resolve(0);
}

const nameOf = (pack: Pack): string => `${pack.id} ${pack.version}`;

function lines(a: Pack, b: Pack): string[] {
  const changes = diffPacks(a, b);
  const head = `${nameOf(a)} → ${nameOf(b)}`;
  if (changes.length === 0) return [`${head}:${packHash(a) === packHash(b) ? '完全相同' : '内容相同,只有编号或版本不同'}`];
  const sections = [...new Set(changes.map(({ section }) => section))];
  return [
    `${head}:共 ${changes.length} 处不同`,
    ...sections.flatMap((section) => [
      `【${section}】`,
      ...changes.filter((change) => change.section === section).map((change) => `  ${showChange(change)}`),
    ]),
  ];
}
