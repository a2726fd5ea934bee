import { sqlTime } from '../../platform/database/source.js';
import { open } from '../../platform/database/open.js';
import { awaitAtCommit, type Tx } from '../../platform/database/transaction.js';
import type { Instant } from '../../terms/instants.js';
import { fitText, TEXT_LENGTH } from '../domain/fitting.js';
import { sameMatter, type LineEnd, type NudgeLine } from '../domain/nudge-line.js';

const LINE = `id, company_id as "companyId", person_id as "personId", case_id as "caseId", clock_id as "clockId",
  timer_id as "timerId", message_key as "messageKey", place, text, due_at as "dueAt", told_at as "toldAt",
  snoozed_until as "snoozedUntil", ended_at as "endedAt", ended_how as "endedHow"`;

/** A person in a company. */
export interface Nudged {
  readonly companyId: string;
  readonly personId: string;
}

const LOCK = `
insert into todo_card (company_id, person_id) values ($1, $2)
on conflict (company_id, person_id) do update set card_id = todo_card.card_id
returning card_id as "cardId"`;

/** Locks what is done to a person's 待办 card until the transaction ends; the id of the one that lives, null when none does. */
export async function lockTodoCard(tx: Tx, { companyId, personId }: Nudged): Promise<string | null> {
  const [row] = await open(tx).rows<{ cardId: string | null }>(LOCK, [companyId, personId]);
  return row?.cardId ?? null;
}

const SET = `update todo_card set card_id = $3 where company_id = $1 and person_id = $2`;

/** Which card lives from now on; null: none until the next nudge. */
export async function setTodoCard(tx: Tx, { companyId, personId }: Nudged, cardId: string | null): Promise<void> {
  await open(tx).run(SET, [companyId, personId, cardId]);
}

// The most urgent first. Ties in the order they were told.
const OPEN = `select ${LINE} from nudge_line where company_id = $1 and person_id = $2 and ended_at is null
  order by due_at nulls last, told_at, place limit $3`;

export function openLines(tx: Tx, { companyId, personId }: Nudged, limit: number): Promise<NudgeLine[]> {
  return open(tx).rows(OPEN, [companyId, personId, limit]);
}

const COUNT = `select count(*) as count from nudge_line where company_id = $1 and person_id = $2 and ended_at is null`;

export async function countOpenLines(tx: Tx, { companyId, personId }: Nudged): Promise<number> {
  const [row] = await open(tx).rows<{ count: number }>(COUNT, [companyId, personId]);
  return row?.count ?? 0;
}

const OPEN_OF_CASE = `select ${LINE} from nudge_line where case_id = $1 and ended_at is null order by person_id, id`;

export function openLinesOfCase(tx: Tx, caseId: string): Promise<NudgeLine[]> {
  return open(tx).rows(OPEN_OF_CASE, [caseId]);
}

const OF_CASE = `select ${LINE} from nudge_line where case_id = $1 and person_id = $2 order by told_at desc, place limit $3`;

/** What a person was nudged about in a case, the latest first. */
export function linesOfCase(tx: Tx, caseId: string, personId: string, limit: number): Promise<NudgeLine[]> {
  return open(tx).rows(OF_CASE, [caseId, personId, limit]);
}

const BY_ID = `select ${LINE} from nudge_line where id = $1`;

export async function lineById(tx: Tx, id: string): Promise<NudgeLine | null> {
  const [row] = await open(tx).rows<NudgeLine>(BY_ID, [id]);
  return row ?? null;
}

const REPLACE = `
update nudge_line set ended_at = $3, ended_how = 'replaced'
where company_id = $1 and person_id = $2 and ended_at is null
  and (clock_id = any ($4::uuid[]) or (clock_id is null and case_id = any ($5::uuid[])))`;

const INSERT = `
insert into nudge_line (id, company_id, person_id, case_id, clock_id, timer_id, message_key, place, text, due_at, told_at, ended_at, ended_how)
select r.id, r.company_id, r.person_id, r.case_id, r.clock_id, r.timer_id, r.message_key, r.place, r.text, r.due_at, r.told_at, r.ended_at, r.ended_how
from jsonb_to_recordset($1::jsonb) as r (id uuid, company_id text, person_id text, case_id uuid, clock_id uuid, timer_id uuid,
  message_key text, place int, text text, due_at timestamptz, told_at timestamptz, ended_at timestamptz, ended_how text)`;

