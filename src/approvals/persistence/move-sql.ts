import { open } from '../../platform/database/open.js';
import type { Tx } from '../../platform/database/transaction.js';
import { sqlTime } from '../../platform/database/source.js';
import type { Instant } from '../../terms/instants.js';
import type { RunView, Seat } from '../domain/run.js';

/** One seat that goes from a person to another. */
export interface SeatMove {
  readonly step: number;
  readonly role: string;
  readonly from: string;
  /** The seat as the next person has it; one who sits in the role already keeps his own. */
  readonly to: Seat;
}

const LEAVE = `
  update approval_seat s set moved_to = m.moved_to, moved_at = $2
  from jsonb_to_recordset($3::jsonb) as m (step int, role text, person_id text, moved_to text)
  where s.run_id = $1 and s.step = m.step and s.role = m.role and s.person_id = m.person_id and s.moved_to is null`;

// Whoever had the seat before and gets it back is sent a card of its own.
const TAKE = `
  insert into approval_seat (run_id, step, company_id, role, person_id, stands_for, via, note)
  select $1, t.step, $2, t.role, t.person_id, t.stands_for, t.via, t.note
  from jsonb_to_recordset($3::jsonb) as t (step int, role text, person_id text, stands_for text, via text, note text)
  on conflict (run_id, step, role, person_id) do update
    set stands_for = excluded.stands_for, via = excluded.via, note = excluded.note, moved_to = null, moved_at = null, card_id = null
    where approval_seat.moved_to is not null`;

export async function storeMoves(tx: Tx, run: RunView, moves: readonly SeatMove[], now: Instant): Promise<void> {
  if (moves.length === 0) return;
  const left = moves.map((one) => ({ step: one.step, role: one.role, person_id: one.from, moved_to: one.to.personId }));
  const taken = new Map(
    moves.map(({ step, role, to }) => [
      `${step}:${role}:${to.personId}`,
      { step, role, person_id: to.personId, stands_for: to.standsFor, via: to.via ?? null, note: to.note ?? null },
    ]),
  );
  await open(tx).run(LEAVE, [run.id, sqlTime(now), JSON.stringify(left)]);
  await open(tx).run(TAKE, [run.id, run.companyId, JSON.stringify([...taken.values()])]);
}

const RUNS_OF_PERSON = `
  select distinct r.id as "runId", r.case_id as "caseId", s.step, s.join_rule = 'majority' as "isVote"
  from approval_seat t
  join approval_step s on s.run_id = t.run_id and s.step = t.step and s.state in ('open', 'returned')
  join approval_run r on r.id = t.run_id and r.state = 'open'
  where t.company_id = $1 and (t.person_id = $2 or t.stands_for = $2 or t.moved_to = $2)
  order by r.case_id, s.step limit $3`;

/** Steps at which a person sits, sat or is stood for, in the order in which their cases are locked. */
export async function readStepsOfPerson(
  tx: Tx,
  companyId: string,
  personId: string,
  limit: number,
): Promise<readonly { readonly runId: string; readonly caseId: string; readonly step: number; readonly isVote: boolean }[]> {
  return open(tx).rows(RUNS_OF_PERSON, [companyId, personId, limit]);
}

const REFUSE_TAP = `
  insert into tap_refusal (company_id, card_id, person_id, code, at) values ($1, $2, $3, $4, $5)
  on conflict do nothing`;

/** True the first time this person is refused on this card by this code: then it goes into the record. */
export async function noteRefusal(
  tx: Tx,
  one: { readonly companyId: string; readonly cardId: string; readonly personId: string; readonly code: string; readonly at: Instant },
): Promise<boolean> {
  return (await open(tx).run(REFUSE_TAP, [one.companyId, one.cardId, one.personId, one.code, sqlTime(one.at)])) === 1;
}
