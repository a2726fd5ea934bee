import { HOUR } from '../../terms/instants.js';
import { done, extended, missed, paused, released, resumed } from './acts.js';
import type { ClockState } from './clock.js';
import { fire } from './firing.js';
import { START, at, calendar, duty, grounds, plan, started, value } from './specimens.spec-data.js';
import { NEXT_STATES, become } from './states.js';
import { timersOf } from './timers.js';

describe('state table', () => {
  const states = Object.keys(NEXT_STATES) as ClockState[];
  const pairs = states.flatMap((from) => states.map((to) => [from, to] as const));
  test.each(pairs)('%s → %s', (from, to) => {
    const clock = { ...started(), state: from };
    const go = () => become(clock, to).state;
    if (NEXT_STATES[from].includes(to)) expect(go()).toBe(to);
    else expect(go).toThrow('cannot go');
  });

  test('nothing leads from met to missed or back', () => {
    expect(NEXT_STATES.met).toEqual([]);
    expect(NEXT_STATES.missed).toEqual([]);
  });
});

describe('in time or late', () => {
  const clock = started({ plans: [plan(at('03-02T23:59:59'))] });

  test('an act within the due second is in time', () => {
    const met = done(clock, at('03-02T23:59:59.999'), at('03-02T23:59:59.999'), calendar);
    expect([met.state, met.doneAt, met.missedAt]).toEqual(['met', at('03-02T23:59:59.999'), null]);
  });

  test('the next millisecond is late: missed at the due instant, with the time it was done', () => {
    const late = done(clock, at('03-03T00:00:00'), at('03-03T00:00:00'), calendar);
    expect([late.state, late.doneAt, late.missedAt]).toEqual(['missed', at('03-03T00:00:00'), clock.dueAt]);
    const told = done(missed(clock), at('03-03T00:00:00'), at('03-03T09:00:00'), calendar);
    expect([told.state, told.doneAt, told.derivation.statedDoneAt]).toEqual(['missed', at('03-03T00:00:00'), null]);
  });

  test('a miss on record stays a miss when the work is reported as timely afterwards', () => {
    const late = done(missed(clock), at('03-02T20:00:00'), at('03-03T08:00:00'), calendar);
    expect([late.state, late.doneAt, late.missedAt]).toEqual(['missed', at('03-03T08:00:00'), clock.dueAt]);
    expect(late.derivation.statedDoneAt).toBe(at('03-02T20:00:00'));
  });

  test('the due timer of a running clock fires from the second after, not within it', () => {
    const [, , end] = timersOf(started(), START, calendar);
    expect(end).toEqual({ kind: 'clock-due', at: START + 10 * HOUR + 1000, payload: {} });
    const due = { kind: 'clock-due', payload: {} };
    expect(fire(started(), due, START + 10 * HOUR + 999, 3, calendar)).toBeNull();
    expect(fire(started(), due, START + 10 * HOUR + 1000, 3, calendar)?.kind).toBe('missed');
  });
});

