import { Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import type { Platforms } from './app.channels.js';
import { HOUSE, PLATFORMS, SETTINGS, SMS_INQUIRY, WORKERS, type Settings } from './console/tokens.js';
import type { House } from './flow/house.js';
import { readPeople } from './app.reading.js';
import { Upkeep } from './flow/upkeep.js';
import type { Workers } from './flow/workers.js';
import type { SmsInquiry } from './messages/index.js';

const SECOND = 1000;

/** The net under the doors: once a second whatever is due is done. A tick never overlaps itself. */
@Injectable()
export class WorkTick implements OnApplicationBootstrap {
  private running = false;

  constructor(
    @Inject(HOUSE) private readonly house: House,
    @Inject(WORKERS) private readonly workers: Workers,
  ) {}

  /** What a dead process left behind does not wait for the first second. */
  onApplicationBootstrap(): void {
    void this.tick();
  }

  @Interval(SECOND)
  async tick(): Promise<void> {
    if (this.running) return;
    this.running = true;
    try {
      await this.workers.tick();
    } catch (error) {
      this.house.log.error({ err: error }, '定时处理失败,下一秒再试');
    } finally {
      this.running = false;
    }
  }
}

/** Every minute: seal the record; every few minutes: audit, and only when all is well the heartbeat. */
@Injectable()
export class UpkeepTick {
  private running = false;
  private readonly upkeep: Upkeep;

  constructor(
    @Inject(HOUSE) private readonly house: House,
    @Inject(SETTINGS) settings: Settings,
  ) {
    this.upkeep = new Upkeep(house, settings.heartbeatUrl);
  }

  @Interval(60 * SECOND)
  async tick(): Promise<void> {
    if (this.running) return;
    this.running = true;
    try {
      await this.upkeep.everyMinute();
    } catch (error) {
      this.house.log.error({ err: error }, '例行检查失败,下一分钟再试');
    } finally {
      this.running = false;
    }
  }
}

/** Twice a minute: what became of the SMS that providers took and have not reported on. */
@Injectable()
export class SmsTick {
  private running = false;

  constructor(
    @Inject(HOUSE) private readonly house: House,
    @Inject(SMS_INQUIRY) private readonly inquiry: SmsInquiry,
  ) {}

  @Interval(30 * SECOND)
  async tick(): Promise<void> {
    if (this.running) return;
    this.running = true;
    try {
      await this.inquiry.tick();
    } catch (error) {
      this.house.log.error({ err: error }, '查询短信回执失败,稍后再试');
    } finally {
      this.running = false;
    }
  }
}

/** Once a minute: people read anew where a day has passed or something has changed, and what adapters kept that has ended let go. */
@Injectable()
export class PlatformTick {
  private running = false;

  constructor(
    @Inject(HOUSE) private readonly house: House,
    @Inject(PLATFORMS) private readonly platforms: Platforms,
  ) {}

  @Interval(60 * SECOND)
  async tick(): Promise<void> {
    if (this.running) return;
    this.running = true;
    try {
      for (const platform of this.platforms.all) await readPeople(this.house, platform, this.platforms);
    } catch (error) {
      this.house.log.error({ err: error }, '平台的例行工作失败,下一分钟再试');
    } finally {
      this.running = false;
    }
  }
}
