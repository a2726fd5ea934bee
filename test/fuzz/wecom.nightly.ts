import { expect, test } from '@jest/globals';
import { fuzzWecom } from './wecom-fuzz.js';

test('100,000 broken callbacks and frames of WeCom: no crash, no 5xx, memory flat', async () => {
  const { grown, answered } = await fuzzWecom(100_000);
  expect(answered).toBeGreaterThan(2000);
  expect(grown).toBeLessThan(32 * 1024 * 1024);
});
