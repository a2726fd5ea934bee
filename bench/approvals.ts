import type pg from 'pg';
import { round, spread, type Spread } from './figures.js';
import type { Client } from './http.js';

const HANDLER = 'customer-manager1';
const FIRST_APPROVER = 'finance1';
/** The open approvals wait for this many people, as many as decide in a large company. */
const APPROVERS = 50;

/** One case before finance, the first of three steps (LF-A5); every other one is its copy. */
export async function oneUnderApproval(http: Client, number: string): Promise<void> {
  await http.post('/api/simulator/messages', { chat: HANDLER, from: HANDLER, text: `${number} 方案:更换水管,赔偿6000元` });
  await http.post('/api/simulator/settle', {});
}

interface Template {
  readonly caseId: string;
  readonly ids: readonly string[];
}

/** Ids that other rows of the case point to, wherever they stand. */
async function templateOf(database: pg.Client, number: string): Promise<Template> {
  const { rows } = await database.query<{ case_id: string; id: string }>(
    `select c.id as case_id, i.id from complaint c, lateral (
       select c.id union select id from approval_run where case_id = c.id union select id from clock where case_id = c.id
       union select id from card where case_id = c.id
     ) i where c.number = $1`,
    [number],
  );
  const [first] = rows;
  if (first === undefined) throw new Error(`no case ${number}`);
  return { caseId: first.case_id, ids: rows.map((row) => row.id) };
}

/** Rows of a table that belong to the case, and what each copy changes beside its ids. */
const TABLES: readonly (readonly [table: string, rows: string, changes: string])[] = [
  ['complaint', 't.id = $1', `jsonb_build_object('number', 'LH-20260301-' || lpad((g % 10000)::text, 4, '0') || '-' || g, 'customer_phone', '137' || lpad(g::text, 8, '0'), 'rooms', jsonb_build_array('9-1-' || g))`],
  ['clock', 't.case_id = $1', `'{}'::jsonb`],
  ['timer', `t.case_id = $1 and t.state = 'waiting'`, `jsonb_build_object('id', md5(t.id::text || g)::uuid)`],
  ['approval_run', 't.case_id = $1', `'{}'::jsonb`],
  ['approval_step', 't.run_id in (select id from approval_run where case_id = $1)', `'{}'::jsonb`],
  ['card', 't.case_id = $1', `case when t.chat_id = '${FIRST_APPROVER}' then jsonb_build_object('chat_id', 'b' || (1 + g % ${APPROVERS})) else '{}'::jsonb end`],
  ['approval_seat', 't.run_id in (select id from approval_run where case_id = $1)', `jsonb_build_object('person_id', 'b' || (1 + g % ${APPROVERS}))`],
];

/** Copies the case under approval into rows `from` to `to`, by SQL. */
export async function fillApprovals(database: pg.Client, number: string, from: number, to: number): Promise<void> {
  const { caseId, ids } = await templateOf(database, number);
  for (const [table, rows, changes] of TABLES) {
    const { rows: known } = await database.query<{ id: string }>(
      `select i.id from unnest($2::text[]) as i (id) where exists (select from ${table} t where ${rows} and to_jsonb(t)::text like '%' || i.id || '%')`,
      [caseId, ids],
    );
    const copied = known.reduce((text, { id }) => `replace(${text}, '${id}', md5('${id}' || g)::uuid::text)`, `(to_jsonb(t) || ${changes})::text`);
    await database.query(
      `insert into ${table} select r.* from ${table} t cross join generate_series($2::int, $3::int) g
       cross join lateral jsonb_populate_record(null::${table}, (${copied})::jsonb) r where ${rows}`,
      [caseId, from, to],
    );
  }
  await database.query('analyze');
}

interface Waiting {
  readonly cardId: string;
  readonly personId: string;
}

export interface TapsMeasured {
  /** Approvals open in the tables while they were tapped. */
  readonly open: number;
  readonly perSecond: number;
  /** Milliseconds from the tap to its answer, which is given when the decision and the next approver's card have been committed. */
  readonly answered: Spread;
}

/** 同意 on open cards of many people at an even pace, whatever becomes of the ones before. */
export async function tapPaced(http: Client, database: pg.Client, count: number, perSecond: number): Promise<readonly number[]> {
  const { rows } = await database.query<Waiting>(
    `select t.card_id as "cardId", t.person_id as "personId" from approval_seat t join approval_step s using (run_id, step)
     where s.state = 'open' and s.step = 1 and t.person_id like 'b%' order by md5(t.card_id::text) limit $1`,
    [count],
  );
  if (rows.length < count) throw new Error(`only ${rows.length} approvals wait`);
  const from = performance.now();
  const millis = await Promise.all(
    rows.map(async ({ cardId, personId }, index) => {
      const due = from + (index * 1000) / perSecond;
      await new Promise((resolve) => setTimeout(resolve, due - performance.now()));
      const at = performance.now();
      const answer = await http.post<{ accepted: boolean; message: string }>(`/api/simulator/cards/${cardId}/taps`, { by: personId, action: 'approve' });
      if (!answer.accepted) throw new Error(`not accepted: ${answer.message}`);
      return performance.now() - at;
    }),
  );
  const queued = await database.query<{ count: number }>(
    `select count(*)::int as count from approval_step s join card c on c.subject_kind = 'approval-step' and c.subject_id = s.run_id || ':2'
     where s.step = 2 and s.state = 'open'`,
  );
  if ((queued.rows[0]?.count ?? 0) < count) throw new Error('a next approver has no card');
  return millis;
}

export async function openApprovals(database: pg.Client): Promise<number> {
  const { rows } = await database.query<{ count: number }>(`select count(*)::int as count from approval_run where state = 'open'`);
  return rows[0]?.count ?? 0;
}

export interface ApprovalFigures {
  readonly few: TapsMeasured;
  readonly many: TapsMeasured;
  /** p99 with many open over p99 with few. */
  readonly ratio: number;
}

export const figuresOf = (open: number, perSecond: number, millis: readonly number[]): TapsMeasured => ({ open, perSecond, answered: spread(millis) });

/** The rows of the table on the screen: what, how much, aim. */
export function approvalRows({ few, many, ratio }: ApprovalFigures): [string, string, string][] {
  const figure = ({ answered }: TapsMeasured): string => `${answered.p50} / ${answered.p99} ms`;
  return [
    [`tap to decision and next card queued, ${few.perSecond} taps/s, ${few.open} open p50 / p99`, figure(few), 'p99 <= 50 ms'],
    [`  with ${many.open} open`, figure(many), `ratio of p99 ${round(ratio)}, aim <= 1.5`],
  ];
}
