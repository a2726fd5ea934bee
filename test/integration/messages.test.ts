import { randomUUID } from 'node:crypto';
import {
  cardById,
  changeCards,
  changesOf,
  lastNudgeAt,
  outgoingOfCase,
  raiseAlert,
  say,
  withdrawNudges,
  type CardRow,
  type NudgePart,
} from '../../src/messages/index.js';
import { DAY, MINUTE, parseInstant } from '../../src/terms/instants.js';
import type { Outcome } from '../../src/terms/outcome.js';
import { aCard, BUSINESS, COMPANY, FakeChannel, FakeSms, MessageDesk } from './message-desk.js';

let desk: MessageDesk;

beforeAll(async () => {
  desk = await MessageDesk.open('messages');
});
afterAll(() => desk.close());
beforeEach(() => desk.clear());
afterEach(async () => expect(await desk.faults()).toEqual([]));

const codeOf = (outcome: Outcome<unknown>): string => (outcome.ok ? 'ok' : outcome.code);

describe('what is said', () => {
  it('is written in order, once a key, with everything unprintable gone', async () => {
    const first = desk.text('g1', '您好\u0000', { dedupeKey: 'a' });
    expect(await desk.say(first, desk.text('g1', '再见'), { ...first, text: '又一次' })).toBe(2);
    expect(await desk.say(first)).toBe(0);
    expect((await desk.rows()).map((row) => row.text)).toEqual(['您好', '再见']);
  });

  it('goes with its transaction', async () => {
    const lost = desk.inTransaction(async (tx) => {
      await say(tx, [desk.text('g1', '没有发生')]);
      throw new Error('the story failed');
    });
    await expect(lost).rejects.toThrow('the story failed');
    expect(await desk.rows()).toEqual([]);
  });

  it('can be read back for a case', async () => {
    const caseId = randomUUID();
    await desk.say(desk.text('g1', '甲', { caseId }), desk.text('g1', '乙'));
    const rows = await desk.inTransaction((tx) => outgoingOfCase(tx, COMPANY, caseId));
    expect(rows.map((row) => [row.text, row.state, row.createdAt])).toEqual([['甲', 'waiting', BUSINESS]]);
  });
});

describe('nudges', () => {
  const caseId = randomUUID();
  const clockId = randomUUID();

  it('of a case are withdrawn when somebody acts, and never sent; what is no nudge stays', async () => {
    await desk.say(
      desk.text('wang', '提醒', { kind: 'nudge', caseId }),
      desk.text('wang', '通知', { kind: 'notice', caseId }),
      desk.text('wang', '别的', { kind: 'nudge', caseId: randomUUID() }),
    );
    await desk.inTransaction((tx) => withdrawNudges(tx, { companyId: COMPANY, caseId, now: BUSINESS }));
    const channel = new FakeChannel();
    await desk.delivery(channel).drain();
    expect(channel.said).toEqual(['通知', '别的']);
    expect(await desk.states()).toEqual(['withdrawn', 'sent', 'sent']);
  });

  it('of a clock are withdrawn alone', async () => {
    await desk.say(
      desk.text('wang', '现场核实', { kind: 'nudge', caseId, clockId }),
      desk.text('wang', '回访', { kind: 'nudge', caseId, clockId: randomUUID() }),
    );
    await desk.inTransaction((tx) => withdrawNudges(tx, { companyId: COMPANY, clockId, now: BUSINESS }));
    expect(await desk.states()).toEqual(['withdrawn', 'waiting']);
  });

  it('merged from several lose the part that is done, and go with the last', async () => {
    const other = randomUUID();
    const parts: NudgePart[] = [
      { text: '甲', caseId, clockId },
      { text: '乙', caseId: other, clockId: null },
    ];
    await desk.say(desk.text('wang', '您有 2 项待办', { kind: 'nudge', parts, caseId, clockId }));
    const act = (id: string) => desk.inTransaction((tx) => withdrawNudges(tx, { companyId: COMPANY, caseId: id, now: BUSINESS }));
    await act(caseId);
    expect((await desk.rows()).map((row) => [row.state, row.text])).toEqual([['waiting', '乙']]);
    await act(other);
    expect(await desk.states()).toEqual(['withdrawn']);
  });

  it('tell when the last one went to a person', async () => {
    const last = (chatId: string) => desk.inTransaction((tx) => lastNudgeAt(tx, { companyId: COMPANY, channel: 'chat', chatId }));
    await desk.say(
      desk.text('wang', '一', { kind: 'nudge' }),
      desk.text('wang', '二', { kind: 'nudge', now: BUSINESS + MINUTE }),
      desk.text('wang', '答', { now: BUSINESS + 2 * MINUTE }),
    );
    expect([await last('wang'), await last('li')]).toEqual([BUSINESS + MINUTE, null]);
  });
});

