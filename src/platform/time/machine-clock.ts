import type { Instant } from '../../terms/instants.js';

/** Machine time: leases, retry pauses, sessions. Never moved; the one place that reads the system's clock. */
export interface MachineClock {
  now(): Instant;
}

export const systemClock: MachineClock = { now: () => Date.now() };
