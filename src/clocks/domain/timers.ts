import type { Instant } from '../../terms/instants.js';
import { suspendedSoFar } from './budget.js';
import { openPause } from './acts.js';
import type { Clock, WorkCalendar } from './clock.js';
import { nudgesAhead, type NudgePattern, type WhyNudged } from './nudges.js';
import { placeNudges, type NudgedTo, type PlacedNudge, type QuietHours } from './quiet-hours.js';
import { isOpen, lateFrom } from './states.js';

export const CLOCK_TIMERS = ['clock-nudge', 'clock-due', 'clock-escalate', 'clock-resume'] as const;

/** Left out: `to` where it is for all, `plannedAt` where it comes as planned. */
export type NudgePayload = {
  readonly why: WhyNudged;
  readonly to?: Exclude<NudgedTo, 'all'>;
  readonly plannedAt?: Instant;
};

/** How a case's clocks nudge: by its rule book, and without quiet hours where its gravity excepts it. */
export interface NudgeRules {
  readonly pattern: NudgePattern;
  /** Null: none hold for this case. */
  readonly quiet: QuietHours | null;
}

/** A row to be of the business-time queue, for one clock. */
export type ClockTimer =
  | { readonly kind: 'clock-nudge'; readonly at: Instant; readonly payload: NudgePayload }
  | { readonly kind: 'clock-due'; readonly at: Instant; readonly payload: Readonly<Record<string, never>> }
  | { readonly kind: 'clock-escalate'; readonly at: Instant; readonly payload: { readonly rung: number } }
  | { readonly kind: 'clock-resume'; readonly at: Instant; readonly payload: Readonly<Record<string, never>> };

/**
 * What a clock waits for from `now` on, in its present state. A running clock always has its end, a paused one its resumption, a
 * missed one whose work is not done its next rung: nothing open is without a next step. None is planned for the past: a timer that is
 * late was kept waiting (the service was down), and is told so.
 */
export function timersOf(clock: Clock, now: Instant, calendar: WorkCalendar, rules?: NudgeRules): readonly ClockTimer[] {
  if (!isOpen(clock)) return [];
  if (clock.state === 'paused') return [{ kind: 'clock-resume', at: openPause(clock).plannedUntil, payload: {} }];
  if (clock.state === 'missed') return [escalation(1, now, calendar)];
  return [...nudges(clock, now, calendar, rules), { kind: 'clock-due', at: Math.max(lateFrom(clock.dueAt), now), payload: {} }];
}

/** The given rung of the ladder, on the next working morning. */
export function escalation(rung: number, now: Instant, calendar: WorkCalendar): ClockTimer {
  return { kind: 'clock-escalate', at: calendar.nextWorkingMorning(now), payload: { rung } };
}

function nudges(clock: Clock, now: Instant, calendar: WorkCalendar, rules?: NudgeRules): ClockTimer[] {
  const suspended = clock.unit === 'hours' ? suspendedSoFar(clock, calendar) : 0;
  const plan = {
    unit: clock.unit,
    startedAt: clock.startedAt + suspended,
    targetAt: clock.targetAt,
    dueAt: clock.dueAt,
    ...(rules === undefined ? {} : { pattern: rules.pattern }),
  };
  const ahead = nudgesAhead(plan, now);
  const quiet = rules?.quiet ?? null;
  const placed = quiet === null ? ahead : placeNudges(ahead, { now, dueAt: clock.dueAt, quiet, days: calendar });
  return placed.map(nudgeTimer);
}

export const nudgeTimer = ({ at, why, to = 'all', plannedAt }: Omit<PlacedNudge, 'to'> & { readonly to?: NudgedTo }): ClockTimer => ({
  kind: 'clock-nudge',
  at,
  payload: { why, ...(to === 'all' ? {} : { to }), ...(plannedAt === undefined ? {} : { plannedAt }) },
});
