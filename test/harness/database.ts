import { randomBytes } from 'node:crypto';
import pg from 'pg';
import type { DatabaseAddress } from '../../src/platform/database/source.js';

export interface TestDatabase {
  readonly address: Required<Omit<DatabaseAddress, 'url'>>;
  /** `postgres://` form, for processes started by a test. */
  readonly url: string;
  /** What autovacuum does within a minute: without it a test of thousands of rows goes on with plans made for empty tables. */
  analyze(): Promise<void>;
  /** Reads as the owner, with a plan of its own and for as long as it takes. */
  rows<T extends object>(sql: string, values: readonly unknown[]): Promise<T[]>;
  drop(): Promise<void>;
}

function serverAddress(): Required<Omit<DatabaseAddress, 'url'>> {
  const text = process.env['KESU_TEST_ADDRESS'];
  if (text === undefined) throw new Error('no test database: run the tests with npm test, which starts one');
  return JSON.parse(text) as Required<Omit<DatabaseAddress, 'url'>>;
}

async function asAdmin<T extends object>(statement: string, address = serverAddress(), values: readonly unknown[] = []): Promise<T[]> {
  const client = new pg.Client(address);
  await client.connect();
  try {
    return (await client.query<T>(statement, [...values])).rows;
  } finally {
    await client.end();
  }
}

/**
 * A private, migrated database for one test file. `empty`: without the schema. `hurried`: a commit is not waited for until it is on
 * the disk, for tests of many thousand transactions that never end the server.
 */
export async function cloneDatabase(name: string, from: 'template' | 'empty' | 'hurried' = 'template'): Promise<TestDatabase> {
  const database = `${name.replace(/\W/g, '_').slice(0, 40).toLowerCase()}_${randomBytes(4).toString('hex')}`;
  await asAdmin(`create database ${database} template ${from === 'empty' ? 'template0' : 'kesu_template'}`);
  if (from === 'hurried') await asAdmin(`alter database ${database} set synchronous_commit = off`);
  const address = { ...serverAddress(), database };
  const { host, port, user, password } = address;
  const url = `postgres://${user}:${encodeURIComponent(password)}@/${database}?host=${encodeURIComponent(host)}&port=${port}`;
  return {
    address,
    url,
    analyze: async () => void (await asAdmin('analyze', address)),
    rows: (sql, values) => asAdmin(sql, address, values),
    drop: async () => void (await asAdmin(`drop database if exists ${database} with (force)`)),
  };
}
