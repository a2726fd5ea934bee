import * as clocks from '../clocks/index.js';
import * as directory from '../directory/index.js';
import { DAY, type Instant } from '../terms/instants.js';
import { accept, refuse, type Outcome } from '../terms/outcome.js';
import type { House } from './house.js';
import type { Workers } from './workers.js';

const MOST_STEPS = 100_000;
/** A longer walk would keep its caller waiting for what falls due on every day of it. */
const FARTHEST = 1000 * DAY;

export interface ClockReading {
  readonly now: Instant;
  readonly frozen: boolean;
}

type Hand = directory.CompanyHead['clock'];

/**
 * Moves a company's business time from due instant to due instant and settles at each, so that no worker sees the far
 * end early (design.md §3). Only for companies of the local channel; never backwards.
 */
export class ClockMover {
  private moving: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly house: House,
    private readonly workers: Workers,
    /** Real customers are written to: business time has to be the real one. */
    private readonly realSms = false,
  ) {}

  async read(companyId: string): Promise<ClockReading> {
    const head = await this.head(companyId);
    return { now: directory.businessNow(head.clock, this.house.machine.now()), frozen: head.clock.frozen };
  }

  /** One move at a time. `to` is worked out from the reading, so that an advance is exact on a frozen clock. */
  move(companyId: string, to: (now: Instant) => Instant): Promise<Outcome<ClockReading>> {
    const next = this.moving.then(() => this.moveNow(companyId, to));
    this.moving = next.catch(() => undefined);
    return next;
  }

  private async isReal(): Promise<boolean> {
    const live = await this.house.work.withoutTransaction((tx) => directory.liveCompanies(tx));
    return live.some((one) => one.channel !== 'simulator');
  }

  private async moveNow(companyId: string, to: (now: Instant) => Instant): Promise<Outcome<ClockReading>> {
    const head = await this.head(companyId);
    if (head.channel !== 'simulator') return refuse('real-channel', '正式渠道的时间不能调整。');
    if (this.realSms) return refuse('real-channel', '已接入短信服务商,时间不能调整。');
    if (await this.isReal()) return refuse('real-channel', '有公司接入了正式渠道,时间不能调整。');
    const machine = this.house.machine.now();
    const start: Hand = { business: directory.businessNow(head.clock, machine), machine, frozen: head.clock.frozen };
    const target = to(start.business);
    if (target < start.business) return refuse('backwards', '时间只能向前走。');
    if (target - start.business > FARTHEST) return refuse('too-far', '一次最多前进 1000 天。');
    await this.workers.settle(companyId);
    const last = await this.walk(companyId, start, target);
    await this.set(companyId, last, target);
    await this.workers.settle(companyId);
    return accept(await this.read(companyId));
  }

  /** Returns the clock as it was last set. A clock that runs goes on running on the way: a move cut short leaves it so. */
  private async walk(companyId: string, start: Hand, target: Instant): Promise<Hand> {
    let hand = start;
    let done = start.business;
    for (let step = 0; step < MOST_STEPS; step++) {
      const from = done;
      const next = await this.house.work.withoutTransaction((tx) => clocks.nextDueAt(tx, companyId, from));
      if (next === null || next > target) return hand;
      hand = await this.set(companyId, hand, next);
      done = next;
      await this.workers.settle(companyId);
    }
    throw new Error('clock mover: too many due instants on the way');
  }

  /** Never backwards: a running clock may have passed the instant meanwhile. */
  private async set(companyId: string, hand: Hand, to: Instant): Promise<Hand> {
    const machine = this.house.machine.now();
    const next: Hand = { business: Math.max(to, directory.businessNow(hand, machine)), machine, frozen: hand.frozen };
    await this.house.work.inTransaction((tx) => directory.setClock(tx, companyId, next));
    return next;
  }

  private async head(companyId: string): Promise<directory.CompanyHead> {
    const head = await this.house.work.withoutTransaction((tx) => directory.companyHead(tx, companyId));
    if (head === null) throw new Error(`unknown company ${companyId}`);
    return head;
  }
}
