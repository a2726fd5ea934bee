import 'reflect-metadata';
import { openService, type Service } from '../../src/app.service.js';
import * as cases from '../../src/cases/index.js';
import * as clocks from '../../src/clocks/index.js';
import type { Timer } from '../../src/clocks/index.js';
import * as directory from '../../src/directory/index.js';
import { auditAll } from '../../src/flow/audit.js';
import { clockDue } from '../../src/flow/clock-due.js';
import { storeArrival, storeFiles, type StoredFile } from '../../src/flow/door.js';
import type { House } from '../../src/flow/house.js';
import { messageArrived } from '../../src/flow/message-arrived.js';
import { resetDemo } from '../../src/flow/person-acted.js';
import { smsHeard } from '../../src/flow/acts/sms-news.js';
import { TAPS, type InboundOutcome, type Lane } from '../../src/intake/index.js';
import { readConfiguration } from '../../src/platform/configuration/index.js';
import { open } from '../../src/platform/database/open.js';
import { createLogger } from '../../src/platform/logging/index.js';
import { checkUpload } from '../../src/platform/uploads/check-upload.js';
import { showInstant, type Instant } from '../../src/terms/instants.js';
import { cloneDatabase, type TestDatabase } from '../harness/database.js';
import { AGREEMENT, PHOTO, VOUCHER } from '../harness/photo.js';

/** Of one company far fewer instants lie between two acts, and of one instant far fewer rounds: beyond them something spins. */
const MOST_INSTANTS = 5000;
const MOST_ROUNDS = 200;
const AT_ONCE = 5000;
/** Messages and taps after which the tables have become others. */
const GROWN = 500;

/** Most instants have less that falls due than this. */
const AT_A_GLANCE = 6;
const END_OF_TIME = Date.parse('2100-01-01T00:00:00+08:00');

/** Chats and phones take all they are handed in the moment it is handed over: nothing here is about delivery, which has its own tests. */
const TAKEN_AT_ONCE = `
create function taken() returns trigger language plpgsql as $$ begin
  new.state := 'sent'; new.attempts := 1; new.ended_at := new.created_at; return new;
end $$;
create trigger taken before insert on outgoing for each row execute function taken();
create function shown() returns trigger language plpgsql as $$ begin new.shown_version := new.wanted_version; return new; end $$;
create trigger shown before insert or update of wanted_version on card for each row execute function shown()`;

export type File = 'photo' | 'agreement' | 'voucher';

/** A company whose stories are carried out in this process over the real database, as doors and workers carry them out, at a clock that is told. */
export class Desk {
  readonly house: House;
  companyId = '';
  now: Instant = 0;
  /** What falls due next, the earliest first, as it was when it was last asked for; null since something has happened. */
  private ahead: readonly Timer[] | null = null;
  private files: Partial<Record<File, Pick<StoredFile, 'hash' | 'name' | 'mime'>>> = {};
  /** Timers carried out, and messages and taps worked. */
  readonly tally = { fired: 0, arrived: 0 };

  private constructor(
    private readonly service: Service,
    private readonly database: TestDatabase,
    readonly pack: string,
    readonly complaints: readonly string[],
    ids: House['ids'],
  ) {
    this.house = { ...service.house, ids, machine: { now: () => this.now }, afterCommit: () => undefined };
  }

  static async open(name: string, pack: string, at: Instant, ids: House['ids']): Promise<Desk> {
    const database = await cloneDatabase(name, 'hurried');
    await database.rows(TAKEN_AT_ONCE, []);
    const complaints: string[] = [];
    const environment = { NODE_ENV: 'test', SIMULATOR: 'on', LOG_LEVEL: 'warn', MESSAGES_PER_MINUTE: '100000', PUBLIC_URL: 'https://kesu.example.com' };
    const configuration = readConfiguration(environment, process.cwd());
    const log = createLogger({ level: 'warn', secrets: [] }, { write: (line: string) => void complaints.push(line) });
    const service = await openService({ configuration, address: database.address, log, linkKey: 'test-link-signing-key-of-32-letters' });
    const desk = new Desk(service, database, pack, complaints, ids);
    await desk.begins(at);
    return desk;
  }

  async close(): Promise<void> {
    await this.service.stop();
    await this.database.drop();
  }

  private async begins(at: Instant): Promise<void> {
    this.now = at;
    const made = await resetDemo(this.house, this.pack, at);
    if (!made.ok) throw new Error(made.message);
    this.companyId = made.value;
    // It runs with the machine's, which is this desk's: nobody has to set it again.
    await this.house.work.withoutTransaction((tx) => directory.setClock(tx, this.companyId, this.clock()));
    for (const [name, file] of [['photo', PHOTO], ['agreement', AGREEMENT], ['voucher', VOUCHER]] as const) {
      const checked = await checkUpload(file.name, file.mime, file.base64);
      if (!checked.ok) throw new Error(checked.message);
      await storeFiles(this.house, this.companyId, [checked.value]);
      const { hash, name: called, mime } = checked.value;
      this.files = { ...this.files, [name]: { hash, name: called, mime } };
    }
  }

  /** Said in a person's own chat with the bot, or in a group. Returns what became of it. */
  says(person: string, text: string, more: { readonly chat?: string; readonly files?: readonly File[] } = {}): Promise<InboundOutcome> {
    const attachments = (more.files ?? []).map((file) => this.files[file]);
    return this.arrives(this.lane(more.chat ?? person, person), 'message', { text, attachments });
  }

  taps(cardId: string, by: string, action: string, input: object = {}): Promise<InboundOutcome> {
    return this.arrives(this.lane(TAPS, by), 'tap', { cardId, action, input });
  }

