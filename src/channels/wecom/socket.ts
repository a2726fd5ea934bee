import type { Log } from '../../platform/logging/index.js';
import type { MachineClock } from '../../platform/time/machine-clock.js';
import { DAY, MINUTE, SECOND, type Instant } from '../../terms/instants.js';
import { NotReached } from '../port/http.js';
import type { ChannelStore } from '../port/store.js';
import type { WecomAnswer } from './answers.js';
import { BotLine, type BotFrame, type LineAccess, type LineEnd, type LineTiming } from './line.js';

/** Milliseconds. */
export interface SocketTiming extends LineTiming {
  /** The owner renews so often; who waits looks four times as often. */
  readonly renew: number;
  readonly lease: number;
  /** An owner that could not renew for so long closes its line, before another one may take over. */
  readonly letGo: number;
  /** First pause before a new line after the old one was lost; it doubles up to half a minute. */
  readonly again: number;
}

/** design.md §3: another replica takes over within 10 s. The server waits for a ping every 30 s; three missed ones end a dead line after 30 s. */
export const SOCKET_TIMING: SocketTiming = { subscribe: 5 * SECOND, heartbeat: 10 * SECOND, renew: 1.5 * SECOND, lease: 6.5 * SECOND, letGo: 4.5 * SECOND, again: SECOND };

export interface SocketParts {
  readonly access: LineAccess;
  readonly store: ChannelStore;
  readonly clock: MachineClock;
  readonly log: Log;
  readonly uuid: () => string;
  readonly timing: SocketTiming;
  readonly gap: (ms: number) => void;
  /** Subscribed, for the first time or anew. */
  readonly up?: () => void;
  /** What it throws is logged; its end is waited for at the stop. */
  readonly heard: (frame: BotFrame) => Promise<void>;
}

const LONGEST_PAUSE: Readonly<Record<LineEnd, number>> = { lost: 30 * SECOND, unsubscribed: 30 * SECOND, refused: 5 * MINUTE, kicked: 10 * MINUTE };
/** Somebody else uses this bot: two who both come back at once would kick each other for ever. */
const AFTER_KICK = MINUTE;
const LAST_LIFE = 30 * DAY;
const DRAIN = 3 * SECOND;

/** The bot's one connection: held by whichever replica owns the lease, opened anew when it is lost, closed before another one may open it. */
export class BotSocket {
  private readonly holder: string;
  private readonly working = new Set<Promise<void>>();
  private line: BotLine | null = null;
  private timer: NodeJS.Timeout | undefined;
  private watchdog: NodeJS.Timeout | undefined;
  private beating: Promise<void> = Promise.resolve();
  private failures = 0;
  private openFrom: Instant = 0;
  private stopped = true;

  constructor(private readonly parts: SocketParts) {
    this.holder = parts.uuid();
  }

  get live(): boolean {
    return this.line?.live ?? false;
  }

  /** Whether any replica has the line up, this one or another. */
  async aliveSomewhere(): Promise<boolean> {
    if (this.live) return true;
    const at = Number((await this.parts.store.recall(this.lastKey))?.['at'] ?? 0);
    return this.parts.clock.now() - at < this.parts.timing.lease;
  }

  start(): void {
    if (!this.stopped) return;
    this.stopped = false;
    this.soon(0);
  }

  /** Takes nothing more in, waits for what is being stored, and gives the lease up, so that another takes over at once. */
  async stop(): Promise<void> {
    if (this.stopped) return;
    this.stopped = true;
    clearTimeout(this.timer);
    clearTimeout(this.watchdog);
    await this.beating;
    await Promise.race([Promise.all(this.working), new Promise((resolve) => setTimeout(resolve, DRAIN).unref())]);
    this.drop();
    await Promise.all(this.working);
    await this.parts.store.release(this.leaseKey, this.holder).catch((error: unknown) => {
      this.parts.log.warn({ error }, 'the lease of the bot was not given up: another replica takes over when it ends');
    });
  }

