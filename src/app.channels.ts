import { randomBytes } from 'node:crypto';
import type { AdapterParts, PlatformOpener } from './channels/index.js';
import type { ChannelDoor, MediaRef, PlatformName } from './channels/port/arrival.js';
import type { CallbackHandler, MediaFile, Platform, PlatformFigures } from './channels/port/platform.js';
import { PlatformDoor } from './flow/platform-door.js';
import type { House } from './flow/house.js';
import { quotaNears } from './flow/platform-keeping.js';
import type { Workers } from './flow/workers.js';
import type { Configuration } from './platform/configuration/index.js';
import { ChannelDatabase } from './platform/channel-store.js';
import type { Database } from './platform/database/transaction.js';
import type { Ids } from './platform/ids/ids.js';
import type { Log } from './platform/logging/index.js';
import type { Metrics } from './platform/metrics/metrics.js';
import type { MachineClock } from './platform/time/machine-clock.js';

export interface PlatformsParts {
  readonly configuration: Configuration;
  /** For what comes in, and for what goes out: sending must not hold up who is being heard. */
  readonly doors: Database;
  readonly work: Database;
  readonly clock: MachineClock;
  readonly ids: Ids;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly pictureLink: AdapterParts['pictureLink'];
  readonly openers: readonly PlatformOpener[];
}

/** The platforms of this service. They are opened before the house stands and hear nothing before it does. */
export class Platforms {
  all: readonly Platform[] = [];
  private readonly stores = new Map<string, ChannelDatabase>();
  private opened: { readonly house: House; readonly door: ChannelDoor } | null = null;
  /** Whose people are to be read again without waiting for tomorrow. */
  readonly toRead = new Set<string>();

  private constructor(private readonly parts: PlatformsParts) {}

  static async open(parts: PlatformsParts): Promise<Platforms> {
    const platforms = new Platforms(parts);
    const opened = await Promise.all(parts.openers.map((opener) => opener.open(parts.configuration, platforms.partsFor(opener.name))));
    platforms.all = opened.filter((one) => one !== null);
    return platforms;
  }

  /** As the door uses it. */
  store(channel: string): ChannelDatabase {
    const known = this.stores.get(channel);
    if (known !== undefined) return known;
    const store = this.storeOver(this.parts.doors, channel);
    this.stores.set(channel, store);
    return store;
  }

  private storeOver(database: Database, channel: string): ChannelDatabase {
    const { clock, ids } = this.parts;
    return new ChannelDatabase(channel, { database, clock, ids });
  }

  /** By what follows /callbacks/; null where no configured platform has such an address. */
  callback(path: string): CallbackHandler | null {
    for (const platform of this.all) {
      const handler = platform.callbacks[path];
      if (handler !== undefined) return handler;
    }
    return null;
  }

  find(channel: string): Platform | null {
    return this.all.find((one) => one.name === channel) ?? null;
  }

  media(channel: string, ref: MediaRef): Promise<MediaFile> {
    const platform = this.find(channel);
    return platform === null ? Promise.reject(new Error(`no platform ${channel}`)) : platform.media(ref);
  }

  /** The house stands: from now on what is heard is let in. */
  async start(house: House, workers: Workers): Promise<void> {
    const directoryChanged = (channel: string): void => void this.toRead.add(channel);
    this.opened = { house, door: new PlatformDoor({ house, workers, store: (channel) => this.store(channel), founder: (channel) => this.find(channel)?.founder ?? null, directoryChanged }) };
    await Promise.all(this.all.map((platform) => platform.start()));
  }

  async stop(): Promise<void> {
    await Promise.all(this.all.map((platform) => platform.stop()));
  }

  private partsFor(name: PlatformName): AdapterParts {
    const { configuration, clock, ids, log, pictureLink } = this.parts;
    return {
      publicUrl: configuration.publicUrl,
      door: this.door(),
      store: this.storeOver(this.parts.work, name),
      clock,
      ids,
      log: log.child({ platform: name }),
      figures: this.figures(name),
      pictureLink,
      chance: () => randomBytes(4).readUInt32BE() / 2 ** 32,
      noise: (bytes) => randomBytes(bytes),
    };
  }

  private door(): ChannelDoor {
    const open = (): ChannelDoor => {
      if (this.opened === null) throw new Error('a platform spoke before the house stood');
      return this.opened.door;
    };
    return {
      message: (one) => open().message(one),
      tap: (one, patience) => open().tap(one, patience),
      changed: (one) => open().changed(one),
      worked: (one, patience) => open().worked?.(one, patience) ?? Promise.resolve(true),
      mayTakeLong: (one) => open().mayTakeLong?.(one) ?? false,
    };
  }

  private figures(name: PlatformName): PlatformFigures {
    const { metrics, log } = this.parts;
    return {
      refused: (why) => void metrics.refused.inc({ why: `${name}-${why}` }),
      gap: (ms) => void metrics.socketGap.set({ platform: name }, ms / 1000),
      quota: (quota, used, free) => {
        metrics.quotaUsed.set({ platform: name, quota }, used);
        const { opened } = this;
        if (opened === null) return;
        quotaNears(opened.house, { channel: name, corp: this.find(name)?.corp ?? '', quota, used, free }).catch((error: unknown) => {
          log.error({ err: error, platform: name }, '额度提醒没有写下');
        });
      },
    };
  }
}
