import { describe, expect, test } from '@jest/globals';
import { HOUR } from '../../terms/instants.js';
import { done, restarted } from './acts.js';
import { at, asked, calendar, duty, grounds, plan, started, value } from './specimens.spec-data.js';

describe('a clock that begins anew (a case sent back and sent out again)', () => {
  test('of hours has its whole time again from now', () => {
    const now = at('03-02T18:00:00');
    expect(value(restarted(started(), grounds(now), calendar)).dueAt).toBe(now + 10 * HOUR);
  });

  test('of working days ends as many of them later, on a day of its own kind', () => {
    const days = started({ plans: [plan(at('03-05T23:59:59'))], duties: { 'check-site': duty('working-days') } });
    // Given three working days on Monday; sent out again on Thursday: Friday, Monday, Tuesday.
    expect(value(restarted(days, grounds(at('03-05T11:00:00')), calendar)).dueAt).toBe(at('03-10T23:59:59'));
  });

  test('keeps who granted it and why, and a decision made again does not take it back', () => {
    const longer = value(restarted(started(), grounds(at('03-02T18:00:00')), calendar));
    expect(longer.derivation.extensions).toMatchObject([{ by: 'staff1', dueAt: longer.dueAt }]);
    expect(asked().plans[0]?.dueAt).toBeLessThan(longer.dueAt);
  });

  test('not one that has run out or is done', () => {
    expect(restarted(started(), grounds(at('03-02T21:00:00')), calendar)).toMatchObject({ ok: false, code: 'clock-overdue' });
    const met = done(started(), at('03-02T12:00:00'), at('03-02T12:00:00'), calendar);
    expect(restarted(met, grounds(at('03-02T13:00:00')), calendar)).toMatchObject({ ok: false, code: 'clock-ended' });
  });
});
