import { DAY, HOUR, addDays, dayOf, startOfDay, timeOfDay, type Day, type Instant } from '../../terms/instants.js';
import type { Clock, Extension, Suspension, WorkCalendar } from './clock.js';

type Days = Pick<WorkCalendar, 'isWorkingDay'>;

/** A clock's times as its ledger gives them. */
export interface Times {
  readonly targetAt: Instant | null;
  readonly dueAt: Instant;
}

/**
 * Derives target and due time from what the rule book gave, the suspensions that have ended and the extensions granted. The
 * latest of them governs: a re-decision neither takes back a granted extension nor loses time that was suspended.
 */
export function project(clock: Clock, days: Days): Times {
  const suspended = suspendedSoFar(clock, days);
  const { plannedDueAt, plannedTargetAt, extensions } = clock.derivation;
  const planned = shift(clock, plannedDueAt, suspended, days);
  const granted = extensions.map((extension) => extendedDue(clock, extension, suspended, days));
  return {
    targetAt: plannedTargetAt === null ? null : shift(clock, plannedTargetAt, suspended, days),
    dueAt: Math.max(planned, ...granted),
  };
}

function extendedDue(clock: Clock, extension: Extension, suspended: number, days: Days): Instant {
  // A corrected start may lie after an old suspension, which then no longer counts.
  const since = Math.max(0, suspended - extension.suspendedBefore);
  return shift(clock, extension.dueAt, since, days);
}

/** What ended suspensions add: milliseconds for hour clocks, else days of the clock's kind. */
export function suspendedSoFar(clock: Clock, days: Days): number {
  return clock.suspensions.reduce((sum, suspension) => sum + suspendedBy(clock, suspension, days), 0);
}

function suspendedBy(clock: Clock, suspension: Suspension, days: Days): number {
  if (suspension.until === null) return 0;
  const from = Math.max(suspension.from, clock.startedAt);
  if (suspension.until <= from) return 0;
  if (clock.unit === 'hours') return suspension.until - from;
  return daysBetween(dayOf(from), dayOf(suspension.until)).filter(
    (day) => clock.unit !== 'working-days' || days.isWorkingDay(day),
  ).length;
}

/** The days from `first` until before `end`. */
function daysBetween(first: Day, end: Day): Day[] {
  const length = Math.round((startOfDay(end) - startOfDay(first)) / DAY);
  return Array.from({ length }, (_, n) => addDays(first, n));
}

function shift(clock: Clock, at: Instant, amount: number, days: Days): Instant {
  if (amount === 0) return at;
  if (clock.unit === 'hours') return at + amount;
  const day = clock.unit === 'working-days' ? addWorkingDays(dayOf(at), amount, days) : addDays(dayOf(at), amount);
  return startOfDay(day) + timeOfDay(at);
}

function addWorkingDays(day: Day, amount: number, days: Days): Day {
  let at = day;
  for (let left = amount; left > 0; ) {
    at = addDays(at, 1);
    if (days.isWorkingDay(at)) left--;
  }
  return at;
}

/** As much time as the book gave at first, counted from `from`. */
export function sameSpanFrom(clock: Clock, from: Instant, days: Days): Instant {
  const { start, plannedDueAt } = clock.derivation;
  if (clock.unit === 'hours') return from + (plannedDueAt - start.at);
  const walked = daysBetween(addDays(dayOf(start.at), 1), addDays(dayOf(plannedDueAt), 1));
  const counted = walked.filter((day) => clock.unit !== 'working-days' || days.isWorkingDay(day)).length;
  return shift(clock, startOfDay(dayOf(from)) + timeOfDay(plannedDueAt), counted, days);
}

/** Where an hour clock stands, in milliseconds: used + left = budget at every moment before and after the due time. */
export interface Account {
  readonly budget: number;
  readonly used: number;
  /** Negative once overdue. */
  readonly left: number;
}

/** The account of an hour clock at `now`; a paused clock's stands still. */
export function accountOf(clock: Clock, now: Instant): Account {
  const pausedAt = clock.suspensions.find(({ until }) => until === null)?.from;
  const at = pausedAt === undefined ? now : Math.min(now, pausedAt);
  const suspended = suspendedSoFar(clock, { isWorkingDay: () => true });
  const { plannedDueAt, extensions } = clock.derivation;
  const granted = extensions.map(
    ({ dueAt, suspendedBefore }) => dueAt - clock.startedAt - Math.min(suspendedBefore, suspended),
  );
  return {
    budget: Math.max(plannedDueAt - clock.startedAt, ...granted),
    used: at - clock.startedAt - suspended,
    left: clock.dueAt - at,
  };
}

/** How long the clock was given, for people: 24小时, 3个工作日, 当天, 3个月. */
export function spanText(clock: Pick<Clock, 'unit' | 'startedAt'>, dueAt: Instant, days: Days): string {
  if (clock.unit === 'hours') return `${showHours(dueAt - clock.startedAt)}小时`;
  const first = addDays(dayOf(clock.startedAt), 1);
  const walked = first > dayOf(dueAt) ? [] : daysBetween(first, addDays(dayOf(dueAt), 1));
  if (walked.length === 0) return '当天';
  if (clock.unit === 'months') return `${monthsBetween(dayOf(clock.startedAt), dayOf(dueAt))}个月`;
  if (clock.unit === 'calendar-days') return `${walked.length}天`;
  return `${walked.filter((day) => days.isWorkingDay(day)).length}个工作日`;
}

function showHours(millis: number): string {
  return String(Math.round((millis / HOUR) * 10) / 10);
}

function monthsBetween(from: Day, to: Day): number {
  const months = (day: Day): number => Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7));
  return months(to) - months(from);
}
