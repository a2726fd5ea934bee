import { open } from '../../platform/database/open.js';
import type { Tx } from '../../platform/database/transaction.js';
import { sqlTime } from '../../platform/database/source.js';
import type { Role } from '../../terms/decision.js';
import type { Instant } from '../../terms/instants.js';
import type { Clock, ClockEvent, ClockState, ClockUnit, Derivation, Suspension } from '../domain/clock.js';

interface ClockRow {
  readonly id: string;
  readonly company_id: string;
  readonly case_id: string;
  readonly name: string;
  readonly rule: string;
  readonly label: string;
  readonly starts_on: string;
  readonly met_by: ClockEvent | null;
  readonly unit: ClockUnit;
  readonly responsible_role: Role;
  readonly state: ClockState;
  readonly started_at: Instant;
  readonly target_at: Instant | null;
  readonly due_at: Instant;
  readonly done_at: Instant | null;
  readonly missed_at: Instant | null;
  readonly released_at: Instant | null;
  readonly suspensions: readonly Suspension[];
  readonly derivation: Derivation;
}

const COLUMNS = `id, company_id, case_id, name, rule, label, starts_on, met_by, unit, responsible_role, state,
  started_at, target_at, due_at, done_at, missed_at, released_at, suspensions, derivation`;

/** Many rows travel as one JSON parameter, so that the statement text stays constant and is prepared once. */
const RECORD = `jsonb_to_recordset($1::jsonb) as r(id uuid, company_id text, case_id uuid, name text, rule text,
  label text, starts_on text, met_by text, unit text, responsible_role text, state text, started_at timestamptz,
  target_at timestamptz, due_at timestamptz, done_at timestamptz, missed_at timestamptz, released_at timestamptz,
  suspensions jsonb, derivation jsonb)`;

const OF_CASE = `select ${COLUMNS} from clock where case_id = $1 order by started_at, name`;
const ONE = `select ${COLUMNS} from clock where id = $1`;
const BY_IDS = `select ${COLUMNS} from clock where id = any ($1::uuid[])`;
const INSERT = `insert into clock (${COLUMNS}) select ${COLUMNS} from ${RECORD}`;
const UPDATE = `update clock set rule = r.rule, label = r.label, starts_on = r.starts_on, met_by = r.met_by,
    unit = r.unit, responsible_role = r.responsible_role, state = r.state, started_at = r.started_at,
    target_at = r.target_at, due_at = r.due_at, done_at = r.done_at, missed_at = r.missed_at,
    released_at = r.released_at, suspensions = r.suspensions, derivation = r.derivation
  from ${RECORD} where clock.id = r.id`;

/** Every clock a case has had, oldest start first. Whoever writes them afterwards holds the case's lock. */
export async function clocksOf(tx: Tx, caseId: string): Promise<readonly Clock[]> {
  return (await open(tx).rows<ClockRow>(OF_CASE, [caseId])).map(clockOf);
}

export async function clockById(tx: Tx, id: string): Promise<Clock | null> {
  const [row] = await open(tx).rows<ClockRow>(ONE, [id]);
  return row === undefined ? null : clockOf(row);
}

/** Several clocks at once, in no order; unknown ids are left out. */
export async function clocksByIds(tx: Tx, ids: readonly string[]): Promise<readonly Clock[]> {
  return ids.length === 0 ? [] : (await open(tx).rows<ClockRow>(BY_IDS, [ids])).map(clockOf);
}

export async function insertClocks(tx: Tx, clocks: readonly Clock[]): Promise<void> {
  if (clocks.length > 0) await open(tx).run(INSERT, [JSON.stringify(clocks.map(rowOf))]);
}

export async function updateClocks(tx: Tx, clocks: readonly Clock[]): Promise<void> {
  if (clocks.length > 0) await open(tx).run(UPDATE, [JSON.stringify(clocks.map(rowOf))]);
}

/** Reads `clock` rows that another statement of this slice selected with all their columns. */
export function clockOf(row: ClockRow): Clock {
  return {
    id: row.id,
    companyId: row.company_id,
    caseId: row.case_id,
    name: row.name,
    rule: row.rule,
    label: row.label,
    startsOn: row.starts_on,
    metBy: row.met_by,
    unit: row.unit,
    responsible: row.responsible_role,
    state: row.state,
    startedAt: row.started_at,
    targetAt: row.target_at,
    dueAt: row.due_at,
    doneAt: row.done_at,
    missedAt: row.missed_at,
    releasedAt: row.released_at,
    suspensions: row.suspensions,
    derivation: row.derivation,
  };
}

function rowOf(clock: Clock): Record<keyof ClockRow, unknown> {
  return {
    id: clock.id,
    company_id: clock.companyId,
    case_id: clock.caseId,
    name: clock.name,
    rule: clock.rule,
    label: clock.label,
    starts_on: clock.startsOn,
    met_by: clock.metBy,
    unit: clock.unit,
    responsible_role: clock.responsible,
    state: clock.state,
    started_at: sqlTime(clock.startedAt),
    target_at: sqlTime(clock.targetAt),
    due_at: sqlTime(clock.dueAt),
    done_at: sqlTime(clock.doneAt),
    missed_at: sqlTime(clock.missedAt),
    released_at: sqlTime(clock.releasedAt),
    suspensions: clock.suspensions,
    derivation: clock.derivation,
  };
}

export type { ClockRow };
