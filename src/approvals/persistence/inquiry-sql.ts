import { open } from '../../platform/database/open.js';
import type { Tx } from '../../platform/database/transaction.js';
import { sqlTime } from '../../platform/database/source.js';
import type { Instant } from '../../terms/instants.js';
import type { Inquiry, RunView, StepState, StepView } from '../domain/run.js';

const INSERT = `
  insert into approval_inquiry (id, company_id, run_id, step, kind, role, asked_by, asked_of, words, asked_at)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`;

export async function insertInquiry(tx: Tx, run: RunView, one: Inquiry): Promise<void> {
  await open(tx).run(INSERT, [
    one.id,
    run.companyId,
    run.id,
    one.step,
    one.kind,
    one.role,
    one.askedBy,
    one.askedOf,
    one.words,
    sqlTime(one.askedAt),
  ]);
}

const END = `
  update approval_inquiry set answer = $3, agrees = $4, ended_by = $5, ended_at = $6
  where id = $1 and run_id = $2 and ended_at is null`;

/** False when it had ended already. */
export async function storeAnswer(
  tx: Tx,
  runId: string,
  one: { readonly id: string; readonly answer: string | null; readonly agrees: boolean | null; readonly by: string; readonly at: Instant },
): Promise<boolean> {
  return (await open(tx).run(END, [one.id, runId, one.answer, one.agrees, one.by, sqlTime(one.at)])) === 1;
}

const SET_STATE = 'update approval_step set state = $4 where run_id = $1 and step = $2 and state = $3';

export async function storeStepState(tx: Tx, runId: string, step: number, from: StepState, to: StepState): Promise<void> {
  await open(tx).run(SET_STATE, [runId, step, from, to]);
}

// Steps behind it have no seats yet, so nothing points to their numbers but the words that came with them. Twice, since a number
// must not meet its neighbour on the way.
const LIFT = 'update approval_step set step = -step - 1 where run_id = $1 and step > $2';
const LOWER = 'update approval_step set step = -step where run_id = $1 and step < 0';
const SHIFT_WORDS = "update approval_inquiry set step = step + 1 where run_id = $1 and step > $2 and kind = 'after'";
const INSERT_STEP = `
  insert into approval_step (run_id, step, company_id, mode, roles, join_rule, state)
  values ($1, $2, $3, $4, $5, $6, 'waiting')`;

/** Puts a step behind another; the waiting ones behind it move up by one. */
export async function insertStepAfter(tx: Tx, run: RunView, after: number, step: StepView): Promise<void> {
  const sql = open(tx);
  await sql.run(LIFT, [run.id, after]);
  await sql.run(LOWER, [run.id]);
  await sql.run(SHIFT_WORDS, [run.id, after]);
  await sql.run(INSERT_STEP, [run.id, step.step, run.companyId, step.mode, step.roles, step.join]);
}

const URGE = `update approval_run set urged_at = $2
  where id = $1 and state = 'open' and (urged_at is null or urged_at <= $3)`;

/** False when it was urged since `before`, or has ended. */
export async function storeUrged(tx: Tx, runId: string, now: Instant, before: Instant): Promise<boolean> {
  return (await open(tx).run(URGE, [runId, sqlTime(now), sqlTime(before)])) === 1;
}

const INQUIRY_RUN = 'select run_id as "runId" from approval_inquiry where id = $1';

/** The run an inquiry belongs to; null when there is none. */
export async function readRunOfInquiry(tx: Tx, inquiryId: string): Promise<string | null> {
  const [row] = await open(tx).rows<{ runId: string }>(INQUIRY_RUN, [inquiryId]);
  return row?.runId ?? null;
}
