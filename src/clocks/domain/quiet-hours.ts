import { DAY, HOUR, MINUTE, addDays, dayOf, startOfDay, type Instant } from '../../terms/instants.js';
import type { WorkCalendar } from './clock.js';
import type { Nudge } from './nudges.js';

type Days = Pick<WorkCalendar, 'isWorkingDay'>;

/** When nobody is disturbed, in milliseconds since midnight; `from` is quiet, `to` is not. It may pass midnight. */
export interface QuietHours {
  readonly from: number;
  readonly to: number;
}

/** issue 5 and policies/README.md. */
export const USUAL_QUIET: QuietHours = { from: 21 * HOUR, to: 8 * HOUR };

/** What the last moment before quiet hours is: early enough to be read and acted on before them. */
const BEFORE_QUIET = MINUTE;

export interface Stretch {
  readonly from: Instant;
  /** The first instant after it. */
  readonly until: Instant;
}

/** The quiet hours an instant lies in; null when it lies in none. */
export function quietStretch(quiet: QuietHours, at: Instant): Stretch | null {
  const length = (quiet.to - quiet.from + DAY) % DAY;
  const today = startOfDay(dayOf(at)) + quiet.from;
  const from = at >= today ? today : today - DAY;
  return at < from + length ? { from, until: from + length } : null;
}

/** Whether the duty person watches: in quiet hours, and on days that are off. */
export const isOffTime = (quiet: QuietHours, at: Instant, days: Days): boolean =>
  quietStretch(quiet, at) !== null || !days.isWorkingDay(dayOf(at));

/** Whom a nudge is for: the duty person hears at the planned instant, the responsible one may hear at another. */
export type NudgedTo = 'responsible' | 'duty' | 'all';

export interface PlacedNudge extends Nudge {
  readonly to: NudgedTo;
  /** When the rule book has it, where the responsible person hears at another time. */
  readonly plannedAt?: Instant;
}

export interface Placing {
  readonly now: Instant;
  readonly dueAt: Instant;
  readonly quiet: QuietHours;
  readonly days: Days;
}

/**
 * When whom a clock's nudges reach. In quiet hours and on days off the duty person hears at once; the responsible one at the end
 * of the quiet hours or on the next working morning, or, where the due time comes before that, at the last moment before them. A
 * clock that lives wholly in quiet hours nudges both once, now. No nudge is carried past its due time.
 */
export function placeNudges(nudges: readonly Nudge[], placing: Placing): readonly PlacedNudge[] {
  const [first] = nudges;
  if (first === undefined) return [];
  const tonight = quietStretch(placing.quiet, placing.now);
  if (tonight !== null && placing.dueAt <= tonight.until) return [{ at: placing.now, why: first.why, to: 'all' }];
  return onePerInstant(nudges.flatMap((nudge) => placed(nudge, placing)));
}

function placed(nudge: Nudge, placing: Placing): PlacedNudge[] {
  const at = placedAt(nudge.at, placing);
  if (at === nudge.at) return [{ ...nudge, to: 'all' }];
  return [
    { at, why: nudge.why, to: 'responsible', plannedAt: nudge.at },
    { ...nudge, to: 'duty' },
  ];
}

/** When the responsible person hears of what was planned for `at`. */
export function placedAt(at: Instant, placing: Placing): Instant {
  const { now, dueAt, quiet } = placing;
  const stretch = quietStretch(quiet, at);
  if (stretch !== null && stretch.until >= dueAt) return Math.max(now, stretch.from - BEFORE_QUIET);
  const awake = stretch?.until ?? at;
  const working = workingFrom(awake, placing);
  return working < dueAt ? working : awake;
}

/** The first instant of a working day, after its quiet morning, that is not before `at`. */
function workingFrom(at: Instant, { quiet, days }: Placing): Instant {
  if (days.isWorkingDay(dayOf(at))) return at;
  let day = addDays(dayOf(at), 1);
  while (!days.isWorkingDay(day)) day = addDays(day, 1);
  return startOfDay(day) + quiet.to;
}

/** Two nudges of a clock at one instant are one, for everybody either was for. */
function onePerInstant(nudges: readonly PlacedNudge[]): PlacedNudge[] {
  const byInstant = new Map<Instant, PlacedNudge>();
  for (const nudge of [...nudges].sort((a, b) => a.at - b.at)) {
    const known = byInstant.get(nudge.at);
    byInstant.set(nudge.at, known === undefined ? nudge : { ...nudge, ...known, to: known.to === nudge.to ? nudge.to : 'all' });
  }
  return [...byInstant.values()];
}
