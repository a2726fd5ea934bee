import { sqlTime } from '../../platform/database/source.js';
import { open } from '../../platform/database/open.js';
import type { Tx } from '../../platform/database/transaction.js';
import type { Card, CardState } from '../../terms/card.js';
import type { Instant } from '../../terms/instants.js';
import { fitCard, fitText, looksTheSame, TEXT_LENGTH } from '../domain/fitting.js';
import type { NewCard, CardRow } from '../domain/outgoing.js';

// One row of the input is a card and its way to the chat. The foreign key is checked when the statement ends.
const POST_CARDS = `
with posted as (
  select * from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::uuid[], $8::jsonb[],
      $9::timestamptz[], $10::text[], $11::jsonb[], $12::timestamptz[], $13::text[], $14::text[]) with ordinality
    as p (id, company_id, channel, chat_id, subject_kind, subject_id, case_id, wanted, created_at, dedupe_key, payload,
      next_attempt_at, trace, kind, place)
), drawn as (
  insert into card (id, company_id, channel, chat_id, subject_kind, subject_id, case_id, wanted, wanted_version, created_at)
  select id, company_id, channel, chat_id, subject_kind, subject_id, case_id, wanted, 1, created_at from posted
)
insert into outgoing (company_id, channel, kind, recipient, dedupe_key, payload, case_id, card_id, state, next_attempt_at,
  created_at, trace)
select company_id, channel, kind, chat_id, dedupe_key, payload, case_id, id, 'waiting', next_attempt_at, created_at, trace
from posted order by place`;

/** Writes cards and their way to the chats. The caller makes the ids, one a card: twice the same is a bug. */
export async function postCards(tx: Tx, cards: readonly NewCard[]): Promise<void> {
  if (cards.length === 0) return;
  await open(tx).run(POST_CARDS, [
    cards.map((one) => one.cardId),
    cards.map((one) => one.companyId),
    cards.map((one) => one.channel),
    cards.map((one) => one.chatId),
    cards.map((one) => one.subjectKind),
    cards.map((one) => one.subjectId),
    cards.map((one) => one.caseId ?? null),
    cards.map((one) => JSON.stringify(fitCard(one.card))),
    cards.map((one) => sqlTime(one.now)),
    cards.map((one) => one.dedupeKey),
    cards.map((one) => JSON.stringify({ to: one.to ?? null, ...(one.summary === undefined ? {} : { text: fitText(one.summary, TEXT_LENGTH) }) })),
    cards.map((one) => sqlTime(one.machineNow)),
    cards.map((one) => one.trace),
    cards.map((one) => (one.nudges === true ? 'nudge' : 'card')),
  ]);
}

/** Of cards that `changed`; $4 machine time, $5 business time, $6 the trace. */
const DRAW_CHANGED = `
insert into outgoing (company_id, channel, kind, recipient, dedupe_key, payload, case_id, card_id, state, next_attempt_at,
  created_at, trace)
select company_id, channel, 'card-update', chat_id, 'card-update:' || id || ':' || wanted_version,
  jsonb_build_object('version', wanted_version), case_id, id, 'waiting', $4::timestamptz, $5::timestamptz, $6
from changed order by id`;

/**
 * Every change is a row of its own; delivery draws the present state and skips what is shown already. Without a join, and the company
 * asked for in a way no index answers: planned while the table was small, either would walk all cards of the company when it is large.
 */
const CHANGE = `
with changed as (
  update card c set wanted = ($3::jsonb[])[array_position($2::uuid[], c.id)], wanted_version = c.wanted_version + 1
  where c.id = any($2::uuid[]) and c.company_id is not distinct from $1
  returning c.*
)${DRAW_CHANGED}`;

/** When cards are wanted otherwise, and by what. */
export interface Moment {
  readonly companyId: string;
  /** Business time. */
  readonly now: Instant;
  readonly machineNow: Instant;
  readonly trace: string;
}

export interface CardChange {
  readonly cardId: string;
  readonly card: Card;
  /** How it was to look before, where that is known: one that stays as it is costs nothing. */
  readonly was?: Card;
}

