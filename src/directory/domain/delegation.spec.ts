import { DAY } from '../../terms/instants.js';
import { chainFault, delegateOf, lendersTo, nextChangeFor } from './delegation.js';
import type { Delegation, Directory } from './snapshot.js';

const at = (day: number): number => day * DAY;
let serial = 0;

/** "a>b 1-5": a decides through b from day 1 until day 5 begins. */
const delegations = (...said: readonly string[]): readonly Delegation[] =>
  said.map((one) => {
    const [, personId = '', delegateId = '', from = '0', until = '0'] = /^(\w+)>(\w+) (\d+)-(\d+)$/.exec(one) ?? [];
    return { id: String(serial++), personId, delegateId, from: at(Number(from)), until: at(Number(until)) };
  });

const directory = (given: readonly Delegation[], gone: readonly string[] = []): Directory => ({
  company: { id: 'demo', name: '示范物业', channel: 'simulator', packHash: '', directoryVersion: 1 },
  projects: [],
  people: 'abcdefgh'.split('').filter((id) => !gone.includes(id)).map((id) => ({ id, name: id, phone: null, holdings: [] })),
  deputies: [{ personId: 'a', deputyId: 'h', from: at(0), until: at(9) }],
  delegations: given,
  duties: [],
  chats: [],
  leavers: [],
  elsewhere: new Map(),
});

describe('who decides in a person’s place', () => {
  test.each([
    ['nobody', [], 2, null],
    ['the delegate, from the first instant', ['a>b 2-5'], 2, 'b'],
    ['no more from the last instant on', ['a>b 2-5'], 5, null],
    ['nobody before it begins', ['a>b 3-5'], 2, null],
    ['the one named last', ['a>b 1-9', 'a>c 2-3'], 2, 'c'],
    ['the earlier one again after it', ['a>b 1-9', 'a>c 2-3'], 4, 'b'],
    ['through whoever is away himself', ['a>b 1-9', 'b>c 1-9', 'c>d 1-9'], 2, 'd'],
    ['the first while the second is there', ['a>b 1-9', 'b>c 4-9'], 2, 'b'],
    ['himself where it leads in a circle', ['a>b 1-9', 'b>c 1-9', 'c>a 1-9'], 2, null],
    ['himself where it never ends', ['a>b 1-9', 'b>c 1-9', 'c>d 1-9', 'd>e 1-9', 'e>f 1-9', 'f>g 1-9'], 2, null],
  ])('%s', (_, given, day, expected) => {
    expect(delegateOf(directory(delegations(...given)), 'a', at(day))?.id ?? null).toBe(expected);
  });

  test('himself where the delegate has left', () => {
    expect(delegateOf(directory(delegations('a>b 1-9'), ['b']), 'a', at(2))).toBeNull();
  });
});

describe('a new delegation', () => {
  test.each([
    ['is fine alone', [], 'a>b 1-9', null],
    ['may follow another', ['b>c 1-9'], 'a>b 1-9', null],
    ['may not lead back', ['b>c 1-9', 'c>a 1-9'], 'a>b 1-9', 'cycle'],
    ['may lead back at another time', ['b>a 1-4'], 'a>b 4-9', null],
    ['may not lead back for a part of its time', ['b>a 8-12'], 'a>b 4-9', 'cycle'],
    ['may not make the chain too long', ['b>c 1-9', 'c>d 1-9', 'd>e 1-9', 'e>f 1-9', 'f>g 1-9'], 'a>b 1-9', 'too-long'],
  ])('%s', (_, given, fresh, expected) => {
    const [one] = delegations(fresh);
    if (one === undefined) throw new Error('no delegation');
    expect(chainFault(delegations(...given), one)).toBe(expected);
  });
});

test('the next change is the nearest beginning or end of those concerned', () => {
  const people = directory(delegations('a>b 3-6', 'b>c 2-4', 'e>f 1-2'));
  expect(nextChangeFor(people, ['a'], [], at(1))).toBe(at(2));
  expect(nextChangeFor(people, ['a'], [], at(4))).toBe(at(6));
  expect(nextChangeFor(people, ['a'], [], at(6))).toBeNull();
  expect(nextChangeFor(people, ['a'], ['a'], at(6))).toBe(at(9));
});

test('whose place comes to a person, in however many hands, by what has not ended', () => {
  const people = directory(delegations('a>b 1-5', 'b>c 1-5', 'd>c 1-2', 'c>e 1-5'));
  expect([...lendersTo(people, 'c', at(2))].sort()).toEqual(['a', 'b', 'c']);
  expect([...lendersTo(people, 'c', at(1))].sort()).toEqual(['a', 'b', 'c', 'd']);
});
