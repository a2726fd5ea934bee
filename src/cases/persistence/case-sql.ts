import { isDeepStrictEqual } from 'node:util';
import { open } from '../../platform/database/open.js';
import { awaitAtCommit, type Tx } from '../../platform/database/transaction.js';
import { sqlTime } from '../../platform/database/source.js';
import { entryHash, payloadHash } from '../../platform/database/record-hash.js';
import type { Case, CaseAnswered, CaseInShort, Entry, Handling } from '../domain/case.js';
import { NOTHING_HANDLED } from '../domain/case.js';
import type { Day } from '../../terms/instants.js';

interface CaseRow {
  id: string;
  company_id: string;
  number: string;
  project_id: string | null;
  channel: string;
  chat_id: string;
  state: Case['state'];
  kind: Case['kind'];
  level: Case['level'];
  category: Case['category'];
  reporter_id: string;
  handler_id: string | null;
  subject: string;
  content: string;
  customer_name: string | null;
  customer_phone: string | null;
  rooms: string[];
  doors: Case['doors'];
  facts: Case['facts'];
  decision: Case['decision'];
  pack_hash: string;
  handling: Partial<Handling>;
  registered_at: number;
  closed_at: number | null;
  head_seq: number;
  head_hash: string;
}

const COLUMNS = `id, company_id, number, project_id, channel, chat_id, state, kind, level, category, reporter_id, handler_id,
  subject, content, customer_name, customer_phone, rooms, doors, facts, decision, pack_hash, handling, registered_at, closed_at,
  head_seq, head_hash`;

/** PostgreSQL writes a JSON value out anew each time it is read: these two cost half of a row. */
const SHORT_COLUMNS = COLUMNS.replace('content, ', '').replace('decision, ', '');

const toCase = (row: CaseRow): Case => ({ ...inShort(row), content: row.content, decision: row.decision });

function inShort(row: Omit<CaseRow, 'content' | 'decision'>): CaseInShort {
  return {
    id: row.id,
    companyId: row.company_id,
    number: row.number,
    projectId: row.project_id,
    channel: row.channel,
    chatId: row.chat_id,
    state: row.state,
    kind: row.kind,
    level: row.level,
    category: row.category,
    reporterId: row.reporter_id,
    handlerId: row.handler_id,
    subject: row.subject,
    customerName: row.customer_name,
    customerPhone: row.customer_phone,
    rooms: row.rooms,
    doors: row.doors,
    facts: row.facts,
    packHash: row.pack_hash,
    handling: { ...NOTHING_HANDLED, ...row.handling },
    registeredAt: row.registered_at,
    closedAt: row.closed_at,
    headSeq: row.head_seq,
    headHash: row.head_hash,
  };
}

/** What has happened in the handling: at first nothing has, and a row is written and read many times by then. */
const toStore = (handling: Handling): Partial<Handling> =>
  Object.fromEntries(Object.entries(handling).filter(([name, value]) => !isDeepStrictEqual(value, NOTHING_HANDLED[name as keyof Handling])));

/** The next number of a day; the counter row is locked until the transaction ends, so no number is given twice. */
export async function nextNumber(tx: Tx, companyId: string, day: Day): Promise<number> {
  const [row] = await open(tx).rows<{ last: number }>(
    `insert into number_counter (company_id, day, last) values ($1, $2, 1)
     on conflict (company_id, day) do update set last = number_counter.last + 1 returning last`,
    [companyId, day],
  );
  if (!row) throw new Error('number_counter returned no row');
  return row.last;
}

/** Locks the case for the rest of the transaction (lock order: conversation → case → run → clocks → outgoing). */
export async function lockCase(tx: Tx, caseId: string): Promise<Case | null> {
  const [row] = await open(tx).rows<CaseRow>(`select ${COLUMNS} from complaint where id = $1 for update`, [caseId]);
  return row ? toCase(row) : null;
}

