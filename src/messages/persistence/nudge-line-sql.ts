import { sqlTime } from '../../platform/database/source.js';
import { open } from '../../platform/database/open.js';
import { awaitAtCommit, type Tx } from '../../platform/database/transaction.js';
import type { Instant } from '../../terms/instants.js';
import { fitText, TEXT_LENGTH } from '../domain/fitting.js';
import { sameMatter, type LineEnd, type NudgeLine } from '../domain/nudge-line.js';

const LINE = `id, company_id as "companyId", person_id as "personId", case_id as "caseId", clock_id as "clockId",
  timer_id as "timerId", message_key as "messageKey", place, text, due_at as "dueAt", told_at as "toldAt",
  snoozed_until as "snoozedUntil", ended_at as "endedAt", ended_how as "endedHow"`;

// In one order everywhere, so that two stories which nudge the same people wait for each other instead of deadlocking.
const LOCK = `
insert into todo_card (company_id, person_id) select $1, person_id from unnest($2::text[]) as p (person_id) order by person_id
on conflict (company_id, person_id) do update set card_id = todo_card.card_id
returning person_id as "personId", card_id as "cardId"`;

/** Locks what is done to these people's 待办 cards until the transaction ends; the ids of those that live, by person. */
export async function lockTodoCards(tx: Tx, companyId: string, people: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const rows = await open(tx).rows<{ personId: string; cardId: string | null }>(LOCK, [companyId, people]);
  return new Map(rows.flatMap(({ personId, cardId }) => (cardId === null ? [] : [[personId, cardId]])));
}

// Lists stand beside the joins here and below: a plan made while the table was small would walk all of it otherwise.
const SET = `update todo_card t set card_id = c.card_id from unnest($2::text[], $3::uuid[]) as c (person_id, card_id)
where t.company_id = $1 and t.person_id = c.person_id and t.person_id = any ($2::text[])`;

/** Which card of a person lives from now on; null: none until the next nudge. */
export interface LivingCard {
  readonly personId: string;
  readonly cardId: string | null;
}

export async function setTodoCards(tx: Tx, companyId: string, living: readonly LivingCard[]): Promise<void> {
  if (living.length > 0) await open(tx).run(SET, [companyId, living.map(({ personId }) => personId), living.map(({ cardId }) => cardId)]);
}

// The most urgent first. Ties in the order they were told.
const OPEN = `
select found.* from unnest($2::text[]) with ordinality as asked (person_id, nth) cross join lateral (
  select ${LINE}, row_number() over (order by due_at nulls last, told_at, place) as urgency from nudge_line
  where company_id = $1 and person_id = asked.person_id and ended_at is null
  order by due_at nulls last, told_at, place limit $3
) found order by asked.nth, found.urgency`;

/** At most `limit` of each person's. */
export function openLines(tx: Tx, companyId: string, people: readonly string[], limit: number): Promise<NudgeLine[]> {
  return open(tx).rows(OPEN, [companyId, people, limit]);
}

const COUNT = `select person_id as "personId", count(*) as count from nudge_line
  where company_id = $1 and person_id = any ($2::text[]) and ended_at is null group by person_id`;

/** How many there are, by person; whoever has none is left out. */
export async function countOpenLines(tx: Tx, companyId: string, people: readonly string[]): Promise<ReadonlyMap<string, number>> {
  if (people.length === 0) return new Map();
  const rows = await open(tx).rows<{ personId: string; count: number }>(COUNT, [companyId, people]);
  return new Map(rows.map(({ personId, count }) => [personId, count]));
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
update nudge_line l set ended_at = $2, ended_how = 'replaced'
from unnest($3::text[], $4::uuid[], $5::uuid[]) as told (person_id, clock_id, case_id)
where l.company_id = $1 and l.person_id = told.person_id and l.person_id = any ($3::text[]) and l.ended_at is null
  and (l.clock_id = told.clock_id or (l.clock_id is null and told.clock_id is null and l.case_id = told.case_id))`;

const INSERT = `
insert into nudge_line (id, company_id, person_id, case_id, clock_id, timer_id, message_key, place, text, due_at, told_at, ended_at, ended_how)
select r.id, r.company_id, r.person_id, r.case_id, r.clock_id, r.timer_id, r.message_key, r.place, r.text, r.due_at, r.told_at, r.ended_at, r.ended_how
from jsonb_to_recordset($1::jsonb) as r (id uuid, company_id text, person_id text, case_id uuid, clock_id uuid, timer_id uuid,
  message_key text, place int, text text, due_at timestamptz, told_at timestamptz, ended_at timestamptz, ended_how text)`;

export type NewLine = Omit<NudgeLine, 'snoozedUntil' | 'endedAt' | 'endedHow'>;

/** Writes what people are told: each line replaces what its person was told of the same matter before, also in this message. */
export async function writeLines(tx: Tx, lines: readonly NewLine[]): Promise<void> {
  const [first] = lines;
  if (first === undefined) return;
  const now = sqlTime(first.toldAt);
  const people = lines.map(({ personId }) => personId);
  awaitAtCommit(tx, open(tx).run(REPLACE, [first.companyId, now, people, lines.map(({ clockId }) => clockId), lines.map(({ caseId }) => caseId)]));
  const rows = lines.map((one, index) => {
    const told = lines.slice(0, index).some((earlier) => earlier.personId === one.personId && sameMatter(earlier, one));
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

const TAKE_BACK = `update outgoing set state = 'withdrawn', ended_at = $3
  where company_id = $1 and dedupe_key = any ($2::text[]) and state = 'waiting' returning dedupe_key as key`;

/** Takes messages back that have not gone out; the keys of those it could. */
export async function takeBack(tx: Tx, companyId: string, keys: readonly string[], now: Instant): Promise<ReadonlySet<string>> {
  if (keys.length === 0) return new Set();
  return new Set((await open(tx).rows<{ key: string }>(TAKE_BACK, [companyId, keys, sqlTime(now)])).map(({ key }) => key));
}

const REWORD = `update outgoing o set payload = jsonb_set(o.payload, '{text}', to_jsonb(said.text))
from unnest($2::text[], $3::text[]) as said (key, text)
where o.company_id = $1 and o.dedupe_key = said.key and o.dedupe_key = any ($2::text[]) and o.state = 'waiting'`;

/** What notifications say of cards that have not gone out yet. */
export async function rewordNudges(tx: Tx, companyId: string, said: readonly { readonly key: string; readonly text: string }[]): Promise<void> {
  if (said.length > 0) await open(tx).run(REWORD, [companyId, said.map(({ key }) => key), said.map(({ text }) => fitText(text, TEXT_LENGTH))]);
}

const CARRY_OVER = `update nudge_line l set message_key = next.key from unnest($2::text[], $3::text[], $4::text[]) as next (person_id, former, key)
where l.company_id = $1 and l.person_id = next.person_id and l.person_id = any ($2::text[]) and l.message_key = next.former and l.ended_at is null`;

export interface Moved {
  readonly personId: string;
  readonly from: string;
  readonly to: string;
}

/** What messages that were taken back had to say goes out in the next ones. */
export async function carryOver(tx: Tx, companyId: string, moved: readonly Moved[]): Promise<void> {
  if (moved.length === 0) return;
  await open(tx).run(CARRY_OVER, [companyId, moved.map(({ personId }) => personId), moved.map(({ from }) => from), moved.map(({ to }) => to)]);
}
