import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Channel } from '../../src/channels/port/channel.js';
import type { Card } from '../../src/terms/card.js';

/** A card as it lies before people. */
export interface SeenCard {
  readonly title: string;
  readonly isOpen: boolean;
  /** Every word on it but the title. */
  readonly words: string;
  /** What can be done on it, by label. */
  readonly labels: readonly string[];
}

/** One channel with a platform behind it, as the contract looks at both ends. */
export interface ContractSubject {
  readonly channel: Channel;
  readonly companyId: string;
  /** Ids of our directory. */
  readonly person: string;
  readonly group: string;
  texts(chatId: string): Promise<readonly string[]>;
  cards(chatId: string): Promise<readonly SeenCard[]>;
  /** The next call is carried out, and its answer never comes; left out where there is no call. */
  losesNextAnswer?(): void;
  /** Nobody listens from now on; left out where there is no call. The last thing that is asked. */
  goesAway?(): Promise<void>;
  close(): Promise<void>;
}

const CARD: Card = {
  title: '赔付审核 · 财务总监',
  state: 'open',
  facts: [
    { label: '编号', value: 'LH-20260302-0001' },
    { label: '拟赔付金额', value: '¥6,000.00' },
  ],
  basis: ['LF-A5'],
  buttons: [
    { action: 'approve', label: '同意', input: null },
    { action: 'reject', label: '驳回', input: 'reason' },
    { action: 'transfer', label: '转交', input: 'person' },
    { action: 'answer', label: '答复', input: 'text' },
  ],
};