describe('pause and resume', () => {
  test('an hour clock goes on with the time it had left, nudges included', () => {
    const stopped = value(paused(started(), START + 9 * HOUR, grounds(START + 4 * HOUR)));
    expect(timersOf(stopped, START + 4 * HOUR, calendar)).toEqual([
      { kind: 'clock-resume', at: START + 9 * HOUR, payload: {} },
    ]);
    const going = value(resumed(stopped, START + 7 * HOUR, calendar));
    expect(going.dueAt).toBe(START + 13 * HOUR);
    expect(timersOf(going, START + 7 * HOUR, calendar).map(({ at: when }) => (when - START) / HOUR)).toEqual([
      8,
      11,
      13 + 1 / 3600,
    ]);
  });

  test('a working-day clock moves by the working days it stood still', () => {
    const clock = started({ duties: { 'check-site': duty('working-days') }, plans: [plan(at('03-05T23:59:59'))] });
    const stopped = value(paused(clock, at('03-10T10:00:00'), grounds(at('03-05T10:00:00'))));
    const going = value(resumed(stopped, at('03-09T09:00:00'), calendar));
    expect(going.dueAt).toBe(at('03-09T23:59:59'));
  });

  test('a calendar-day clock moves by whole days; a pause within a day moves nothing', () => {
    const clock = started({ duties: { 'check-site': duty('calendar-days') }, plans: [plan(at('03-05T23:59:59'))] });
    const short = value(paused(clock, at('03-03T18:00:00'), grounds(at('03-03T09:00:00'))));
    expect(value(resumed(short, at('03-03T17:00:00'), calendar)).dueAt).toBe(at('03-05T23:59:59'));
    const long = value(paused(clock, at('03-09T18:00:00'), grounds(at('03-03T09:00:00'))));
    expect(value(resumed(long, at('03-07T17:00:00'), calendar)).dueAt).toBe(at('03-09T23:59:59'));
  });

  test('a pause ends by itself at the end that was asked for, however late the worker comes', () => {
    const stopped = value(paused(started(), START + 6 * HOUR, grounds(START + 4 * HOUR)));
    const fired = fire(stopped, { kind: 'clock-resume', payload: {} }, START + 30 * HOUR, 3, calendar);
    expect([fired?.kind, fired?.clock.dueAt]).toEqual(['resumed', START + 12 * HOUR]);
  });

  test('work done in a pause is in time; after the pause ran out and the time with it, it is late', () => {
    const stopped = value(paused(started(), START + 6 * HOUR, grounds(START + 4 * HOUR)));
    expect(done(stopped, START + 5 * HOUR, START + 5 * HOUR, calendar).state).toBe('met');
    expect(done(stopped, START + 13 * HOUR, START + 13 * HOUR, calendar).state).toBe('missed');
  });

  test('refused: after the due time, twice, without an end ahead, on an ended clock', () => {
    const clock = started();
    const code = (outcome: { ok: boolean; code?: string }) => outcome.code;
    expect(code(paused(clock, START + 40 * HOUR, grounds(START + 11 * HOUR)))).toBe('clock-overdue');
    const stopped = value(paused(clock, START + 6 * HOUR, grounds(START + 4 * HOUR)));
    expect(code(paused(stopped, START + 6 * HOUR, grounds(START + 5 * HOUR)))).toBe('clock-paused');
    expect(code(paused(clock, START + HOUR, grounds(START + HOUR)))).toBe('pause-ends-in-past');
    expect(code(paused(missed(clock), START + 40 * HOUR, grounds(START + 11 * HOUR)))).toBe('clock-ended');
    expect(code(resumed(clock, START + HOUR, calendar))).toBe('clock-not-paused');
    expect(code(extended(clock, START + 10 * HOUR, grounds(START + HOUR), calendar))).toBe('extension-not-later');
    expect(code(extended(clock, START + 20 * HOUR, grounds(START + 11 * HOUR), calendar))).toBe('clock-overdue');
  });
});

describe('firing', () => {
  const nudge = { kind: 'clock-nudge', payload: { why: 'half' } };
  test.each([
    ['running', started(), START + 5 * HOUR, 'nudge'],
    ['overdue after an outage', started(), START + 11 * HOUR, undefined],
    ['met', done(started(), START + HOUR, START + HOUR, calendar), START + 5 * HOUR, undefined],
    ['paused', value(paused(started(), START + 9 * HOUR, grounds(START))), START + 5 * HOUR, undefined],
    ['cancelled', released(started(), START), START + 5 * HOUR, undefined],
  ])('a nudge of a clock that is %s', (_, clock, now, kind) => {
    expect(fire(clock, nudge, now, 3, calendar)?.kind).toBe(kind);
  });

  test('the ladder ends when the work is done and at its last rung', () => {
    const rung = (n: number) => ({ kind: 'clock-escalate', payload: { rung: n } });
    const late = missed(started());
    expect(fire(late, rung(3), START + 99 * HOUR, 3, calendar)).toEqual({ kind: 'escalate', clock: late, rung: 3 });
    expect(fire(late, rung(4), START + 99 * HOUR, 3, calendar)).toBeNull();
    expect(fire(done(late, START + 20 * HOUR, START + 20 * HOUR, calendar), rung(1), START + 99 * HOUR, 3, calendar)).toBeNull();
  });
});
