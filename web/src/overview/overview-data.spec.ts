import { describe, expect, test } from '@jest/globals';
import { FIRST_VIEW, isFiltered, searchOf } from './overview-data.js';

describe('what the service is asked', () => {
  test('nothing chosen: the first page by due time', () => {
    expect(isFiltered(FIRST_VIEW)).toBe(false);
    expect(searchOf(FIRST_VIEW, 'regional-gm1')).toBe('as=regional-gm1&sort=due&order=asc&page=1&size=20');
  });

  test('filters are named only where they are chosen', () => {
    const view = { ...FIRST_VIEW, level: 'major', left: 'overdue', sort: 'level', order: 'desc', page: 3 } as const;
    expect(isFiltered(view)).toBe(true);
    expect(searchOf(view, 'a b')).toBe('as=a+b&level=major&left=overdue&sort=level&order=desc&page=3&size=20');
  });
});
