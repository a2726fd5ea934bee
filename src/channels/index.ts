import type { Configuration } from '../platform/configuration/index.js';
import type { Log } from '../platform/logging/index.js';
import type { MachineClock } from '../platform/time/machine-clock.js';
import type { ChannelDoor, PlatformName } from './port/arrival.js';
import type { Platform, PlatformFigures } from './port/platform.js';
import type { ChannelStore } from './port/store.js';

/** What an adapter is given; each takes of it what it needs. */
export interface AdapterParts {
  readonly publicUrl: string;
  readonly door: ChannelDoor;
  readonly store: ChannelStore;
  /** Machine time. */
  readonly clock: MachineClock;
  readonly ids: { uuid(): string };
  readonly log: Log;
  readonly figures: PlatformFigures;
  readonly pictureLink: (companyId: string, hash: string) => string;
  readonly chance: () => number;
  readonly noise: (bytes: number) => Buffer;
}

/** A platform as it may be configured. */
export interface PlatformOpener {
  readonly name: PlatformName;
  /** Null: not configured. */
  open(configuration: Configuration, parts: AdapterParts): Promise<Platform | null>;
}

/** Every platform there is an adapter for. Its client library is loaded where it is configured only: they take as long as everything else. */
export const OPENERS: readonly PlatformOpener[] = [
  {
    name: 'wecom',
    open: async ({ wecom }, parts) => {
      if (wecom === null) return null;
      const { openWecom } = await import('./wecom/module.js');
      return openWecom({ ...parts, configuration: wecom });
    },
  },
  {
    name: 'dingtalk',
    open: async ({ dingtalk }, parts) => {
      if (dingtalk === null) return null;
      const { openDingtalk } = await import('./dingtalk/module.js');
      return openDingtalk({ ...parts, configuration: dingtalk });
    },
  },
];

export type { DoctorFinding, DoctorStep } from './port/platform.js';
