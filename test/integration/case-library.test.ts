import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { CLOSED_CASES, closedCasesOf } from '../../src/cases/persistence/library-sql.js';
import { createSource } from '../../src/platform/database/source.js';
import { Database } from '../../src/platform/database/transaction.js';
import { cloneDatabase, type TestDatabase } from '../harness/database.js';

/** 100,000 cases of a company of many years, nine in ten of them closed: what the library reads of them (SC-P5). */
const CASES = 100_000;
const MANY = `
insert into complaint (id, company_id, number, channel, chat_id, state, kind, level, category, reporter_id, subject, content, facts, decision, pack_hash, registered_at, closed_at, head_seq, head_hash)
select gen_random_uuid(), 'a', 'T-' || at, 'local', 'g1', case when at % 10 = 0 then 'handling' else 'closed' end, 'complaint', 'general',
  (array['engineering', 'planning', 'sales', 'property', 'other'])[1 + at % 5], 'staff1', '厨房漏水', '厨房漏水', '{}', '{}', 'p',
  timestamptz '2020-01-01' + at * interval '30 minutes', case when at % 10 = 0 then null else timestamptz '2020-01-03' + at * interval '30 minutes' end, 1, 'h'
from generate_series(1, ${CASES}) as at`;

interface Plan {
  readonly 'Node Type': string;
  readonly 'Index Name'?: string;
  readonly 'Actual Rows': number;
  readonly Plans?: readonly Plan[];
}
const nodes = (plan: Plan): Plan[] => [plan, ...(plan.Plans ?? []).flatMap(nodes)];

describe('the case library of 100,000 cases', () => {
  let database: TestDatabase;
  let source: DataSource;
  beforeAll(async () => {
    database = await cloneDatabase('case_library', 'hurried');
    source = await createSource(database.address, 2, 'test').initialize();
    await source.transaction(async (run) => {
      // Neither company nor pack is needed for what is read here.
      await run.query('set local session_replication_role = replica');
      await run.query(MANY);
    });
    await source.query('analyze complaint');
  }, 60_000);
  afterAll(async () => {
    await source.destroy();
    await database.drop();
  });

  test('the newest closed ones of the category are walked in the order of the index: no sort, and no more than are wanted', async () => {
    const [row] = await source.query<{ 'QUERY PLAN': [{ Plan: Plan }] }[]>(`explain (analyze, timing off, format json) ${CLOSED_CASES}`, ['a', 'engineering', 'T-1']);
    const plan = nodes(row?.['QUERY PLAN'][0].Plan ?? { 'Node Type': 'none', 'Actual Rows': 0 });
    expect(plan.map((node) => node['Node Type'])).toEqual(['Limit', 'Index Scan']);
    expect(plan[1]).toMatchObject({ 'Index Name': 'complaint_library', 'Actual Rows': 300 });
  });

  test('they are the newest, of that category, and closed', async () => {
    const found = await new Database(source).withoutTransaction((tx) => closedCasesOf(tx, 'a', 'engineering', 'T-99995'));
    expect(found).toHaveLength(300);
    expect(found.slice(0, 3).map(({ number }) => number)).toEqual(['T-99985', 'T-99975', 'T-99965']);
    expect(new Set(found.map(({ category }) => category))).toEqual(new Set(['engineering']));
  });
});
