import { mergeNudges, urgentFirst, withoutActed } from './merged-nudge.js';

describe('a merged nudge', () => {
  it('says one thing as it is', () => {
    expect(mergeNudges(['LH-1 今天 18:00 前核实现场'])).toBe('LH-1 今天 18:00 前核实现场');
  });

  it('counts and numbers several, each once', () => {
    expect(mergeNudges(['甲', '乙', '甲', '丙'])).toBe('您有 3 项待办:\n1. 甲\n2. 乙\n3. 丙');
  });

  it('stays readable when there are many', () => {
    const lines = mergeNudges(Array.from({ length: 13 }, (_, index) => `第${index}项`)).split('\n');
    expect(lines).toHaveLength(12);
    expect(lines[0]).toBe('您有 13 项待办:');
    expect(lines[11]).toBe('另有 3 项,回复“我的待办”查看');
  });

  it('has the most urgent first, and what falls due together by its number', () => {
    const part = (text: string, dueAt?: number | null) => ({ text, caseId: null, clockId: null, ...(dueAt === undefined ? {} : { dueAt }) });
    const parts = [part('LH-4', 14), part('LH-9'), part('LH-3', 14), part('LH-5', 9), part('LH-8', null)];
    expect(urgentFirst(parts).map(({ text }) => text)).toEqual(['LH-5', 'LH-3', 'LH-4', 'LH-8', 'LH-9']);
  });

  it('counts what stands behind the lines it is given', () => {
    expect(mergeNudges(['甲'], 2)).toBe('您有 3 项待办:\n1. 甲\n另有 2 项,回复“我的待办”查看');
  });

  it('loses what was acted on, by case or by clock', () => {
    const parts = [
      { text: '甲', caseId: 'a', clockId: 'x' },
      { text: '乙', caseId: 'a', clockId: 'y' },
      { text: '丙', caseId: null, clockId: null },
    ];
    expect(withoutActed(parts, { caseId: 'a', clockId: null }).map((part) => part.text)).toEqual(['丙']);
    expect(withoutActed(parts, { caseId: null, clockId: 'x' }).map((part) => part.text)).toEqual(['乙', '丙']);
  });
});
