import { SECOND, type Instant } from '../../terms/instants.js';
import type { Clock, ClockState } from './clock.js';

/**
 * Met and missed are final: a met clock stays met, late work keeps 'missed' and gets its `doneAt`. A paused clock cannot be
 * missed. A cancelled one runs again when the rule book asks for it again from the same start.
 */
export const NEXT_STATES: Readonly<Record<ClockState, readonly ClockState[]>> = {
  running: ['met', 'missed', 'paused', 'cancelled'],
  paused: ['running', 'met', 'cancelled'],
  met: [],
  missed: [],
  cancelled: ['running'],
};

/** Moves a clock to its next state. A step that the table does not hold is a bug of the caller. */
export function become(clock: Clock, state: ClockState, change: Partial<Clock> = {}): Clock {
  if (!NEXT_STATES[clock.state].includes(state)) {
    throw new Error(`clock ${clock.id} (${clock.name}) cannot go from ${clock.state} to ${state}`);
  }
  return { ...clock, ...change, state };
}

/** The first instant at which an act is late: 23:59:59 stands for the end of that second. */
export function lateFrom(dueAt: Instant): Instant {
  return Math.floor(dueAt / SECOND) * SECOND + SECOND;
}

export const isInTime = (at: Instant, dueAt: Instant): boolean => at < lateFrom(dueAt);

/** Somebody still has to do the work. */
export function isOpen(clock: Clock): boolean {
  return (
    clock.state === 'running' ||
    clock.state === 'paused' ||
    (clock.state === 'missed' && clock.doneAt === null && clock.releasedAt === null)
  );
}
