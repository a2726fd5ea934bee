import { randomUUID } from 'node:crypto';
import { SimulatorChannel } from '../../src/channels/simulator/client.js';
import { messageView } from '../../src/channels/simulator/encode.js';
import { changeCards } from '../../src/messages/index.js';
import { SimulatorDatabase, smsRungTwice } from '../../src/platform/simulator-store.js';
import { SimulatorSms } from '../../src/sms/simulator/client.js';
import { smsView } from '../../src/sms/simulator/encode.js';
import { SECOND } from '../../src/terms/instants.js';
import type { SendResult } from '../../src/terms/send-result.js';
import { aCard, BUSINESS, COMPANY, MessageDesk } from './message-desk.js';

let desk: MessageDesk;
let outside: SimulatorDatabase;
let channel: SimulatorChannel;

beforeAll(async () => {
  desk = await MessageDesk.open('simulator');
  outside = new SimulatorDatabase(desk.address);
  channel = new SimulatorChannel(outside);
});
afterAll(async () => {
  await outside.close();
  await desk.close();
});
beforeEach(() => desk.clear());
afterEach(async () => expect(await desk.faults()).toEqual([]));

const read = async (chat: string, after = 0) => (await outside.messagesAfter(COMPANY, chat, after, 100)).map((message) => messageView(message, String));

it('a chat shows what its members and the bot said, in order, with each card as it is now', async () => {
  const cardId = randomUUID();
  await channel.recordIncoming({ companyId: COMPANY, chatId: 'g1', from: 'staff1', text: '厨房漏水', at: BUSINESS, messageKey: 'm1' });
  await desk.say(desk.text('g1', '请问是哪个项目？', { channel: 'simulator', to: 'staff1', now: BUSINESS + SECOND }));
  await desk.post(cardId, 'g1', aCard('投诉草稿'), { channel: 'simulator' });
  const delivery = desk.delivery(channel);
  await delivery.drain();
  const at = '2026-03-02T09:00:00+08:00';
  const shown = await read('g1');
  expect(shown.map(({ seq, ...rest }) => rest)).toEqual([
    { at, from: 'staff1', to: null, text: '厨房漏水', card: null },
    { at: '2026-03-02T09:00:01+08:00', from: 'bot', to: 'staff1', text: '请问是哪个项目？', card: null },
    { at, from: 'bot', to: null, text: '投诉草稿', card: { id: cardId, ...aCard('投诉草稿') } },
  ]);
  await desk.inTransaction((tx) => changeCards(tx, desk.moment(), [{ cardId, card: aCard('投诉草稿', 'done') }]));
  await delivery.drain();
  const later = await read('g1', shown[1]?.seq);
  expect(later.map((one) => [one.seq, one.card?.state])).toEqual([[shown[2]?.seq, 'done']]);
  expect(await outside.chatHeads(COMPANY)).toEqual([{ chatId: 'g1', lastSeq: shown[2]?.seq, lastAt: BUSINESS + SECOND }]);
});

it('a message taken but not recorded as sent lies in its chat once, after it was sent again', async () => {
  const forgetful = Object.assign(new SimulatorChannel(outside), {
    async sendText(text: Parameters<SimulatorChannel['sendText']>[0]): Promise<SendResult> {
      await channel.sendText(text);
      throw new Error('connection lost after the platform had it');
    },
  });
  await desk.say(desk.text('g1', '已登记', { channel: 'simulator' }));
  await desk.delivery(forgetful).drain();
  expect((await desk.states())[0]).toBe('waiting');
  desk.machineNow += SECOND;
  await desk.delivery(channel).drain();
  expect(await desk.states()).toEqual(['sent']);
  expect((await read('g1')).map((one) => one.text)).toEqual(['已登记']);
});

