import { open } from '../../platform/database/open.js';
import type { Tx } from '../../platform/database/transaction.js';
import { sqlTime } from '../../platform/database/source.js';
import type { Instant } from '../../terms/instants.js';
import type { DecisionView, FormerSeat, Inquiry, RunView, SeatView, StepView } from '../domain/run.js';

/** Instants inside JSON as milliseconds; `extract` is exact on timestamptz(3). */
const millis = (column: string): string => `(extract(epoch from ${column}) * 1000)::int8`;

const SELECT_RUN = `
  select r.id, r.company_id as "companyId", r.case_id as "caseId", r.state, r.plan, r.amount,
    r.repair_cost as "repairCost", r.submitted_by as "submittedBy", r.rules, r.copies,
    r.opened_at as "openedAt", r.closed_at as "closedAt", r.reason, r.splitting, r.urged_at as "urgedAt",
    (select json_agg(json_build_object('step', s.step, 'mode', s.mode, 'roles', s.roles, 'join', s.join_rule,
        'state', s.state, 'openedAt', ${millis('s.opened_at')}, 'closedAt', ${millis('s.closed_at')}) order by s.step)
      from approval_step s where s.run_id = r.id) as steps,
    (select json_agg(json_build_object('step', t.step, 'role', t.role, 'personId', t.person_id,
        'standsFor', t.stands_for, 'cardId', t.card_id, 'via', t.via, 'note', t.note,
        'movedTo', t.moved_to, 'movedAt', ${millis('t.moved_at')}) order by t.step, t.role, t.person_id)
      from approval_seat t where t.run_id = r.id) as seats,
    (select json_agg(json_build_object('id', i.id, 'step', i.step, 'kind', i.kind, 'role', i.role, 'askedBy', i.asked_by,
        'askedOf', i.asked_of, 'words', i.words, 'askedAt', ${millis('i.asked_at')}, 'answer', i.answer, 'agrees', i.agrees,
        'endedBy', i.ended_by, 'endedAt', ${millis('i.ended_at')}) order by i.asked_at, i.id)
      from approval_inquiry i where i.run_id = r.id) as inquiries,
    (select json_agg(json_build_object('step', d.step, 'role', d.role, 'holderId', d.holder_id,
        'decidedBy', d.decided_by, 'verdict', d.verdict, 'reason', d.reason,
        'decidedAt', ${millis('d.decided_at')}) order by d.decided_at, d.step, d.role, d.holder_id)
      from approval_decision d where d.run_id = r.id) as decisions
  from approval_run r`;

type SeatRow = SeatView & { readonly movedTo: string | null; readonly movedAt: Instant | null };

interface RunRow extends Omit<RunView, 'steps' | 'inquiries'> {
  readonly steps: readonly Omit<StepView, 'seats' | 'formerSeats' | 'decisions'>[] | null;
  readonly seats: readonly SeatRow[] | null;
  readonly decisions: readonly DecisionView[] | null;
  readonly inquiries: readonly Inquiry[] | null;
}

function toRun({ steps, seats, decisions, inquiries, ...run }: RunRow): RunView {
  return {
    ...run,
    steps: (steps ?? []).map((step) => {
      const all = (seats ?? []).filter((seat) => seat.step === step.step);
      return {
        ...step,
        seats: all.flatMap(sitting),
        formerSeats: all.flatMap(former),
        decisions: (decisions ?? []).filter((decision) => decision.step === step.step),
      };
    }),
    inquiries: inquiries ?? [],
  };
}

const sitting = ({ movedTo, movedAt: _, ...seat }: SeatRow): readonly SeatView[] => (movedTo === null ? [seat] : []);

const former = ({ movedTo, movedAt, ...seat }: SeatRow): readonly FormerSeat[] =>
  movedTo === null || movedAt === null ? [] : [{ ...seat, movedTo, movedAt }];

