import { formatInstant, parseInstant, type Instant } from '../../terms/instants.js';
import { nextCalendarWatch, type CalendarWatch } from './calendar-watch.js';
import { workingCalendar } from './calendar.js';

const calendar = workingCalendar({ years: new Set(['2025', '2026']), off: new Set(), makeUp: new Set() });
const at = (text: string): Instant => parseInstant(`${text}+08:00`) ?? NaN;
const shown = (watch: CalendarWatch | null): string => (watch === null ? 'nothing' : `${watch.year} ${formatInstant(watch.at).slice(0, 16)} ${watch.daysBefore}`);

test('the first asking is 60 days before the year begins, at nine in the morning', () => {
  expect(shown(nextCalendarWatch(calendar, at('2026-03-02T10:00:00')))).toBe('2027 2026-11-02T09:00 60');
});

test('who comes late is asked at once for what has passed, and then as the year nears, to its first day', () => {
  const first = nextCalendarWatch(calendar, at('2026-12-15T10:00:00'));
  const steps: string[] = [];
  for (let watch = first; watch !== null; watch = nextCalendarWatch(calendar, watch.at, watch)) steps.push(shown(watch));
  expect(steps).toEqual(['2027 2026-12-02T09:00 30', '2027 2026-12-18T09:00 14', '2027 2026-12-25T09:00 7', '2027 2026-12-29T09:00 3', '2027 2026-12-31T09:00 1', '2027 2027-01-01T09:00 0']);
});

test('a year that was loaded meanwhile is asked for no more, the next one is', () => {
  const asked = nextCalendarWatch(calendar, at('2026-11-02T09:00:00'));
  if (asked === null) throw new Error('nothing asked');
  const loaded = workingCalendar({ years: new Set(['2026', '2027']), off: new Set(), makeUp: new Set() });
  expect(shown(nextCalendarWatch(loaded, asked.at, asked))).toBe('2028 2027-11-02T09:00 60');
});

test('a single date of a company does not make a year', () => {
  const own = workingCalendar({ years: new Set(['2026']), off: new Set(), makeUp: new Set() }, { '2027-07-15': true });
  expect(nextCalendarWatch(own, at('2026-03-02T10:00:00'))?.year).toBe(2027);
});
