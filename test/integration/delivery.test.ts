import { randomUUID } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { jest } from '@jest/globals';
import { changeCards, lateOutgoing } from '../../src/messages/index.js';
import { DAY, HOUR, MINUTE, SECOND } from '../../src/terms/instants.js';
import { SENT, type SendResult } from '../../src/terms/send-result.js';
import { aCard, BUSINESS, FakeChannel, FakeSms, held, MessageDesk } from './message-desk.js';

const LATER: SendResult = { result: 'later', error: '频率超限' };
const NEVER: SendResult = { result: 'never', error: '用户不在企业中' };

/** Long enough for a lane that was woken to have asked the database. */
async function aMoment(): Promise<void> {
  for (let turns = 0; turns < 5; turns++) await nextTurn();
}

let desk: MessageDesk;

beforeAll(async () => {
  desk = await MessageDesk.open('delivery');
});
afterAll(() => desk.close());
beforeEach(() => desk.clear());
afterEach(async () => expect(await desk.faults()).toEqual([]));

describe('the order of a chat', () => {
  it('is kept, and a slow chat holds up only itself', async () => {
    const channel = new FakeChannel();
    const slow = held<SendResult>();
    const others = held<void>();
    channel.answer = (chatId, text) => {
      if (text === '乙三') others.release();
      return chatId === 'a' && text === '甲一' ? slow.promise : SENT;
    };
    await desk.say(...['甲一', '甲二', '甲三'].map((text) => desk.text('a', text)), ...['乙一', '乙二', '乙三'].map((text) => desk.text('b', text)));
    const delivery = desk.delivery(channel);
    const drained = delivery.drain();
    await others.promise;
    await desk.say(desk.text('a', '甲四'));
    delivery.kick();
    expect(channel.said).toEqual(['甲一', '乙一', '乙二', '乙三']);
    slow.release(SENT);
    await drained;
    expect(channel.said.filter((text) => text.startsWith('甲'))).toEqual(['甲一', '甲二', '甲三', '甲四']);
    expect(new Set(await desk.states())).toEqual(new Set(['sent']));
  });

  it('waits behind a message that is to be tried again, in other chats nothing waits', async () => {
    const channel = new FakeChannel();
    channel.answer = (_, text) => (text === '一' ? LATER : SENT);
    await desk.say(desk.text('a', '一'), desk.text('a', '二'), desk.text('b', '别处'));
    const delivery = desk.delivery(channel);
    await delivery.drain();
    expect(channel.said).toEqual(['一', '别处']);
    const rows = await desk.rows();
    expect(rows.map((row) => [row.state, row.attempts])).toEqual([['waiting', 1], ['waiting', 0], ['sent', 1]]);
    expect(rows.slice(0, 2).map((row) => row.next_attempt_at - desk.machineNow)).toEqual([SECOND, SECOND]);
    channel.answer = () => SENT;
    desk.machineNow += SECOND;
    await delivery.drain();
    expect(channel.said.slice(2)).toEqual(['一', '二']);
  });

  it('does not starve other chats, however many messages wait behind one', async () => {
    const channel = new FakeChannel();
    channel.answer = (chatId) => (chatId === 'a' ? LATER : SENT);
    await desk.say(...Array.from({ length: 80 }, (_, index) => desk.text('a', String(index))), desk.text('b', '别处'));
    await desk.delivery(channel).drain();
    expect(channel.said).toEqual(['0', '别处']);
  });

  it('holds where more wait than one claim takes', async () => {
    const channel = new FakeChannel();
    const words = Array.from({ length: 130 }, (_, index) => String(index));
    await desk.say(...words.map((text) => desk.text('a', text)));
    await desk.delivery(channel).drain();
    expect(channel.said).toEqual(words);
  });
});

