import { sameMatter } from './nudge-line.js';

it('lines of one clock are one matter, whatever their case; those of an approval go by the case', () => {
  expect(sameMatter({ caseId: 'a', clockId: 'x' }, { caseId: 'a', clockId: 'x' })).toBe(true);
  expect(sameMatter({ caseId: 'a', clockId: 'x' }, { caseId: 'a', clockId: 'y' })).toBe(false);
  expect(sameMatter({ caseId: 'a', clockId: null }, { caseId: 'a', clockId: null })).toBe(true);
  expect(sameMatter({ caseId: 'a', clockId: null }, { caseId: 'b', clockId: null })).toBe(false);
  expect(sameMatter({ caseId: 'a', clockId: 'x' }, { caseId: 'a', clockId: null })).toBe(false);
});
