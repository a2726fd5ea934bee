import { HOUR, MINUTE, formatInstant, parseInstant, type Instant } from '../../terms/instants.js';
import type { ClockUnit } from './clock.js';
import { nudgeInstants, nudgesAhead, type Nudge } from './nudges.js';

const at = (text: string): Instant => {
  const instant = parseInstant(`2026-${text}+08:00`);
  if (instant === null) throw new Error(text);
  return instant;
};
const shown = (nudges: readonly Nudge[]): string[] =>
  nudges.map((nudge) => `${formatInstant(nudge.at).slice(5, 16)} ${nudge.why}`);

interface Row {
  readonly what: string;
  readonly unit: ClockUnit;
  readonly start: string;
  readonly target: string | null;
  readonly due: string;
  readonly nudges: readonly string[];
}

const ROWS: readonly Row[] = [
  {
    what: 'hour clock',
    unit: 'hours',
    start: '03-02T10:00:00',
    target: null,
    due: '03-03T10:00:00',
    nudges: ['03-02T22:00 half', '03-03T05:12 most'],
  },
  {
    what: 'hour clock with a target',
    unit: 'hours',
    start: '03-02T10:00:00',
    target: '03-02T11:00:00',
    due: '03-02T20:00:00',
    nudges: ['03-02T11:00 target', '03-02T18:00 most'],
  },
  {
    what: 'hour clock whose target comes after four fifths of its time',
    unit: 'hours',
    start: '03-02T10:00:00',
    target: '03-02T19:00:00',
    due: '03-02T20:00:00',
    nudges: ['03-02T18:00 most', '03-02T19:00 target'],
  },
  {
    what: 'hour clock whose target is its start',
    unit: 'hours',
    start: '03-02T10:00:00',
    target: '03-02T10:00:00',
    due: '03-02T20:00:00',
    nudges: ['03-02T18:00 most'],
  },
  {
    what: 'hour clock whose target is its due time',
    unit: 'hours',
    start: '03-02T10:00:00',
    target: '03-02T20:00:00',
    due: '03-02T20:00:00',
    nudges: ['03-02T18:00 most'],
  },
  {
    what: 'working days without a target',
    unit: 'working-days',
    start: '03-02T10:00:00',
    target: null,
    due: '03-05T23:59:59',
    nudges: ['03-05T09:00 last-day', '03-05T15:00 last-day'],
  },
  {
    what: 'working days with a target',
    unit: 'working-days',
    start: '03-02T10:00:00',
    target: '03-03T23:59:59',
    due: '03-05T23:59:59',
    nudges: ['03-03T09:00 target', '03-03T15:00 target', '03-05T09:00 last-day', '03-05T15:00 last-day'],
  },
  {
    what: 'a target on the last day',
    unit: 'calendar-days',
    start: '03-02T10:00:00',
    target: '03-03T23:59:59',
    due: '03-03T23:59:59',
    nudges: ['03-03T09:00 last-day', '03-03T15:00 last-day'],
  },
  {
    what: 'same-day clock received in the morning: its 09:00 lies before its start',
    unit: 'calendar-days',
    start: '03-02T10:00:00',
    target: null,
    due: '03-02T23:59:59',
    nudges: ['03-02T15:00 last-day'],
  },
  {
    what: 'same-day clock that starts at 15:00 exactly',
    unit: 'calendar-days',
    start: '03-02T15:00:00',
    target: null,
    due: '03-02T23:59:59',
    nudges: [],
  },
  {
    what: 'months',
    unit: 'months',
    start: '03-02T10:00:00',
    target: null,
    due: '06-02T23:59:59',
    nudges: ['06-02T09:00 last-day', '06-02T15:00 last-day'],
  },
  {
    what: 'a clock of ten milliseconds',
    unit: 'hours',
    start: '03-02T10:00:00',
    target: null,
    due: '03-02T10:00:00.010',
    nudges: ['03-02T10:00 half', '03-02T10:00 most'],
  },
  {
    what: 'a clock without time',
    unit: 'hours',
    start: '03-02T10:00:00',
    target: null,
    due: '03-02T10:00:00',
    nudges: [],
  },
];

const planOf = (row: Row) => ({
  unit: row.unit,
  startedAt: at(row.start),
  targetAt: row.target === null ? null : at(row.target),
  dueAt: at(row.due),
});

describe('nudge plan', () => {
  test.each(ROWS)('$what', (row) => {
    expect(shown(nudgeInstants(planOf(row)))).toEqual(row.nudges);
  });

  test('a pack may nudge at other shares and hours', () => {
    const pattern = { half: 0.25, most: 0.75, timesOfDay: [8 * HOUR] };
    const hours = { unit: 'hours', startedAt: at('03-02T10:00:00'), targetAt: null, dueAt: at('03-02T18:00:00') } as const;
    expect(shown(nudgeInstants({ ...hours, pattern }))).toEqual(['03-02T12:00 half', '03-02T16:00 most']);
    const days = { ...hours, unit: 'working-days', dueAt: at('03-04T23:59:59'), pattern } as const;
    expect(shown(nudgeInstants(days))).toEqual(['03-04T08:00 last-day']);
  });
});

describe('nudges still to come', () => {
  const threeHours = { unit: 'hours', startedAt: at('03-02T10:00:00'), targetAt: null, dueAt: at('03-02T13:00:00') } as const;

  test('those that are past are left out', () => {
    expect(shown(nudgesAhead(threeHours, at('03-02T11:30:00')))).toEqual(['03-02T12:24 most']);
  });

  test('a clock entered after its last nudge nudges in the middle of the time left', () => {
    expect(shown(nudgesAhead(threeHours, at('03-02T12:40:00')))).toEqual(['03-02T12:50 most']);
  });

  test('a same-day clock received in the afternoon nudges in the middle of the time left', () => {
    const afternoon = {
      unit: 'calendar-days',
      startedAt: at('03-02T16:00:00'),
      targetAt: null,
      dueAt: at('03-02T23:59:59'),
    } as const;
    expect(shown(nudgesAhead(afternoon, at('03-02T16:00:00')))).toEqual(['03-02T19:59 last-day']);
  });

  test('nothing once it is due, and never at the due time itself', () => {
    expect(nudgesAhead(threeHours, threeHours.dueAt)).toEqual([]);
    expect(nudgesAhead(threeHours, threeHours.dueAt - 1)).toEqual([]);
    expect(nudgesAhead(threeHours, threeHours.dueAt + 5 * MINUTE)).toEqual([]);
  });
});
