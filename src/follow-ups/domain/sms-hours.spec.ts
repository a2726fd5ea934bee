import { formatInstant, parseInstant } from '../../terms/instants.js';
import { isSmsNight, smsMorning } from './sms-hours.js';

const at = (time: string): number => parseInstant(`2026-03-02T${time}+08:00`) ?? 0;

it.each([['07:59:59', true], ['08:00:00', false], ['20:59:59', false], ['21:00:00', true], ['00:00:00', true]])('%s is night: %s', (time, night) => {
  expect(isSmsNight(at(time))).toBe(night);
});

it('what is kept goes from the next 08:00 on, the most needed first', () => {
  const order = ['progress', 'finished', 'unreachable'].map((occasion) => formatInstant(smsMorning(at('22:10:00'), occasion)));
  expect(order.sort()).toEqual(['2026-03-03T08:00:00+08:00', '2026-03-03T08:00:02+08:00', '2026-03-03T08:00:05+08:00']);
  expect(smsMorning(at('22:10:00'), 'unreachable')).toBeLessThan(smsMorning(at('22:10:00'), 'finished'));
  expect(formatInstant(smsMorning(at('03:00:00'), 'unreachable'))).toBe('2026-03-02T08:00:00+08:00');
});
