import { isMobile, reachesWarning, smsRefusal } from './sms-order.js';

const limits = { smsPerNumberAndDay: 3, smsPerStaffAndDay: 30, smsPerCompanyAndDay: 10 };

describe('the limits of customer SMS', () => {
  it('let the third one to a number through and refuse the fourth', () => {
    expect(smsRefusal({ number: 2, staff: 29, company: 9 }, limits)).toBeNull();
    expect(smsRefusal({ number: 3, staff: 0, company: 0 }, limits)?.code).toBe('sms-number-limit');
  });

  it('hold for a member of staff and for the company', () => {
    expect(smsRefusal({ number: 0, staff: 30, company: 0 }, limits)?.code).toBe('sms-staff-limit');
    expect(smsRefusal({ number: 0, staff: 0, company: 10 }, limits)?.code).toBe('sms-company-limit');
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