describe('a message the platform does not take', () => {
  it('is tried again after growing pauses, never before the platform allows', async () => {
    const channel = new FakeChannel();
    channel.answer = () => LATER;
    await desk.say(desk.text('a', '一'));
    const delivery = desk.delivery(channel);
    const pauses: number[] = [];
    for (let attempt = 1; attempt <= 4; attempt++) {
      if (attempt === 4) channel.answer = () => ({ ...LATER, retryAfterMs: 20 * MINUTE });
      await delivery.drain();
      const [row] = await desk.rows();
      pauses.push((row?.next_attempt_at ?? 0) - desk.machineNow);
      desk.machineNow = row?.next_attempt_at ?? 0;
    }
    expect(pauses).toEqual([SECOND, 5 * SECOND, 30 * SECOND, 20 * MINUTE]);
    desk.machineNow -= 1;
    await delivery.drain();
    expect(channel.texts).toHaveLength(4);
  });

  it('is given up after a day, with an alert; then the chat goes on', async () => {
    const channel = new FakeChannel();
    channel.answer = (_, text) => (text === '一' ? LATER : SENT);
    await desk.say(desk.text('wang', '一'), desk.text('wang', '二'));
    const delivery = desk.delivery(channel);
    const began = desk.machineNow;
    for (;;) {
      await delivery.drain();
      const [first] = await desk.rows();
      if (first?.state !== 'waiting') break;
      desk.machineNow = first.next_attempt_at;
    }
    expect(desk.machineNow - began).toBeGreaterThan(DAY - HOUR);
    expect(desk.machineNow - began).toBeLessThanOrEqual(DAY);
    expect(await desk.states()).toEqual(['given-up', 'sent']);
    expect(await desk.alerts()).toEqual([
      { kind: 'message-given-up', text: '发给 wang 的消息未能送达,已停止发送:频率超限', at: BUSINESS },
    ]);
  });

  it('for good is given up at once', async () => {
    const channel = new FakeChannel();
    channel.answer = (_, text) => (text === '一' ? NEVER : SENT);
    await desk.say(desk.text('wang', '一'), desk.text('wang', '二'));
    await desk.delivery(channel).drain();
    expect((await desk.rows()).map((row) => [row.state, row.error])).toEqual([['given-up', '用户不在企业中'], ['sent', null]]);
    expect(await desk.alerts()).toHaveLength(1);
  });
});

describe('a call without an answer', () => {
  const broken = (): never => {
    throw new Error('socket hang up');
  };

  it('is repeated under the same key where that is safe', async () => {
    const channel = new FakeChannel();
    channel.answer = broken;
    await desk.say(desk.text('a', '一'));
    const delivery = desk.delivery(channel);
    await delivery.drain();
    channel.answer = () => SENT;
    desk.machineNow += SECOND;
    await delivery.drain();
    expect(channel.texts).toHaveLength(2);
    expect(new Set(channel.texts.map((one) => one.key)).size).toBe(1);
    expect(await desk.states()).toEqual(['sent']);
  });

  it('makes a message unknown where it is not, and its chat rests a second', async () => {
    const channel = new FakeChannel({ idempotentText: false });
    channel.answer = (_, text) => (text === '一' ? broken() : SENT);
    await desk.say(desk.text('a', '一'), desk.text('a', '二'));
    const delivery = desk.delivery(channel);
    await delivery.drain();
    expect((await desk.rows()).map((row) => [row.state, row.attempts])).toEqual([['unknown', 1], ['waiting', 0]]);
    desk.machineNow += SECOND;
    await delivery.drain();
    expect(channel.said).toEqual(['一', '二']);
    expect(await desk.states()).toEqual(['unknown', 'sent']);
  });

  it('ends with the time-out', async () => {
    const channel = new FakeChannel({ idempotentText: false });
    const silence = held<SendResult>();
    channel.answer = () => silence.promise;
    await desk.say(desk.text('a', '一'));
    await desk.delivery(channel, null, 20).drain();
    expect(await desk.states()).toEqual(['unknown']);
  });

  it('leaves an SMS unknown, with an alert, and never sends it again', async () => {
    const phones = new FakeSms();
    phones.answer = broken;
    await desk.sms('13800138000');
    const delivery = desk.delivery(null, phones);
    await delivery.drain();
    phones.answer = () => SENT;
    desk.machineNow += 2 * DAY;
    await delivery.drain();
    expect(phones.rung).toHaveLength(1);
    expect(await desk.states()).toEqual(['unknown']);
    expect((await desk.alerts()).map((one) => one.text)).toEqual(['发给 138****8000 的短信是否送达不明,为免重复不再发送,请电话联系客户。']);
  });
});

