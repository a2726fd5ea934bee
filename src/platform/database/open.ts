import { createHash } from 'node:crypto';
import { runKnown } from './known-statement.js';
import { running, type Tx } from './transaction.js';

/** What persistence/ sees of a transaction: bound parameters only, every statement prepared once per connection. */
export interface Sql {
  rows<T>(text: string, values?: readonly unknown[]): Promise<T[]>;
  /** Runs a statement and returns how many rows it touched. */
  run(text: string, values?: readonly unknown[]): Promise<number>;
}

/** Opens the opaque transaction. Only persistence/ and platform/ import this file (enforced by the boundary check). */
export function open(tx: Tx): Sql {
  return sqlOf(tx);
}

const names = new Map<string, string>();

/** Statement texts are constants of the source, so this map is bounded by the code. */
function nameOf(text: string): string {
  let name = names.get(text);
  if (name === undefined) {
    name = createHash('sha1').update(text).digest('base64url');
    names.set(text, name);
  }
  return name;
}

function sqlOf(tx: Tx): Sql {
  return {
    async rows<T>(text: string, values: readonly unknown[] = []) {
      const result = await runKnown(running(tx), { name: nameOf(text), text }, values);
      return result.rows as T[];
    },
    async run(text: string, values: readonly unknown[] = []) {
      const result = await runKnown(running(tx), { name: nameOf(text), text }, values);
      return result.rowCount ?? 0;
    },
  };
}