  /** Under the id of a frame, or under one of its own. Throws as `BotLine.send`. */
  async send(cmd: string, reqId: string | null, body: object): Promise<WecomAnswer> {
    if (this.line === null) throw new NotReached('socket');
    return this.line.send(cmd, reqId ?? `${cmd}_${this.parts.uuid()}`, body);
  }

  /** Whether an answer may still be sent under the id of a frame. */
  mayReplyTo(reqId: string): boolean {
    return this.line !== null && !this.line.isSpoilt(reqId);
  }

  private get leaseKey(): string {
    return `aibot:${this.parts.access.botId}`;
  }

  private get lastKey(): string {
    return `aibot-last:${this.parts.access.botId}`;
  }

  private soon(ms: number): void {
    clearTimeout(this.timer);
    if (this.stopped) return;
    this.timer = setTimeout(() => {
      this.beating = this.beating.then(() => this.beat());
    }, ms);
  }

  private async beat(): Promise<void> {
    const { store, timing, log, clock } = this.parts;
    let next = timing.renew / 4;
    try {
      if (await store.lease(this.leaseKey, this.holder, timing.lease)) {
        this.owned();
        next = this.line === null ? Math.max(0, Math.min(timing.renew, this.openFrom - clock.now())) : timing.renew;
        if (this.live) await store.remember(this.lastKey, { at: String(clock.now()) }, clock.now() + LAST_LIFE);
      } else {
        this.drop();
      }
    } catch (error) {
      log.warn({ error }, 'the lease of the bot cannot be renewed');
    }
    this.soon(next);
  }

  /** The lease is ours from now on: a line is opened, and closed again unless the next renewal comes in time. */
  private owned(): void {
    clearTimeout(this.watchdog);
    if (this.stopped) return;
    this.watchdog = setTimeout(() => {
      this.parts.log.error({}, 'the bot is let go: its lease could not be renewed');
      this.drop();
    }, this.parts.timing.letGo);
    this.watchdog.unref();
    if (this.line === null && this.parts.clock.now() >= this.openFrom) this.open();
  }

  private open(): void {
    const { access, timing, log } = this.parts;
    const line: BotLine = new BotLine(
      access,
      timing,
      {
        up: () => {
          this.failures = 0;
          void this.tellGap();
          this.parts.up?.();
          this.soon(0);
        },
        down: (end) => {
          if (this.line === line) this.lost(end);
        },
        heard: (frame) => {
          this.work(frame);
        },
      },
      log,
    );
    this.line = line;
  }

  private lost(end: LineEnd): void {
    const { clock, timing, log } = this.parts;
    this.line = null;
    const first = end === 'kicked' ? AFTER_KICK : end === 'unsubscribed' ? 0 : timing.again;
    const pause = Math.min(first * 2 ** Math.min(this.failures, 10), LONGEST_PAUSE[end]);
    this.failures += 1;
    this.openFrom = clock.now() + pause;
    if (end === 'kicked') log.error({ pause }, 'another program uses the same bot: only one connection is served');
    else if (end === 'refused') log.error({ pause }, 'the bot is refused: check WECOM_AIBOT_ID and WECOM_AIBOT_SECRET');
    else log.warn({ end, pause }, 'the connection of the bot is lost');
    this.soon(Math.min(pause, timing.renew));
  }

  private drop(): void {
    this.line?.close();
    this.line = null;
  }

  private work(frame: BotFrame): void {
    const done = this.parts
      .heard(frame)
      .catch((error: unknown) => {
        this.parts.log.error({ error }, 'a frame of the bot could not be worked');
      })
      .finally(() => {
        this.working.delete(done);
      });
    this.working.add(done);
  }

  /** From when the last owner was last seen to now: what people said in between never reached us. */
  private async tellGap(): Promise<void> {
    const { store, clock, gap, log } = this.parts;
    try {
      const at = (await store.recall(this.lastKey))?.['at'];
      if (at !== undefined) gap(Math.max(0, clock.now() - Number(at)));
      await store.remember(this.lastKey, { at: String(clock.now()) }, clock.now() + LAST_LIFE);
    } catch (error) {
      log.warn({ error }, 'the gap of the bot is not known');
    }
  }
}
