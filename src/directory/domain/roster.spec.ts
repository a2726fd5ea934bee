import { companyOf, isPlausible } from './roster.js';

const departments = [
  { id: '1', parent: null },
  { id: '2', parent: '1' },
  { id: '21', parent: '2' },
  { id: '3', parent: '1' },
];

describe('whose people a department’s are', () => {
  const [a, b, rest] = [{ companyId: 'a', departments: ['2'] }, { companyId: 'b', departments: ['21'] }, { companyId: 'rest', departments: [] }];

  test.each([
    ['of the company that names it', [a, b, rest], ['2'], 'a'],
    ['of the one that names the nearest above', [a, rest], ['21'], 'a'],
    ['of the nearest of two', [a, b, rest], ['21'], 'b'],
    ['of the one that takes the rest', [a, b, rest], ['3'], 'rest'],
    ['of nobody where none does', [a, b], ['3'], null],
    ['of one company only, whoever sits in two departments', [a, rest], ['3', '21'], 'a'],
    ['of the rest, without any department', [a, rest], [], 'rest'],
  ])('%s', (_, shares, ofPerson, expected) => {
    expect(companyOf(shares, departments, ofPerson)).toBe(expected);
  });

  it('ends where departments run in a circle', () => {
    expect(companyOf([a], [{ id: '8', parent: '9' }, { id: '9', parent: '8' }], ['8'])).toBeNull();
  });
});

test.each([
  [100, 10, true],
  [100, 51, false],
  [8, 8, true],
  [1000, 500, true],
])('of %i known people %i missing: believed %s', (known, missing, expected) => {
  expect(isPlausible(known, missing)).toBe(expected);
});