/** What delivery and the stories rely on, whatever the platform. */
export function channelContract(name: string, open: () => Promise<ContractSubject>): void {
  describe(`the channel ${name}`, () => {
    let subject: ContractSubject;
    let serial = 0;
    const text = (chatId: string, words: string, more: { readonly to?: string; readonly key?: string } = {}) =>
      subject.channel.sendText({ companyId: subject.companyId, chatId, to: more.to ?? null, text: words, key: more.key ?? `out-${++serial}`, at: 0 });
    const card = (chatId: string, drawn: Card, cardId: string = randomUUID(), key = `out-${++serial}`) =>
      subject.channel.sendCard({ companyId: subject.companyId, chatId, to: null, cardId, card: drawn, version: 1, key, at: 0 });
    const change = (chatId: string, cardId: string, drawn: Card) =>
      subject.channel.changeCard({ companyId: subject.companyId, chatId, cardId, card: drawn, version: 2 });

    beforeAll(async () => {
      subject = await open();
    });
    afterAll(() => subject.close());

    test('brings texts to a person and to a group, each in its order', async () => {
      for (const words of ['第一条', '第二条', '第三条']) expect(await text(subject.person, words)).toEqual({ result: 'sent' });
      expect(await text(subject.group, '群里一条')).toEqual({ result: 'sent' });
      expect((await subject.texts(subject.person)).slice(-3)).toEqual(['第一条', '第二条', '第三条']);
      expect((await subject.texts(subject.group)).at(-1)).toBe('群里一条');
    });

    test('brings them as they are: line ends, emoji, marks, and as long as a text may be', async () => {
      for (const words of ['一行\n又一行', '好的😀👨‍👩‍👧', '<b>*不是*</b> _粗体_ [链接](http://x.cn) `码`', '很长'.repeat(1000)]) {
        expect(await text(subject.person, words)).toEqual({ result: 'sent' });
        expect((await subject.texts(subject.person)).at(-1)).toBe(words);
      }
    });

    test('brings one text once where it says that it can', async () => {
      if (!subject.channel.capabilities.idempotentText) return;
      await text(subject.person, '只要一次', { key: 'out-once' });
      expect(await text(subject.person, '只要一次', { key: 'out-once' })).toEqual({ result: 'sent' });
      expect((await subject.texts(subject.person)).filter((one) => one === '只要一次')).toHaveLength(1);
    });

    test('takes a text back where it says that it can: that one, and as often as it is asked', async () => {
      const { channel, companyId, person } = subject;
      if (!channel.capabilities.recallText) return;
      const reminder = { companyId, chatId: person, to: person, text: '【提醒】请联系客户', key: 'out-reminder', at: 0, mayBeRecalled: true };
      expect(await channel.sendText(reminder)).toEqual({ result: 'sent' });
      await text(person, '别的话');
      expect((await subject.texts(person)).slice(-2)).toEqual([reminder.text, '别的话']);
      for (const key of [reminder.key, reminder.key, 'out-never-sent']) expect(await channel.recallText?.({ companyId, chatId: person, key })).toEqual({ result: 'sent' });
      expect(await subject.texts(person)).not.toContain(reminder.text);
      expect((await subject.texts(person)).at(-1)).toBe('别的话');
    });

    test('shows a card whole: title, facts, basis, and everything that can be done', async () => {
      expect(await card(subject.person, CARD)).toEqual({ result: 'sent' });
      const seen = (await subject.cards(subject.person)).at(-1);
      expect(seen).toMatchObject({ title: CARD.title, isOpen: true });
      for (const words of ['LH-20260302-0001', '¥6,000.00', 'LF-A5']) expect(seen?.words).toContain(words);
      expect([...(seen?.labels ?? [])].sort()).toEqual(CARD.buttons.map((one) => one.label).sort());
    });

    test('shows a card once, however often it is sent, where it says so', async () => {
      if (!subject.channel.capabilities.idempotentCard) return;
      const [id, before] = [randomUUID(), (await subject.cards(subject.group)).length];
      for (let attempt = 0; attempt < 3; attempt += 1) expect(await card(subject.group, CARD, id, 'out-card')).toEqual({ result: 'sent' });
      expect(await subject.cards(subject.group)).toHaveLength(before + 1);
    });

    test('takes more than fits, and loses no act by it', async () => {
      const facts = Array.from({ length: 40 }, (_, index) => ({ label: `第${index}项`, value: '内容很长'.repeat(50) }));
      const buttons = Array.from({ length: 6 }, (_, index) => ({ action: `act:LH-20260302-000${index}:contacted`, label: `联系${index}`, input: null }));
      expect(await card(subject.person, { ...CARD, facts, buttons })).toEqual({ result: 'sent' });
      expect([...((await subject.cards(subject.person)).at(-1)?.labels ?? [])].sort()).toEqual(buttons.map((one) => one.label));
    });

    test('draws a card anew: nothing of its former state is left', async () => {
      if (!subject.channel.capabilities.changeCard) return;
      const id = randomUUID();
      await card(subject.person, CARD, id);
      const done: Card = { title: '赔付审核', state: 'done', facts: [{ label: '结果', value: '已由 褚云 于 3月2日 10:30 同意' }], basis: [], buttons: [] };
      expect(await change(subject.person, id, done)).toEqual({ result: 'sent' });
      const seen = (await subject.cards(subject.person)).at(-1);
      expect(seen).toMatchObject({ title: '赔付审核', isOpen: false, labels: [] });
      expect(seen?.words).toContain('已由 褚云');
      expect(seen?.words).not.toMatch(/LF-A5|6,000/);
    });

    test('says of a card it does not know that it never will, in Chinese', async () => {
      if (!subject.channel.capabilities.changeCard) return;
      expect(await change(subject.person, randomUUID(), CARD)).toMatchObject({ result: 'never', error: expect.stringMatching(/\p{Script=Han}/u) });
    });

    test('does not know what became of a text whose answer never came', async () => {
      if (subject.losesNextAnswer === undefined) return;
      subject.losesNextAnswer();
      await expect(text(subject.person, '没有回音')).rejects.toThrow();
    });

    test('says later while nobody listens, and quotes no secret', async () => {
      if (subject.goesAway === undefined) return;
      await subject.goesAway();
      const result = await text(subject.person, '没人听');
      expect(result).toMatchObject({ result: 'later', error: expect.stringMatching(/\p{Script=Han}/u) });
      expect(JSON.stringify(result)).not.toMatch(/secret|token=|http/i);
    });
  });
}
