import { DAY, HOUR, MINUTE, SECOND } from '../../terms/instants.js';
import { paceUntil } from './sms-pace.js';

const all = { template: false };
const CAPS = [
  { most: 1, span: MINUTE, ...all },
  { most: 5, span: HOUR, ...all },
  { most: 10, span: DAY, ...all },
  { most: 2, span: DAY, template: true },
];
const NOW = 1_000 * DAY;
const sent = (ago: number, template = 'a') => ({ at: NOW - ago, template });

it('lets the first one go', () => {
  expect(paceUntil(CAPS, [], 'a', NOW)).toBeNull();
});

it('keeps one a minute, from the last one on', () => {
  expect(paceUntil(CAPS, [sent(20 * SECOND)], 'b', NOW)).toBe(NOW + 40 * SECOND);
  expect(paceUntil(CAPS, [sent(MINUTE)], 'b', NOW)).toBeNull();
});

it('keeps five an hour and ten a day: the oldest of them has to leave the window', () => {
  const hour = [2, 10, 20, 30, 59].map((ago, index) => sent(ago * MINUTE, String(index)));
  expect(paceUntil(CAPS, hour, 'z', NOW)).toBe(NOW + MINUTE);
  const day = Array.from({ length: 10 }, (_, index) => sent((2 + 2 * index) * HOUR, String(index)));
  expect(paceUntil(CAPS, day, 'z', NOW)).toBe(NOW + 4 * HOUR);
});

it('counts a template by itself where the limit says so', () => {
  const two = [sent(2 * HOUR), sent(3 * HOUR)];
  expect(paceUntil(CAPS, two, 'a', NOW)).toBe(NOW + 21 * HOUR);
  expect(paceUntil(CAPS, two, 'b', NOW)).toBeNull();
});

it('waits for the last limit to be free, not the first', () => {
  const tight = [sent(10 * SECOND, 'a'), sent(2 * HOUR, 'a')];
  expect(paceUntil(CAPS, tight, 'a', NOW)).toBe(NOW + 22 * HOUR);
});
