import fc from 'fast-check';
import { DAY, HOUR, addDays, dayOf, endOfDay, parseInstant, startOfDay, type Day, type Instant } from '../../terms/instants.js';
import type { ClockPlan } from '../../terms/decision.js';
import { done, extended, missed, paused, released, resumed } from './acts.js';
import { accountOf } from './budget.js';
import type { Clock, ClockDuty, ClockState, ClockUnit, WorkCalendar } from './clock.js';
import { fire } from './firing.js';
import { reconcile, type Asked } from './reconciliation.js';
import { NEXT_STATES, become } from './states.js';
import { timersOf } from './timers.js';

const at = (text: string): Instant => {
  const instant = parseInstant(`2026-${text}+08:00`);
  if (instant === null) throw new Error(text);
  return instant;
};
const START = at('03-02T10:00:00');
const weekday = (day: Day): boolean => ![0, 6].includes(new Date(`${day}T00:00:00Z`).getUTCDay());
const calendar: WorkCalendar = {
  isWorkingDay: weekday,
  nextWorkingMorning: (after) => {
    let day = dayOf(after);
    while (!weekday(day) || startOfDay(day) + 9 * HOUR <= after) day = addDays(day, 1);
    return startOfDay(day) + 9 * HOUR;
  },
};

const duty = (unit: ClockUnit): ClockDuty => ({
  rule: 'X-D1',
  name: 'check-site',
  label: '现场核实',
  metBy: 'site-checked',
  responsible: 'project-engineer',
  unit,
  keeper: 'clocks',
});
const plan = (dueAt: Instant | null, targetAt: Instant | null = null): ClockPlan => ({
  rule: 'X-D1',
  name: 'check-site',
  startsOn: 'received',
  dueAt,
  targetAt,
});
const asked = (change: Partial<Asked> = {}): Asked => ({
  companyId: 'c',
  caseId: 'k',
  now: START,
  receivedAt: START,
  plans: [plan(START + 10 * HOUR)],
  duties: { 'check-site': duty('hours') },
  happened: {},
  packHash: 'h1',
  calendar,
  newId: () => 'id1',
  ...change,
});
const only = (existing: readonly Clock[], ask: Asked) => {
  const changes = reconcile(existing, ask);
  expect(changes).toHaveLength(1);
  const [change] = changes;
  if (!change) throw new Error('no change');
  return change;
};
const started = (change: Partial<Asked> = {}): Clock => only([], asked(change)).clock;
const grounds = (now: Instant) => ({ reason: '等客户约时间', by: 'staff1', now });
const value = <T>(outcome: { ok: true; value: T } | { ok: false; code: string }): T => {
  if (!outcome.ok) throw new Error(outcome.code);
  return outcome.value;
};

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

