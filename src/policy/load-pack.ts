import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { accept, refuse, type Outcome } from '../terms/outcome.js';
import { chineseMarks } from '../terms/typography.js';
import { checkedFile, checkedPacks, textHash, type CheckedPacks } from './checked-packs.js';
import type { Pack } from './domain/rows.js';
import { checkPack } from './pack-check.js';
import { compilePack } from './pack-compile.js';
import { readShape } from './pack-shape.js';
import { readSource, type PackMistake } from './pack-source.js';

export type { PackMistake } from './pack-source.js';

/** The packs shipped with the program; the build copies them beside this file. */
export const PACKS_FOLDER = fileURLToPath(new URL('./packs', import.meta.url));

export interface PackReading {
  /** Null when there are mistakes. */
  readonly pack: Pack | null;
  /** In the order of their lines. */
  readonly mistakes: readonly PackMistake[];
}

/** Reads one pack from YAML text; `file` only names it in the mistakes. */
export function readPack(file: string, text: string): PackReading {
  const source = readSource(file, text);
  const shape = source.mistakes.length > 0 ? null : readShape(source);
  const pack = shape === null ? null : compilePack(shape, source);
  if (shape !== null && pack !== null) checkPack(shape, pack, source);
  const mistakes = [...source.mistakes].sort((a, b) => a.line - b.line);
  return { pack: mistakes.length === 0 ? pack : null, mistakes };
}

/**
 * Reads one pack file from disk; a file that cannot be read is a mistake on line 1. A text that is among `checked` is
 * not read again.
 */
export function readPackFile(file: string, checked: CheckedPacks = new Map()): PackReading {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    return { pack: null, mistakes: [{ file, line: 1, message: '文件不存在或无权读取,请检查路径' }] };
  }
  const known = checked.size === 0 ? undefined : checked.get(textHash(text));
  return known === undefined ? readPack(file, text) : { pack: known, mistakes: [] };
}

/** For the build: what `checkedPacks` finds in the folder of the packs when the program runs. */
export function checkedShippedPacks(): { readonly name: string; readonly content: string } {
  const sound = packFiles(PACKS_FOLDER).flatMap((file) => {
    const { pack } = readPackFile(file);
    return pack === null ? [] : [{ text: readFileSync(file, 'utf8'), pack }];
  });
  return checkedFile(sound);
}

/** Where packs are looked for: beside the program, and in the company's own folder. */
export const packFolders = (further: string | null): readonly string[] => (further === null ? [PACKS_FOLDER] : [PACKS_FOLDER, further]);

/**
 * Every pack of these folders by its id. Refuses with `packs-invalid`, one line per mistake (file:line: what is wrong and
 * what would be right), when any file has one or two files carry the same id.
 */
export function loadPacks(folders: readonly string[] = [PACKS_FOLDER]): Outcome<ReadonlyMap<string, Pack>> {
  const packs = new Map<string, Pack>();
  const mistakes: PackMistake[] = [];
  const checked = checkedPacks(PACKS_FOLDER);
  for (const folder of folders.filter((one) => !existsSync(one))) {
    mistakes.push({ file: folder, line: 1, message: '没有这个文件夹,请检查 POLICY_DIR' });
  }
  for (const file of folders.flatMap(packFiles)) {
    const reading = readPackFile(file, checked);
    mistakes.push(...reading.mistakes);
    if (reading.pack === null) continue;
    if (packs.has(reading.pack.id)) {
      mistakes.push({ file, line: 1, message: `规则包 '${reading.pack.id}' 在另一文件中已有,请给 id 起一个别的名称` });
    }
    packs.set(reading.pack.id, reading.pack);
  }
  if (packs.size === 0 && mistakes.length === 0) mistakes.push({ file: folders.join('、'), line: 1, message: '这里没有规则包文件(*.yaml)' });
  return mistakes.length === 0 ? accept(packs) : refuse('packs-invalid', mistakes.map(showMistake).join('\n'));
}

function packFiles(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => /\.ya?ml$/.test(name))
    .sort()
    .map((name) => join(folder, name));
}

export function showMistake(mistake: PackMistake): string {
  return `${mistake.file}:${mistake.line}: ${chineseMarks(mistake.message)}`;
}
