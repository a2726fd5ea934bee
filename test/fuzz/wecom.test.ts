import { expect, test } from '@jest/globals';
import { fuzzWecom } from './wecom-fuzz.js';

/** 100,000 of them nightly. */
test('5,000 broken callbacks and frames of WeCom: no crash, no 5xx, memory flat', async () => {
  const { grown, answered } = await fuzzWecom(5000);
  expect(answered).toBeGreaterThan(100);
  expect(grown).toBeLessThan(16 * 1024 * 1024);
});
