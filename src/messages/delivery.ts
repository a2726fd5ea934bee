import { setTimeout as pause } from 'node:timers/promises';
import type { ChannelRegistry } from '../channels/port/registry.js';
import type { Log } from '../platform/logging/index.js';
import type { Database, Tx } from '../platform/database/transaction.js';
import type { MachineClock } from '../platform/time/machine-clock.js';
import type { SmsProvider } from '../sms/port/sms.js';
import { MINUTE, SECOND, type Instant } from '../terms/instants.js';
import { Lane } from './lane.js';
import { channelsDue, isBusy, unserved } from './persistence/delivery-sql.js';
import { raiseUnserved } from './persistence/alert-sql.js';
import { sentTo } from './persistence/sms-receipt-sql.js';
import { chatPostman, smsPostman, type SendsTo } from './postman.js';

export interface DeliveryParts {
  /** The workers' pool. */
  readonly database: Database;
  readonly channels: ChannelRegistry;
  /** The provider of a company's customer SMS; null when it has none. */
  readonly smsOf: (companyId: string) => SmsProvider | null;
  readonly clock: MachineClock;
  readonly log: Log;
  /** Milliseconds; a dead sender's rows are taken back after `lease`. */
  readonly lease?: number;
  readonly callTimeout?: number;
}

const LEASE = 10 * SECOND;
const CALL_TIMEOUT = 6 * SECOND;
/** A dead sender's rows wait for their lease first: looked for each second, they would be found hardly sooner. */
const RECOVER_EVERY = 5 * SECOND;

/**
 * Sends what the stories have written: every row once, or it says that it does not know (design.md §3). Each channel has a
 * lane of its own, so that a failing one holds up no other.
 */
export class Delivery {
  private readonly lanes: readonly Lane[];
  private unservedLookedAt: Instant = 0;
  private recoveredAt: Instant = 0;

  constructor(private readonly parts: DeliveryParts) {
    const { database, clock, log, lease = LEASE, callTimeout = CALL_TIMEOUT } = parts;
    if (callTimeout >= lease) throw new Error('a call must end before its lease');
    const sendsTo: SendsTo = (provider, phone, since) => database.withoutTransaction((tx) => sentTo(tx, { provider, phone, since }));
    const postmen = [...parts.channels.all().map(chatPostman), smsPostman(parts.smsOf, sendsTo)];
    this.lanes = postmen.map((postman) => new Lane(postman, { database, clock, log, lease, callTimeout }));
  }

  /** Called after a commit that wrote something to send on these channels; on any when left out. Returns at once. */
  kick(channels?: ReadonlySet<string>): void {
    for (const lane of this.lanes) if (channels?.has(lane.channel) ?? true) lane.wake();
  }

  /** The channels on which something waits that may be tried now: one look instead of one a channel. */
  due(tx: Tx): Promise<ReadonlySet<string>> {
    return channelsDue(tx, this.channels, this.parts.clock.now());
  }

  /** The net, once a second: retries that have fallen due, rows of dead senders, rows other replicas left. `due`: as just looked up; all when left out. */
  async tick(due?: ReadonlySet<string>): Promise<void> {
    const now = this.parts.clock.now();
    const recovers = Math.abs(now - this.recoveredAt) >= RECOVER_EVERY;
    if (recovers) this.recoveredAt = now;
    for (const lane of this.lanes) {
      if (recovers) lane.sweep();
      else if (lane.isTroubled || (due?.has(lane.channel) ?? true)) lane.wake();
    }
    if (now - this.unservedLookedAt < MINUTE) return;
    this.unservedLookedAt = now;
    await this.alertUnserved(now);
  }

  /** Resolves when nothing is being sent and nothing due is left to send; rejects when the database fails. */
  async drain(): Promise<void> {
    for (;;) {
      for (const lane of this.lanes) lane.sweep();
      await Promise.all(this.lanes.map((lane) => lane.idle()));
      if (!(await this.parts.database.withoutTransaction((tx) => isBusy(tx, this.channels, this.parts.clock.now())))) return;
      // What is left is held by another process, whose results only the database can tell.
      await pause(10);
    }
  }

  /** Sends nothing more, waits for what is on its way and records it. */
  async close(): Promise<void> {
    await Promise.all(this.lanes.map((lane) => lane.close()));
  }

  private get channels(): readonly string[] {
    return this.lanes.map((lane) => lane.channel);
  }

  private async alertUnserved(now: Instant): Promise<void> {
    const stuck = await this.parts.database.withoutTransaction((tx) => unserved(tx, this.channels));
    if (stuck.length === 0) return;
    this.parts.log.error({ stuck }, 'messages wait for a channel this service does not have');
    await this.parts.database.inTransaction((tx) => raiseUnserved(tx, stuck, now));
  }
}