  async smsReply(phone: string, text: string): Promise<void> {
    this.ahead = null;
    await smsHeard(this.house, { receipts: [], replies: [{ provider: 'simulator', phone, text, id: `${phone}:${this.now}` }] });
    await this.settled();
  }

  private clock(): directory.CompanyHead['clock'] {
    return { business: this.now, machine: this.now, frozen: false };
  }

  private lane(chatId: string, personId: string): Lane {
    return { companyId: this.companyId, channel: 'simulator', chatId, personId };
  }

  private async arrives(lane: Lane, kind: 'message' | 'tap', payload: Readonly<Record<string, unknown>>): Promise<InboundOutcome> {
    this.ahead = null;
    const stored = await storeArrival(this.house, { lane, clock: this.clock(), kind, messageKey: null, payload });
    const worked = await messageArrived(this.house, lane, false);
    if (worked === null || worked.id !== stored.id) throw new Error(`${kind} was not worked: ${JSON.stringify(payload)}`);
    this.tally.arrived += 1;
    if (this.tally.arrived % GROWN === 0) await this.database.analyze();
    await this.settled();
    return worked.outcome;
  }

  /** Something a customer did on his page. */
  async onPage<T>(act: (house: House) => Promise<T>): Promise<T> {
    this.ahead = null;
    const done = await act(this.house);
    await this.settled();
    return done;
  }

  /** From due instant to due instant, as the mover walks. */
  async walksTo(until: Instant): Promise<void> {
    for (let instants = 0; ; instants++) {
      const next = await this.nextDue();
      if (next === null || next > until) break;
      if (instants >= MOST_INSTANTS) throw new Error(`the clock does not get on from ${showInstant(this.now)}: ${await this.waiting()}`);
      this.now = Math.max(this.now, next);
      await this.fireDue();
    }
    this.now = Math.max(this.now, until);
  }

  /** The service was down: nothing ran until now. */
  async wakesAt(at: Instant): Promise<void> {
    this.now = at;
    await this.settled();
  }

  private async settled(): Promise<void> {
    for (let rounds = 0; ; rounds++) {
      const next = await this.nextDue();
      if (next === null || next > this.now) return;
      if (rounds >= MOST_ROUNDS) throw new Error(`what is due at ${showInstant(this.now)} does not come to an end: ${await this.waiting()}`);
      await this.fireDue();
    }
  }

  private async nextDue(): Promise<Instant | null> {
    this.ahead ??= await this.timers(END_OF_TIME, AT_A_GLANCE);
    return this.ahead[0]?.dueAt ?? null;
  }

  private timers(until: Instant, limit: number): Promise<readonly Timer[]> {
    return this.house.work.withoutTransaction((tx) => clocks.peekDueTimers(tx, this.companyId, until, this.now, limit));
  }

  /** Everything that is due by now: at a glance, where that shows the end of it. */
  private async due(): Promise<readonly Timer[]> {
    const seen = this.ahead ?? [];
    const due = seen.filter(({ dueAt }) => dueAt <= this.now);
    return due.length < AT_A_GLANCE ? due : this.timers(this.now, AT_ONCE);
  }

  /** Carries out what is due. */
  private async fireDue(): Promise<void> {
    const due = await this.due();
    this.ahead = null;
    // As after a real outage (held-due.ts): whoever is told together is told when nothing else is left, also of what a late story planned.
    const first = due.filter(({ kind }) => kind !== clocks.HELD);
    for (const timer of [...(first.length > 0 ? first : due)].sort(inOneOrder)) {
      if (await clockDue(this.house, timer)) this.tally.fired += 1;
    }
  }

  private async waiting(): Promise<string> {
    return JSON.stringify(await this.rows(`select kind, subject, due_at, attempts, not_before, payload from timer where company_id = $1 and state = 'waiting' order by due_at limit 5`, []));
  }

  /** `$1` is the company. */
  rows<T extends object>(sql: string, values: readonly unknown[] = []): Promise<T[]> {
    return this.house.work.withoutTransaction((tx) => open(tx).rows<T>(sql, [this.companyId, ...values]));
  }

  /** As `rows`, of everything a year has left, for as long as it takes. */
  wholeRows<T extends object>(sql: string, values: readonly unknown[] = []): Promise<T[]> {
    return this.database.rows<T>(sql, [this.companyId, ...values]);
  }

  /** How many rows a statement changed; `$1` is the company. */
  changes(sql: string, values: readonly unknown[] = []): Promise<number> {
    this.ahead = null;
    return this.house.work.withoutTransaction((tx) => open(tx).run(sql, [this.companyId, ...values]));
  }

  /** The record sealed, then everything reconcile looks at. */
  async reconciled(): Promise<readonly string[]> {
    for (let runs = 0; ; runs++) {
      const sealed = await this.house.work.inTransaction((tx) => cases.sealHeads(tx, null, this.house.machine.now()));
      if (sealed.complete) break;
      if (runs >= 1000) throw new Error('the record is never sealed to its end');
    }
    const found: string[] = [];
    await this.house.work.withoutTransaction(async (tx) => {
      for await (const one of auditAll(tx, { machineNow: this.house.machine.now() })) found.push(`reconcile: ${one.area} ${one.row}: ${one.fault}`);
    });
    return found;
  }
}

/** What is due at one instant comes from its table in any order; a year that is repeated needs one. */
const inOneOrder = (one: Timer, other: Timer): number => one.dueAt - other.dueAt || (one.id < other.id ? -1 : 1);
