import type { Card } from '../../src/terms/card.js';
import { approval } from '../peers/dingtalk/desk.js';
import { AGENT, SECRET, CORP, type AppMessage } from '../peers/wecom/office.js';
import { WecomDesk } from '../peers/wecom/desk.js';
import type { Fields } from '../peers/wecom/cards.js';

/** Copies of one card with several people: which code redraws which, and what a change that is no end is worth. */
let desk: WecomDesk;
const office = () => desk.peer.office;
const chat = (userid: string) => office().of(userid);
const cardOf = (userid: string): AppMessage => {
  const found = chat(userid).find((one) => one.card !== null);
  if (found === undefined) throw new Error(`no card lies with ${userid}`);
  return found;
};
const count = (votes: number): Card['facts'][number] => ({ label: '投票进度', value: `${votes}票同意、0票反对` });
const voted = (votes: number, result: string): Card => approval({ state: 'done', buttons: [], facts: [{ label: '编号', value: 'LH-20260302-0001' }, count(votes), { label: '结果', value: result }] });
const WAITS = '已由 赵敏 于 10:30 同意,等待其他人';
const PASSED = '已于 11:00 表决通过:3票同意';

beforeEach(async () => {
  desk = await WecomDesk.open({ bot: 'none' });
});
afterEach(async () => {
  expect([...office().cuts]).toEqual([]);
  await desk.close();
});

it('WeCom refuses a code that is nobody’s, that was used, and changes nothing of a copy that is another’s', async () => {
  office().hires('lisi', '李四');
  await desk.card('finance1', approval());
  const { access_token: token } = office().answer('gettoken', { corpid: CORP, corpsecret: SECRET }, {});
  const update = (response_code: string, userids: readonly string[]): Fields => {
    const card = { card_type: 'text_notice', main_title: { title: '已同意' }, card_action: { type: 1, url: 'https://kesu.example.cn' } };
    return office().answer('message/update_template_card', { access_token: String(token) }, { agentid: AGENT, userids, response_code, template_card: card });
  };
  expect(update('code-of-nobody', ['finance1'])).toMatchObject({ errcode: 40058 });
  const code = office().codeFor(cardOf('finance1'));
  expect(update(code, ['finance1'])).toMatchObject({ errcode: 0, invaliduser: [] });
  expect(update(code, ['finance1'])).toMatchObject({ errcode: 40058 });
  expect([office().deadCodes, office().violations]).toEqual([2, []]);
  expect(update(office().codeFor(cardOf('finance1')), ['lisi'])).toMatchObject({ errcode: 0, invaliduser: ['lisi'] });
  expect([cardOf('finance1').redrawn, office().violations]).toEqual([1, [expect.stringContaining('finance1')]]);
});

it('the copies of two people are each redrawn by the code of their own', async () => {
  const first = await desk.card('finance1', approval());
  const second = await desk.card('staff1', approval());
  expect(await desk.changes(second.id, voted(3, PASSED), 2, 'staff1')).toEqual({ result: 'sent' });
  expect([cardOf('staff1').redrawn, cardOf('finance1').redrawn]).toEqual([1, 0]);
  expect(await desk.changes(first.id, voted(3, PASSED))).toEqual({ result: 'sent' });
  expect([cardOf('staff1').redrawn, cardOf('finance1').redrawn, office().deadCodes, office().violations]).toEqual([1, 1, 0, []]);
});

it('a count on the copy of who has voted costs nothing, the end is drawn, and when no code is left it is said in one line', async () => {
  const { id } = await desk.card('staff1', approval());
  desk.door.answer = () => Promise.resolve({ accepted: true, message: '已同意', card: voted(1, WAITS) });
  await desk.peer.taps('staff1', cardOf('staff1'), 'approve');
  const changes = async (version: number, card: Card): Promise<readonly [number, readonly (string | null)[]]> => {
    expect(await desk.changes(id, card, version, 'staff1')).toEqual({ result: 'sent' });
    return [cardOf('staff1').redrawn, chat('staff1').slice(1).map((one) => one.text)];
  };
  expect(await changes(2, voted(1, WAITS))).toEqual([2, []]);
  expect(await changes(3, voted(2, WAITS))).toEqual([2, []]);
  expect(await changes(4, voted(3, PASSED))).toEqual([3, []]);
  expect(await changes(5, voted(4, PASSED))).toEqual([3, []]);
  const ended = { ...voted(4, `${PASSED};本次审批已作废`), state: 'void' } as const;
  expect(await changes(6, ended)).toEqual([3, [expect.stringContaining('本次审批已作废')]]);
  expect(await changes(7, { ...ended, basis: ['LF-A6'] })).toEqual([3, [expect.stringContaining('本次审批已作废')]]);
});
