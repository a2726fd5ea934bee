import { setTimeout as pause } from 'node:timers/promises';
import type { DingtalkConfiguration } from '../../platform/configuration/index.js';
import type { Log } from '../../platform/logging/index.js';
import type { MachineClock } from '../../platform/time/machine-clock.js';
import { HOUR, MINUTE, SECOND, type Instant } from '../../terms/instants.js';
import type { PlatformFigures } from '../port/platform.js';
import { Connection, Misconfigured, type Ack, type Frame } from './connection.js';

/** Milliseconds. */
export interface StreamTimings {
  readonly pingEvery: number;
  readonly handshake: number;
  /** A socket is replaced before somebody between us and DingTalk forgets it. */
  readonly rotateAfter: number;
  readonly firstPause: number;
  readonly longestPause: number;
  /** After an answer that only the administrator can change. */
  readonly misconfiguredPause: number;
  /** What a closing socket may take to finish its work. */
  readonly finish: number;
}

const USUAL: StreamTimings = {
  pingEvery: 20 * SECOND,
  handshake: 10 * SECOND,
  rotateAfter: 6 * HOUR,
  firstPause: SECOND,
  longestPause: MINUTE,
  misconfiguredPause: 5 * MINUTE,
  finish: 3 * SECOND,
};

export interface StreamParts {
  readonly configuration: DingtalkConfiguration;
  readonly clock: MachineClock;
  readonly log: Log;
  readonly figures: PlatformFigures;
  /** 0 to 1: replicas that lost their sockets together do not come back together. */
  readonly chance: () => number;
  readonly frame: (frame: Frame, ack: (answer: Ack) => void) => Promise<void>;
  readonly timings?: Partial<StreamTimings>;
}

/**
 * Keeps one socket open. Every replica has its own: DingTalk gives each push to one of them. A new socket is opened before an old one is
 * closed, since nothing comes on a socket that was told to `disconnect`; there is one loop and one pause, so reconnects cannot pile up.
 */
export class Stream {
  private readonly timings: StreamTimings;
  private readonly stopping = new AbortController();
  private running: Promise<void> | null = null;
  private live: Connection | null = null;
  private lostAt: Instant | null = null;

  constructor(private readonly parts: StreamParts) {
    this.timings = { ...USUAL, ...parts.timings };
  }

  start(): void {
    this.running ??= this.run();
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
    await this.live?.finish(this.timings.finish);
    this.live = null;
  }

  get open(): boolean {
    return this.live?.open ?? false;
  }

  private get stopped(): boolean {
    return this.stopping.signal.aborted;
  }

  private async run(): Promise<void> {
    let failures = 0;
    while (!this.stopped) {
      try {
        await this.oneSocket();
        failures = 0;
      } catch (error) {
        failures += 1;
        await this.rest(error, failures);
      }
    }
  }

  /** Opens a socket, closes the one before, and returns when it is time for the next. */
  private async oneSocket(): Promise<void> {
    const { configuration, frame, figures } = this.parts;
    const { clientId, clientSecret, apiBaseUrl } = configuration;
    const { pingEvery, handshake } = this.timings;
    let next: () => void = () => undefined;
    const due = new Promise<void>((resolve) => {
      next = resolve;
    });
    const over = (): void => {
      if (this.live === connection) this.lostAt ??= this.parts.clock.now();
      next();
    };
    const refused = (why: string): void => figures.refused(why);
    const connection: Connection = new Connection({ clientId, clientSecret, apiBaseUrl, pingEvery, handshake, frame, draining: () => next(), over, refused });
    await connection.connect();
    this.adopt(connection);
    const ended = new AbortController();
    const rotation = pause(this.timings.rotateAfter, undefined, { signal: AbortSignal.any([this.stopping.signal, ended.signal]) }).catch(() => undefined);
    await Promise.race([due, rotation]);
    // A timer of a socket that is over must not outlive it.
    ended.abort();
  }

  private adopt(connection: Connection): void {
    const before = this.live;
    this.live = connection;
    if (this.lostAt !== null) this.parts.figures.gap(this.parts.clock.now() - this.lostAt);
    this.lostAt = null;
    void before?.finish(this.timings.finish);
  }

  /** Growing pauses with chance in them; never a tight loop. */
  private async rest(error: unknown, failures: number): Promise<void> {
    this.lostAt ??= this.live?.open === true ? null : this.parts.clock.now();
    const misconfigured = error instanceof Misconfigured;
    if (misconfigured) this.parts.log.error({ code: error.message }, '钉钉 Stream 连不上:请检查 Client ID、Client Secret,以及机器人是否选了 Stream 模式并已发布版本');
    else this.parts.log.warn({ failures }, '钉钉 Stream 暂时连不上,稍后再连');
    const { firstPause, longestPause, misconfiguredPause } = this.timings;
    const growing = misconfigured ? misconfiguredPause : Math.min(longestPause, firstPause * 2 ** Math.min(failures - 1, 20));
    const wait = growing * (0.5 + this.parts.chance() / 2);
    await pause(wait, undefined, { signal: this.stopping.signal }).catch(() => undefined);
  }
}
