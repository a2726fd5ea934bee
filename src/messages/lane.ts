import { setImmediate as nextMoment } from 'node:timers/promises';
import type { Log } from '../platform/logging/index.js';
import type { Database, Tx } from '../platform/database/transaction.js';
import type { MachineClock } from '../platform/time/machine-clock.js';
import type { SmsAnswer } from '../sms/port/sms.js';
import { SECOND, type Instant } from '../terms/instants.js';
import { nextAttempt } from './domain/retrying.js';
import type { Judged, Taken, Verdict } from './domain/verdict.js';
import { claim, isAbandoned, record, recover } from './persistence/delivery-sql.js';
import type { Postman } from './postman.js';

export interface LaneParts {
  readonly database: Database;
  readonly clock: MachineClock;
  readonly log: Log;
  /** Milliseconds a claim holds, and an adapter's call may take. */
  readonly lease: number;
  readonly callTimeout: number;
}

/** Arrivals are recorded together, but none waits longer than this for the others: what is said next in its chat waits for it. Milliseconds. */
const GATHER = 5;

/** After a call without an answer its chat rests, so that one broken connection does not make a whole queue unknown. */
const REST = 1 * SECOND;

/**
 * Sends the rows of one channel. It works in turns: a turn records what came back and claims what is due; turns never
 * overlap. Between them the rows travel, every chat on its own and in order, so that a slow chat holds up only itself.
 */
export class Lane {
  private readonly finished: Judged[] = [];
  private readonly idlers: (() => void)[] = [];
  private travelling = 0;
  private turning = false;
  private wanted = false;
  private gathering: NodeJS.Timeout | null = null;
  private recovering = true;
  /** Something may be waiting that the last claim did not take. */
  private claiming = true;
  private closed = false;
  /** Why the last turn failed; what it had to record waits for the next one. */
  private trouble: Error | null = null;

  constructor(
    private readonly postman: Postman,
    private readonly parts: LaneParts,
  ) {}

  get channel(): string {
    return this.postman.channel;
  }

  /** Its last turn failed: what it had to record waits for the next one. */
  get isTroubled(): boolean {
    return this.trouble !== null;
  }

  /** There may be something to send. Calls while a turn runs become one more turn. */
  wake(): void {
    this.claiming = true;
    this.turnSoon();
  }

  private turnSoon(): void {
    this.wanted = true;
    if (this.gathering !== null) clearTimeout(this.gathering);
    this.gathering = null;
    if (!this.turning) void this.turnWhileWanted();
  }

  /** What has arrived waits a little for what still travels, one record of both is half the work of two; but nothing that a death would leave unknown. */
  private turnOnceGathered(): void {
    if (this.travelling === 0 || this.postman.durable) this.turnSoon();
    else this.gathering ??= setTimeout(() => this.turnSoon(), GATHER);
  }

  /** As `wake`, and takes back what dead senders held. */
  sweep(): void {
    this.recovering = true;
    this.wake();
  }

  /** Stops claiming, waits for what travels and records it; what the database does not take its lease will settle. */
  async close(): Promise<void> {
    this.closed = true;
    this.wake();
    await this.idle().catch(() => undefined);
  }

  /** Resolves when nothing is claimed or to be recorded here; rejects when the database does not take it. */
  async idle(): Promise<void> {
    if (this.turning || this.travelling > 0) await new Promise<void>((resolve) => this.idlers.push(resolve));
    if (this.trouble !== null) throw this.trouble;
  }

  private async turnWhileWanted(): Promise<void> {
    this.turning = true;
    while (this.wanted) {
      // What arrives in the same moment shares a turn: its results, its claim, its commit.
      await nextMoment();
      this.wanted = false;
      await this.turn();
    }
    this.turning = false;
    if (this.travelling === 0) for (const resolve of this.idlers.splice(0)) resolve();
  }

  private async turn(): Promise<void> {
    const now = this.parts.clock.now();
    try {
      await this.recordFailures(now);
      await this.recoverAbandoned(now);
      await this.exchange(now);
      this.trouble = null;
    } catch (error) {
      this.fail(error);
    }
  }

  /** What did not arrive is recorded with its alerts and with what has to wait behind it: several statements. */
  private async recordFailures(now: Instant): Promise<void> {
    if (this.finished.every((one) => one.verdict.state === 'sent')) return;
    const judged = [...this.finished];
    await this.parts.database.inTransaction((tx) => record(tx, judged, now, this.postman.durable));
    this.finished.splice(0, judged.length);
  }

  /** Records arrivals and claims what is due, in this order and in one go. */
  private async exchange(now: Instant): Promise<void> {
    const room = this.claiming && !this.closed ? this.postman.hands - this.travelling : 0;
    if (room <= 0 && this.finished.length === 0) return;
    await this.parts.database.withoutTransaction(async (tx) => {
      const both = await Promise.allSettled([this.recordArrivals(tx, now), this.claim(tx, now, room)]);
      for (const one of both) if (one.status === 'rejected') throw one.reason;
    });
  }

  private async recordArrivals(tx: Tx, now: Instant): Promise<void> {
    const judged = [...this.finished];
    if (judged.length === 0) return;
    await record(tx, judged, now, this.postman.durable);
    this.finished.splice(0, judged.length);
  }

  private fail(error: unknown): void {
    this.trouble = error instanceof Error ? error : new Error(String(error));
    this.parts.log.error({ channel: this.channel, error }, 'delivery could not read or record; it tries again with the next tick');
  }

