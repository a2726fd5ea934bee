import { HOUR } from '../../terms/instants.js';

/** Cases that may be spoken of at any hour, where the pack says so. */
export const NO_QUIET_FOR = ['safety', 'media', 'major'] as const;
export type NoQuietFor = (typeof NO_QUIET_FOR)[number];

/** When clocks nudge, and when nobody but the duty person is disturbed. */
export interface NudgingRow {
  /** Percent of an hour clock's time; with a target the first gives way to it. */
  readonly hourShares: readonly [number, number];
  /** Milliseconds since midnight, on the target day and the last day of clocks that end with a day. */
  readonly timesOfDay: readonly number[];
  readonly quietHours: {
    /** Milliseconds since midnight; it may pass midnight. */
    readonly from: number;
    readonly to: number;
    readonly except: readonly NoQuietFor[];
  };
}

/** Packs without a word about it: issue 2 §6, issue 5 and policies/README.md. */
export const USUAL_NUDGING: NudgingRow = {
  hourShares: [50, 80],
  timesOfDay: [9 * HOUR, 15 * HOUR],
  quietHours: { from: 21 * HOUR, to: 8 * HOUR, except: NO_QUIET_FOR },
};
