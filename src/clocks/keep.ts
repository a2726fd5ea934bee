import { awaitAtCommit, type Tx } from '../platform/database/transaction.js';
import type { Instant } from '../terms/instants.js';
import type { Clock, WorkCalendar } from './domain/clock.js';
import type { ClockChange } from './domain/reconciliation.js';
import { CLOCK_TIMERS, timersOf, type ClockTimer, type NudgeRules } from './domain/timers.js';
import { insertClocks, updateClocks } from './persistence/clock-rows.js';
import { scheduleTimers, withdrawTimers, type Timer } from './persistence/timer-rows.js';

/** What writing a clock needs beside the clock. */
export interface Keeping {
  readonly now: Instant;
  readonly calendar: WorkCalendar;
  readonly newId: () => string;
  /** How the case's clocks nudge; left out: as usual, at any hour. */
  readonly nudging?: NudgeRules;
}

/**
 * Writes changed clocks and what each waits for next, in one statement a table: what a clock waited for before is withdrawn, its
 * next steps are rows of the same transaction.
 */
export async function keep(tx: Tx, changes: readonly ClockChange[], keeping: Keeping): Promise<void> {
  const [added, changed] = [changes.filter(({ was }) => was === null), changes.filter(({ was }) => was !== null)];
  awaitAtCommit(tx, insertClocks(tx, added.map(({ clock }) => clock)));
  awaitAtCommit(tx, updateClocks(tx, changed.map(({ clock }) => clock)));
  withdrawSteps(tx, changed.filter(({ kind }) => kind !== 'reworded').map(({ clock }) => clock), keeping.now);
  scheduleSteps(tx, changes.filter(({ kind }) => kind !== 'reworded').map(({ clock }) => clock), keeping);
}

/** A clock changed by an act or by its own timer. */
export async function keepOne(tx: Tx, clock: Clock, keeping: Keeping): Promise<void> {
  awaitAtCommit(tx, updateClocks(tx, [clock]));
  withdrawSteps(tx, [clock], keeping.now);
  scheduleSteps(tx, [clock], keeping);
}

function withdrawSteps(tx: Tx, clocks: readonly Clock[], now: Instant): void {
  const [first] = clocks;
  if (first === undefined) return;
  const subject = clocks.map(({ id }) => id);
  awaitAtCommit(tx, withdrawTimers(tx, { companyId: first.companyId, subject, now, kinds: CLOCK_TIMERS }));
}

function scheduleSteps(tx: Tx, clocks: readonly Clock[], keeping: Keeping): void {
  const { now, calendar, newId, nudging } = keeping;
  const timers = clocks.flatMap((clock) => timersOf(clock, now, calendar, nudging).map((step) => timerRow(clock, step, newId())));
  awaitAtCommit(tx, scheduleTimers(tx, timers));
}

export function timerRow(clock: Clock, step: ClockTimer, id: string): Timer {
  return {
    id,
    companyId: clock.companyId,
    kind: step.kind,
    subject: clock.id,
    caseId: clock.caseId,
    dueAt: step.at,
    payload: step.payload,
  };
}
