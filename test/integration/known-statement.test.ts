import { afterAll, beforeAll, beforeEach, afterEach, expect, test } from '@jest/globals';
import { runKnown } from '../../src/platform/database/known-statement.js';
import { SteadyClient } from '../../src/platform/database/source.js';
import { cloneDatabase, type TestDatabase } from '../harness/database.js';

let database: TestDatabase;
let client: SteadyClient;

beforeAll(async () => {
  database = await cloneDatabase('known_statement', 'empty');
});
afterAll(() => database.drop());

beforeEach(async () => {
  client = new SteadyClient({ ...database.address, pipeline: true });
  await client.connect();
  await client.query(`drop table if exists thing; create table thing (id int, at timestamptz, size int8, words text); insert into thing values (1, '2026-03-02T01:00:00Z', 7, '漏水'), (2, null, null, null)`);
});
afterEach(() => client.end());

const things = { name: 'things', text: 'select * from thing where id >= $1 order by id' };
const rows = [
  { id: 1, at: Date.parse('2026-03-02T01:00:00Z'), size: 7, words: '漏水' },
  { id: 2, at: null, size: null, words: null },
];

test('a statement answers the same when it is not described any more, also when several travel together', async () => {
  const first = await runKnown(client, things, [1]);
  const next = await runKnown(client, things, [1]);
  const [all, none, again] = await Promise.all([runKnown(client, things, [1]), runKnown(client, things, [3]), runKnown(client, things, [2])]);
  expect([first.rows, next.rows, all.rows, none.rows, again.rows]).toEqual([rows, rows, rows, [], rows.slice(1)]);
  expect(again).toMatchObject({ command: 'SELECT', rowCount: 1 });
});

test('one that returns nothing counts what it changed', async () => {
  const change = { name: 'change', text: 'update thing set words = $1' };
  for (const words of ['一', '二', '三']) expect(await runKnown(client, change, [words])).toMatchObject({ rows: [], rowCount: 2 });
});

test('one that fails fails alone, the first time and later', async () => {
  const broken = { name: 'broken', text: 'select 1 / $1::int as part' };
  await expect(runKnown(client, broken, [0])).rejects.toMatchObject({ code: '22012' });
  expect((await runKnown(client, broken, [1])).rows).toEqual([{ part: 1 }]);
  const [failed, fine] = await Promise.allSettled([runKnown(client, broken, [0]), runKnown(client, things, [1])]);
  expect(failed).toMatchObject({ status: 'rejected', reason: { code: '22012' } });
  expect(fine).toMatchObject({ status: 'fulfilled', value: { rows } });
});

test('a value that cannot be held is an error of its statement, not of the process', async () => {
  await runKnown(client, things, [1]);
  await client.query(`update thing set size = 9007199254740993`);
  await expect(runKnown(client, things, [1])).rejects.toThrow('int8 out of range');
  await client.query('update thing set size = 7');
  expect((await runKnown(client, things, [1])).rows).toMatchObject([{ size: 7 }, { size: 7 }]);
});

test('a table that another replica’s migration has altered is refused, never read into the wrong columns', async () => {
  await runKnown(client, things, [1]);
  await client.query('alter table thing drop column size');
  await expect(runKnown(client, things, [1])).rejects.toMatchObject({ code: '0A000' });
});
