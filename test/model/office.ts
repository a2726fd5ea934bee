import 'reflect-metadata';
import { openService, type Service } from '../../src/app.service.js';
import * as approvals from '../../src/approvals/index.js';
import type { RunView } from '../../src/approvals/index.js';
import * as clocks from '../../src/clocks/index.js';
import * as directory from '../../src/directory/index.js';
import { clockDue } from '../../src/flow/clock-due.js';
import { storeArrival } from '../../src/flow/door.js';
import type { House } from '../../src/flow/house.js';
import { messageArrived } from '../../src/flow/message-arrived.js';
import { personLeft, resetDemo } from '../../src/flow/person-acted.js';
import { TAPS, type InboundOutcome, type Lane } from '../../src/intake/index.js';
import { readConfiguration } from '../../src/platform/configuration/index.js';
import { open } from '../../src/platform/database/open.js';
import type { Database } from '../../src/platform/database/transaction.js';
import { createLogger } from '../../src/platform/logging/index.js';
import { parseInstant, showInstant, type Instant } from '../../src/terms/instants.js';
import { cloneDatabase } from '../harness/database.js';

export interface CardRow {
  readonly id: string;
  readonly chatId: string;
  readonly kind: string;
  readonly subject: string;
  readonly state: string;
}

/** What a look into the store shows of the one case. */
export interface Seen {
  readonly number: string;
  readonly runs: readonly RunView[];
  readonly cards: readonly CardRow[];
  /** Roles for which the administrator is asked to name somebody. */
  readonly vacant: readonly string[];
}

/** A day has far fewer instants at which something of one case falls due, and one instant far fewer rounds: beyond them something spins. */
const MOST_INSTANTS = 500;
const MOST_ROUNDS_DUE = 50;

const OPENED = parseInstant('2026-03-02T09:00:00+08:00') ?? 0;

/** Stories carried out in this process over the real database, as doors and workers carry them out, without delivery. */
export class Office {
  private readonly ids = countedIds();
  private house: House;
  companyId = '';
  number = '';
  private caseId = '';
  now: Instant = OPENED;
  people: directory.Directory;
  private dies = false;
  /** How often each tap was taken and refused, to see that the game reaches everything. */
  readonly tally: Record<string, { taken: number; refused: number }> = {};
  /** What the last tap was told, for the report of a dead end. */
  lastAnswer = '';
  private seen: Seen | null = null;

  private constructor(
    private readonly service: Service,
    private readonly drop: () => Promise<void>,
    readonly pack: string,
    readonly complaints: readonly string[],
  ) {
    this.house = this.freshHouse();
    this.people = NOBODY;
  }

  static async open(name: string, pack: string): Promise<Office> {
    const database = await cloneDatabase(name, 'hurried');
    const complaints: string[] = [];
    const configuration = readConfiguration({ NODE_ENV: 'test', SIMULATOR: 'on', LOG_LEVEL: 'warn', MESSAGES_PER_MINUTE: '100000' }, process.cwd());
    const log = createLogger({ level: 'warn', secrets: [] }, { write: (line: string) => void complaints.push(line) });
    const service = await openService({ configuration, address: database.address, log, linkKey: 'test-link-signing-key-of-32-letters' });
    const drop = async (): Promise<void> => {
      await service.stop();
      await database.drop();
    };
    return new Office(service, drop, pack, complaints);
  }

  close(): Promise<void> {
    return this.drop();
  }

  /** A new company with one registered complaint. */
  async begins(words: string): Promise<void> {
    this.restart();
    this.now = OPENED;
    const made = await resetDemo(this.house, this.pack, OPENED);
    if (!made.ok) throw new Error(made.message);
    this.companyId = made.value;
    this.caseId = '';
    this.seen = null;
    await this.look();
    await this.says('staff1', words, 'g1');
    const draft = await this.newestCard(`subject_kind = 'draft'`);
    const registered = await this.taps(draft, 'staff1', 'confirm', {});
    this.number = /[A-Z]+-\d{8}-\d{4}/.exec(registered.message ?? '')?.[0] ?? '';
    const [row] = await this.rows<{ id: string }>('select id from complaint where company_id = $1', [this.companyId]);
    if (row === undefined) throw new Error(`not registered: ${JSON.stringify(registered)}`);
    this.caseId = row.id;
    this.seen = null;
  }

  /** A process that starts again knows nothing but the store. */
  restart(): void {
    this.house = this.freshHouse();
    this.dies = false;
  }

  /** The next story's process ends just before its commit; another one finds what was left. */
  diesNext(): void {
    this.dies = true;
  }

  async says(person: string, text: string, chat = person): Promise<InboundOutcome> {
    return this.arrives({ companyId: this.companyId, channel: 'simulator', chatId: chat, personId: person }, 'message', { text, attachments: [] });
  }

  async taps(cardId: string, by: string, action: string, input: object): Promise<InboundOutcome> {
    const outcome = await this.arrives({ companyId: this.companyId, channel: 'simulator', chatId: TAPS, personId: by }, 'tap', { cardId, action, input });
    const counted = (this.tally[action] ??= { taken: 0, refused: 0 });
    if (outcome.accepted === true) counted.taken += 1;
    else counted.refused += 1;
    this.lastAnswer = `${by} ${action}: ${outcome.message ?? ''}`;
    return outcome;
  }

  /** The bot's last words in a chat. */
  async lastWords(chat: string): Promise<string> {
    const [row] = await this.rows<{ text: string | null }>(
      `select payload ->> 'text' as text from outgoing where company_id = $1 and recipient = $2 order by seq desc limit 1`,
      [this.companyId, chat],
    );
    return row?.text ?? '';
  }

  async leaves(person: string): Promise<boolean> {
    this.seen = null;
    const done = await personLeft(this.house, this.companyId, person);
    await this.runDue();
    return done.ok;
  }

