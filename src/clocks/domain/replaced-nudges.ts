import { placeNudges, type PlacedNudge, type Placing, type QuietHours } from './quiet-hours.js';

/**
 * The nudges of a clock that still wait, under other quiet hours (null: none any more). What had been moved away from an hour that is
 * still ahead comes at that hour; what had been moved from one that has passed is due to the responsible person now.
 */
export function replacedNudges(
  waiting: readonly PlacedNudge[],
  { quiet, ...placing }: Omit<Placing, 'quiet'> & { readonly quiet: QuietHours | null },
): readonly PlacedNudge[] {
  const { now } = placing;
  const planned = waiting.filter((one) => one.to !== 'responsible').map(({ at, why }) => ({ at: Math.max(at, now), why }));
  const overdue = waiting.filter((one) => one.to === 'responsible' && (one.plannedAt ?? one.at) <= now);
  if (quiet !== null) return [...placeNudges(planned, { ...placing, quiet }), ...overdue].filter(firstAtItsInstant);
  return [
    ...planned.map((one): PlacedNudge => ({ ...one, to: 'all' })),
    ...overdue.slice(-1).map((one): PlacedNudge => ({ ...one, at: now })),
  ].filter(firstAtItsInstant);
}

/** Rows of the queue differ by their instant. */
const firstAtItsInstant = (one: PlacedNudge, index: number, all: readonly PlacedNudge[]): boolean => all.findIndex(({ at }) => at === one.at) === index;
