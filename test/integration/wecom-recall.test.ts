import { approval } from '../peers/dingtalk/desk.js';
import { WecomDesk } from '../peers/wecom/desk.js';
import { SimulatorChannel } from '../../src/channels/simulator/client.js';
import type { Channel } from '../../src/channels/port/channel.js';
import type { Taken } from '../../src/messages/domain/verdict.js';
import { chatPostman } from '../../src/messages/postman.js';
import type { Card } from '../../src/terms/card.js';
import { SENT } from '../../src/terms/send-result.js';

let desk: WecomDesk;
const lies = (userid = 'staff1') => desk.peer.office.of(userid).map(({ text }) => text);
const reminds = (text: string, key = 'out-1', chatId = 'staff1') => desk.platform.channel.sendText({ companyId: 'c1', chatId, to: chatId, text, key, at: 0, mayBeRecalled: true });
const recall = (key = 'out-1') => desk.platform.channel.recallText?.({ companyId: 'c1', chatId: 'staff1', key });

beforeEach(async () => {
  desk = await WecomDesk.open({ bot: 'none' });
});
afterEach(async () => {
  expect([...desk.peer.violations, ...desk.peer.office.cuts]).toEqual([]);
  await desk.close();
});

describe('a text of the app that is taken back', () => {
  it('goes with all its pieces, and costs nothing to remember where it never will', async () => {
    const long = Array.from({ length: 100 }, (_, line) => `第 ${line} 行:请尽快联系客户。`).join('\n');
    await reminds(long);
    expect(lies().length).toBeGreaterThan(1);
    await desk.text('staff1', '别的话', null, 'out-2');
    expect(await recall()).toEqual({ result: 'sent' });
    expect(lies()).toEqual(['别的话']);
    expect([...desk.store.kept.keys()].filter((key) => key.includes('recall'))).toEqual([]);
    expect(desk.figures.refused).toEqual([]);
  });

  it('stays and is counted where the platform refuses, after its day, and where it is not known', async () => {
    await reminds('【提醒】一');
    desk.peer.refuses('message/recall', 48002);
    expect(await recall()).toEqual({ result: 'sent' });
    await reminds('【提醒】二', 'out-2');
    desk.peer.passes(86_400_000);
    expect(await recall('out-2')).toEqual({ result: 'sent' });
    expect(await recall('out-3')).toEqual({ result: 'sent' });
    expect([lies(), desk.figures.refused]).toEqual([['【提醒】一', '【提醒】二'], ['recall-refused', 'recall-refused', 'recall-unknown']]);
  });

  it('waits for a busy platform and for one that is away, and renews its token', async () => {
    await reminds('【提醒】一');
    desk.peer.refuses('message/recall', 45009);
    expect(await recall()).toMatchObject({ result: 'later', retryAfterMs: 60_000 });
    desk.peer.nextGoesWrong('message/recall', 'cut');
    await expect(recall()).rejects.toThrow('no answer');
    await reminds('【提醒】二', 'out-2');
    desk.peer.office.expiresTokens();
    expect(await recall('out-2')).toEqual({ result: 'sent' });
    await reminds('【提醒】三', 'out-3');
    await desk.peer.goesDown();
    expect(await recall('out-3')).toMatchObject({ result: 'later' });
    expect(lies()).toEqual(['【提醒】三']);
  });

  it('beside a card that reminds goes when that ends, beside one that asks it stays', async () => {
    const facts = Array.from({ length: 12 }, (_, index) => ({ label: `第${index}项`, value: '【提醒】请联系客户并登记结果'.repeat(3) }));
    const done: Card = approval({ state: 'done', buttons: [], facts: [{ label: '说明', value: '都办完了' }] });
    const todo = await desk.card('staff1', approval({ title: '待办提醒', facts }), { mayBeRecalled: true });
    const asks = await desk.card('staff1', approval({ facts }), { key: 'out-2' });
    expect(lies().map((text) => text !== null)).toEqual([true, false, true, false]);
    for (const { id } of [todo, asks]) expect(await desk.changes(id, done, 2, 'staff1')).toEqual({ result: 'sent' });
    expect(lies().map((text) => text !== null)).toEqual([false, true, false]);
    expect(desk.peer.office.of('staff1').map(({ redrawn }) => redrawn)).toEqual([1, 0, 1]);
    // One that cannot be taken back keeps no card from ending.
    const late = await desk.card('staff1', approval({ title: '待办提醒', facts }), { mayBeRecalled: true, key: 'out-3' });
    desk.peer.nextGoesWrong('message/recall', 'cut');
    expect(await desk.changes(late.id, done, 2, 'staff1')).toEqual({ result: 'sent' });
    expect(desk.peer.office.of('staff1').at(-1)?.redrawn).toBe(1);
  });
});