describe('a process that ends between sending and recording', () => {
  it('leaves an SMS unknown; one whose sender still lives and answers late is sent after all', async () => {
    const phones = new FakeSms();
    const stuck = held<SendResult>();
    const rang = held<void>();
    phones.answer = () => {
      rang.release();
      return stuck.promise;
    };
    await desk.sms('13800138000');
    await desk.sms('13900139000');
    const dead = desk.delivery(null, phones);
    dead.kick();
    await rang.promise;
    const next = new FakeSms();
    const successor = desk.delivery(null, next);
    desk.machineNow += 9 * SECOND;
    await successor.tick();
    expect((await desk.states())[0]).toBe('sending');
    desk.machineNow += 2 * SECOND;
    await successor.drain();
    expect(await desk.states()).toEqual(['unknown', 'sent']);
    expect(next.rung.map((one) => one.phone)).toEqual(['13900139000']);
    expect(phones.rung).toHaveLength(1);
    stuck.release(SENT);
    await dead.close();
    expect(await desk.states()).toEqual(['sent', 'sent']);
  });

  it('leaves an SMS unknown for good: a late "try again" is not heard', async () => {
    const phones = new FakeSms();
    const stuck = held<SendResult>();
    const rang = held<void>();
    phones.answer = () => {
      rang.release();
      return stuck.promise;
    };
    await desk.sms('13800138000');
    const dead = desk.delivery(null, phones);
    dead.kick();
    await rang.promise;
    desk.machineNow += 11 * SECOND;
    await desk.delivery(null, phones).drain();
    stuck.release(LATER);
    await dead.close();
    expect(await desk.states()).toEqual(['unknown']);
  });

  it('has its texts and cards sent again under their keys', async () => {
    const stuck = held<SendResult>();
    const first = new FakeChannel();
    const reached = held<void>();
    first.answer = () => {
      if (first.texts.length + first.cards.length === 2) reached.release();
      return stuck.promise;
    };
    await desk.say(desk.text('a', '一'), desk.text('a', '二'));
    await desk.post(randomUUID(), 'b', aCard('审批'));
    const dead = desk.delivery(first);
    dead.kick();
    await reached.promise;
    desk.machineNow += 11 * SECOND;
    const second = new FakeChannel();
    await desk.delivery(second).drain();
    expect(second.said).toEqual(['一', '二']);
    expect([second.texts[0]?.key, second.cards[0]?.key]).toEqual([first.texts[0]?.key, first.cards[0]?.key]);
    expect(await desk.states()).toEqual(['sent', 'sent', 'sent']);
    stuck.release(LATER);
    await dead.close();
    expect(await desk.states()).toEqual(['sent', 'sent', 'sent']);
  });

  it('leaves nothing lying: a service that has long been running looks for it', async () => {
    const delivery = desk.delivery(new FakeChannel());
    await delivery.tick();
    await delivery.drain();
    await desk.say(desk.text('a', '一'));
    await desk.sql(`update outgoing set state = 'sending', attempts = 1, lease_until = next_attempt_at`);
    desk.machineNow += 10 * SECOND;
    await delivery.tick();
    await delivery.close();
    expect(await desk.states()).toEqual(['waiting']);
  });

  it('does not bring down the next one again and again with the same message', async () => {
    await desk.say(desk.text('a', '一'));
    await desk.sql(`update outgoing set state = 'sending', attempts = 5, lease_until = next_attempt_at`);
    const channel = new FakeChannel();
    desk.machineNow += SECOND;
    await desk.delivery(channel).drain();
    expect(channel.texts).toEqual([]);
    expect((await desk.rows())[0]?.next_attempt_at).toBe(desk.machineNow + 10 * MINUTE);
  });
});

describe('a database connection that breaks', () => {
  it('loses no result: what was sent is recorded later, not sent twice', async () => {
    const phones = new FakeSms();
    const ringing = held<SendResult>();
    const rang = held<void>();
    phones.answer = () => {
      rang.release();
      return ringing.promise;
    };
    await desk.sms('13800138000');
    const delivery = desk.delivery(null, phones);
    const drained = delivery.drain();
    await rang.promise;
    await desk.sql(`alter table outgoing rename to outgoing_away`);
    ringing.release(SENT);
    await expect(drained).rejects.toThrow('outgoing');
    await desk.sql(`alter table outgoing_away rename to outgoing`);
    await delivery.drain();
    expect(await desk.states()).toEqual(['sent']);
    expect(phones.rung).toHaveLength(1);
  });
});

