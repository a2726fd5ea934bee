import { HOUR } from '../../terms/instants.js';
import { extended, missed, paused, resumed } from './acts.js';
import { reconcile } from './reconciliation.js';
import { START, asked, at, calendar, duty, grounds, only, plan, started, value } from './specimens.spec-data.js';
import { timersOf } from './timers.js';

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

  test('a corrected start moves a running clock, leaves an ended one, and a pause before it no longer counts', () => {
    const stopped = value(paused(started(), START + 6 * HOUR, grounds(START + 2 * HOUR)));
    const going = value(resumed(stopped, START + 6 * HOUR, calendar));
    const corrected = (hours: number) =>
      asked({ now: START + 7 * HOUR, receivedAt: START + hours * HOUR, plans: [plan(START + (10 + hours) * HOUR)] });
    const moved = only([going], corrected(5));
    expect([moved.kind, moved.clock.id, moved.clock.startedAt, moved.clock.dueAt]).toEqual([
      'moved',
      going.id,
      START + 5 * HOUR,
      START + 16 * HOUR,
    ]);
    const met = only([started()], asked({ happened: { 'site-checked': START + 3 * HOUR } })).clock;
    expect(reconcile([met], corrected(1))).toEqual([]);
  });

  test('of two plans of one name the earlier due time governs', () => {
    const both = [plan(START + 30 * HOUR), plan(START + 20 * HOUR), plan(START + 40 * HOUR)];
    expect(only([], asked({ plans: both })).clock.dueAt).toBe(START + 20 * HOUR);
  });

  test('clocks kept elsewhere do not start here; an unknown one is an error of the pack', () => {
    expect(reconcile([], asked({ duties: { 'check-site': { ...duty('hours'), keeper: 'approvals' } } }))).toEqual([]);
    expect(() => reconcile([], asked({ duties: {} }))).toThrow('no duty for its clock check-site');
  });
});