describe('re-decision', () => {
  test('starting tells how the due time came about', () => {
    expect(started().derivation).toEqual({
      rule: 'X-D1',
      packHash: 'h1',
      start: { event: 'received', at: START },
      span: '10小时',
      plannedTargetAt: null,
      plannedDueAt: START + 10 * HOUR,
      extensions: [],
      moves: [],
      statedDoneAt: null,
    });
  });

  test.each([
    ['working-days', '03-05T23:59:59', '3个工作日'],
    ['working-days', '03-09T23:59:59', '5个工作日'],
    ['calendar-days', '03-09T23:59:59', '7天'],
    ['calendar-days', '03-02T23:59:59', '当天'],
    ['months', '06-02T23:59:59', '3个月'],
  ] as const)('the span of a clock of %s until %s reads %s', (unit, due, span) => {
    const clock = started({ duties: { 'check-site': duty(unit) }, plans: [plan(at(due))] });
    expect(clock.derivation.span).toBe(span);
  });

  test('the same facts change nothing; another due time moves it and says so', () => {
    const clock = started();
    expect(reconcile([clock], asked({ now: START + HOUR }))).toEqual([]);
    const moved = only([clock], asked({ now: START + HOUR, plans: [plan(START + 20 * HOUR)] }));
    expect([moved.kind, moved.clock.dueAt]).toEqual(['moved', START + 20 * HOUR]);
    expect(moved.clock.derivation.moves).toEqual([
      { at: START + HOUR, rule: 'X-D1', fromDueAt: START + 10 * HOUR, toDueAt: START + 20 * HOUR },
    ]);
    expect(reconcile([moved.clock], asked({ plans: [plan(START + 20 * HOUR)] }))).toEqual([]);
  });

  test('suspensions and extensions survive it', () => {
    const stopped = value(paused(started(), START + 6 * HOUR, grounds(START + 4 * HOUR)));
    const going = value(resumed(stopped, START + 6 * HOUR, calendar));
    const longer = value(extended(going, START + 30 * HOUR, grounds(START + 7 * HOUR), calendar));
    const kept = reconcile([longer], asked({ plans: [plan(START + 15 * HOUR)] }));
    expect(kept.map(({ kind, clock }) => [kind, clock.dueAt])).toEqual([['reworded', START + 30 * HOUR]]);
    const further = only([longer], asked({ plans: [plan(START + 40 * HOUR)] }));
    expect([further.kind, further.clock.dueAt]).toEqual(['moved', START + 42 * HOUR]);
  });

  test('met at its start, met in time, found too late, worked off late', () => {
    const happened = (hours: number) => ({ 'site-checked': START + hours * HOUR });
    expect(only([], asked({ happened: happened(0) })).kind).toBe('met');
    const before = only([], asked({ happened: happened(-1) }));
    expect([before.kind, before.clock.doneAt]).toEqual(['met', START]);
    expect(only([started()], asked({ happened: happened(9) })).kind).toBe('met');
    expect(only([started()], asked({ happened: happened(11), now: START + 11 * HOUR })).kind).toBe('missed');
    const late = only([missed(started())], asked({ happened: happened(11), now: START + 11 * HOUR }));
    expect([late.kind, late.clock.state, late.clock.doneAt]).toEqual(['done-late', 'missed', START + 11 * HOUR]);
    expect(reconcile([late.clock], asked({ happened: happened(11), now: START + 12 * HOUR }))).toEqual([]);
  });

  test('a met clock stays met whatever is decided later', () => {
    const met = only([started()], asked({ happened: { 'site-checked': START + HOUR } })).clock;
    expect(reconcile([met], asked({ plans: [plan(START + HOUR / 2)], happened: {} }))).toEqual([]);
    expect(reconcile([met], asked({ plans: [] }))).toEqual([]);
  });

  test('no longer asked for: cancelled; asked for again from the same start: it runs again', () => {
    const dropped = only([started()], asked({ now: START + HOUR, plans: [plan(null)] }));
    expect([dropped.kind, dropped.clock.state, dropped.clock.releasedAt]).toEqual(['cancelled', 'cancelled', START + HOUR]);
    const again = only([dropped.clock], asked({ now: START + 2 * HOUR }));
    expect([again.kind, again.clock.id, again.clock.state]).toEqual(['started', 'id1', 'running']);
  });

  test('a missed clock no longer asked for stays missed and stops escalating; asked for again its ladder goes on', () => {
    const dropped = only([missed(started())], asked({ now: START + 12 * HOUR, plans: [] })).clock;
    expect(dropped.state).toBe('missed');
    expect(timersOf(dropped, START + 12 * HOUR, calendar)).toEqual([]);
    const again = only([dropped], asked({ now: START + 13 * HOUR })).clock;
    expect(timersOf(again, START + 13 * HOUR, calendar)).toEqual([
      { kind: 'clock-escalate', at: at('03-03T09:00:00'), payload: { rung: 1 } },
    ]);
  });

  test('after reopening the return visit runs anew, and the old visit does not meet it', () => {
    const visit = { ...duty('hours'), metBy: 'visited' } as const;
    const visits = (handled: number, visited: number | null, now: number) =>
      asked({
        now: START + now * HOUR,
        newId: () => `id${handled}`,
        duties: { 'check-site': visit },
        plans: [{ ...plan(START + (handled + 10) * HOUR), startsOn: 'handled' }],
        happened: {
          handled: START + handled * HOUR,
          ...(visited === null ? {} : { visited: START + visited * HOUR }),
        },
      });
    const first = only([], visits(1, null, 1)).clock;
    const visited = only([first], visits(1, 3, 3)).clock;
    expect(visited.state).toBe('met');
    const second = only([visited], visits(5, 3, 5));
    expect([second.kind, second.clock.id, second.clock.state]).toEqual(['started', 'id5', 'running']);
    expect(only([visited, second.clock], visits(5, 6, 6)).kind).toBe('met');
  });

  test('clocks kept elsewhere do not start here; an unknown one is an error of the pack', () => {
    expect(reconcile([], asked({ duties: { 'check-site': { ...duty('hours'), keeper: 'approvals' } } }))).toEqual([]);
    expect(() => reconcile([], asked({ duties: {} }))).toThrow('no duty for its clock check-site');
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

/** One thing that may happen to a clock, after some time. */
const step = fc.record({
  after: fc.integer({ min: 1, max: 20 * HOUR }),
  act: fc.constantFrom('pause', 'resume', 'extend', 'decide'),
  length: fc.integer({ min: 1, max: 5 * DAY }),
});

test('no sequence of pausing, resuming, extending and deciding anew makes used + left differ from the budget', () => {
  let acts = 0;
  fc.assert(
    fc.property(fc.array(step, { maxLength: 25 }), (steps) => {
      let clock = started({ plans: [plan(START + 3 * DAY)] });
      let [now, ran, planned] = [START, 0, START + 3 * DAY];
      for (const { after, act, length } of steps) {
        if (clock.state === 'running') ran += after;
        now += after;
        const next = actOn(clock, act, now, length);
        if (next !== clock) acts++;
        clock = next;
        if (act === 'decide') planned = START + length;
        const { budget, used, left } = accountOf(clock, now);
        expect(used + left).toBe(budget);
        expect(used).toBe(ran);
        expect(budget).toBeGreaterThanOrEqual(planned - START);
        expect(reconcile([clock], asked({ now, plans: [plan(planned)] }))).toEqual([]);
      }
    }),
    { numRuns: 300 },
  );
  expect(acts).toBeGreaterThan(500);
});

function actOn(clock: Clock, act: string, now: Instant, length: number): Clock {
  const outcomes = {
    pause: () => paused(clock, now + 100 * DAY, grounds(now)),
    resume: () => resumed(clock, now, calendar),
    extend: () => extended(clock, clock.dueAt + length, grounds(now), calendar),
  };
  if (act === 'decide') return reconcile([clock], asked({ now, plans: [plan(START + length)] }))[0]?.clock ?? clock;
  const outcome = outcomes[act as keyof typeof outcomes]();
  return outcome.ok ? outcome.value : clock;
}

test('a day clock that is suspended over nights still ends with a day', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 3 * DAY }), fc.integer({ min: 1, max: 20 * DAY }), (from, length) => {
      const clock = started({ duties: { 'check-site': duty('working-days') }, plans: [plan(at('03-05T23:59:59'))] });
      const stopped = value(paused(clock, START + 100 * DAY, grounds(START + from)));
      const going = value(resumed(stopped, START + from + length, calendar));
      expect(going.dueAt).toBe(endOfDay(dayOf(going.dueAt)));
      expect(weekday(dayOf(going.dueAt))).toBe(true);
      expect(going.dueAt).toBeGreaterThanOrEqual(clock.dueAt);
    }),
  );
});