export type NewLine = Omit<NudgeLine, 'snoozedUntil' | 'endedAt' | 'endedHow'>;

/** Writes the lines of one message to one person: each replaces what he was told of the same matter before, also in this message. */
export async function writeLines(tx: Tx, lines: readonly NewLine[]): Promise<void> {
  const [first] = lines;
  if (first === undefined) return;
  const clocks = lines.flatMap(({ clockId }) => clockId ?? []);
  const cases = lines.flatMap(({ clockId, caseId }) => (clockId === null && caseId !== null ? [caseId] : []));
  const now = sqlTime(first.toldAt);
  awaitAtCommit(tx, open(tx).run(REPLACE, [first.companyId, first.personId, now, clocks, cases]));
  const rows = lines.map((one, index) => {
    const told = lines.slice(0, index).some((earlier) => sameMatter(earlier, one));
    return {
      id: one.id,
      company_id: one.companyId,
      person_id: one.personId,
      case_id: one.caseId,
      clock_id: one.clockId,
      timer_id: one.timerId,
      message_key: one.messageKey,
      place: one.place,
      text: fitText(one.text, TEXT_LENGTH),
      due_at: sqlTime(one.dueAt),
      told_at: now,
      ended_at: told ? now : null,
      ended_how: told ? 'replaced' : null,
    };
  });
  await open(tx).run(INSERT, [JSON.stringify(rows)]);
}

const END = `
update nudge_line l set ended_at = $2, ended_how = case when exists (
    select 1 from outgoing o where o.company_id = l.company_id and o.dedupe_key = l.message_key and o.state = 'waiting')
  then 'withdrawn' else e.how end
from unnest($1::uuid[], $3::text[]) as e (id, how) where l.id = e.id and l.ended_at is null`;

/** These no longer wait for their people; what had not gone out yet is withdrawn. */
export async function endLines(tx: Tx, ends: readonly { readonly id: string; readonly how: LineEnd }[], now: Instant): Promise<void> {
  if (ends.length > 0) await open(tx).run(END, [ends.map(({ id }) => id), sqlTime(now), ends.map(({ how }) => how)]);
}

const SNOOZE = `update nudge_line set snoozed_until = $2 where id = any ($1::uuid[]) and ended_at is null`;

export async function snoozeLines(tx: Tx, ids: readonly string[], until: Instant): Promise<void> {
  await open(tx).run(SNOOZE, [ids, sqlTime(until)]);
}

const TAKE_BACK = `update outgoing set state = 'withdrawn', ended_at = $3 where company_id = $1 and dedupe_key = $2 and state = 'waiting'`;

/** Takes a message back that has not gone out; false when it has, or is going. */
export async function takeBack(tx: Tx, message: { readonly companyId: string; readonly key: string; readonly now: Instant }): Promise<boolean> {
  return (await open(tx).run(TAKE_BACK, [message.companyId, message.key, sqlTime(message.now)])) === 1;
}

const REWORD = `update outgoing set payload = jsonb_set(payload, '{text}', to_jsonb($3::text))
where company_id = $1 and dedupe_key = $2 and state = 'waiting'`;

/** What a notification says of a card that has not gone out yet. */
export async function rewordNudge(tx: Tx, message: { readonly companyId: string; readonly key: string; readonly text: string }): Promise<void> {
  await open(tx).run(REWORD, [message.companyId, message.key, fitText(message.text, TEXT_LENGTH)]);
}

const CARRY_OVER = `update nudge_line set message_key = $3 where company_id = $1 and message_key = $2 and ended_at is null`;

/** What a message that was taken back had to say goes out in the next one. */
export async function carryOver(tx: Tx, companyId: string, from: string, to: string): Promise<void> {
  await open(tx).run(CARRY_OVER, [companyId, from, to]);
}
