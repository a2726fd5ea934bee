import { expect, test } from '@jest/globals';
import { fuzzDingtalk } from './dingtalk-fuzz.js';

test('100,000 broken callbacks and frames of DingTalk: no crash, no 5xx, memory flat', async () => {
  const { grown, answered } = await fuzzDingtalk(100_000);
  expect(answered).toBeGreaterThan(2000);
  expect(grown).toBeLessThan(32 * 1024 * 1024);
});
