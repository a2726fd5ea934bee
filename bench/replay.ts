import pg from 'pg';
import type { Noted } from './trace.js';

/** Statements that belong together: a transaction, or one statement alone. */
type Unit = readonly Noted[];

/** Cuts what was noted into transactions, in the order in which they began. */
export function unitsOf(notes: readonly Noted[]): Unit[] {
  const units: Noted[][] = [];
  const open = new Map<number, Noted[]>();
  for (const note of notes) {
    const running = open.get(note.line);
    if (running !== undefined) {
      running.push(note);
      if (/^(commit|rollback)/i.test(note.text)) open.delete(note.line);
    } else {
      const unit = [note];
      units.push(unit);
      if (/^begin/i.test(note.text)) open.set(note.line, unit);
    }
  }
  return units;
}

export interface Replayed {
  readonly millis: number;
  readonly statements: number;
  readonly connections: number;
  readonly failed: number;
}

/** The same statements with the same values by bare `pg`, on as many connections as the service used: what the database allows. */
export async function replay(notes: readonly Noted[], database: pg.ClientConfig): Promise<Replayed> {
  const units = unitsOf(notes);
  const connections = new Set(notes.map((one) => one.line)).size;
  const clients = await Promise.all(Array.from({ length: connections }, () => connected(database)));
  let next = 0;
  let failed = 0;
  const from = performance.now();
  await Promise.all(
    clients.map(async (client) => {
      for (let unit = units[next++]; unit !== undefined; unit = units[next++]) {
        try {
          for (const { name, text, values } of unit) await client.query(name === null ? { text, values: [...values] } : { name, text, values: [...values] });
        } catch {
          failed++;
          await client.query('rollback');
        }
      }
    }),
  );
  const millis = performance.now() - from;
  await Promise.all(clients.map((client) => client.end()));
  return { millis, statements: notes.length, connections, failed };
}

async function connected(database: pg.ClientConfig): Promise<pg.Client> {
  const client = new pg.Client({ ...database, options: '-c timezone=UTC -c plan_cache_mode=force_generic_plan' });
  await client.connect();
  return client;
}

/** A control for the machine's noise, before and after: one-row selects a second on eight connections. */
export async function selectsPerSecond(database: pg.ClientConfig, millis: number): Promise<number> {
  const clients = await Promise.all(Array.from({ length: 8 }, () => connected(database)));
  const end = performance.now() + millis;
  let count = 0;
  await Promise.all(
    clients.map(async (client) => {
      for (; performance.now() < end; count++) await client.query({ name: 'one', text: 'select $1::int', values: [1] });
    }),
  );
  await Promise.all(clients.map((client) => client.end()));
  return (count * 1000) / millis;
}
