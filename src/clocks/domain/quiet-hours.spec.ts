import { HOUR, MINUTE, dayOf, formatInstant, parseInstant, type Instant } from '../../terms/instants.js';
import { USUAL_QUIET, isOffTime, placeNudges, quietStretch, type QuietHours } from './quiet-hours.js';

/** Day of March 2026 and time; the 7th and 8th are a weekend. */
const at = (text: string): Instant => {
  const instant = parseInstant(`2026-03-${text}:00+08:00`);
  if (instant === null) throw new Error(text);
  return instant;
};
const days = { isWorkingDay: (day: string): boolean => !['2026-03-07', '2026-03-08'].includes(day) };
const show = (instant: Instant): string => formatInstant(instant).slice(8, 16);

const placed = (planned: readonly string[], dueAt: string, now = '02T09:00', quiet: QuietHours = USUAL_QUIET): string[] =>
  placeNudges(planned.map((one) => ({ at: at(one), why: 'half' as const })), { now: at(now), dueAt: at(dueAt), quiet, days }).map(
    (one) => `${show(one.at)} ${one.to}${one.plannedAt === undefined ? '' : ` (${show(one.plannedAt)})`}`,
  );

describe('quiet hours', () => {
  test.each([
    ['02T20:59', null],
    ['02T21:00', '02T21:00 03T08:00'],
    ['02T23:59', '02T21:00 03T08:00'],
    ['03T00:00', '02T21:00 03T08:00'],
    ['03T07:59', '02T21:00 03T08:00'],
    ['03T08:00', null],
  ])('at %s', (text, stretch) => {
    const found = quietStretch(USUAL_QUIET, at(text));
    expect(found === null ? null : `${show(found.from)} ${show(found.until)}`).toBe(stretch);
  });

  it('may lie within a day', () => {
    const siesta = { from: 12 * HOUR, to: 14 * HOUR };
    expect([at('02T11:59'), at('02T12:00'), at('02T13:59'), at('02T14:00')].map((one) => quietStretch(siesta, one) !== null)).toEqual([false, true, true, false]);
  });

  it('and days off are what the duty person watches', () => {
    expect(['06T20:00', '06T21:30', '07T12:00', '09T07:00', '09T08:00'].map((one) => isOffTime(USUAL_QUIET, at(one), days))).toEqual([false, true, true, true, false]);
  });
});

describe('a nudge', () => {
  test.each([
    ['by day stays', ['02T14:00'], '02T18:00', ['02T14:00 all']],
    ['at night waits for the morning; the duty person hears at once', ['02T22:00'], '03T10:00', ['02T22:00 duty', '03T08:00 responsible (02T22:00)']],
    ['at the first quiet instant', ['02T21:00'], '03T10:00', ['02T21:00 duty', '03T08:00 responsible (02T21:00)']],
    ['due at night comes before it', ['02T22:00'], '03T02:00', ['02T20:59 responsible (02T22:00)', '02T22:00 duty']],
    ['due as the night ends comes before it', ['03T07:00'], '03T08:00', ['02T20:59 responsible (03T07:00)', '03T07:00 duty']],
    ['two of a night are one in the morning', ['02T22:00', '03T05:12'], '03T10:00', ['02T22:00 duty', '03T05:12 duty', '03T08:00 responsible (02T22:00)']],
    ['moved onto another is one for all', ['02T22:00', '03T08:00'], '03T10:00', ['02T22:00 duty', '03T08:00 all (02T22:00)']],
    ['on a day off waits for the working morning', ['07T14:00'], '09T18:00', ['07T14:00 duty', '09T08:00 responsible (07T14:00)']],
    ['of Friday night too', ['06T22:00'], '09T18:00', ['06T22:00 duty', '09T08:00 responsible (06T22:00)']],
    ['of Friday night that is due on Saturday waits for the end of the night', ['06T22:00'], '07T12:00', ['06T22:00 duty', '07T08:00 responsible (06T22:00)']],
    ['on a day off that is due before work begins stays', ['07T14:00'], '08T23:59', ['07T14:00 all']],
  ])('%s', (_, planned, dueAt, expected) => {
    expect(placed(planned, dueAt)).toEqual(expected);
  });

  it('of a clock that lives wholly in quiet hours is one, when it starts', () => {
    expect(placed(['02T23:00', '02T23:36'], '03T00:00', '02T22:00')).toEqual(['02T22:00 all']);
  });

  it('that should have come before quiet hours begun already comes now', () => {
    expect(placed(['04T02:00'], '04T03:00', '03T22:00')).toEqual(['03T22:00 all']);
    expect(placed(['03T22:00'], '04T03:00', '03T20:59')).toEqual(['03T20:59 responsible (03T22:00)', '03T22:00 duty']);
  });

  it('of nothing is none', () => {
    expect(placed([], '03T00:00', '02T22:00')).toEqual([]);
  });
});

test('whatever the times, none is carried past its due time, none lies in quiet hours but where it must, and the duty person hears of all at night', () => {
  for (let seed = 0; seed < 1000; seed++) {
    const draw = (part: number, upTo: number): number => (Math.imul(seed + 1, 2654435761 + part * 40503) >>> 8) % upTo;
    const now = at('01T00:00') + draw(1, 8 * 24 * 12) * 5 * MINUTE;
    const dueAt = now + (1 + draw(2, 600)) * 5 * MINUTE;
    const planned = [1, 2, 3].map((part) => now + Math.floor(((dueAt - now) * part) / 4));
    const nudges = placeNudges(planned.map((one) => ({ at: one, why: 'half' as const })), { now, dueAt, quiet: USUAL_QUIET, days });
    const tonight = quietStretch(USUAL_QUIET, now);
    for (const one of nudges) {
      expect(one.at >= now && one.at < dueAt).toBe(true);
      if (one.to === 'duty' || quietStretch(USUAL_QUIET, one.at) === null) continue;
      expect(one.at === now && tonight !== null && dueAt <= tonight.until).toBe(true);
    }
    if (tonight !== null && dueAt <= tonight.until) continue;
    for (const one of planned.filter((each) => isOffTime(USUAL_QUIET, each, days))) {
      expect({ seed, day: dayOf(one), heard: nudges.some((nudge) => nudge.at === one && nudge.to !== 'responsible') }).toMatchObject({ heard: true });
    }
  }
});
