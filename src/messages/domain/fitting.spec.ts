import type { Card } from '../../terms/card.js';
import { cardInWords, cleanText, fitCard, fitText, looksTheSame } from './fitting.js';

describe('a text made fit to send', () => {
  it('keeps what fits', () => {
    expect(fitText('厨房漏水', 4)).toBe('厨房漏水');
    expect(fitText('👍👍👍👍', 4)).toBe('👍👍👍👍');
  });

  it('is cut to the given length, the mark included', () => {
    expect(fitText('厨房漏水第三次', 5)).toBe('厨房漏水…');
  });

  it('is never cut inside an emoji or a combined letter', () => {
    const family = '👨‍👩‍👧';
    expect(fitText(`业主${family}来访`, 6)).toBe('业主…');
    expect(fitText(`${family}来访登记`, 7)).toBe(`${family}来…`);
    expect(fitText('e\u0301e\u0301e\u0301', 4)).toBe('e\u0301…');
  });

  it('loses what no chat can show and no store can keep', () => {
    expect(cleanText('a\u0000b\u0007c\r\nd\te\u202ef\ud83dg')).toBe('abc\nd efg');
    expect(cleanText('👨‍👩‍👧')).toBe('👨‍👩‍👧');
  });

  it('loses it also where it is the only such mark of the text', () => {
    const seenAlone = (code: number): boolean => {
      const text = `业${String.fromCharCode(code)}主`;
      return ` ${cleanText(text)}` === cleanText(`\t${text}`);
    };
    expect(Array.from({ length: 0x1_0000 }, (_, code) => code).filter((code) => !seenAlone(code))).toEqual([]);
  });
});

describe('a card made fit to draw', () => {
  const card: Card = {
    title: '赔付审批',
    state: 'open',
    facts: [{ label: '内容', value: '漏'.repeat(201) }],
    basis: ['LF-A5'],
    buttons: [{ action: 'approve', label: '同意', input: null }],
  };

  it('has its values cut at 200', () => {
    expect(fitCard(card).facts[0]?.value).toBe(`${'漏'.repeat(199)}…`);
  });

  it('looks the same whatever the order of its fields, and another once its state changes', () => {
    const { title, ...rest } = fitCard(card);
    expect(looksTheSame({ ...rest, title }, card)).toBe(true);
    expect(looksTheSame({ ...card, state: 'done' }, card)).toBe(false);
  });

  it('is told in words where it cannot be drawn anew', () => {
    expect(cardInWords({ ...card, state: 'void' })).toBe('赔付审批（已失效）');
    const facts = [{ label: '编号', value: 'LH-20260302-0001' }, ...card.facts, { label: '结果', value: '已由 王芳 于 3月2日 10:30 同意' }];
    expect(cardInWords({ ...card, facts })).toBe('LH-20260302-0001 赔付审批（待处理）');
    expect(cardInWords({ ...card, facts, state: 'done' })).toBe('LH-20260302-0001 赔付审批：已由 王芳 于 3月2日 10:30 同意');
  });
});