it('what may be taken back goes by the app, also where the talk is with the bot, whose words stay', async () => {
  await desk.close();
  desk = await (await WecomDesk.open()).connected();
  desk.peer.botHears('staff1', '你好');
  while (desk.door.messages.length === 0) await new Promise((resolve) => setTimeout(resolve, 2));
  await desk.remembersReply();
  await desk.text('staff1', '您好', null, 'out-1');
  await reminds('【提醒】请联系客户', 'out-2');
  expect([desk.peer.bot.of('staff1').map(({ text }) => text), lies()]).toEqual([['您好'], ['【提醒】请联系客户']]);
  await recall('out-2');
  expect(lies()).toEqual([]);
});

describe('what delivery hands over', () => {
  const row = (more: Partial<Taken>): Taken => ({
    ...{ seq: 7, companyId: 'c1', recipient: 'staff1', to: 'staff1', text: '【提醒】', template: null, pack: null, words: null, card: null },
    ...{ kind: 'nudge', attempts: 1, failingSince: null, createdAt: 0, trace: 't', ...more },
  });
  const card = { id: 'card1', wanted: approval(), version: 1, shownVersion: 0 };
  const carried = async (capabilities: Partial<Channel['capabilities']>, rows: readonly Partial<Taken>[]) => {
    const seen: unknown[] = [];
    const { channel } = desk.platform;
    const noting: Channel = {
      ...{ name: channel.name, capabilities: { ...channel.capabilities, ...capabilities }, changeCard: () => Promise.resolve(SENT) },
      sendText: ({ mayBeRecalled = false }) => Promise.resolve(seen.push(['text', mayBeRecalled])).then(() => SENT),
      sendCard: ({ mayBeRecalled = false }) => Promise.resolve(seen.push(['card', mayBeRecalled])).then(() => SENT),
      recallText: ({ key }) => Promise.resolve(seen.push(['recall', key])).then(() => SENT),
    };
    for (const one of rows) expect(await chatPostman(noting).carry(row(one))).toEqual(SENT);
    return seen;
  };

  it('says of reminders only that they may be taken back, and only where they can', async () => {
    const rows: Partial<Taken>[] = [{}, { card }, { kind: 'text' }, { kind: 'notice' }, { kind: 'card', card }, { kind: 'recall', text: null, recalls: 3 }];
    expect(await carried({ recallText: true }, rows)).toEqual([['text', true], ['card', true], ['text', false], ['text', false], ['card', false], ['recall', 'out-3']]);
    expect(await carried({ recallText: false }, rows.slice(0, 2))).toEqual([['text', false], ['card', false]]);
  });

  it('takes nothing back on a channel that has no such thing', async () => {
    const simulator = new SimulatorChannel({} as never);
    expect(simulator.capabilities.recallText).toBe(false);
    expect(await chatPostman(simulator).carry(row({ kind: 'recall', text: null, recalls: 3 }))).toEqual(SENT);
    expect(chatPostman(simulator).repeatable).toContain('recall');
  });
});
