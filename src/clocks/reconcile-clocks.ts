import type { Tx } from '../platform/database/transaction.js';
import type { CaseEvent } from '../terms/complaint.js';
import type { Instant } from '../terms/instants.js';
import { done, released } from './domain/acts.js';
import type { Clock } from './domain/clock.js';
import { reconcile, type Asked, type ChangeKind, type ClockChange } from './domain/reconciliation.js';
import { isOpen } from './domain/states.js';
import { CLOCK_TIMERS } from './domain/timers.js';
import { keep, type Keeping } from './keep.js';
import { clocksOf, updateClocks } from './persistence/clock-rows.js';
import { withdrawTimersOfCase } from './persistence/timer-rows.js';

/** Each changed clock stands in one list only, as it is now. */
export interface ClockChanges {
  readonly started: readonly Clock[];
  readonly moved: readonly Clock[];
  /** Done in time; also clocks that were done before they were known. */
  readonly met: readonly Clock[];
  /** Missed on record before, and worked off now. */
  readonly doneLate: readonly Clock[];
  /** Done, but after the due second, and the miss had not been told yet: tell it now. */
  readonly missed: readonly Clock[];
  readonly cancelled: readonly Clock[];
}

/**
 * Brings the clocks of a case to what the rule book asks now. The caller holds the case's lock (or has just made the case).
 * Idempotent; at most one select (none where the caller knows the clocks: a case just made has none), one insert and one
 * update of clocks, one withdrawal and one insert of timers.
 */
export async function reconcileClocks(tx: Tx, asked: Asked, known?: readonly Clock[]): Promise<ClockChanges> {
  const changes = reconcile(known ?? (await clocksOf(tx, asked.caseId)), asked);
  await keep(tx, changes, asked);
  return sorted(changes);
}

export interface Happening extends Keeping {
  readonly caseId: string;
  readonly event: CaseEvent;
  /** When it happened; it is on record at `now`. */
  readonly at: Instant;
}

/** A fact of the case meets every open clock that waits for it. Caller holds the case's lock. */
export async function meetClocks(tx: Tx, happening: Happening): Promise<ClockChanges> {
  const { caseId, event, at, now, calendar } = happening;
  const open = (await clocksOf(tx, caseId)).filter((clock) => isOpen(clock) && clock.metBy === event);
  const changes = open.map((was): ClockChange => {
    const clock = done(was, at, now, calendar);
    const kind = was.state === 'missed' ? 'done-late' : clock.state === 'met' ? 'met' : 'missed';
    return { kind, clock, was };
  });
  await keep(tx, changes, happening);
  return sorted(changes);
}

/** The case is closed or invalid: running clocks are cancelled, missed ones stop escalating. Caller holds the case's lock. */
export async function cancelClocksOf(tx: Tx, caseId: string, now: Instant): Promise<readonly Clock[]> {
  const cancelled = (await clocksOf(tx, caseId)).filter(isOpen).map((clock) => released(clock, now));
  await updateClocks(tx, cancelled);
  await withdrawTimersOfCase(tx, caseId, now, CLOCK_TIMERS);
  return cancelled;
}

function sorted(changes: readonly ClockChange[]): ClockChanges {
  const of = (kind: ChangeKind): Clock[] => changes.filter((change) => change.kind === kind).map(({ clock }) => clock);
  return {
    started: of('started'),
    moved: of('moved'),
    met: of('met'),
    doneLate: of('done-late'),
    missed: of('missed'),
    cancelled: of('cancelled'),
  };
}
