import type { Instant } from '../../terms/instants.js';

/** Business time of a company: an offset kept in the database; it runs at real speed unless frozen (design.md §3). */
export function businessNow(
  clock: { readonly business: Instant; readonly machine: Instant; readonly frozen: boolean },
  machineNow: Instant,
): Instant {
  // Machine time that went backwards must not carry business time back with it.
  return clock.frozen ? clock.business : clock.business + Math.max(0, machineNow - clock.machine);
}
