import fc from 'fast-check';
import type { DecisionView, SeatView, StepView, Verdict } from './run.js';
import { standingOf, tallyOf, type Standing } from './votes.js';

type Votes = Pick<StepView, 'roles' | 'join' | 'seats' | 'decisions'>;

const seat = (role: string, personId: string, standsFor: string | null = null): SeatView => ({
  step: 1,
  role,
  personId,
  standsFor,
  cardId: null,
  via: null,
  note: null,
});

const vote = (role: string, holderId: string, verdict: Verdict): DecisionView => ({
  step: 1,
  role,
  holderId,
  decidedBy: holderId,
  verdict,
  reason: null,
  decidedAt: 0,
});

const committee = (size: number, verdicts: readonly Verdict[]): Votes => ({
  roles: ['committee'],
  join: 'majority',
  seats: Array.from({ length: size }, (_, n) => seat('committee', `m${n}`)),
  decisions: verdicts.map((verdict, n) => vote('committee', `m${n}`, verdict)),
});

describe('all: each role agreed by one of its holders', () => {
  const step = (...decisions: DecisionView[]): Votes => ({
    roles: ['finance', 'project'],
    join: 'all',
    seats: [seat('finance', 'f1'), seat('finance', 'f2'), seat('project', 'p1')],
    decisions,
  });

  test.each<[string, DecisionView[], Standing]>([
    ['nobody yet', [], 'open'],
    ['one role only', [vote('finance', 'f2', 'agree')], 'open'],
    ['both holders of one role are still one role', [vote('finance', 'f1', 'agree'), vote('finance', 'f2', 'agree')], 'open'],
    ['one holder of each role', [vote('finance', 'f2', 'agree'), vote('project', 'p1', 'agree')], 'agreed'],
    ['one rejection ends it', [vote('finance', 'f1', 'reject')], 'rejected'],
    ['a rejection after an agreement', [vote('finance', 'f1', 'agree'), vote('project', 'p1', 'reject')], 'rejected'],
  ])('%s', (_, decisions, standing) => {
    expect(standingOf(step(...decisions), 'staff')).toBe(standing);
  });
});

describe('any: the first decision is the step’s', () => {
  const step = (...decisions: DecisionView[]): Votes => ({
    roles: ['a', 'b'],
    join: 'any',
    seats: [seat('a', 'a1'), seat('b', 'b1')],
    decisions,
  });

  test.each<[DecisionView[], Standing]>([
    [[], 'open'],
    [[vote('b', 'b1', 'agree')], 'agreed'],
    [[vote('a', 'a1', 'reject')], 'rejected'],
  ])('%j', (decisions, standing) => {
    expect(standingOf(step(...decisions), 'staff')).toBe(standing);
  });
});

describe('majority: more than half of all members, standing as soon as it can no longer change', () => {
  test.each<[number, string, Standing]>([
    [3, '', 'open'],
    [3, 'y', 'open'],
    [3, 'yn', 'open'],
    [3, 'yy', 'agreed'],
    [3, 'nn', 'rejected'],
    [4, 'yy', 'open'],
    [4, 'yyy', 'agreed'],
    [4, 'yynn', 'rejected'],
    [4, 'nn', 'rejected'],
    [1, 'y', 'agreed'],
    [2, 'y', 'open'],
    [2, 'n', 'rejected'],
    [5, 'yynn', 'open'],
    [5, 'yynny', 'agreed'],
  ])('%i members, votes "%s": %s', (size, votes, standing) => {
    const verdicts = [...votes].map((letter): Verdict => (letter === 'y' ? 'agree' : 'reject'));
    expect(standingOf(committee(size, verdicts), 'staff')).toBe(standing);
  });

  test('a deputy and his holder are one member', () => {
    const step = { ...committee(3, ['agree']), seats: [...committee(3, []).seats, seat('committee', 'd', 'm0')] };
    expect(tallyOf(step, 'staff')).toMatchObject({ members: 3, agreed: 1, needed: 2, standing: 'open' });
  });

  test('a member who submitted counts among the members and has no vote', () => {
    const step = committee(4, ['agree', 'agree']);
    expect(tallyOf(step, 'm3')).toMatchObject({ members: 4, needed: 3, standing: 'open' });
    expect(tallyOf(committee(4, ['agree', 'reject']), 'm3').standing).toBe('rejected');
  });

  test('property: a result stands exactly when every way the open votes may fall gives the same one', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 9 }).chain((size) =>
          fc.tuple(fc.constant(size), fc.array(fc.constantFrom<Verdict>('agree', 'reject'), { maxLength: size })),
        ),
        ([size, verdicts]) => {
          const agreed = verdicts.filter((verdict) => verdict === 'agree').length;
          const out = size - verdicts.length;
          const endings = Array.from({ length: out + 1 }, (_, more) => (agreed + more > size / 2 ? 'agreed' : 'rejected'));
          const expected = new Set(endings).size === 1 ? endings[0] : 'open';
          expect(standingOf(committee(size, verdicts), 'staff')).toBe(expected);
        },
      ),
      { numRuns: 500 },
    );
  });

  test('property: no later vote changes a result that stands', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom<Verdict>('agree', 'reject'), { minLength: 1, maxLength: 11 }),
        (verdicts) => {
          const standings = verdicts.map((_, n) => standingOf(committee(verdicts.length, verdicts.slice(0, n + 1)), 'staff'));
          const first = standings.find((standing) => standing !== 'open');
          expect(first).not.toBeUndefined();
          expect(new Set(standings.slice(standings.findIndex((standing) => standing !== 'open')))).toEqual(new Set([first]));
        },
      ),
      { numRuns: 500 },
    );
  });
});
