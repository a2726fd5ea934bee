import { existsSync } from 'node:fs';
import { readPackFile, showMistake, type Pack } from '../policy/index.js';
import { packsAtHand } from './policy-at-hand.js';
import { accept, refuse, type Outcome } from '../terms/outcome.js';

/** A rule book by the id it is shipped under, or by its file. Refuses with every mistake of the file, or the ids there are. */
export function packNamed(name: string): Outcome<Pack> {
  if (/[/\\.]/.test(name) || existsSync(name)) {
    const { pack, mistakes } = readPackFile(name);
    return pack === null ? refuse('packs-invalid', mistakes.map(showMistake).join('\n')) : accept(pack);
  }
  const packs = packsAtHand();
  if (!packs.ok) return packs;
  const pack = packs.value.get(name);
  return pack === undefined ? refuse('pack-unknown', `没有规则包 '${name}';可用:${[...packs.value.keys()].join('、')},或规则包文件的路径`) : accept(pack);
}
