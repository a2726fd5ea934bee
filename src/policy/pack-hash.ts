import { createHash } from 'node:crypto';
import { accept, refuse, type Outcome } from '../terms/outcome.js';
import type { Pack } from './domain/rows.js';

/** The pack as JSON with sorted keys: the form that is stored under its hash and read back by replicas. */
export function canonicalPack(pack: Pack): string {
  return JSON.stringify(sorted(pack));
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, part]) => [key, sorted(part)]));
}

/** SHA-256 of the canonical JSON, in lower-case hex: the pack's content address. */
export function packHash(pack: Pack): string {
  return hashOf(canonicalPack(pack));
}

const hashOf = (canonical: string): string => createHash('sha256').update(canonical, 'utf8').digest('hex');

/** Reads back what `canonicalPack` wrote; refuses with `pack-altered` when the text does not match its hash. */
export function restorePack(canonical: string, hash: string): Outcome<Pack> {
  if (hashOf(canonical) !== hash) return refuse('pack-altered', '所存规则包与其指纹不符,请重新载入规则包。');
  return accept(JSON.parse(canonical) as Pack);
}
