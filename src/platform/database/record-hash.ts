import { createHash } from 'node:crypto';

export interface RecordLine {
  readonly caseId: string;
  readonly seq: number;
  readonly at: string;
  readonly actor: string;
  readonly kind: string;
}

/** JSON with sorted keys, so that a value read back from jsonb hashes as it did when written. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value === 'object' && value !== null) {
    const fields = Object.entries(value)
      .filter(([, field]) => field !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, field]) => `${JSON.stringify(key)}:${canonicalJson(field)}`);
    return `{${fields.join(',')}}`;
  }
  return JSON.stringify(value) ?? 'null';
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** The hash that outlives an erasure of the payload. */
export const payloadHash = (salt: string, payload: unknown): string => sha256(salt + canonicalJson(payload));

/** Chains one entry to the one before it (design.md §3, "The record"). */
export function entryHash(line: RecordLine, payload: string, previous: string): string {
  return sha256([previous, line.caseId, String(line.seq), line.at, line.actor, line.kind, payload].join('\n'));
}
