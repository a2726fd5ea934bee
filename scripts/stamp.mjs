import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';

/** Hashes of the contents of all files below a folder, by path relative to `root`; `takes` picks the names. */
export function hashesBelow(root, folder, takes = () => true) {
  const hashes = {};
  const top = join(root, folder);
  if (!existsSync(top)) return hashes;
  const entries = readdirSync(top, { withFileTypes: true, recursive: true });
  for (const entry of entries) {
    if (!entry.isFile() || !takes(entry.name) || entry.parentPath.includes('node_modules')) continue;
    const path = join(entry.parentPath, entry.name);
    hashes[relative(root, path)] = hashOf(readFileSync(path));
  }
  return hashes;
}

export const hashOf = (content) => createHash('sha1').update(content).digest('hex');

/** Hash of single files together; an absent one counts as empty. */
export function hashOfFiles(paths) {
  return hashOf(paths.map((path) => (existsSync(path) ? hashOf(readFileSync(path)) : '')).join(' '));
}

/** `{ tools, files }` of the last build that finished, or of what is left of it. */
export function readStamp(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return { tools: '', files: {} };
  }
}

export function writeWhole(path, text) {
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, text);
  renameSync(draft, path);
}