const LOCK_RUN = 'select id from approval_run where id = $1 for update';
const RUN_BY_ID = `${SELECT_RUN} where r.id = $1`;
const RUNS_BY_ID = `${SELECT_RUN} where r.id = any($1::uuid[]) order by r.opened_at, r.id`;
const OPEN_RUN_OF_CASE = `${SELECT_RUN} where r.case_id = $1 and r.state = 'open'`;
const RUNS_OF_CASE = `${SELECT_RUN} where r.case_id = $1 order by r.opened_at, r.id limit 200`;

/**
 * The run, its row locked until the transaction ends. Two statements on purpose: one that waited for the lock would still
 * read the votes as they were before it waited.
 */
export async function lockRun(tx: Tx, runId: string): Promise<RunView | null> {
  const [locked, run] = await Promise.all([open(tx).run(LOCK_RUN, [runId]), readRun(tx, runId)]);
  return locked === 0 ? null : run;
}

export async function readRun(tx: Tx, runId: string): Promise<RunView | null> {
  const [row] = await open(tx).rows<RunRow>(RUN_BY_ID, [runId]);
  return row ? toRun(row) : null;
}

export async function readRuns(tx: Tx, runIds: readonly string[]): Promise<readonly RunView[]> {
  if (runIds.length === 0) return [];
  return (await open(tx).rows<RunRow>(RUNS_BY_ID, [runIds])).map(toRun);
}

export async function readOpenRunOfCase(tx: Tx, caseId: string): Promise<RunView | null> {
  const [row] = await open(tx).rows<RunRow>(OPEN_RUN_OF_CASE, [caseId]);
  return row ? toRun(row) : null;
}

export async function readRunsOfCase(tx: Tx, caseId: string): Promise<readonly RunView[]> {
  return (await open(tx).rows<RunRow>(RUNS_OF_CASE, [caseId])).map(toRun);
}

/** One open run a case: the partial unique index refuses a second, and nothing else of it is written then. */
const INSERT_RUN = `
  with run as (
    insert into approval_run (id, company_id, case_id, state, plan, amount, repair_cost, submitted_by, rules, copies, opened_at, splitting)
    values ($1, $2, $3, 'open', $4, $5, $6, $7, $8, $9, $10, $13)
    on conflict (case_id) where state = 'open' do nothing
    returning id, company_id
  ), steps as (
    insert into approval_step (run_id, step, company_id, mode, roles, join_rule, state, opened_at, closed_at)
    select run.id, s.step, run.company_id, s.mode, s.roles, s.join_rule, s.state, s.opened_at, s.closed_at
    from run, jsonb_to_recordset($11::jsonb)
      as s (step int, mode text, roles text[], join_rule text, state text, opened_at timestamptz, closed_at timestamptz)
  ), seats as (
    insert into approval_seat (run_id, step, company_id, role, person_id, stands_for, via, note)
    select run.id, t.step, run.company_id, t.role, t.person_id, t.stands_for, t.via, t.note
    from run, jsonb_to_recordset($12::jsonb) as t (step int, role text, person_id text, stands_for text, via text, note text)
  ), kept as (
    insert into approval_decision (run_id, step, company_id, role, holder_id, decided_by, verdict, reason, decided_at)
    select run.id, d.step, run.company_id, d.role, d.holder_id, d.decided_by, d.verdict, d.reason, d.decided_at
    from run, jsonb_to_recordset($14::jsonb) as d (step int, role text, holder_id text, decided_by text, verdict text,
      reason text, decided_at timestamptz)
  )
  select id from run`;

/** Stores a new run with its steps, first seats and what was kept of an earlier one; false when the case has an open run already. */
export async function insertRun(tx: Tx, run: RunView): Promise<boolean> {
  const rows = await open(tx).rows(INSERT_RUN, [
    run.id,
    run.companyId,
    run.caseId,
    run.plan,
    run.amount,
    run.repairCost,
    run.submittedBy,
    run.rules,
    run.copies,
    sqlTime(run.openedAt),
    JSON.stringify(run.steps.map(stepColumns)),
    JSON.stringify(run.steps.flatMap((step) => step.seats).map(seatColumns)),
    run.splitting === null ? null : JSON.stringify(run.splitting),
    JSON.stringify(run.steps.flatMap((step) => step.decisions).map(decisionColumns)),
  ]);
  return rows.length === 1;
}

