import { CATEGORIES } from '../../../terms/complaint.js';
import { CATEGORY_MODEL } from './category-model.js';
import { KIND_MODEL } from './kind-model.js';
import { readerOf } from './learnt.js';

/** Two labels and three stretches: 漏水 speaks for a, 保安 for b, 漏 a little for a; "水" only begins nothing. */
const SMALL = {
  labels: ['a', 'b'] as const,
  largest: 12.7,
  grams: '保安 漏 漏水',
  weights: btoa(String.fromCharCode(-100 & 0xff, 100, 10, -10 & 0xff, 100, -100 & 0xff)),
};

describe('a learnt model', () => {
  const read = readerOf(SMALL);

  it('gives shares that sum to one and names the words that speak most', () => {
    const found = read('厨房漏水', 0);
    expect(found?.shares.a).toBeGreaterThan(0.99);
    expect((found?.shares.a ?? 0) + (found?.shares.b ?? 0)).toBeCloseTo(1, 10);
    expect(found?.telling('a')).toBe('漏水');
    expect(read('保安', 0)?.telling('b')).toBe('保安');
  });

  it('knows nothing in words it has not learnt', () => {
    expect(read('', 0)).toBeNull();
    expect(read('水保 abc 123 \u0000😀', 0)).toBeNull();
  });

  it('counts a stretch once, however often it is said', () => {
    expect(read('保安保安保安漏水', 0)?.shares).toEqual(read('保安漏水', 0)?.shares);
  });

  it('counts the head of a letter double', () => {
    const plainly = read('漏水很久,保安', 0)?.shares.a ?? 0;
    expect(read('漏水很久,保安', 4)?.shares.a).toBeGreaterThan(plainly);
    expect(read('保安,漏水', 2)?.shares.a).toBeLessThan(read('保安,漏水', 0)?.shares.a ?? 1);
  });
});

describe('the models that are shipped', () => {
  it('tell the categories and kinds of the terms apart', () => {
    expect(CATEGORY_MODEL.labels).toEqual(CATEGORIES);
    expect(KIND_MODEL.labels).toEqual(['complaint', 'need', 'inquiry', 'suggestion', 'talk']);
  });

  it.each([CATEGORY_MODEL, KIND_MODEL])('hold one weight for each label of each stretch', ({ labels, grams, weights }) => {
    expect(atob(weights)).toHaveLength(grams.split(' ').length * labels.length);
  });

  it('are undecided where no word tells a category', () => {
    const shares = readerOf(CATEGORY_MODEL)('业主来电 很生气 要求尽快处理', 0)?.shares;
    expect(Math.max(...Object.values(shares ?? { none: 1 }))).toBeLessThan(0.45);
  });
});
