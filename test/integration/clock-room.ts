import { randomUUID } from 'node:crypto';
import {
  auditClocks,
  fireClock,
  peekDueTimer,
  reconcileClocks,
  takeTimer,
  type Asked,
  type Clock,
  type ClockDuty,
  type Fired,
  type WorkCalendar,
} from '../../src/clocks/index.js';
import { createSource, sqlTime } from '../../src/platform/database/source.js';
import { open, type Sql } from '../../src/platform/database/open.js';
import { Database, type Tx } from '../../src/platform/database/transaction.js';
import type { ClockPlan } from '../../src/terms/decision.js';
import { HOUR, addDays, dayOf, formatInstant, parseInstant, startOfDay } from '../../src/terms/instants.js';
import { cloneDatabase } from '../harness/database.js';

/** What the tests of clocks share: companies, cases and a worker on a database of their own. */
export const at = (text: string): number => parseInstant(`2026-${text}+08:00`) ?? NaN;
export const START = at('03-02T10:00:00');
export const weekday = (day: string): boolean => ![0, 6].includes(new Date(`${day}T00:00:00Z`).getUTCDay());
export const calendar: WorkCalendar = {
  isWorkingDay: weekday,
  nextWorkingMorning: (after) => {
    let day = dayOf(after);
    while (!weekday(day) || startOfDay(day) + 9 * HOUR <= after) day = addDays(day, 1);
    return startOfDay(day) + 9 * HOUR;
  },
};
export const keeping = (now: number) => ({ now, calendar, newId: () => randomUUID() });

export const duty = (name: string, change: Partial<ClockDuty> = {}): ClockDuty => ({
  rule: 'LF-D2',
  name,
  label: '现场核实',
  metBy: 'site-checked',
  responsible: 'project-engineer',
  unit: 'hours',
  keeper: 'clocks',
  ...change,
});
export const DUTIES = {
  'tell-engineer': duty('tell-engineer', { metBy: 'engineer-told', unit: 'calendar-days', responsible: 'property-cs-manager' }),
  'check-site': duty('check-site'),
  'plan-compensation': duty('plan-compensation', { metBy: 'plan-received', unit: 'working-days' }),
};
export const plan = (name: string, dueAt: number | null): ClockPlan => ({
  rule: 'LF-D2',
  name,
  startsOn: 'received',
  dueAt,
  targetAt: null,
});
export const SITE = plan('check-site', START + 24 * HOUR);

let database: Database;

/** Call it from `beforeAll`, and what it returns from `afterAll`. */
export async function openRoom(name: string): Promise<() => Promise<void>> {
  const clone = await cloneDatabase(name);
  const source = await createSource(clone.address, 6, 'test').initialize();
  database = new Database(source);
  await sql((run) => run.run(`insert into pack_version values ('hash', 'longfor-hangzhou', '1', '{}', '2026-01-01Z')`));
  return async () => {
    await source.destroy();
    await clone.drop();
  };
}

export const sql = <T>(work: (run: Sql) => Promise<T>): Promise<T> => database.withoutTransaction((tx) => work(open(tx)));
export const inTx = <T>(work: (tx: Tx) => Promise<T>): Promise<T> => database.inTransaction(work);

/** A company of its own for each test, its business clock frozen at START. */
export async function company(): Promise<string> {
  const id = randomUUID();
  await sql((run) =>
    run.run(
      `insert into company (id, name, channel, pack_hash, clock_business, clock_machine, clock_frozen, created_at)
       values ($1, '滨江物业', 'simulator', 'hash', $2, $2, true, $2)`,
      [id, sqlTime(START)],
    ),
  );
  return id;
}

let numbers = 0;
export async function complaint(companyId: string, change: { handler?: string; project?: string } = {}): Promise<string> {
  const id = randomUUID();
  numbers += 1;
  await sql((run) =>
    run.run(
      `insert into complaint (id, company_id, number, project_id, channel, chat_id, state, kind, level, category,
         reporter_id, handler_id, subject, content, facts, decision, pack_hash, registered_at, head_seq, head_hash)
       values ($1, $2, $3, $4, 'simulator', 'g1', 'registered', 'complaint', 'general', 'engineering',
         'staff1', $5, '厨房漏水', '厨房漏水第三次', '{}', '{}', 'hash', $6, 0, '')`,
      [id, companyId, `LH-${numbers}`, change.project ?? 'p1', change.handler ?? null, sqlTime(START)],
    ),
  );
  return id;
}

export async function newCase(): Promise<{ companyId: string; caseId: string }> {
  const companyId = await company();
  return { companyId, caseId: await complaint(companyId) };
}

export const asked = (ids: { companyId: string; caseId: string }, change: Partial<Asked> = {}): Asked => ({
  ...ids,
  ...keeping(START),
  receivedAt: START,
  plans: [SITE],
  duties: DUTIES,
  happened: {},
  packHash: 'hash',
  ...change,
});

export async function startedClock(): Promise<{ companyId: string; caseId: string; clock: Clock }> {
  const ids = await newCase();
  const { started } = await inTx((tx) => reconcileClocks(tx, asked(ids)));
  const [clock] = started;
  if (!clock) throw new Error('no clock started');
  return { ...ids, clock };
}

interface Waiting {
  readonly kind: string;
  readonly due_at: number;
  readonly payload: Record<string, unknown>;
}
export async function waiting(companyId: string): Promise<string[]> {
  const rows = await sql((run) =>
    run.rows<Waiting>(
      `select kind, due_at, payload from timer where company_id = $1 and state = 'waiting' order by due_at, kind`,
      [companyId],
    ),
  );
  return rows.map(({ kind, due_at, payload }) =>
    [kind.replace('clock-', ''), formatInstant(due_at).slice(5, 19), ...Object.values(payload)].join(' '),
  );
}

/** Does what the worker does at `now`: everything due, oldest first. */
export async function sweep(companyId: string, now: number, rungLimit = 2): Promise<Fired[]> {
  const fired: Fired[] = [];
  for (;;) {
    const one = await inTx(async (tx) => {
      const due = await peekDueTimer(tx, companyId, now, now);
      const timer = due === null ? null : await takeTimer(tx, due.id);
      return timer === null ? 'nothing' : fireClock(tx, { timer, rungLimit, ...keeping(now) });
    });
    if (one === 'nothing') return fired;
    if (one !== null) fired.push(one);
  }
}

export const audit = (companyId: string): Promise<string[]> =>
  inTx(async (tx) => {
    const found: string[] = [];
    for await (const fault of auditClocks(tx, START)) if (fault.companyId === companyId) found.push(fault.fault);
    return found;
  });