describe('cards', () => {
  const cardId = randomUUID();

  it('are found with what they should show; an id that was never ours finds none', async () => {
    await desk.post(cardId, 'wang', aCard('赔付审批'));
    const found = await desk.inTransaction((tx) => cardById(tx, cardId));
    expect(found).toMatchObject({ companyId: COMPANY, chatId: 'wang', subjectId: 'run1', wanted: aCard('赔付审批'), version: 1 });
    expect(await desk.inTransaction((tx) => cardById(tx, 'nonsense'))).toBeNull();
    expect(await desk.inTransaction((tx) => cardById(tx, randomUUID()))).toBeNull();
  });

  it('changed before they went out go out once, in their newest state', async () => {
    await desk.post(cardId, 'wang', aCard('赔付审批'));
    await desk.inTransaction((tx) => changeCards(tx, desk.moment(), [{ cardId, card: aCard('赔付审批', 'done') }]));
    const channel = new FakeChannel();
    await desk.delivery(channel).drain();
    expect(channel.cards.map((one) => [one.card.state, one.version])).toEqual([['done', 2]]);
    expect(channel.changes).toEqual([]);
    expect(await desk.states()).toEqual(['sent', 'sent']);
  });

  it('changed several times are drawn once, in their newest state', async () => {
    await desk.post(cardId, 'wang', aCard('一'));
    const channel = new FakeChannel();
    const delivery = desk.delivery(channel);
    await delivery.drain();
    for (const title of ['二', '三', '四']) {
      await desk.inTransaction((tx) => changeCards(tx, desk.moment(), [{ cardId, card: aCard(title) }]));
    }
    await delivery.drain();
    expect(channel.changes.map((one) => [one.card.title, one.version])).toEqual([['四', 4]]);
    expect(await desk.states()).toEqual(['sent', 'sent', 'sent', 'sent']);
  });

  it('of one subject are redrawn together; one that stays as it is costs nothing', async () => {
    const other = randomUUID();
    await desk.post(cardId, 'wang', aCard('审批'));
    await desk.post(other, 'li', aCard('审批'));
    await desk.post(randomUUID(), 'zhao', aCard('审批'), { subjectId: 'run2' });
    const changed = await desk.inTransaction(async (tx) => {
      const redraws = [{ subjectKind: 'approval-run', subjectId: 'run1', redraw: (row: CardRow) => (row.chatId === 'wang' ? aCard('审批', 'done') : row.wanted) }];
      return changeCards(tx, desk.moment(), await changesOf(tx, desk.moment().companyId, redraws));
    });
    expect(changed).toBe(1);
    expect((await desk.rows()).map((row) => [row.kind, row.recipient])).toEqual([
      ['card', 'wang'],
      ['card', 'li'],
      ['card', 'zhao'],
      ['card-update', 'wang'],
    ]);
  });

  it('become a short text where the platform cannot draw them anew', async () => {
    const channel = new FakeChannel({ changeCard: false });
    await desk.post(cardId, 'wang', aCard('赔付审批'));
    const delivery = desk.delivery(channel);
    await delivery.drain();
    await desk.inTransaction((tx) => changeCards(tx, desk.moment(), [{ cardId, card: aCard('赔付审批', 'void') }]));
    await delivery.drain();
    expect(channel.said).toEqual(['赔付审批（已失效）']);
  });
});

