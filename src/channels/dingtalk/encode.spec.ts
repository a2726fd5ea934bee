import type { Card } from '../../terms/card.js';
import { cardOfTrack, cardParams, cardText, fitBytes, plainMarkdown, shorterCards, trackOf } from './encode.js';

const card: Card = {
  title: '赔付审核 · 财务总监',
  state: 'open',
  facts: [
    { label: '编号', value: 'LH-20260302-0001' },
    { label: '事由', value: '厨房漏水 [点我](http://evil.cn) <font color=red> @all' },
  ],
  basis: ['LF-A5'],
  buttons: [
    { action: 'approve', label: '同意', input: null },
    { action: 'reject', label: '驳回', input: 'reason' },
    { action: 'transfer', label: '转交', input: 'person' },
  ],
};
const formOf = (params: Readonly<Record<string, string>>) => JSON.parse(params['form'] ?? '') as { fields: Record<string, unknown>[] };

describe('a card in DingTalk', () => {
  it('fills every variable of the template with a text no longer than it takes', () => {
    const long: Card = { ...card, facts: Array.from({ length: 40 }, (_, index) => ({ label: `第${index}项`, value: '很长的内容'.repeat(40) })) };
    const busy: Card = { ...card, buttons: Array.from({ length: 40 }, (_, index) => ({ action: `act:LH-20260302-00${index}:contacted`, label: '已联系客户,约好上门时间', input: 'text' as const })) };
    for (const one of [card, long, busy, { ...card, facts: [], buttons: [] }]) {
      const params = cardParams({ card: one, summary: '您有一条待审批' });
      const buttons = [1, 2, 3, 4].flatMap((number) => [`button${number}`, `action${number}`]);
      const others = ['lastMessage', 'title', 'state', 'tag', 'notice', 'body', 'body2', 'body3', 'body4', 'form', 'form_shown', 'form_status', 'form_btn_text'];
      expect(Object.keys(params).sort()).toEqual([...buttons, ...others].sort());
      for (const [name, value] of Object.entries(params)) expect([name, Buffer.byteLength(value) <= 1000]).toEqual([name, true]);
    }
    expect(cardParams({ card: long })['body4']).toContain('内容较长');
  });

  it('shows people’s words as words: no link, no colour, no @', () => {
    const { body = '' } = cardParams({ card });
    expect(body).toBe('**编号:** LH-20260302-0001<br>**事由:** 厨房漏水 ［点我］(http://evil.cn) ＜font color=red＞ ＠all<br>依据:LF-A5');
    expect(plainMarkdown('a\nb')).toBe('a<br>b');
  });

  it('has buttons for acts without words, and a form for the others', () => {
    const params = cardParams({ card });
    expect([params['button1'], params['action1'], params['button2'], params['form_shown']]).toEqual(['同意', 'approve', '', 'yes']);
    expect(formOf(params).fields).toMatchObject([
      { name: 'action', type: 'SELECT', options: [{ value: 'reason~reject', text: '驳回' }, { value: 'person~transfer', text: '转交' }] },
      { name: 'words', type: 'TEXT', label: '原因/姓名' },
    ]);
    const one = cardParams({ card: { ...card, buttons: card.buttons.slice(0, 2) } });
    expect(formOf(one).fields[0]).toEqual({ name: 'action', type: 'TEXT', hidden: true, defaultValue: 'reason~reject' });
    expect(one['form_btn_text']).toBe('驳回');
    const many = cardParams({ card: { ...card, buttons: Array.from({ length: 6 }, (_, index) => ({ action: `a${index}`, label: `做${index}`, input: null })) } });
    expect([many['action4'], formOf(many).fields.length]).toEqual(['a3', 1]);
    expect(formOf(many).fields[0]).toMatchObject({ options: [{ value: 'a4' }, { value: 'a5' }] });
  });

  it('that is over shows no button and no form', () => {
    const params = cardParams({ card: { ...card, state: 'done', buttons: [] } });
    expect([params['state'], params['tag'], params['button1'], params['form_shown']]).toEqual(['done', '已处理', '', '']);
  });

  it('becomes shorter without the words people wrote', () => {
    const [first, second] = shorterCards(card);
    expect(JSON.stringify(first)).not.toContain('厨房');
    expect(first?.facts[0]).toEqual({ label: '编号', value: 'LH-20260302-0001' });
    expect(second?.title).toBe('赔付审核');
    expect(second?.buttons).toEqual(card.buttons);
  });

  it('shows stored pictures by a link', () => {
    const { body = '' } = cardParams({ card: { ...card, pictures: [{ hash: 'ab', name: '现场.jpg' }] }, pictureLink: (hash) => `https://x.cn/evidence/${hash}` });
    expect(body).toContain('[现场.jpg](https://x.cn/evidence/ab)');
  });

  it('without a template says in words what to answer', () => {
    expect(cardText(card)).toMatch(/【赔付审核 · 财务总监】[^]*请回复:LH-20260302-0001 同意 \/ LH-20260302-0001 驳回 原因 \/ LH-20260302-0001 转交 姓名/);
    expect(cardText({ ...card, state: 'done' })).not.toContain('请回复');
  });

  it('is known by its own id again, and by no other', () => {
    const id = '0b9f6a52-4d5e-4c8e-9a10-3a4d2c1b0f9e';
    expect(cardOfTrack(trackOf(id))).toBe(id);
    expect([cardOfTrack(id), cardOfTrack('kesu-1'), cardOfTrack(`${trackOf(id)}0`)]).toEqual([null, null, null]);
  });
});

test('a text is cut between characters', () => {
  expect(fitBytes('漏水😀漏水', 10)).toBe('漏水…');
  expect(fitBytes('漏水😀', 10)).toBe('漏水😀');
});
