import type { Card } from '../../src/terms/card.js';
import { approval, DingtalkDesk } from '../peers/dingtalk/desk.js';
import { APP } from '../peers/dingtalk/peer.js';

/** A card that does not get through reaches its person as a work notice, in words; the rest of the house goes on as if it lay there. */
let desk: DingtalkDesk;
const peer = () => desk.peer;
const opened = async (environment: Readonly<Record<string, string>> = {}): Promise<void> => {
  desk = await DingtalkDesk.open({ DINGTALK_AGENT_ID: String(APP.agentId), ...environment });
};
const said = () => peer().outbox.said.map(({ where, how, text }) => [where, how, text]);
const calls = (path: RegExp): number => peer().calls.filter((one) => path.test(one)).length;
const done: Card = approval({ state: 'done', buttons: [], facts: [{ label: '结果', value: '已由 褚云 于 10:30 同意' }] });

afterEach(async () => {
  expect(peer().violations).toEqual([]);
  await desk.close();
});

const IN_WORDS = /^【赔付审核 · 财务总监】\n编号:LH-20260302-0001\n事由:厨房漏水\n依据:LF-A5\n请打开机器人的单聊回复:LH-20260302-0001 同意 \/ LH-20260302-0001 驳回 原因\n\(out-[0-9a-f]{8}\)$/;

it.each([
  ['the template is missing', () => opened({ DINGTALK_CARD_TEMPLATE_ID: 'gone.schema' })],
  ['the template was never published', () => opened().then(() => peer().refuses(/createAndDeliver/, 'param.templateUnpublished'))],
  ['the robot is stopped', () => opened().then(() => peer().refuses(/createAndDeliver/, 'robot.bot.stopped'))],
  ['the app may send no cards', () => opened().then(() => peer().refuses(/createAndDeliver/, 'Forbidden.AccessDenied.AccessTokenPermissionDenied'))],
  ['the robot has no chat with him', () => opened().then(() => void peer().cards.unreachable.add('IM_ROBOT.finance1'))],
  ['the card is refused for what nobody knows', () => opened().then(() => peer().refuses(/createAndDeliver/, 'param.somethingNew'))],
])('where %s: once, counted, and told in the log', async (_, happens) => {
  await happens();
  const { id, result } = await desk.card('finance1', approval());
  expect([result, said()]).toEqual(['sent', [['finance1', 'notice', expect.stringMatching(IN_WORDS)]]]);
  expect([desk.figures.refused, desk.complaints.filter((one) => one.includes('已改发工作通知')).length]).toEqual([['card-as-notice'], 1]);
  // What becomes of it has nothing to be drawn on, and is no fault.
  for (const version of [2, 3]) expect(await desk.platform.channel.changeCard({ companyId: 'c1', chatId: 'finance1', cardId: id, card: done, version })).toEqual({ result: 'sent' });
  expect([said().length, calls(/asyncsend_v2/), desk.figures.refused.length]).toEqual([1, 1, 1]);
});

it('whose answer got lost is sent again in the same words, which DingTalk shows once', async () => {
  await opened({ DINGTALK_CARD_TEMPLATE_ID: 'gone.schema' });
  const cardId = '11111111-2222-4333-8444-555555555555';
  peer().nextGoesWrong(/asyncsend_v2/, 'cut-after');
  await expect(desk.card('finance1', approval(), { cardId, key: 'out-7' })).rejects.toThrow('no answer');
  expect((await desk.card('finance1', approval(), { cardId, key: 'out-7' })).result).toBe('sent');
  expect([said().length, calls(/asyncsend_v2/)]).toEqual([1, 2]);
});

it('a long card is cut in its middle: what may be answered, and what tells it from others, stay', async () => {
  await opened({ DINGTALK_CARD_TEMPLATE_ID: 'gone.schema' });
  const facts = Array.from({ length: 40 }, (_, index) => ({ label: `事由${index}`, value: '客户反映"厨房"漏水,\n要求尽快处理' }));
  expect((await desk.card('finance1', approval({ facts }))).result).toBe('sent');
  expect(said()[0]?.[2]).toMatch(/…\n请打开机器人的单聊回复:同意 \/ 驳回 原因\n\(out-[0-9a-f]{8}\)$/);
});

it('none goes out for a moment’s trouble, into a group, to whom the company does not know, for unsafe words, or without an AgentId', async () => {
  await opened();
  peer().refuses(/createAndDeliver/, 'Forbidden.AccessDenied.QpsLimitForApi');
  expect((await desk.card('finance1', approval())).result).toBe('later');
  peer().refuses(/createAndDeliver/, 'robot.bot.stopped');
  expect((await desk.card('g1', approval())).result).toBe('later');
  expect((await desk.card('gone', approval())).result).toBe('never');
  for (const word of ['厨房', '赔付', 'LH-']) peer().cards.unsafe.add(word);
  expect((await desk.card('finance1', approval())).result).toBe('never');
  await desk.close();
  await opened({ DINGTALK_AGENT_ID: '', DINGTALK_CARD_TEMPLATE_ID: 'gone.schema' });
  expect((await desk.card('finance1', approval())).result).toBe('later');
  expect([said(), desk.figures.refused]).toEqual([[], []]);
});

it('where the notice is refused as well, the card is tried again if that can be mended, and a card that nobody knows is still said to be none', async () => {
  await opened({ DINGTALK_CARD_TEMPLATE_ID: 'gone.schema' });
  peer().refuses(/asyncsend_v2/, 40035);
  expect(await desk.platform.channel.sendCard({ companyId: 'c1', chatId: 'finance1', to: null, card: approval(), version: 1, key: 'out-1', at: 0, cardId: '11111111-2222-4333-8444-555555555555' })).toMatchObject({ result: 'later', error: expect.stringContaining('DINGTALK_CARD_TEMPLATE_ID') });
  expect(await desk.platform.channel.changeCard({ companyId: 'c1', chatId: 'finance1', cardId: '11111111-2222-4333-8444-555555555555', card: done, version: 2 })).toMatchObject({ result: 'never' });
  expect([said(), desk.figures.refused]).toEqual([[], []]);
});
