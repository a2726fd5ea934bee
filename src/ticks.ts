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

/** The same work, never overlapping itself; what fails is logged, and tried again with the next tick. */
function alone(house: House, failed: string, work: () => Promise<unknown>): () => Promise<void> {
  let running = false;
  return async () => {
    if (running) return;
    running = true;
    try {
      await work();
    } catch (error) {
      house.log.error({ err: error }, failed);
    } finally {
      running = false;
    }
  };
}

/** The net under the doors: once a second whatever is due is done. */
@Injectable()
export class WorkTick implements OnApplicationBootstrap {
  private readonly work: () => Promise<void>;

  constructor(@Inject(HOUSE) house: House, @Inject(WORKERS) workers: Workers) {
    this.work = alone(house, '定时处理失败,下一秒再试', () => workers.tick());
  }

  /** What a dead process left behind does not wait for the first second. */
  onApplicationBootstrap(): void {
    void this.tick();
  }

  @Interval(SECOND)
  tick(): Promise<void> {
    return this.work();
  }
}

/** Every minute: seal the record; every few minutes: audit, and only when all is well the heartbeat. */
@Injectable()
export class UpkeepTick {
  private readonly work: () => Promise<void>;

  constructor(@Inject(HOUSE) house: House, @Inject(SETTINGS) settings: Settings) {
    const upkeep = new Upkeep(house, settings.heartbeatUrl);
    this.work = alone(house, '例行检查失败,下一分钟再试', () => upkeep.everyMinute());
  }

  @Interval(60 * SECOND)
  tick(): Promise<void> {
    return this.work();
  }
}

/** Twice a minute: what became of the SMS that providers took and have not reported on. */
@Injectable()
export class SmsTick {
  private readonly work: () => Promise<void>;

  constructor(@Inject(HOUSE) house: House, @Inject(SMS_INQUIRY) inquiry: SmsInquiry) {
    this.work = alone(house, '查询短信回执失败,稍后再试', () => inquiry.tick());
  }

  @Interval(30 * SECOND)
  tick(): Promise<void> {
    return this.work();
  }
}

/** Once a minute: people read anew where a day has passed or something has changed, and what adapters kept that has ended let go. */
@Injectable()
export class PlatformTick {
  private readonly work: () => Promise<void>;

  constructor(@Inject(HOUSE) house: House, @Inject(PLATFORMS) platforms: Platforms) {
    this.work = alone(house, '平台的例行工作失败,下一分钟再试', async () => {
      for (const platform of platforms.all) await readPeople(house, platform, platforms);
    });
  }

  @Interval(60 * SECOND)
  tick(): Promise<void> {
    return this.work();
  }
}
