import type { Tx } from '../platform/database/transaction.js';
import type { Instant } from '../terms/instants.js';
import { accept, refuse, type Outcome } from '../terms/outcome.js';
import { extended, paused, restarted, resumed, spared } from './domain/acts.js';
import type { Clock } from './domain/clock.js';
import { keepOne, type Keeping } from './keep.js';
import { clockById, clocksOf } from './persistence/clock-rows.js';

interface Request extends Keeping {
  readonly clockId: string;
  readonly reason: string;
  readonly by: string;
}

/** Stops a clock until it is resumed, at the latest at `until`, when it goes on by itself. Caller holds the case's lock. */
export function pauseClock(tx: Tx, request: Request & { readonly until: Instant }): Promise<Outcome<Clock>> {
  return change(tx, request, (clock) => paused(clock, request.until, request));
}

/** The clock goes on with the time it had left. Caller holds the case's lock. */
export function resumeClock(tx: Tx, request: Keeping & { readonly clockId: string }): Promise<Outcome<Clock>> {
  return change(tx, request, (clock) => resumed(clock, request.now, request.calendar));
}

/** Gives a clock a new, later due time. Who may grant it is the caller's to check. Caller holds the case's lock. */
export function extendClock(tx: Tx, request: Request & { readonly newDueAt: Instant }): Promise<Outcome<Clock>> {
  return change(tx, request, (clock) => extended(clock, request.newDueAt, request, request.calendar));
}

/** Gives a clock its whole time again from now on. Caller holds the case's lock. */
export function restartClock(tx: Tx, request: Request): Promise<Outcome<Clock>> {
  return change(tx, request, (clock) => restarted(clock, request, request.calendar));
}

/**
 * A calendar amended afterwards makes nobody late: running clocks of a case that it left with a due time in the past are
 * given until `until`. Returns them. Caller holds the case's lock.
 */
export async function spareClocks(
  tx: Tx,
  request: Keeping & { readonly caseId: string; readonly until: Instant; readonly reason: string; readonly by: string },
): Promise<readonly Clock[]> {
  const given: Clock[] = [];
  for (const clock of await clocksOf(tx, request.caseId)) {
    const longer = spared(clock, request.until, request, request.calendar);
    if (longer === clock) continue;
    await keepOne(tx, longer, request);
    given.push(longer);
  }
  return given;
}

async function change(
  tx: Tx,
  request: Keeping & { readonly clockId: string },
  act: (clock: Clock) => Outcome<Clock>,
): Promise<Outcome<Clock>> {
  const clock = await clockById(tx, request.clockId);
  if (clock === null) return refuse('clock-unknown', '没有找到这项时限。');
  const outcome = act(clock);
  if (!outcome.ok) return outcome;
  await keepOne(tx, outcome.value, request);
  return accept(outcome.value);
}
