import { CustomerPace } from './customer-pace.js';

test('six a minute and link; the seventh waits until the first is a minute old', () => {
  const pace = new CustomerPace();
  for (let second = 0; second < 6; second++) expect(pace.mayGo('a', second * 1000)).toBe(true);
  expect([pace.mayGo('a', 59_999), pace.mayGo('b', 59_999), pace.mayGo('a', 60_000), pace.mayGo('a', 60_500)]).toEqual([false, true, true, false]);
});
