import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';

/** What is put in the place of a part of a sample. */
const strange = fc.oneof(
  fc.jsonValue({ maxDepth: 3 }),
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc.constantFrom(null, '', 0, -1, 1e308, true, [], {}, '{', '\u0000', '\ud800', '__proto__', 'x'.repeat(40_000), { toString: 1 }, [[[[[[]]]]]], { __proto__: null }),
);

export type Change = { readonly kind: 'replace' | 'remove' | 'add'; readonly at: number; readonly value: unknown } | { readonly kind: 'cut' | 'flip' | 'insert'; readonly at: number; readonly value: unknown };

export const change: fc.Arbitrary<Change> = fc.record({ kind: fc.constantFrom('replace', 'remove', 'add', 'cut', 'flip', 'insert'), at: fc.nat(100_000), value: strange });

/** Every place of a JSON value, its root left out: whose part it is and under which name. */
function places(value: unknown, found: [holder: Record<string, unknown>, name: string][] = []): [Record<string, unknown>, string][] {
  if (typeof value !== 'object' || value === null) return found;
  const holder = value as Record<string, unknown>;
  for (const name of Object.keys(holder)) {
    found.push([holder, name]);
    places(holder[name], found);
  }
  return found;
}

/** The sample with all changes made, as it would be sent. */
export function mutated(sample: object, changes: readonly Change[]): string {
  const copy = structuredClone(sample) as Record<string, unknown>;
  for (const { kind, at, value: given } of changes) {
    // A copy of its own: put into itself by a second change, a value would have no end.
    const value = structuredClone(given);
    const all = places(copy);
    const [holder, name] = all[at % Math.max(1, all.length)] ?? [copy, 'x'];
    if (kind === 'replace') holder[name] = value;
    if (kind === 'remove') Reflect.deleteProperty(holder, name);
    if (kind === 'add') holder[`x${at % 7}`] = value;
  }
  return mangled(JSON.stringify(copy), changes);
}

/** The text with those of the changes made that need no structure. */
export function mangled(sample: string, changes: readonly Change[]): string {
  let text = sample;
  for (const { kind, at, value } of changes) {
    const where = at % Math.max(1, text.length);
    if (kind === 'cut') text = text.slice(0, where);
    if (kind === 'flip') text = `${text.slice(0, where)}${String.fromCharCode(text.charCodeAt(where) ^ (1 << at % 7))}${text.slice(where + 1)}`;
    if (kind === 'insert') text = `${text.slice(0, where)}${JSON.stringify(value)}${text.slice(where)}`;
  }
  return text;
}

/** Bytes in use after everything that could be let go has been. */
export function collected(): number {
  setFlagsFromString('--expose_gc');
  (runInNewContext('gc') as () => void)();
  return process.memoryUsage().heapUsed;
}
