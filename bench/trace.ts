import { appendFileSync } from 'node:fs';
import pg from 'pg';

/**
 * Loaded into a service with `--import`: between the first SIGUSR2 and the second it notes every statement with its
 * values, then writes them to the file named by BENCH_TRACE. The measured runs are made without it.
 */
export interface Noted {
  /** Which connection. */
  readonly line: number;
  readonly name: string | null;
  readonly text: string;
  readonly values: readonly unknown[];
}

const file = process.env['BENCH_TRACE'] ?? '';
const notes: Noted[] = [];
const lines = new WeakMap<object, number>();
let count = 0;
let noting = false;

interface Asked {
  readonly name?: string;
  readonly text: string;
  readonly values?: readonly unknown[];
}

const prototype = pg.Client.prototype as unknown as { query(this: object, ...parts: unknown[]): unknown };
const original = prototype.query;
prototype.query = function (this: object, ...parts: unknown[]): unknown {
  if (noting) note(this, parts[0], parts[1]);
  return original.apply(this, parts);
};

function note(client: object, first: unknown, values: unknown): void {
  const line = lines.get(client) ?? ++count;
  lines.set(client, line);
  const asked = typeof first === 'string' ? { text: first } : (first as Asked);
  notes.push({ line, name: ('name' in asked ? asked.name : null) ?? null, text: asked.text, values: ('values' in asked ? asked.values : null) ?? (Array.isArray(values) ? values : []) });
}

process.on('SIGUSR2', () => {
  if (noting) appendFileSync(file, `${JSON.stringify(notes.splice(0))}\n`);
  noting = !noting;
});