  private async recoverAbandoned(now: Instant): Promise<void> {
    if (!this.recovering) return;
    // Asked again while this one is under way, it looks again.
    this.recovering = false;
    const count = await this.takenBack(now).catch((error: unknown) => {
      this.recovering = true;
      throw error;
    });
    if (count > 0) this.parts.log.warn({ channel: this.channel, count }, 'took back messages whose sender is gone');
  }

  private async takenBack(now: Instant): Promise<number> {
    const { database } = this.parts;
    if (!(await database.withoutTransaction((tx) => isAbandoned(tx, this.channel, now)))) return 0;
    return database.inTransaction((tx) => recover(tx, this.channel, this.postman.repeatable, now));
  }

  private async claim(tx: Tx, now: Instant, room: number): Promise<void> {
    if (room <= 0) return;
    // Something may be passed over because an earlier message of its chat travels: then the arrival asks again.
    this.claiming = this.travelling > 0;
    const ask = { channel: this.channel, now, leaseUntil: now + this.parts.lease, limit: room, durable: this.postman.durable };
    try {
      const taken = await claim(tx, ask);
      this.depart(taken, now);
      if (taken.length === room) this.wake();
    } catch (error) {
      this.claiming = true;
      throw error;
    }
  }

  private depart(taken: readonly Taken[], claimedAt: Instant): void {
    this.travelling += taken.length;
    const lastStart = claimedAt + this.parts.lease - this.parts.callTimeout;
    for (const chat of byChat(taken)) void this.travel(chat, lastStart);
  }

  /** The rows of one chat, run after run; the first that does not arrive stops what comes after its run. */
  private async travel(rows: readonly Taken[], lastStart: Instant): Promise<void> {
    const shown = new Map<string, number>();
    let restUntil: Instant | null = null;
    for (const run of this.runsOf(rows)) {
      const now = this.parts.clock.now();
      if (restUntil === null && now > lastStart) restUntil = now;
      const verdicts: readonly Verdict[] =
        restUntil === null ? await Promise.all(run.map((row) => this.send(row, shown))) : run.map(() => released(restUntil ?? now));
      this.arrive(run, verdicts);
      restUntil ??= this.restAfter(verdicts);
    }
  }

  /** What is handed over in one go: a row, or where the channel allows it all rows up to a change of a card. */
  private runsOf(rows: readonly Taken[]): readonly (readonly Taken[])[] {
    if (!this.postman.together) return rows.map((row) => [row]);
    const runs: Taken[][] = [];
    for (const row of rows) {
      const last = runs.at(-1);
      if (last && row.kind !== 'card-update' && last.at(-1)?.kind !== 'card-update') last.push(row);
      else runs.push([row]);
    }
    return runs;
  }

  private arrive(run: readonly Taken[], verdicts: readonly Verdict[]): void {
    this.travelling -= run.length;
    for (const [index, row] of run.entries()) {
      const verdict = verdicts[index];
      if (verdict) this.finished.push({ row, verdict });
    }
    this.turnOnceGathered();
  }

  /** From when the rest of a chat may be tried: null while all arrives. */
  private restAfter(verdicts: readonly Verdict[]): Instant | null {
    if (verdicts.some((one) => one.state === 'unknown')) return this.parts.clock.now() + REST;
    return verdicts.some((one) => one.state === 'again') ? this.parts.clock.now() : null;
  }

  private async send(row: Taken, shown: Map<string, number>): Promise<Verdict> {
    const { card } = row;
    const known = card === null ? 0 : Math.max(card.shownVersion, shown.get(card.id) ?? 0);
    if (row.kind === 'card-update' && card !== null && known >= card.version) return { state: 'sent', shown: null };
    try {
      const rest = (await this.postman.restsUntil?.(row, this.parts.clock.now())) ?? null;
      if (rest !== null) return released(rest);
      const answer: SmsAnswer = await within(this.parts.callTimeout, this.postman.carry(row));
      const alarm = answer.alarm === undefined ? {} : { alarm: answer.alarm };
      if (answer.result === 'never') return { state: 'given-up', error: answer.error, ...alarm };
      if (answer.result === 'later') return { ...this.again(row, answer.error, answer.retryAfterMs ?? 0), ...alarm };
      if (card !== null) shown.set(card.id, card.version);
      const takenBy = answer.reference === undefined ? {} : { takenBy: answer.reference };
      return { state: 'sent', shown: card === null ? null : card.version, ...takenBy, ...alarm };
    } catch (error) {
      const { seq, kind, trace } = row;
      this.parts.log.warn({ channel: this.channel, seq, kind, trace, error }, 'no answer to a message');
      if (this.postman.repeatable.includes(row.kind)) return this.again(row, '没有收到回应', 0);
      return { state: 'unknown', error: '没有收到回应,是否送达不明' };
    }
  }

  private again(row: Taken, error: string, retryAfterMs: number): Extract<Verdict, { readonly state: 'again' | 'given-up' }> {
    const at = nextAttempt({ attempts: row.attempts, failingSince: row.failingSince, now: this.parts.clock.now(), retryAfterMs });
    return at === null ? { state: 'given-up', error } : { state: 'again', at, error };
  }
}

const released = (at: Instant): Verdict => ({ state: 'released', at });

function byChat(rows: readonly Taken[]): Iterable<Taken[]> {
  const chats = new Map<string, Taken[]>();
  for (const row of rows) {
    const chat = JSON.stringify([row.companyId, row.recipient]);
    const known = chats.get(chat);
    if (known) known.push(row);
    else chats.set(chat, [row]);
  }
  return chats.values();
}

/** Rejects when the call takes longer; the call itself cannot be called back. */
async function within<T>(millis: number, call: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${millis} ms`)), millis);
  });
  try {
    return await Promise.race([call, late]);
  } finally {
    clearTimeout(timer);
  }
}