/**
 * Compare and set: the primary key of approval_decision lets a vote in once, and unless every vote of this tap got in,
 * no step, seat or run is moved.
 */
const STORE_VOTES = `
  with votes as (
    insert into approval_decision (run_id, step, company_id, role, holder_id, decided_by, verdict, reason, decided_at)
    select $1, d.step, $2, d.role, d.holder_id, d.decided_by, d.verdict, d.reason, d.decided_at
    from jsonb_to_recordset($3::jsonb) as d (step int, role text, holder_id text, decided_by text, verdict text,
      reason text, decided_at timestamptz)
    on conflict do nothing
    returning step
  ), won as (
    select 1 where (select count(*) from votes) = jsonb_array_length($3::jsonb)
  ), steps as (
    update approval_step a set state = s.state, opened_at = s.opened_at, closed_at = s.closed_at
    from won, jsonb_to_recordset($4::jsonb) as s (step int, state text, opened_at timestamptz, closed_at timestamptz)
    where a.run_id = $1 and a.step = s.step
  ), seats as (
    insert into approval_seat (run_id, step, company_id, role, person_id, stands_for, via, note)
    select $1, t.step, $2, t.role, t.person_id, t.stands_for, t.via, t.note
    from won, jsonb_to_recordset($5::jsonb) as t (step int, role text, person_id text, stands_for text, via text, note text)
  ), run as (
    update approval_run set state = $6, closed_at = $7, reason = $8
    from won where id = $1 and state = 'open' and $6 <> 'open'
  )
  select 1 from won`;

/** Stores what a tap brought about; false when one of its votes was there already (nothing is moved then). */
export async function storeVotes(
  tx: Tx,
  before: RunView,
  after: RunView,
  decisions: readonly DecisionView[],
): Promise<boolean> {
  const moved = after.steps.filter((step) => stateOf(before, step.step) !== step.state);
  const seated = moved.filter((step) => stateOf(before, step.step) === 'waiting');
  const rows = await open(tx).rows(STORE_VOTES, [
    after.id,
    after.companyId,
    JSON.stringify(decisions.map(decisionColumns)),
    JSON.stringify(moved.map(stepColumns)),
    JSON.stringify(seated.flatMap((step) => step.seats).map(seatColumns)),
    after.state,
    sqlTime(after.closedAt),
    after.reason,
  ]);
  return rows.length === 1;
}

const VOID_RUN = `
  with run as (
    update approval_run set state = 'void', reason = $2, closed_at = $3 where id = $1 and state = 'open' returning id
  )
  update approval_step a set state = 'void', closed_at = $3
  from run where a.run_id = run.id and a.state in ('waiting', 'open', 'returned')`;

export async function storeVoid(tx: Tx, runId: string, reason: string, now: Instant): Promise<void> {
  await open(tx).run(VOID_RUN, [runId, reason, sqlTime(now)]);
}

const stateOf = (run: RunView, step: number): StepView['state'] | undefined =>
  run.steps.find((one) => one.step === step)?.state;

const stepColumns = (step: StepView) => ({
  step: step.step,
  mode: step.mode,
  roles: step.roles,
  join_rule: step.join,
  state: step.state,
  opened_at: sqlTime(step.openedAt),
  closed_at: sqlTime(step.closedAt),
});

export const seatColumns = (seat: SeatView) => ({
  step: seat.step,
  role: seat.role,
  person_id: seat.personId,
  stands_for: seat.standsFor,
  via: seat.via,
  note: seat.note,
});

const decisionColumns = (decision: DecisionView) => ({
  step: decision.step,
  role: decision.role,
  holder_id: decision.holderId,
  decided_by: decision.decidedBy,
  verdict: decision.verdict,
  reason: decision.reason,
  decided_at: sqlTime(decision.decidedAt),
});
