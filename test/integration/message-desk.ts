import { setTimeout as pause } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { createSource, sqlTime, type DatabaseAddress } from '../../src/platform/database/source.js';
import { open } from '../../src/platform/database/open.js';
import { Database, type Tx } from '../../src/platform/database/transaction.js';
import type { Log } from '../../src/platform/logging/index.js';
import { ChannelRegistry } from '../../src/channels/port/registry.js';
import type { Capabilities, CardToChange, CardToSend, Channel, TextToSend } from '../../src/channels/port/channel.js';
import type { SmsProvider, SmsToSend } from '../../src/sms/port/sms.js';
import { SENT, type SendResult } from '../../src/terms/send-result.js';
import type { Card } from '../../src/terms/card.js';
import { parseInstant, type Instant } from '../../src/terms/instants.js';
import { auditOutgoing, Delivery, postCards, say, sendSms, type NewCard, type NewText, type SmsOrder } from '../../src/messages/index.js';
import { cloneDatabase } from '../harness/database.js';

export const COMPANY = 'demo';
export const BUSINESS = parseInstant('2026-03-02T09:00:00+08:00') ?? 0;
const MACHINE = parseInstant('2027-01-01T00:00:00Z') ?? 0;

const quiet: Log = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  fatal: () => undefined,
  child: () => quiet,
};

export interface OutgoingRow {
  readonly seq: number;
  readonly kind: string;
  readonly recipient: string;
  readonly state: string;
  readonly attempts: number;
  readonly next_attempt_at: Instant;
  readonly ended_at: Instant | null;
  readonly error: string | null;
  readonly text: string | null;
}

/** A database with one company under a frozen business clock, and a machine clock the test moves. */
export class MessageDesk {
  machineNow = MACHINE;
  readonly clock = { now: () => this.machineNow };
  private said = 0;

  private constructor(
    readonly address: DatabaseAddress,
    readonly database: Database,
    private readonly drop: () => Promise<void>,
  ) {}

  static async open(name: string): Promise<MessageDesk> {
    const { address, drop } = await cloneDatabase(name);
    const source = await createSource(address, 8, name).initialize();
    const desk = new MessageDesk(address, new Database(source), drop);
    await desk.sql(`insert into pack_version values ('h', 'standard', '1', '{}', $1)`, [sqlTime(BUSINESS)]);
    await desk.sql(
      `insert into company (id, name, channel, pack_hash, clock_business, clock_machine, clock_frozen, created_at)
       values ($1, '演示公司', 'chat', 'h', $2, $3, true, $2)`,
      [COMPANY, sqlTime(BUSINESS), sqlTime(MACHINE)],
    );
    return desk;
  }

  async close(): Promise<void> {
    await this.database.dataSource.destroy();
    await this.drop();
  }

  /** Empties the tables of messages, so that each test starts with a quiet desk. */
  async clear(): Promise<void> {
    await this.sql('truncate outgoing, card, alert, sms_count, simulator_message, simulator_card, simulator_sms');
    this.machineNow = MACHINE;
  }

  sql<T = unknown>(text: string, values: readonly unknown[] = []): Promise<T[]> {
    return this.database.withoutTransaction((tx) => open(tx).rows<T>(text, values));
  }

