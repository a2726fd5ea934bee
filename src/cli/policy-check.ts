import { packHash, readPackFile, showMistake } from '../policy/index.js';
import type { Streams } from './policy-streams.js';

/** Prints every mistake of every file (file:line: what is wrong and what would be right); 1 on any. */
export function checkFiles(files: readonly string[], { output }: Streams): Promise<number | null> {
  if (files.length === 0) return Promise.resolve(null);
  let exitCode = 0;
  for (const file of files) {
    const { pack, mistakes } = readPackFile(file);
    for (const mistake of mistakes) output.write(`${showMistake(mistake)}\n`);
    if (pack === null) exitCode = 1;
    else output.write(`${file}: 无误,规则包 ${pack.id} ${pack.version},指纹 ${packHash(pack)}\n`);
  }
  return Promise.resolve(exitCode);
}
