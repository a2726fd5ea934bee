import { showInstant, type Instant } from '../../terms/instants.js';
import { accept, refuse, type Outcome } from '../../terms/outcome.js';
import { project, sameSpanFrom, suspendedSoFar } from './budget.js';
import type { Clock, Suspension, WorkCalendar } from './clock.js';
import { become, isInTime, lateFrom } from './states.js';

type Days = Pick<WorkCalendar, 'isWorkingDay'>;

/** Who asked for a change of a clock, and why. */
export interface Grounds {
  readonly reason: string;
  readonly by: string;
  readonly now: Instant;
}

/**
 * The work was done at `at`, and it is on record at `now`. In time: met. After the due second: missed, with the time it was done.
 * A miss on record stays one: work that is said to have been done in time, but was told after it, counts as done when told.
 */
export function done(clock: Clock, at: Instant, now: Instant, days: Days): Clock {
  if (clock.state === 'missed') return doneLate(clock, at, now);
  const settled = clock.state === 'paused' ? resumeAt(clock, pauseEnd(clock, at), days) : clock;
  const doneAt = Math.max(at, clock.startedAt);
  if (isInTime(doneAt, settled.dueAt)) return become(settled, 'met', { doneAt });
  return become(settled, 'missed', { missedAt: settled.dueAt, doneAt });
}

/** An act ends the pause it falls into; the pause ended by itself if the act came after it. */
function pauseEnd(clock: Clock, at: Instant): Instant {
  const { from, plannedUntil } = openPause(clock);
  return Math.min(Math.max(at, from), plannedUntil);
}

function doneLate(clock: Clock, at: Instant, now: Instant): Clock {
  if (!isInTime(at, clock.dueAt)) return { ...clock, doneAt: at };
  const told = Math.max(now, lateFrom(clock.dueAt));
  return { ...clock, doneAt: told, derivation: { ...clock.derivation, statedDoneAt: at } };
}

/** Nobody did it in time: missed at its due instant. */
export function missed(clock: Clock): Clock {
  return become(clock, 'missed', { missedAt: clock.dueAt });
}

/** The duty falls away: a running clock is cancelled, a missed one stays missed and stops escalating. */
export function released(clock: Clock, now: Instant): Clock {
  return clock.state === 'missed'
    ? { ...clock, releasedAt: now }
    : become(clock, 'cancelled', { releasedAt: now, suspensions: endPause(clock.suspensions, now) });
}

/** Stops the clock until it is resumed, at the latest at `until`. Asked for before the due time only. */
export function paused(clock: Clock, until: Instant, grounds: Grounds): Outcome<Clock> {
  if (clock.state === 'paused') return refuse('clock-paused', '这项时限已经暂停,不用再暂停。');
  const refusal = notAskable(clock, grounds.now);
  if (refusal) return refusal;
  if (until <= grounds.now) return refuse('pause-ends-in-past', '暂停要写明到什么时候,请给一个以后的时间。');
  const suspension: Suspension = {
    from: grounds.now,
    until: null,
    plannedUntil: until,
    reason: grounds.reason,
    by: grounds.by,
  };
  return accept(become(clock, 'paused', { suspensions: [...clock.suspensions, suspension] }));
}

/** The clock goes on; its due time moves by what was suspended. */
export function resumed(clock: Clock, now: Instant, days: Days): Outcome<Clock> {
  if (clock.state !== 'paused') return refuse('clock-not-paused', '这项时限没有暂停,不用恢复。');
  return accept(resumeAt(clock, now, days));
}

/** A new, later due time, asked for before the old one. A paused clock can be extended too; it stays paused. */
export function extended(clock: Clock, newDueAt: Instant, grounds: Grounds, days: Days): Outcome<Clock> {
  const refusal = notAskable(clock, grounds.now);
  if (refusal) return refusal;
  if (newDueAt <= clock.dueAt || newDueAt <= grounds.now) {
    return refuse('extension-not-later', `新的截止时间要晚于现在的 ${showInstant(clock.dueAt)}。`);
  }
  return accept(granted(clock, newDueAt, grounds, days));
}

/** The clock has its whole time again from now on, as when a case that was sent back goes out anew. */
export function restarted(clock: Clock, grounds: Grounds, days: Days): Outcome<Clock> {
  return extended(clock, sameSpanFrom(clock, grounds.now, days), grounds, days);
}

/** A due time that a correction of the calendar moved into the past: nobody could have kept it, so it is given until `newDueAt`. */
export function spared(clock: Clock, newDueAt: Instant, grounds: Grounds, days: Days): Clock {
  return clock.state === 'running' && clock.dueAt < grounds.now ? granted(clock, newDueAt, grounds, days) : clock;
}

function granted(clock: Clock, newDueAt: Instant, grounds: Grounds, days: Days): Clock {
  const extension = {
    at: grounds.now,
    dueAt: newDueAt,
    reason: grounds.reason,
    by: grounds.by,
    suspendedBefore: suspendedSoFar(clock, days),
  };
  const derivation = { ...clock.derivation, extensions: [...clock.derivation.extensions, extension] };
  const longer = { ...clock, derivation };
  return { ...longer, ...project(longer, days) };
}

function notAskable(clock: Clock, now: Instant): Outcome<never> | null {
  if (clock.state !== 'running' && clock.state !== 'paused') {
    return refuse('clock-ended', '这项时限已经结束,不能再暂停或延期。');
  }
  if (clock.state === 'running' && !isInTime(now, clock.dueAt)) {
    return refuse('clock-overdue', `截止时间 ${showInstant(clock.dueAt)} 已过,要在到期前申请。`);
  }
  return null;
}

function resumeAt(clock: Clock, now: Instant, days: Days): Clock {
  const going = become(clock, 'running', { suspensions: endPause(clock.suspensions, now) });
  return { ...going, ...project(going, days) };
}

function endPause(suspensions: readonly Suspension[], now: Instant): Suspension[] {
  return suspensions.map((suspension) => (suspension.until === null ? { ...suspension, until: now } : suspension));
}

/** The suspension a paused clock is in. */
export function openPause(clock: Clock): Suspension {
  const open = clock.suspensions.find(({ until }) => until === null);
  if (open === undefined) throw new Error(`paused clock ${clock.id} has no open suspension`);
  return open;
}
