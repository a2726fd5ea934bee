import { HOUR, MINUTE } from '../../terms/instants.js';
import { spanIn } from './todo-words.js';

it.each([
  ['稍后提醒 1小时', HOUR],
  ['稍后提醒 30分钟', 30 * MINUTE],
  ['半小时后提醒我', 30 * MINUTE],
  ['半个小时后再提醒', 30 * MINUTE],
  ['一个半小时后提醒', 90 * MINUTE],
  ['两小时后提醒', 2 * HOUR],
  ['稍后提醒,二十分钟', 20 * MINUTE],
  ['稍后提醒 十五分', 15 * MINUTE],
  ['一刻钟后提醒', 15 * MINUTE],
  ['1.5小时后提醒', 90 * MINUTE],
  ['稍后提醒 3个小时', 3 * HOUR],
])('%s', (words, span) => {
  expect(spanIn(words)).toBe(span);
});

it('no time said', () => {
  expect(spanIn('稍后提醒')).toBeNull();
});
