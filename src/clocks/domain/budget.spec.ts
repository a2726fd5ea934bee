import fc from 'fast-check';
import { DAY, HOUR, dayOf, endOfDay, type Instant } from '../../terms/instants.js';
import { extended, paused, resumed } from './acts.js';
import { accountOf } from './budget.js';
import type { Clock } from './clock.js';
import { reconcile } from './reconciliation.js';
import { START, asked, at, calendar, duty, grounds, plan, started, value, weekday } from './specimens.spec-data.js';

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
