import type pg from 'pg';

export interface Statement {
  readonly calls: number;
  readonly millis: number;
  readonly text: string;
}

export async function forgetStatements(admin: pg.Client): Promise<void> {
  await admin.query('create extension if not exists pg_stat_statements');
  await admin.query('select pg_stat_statements_reset()');
}

/** What a database was asked since, busiest first. */
export async function statementsOf(admin: pg.Client, database: string): Promise<Statement[]> {
  const { rows } = await admin.query<Statement>(
    `select calls::int as calls, total_exec_time as millis, query as text from pg_stat_statements s
     join pg_database d on d.oid = s.dbid where d.datname = $1 order by total_exec_time desc`,
    [database],
  );
  return rows;
}

export const callsOf = (statements: readonly { readonly calls: number }[]): number => statements.reduce((sum, one) => sum + one.calls, 0);
