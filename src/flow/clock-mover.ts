import * as clocks from '../clocks/index.js';
import * as directory from '../directory/index.js';
import type { Instant } from '../terms/instants.js';
import { accept, refuse, type Outcome } from '../terms/outcome.js';
import type { House } from './house.js';
import type { Workers } from './workers.js';

const MOST_STEPS = 100_000;

export interface ClockReading {
  readonly now: Instant;
  readonly frozen: boolean;
}

/**
 * Moves a company's business time from due instant to due instant and settles at each, so that no worker sees the far
 * end early (design.md §3). Only for companies of the local channel; never backwards.
 */
export class ClockMover {
  private moving: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly house: House,
    private readonly workers: Workers,
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

  private async moveNow(companyId: string, to: (now: Instant) => Instant): Promise<Outcome<ClockReading>> {
    const head = await this.head(companyId);
    if (head.channel !== 'simulator') return refuse('real-channel', '正式渠道的时间不能调整。');
    const start = await this.read(companyId);
    const target = to(start.now);
    if (target < start.now) return refuse('backwards', '时间只能向前走。');
    await this.set(companyId, start.now, true);
    await this.workers.settle(companyId);
    await this.walk(companyId, start.now, target);
    await this.set(companyId, target, start.frozen);
    await this.workers.settle(companyId);
    return accept({ now: target, frozen: start.frozen });
  }

  private async walk(companyId: string, from: Instant, target: Instant): Promise<void> {
    let now = from;
    for (let step = 0; step < MOST_STEPS; step++) {
      const next = await this.house.work.withoutTransaction((tx) => clocks.nextDueAt(tx, companyId, now));
      if (next === null || next > target) return;
      now = next;
      await this.set(companyId, now, true);
      await this.workers.settle(companyId);
    }
    throw new Error('clock mover: too many due instants on the way');
  }

  private async set(companyId: string, business: Instant, frozen: boolean): Promise<void> {
    const machine = this.house.machine.now();
    await this.house.work.inTransaction((tx) => directory.setClock(tx, companyId, { business, machine, frozen }));
  }

  private async head(companyId: string): Promise<directory.CompanyHead> {
    const head = await this.house.work.withoutTransaction((tx) => directory.companyHead(tx, companyId));
    if (head === null) throw new Error(`unknown company ${companyId}`);
    return head;
  }
}
