import { maskPhone, maskPhonesIn } from './phone.js';

it('a phone number keeps its first three and last four digits', () => {
  expect(maskPhone('13800138000')).toBe('138****8000');
  expect(maskPhone('0571-86543210')).toBe('057****3210');
  expect(maskPhone('110')).toBe('****');
});

it('mobile numbers in a text are masked, other numbers stay', () => {
  expect(maskPhonesIn('电话13800138000,编号LH-20260302-0001,流水138001380001')).toBe(
    '电话138****8000,编号LH-20260302-0001,流水138001380001',
  );
});
