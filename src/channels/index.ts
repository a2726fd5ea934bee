import type { Configuration } from '../platform/configuration/index.js';
import type { Log } from '../platform/logging/index.js';
import type { MachineClock } from '../platform/time/machine-clock.js';
import { openDingtalk } from './dingtalk/module.js';
import type { ChannelDoor, PlatformName } from './port/arrival.js';
import type { Platform, PlatformFigures } from './port/platform.js';
import type { ChannelStore } from './port/store.js';
import { openWecom } from './wecom/module.js';

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
  open(configuration: Configuration, parts: AdapterParts): Platform | null;
}

/** Every platform there is an adapter for. */
export const OPENERS: readonly PlatformOpener[] = [
  { name: 'wecom', open: ({ wecom }, parts) => (wecom === null ? null : openWecom({ ...parts, configuration: wecom })) },
  { name: 'dingtalk', open: ({ dingtalk }, parts) => (dingtalk === null ? null : openDingtalk({ ...parts, configuration: dingtalk })) },
];

export type { DoctorFinding, DoctorStep } from './port/platform.js';
