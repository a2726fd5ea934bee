import { formatInstant, parseInstant } from '../../src/terms/instants.js';
import { loadCalendar, nextWorkdayMorning, readTime, showDay, showWhen } from './business-time.js';

const next = async (from: string): Promise<string> =>
  formatInstant(nextWorkdayMorning(parseInstant(from) ?? Number.NaN, await loadCalendar()));

describe('nextWorkdayMorning', () => {
  it.each([
    ['a Monday before nine', '2026-03-02T08:59:59+08:00', '2026-03-02T09:00:00+08:00'],
    ['nine o’clock itself', '2026-03-02T09:00:00+08:00', '2026-03-03T09:00:00+08:00'],
    ['a Friday evening', '2026-03-06T18:00:00+08:00', '2026-03-09T09:00:00+08:00'],
    ['the make-up Saturday after Spring Festival 2026', '2026-02-27T18:00:00+08:00', '2026-02-28T09:00:00+08:00'],
    ['the eve of National Day 2026', '2026-09-30T10:00:00+08:00', '2026-10-08T09:00:00+08:00'],
    ['a year nobody has published yet: plain weekdays', '2027-10-01T10:00:00+08:00', '2027-10-04T09:00:00+08:00'],
  ])('%s', async (_, from, to) => {
    expect(await next(from)).toBe(to);
  });
});

describe('showing time', () => {
  it('is Shanghai time wherever the page is opened', () => {
    expect(readTime('2026-03-02T23:30:00Z')).toMatchObject({ day: '2026-03-03', minute: '07:30' });
    expect(showDay('2026-03-02')).toEqual({ date: '2026年3月2日', weekday: '周一' });
  });

  it('shows the time of today and the day of earlier ones', () => {
    expect(showWhen('2026-03-02T09:05:00+08:00', '2026-03-02')).toBe('09:05');
    expect(showWhen('2026-03-02T09:05:00+08:00', '2026-03-03')).toBe('3月2日');
  });
});