describe('customer SMS', () => {
  const phone = '13800138000';

  it('are three a day to a number, by the Shanghai day', async () => {
    const lateEvening = parseInstant('2026-03-02T23:59:59+08:00') ?? 0;
    const outcomes = [await desk.sms(phone), await desk.sms(phone, { now: lateEvening }), await desk.sms(phone)];
    expect(outcomes.map(codeOf)).toEqual(['ok', 'ok', 'ok']);
    const fourth = await desk.sms(phone);
    expect(fourth).toMatchObject({ ok: false, code: 'sms-number-limit', message: expect.stringContaining('3 条') });
    expect(codeOf(await desk.sms(phone, { now: lateEvening + 1000 }))).toBe('ok');
    expect(codeOf(await desk.sms('13900139000'))).toBe('ok');
  });

  it('are ordered once a key and counted once', async () => {
    const order = () => desk.sms(phone, { dedupeKey: 'registered:1' });
    expect([await order(), await order()].map((one) => one.ok && one.value.ordered)).toEqual([true, false]);
    const channel = new FakeSms();
    await desk.delivery(null, channel).drain();
    expect(channel.rung).toHaveLength(1);
    expect(await desk.sql('select scope, used from sms_count order by scope')).toEqual([
      { scope: 'company', used: 1 },
      { scope: `number:${phone}`, used: 1 },
      { scope: 'staff:staff1', used: 1 },
    ]);
  });

  it('ordered at the same moment cannot pass a limit together', async () => {
    const outcomes = await Promise.all(Array.from({ length: 8 }, () => desk.sms(phone)));
    expect(outcomes.map(codeOf).sort()).toEqual([...Array.from({ length: 3 }, () => 'ok'), ...Array.from({ length: 5 }, () => 'sms-number-limit')]);
    expect(await desk.rows()).toHaveLength(3);
  });

  it('are limited by member of staff and by the budget of the company, with an alarm at 80 % and one at the end', async () => {
    const limits = { smsPerNumberAndDay: 3, smsPerStaffAndDay: 2, smsPerCompanyAndDay: 5 };
    const send = (index: number, sentBy: string | null) => desk.sms(`1380013800${index}`, { sentBy, limits });
    const codes: string[] = [];
    for (const [index, by] of ['a', 'a', 'a', 'b'].entries()) codes.push(codeOf(await send(index, by)));
    expect(codes).toEqual(['ok', 'ok', 'sms-staff-limit', 'ok']);
    expect(await desk.alerts()).toEqual([]);
    expect(codeOf(await send(5, null))).toBe('ok');
    expect((await desk.alerts()).map((one) => one.text)).toEqual(['今天(2026-03-02)的短信额度已用 80%:4/5 条。']);
    expect([codeOf(await send(6, null)), codeOf(await send(7, null)), codeOf(await send(8, null))]).toEqual([
      'ok',
      'sms-company-limit',
      'sms-company-limit',
    ]);
    expect((await desk.alerts()).map((one) => one.kind)).toEqual(['sms-budget', 'sms-budget-spent']);
    expect(codeOf(await desk.sms('13700137000', { limits, now: BUSINESS + DAY }))).toBe('ok');
  });

  it('are refused to what is no mobile number', async () => {
    expect(codeOf(await desk.sms('0571-86543210'))).toBe('sms-no-mobile');
    expect(await desk.rows()).toEqual([]);
  });
});

it('an alert stands once for a kind and subject', async () => {
  const alert = { companyId: COMPANY, kind: 'inbound-failed', text: '一条消息处理失败', at: BUSINESS, subject: 'm1' };
  await desk.inTransaction((tx) => raiseAlert(tx, alert));
  await desk.inTransaction((tx) => raiseAlert(tx, { ...alert, text: '又一次' }));
  expect((await desk.alerts()).map((one) => one.text)).toEqual(['一条消息处理失败']);
});
