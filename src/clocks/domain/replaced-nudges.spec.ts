import { formatInstant, parseInstant, type Instant } from '../../terms/instants.js';
import { USUAL_QUIET, placeNudges, type PlacedNudge } from './quiet-hours.js';
import { replacedNudges } from './replaced-nudges.js';

const at = (text: string): Instant => parseInstant(`2026-03-${text}:00+08:00`) ?? 0;
const days = { isWorkingDay: (): boolean => true };
const shown = (nudges: readonly PlacedNudge[]): string[] => nudges.map((one) => `${formatInstant(one.at).slice(8, 16)} ${one.to}`);
const dueAt = at('03T10:00');
const waiting = placeNudges([{ at: at('02T22:00'), why: 'half' }, { at: at('03T05:12'), why: 'most' }], { now: at('02T10:00'), dueAt, quiet: USUAL_QUIET, days });

test('a case that grows grave in the evening is nudged at the hours of the rule book', () => {
  expect(shown(replacedNudges(waiting, { now: at('02T20:00'), dueAt, quiet: null, days }))).toEqual(['02T22:00 all', '03T05:12 all']);
});

test('a case that grows grave at night: what was held back is said now', () => {
  const left = waiting.filter((one) => one.at > at('02T23:00'));
  const since = [...left.filter((one) => one.to !== 'responsible'), { at: at('03T08:00'), why: 'half', to: 'responsible', plannedAt: at('02T22:00') }] as const;
  expect(shown(replacedNudges(since, { now: at('02T23:00'), dueAt, quiet: null, days }))).toEqual(['03T05:12 all', '02T23:00 responsible']);
});

test('a case that is grave no more keeps quiet hours again', () => {
  const grave = replacedNudges(waiting, { now: at('02T20:00'), dueAt, quiet: null, days });
  expect(shown(replacedNudges(grave, { now: at('02T20:30'), dueAt, quiet: USUAL_QUIET, days }))).toEqual(shown(waiting));
});