  /** From due instant to due instant, as the mover walks. */
  async waits(span: number): Promise<void> {
    this.seen = null;
    const until = this.now + span;
    for (let instants = 0; ; instants++) {
      const from = this.now;
      const next = await this.house.work.withoutTransaction((tx) => clocks.nextDueAt(tx, this.companyId, from));
      if (next === null || next > until) break;
      if (instants >= MOST_INSTANTS) throw new Error(`the clock does not get on from ${showInstant(from)}: ${await this.waiting()}`);
      await this.setClock(next);
      await this.runDue();
    }
    await this.setClock(until);
    await this.runDue();
  }

  /** What waits first, for the report of a loop that does not end. */
  private async waiting(): Promise<string> {
    return JSON.stringify(await this.rows(`select kind, subject, due_at, state, attempts, not_before, payload from timer where company_id = $1 and state = 'waiting' order by due_at limit 5`, [this.companyId]));
  }

  async look(): Promise<Seen> {
    return (this.seen ??= await this.lookAnew());
  }

  private lookAnew(): Promise<Seen> {
    return this.house.work.withoutTransaction(async (tx) => {
      const head = await directory.companyHead(tx, this.companyId);
      if (head === null) throw new Error('the company is gone');
      this.people = await directory.readDirectory(tx, head);
      if (this.caseId === '') return { number: '', runs: [], cards: [], vacant: [] };
      const runs = await approvals.runsOfCase(tx, this.caseId);
      const cards = await open(tx).rows<CardRow>(
        `select id, chat_id as "chatId", subject_kind as kind, subject_id as subject, wanted ->> 'state' as state
         from card where company_id = $1 and subject_kind like 'approval%' order by created_at, id`,
        [this.companyId],
      );
      const [one] = await open(tx).rows<{ vacant: string[] }>(`select coalesce(handling -> 'vacant', '[]') as vacant from complaint where id = $1`, [this.caseId]);
      return { number: this.number, runs, cards, vacant: one?.vacant ?? [] };
    });
  }

  /** Everything in the store that breaks a rule of approvals. */
  async faults(): Promise<readonly string[]> {
    return this.house.work.withoutTransaction(async (tx) => {
      const found: string[] = [];
      for await (const one of approvals.auditApprovals(tx)) if (one.companyId === this.companyId) found.push(`${one.runId} ${String(one.step)}: ${one.fault}`);
      return found;
    });
  }

  rows<T extends object>(sql: string, values: readonly unknown[]): Promise<T[]> {
    return this.house.work.withoutTransaction((tx) => open(tx).rows<T>(sql, [...values]));
  }

  private async newestCard(where: string): Promise<string> {
    const [row] = await this.rows<{ id: string }>(`select id from card where company_id = $1 and ${where} order by created_at desc limit 1`, [this.companyId]);
    if (row === undefined) throw new Error(`no card where ${where}`);
    return row.id;
  }

  private async arrives(lane: Lane, kind: 'message' | 'tap', payload: Readonly<Record<string, unknown>>): Promise<InboundOutcome> {
    this.seen = null;
    const clock = { business: this.now, machine: this.house.machine.now(), frozen: true };
    const stored = await storeArrival(this.house, { lane, clock, kind, messageKey: null, payload });
    const died = this.dies && (await this.diesIn(lane));
    const worked = await messageArrived(this.house, lane, died);
    if (worked === null || worked.id !== stored.id) throw new Error(`${kind} was not worked: ${JSON.stringify(payload)}`);
    await this.runDue();
    return worked.outcome;
  }

  private async diesIn(lane: Lane): Promise<true> {
    const { work } = this.house;
    const dying = { inTransaction: (story: Parameters<Database['inTransaction']>[0]) => work.inTransaction(async (tx) => Promise.reject(new Death(await story(tx)))) };
    const house = { ...this.house, work: Object.assign(Object.create(work) as Database, dying) };
    await messageArrived(house, lane, false).catch((error: unknown) => {
      if (!(error instanceof Death)) throw error;
    });
    this.restart();
    return true;
  }

  private async runDue(): Promise<void> {
    for (let rounds = 0; ; rounds++) {
      const due = await this.house.work.withoutTransaction((tx) => clocks.peekDueTimers(tx, this.companyId, this.now, this.house.machine.now(), 50));
      if (due.length === 0) return;
      if (rounds >= MOST_ROUNDS_DUE) throw new Error(`what is due does not come to an end: ${await this.waiting()}`);
      for (const timer of due) await clockDue(this.house, timer);
    }
  }

  private async setClock(to: Instant): Promise<void> {
    const clock = { business: to, machine: this.house.machine.now(), frozen: true };
    await this.house.work.inTransaction((tx) => directory.setClock(tx, this.companyId, clock));
    this.now = to;
  }

  /** Nothing is delivered: who is shown what stands in the store. */
  private freshHouse(): House {
    return { ...this.service.house, ids: this.ids, afterCommit: () => undefined };
  }
}

/** Ids in the order in which they were drawn: what is sorted by id comes the same way when a game is played again. */
function countedIds(): House['ids'] {
  let drawn = 0;
  const next = (): string => (drawn += 1).toString(16).padStart(12, '0');
  return { uuid: () => `00000000-0000-4000-8000-${next()}`, salt: next };
}

class Death extends Error {
  constructor(readonly lost: unknown) {
    super('the process ended before its commit');
  }
}

const NOBODY: directory.Directory = {
  company: { id: '', name: '', channel: 'simulator', packHash: '', directoryVersion: 0 },
  projects: [],
  people: [],
  deputies: [],
  delegations: [],
  duties: [],
  chats: [],
  leavers: [],
  elsewhere: new Map(),
};