/** Locks several cases in the order of their ids, so that two stories wait for each other instead of deadlocking. */
export async function lockCases(tx: Tx, ids: readonly string[]): Promise<Case[]> {
  if (ids.length === 0) return [];
  const rows = await open(tx).rows<CaseRow>(`select ${COLUMNS} from complaint where id = any($1::uuid[]) order by id for update`, [ids]);
  return rows.map(toCase);
}

export async function lockCaseByNumber(tx: Tx, companyId: string, number: string): Promise<Case | null> {
  const [row] = await open(tx).rows<CaseRow>(
    `select ${COLUMNS} from complaint where company_id = $1 and number = $2 for update`,
    [companyId, number],
  );
  return row ? toCase(row) : null;
}

/** The cases that carry a number, one in each company at most; the newest first. */
export async function casesByNumber(tx: Tx, number: string): Promise<Case[]> {
  const rows = await open(tx).rows<CaseRow>(
    `select ${COLUMNS} from complaint where number = $1 order by registered_at desc, id limit 100`,
    [number],
  );
  return rows.map(toCase);
}

export async function readCase(tx: Tx, caseId: string): Promise<Case | null> {
  const [row] = await open(tx).rows<CaseRow>(`select ${COLUMNS} from complaint where id = $1`, [caseId]);
  return row ? toCase(row) : null;
}

/** Several cases at once. */
export async function readCases(tx: Tx, ids: readonly string[]): Promise<Case[]> {
  if (ids.length === 0) return [];
  const rows = await open(tx).rows<CaseRow>(`select ${COLUMNS} from complaint where id = any($1::uuid[])`, [ids]);
  return rows.map(toCase);
}

export async function readInShort(tx: Tx, ids: readonly string[]): Promise<CaseInShort[]> {
  if (ids.length === 0) return [];
  const rows = await open(tx).rows<Omit<CaseRow, 'content' | 'decision'>>(`select ${SHORT_COLUMNS} from complaint where id = any($1::uuid[])`, [ids]);
  return rows.map(inShort);
}

/** Who answers for these cases: a fifth of what `readInShort` reads. */
export async function readAnswered(tx: Tx, ids: readonly string[]): Promise<CaseAnswered[]> {
  if (ids.length === 0) return [];
  const rows = await open(tx).rows<AnsweredRow>(
    `select id, handler_id, project_id, pack_hash, handling ->> 'dispatchedTo' as dispatched_to, handling #>> '{sentBack,to}' as sent_back_to
     from complaint where id = any($1::uuid[])`,
    [ids],
  );
  return rows.map((row) => ({
    id: row.id,
    handlerId: row.handler_id,
    projectId: row.project_id,
    packHash: row.pack_hash,
    handling: { dispatchedTo: row.dispatched_to, sentBack: row.sent_back_to === null ? null : { to: row.sent_back_to } },
  }));
}

type AnsweredRow = Pick<CaseRow, 'id' | 'handler_id' | 'project_id' | 'pack_hash'> & { readonly dispatched_to: string | null; readonly sent_back_to: string | null };

/** Open cases a person handles, reported, was sent to or has to send on (退单), newest first. */
export async function openCasesOf(tx: Tx, companyId: string, personId: string, limit: number): Promise<Case[]> {
  const rows = await open(tx).rows<CaseRow>(
    `select ${COLUMNS} from complaint
     where company_id = $1 and closed_at is null
       and (handler_id = $2 or reporter_id = $2 or handling ->> 'dispatchedTo' = $2 or handling #>> '{sentBack,to}' = $2)
     order by registered_at desc limit $3`,
    [companyId, personId, limit],
  );
  return rows.map(toCase);
}

