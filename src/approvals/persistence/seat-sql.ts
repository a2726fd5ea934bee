import { open } from '../../platform/database/open.js';
import type { Tx } from '../../platform/database/transaction.js';
import type { Fen } from '../../terms/money.js';
import type { Instant } from '../../terms/instants.js';
import type { SeatView, StepView } from '../domain/run.js';
import { seatColumns } from './run-sql.js';

/** Which card shows a seat. */
export interface SeatCard {
  readonly runId: string;
  readonly step: number;
  readonly role: string;
  readonly personId: string;
  readonly cardId: string;
}

const SET_CARDS = `
  update approval_seat a set card_id = c."cardId"
  from jsonb_to_recordset($1::jsonb) as c ("runId" uuid, step int, role text, "personId" text, "cardId" uuid)
  where a.run_id = c."runId" and a.step = c.step and a.role = c.role and a.person_id = c."personId"`;

/** Notes the cards that were sent for seats, in one statement. Returns how many seats took one. */
export async function storeSeatCards(tx: Tx, cards: readonly SeatCard[]): Promise<number> {
  return cards.length === 0 ? 0 : open(tx).run(SET_CARDS, [JSON.stringify(cards)]);
}

const ADD_SEATS = `
  insert into approval_seat (run_id, step, company_id, role, person_id, stands_for, via, note)
  select $1, t.step, $2, t.role, t.person_id, t.stands_for, t.via, t.note
  from jsonb_to_recordset($3::jsonb) as t (step int, role text, person_id text, stands_for text, via text, note text)
  on conflict (run_id, step, role, person_id) do nothing
  returning step, role, person_id as "personId", stands_for as "standsFor", card_id as "cardId", via, note`;

/** Adds seats to a step; a person who sits in that role already is left as he is. Returns the seats that are new. */
export async function insertSeats(
  tx: Tx,
  runId: string,
  companyId: string,
  seats: readonly SeatView[],
): Promise<readonly SeatView[]> {
  if (seats.length === 0) return [];
  return open(tx).rows<SeatView>(ADD_SEATS, [runId, companyId, JSON.stringify(seats.map(seatColumns))]);
}

/** A step that waits for a person's decision. */
export interface WaitingApproval {
  readonly runId: string;
  readonly caseId: string;
  readonly step: number;
  readonly mode: StepView['mode'];
  /** The sum proposed; null where none is. */
  readonly amount: Fen | null;
  readonly repairCost: Fen | null;
  readonly openedAt: Instant;
  /** The person's seats that nobody has decided for yet. */
  readonly seats: readonly SeatView[];
}

const WAITING_FOR = `
  select s.run_id as "runId", r.case_id as "caseId", s.step, s.mode, r.amount, r.repair_cost as "repairCost",
    s.opened_at as "openedAt",
    json_agg(json_build_object('step', t.step, 'role', t.role, 'personId', t.person_id, 'standsFor', t.stands_for,
      'cardId', t.card_id, 'via', t.via, 'note', t.note) order by t.role) as seats
  from approval_seat t
  join approval_step s on s.run_id = t.run_id and s.step = t.step and s.state = 'open'
  join approval_run r on r.id = t.run_id and r.state = 'open'
  where t.company_id = $1 and t.person_id = $2 and t.moved_to is null and coalesce(t.stands_for, t.person_id) <> r.submitted_by
    and not exists (
      select from approval_decision d
      where d.run_id = t.run_id and d.step = t.step and case s.join_rule
        when 'all' then d.role = t.role
        when 'majority' then d.holder_id = coalesce(t.stands_for, t.person_id)
        else true end)
  group by s.run_id, r.case_id, s.step, s.mode, r.amount, r.repair_cost, s.opened_at
  order by s.opened_at, s.run_id, s.step
  limit $3`;

export async function readWaitingFor(
  tx: Tx,
  companyId: string,
  personId: string,
  limit: number,
): Promise<readonly WaitingApproval[]> {
  return open(tx).rows<WaitingApproval>(WAITING_FOR, [companyId, personId, limit]);
}

const OPEN_RUN_IDS = `select id from approval_run where state = 'open' and ($1::text is null or company_id = $1)
  order by opened_at, id`;

export async function readOpenRunIds(tx: Tx, companyId: string | null): Promise<readonly string[]> {
  return (await open(tx).rows<{ id: string }>(OPEN_RUN_IDS, [companyId])).map((row) => row.id);
}
