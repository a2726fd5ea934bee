import { randomUUID } from 'node:crypto';
import * as cases from '../../src/cases/index.js';
import type { Case, Entry } from '../../src/cases/index.js';
import { plainFacts } from '../../src/terms/complaint.js';
import { open } from '../../src/platform/database/open.js';
import { createSource, sqlTime } from '../../src/platform/database/source.js';
import { Database } from '../../src/platform/database/transaction.js';
import { dayOf, HOUR, MINUTE, parseInstant, type Instant } from '../../src/terms/instants.js';
import { cloneDatabase } from '../harness/database.js';

/** What the tests of the ledger and of the record share: a company with cases written as the stories write them. */
export const at = (text: string): Instant => parseInstant(`2026-${text}+08:00`) ?? NaN;
export const START = at('03-02T10:00:00');

export interface Room {
  readonly database: Database;
  leave(): Promise<void>;
  run(text: string, values?: readonly unknown[]): Promise<number>;
}

export async function openRoom(name: string): Promise<Room> {
  const clone = await cloneDatabase(name);
  const source = await createSource(clone.address, 4, 'test').initialize();
  const database = new Database(source);
  const run = (text: string, values: readonly unknown[] = []): Promise<number> =>
    database.withoutTransaction((tx) => open(tx).run(text, values));
  await run(`insert into pack_version values ('hash', 'longfor-hangzhou', '1', '{}', '2026-01-01Z')`);
  return {
    database,
    run,
    leave: async () => {
      await source.destroy();
      await clone.drop();
    },
  };
}

export async function newCompany({ run }: Room): Promise<string> {
  const id = randomUUID();
  await run(
    `insert into company (id, name, channel, pack_hash, clock_business, clock_machine, clock_frozen, created_at)
     values ($1, '滨江物业', 'simulator', 'hash', $2, $2, true, $2)`,
    [id, sqlTime(START)],
  );
  return id;
}

const salt = (): string => randomUUID();

const FACTS: Case['facts'] = {
  ...plainFacts('longfor-hangzhou', START - 20 * MINUTE),
  category: 'engineering',
  enteredAt: START,
  now: START,
  claimedAmount: 800_000,
  wantsMoney: true,
  importantSince: START,
};

const DECISION: Case['decision'] = {
  pack: 'longfor-hangzhou',
  level: 'important',
  levelRules: ['LF-L2e'],
  approval: [],
  approvalRules: [],
  copies: [],
  filings: [],
  clocks: [],
};

/** Registers a case with its first two entries, its number given by the day's counter. */
export async function newCase(room: Room, companyId: string, change: Partial<Case> = {}): Promise<Case> {
  const registeredAt = change.registeredAt ?? START;
  return room.database.inTransaction(async (tx) => {
    const day = dayOf(registeredAt);
    const number = `LH-${day.replaceAll('-', '')}-${String(await cases.nextNumber(tx, companyId, day)).padStart(4, '0')}`;
    const one: Case = {
      id: randomUUID(),
      companyId,
      number,
      projectId: 'p1',
      channel: 'simulator',
      chatId: 'g1',
      state: 'registered',
      kind: 'complaint',
      level: 'important',
      category: 'engineering',
      reporterId: 'staff1',
      handlerId: 'handler1',
      subject: '厨房漏水',
      content: '厨房漏水第三次了,要赔8000',
      customerName: '王女士',
      customerPhone: '13800138000',
      rooms: ['3-2-1501'],
      doors: ['call'],
      facts: FACTS,
      decision: DECISION,
      packHash: 'hash',
      handling: cases.NOTHING_HANDLED,
      closedAt: null,
      ...cases.EMPTY_HEAD,
      ...change,
      registeredAt,
    };
    return cases.insertCase(tx, one, [registered(one), levelled(one)], salt);
  });
}

const registered = (one: Case): Entry => ({
  at: one.registeredAt,
  actor: one.reporterId,
  kind: 'registered',
  payload: { number: one.number, state: one.state, content: one.content },
});

const levelled = (one: Case): Entry => ({
  at: one.registeredAt,
  actor: 'bot',
  kind: 'level-decided',
  payload: { from: null, to: one.level, rules: one.decision.levelRules },
});

/** Something happened to a case: its new fields and the entries that say so, hours after its registration. */
export async function goesOn(
  { database }: Room,
  one: Case,
  change: Partial<Case>,
  entries: readonly (Omit<Entry, 'at'> & { readonly hours: number })[],
): Promise<Case> {
  const lines = entries.map(({ hours, ...entry }) => ({ ...entry, at: one.registeredAt + hours * HOUR }));
  return database.inTransaction((tx) => cases.saveCase(tx, { ...one, ...change }, lines, salt));
}

export const said = (hours: number, actor: string, kind: string, payload: Entry['payload'] = {}) => ({ hours, actor, kind, payload });