/** Wants cards to show something else; those that the company does not have are left out. Returns how many changed. */
export async function changeCards(tx: Tx, moment: Moment, changes: readonly CardChange[]): Promise<number> {
  const real = changes.filter(({ card, was }) => was === undefined || !looksTheSame(card, was));
  if (real.length === 0) return 0;
  return open(tx).run(CHANGE, [
    moment.companyId,
    real.map(({ cardId }) => cardId),
    real.map(({ card }) => JSON.stringify(fitCard(card))),
    sqlTime(moment.machineNow),
    sqlTime(moment.now),
    moment.trace,
  ]);
}

/** Found as by OF_SUBJECTS, changed as by CHANGE. */
const END = `
with found as materialized (
  select found.id from unnest($2::text[]) with ordinality as asked (kind, place)
  cross join lateral (
    select id from card where company_id = $1 and subject_kind = asked.kind and subject_id = $3 order by id for update
  ) found order by asked.place
), changed as (
  update card c set wanted = c.wanted || jsonb_build_object('state', $7::text, 'buttons', '[]'::jsonb), wanted_version = c.wanted_version + 1
  where c.id = any(array(select id from found)) and c.company_id is not distinct from $1
    and (c.wanted ->> 'state' is distinct from $7 or c.wanted -> 'buttons' <> '[]')
  returning c.*
)${DRAW_CHANGED}`;

/** Wants all cards of these kinds about one subject to look ended, with nothing left to tap; without reading them first. Returns how many changed. */
export function endCards(tx: Tx, moment: Moment, about: { readonly kinds: readonly string[]; readonly subjectId: string; readonly state: CardState }): Promise<number> {
  const kinds = about.kinds.toSorted();
  return open(tx).run(END, [moment.companyId, kinds, about.subjectId, sqlTime(moment.machineNow), sqlTime(moment.now), moment.trace, about.state]);
}

const COLUMNS = `id, company_id as "companyId", channel, chat_id as "chatId", subject_kind as "subjectKind",
  subject_id as "subjectId", case_id as "caseId", wanted, wanted_version as version`;

// In one order, so that two stories redrawing the same cards wait for each other instead of deadlocking. Each subject is looked up by
// itself: as `in (…)` the planner walked every card of the company, 22 ms of 100,000 cases.
const OF_SUBJECTS = `
select found.* from unnest($2::text[], $3::text[]) with ordinality as asked (kind, subject, place)
cross join lateral (
  select ${COLUMNS} from card where company_id = $1 and subject_kind = asked.kind and subject_id = asked.subject order by id for update
) found order by asked.place`;

export interface Redraw {
  readonly subjectKind: string;
  readonly subjectId: string;
  /** The card's new look; a card that stays as it is costs nothing. */
  readonly redraw: (row: CardRow) => Card;
}

/** Everybody's copy of the subjects' cards, locked, each as all its redraws together want it. */
export async function changesOf(tx: Tx, companyId: string, redraws: readonly Redraw[]): Promise<readonly CardChange[]> {
  const apart = new Map(redraws.map(({ subjectKind, subjectId }) => [`${subjectKind} ${subjectId}`, [subjectKind, subjectId] as const]));
  const asked = [...apart].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, subject]) => subject);
  const rows = await open(tx).rows<CardRow>(OF_SUBJECTS, [companyId, asked.map(([kind]) => kind), asked.map(([, subject]) => subject)]);
  return rows.map((row) => ({ cardId: row.id, card: redrawn(row, redraws), was: row.wanted }));
}

const redrawn = (row: CardRow, redraws: readonly Redraw[]): Card =>
  redraws
    .filter((one) => one.subjectKind === row.subjectKind && one.subjectId === row.subjectId)
    .reduce((wanted, one) => one.redraw({ ...row, wanted }), row.wanted);

const BY_IDS = `select ${COLUMNS} from card where id = any ($1::uuid[])`;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Cards as they should look now, in no order; ids that are none, or were never of ours, are left out. */
export async function cardsByIds(tx: Tx, ids: readonly string[]): Promise<readonly CardRow[]> {
  const ours = ids.filter((id) => UUID.test(id));
  return ours.length === 0 ? [] : open(tx).rows<CardRow>(BY_IDS, [ours]);
}

export async function cardById(tx: Tx, id: string): Promise<CardRow | null> {
  const [row] = await cardsByIds(tx, [id]);
  return row ?? null;
}
