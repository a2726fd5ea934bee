import { describe, expect, test } from '@jest/globals';
import { loadPacks, packFolders } from '../load-pack.js';
import type { Pack } from './rows.js';
import { justUnder, roundThreshold, thresholdsOf } from './thresholds.js';

const packs = loadPacks(packFolders(null));
if (!packs.ok) throw new Error(packs.message);
const pack = (id: string): Pack => {
  const found = packs.value.get(id);
  if (found === undefined) throw new Error(id);
  return found;
};
const standard = pack('standard');

describe('sums just under a threshold', () => {
  test('thresholds are those of the bands and of the levels, each once, in order', () => {
    expect(thresholdsOf(standard)).toEqual([...new Set(thresholdsOf(standard))].sort((a, b) => a - b));
    expect(thresholdsOf(standard)).toEqual(expect.arrayContaining([500_000, 2_000_000, 5_000_000]));
  });

  test.each([
    [499_999, 500_000],
    [475_000, 500_000],
    [474_999, null],
    [500_000, null],
    [1_900_000, 2_000_000],
    [100, null],
  ])('%s fen: %s', (amount, threshold) => {
    expect(justUnder(standard, amount, null)).toBe(threshold);
  });

  test('repair costs count where the route adds them up', () => {
    const sum = { ...standard, approval: { ...standard.approval, money: 'sum' as const } };
    expect(justUnder(sum, 300_000, 190_000)).toBe(500_000);
    expect(justUnder({ ...standard, approval: { ...standard.approval, money: 'larger' } }, 300_000, 190_000)).toBeNull();
  });

  test('"over 5,000" is named by its round sum', () => {
    expect([roundThreshold(500_001), roundThreshold(500_000)]).toEqual([500_000, 500_000]);
  });
});
