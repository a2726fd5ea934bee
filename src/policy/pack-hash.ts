import { createHash } from 'node:crypto';
import { accept, refuse, type Outcome } from '../terms/outcome.js';
import { NO_DUTIES, type Pack, type PackDuties, type ToldRow } from './domain/rows.js';

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

/** Packs stored before `told` was a section: what telling a role meant then. */
const TOLD_BEFORE: readonly ToldRow[] = [
  { role: 'project-engineer', event: 'engineer-told' },
  { role: 'marketing-manager', event: 'marketing-manager-told' },
  { role: 'customer-manager', event: 'customer-manager-told' },
  { role: 'rd-manager', event: 'rd-manager-told' },
];

/**
 * Reads back what `canonicalPack` wrote; refuses with `pack-altered` when the text does not match its hash. A pack stored before
 * there were sections for duties gets empty ones: cases keep the version that judged them.
 */
export function restorePack(canonical: string, hash: string): Outcome<Pack> {
  if (hashOf(canonical) !== hash) return refuse('pack-altered', '所存规则包与其指纹不符,请重新载入规则包。');
  const stored = JSON.parse(canonical) as Omit<Pack, keyof PackDuties> & Partial<PackDuties>;
  return accept({ ...NO_DUTIES, told: TOLD_BEFORE, ...stored });
}
