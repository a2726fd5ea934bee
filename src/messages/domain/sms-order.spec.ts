import { asksToBeLeft, isMobile, isOwed, reachesWarning, smsRefusal } from './sms-order.js';

const limits = { smsPerNumberAndDay: 3, smsPerStaffAndDay: 30, smsPerCompanyAndDay: 10 };

describe('the limits of customer SMS', () => {
  it('let the third one to a number through and refuse the fourth', () => {
    expect(smsRefusal({ number: 2, staff: 29, company: 9 }, limits, 'registered')).toBeNull();
    expect(smsRefusal({ number: 3, staff: 0, company: 0 }, limits, 'registered')?.code).toBe('sms-number-limit');
  });

  it('keep the last one of a day for what cannot wait', () => {
    const two = { number: 2, staff: 0, company: 2 };
    expect(smsRefusal(two, limits, 'progress')?.code).toBe('sms-number-limit');
    expect(smsRefusal(two, limits, 'finished')).toBeNull();
    expect(smsRefusal(two, limits, 'unreachable')).toBeNull();
    expect(smsRefusal({ ...two, number: 0 }, { ...limits, smsPerNumberAndDay: 1 }, 'progress')).toBeNull();
  });

  it('hold for a member of staff and for the company', () => {
    expect(smsRefusal({ number: 0, staff: 30, company: 0 }, limits, 'registered')?.code).toBe('sms-staff-limit');
    expect(smsRefusal({ number: 0, staff: 0, company: 10 }, limits, 'registered')?.code).toBe('sms-company-limit');
  });

  it('warn once, with the SMS that reaches 80 %', () => {
    const warned = Array.from({ length: 10 }, (_, used) => used).filter((used) => reachesWarning(used, limits));
    expect(warned).toEqual([7]);
  });
});

it('an SMS goes to mobile numbers only', () => {
  expect(isMobile('13800138000')).toBe(true);
  expect(isMobile('057186543210')).toBe(false);
  expect(isMobile('12345678901')).toBe(false);
});

it.each(['TD', 't', '退订', ' 退订。', '回复TD', 'R', '拒收'])('%s asks to be left alone', (text) => {
  expect(asksToBeLeft(text)).toBe(true);
});

it.each(['退订单的钱什么时候到', '好的', 'TDS', '我要退订车位', ''])('%s is a message for us', (text) => {
  expect(asksToBeLeft(text)).toBe(false);
});

it('after 退订 only what the customer is owed goes out', () => {
  expect(['unreachable', 'finished', 'registered', 'progress', 'return-visit', 'appointment'].filter(isOwed)).toEqual(['unreachable', 'finished']);
});
