import type { Instant } from '../../terms/instants.js';
import { missed, openPause, resumed } from './acts.js';
import type { Clock, WorkCalendar } from './clock.js';
import type { WhyNudged } from './nudges.js';
import { isInTime, isOpen } from './states.js';

export interface DueStep {
  readonly kind: string;
  readonly payload: Readonly<Record<string, unknown>>;
}

export type Fired =
  | { readonly kind: 'nudge'; readonly clock: Clock; readonly why: WhyNudged }
  | { readonly kind: 'missed'; readonly clock: Clock }
  | { readonly kind: 'escalate'; readonly clock: Clock; readonly rung: number }
  | { readonly kind: 'resumed'; readonly clock: Clock };

/** What a clock's timer means at `now`, with the clock as it is afterwards; null when the clock has gone on without it. */
export function fire(clock: Clock, step: DueStep, now: Instant, rungLimit: number, calendar: WorkCalendar): Fired | null {
  if (!isOpen(clock)) return null;
  switch (step.kind) {
    case 'clock-nudge':
      return nudge(clock, step, now);
    case 'clock-due':
      return clock.state === 'running' && !isInTime(now, clock.dueAt) ? { kind: 'missed', clock: missed(clock) } : null;
    case 'clock-escalate':
      return escalate(clock, step, rungLimit);
    case 'clock-resume':
      return resume(clock, calendar);
    default:
      throw new Error(`${step.kind} is no timer of a clock`);
  }
}

/** After an outage the due time may have passed already: the miss follows and speaks for itself. */
function nudge(clock: Clock, step: DueStep, now: Instant): Fired | null {
  if (clock.state !== 'running' || !isInTime(now, clock.dueAt)) return null;
  return { kind: 'nudge', clock, why: step.payload['why'] as WhyNudged };
}

function escalate(clock: Clock, step: DueStep, rungLimit: number): Fired | null {
  const rung = step.payload['rung'];
  if (clock.state !== 'missed' || typeof rung !== 'number' || rung > rungLimit) return null;
  return { kind: 'escalate', clock, rung };
}

/** At the end that was asked for, not at the instant a late worker comes to it. */
function resume(clock: Clock, calendar: WorkCalendar): Fired | null {
  if (clock.state !== 'paused') return null;
  const going = resumed(clock, openPause(clock).plannedUntil, calendar);
  return going.ok ? { kind: 'resumed', clock: going.value } : null;
}
