import { awaitAtCommit, type Tx } from '../platform/database/transaction.js';
import type { Clock } from './domain/clock.js';
import { fire, type Fired } from './domain/firing.js';
import { escalation } from './domain/timers.js';
import { keepOne, timerRow, type Keeping } from './keep.js';
import { clockById } from './persistence/clock-rows.js';
import { endTimer, scheduleTimers, withdrawTimer, type Timer } from './persistence/timer-rows.js';

export interface Firing extends Keeping {
  readonly timer: Timer;
  /** How often a miss goes up to the next role after it was first told. */
  readonly rungLimit: number;
  /** The clock, where the caller has read it since he locked the case. */
  readonly known?: Clock;
}

/**
 * Carries out a clock's timer and ends it; null when the clock has gone on without it (the timer is withdrawn then). The caller
 * has locked the case and taken the timer. A miss schedules the first rung of its ladder in this transaction, each rung the next.
 */
export async function fireClock(tx: Tx, firing: Firing): Promise<Fired | null> {
  const { timer, now, calendar, rungLimit } = firing;
  const clock = firing.known ?? (await clockById(tx, timer.subject));
  const fired = clock === null ? null : fire(clock, timer, now, rungLimit, calendar);
  if (fired === null) {
    await withdrawTimer(tx, timer.id, now);
    return null;
  }
  endTimer(tx, timer.id, now);
  if (fired.kind === 'missed' || fired.kind === 'resumed') await keepOne(tx, fired.clock, firing);
  if (fired.kind === 'escalate' && fired.rung < rungLimit) {
    const next = escalation(fired.rung + 1, now, calendar);
    awaitAtCommit(tx, scheduleTimers(tx, [timerRow(fired.clock, next, firing.newId())]));
  }
  return fired;
}