it('a burst into one chat arrives in order, with as many writes as it has claims', async () => {
  const cardId = randomUUID();
  const words = Array.from({ length: 120 }, (_, index) => String(index));
  await desk.say(...words.map((text) => desk.text('g1', text, { channel: 'simulator' })));
  await desk.post(cardId, 'g1', aCard('草稿'), { channel: 'simulator' });
  await desk.inTransaction((tx) => changeCards(tx, desk.moment(), [{ cardId, card: aCard('草稿', 'done') }]));
  await desk.say(desk.text('g1', '完', { channel: 'simulator' }));
  await desk.delivery(channel).drain();
  const shown = (await outside.messagesAfter(COMPANY, 'g1', 0, 200)).map((message) => messageView(message, String));
  expect(shown.map((one) => one.text)).toEqual([...words, '草稿', '完']);
  expect(shown.find((one) => one.card)?.card?.state).toBe('done');
  const writes = await desk.sql('select distinct xmin::text from simulator_message');
  expect(writes.length).toBeLessThanOrEqual(4);
});

it('an older drawing never replaces a newer one; an unknown card is refused', async () => {
  const cardId = randomUUID();
  const drawing = (version: number) => ({ companyId: COMPANY, chatId: 'g1', cardId, card: aCard(`第 ${version} 版`), version });
  const post = (version: number) => channel.sendCard({ ...drawing(version), to: null, key: 'k', at: BUSINESS });
  await post(2);
  await post(1);
  await channel.changeCard(drawing(1));
  expect((await read('g1')).map((one) => one.card?.title)).toEqual(['第 2 版']);
  await channel.changeCard(drawing(3));
  expect((await read('g1')).map((one) => one.card?.title)).toEqual(['第 3 版']);
  expect(await channel.changeCard({ ...drawing(4), cardId: randomUUID() })).toMatchObject({ result: 'never' });
});

it('phones ring at every send, and the audit sees one that rang twice', async () => {
  const network = new SimulatorSms(outside);
  const sms = { companyId: COMPANY, phone: '13800138000', template: 'registered', text: '已登记', at: BUSINESS };
  const twice = () => desk.inTransaction(smsRungTwice);
  await network.send({ ...sms, key: 'out-1' });
  await network.send({ ...sms, key: 'out-2' });
  expect(await twice()).toEqual([]);
  await network.send({ ...sms, key: 'out-2' });
  expect(await twice()).toEqual(['out-2']);
  const [first, ...rest] = (await outside.smsAfter(COMPANY, 0, 10)).map(smsView);
  expect(first).toMatchObject({ at: '2026-03-02T09:00:00+08:00', to: '13800138000', template: 'registered', text: '已登记' });
  expect(rest).toHaveLength(2);
  expect(await outside.smsAfter(COMPANY, first?.seq ?? 0, 10)).toHaveLength(2);
});

it('a reader who asks "after the last one" misses nothing while two replicas write', async () => {
  const replica = new SimulatorDatabase(desk.address);
  const arrive = (store: SimulatorDatabase, key: string) =>
    store.receive({ companyId: COMPANY, chatId: 'g1', at: BUSINESS, from: 'bot', to: null, text: key, key, card: null });
  let writing = true;
  const writers = Promise.all(
    [outside, replica].map(async (store, index) => {
      for (let round = 0; round < 100; round++) await Promise.all([arrive(store, `${index}/${round}/a`), arrive(store, `${index}/${round}/b`)]);
    }),
  ).finally(() => (writing = false));
  const seen: string[] = [];
  for (let last = 0, ended = false; !ended; ) {
    // Asked before reading, so that the last round reads everything that was written.
    ended = !writing;
    for (let page = await read('g1', last); page.length > 0; page = await read('g1', last)) {
      seen.push(...page.map((one) => one.text));
      last = page.at(-1)?.seq ?? last;
    }
  }
  await writers;
  await replica.close();
  expect(new Set(seen).size).toBe(400);
});

it('a card drawn several times in one moment, by services that do not know of each other, lies there in its newest state', async () => {
  const cardId = randomUUID();
  await desk.post(cardId, 'g1', aCard('草稿'), { channel: 'simulator' });
  await desk.delivery(channel).drain();
  const drawn = async (...versions: readonly number[]): Promise<string | undefined> => {
    await Promise.all(versions.map((version) => channel.changeCard({ companyId: COMPANY, chatId: 'g1', cardId, card: aCard(`第${version}版`), version })));
    return (await read('g1'))[0]?.card?.title;
  };
  expect([await drawn(3, 4, 2), await drawn(6, 5), await drawn(1)]).toEqual(['第4版', '第6版', '第6版']);
});
