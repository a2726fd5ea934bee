import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { open } from '../../src/platform/database/open.js';
import { createSource } from '../../src/platform/database/source.js';
import { awaitAtCommit, Database, type Tx } from '../../src/platform/database/transaction.js';
import { cloneDatabase, type TestDatabase } from '../harness/database.js';

describe('a transaction whose statements do not wait for one another', () => {
  let clone: TestDatabase;
  let database: Database;
  beforeAll(async () => {
    clone = await cloneDatabase('transaction', 'empty');
    database = new Database(await createSource(clone.address, 2, 'test', 7000).initialize());
    await database.dataSource.query('create table mark (n int primary key)');
  });
  afterAll(async () => {
    await database.dataSource.destroy();
    await clone.drop();
  });
  beforeEach(async () => {
    await database.dataSource.query('truncate mark');
  });

  const mark = (tx: Tx, n: number): Promise<number> => open(tx).run('insert into mark values ($1)', [n]);
  const marks = async (): Promise<number[]> =>
    (await database.withoutTransaction((tx) => open(tx).rows<{ n: number }>('select n from mark order by n'))).map((row) => row.n);

  test('all of it is there when it has ended, and later statements see earlier ones', async () => {
    const seen = await database.inTransaction(async (tx) => {
      for (const n of [1, 2, 3]) awaitAtCommit(tx, mark(tx, n));
      const [row] = await open(tx).rows<{ count: number }>('select count(*) from mark');
      awaitAtCommit(tx, mark(tx, 4));
      return row?.count;
    });
    expect(seen).toBe(3);
    expect(await marks()).toEqual([1, 2, 3, 4]);
  });

  test('a failure nobody waited for undoes everything, and is what the transaction fails with', async () => {
    const failing = (further: (tx: Tx) => Promise<unknown>) =>
      database.inTransaction(async (tx) => {
        awaitAtCommit(tx, mark(tx, 1));
        awaitAtCommit(tx, mark(tx, 1));
        awaitAtCommit(tx, mark(tx, 2));
        await further(tx);
      });
    await expect(failing(() => Promise.resolve())).rejects.toMatchObject({ code: '23505' });
    await expect(failing((tx) => mark(tx, 3))).rejects.toMatchObject({ code: '23505' });
    expect(await marks()).toEqual([]);
  });

  test('what the story itself throws undoes everything too', async () => {
    const story = database.inTransaction((tx) => {
      awaitAtCommit(tx, mark(tx, 1));
      return Promise.reject(new Error('no'));
    });
    await expect(story).rejects.toThrow('no');
    expect(await marks()).toEqual([]);
  });

  test('a serialisation failure nobody waited for repeats the story', async () => {
    let tries = 0;
    await database.inTransaction((tx) => {
      tries++;
      awaitAtCommit(tx, mark(tx, tries));
      const sql = `do $$ begin if not exists (select 1 from mark where n = 3) then raise exception 'again' using errcode = '40001'; end if; end $$`;
      awaitAtCommit(tx, open(tx).run(sql));
      return Promise.resolve();
    });
    expect(tries).toBe(3);
    expect(await marks()).toEqual([3]);
  });

  test('a statement after the end is refused: one that was to wait for another must not slip out of the transaction', async () => {
    const two = async (tx: Tx): Promise<void> => {
      await mark(tx, 1);
      await mark(tx, 2);
    };
    const story = database.inTransaction((tx) => {
      awaitAtCommit(tx, two(tx));
      return Promise.resolve();
    });
    await expect(story).rejects.toThrow(/after its transaction had ended/);
    expect(await marks()).not.toContain(2);
  });
});
