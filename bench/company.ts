import type pg from 'pg';
import type { Client } from './http.js';

/** As many as a large property company has in its groups, twice: nobody is counted who has warmed the service up. */
export const PEOPLE = 4000;

/** A fresh demo company, its clock standing still, with 4,000 more members of staff, each in a chat of his own. */
export async function newCompany(http: Client, database: pg.Client): Promise<void> {
  await http.post('/api/simulator/reset', { pack: 'longfor-hangzhou', at: '2026-03-02T09:00:00+08:00' });
  const { rows } = await database.query<{ id: string }>('select id from company where retired_at is null');
  const values = [rows[0]?.id];
  await database.query(
    `insert into person (company_id, id, name, position) select $1, 'b' || g, '员工' || g, 1000 + g from generate_series(1, ${PEOPLE}) g`,
    values,
  );
  await database.query(`insert into role_holding select $1, 'b' || g, 'staff', '*' from generate_series(1, ${PEOPLE}) g`, values);
  await database.query(
    `insert into chat (company_id, channel, id, title, kind) select $1, 'simulator', 'b' || g, '员工' || g, 'private' from generate_series(1, ${PEOPLE}) g`,
    values,
  );
  await database.query('update company set directory_version = directory_version + 1 where id = $1', values);
}

export const personOf = (index: number): string => `b${(index % PEOPLE) + 1}`;

/** Everything the bot needs to know: the answer is the draft. */
export const complaint = (index: number): string =>
  `滨江一号${(index % 9) + 1}栋2单元${201 + (index % 700)}业主李女士来电,厨房漏水第三次了,要求赔偿8000元,电话138${String(10_000_000 + index)}`;
