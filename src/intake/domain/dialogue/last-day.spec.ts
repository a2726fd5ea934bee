import { endOfDay, parseInstant } from '../../../terms/instants.js';
import { lastDayNamed } from './last-day.js';

/** A Monday. */
const NOW = parseInstant('2026-03-02T10:00:00+08:00') ?? 0;

describe('the last day that words name', () => {
  const days: readonly (readonly [string, string | null])[] = [
    ['到3月10日', '2026-03-10'],
    ['到三月十日', '2026-03-10'],
    ['到2026-03-10', '2026-03-10'],
    ['3/10前', '2026-03-10'],
    ['到1月5日', '2027-01-05'],
    ['明天', '2026-03-03'],
    ['大后天', '2026-03-05'],
    ['周一', '2026-03-02'],
    ['周五', '2026-03-06'],
    ['下周五', '2026-03-13'],
    ['周日', '2026-03-08'],
    ['三天', '2026-03-05'],
    ['两周', '2026-03-16'],
    ['15号', '2026-03-15'],
    ['1号', '2026-04-01'],
    ['月底', '2026-03-31'],
    ['2月30日', null],
    ['配件没到', null],
  ];
  it.each(days)('%s → %s', (text, day) => {
    expect(lastDayNamed(text, NOW)).toBe(day === null ? null : endOfDay(day));
  });
});
