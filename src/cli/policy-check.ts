import { packHash, readPackFile, showMistake, type Pack } from '../policy/index.js';
import { chineseMarks } from '../terms/typography.js';
import { packsAtHand, policyDir } from './policy-at-hand.js';
import type { Streams } from './policy-streams.js';

/**
 * Prints every mistake of every file (file:line: what is wrong and what would be right); 1 on any. Without files: of those in
 * POLICY_DIR, as they are loaded beside the shipped ones.
 */
export function checkFiles(files: readonly string[], { output, errors }: Streams): Promise<number | null> {
  if (files.length > 0) return Promise.resolve(checkEach(files, output));
  const folder = policyDir();
  if (!folder.ok) errors.write(`${folder.message}\n`);
  else if (folder.value === null) return Promise.resolve(null);
  return Promise.resolve(folder.ok ? checkTogether(output) : 1);
}

function checkEach(files: readonly string[], output: Streams['output']): number {
  let exitCode = 0;
  for (const file of files) {
    const { pack, mistakes } = readPackFile(file);
    for (const mistake of mistakes) output.write(`${showMistake(mistake)}\n`);
    if (pack === null) exitCode = 1;
    else output.write(`${file}: ${good(pack)}\n`);
  }
  return exitCode;
}

function checkTogether(output: Streams['output']): number {
  const packs = packsAtHand();
  if (!packs.ok) output.write(`${packs.message}\n`);
  else for (const pack of packs.value.values()) output.write(`${good(pack)}\n`);
  return packs.ok ? 0 : 1;
}

const good = (pack: Pack): string => chineseMarks(`无误,规则包 ${pack.id} ${pack.version},指纹 ${packHash(pack)}`);
