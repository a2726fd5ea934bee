import type { ClockPlan } from '../../terms/decision.js';
import { HOUR, dayNumberOf, endOfNumberedDay, type DayNumber, type Instant } from '../../terms/instants.js';
import { accept, type Outcome } from '../../terms/outcome.js';
import { nightExcludedDue } from './approval-due.js';
import { monthsAfter, workingDayAfter, type WorkingCalendar } from './calendar.js';
import { holds, timeOf, type Circumstances } from './circumstances.js';
import type { ClockRow, Span } from './rows.js';

export interface SpanEnd {
  readonly dueAt: Instant;
  readonly targetAt: Instant | null;
}

/** Every clock the case runs, in the order of the pack. Refuses when a working day lies in a year that is not loaded. */
export function planClocks(
  rows: readonly ClockRow[],
  calendar: WorkingCalendar,
  seen: Circumstances,
): Outcome<readonly ClockPlan[]> {
  const plans: ClockPlan[] = [];
  for (const row of rows) {
    const span = seen.level === null ? undefined : row.spans[seen.level];
    if (span === undefined || !holds(row.when, seen)) continue;
    const { rule, name, startsOn } = row;
    const start = timeOf(startsOn, seen.facts);
    if (start === null) {
      plans.push({ rule, name, startsOn, dueAt: null, targetAt: null });
      continue;
    }
    const end = spanEnd(span, start, calendar);
    if (!end.ok) return end;
    plans.push({ rule, name, startsOn, dueAt: end.value.dueAt, targetAt: end.value.targetAt });
  }
  return accept(plans);
}

/**
 * When a span that starts at `start` ends. Hours to the second on the wall clock; days and months at 23:59:59 of
 * their last day, the day of the start not counted (README).
 */
export function spanEnd(span: Span, start: Instant, calendar: WorkingCalendar): Outcome<SpanEnd> {
  const day = dayNumberOf(start);
  switch (span.unit) {
    case 'hours':
      return accept({ dueAt: afterHours(start, span.length, span.nightExcluded), targetAt: null });
    case 'months':
      return accept({ dueAt: endOfNumberedDay(monthsAfter(day, span.length)), targetAt: null });
    case 'calendar-days':
      return accept({
        dueAt: endOfNumberedDay(day + span.length),
        targetAt: span.target === null ? null : endOfNumberedDay(day + span.target),
      });
    case 'working-days':
      return workingDaysEnd(calendar, day, span.length, span.target);
  }
}

function afterHours(start: Instant, hours: number, nightExcluded: boolean): Instant {
  return nightExcluded ? nightExcludedDue(start, hours) : start + hours * HOUR;
}

function workingDaysEnd(
  calendar: WorkingCalendar,
  day: DayNumber,
  length: number,
  target: number | null,
): Outcome<SpanEnd> {
  const wished = workingDayAfter(calendar, day, target ?? 0);
  if (!wished.ok) return wished;
  const last = workingDayAfter(calendar, wished.value, length - (target ?? 0));
  if (!last.ok) return last;
  return accept({ dueAt: endOfNumberedDay(last.value), targetAt: target === null ? null : endOfNumberedDay(wished.value) });
}