/** Writes a new case with its first entries; returns it with its head. */
export async function insertCase(tx: Tx, one: Case, entries: readonly Entry[], salt: () => string): Promise<Case> {
  const chained = chain(one, entries, salt);
  const inserted = open(tx).run(
    `insert into complaint (${COLUMNS})
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26)`,
    values(chained.head),
  );
  awaitAtCommit(tx, inserted);
  awaitAtCommit(tx, insertEntries(tx, chained.head, chained.lines));
  return chained.head;
}

/** Writes the case's present state and its new entries; the caller holds its lock. */
export async function saveCase(tx: Tx, one: Case, entries: readonly Entry[], salt: () => string): Promise<Case> {
  const chained = chain(one, entries, salt);
  const head = chained.head;
  const updated = open(tx).run(
    `update complaint set project_id = $2, state = $3, kind = $4, level = $5, category = $6, handler_id = $7, subject = $8,
       content = $9, customer_name = $10, customer_phone = $11, rooms = $12, doors = $13, facts = $14, decision = $15,
       handling = $16, closed_at = $17, head_seq = $18, head_hash = $19
     where id = $1`,
    [
      head.id,
      head.projectId,
      head.state,
      head.kind,
      head.level,
      head.category,
      head.handlerId,
      head.subject,
      head.content,
      head.customerName,
      head.customerPhone,
      head.rooms,
      head.doors,
      JSON.stringify(head.facts),
      JSON.stringify(head.decision),
      JSON.stringify(toStore(head.handling)),
      sqlTime(head.closedAt),
      head.headSeq,
      head.headHash,
    ],
  );
  awaitAtCommit(tx, updated);
  awaitAtCommit(tx, insertEntries(tx, head, chained.lines));
  return head;
}

function values(one: Case): unknown[] {
  return [
    one.id,
    one.companyId,
    one.number,
    one.projectId,
    one.channel,
    one.chatId,
    one.state,
    one.kind,
    one.level,
    one.category,
    one.reporterId,
    one.handlerId,
    one.subject,
    one.content,
    one.customerName,
    one.customerPhone,
    one.rooms,
    one.doors,
    JSON.stringify(one.facts),
    JSON.stringify(one.decision),
    one.packHash,
    JSON.stringify(toStore(one.handling)),
    sqlTime(one.registeredAt),
    sqlTime(one.closedAt),
    one.headSeq,
    one.headHash,
  ];
}

interface Line extends Entry {
  readonly seq: number;
  readonly salt: string;
  readonly payloadHash: string;
  readonly prevHash: string;
  readonly hash: string;
}

function chain(one: Case, entries: readonly Entry[], salt: () => string): { head: Case; lines: Line[] } {
  const lines: Line[] = [];
  let seq = one.headSeq;
  let previous = one.headHash;
  for (const entry of entries) {
    seq += 1;
    const grain = salt();
    const body = payloadHash(grain, entry.payload);
    const at = sqlTime(entry.at);
    const hash = entryHash({ caseId: one.id, seq, at, actor: entry.actor, kind: entry.kind }, body, previous);
    lines.push({ ...entry, seq, salt: grain, payloadHash: body, prevHash: previous, hash });
    previous = hash;
  }
  return { head: { ...one, headSeq: seq, headHash: previous }, lines };
}

async function insertEntries(tx: Tx, one: Case, lines: readonly Line[]): Promise<void> {
  if (lines.length === 0) return;
  await open(tx).run(
    `insert into case_entry (company_id, case_id, seq, at, actor, kind, payload, salt, payload_hash, prev_hash, hash)
     select $1, $2, (one->>'seq')::int, (one->>'at')::timestamptz, one->>'actor', one->>'kind', one->'payload', one->>'salt',
       one->>'payloadHash', one->>'prevHash', one->>'hash'
     from jsonb_array_elements($3::jsonb) as one`,
    [one.companyId, one.id, JSON.stringify(lines.map((line) => ({ ...line, at: sqlTime(line.at) })))],
  );
}

export interface RecordedEntry extends Entry {
  readonly seq: number;
}

