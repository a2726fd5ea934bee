import { open } from '../../platform/database/open.js';
import type { Tx } from '../../platform/database/transaction.js';
import type { Role } from '../../terms/decision.js';
import type { Clock } from '../domain/clock.js';
import { clockOf, type ClockRow } from './clock-rows.js';

/** A role somebody holds, in one project or, with '*', in all of the company. */
export interface Seat {
  readonly role: Role;
  readonly projectId: string;
}

export interface OpenClocksQuery {
  readonly companyId: string;
  /** The person asked about, for the clocks of the cases he handles. */
  readonly personId: string;
  /** Roles whose clocks belong to the case's own handler once it has one. */
  readonly handlerRoles: readonly Role[];
  readonly seats: readonly Seat[];
  readonly limit: number;
}

/** A line of somebody's list of what to do (我的待办). */
export interface OpenClock {
  readonly clock: Clock;
  readonly number: string;
  readonly subject: string;
  readonly projectId: string | null;
  readonly handlerId: string | null;
}

// A missed clock whose work is not done is still to do; its condition is that of the index clock_open.
const OPEN_CLOCKS = `select c.*, k.number, k.subject, k.project_id, k.handler_id
  from clock c join complaint k on k.id = c.case_id
  where c.company_id = $1 and c.responsible_role = any($6::text[]) and k.closed_at is null
    and (c.state in ('running', 'paused') or (c.state = 'missed' and c.done_at is null and c.released_at is null))
    and case when c.responsible_role = any($3::text[]) and k.handler_id is not null then k.handler_id = $2
      else exists (select 1 from jsonb_to_recordset($4::jsonb) as s(role text, project text)
        where s.role = c.responsible_role and (s.project = '*' or s.project = k.project_id)) end
  order by c.due_at, c.id limit $5`;

type OpenClockRow = ClockRow & {
  readonly number: string;
  readonly subject: string;
  readonly project_id: string | null;
  readonly handler_id: string | null;
};

/** What a person still has to do in open cases, the most urgent first. */
export async function openClocksFor(tx: Tx, query: OpenClocksQuery): Promise<readonly OpenClock[]> {
  const seats = query.seats.map(({ role, projectId }) => ({ role, project: projectId }));
  // Named beforehand, so that only clocks of these roles look up their case.
  const roles = [...query.handlerRoles, ...query.seats.map(({ role }) => role)];
  const values = [query.companyId, query.personId, query.handlerRoles, JSON.stringify(seats), query.limit, roles];
  const rows = await open(tx).rows<OpenClockRow>(OPEN_CLOCKS, values);
  return rows.map((row) => ({
    clock: clockOf(row),
    number: row.number,
    subject: row.subject,
    projectId: row.project_id,
    handlerId: row.handler_id,
  }));
}

const ON_WORKING_DAYS = `select case_id from clock
  where company_id = $1 and state in ('running', 'paused') and unit = 'working-days' and case_id > $2
  union select case_id from timer
  where company_id = $1 and state = 'waiting' and kind = any($4::text[]) and case_id > $2
  order by case_id limit $3`;

/**
 * A page of the cases behind `after` that a change of the calendar can move: a clock counts working days, or something of these
 * kinds waits for one.
 */
export async function casesOnWorkingDays(
  tx: Tx,
  page: { readonly companyId: string; readonly kinds: readonly string[]; readonly after: string | null; readonly limit: number },
): Promise<readonly string[]> {
  const values = [page.companyId, page.after ?? BEFORE_ALL, page.limit, page.kinds];
  const rows = await open(tx).rows<{ case_id: string }>(ON_WORKING_DAYS, values);
  return rows.map((row) => row.case_id);
}

const BEFORE_ALL = '00000000-0000-0000-0000-000000000000';