describe('two services on one database', () => {
  it('send nothing twice and keep every chat in order', async () => {
    const channels = [new FakeChannel({ idempotentText: false }), new FakeChannel({ idempotentText: false })];
    const log: string[] = [];
    for (const channel of channels) {
      channel.answer = async (chatId, text) => {
        log.push(`${chatId}:${text}`);
        await new Promise((resolve) => setImmediate(resolve));
        return SENT;
      };
    }
    const phones = [new FakeSms(), new FakeSms()];
    const services = channels.map((channel, index) => desk.delivery(channel, phones[index] ?? null));
    const drains: Promise<void>[] = [];
    for (let round = 0; round < 15; round++) {
      await desk.say(...Array.from({ length: 20 }, (_, chat) => desk.text(`c${chat}`, String(round))));
      await desk.sms(`138001380${String(round).padStart(2, '0')}`);
      for (const service of services) service.kick();
      if (round % 5 === 0) drains.push(...services.map((service) => service.drain()));
    }
    await Promise.all([...drains, ...services.map((service) => service.drain())]);
    const inOrder = Array.from({ length: 15 }, (_, round) => String(round));
    for (let chat = 0; chat < 20; chat++) {
      const mine = log.filter((line) => line.startsWith(`c${chat}:`)).map((line) => line.split(':')[1]);
      expect(mine).toEqual(inOrder);
    }
    const rung = phones.flatMap((one) => one.rung.map((sms) => sms.phone));
    expect(rung.sort()).toEqual(inOrder.map((round) => `138001380${round.padStart(2, '0')}`));
  });
});

describe('the net', () => {
  it('goes where something waits, as was just looked up, and lets the rest lie', async () => {
    const delivery = desk.delivery(new FakeChannel());
    await delivery.tick();
    await delivery.drain();
    await desk.say(desk.text('a', '一'));
    expect(await desk.due(delivery)).toEqual(new Set(['chat']));
    const asked = jest.spyOn(desk.database, 'withoutTransaction');
    await delivery.tick(new Set());
    await aMoment();
    expect(asked).not.toHaveBeenCalled();
    asked.mockRestore();
    await delivery.tick(await desk.due(delivery));
    await desk.reach(['sent']);
    expect(await desk.due(delivery)).toEqual(new Set());
    await delivery.close();
  });

  it('goes on where the last turn failed, though nothing is due there', async () => {
    const phones = new FakeSms();
    phones.answer = async () => {
      await desk.sql('alter table outgoing rename to outgoing_away');
      return SENT;
    };
    await desk.sms('13800138000');
    const delivery = desk.delivery(null, phones);
    await delivery.tick();
    await expect(delivery.drain()).rejects.toThrow('outgoing');
    await desk.sql('alter table outgoing_away rename to outgoing');
    await delivery.tick(new Set());
    await desk.reach(['sent']);
    await delivery.close();
    expect(phones.rung).toHaveLength(1);
  });

  it('tells the administrator of messages for a channel nobody serves, once', async () => {
    await desk.say(desk.text('a', '一', { channel: 'wecom' }));
    const delivery = desk.delivery(new FakeChannel());
    await delivery.tick();
    desk.machineNow += 2 * MINUTE;
    await delivery.tick();
    await delivery.close();
    expect((await desk.alerts()).map((one) => one.text)).toEqual(['有消息等待发出,但本服务没有配置渠道 wecom']);
  });

  it('sends no SMS of a company without a provider, and says so', async () => {
    await desk.sms('13800138000');
    await desk.delivery(null, null).drain();
    expect((await desk.rows()).map((row) => [row.state, row.error])).toEqual([['given-up', '没有可用的短信服务商']]);
  });

  it('finds what should long have gone out, but not what waits behind its chat', async () => {
    const channel = new FakeChannel();
    channel.answer = () => ({ ...LATER, retryAfterMs: HOUR });
    await desk.say(desk.text('a', '一'), desk.text('a', '二'));
    await desk.delivery(channel).drain();
    const [, second] = await desk.rows();
    await desk.say(desk.text('b', '三', { channel: 'wecom' }));
    const late = (after: number) => desk.inTransaction((tx) => lateOutgoing(tx, desk.machineNow + after));
    expect(second?.state).toBe('waiting');
    expect((await late(10 * MINUTE)).map((one) => one.fault)).toEqual(['overdue']);
  });
});

it('a card changed while it is being sent is drawn once more', async () => {
  const cardId = randomUUID();
  const channel = new FakeChannel();
  const sending = held<SendResult>();
  const reached = held<void>();
  channel.answer = () => {
    reached.release();
    return sending.promise;
  };
  await desk.post(cardId, 'wang', aCard('审批'));
  const delivery = desk.delivery(channel);
  const drained = delivery.drain();
  await reached.promise;
  await desk.inTransaction((tx) => changeCards(tx, desk.moment(), [{ cardId, card: aCard('审批', 'done') }]));
  sending.release(SENT);
  await drained;
  expect(channel.cards.map((one) => one.card.state)).toEqual(['open']);
  expect(channel.changes.map((one) => one.card.state)).toEqual(['done']);
});
