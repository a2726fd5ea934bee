import fc from 'fast-check';
import { HOUR, MINUTE, parseInstant } from '../../terms/instants.js';
import { approvalDue } from './approval-due.js';
import { approvalDueWithPauses } from './approval-pause.js';

const at = (text: string): number => parseInstant(`2026-03-${text}:00+08:00`) ?? NaN;
const WALL = { nightExcluded: false };
const DAYTIME = { nightExcluded: true };

test.each([
  ['no pause', WALL, [], '02T21:00'],
  ['two hours', WALL, [['02T11:00', '02T13:00']], '02T23:00'],
  ['over night, nights counted', WALL, [['02T11:00', '02T23:00']], '03T09:00'],
  ['over night, nights not counted', DAYTIME, [['02T11:00', '02T23:00']], '03T18:00'],
  ['two pauses', WALL, [['02T10:00', '02T11:00'], ['02T12:00', '02T14:00']], '03T00:00'],
  ['a pause after the due time changes nothing', WALL, [['02T21:00', '03T09:00']], '02T21:00'],
  ['a pause in the night costs nothing where nights do not count', DAYTIME, [['02T20:00', '03T08:00']], '03T09:00'],
] as const)('%s', (_, limit, pauses, due) => {
  const told = pauses.map(([from, until]) => ({ from: at(from), until: at(until) }));
  expect(approvalDueWithPauses(limit, at('02T09:00'), 12, told)).toBe(at(due));
});

test('it has no due time while it stands still, unless that had passed before', () => {
  expect(approvalDueWithPauses(WALL, at('02T09:00'), 12, [{ from: at('02T20:59'), until: null }])).toBeNull();
  expect(approvalDueWithPauses(WALL, at('02T09:00'), 12, [{ from: at('02T21:00'), until: null }])).toBe(at('02T21:00'));
});

test('a pause of the wall clock moves the due time by just as much', () => {
  const minutes = fc.integer({ min: 0, max: 11 * 60 });
  fc.assert(
    fc.property(minutes, minutes, (before, long) => {
      const from = at('02T09:00') + before * MINUTE;
      const until = from + long * MINUTE;
      expect(approvalDueWithPauses(WALL, at('02T09:00'), 12, [{ from, until }])).toBe(approvalDue(WALL, at('02T09:00'), 12) + long * MINUTE);
      const daytime = approvalDueWithPauses(DAYTIME, at('02T09:00'), 12, [{ from, until }]) ?? 0;
      expect(daytime).toBeGreaterThanOrEqual(at('02T09:00') + 12 * HOUR);
    }),
  );
});
