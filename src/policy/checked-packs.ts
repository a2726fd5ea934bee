import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Pack } from './domain/rows.js';

/**
 * Packs that the build has read and found without mistakes, by the SHA-256 of their text. Reading YAML and checking it
 * costs most of a second in a fresh process; the same text, read by the same program, would only give the same pack.
 * The build writes the file anew whenever a source of the program changes; a text that is not in it is read in full.
 */
export type CheckedPacks = ReadonlyMap<string, Pack>;

const FILE = 'checked.json';

export const textHash = (text: string): string => createHash('sha256').update(text, 'utf8').digest('hex');

/** What the build left in the folder; empty where it left nothing (the sources, a company's own folder). */
export function checkedPacks(folder: string): CheckedPacks {
  const file = join(folder, FILE);
  if (!existsSync(file)) return new Map();
  return new Map(Object.entries(JSON.parse(readFileSync(file, 'utf8')) as Record<string, Pack>));
}

/** The name and content of the file that keeps these packs, by their texts. */
export function checkedFile(packs: readonly { readonly text: string; readonly pack: Pack }[]): { readonly name: string; readonly content: string } {
  return { name: FILE, content: JSON.stringify(Object.fromEntries(packs.map(({ text, pack }) => [textHash(text), pack]))) };
}