  inTransaction<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    return this.database.inTransaction(work);
  }

  text(chatId: string, text: string, more: Partial<NewText> = {}): NewText {
    return { ...this.moment(), channel: 'chat', chatId, to: null, text, kind: 'text', dedupeKey: `t${++this.said}`, ...more };
  }

  say(...texts: readonly NewText[]): Promise<number> {
    return this.inTransaction((tx) => say(tx, texts));
  }

  async post(cardId: string, chatId: string, card: Card, more: Partial<NewCard> = {}): Promise<void> {
    const subject = { subjectKind: 'approval-run', subjectId: 'run1' };
    const posted = { ...this.moment(), ...subject, channel: 'chat', chatId, cardId, card, dedupeKey: `card:${cardId}`, ...more };
    await this.inTransaction((tx) => postCards(tx, [posted]));
  }

  sms(phone: string, more: Partial<SmsOrder> = {}) {
    const limits = { smsPerNumberAndDay: 3, smsPerStaffAndDay: 30, smsPerCompanyAndDay: 1000 };
    const order = { phone, template: 'registered', text: '已登记', dedupeKey: `s${++this.said}`, caseId: null, sentBy: 'staff1', limits };
    return this.inTransaction((tx) => sendSms(tx, { ...this.moment(), ...order, ...more }));
  }

  moment() {
    return { companyId: COMPANY, now: BUSINESS, machineNow: this.machineNow, trace: 'test' };
  }

  rows(): Promise<OutgoingRow[]> {
    return this.sql<OutgoingRow>(`select *, payload ->> 'text' as text from outgoing order by seq`);
  }

  async states(): Promise<string[]> {
    return (await this.rows()).map((row) => row.state);
  }

  /** Waits for it to be so; says how it stood in the end otherwise. */
  async reach(wanted: readonly string[]): Promise<void> {
    for (let tries = 0; tries < 500; tries++) {
      if (isDeepStrictEqual(await this.states(), wanted)) return;
      await pause(10);
    }
    throw new Error(`messages stand at ${(await this.states()).join(', ')}, not at ${wanted.join(', ')}`);
  }

  alerts(): Promise<{ kind: string; text: string; at: Instant }[]> {
    return this.sql('select kind, text, at from alert order by kind, subject');
  }

  faults() {
    return this.database.withoutTransaction(auditOutgoing);
  }

  /** The channels on which something waits, as the second's sweep looks them up. */
  due(delivery: Delivery): Promise<ReadonlySet<string>> {
    return this.database.withoutTransaction((tx) => delivery.due(tx));
  }

  delivery(channel: Channel | null, sms: SmsProvider | null = null, callTimeout = 6000): Delivery {
    return new Delivery({
      database: this.database,
      channels: new ChannelRegistry(channel === null ? [] : [channel]),
      smsOf: () => sms,
      clock: this.clock,
      log: quiet,
      callTimeout,
    });
  }
}

const EVERYTHING: Capabilities = {
  changeCard: true,
  cardInput: true,
  idempotentText: true,
  idempotentCard: true,
  groups: true,
  takesTogether: false,
  recallText: false,
};

/** A platform that notes what reached it, and answers as the test tells it to; at first it takes everything. */
export class FakeChannel implements Channel {
  readonly name = 'chat';
  readonly capabilities: Capabilities;
  readonly texts: TextToSend[] = [];
  readonly cards: CardToSend[] = [];
  readonly changes: CardToChange[] = [];
  answer: (chatId: string, text: string) => SendResult | Promise<SendResult> = () => SENT;

  constructor(capabilities: Partial<Capabilities> = {}) {
    this.capabilities = { ...EVERYTHING, ...capabilities };
  }

  get said(): string[] {
    return this.texts.map((one) => one.text);
  }

  async sendText(text: TextToSend): Promise<SendResult> {
    this.texts.push(text);
    return this.answer(text.chatId, text.text);
  }

  async sendCard(card: CardToSend): Promise<SendResult> {
    this.cards.push(card);
    return this.answer(card.chatId, card.card.title);
  }

  async changeCard(change: CardToChange): Promise<SendResult> {
    this.changes.push(change);
    return this.answer(change.chatId, change.card.title);
  }
}

export class FakeSms implements SmsProvider {
  readonly name = 'fake';
  readonly rung: SmsToSend[] = [];
  answer: () => SendResult | Promise<SendResult> = () => SENT;

  async send(sms: SmsToSend): Promise<SendResult> {
    this.rung.push(sms);
    return this.answer();
  }
}

export const aCard = (title: string, state: Card['state'] = 'open'): Card => ({ title, state, facts: [], basis: [], buttons: [] });

/** A promise and the handle that settles it, to hold a call open as long as the test needs. */
export function held<T>() {
  let release: (value: T) => void = () => undefined;
  let fail: (error: Error) => void = () => undefined;
  const promise = new Promise<T>((resolve, reject) => {
    release = resolve;
    fail = reject;
  });
  return { promise, release, fail };
}
