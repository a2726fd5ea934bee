import { Readable } from 'node:stream';
import { linesOf } from './lines.js';

async function lines(...chunks: readonly (string | Buffer)[]): Promise<string[]> {
  const found: string[] = [];
  for await (const line of linesOf(Readable.from(chunks))) found.push(line);
  return found;
}

test.each<readonly [readonly string[], readonly string[]]>([
  [['a\nb\r\nc\rd'], ['a', 'b', 'c', 'd']],
  [['a\n\nb\n'], ['a', '', 'b']],
  [['a\r', '\nb', '\r', 'c\r'], ['a', 'b', 'c']],
  [['{"a', '":', '1}'], ['{"a":1}']],
  [['"a\u2028b\u2029c\u0085d\ve\ff"\ng'], ['"a\u2028b\u2029c\u0085d\ve\ff"', 'g']],
  [[], []],
  [['\n'], ['']],
])('%j holds the lines %j', async (chunks, expected) => {
  expect(await lines(...chunks)).toEqual(expected);
  expect(await lines(...[...Buffer.from(chunks.join(''))].map((byte) => Buffer.from([byte])))).toEqual(expected);
});
