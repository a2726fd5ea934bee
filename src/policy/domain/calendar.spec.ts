import { dayOf, dayOfNumber, formatInstant, numberOfDay, parseInstant, type Day, type Instant } from '../../terms/instants.js';
import { nationalCalendar, publishedNotices } from '../national-calendar.js';
import { approvalDue } from './approval-due.js';
import { addWorkingDays, isOver, monthsAfter, withProvisionalYears, workingCalendar } from './calendar.js';
import { spanEnd } from './clock-plan.js';

const at = (text: string): Instant => {
  const instant = parseInstant(text);
  if (instant === null) throw new Error(text);
  return instant;
};
const calendar = nationalCalendar();
const addMonths = (day: Day, n: number): Day => dayOfNumber(monthsAfter(numberOfDay(day), n));
const nth = (day: Day, n: number): string => {
  const found = addWorkingDays(calendar, day, n);
  return found.ok ? found.value : found.code;
};

describe('the national calendar of 2026', () => {
  test.each(['2026-01-04', '2026-02-14', '2026-02-28', '2026-05-09', '2026-09-20', '2026-10-10'])(
    '%s is a make-up working weekend',
    (day) => expect(calendar.isWorkingDay(day)).toBe(true),
  );

  test.each(['2026-01-02', '2026-02-23', '2026-04-06', '2026-05-05', '2026-06-19', '2026-09-25', '2026-10-07', '2026-03-01'])(
    '%s is off',
    (day) => expect(calendar.isWorkingDay(day)).toBe(false),
  );

  // anchors.md §5: days off and make-up days as the State Council's notices count them.
  test.each([
    ['2019', 28, 6],
    ['2021', 31, 7],
    ['2023', 26, 7],
    ['2024', 28, 8],
    ['2025', 28, 5],
    ['2026', 33, 6],
  ])('%s has %i days off and %i make-up days', (year, off, makeUp) => {
    const notices = publishedNotices();
    expect([...notices.off].filter((day) => day.startsWith(year))).toHaveLength(off);
    expect([...notices.makeUp].filter((day) => day.startsWith(year))).toHaveLength(makeUp);
  });

  test('a year without a notice is refused, never guessed', () => {
    expect(calendar.covers('2026-12-31')).toBe(true);
    expect(calendar.covers('2027-10-01')).toBe(false);
    expect(() => calendar.isWorkingDay('2027-10-01')).toThrow(RangeError);
    expect(nth('2026-12-30', 1)).toBe('2026-12-31');
    expect(nth('2026-12-31', 1)).toBe('calendar-not-loaded');
  });

  test('a company overrides single dates, in a year that is not loaded too', () => {
    const own = nationalCalendar({ '2026-03-03': false, '2026-03-07': true, '2027-01-01': false });
    expect(addWorkingDays(own, '2026-03-02', 1)).toEqual({ ok: true, value: '2026-03-04' });
    expect(own.isWorkingDay('2026-03-07')).toBe(true);
    expect(own.isWorkingDay('2027-01-01')).toBe(false);
    expect(own.covers('2027-01-02')).toBe(false);
  });

  test('provisional years assume Monday to Friday only where nothing is loaded', () => {
    const provisional = withProvisionalYears(calendar);
    expect(provisional.isWorkingDay('2026-10-10')).toBe(true);
    expect(provisional.isWorkingDay('2027-01-04')).toBe(true);
    expect(provisional.isWorkingDay('2027-01-03')).toBe(false);
  });

  test('weekdays do not need notices of their own', () => {
    const bare = workingCalendar({ years: new Set(['2026']), off: new Set(), makeUp: new Set() });
    expect(bare.isWorkingDay('2026-03-02')).toBe(true);
    expect(bare.isWorkingDay('2026-03-01')).toBe(false);
  });
});

describe('counting', () => {
  test('the first working day after the date is day 1', () => {
    expect(nth('2026-03-02', 1)).toBe('2026-03-03');
    expect(nth('2026-03-06', 1)).toBe('2026-03-09');
    expect(nth('2026-03-07', 1)).toBe('2026-03-09');
    expect(nth('2026-02-14', 1)).toBe('2026-02-24');
  });

  test('months clamp to the last day', () => {
    expect(addMonths('2026-01-31', 1)).toBe('2026-02-28');
    expect(addMonths('2024-01-31', 1)).toBe('2024-02-29');
    expect(addMonths('2025-11-30', 3)).toBe('2026-02-28');
    expect(addMonths('2026-03-02', 3)).toBe('2026-06-02');
  });

  test('over three months begins at midnight after the last day', () => {
    const since = at('2026-03-02T10:00:00+08:00');
    expect(isOver(since, 3, 0, at('2026-06-02T23:59:59.999+08:00'))).toBe(false);
    expect(isOver(since, 3, 0, at('2026-06-03T00:00:00+08:00'))).toBe(true);
    expect(isOver(since, 0, 1, at('2026-03-03T23:59:59+08:00'))).toBe(false);
    expect(isOver(since, 0, 1, at('2026-03-04T00:00:00+08:00'))).toBe(true);
  });

  test('a month span ends on the last day of February', () => {
    const end = spanEnd({ unit: 'months', length: 1 }, at('2026-01-31T10:00:00+08:00'), calendar);
    expect(end.ok && formatInstant(end.value.dueAt)).toBe('2026-02-28T23:59:59+08:00');
  });

  test('a target stands at the end of its own day', () => {
    const span = { unit: 'working-days', length: 7, target: 3 } as const;
    const end = spanEnd(span, at('2026-04-30T10:00:00+08:00'), calendar);
    expect(end.ok && end.value.targetAt !== null && dayOf(end.value.targetAt)).toBe('2026-05-08');
    expect(end.ok && dayOf(end.value.dueAt)).toBe('2026-05-13');
  });
});

describe('ST-D4: the night does not count', () => {
  const due = (text: string, hours: number): string => formatInstant(approvalDue({ nightExcluded: true }, at(text), hours));

  test.each([
    ['2026-03-02T08:00:00+08:00', 12, '2026-03-02T20:00:00+08:00'],
    ['2026-03-02T09:00:00+08:00', 12, '2026-03-02T21:00:00+08:00'],
    ['2026-03-02T09:00:01+08:00', 12, '2026-03-03T08:00:01+08:00'],
    ['2026-03-02T20:30:00+08:00', 12, '2026-03-03T19:30:00+08:00'],
    ['2026-03-02T21:00:00+08:00', 12, '2026-03-03T20:00:00+08:00'],
    ['2026-03-03T07:59:59+08:00', 4, '2026-03-03T12:00:00+08:00'],
    ['2026-03-02T19:00:00+08:00', 4, '2026-03-03T10:00:00+08:00'],
    ['2026-03-02T10:00:00+08:00', 30, '2026-03-04T14:00:00+08:00'],
  ])('from %s %i h end at %s', (start, hours, end) => expect(due(start, hours)).toBe(end));

  test('other limits run through the night', () => {
    const end = approvalDue({ nightExcluded: false }, at('2026-03-02T20:00:00+08:00'), 12);
    expect(formatInstant(end)).toBe('2026-03-03T08:00:00+08:00');
  });
});
