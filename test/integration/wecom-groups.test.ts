import { approval } from '../peers/dingtalk/desk.js';
import { GROUP, WecomDesk } from '../peers/wecom/desk.js';
import type { GroupFounder, GroupToFound } from '../../src/channels/port/platform.js';

let desk: WecomDesk;
const groups = () => desk.peer.office.groups;
const founder = (): GroupFounder => {
  const { founder: found } = desk.platform;
  if (found === undefined) throw new Error('nobody makes groups');
  return found;
};
const wanted = (more: Partial<GroupToFound> = {}): GroupToFound => ({ key: 'c1:p1:2026-03-02', title: '滨江一号投诉处理群', owner: 'staff1', members: ['finance1', 'STAFF1'], ...more });
/** Founds one, known to our directory as `made`. */
const made = async (): Promise<string> => {
  const founded = await founder().found(wanted());
  if (!founded.ok) throw new Error(founded.message);
  desk.store.chats.set('made', { kind: 'group', id: founded.value.id });
  return founded.value.id;
};
const said = () => [...groups().chats.values()].flatMap((one) => one.messages);

afterEach(async () => {
  expect([...desk.peer.violations, ...desk.peer.office.cuts]).toEqual([]);
  await desk.close();
});

describe('a group the app makes', () => {
  beforeEach(async () => {
    desk = await WecomDesk.open({ bot: 'none' });
  });

  it('has its owner and members once each, and is made once under its key, whatever becomes of the answer', async () => {
    const id = await made();
    expect(groups().chats.get(id)).toMatchObject({ name: '滨江一号投诉处理群', owner: 'staff1', userlist: ['finance1', 'staff1'] });
    expect(await founder().found(wanted())).toEqual({ ok: true, value: { id } });
    desk.peer.nextGoesWrong('appchat/create', 'cut');
    await expect(founder().found(wanted({ key: 'other' }))).rejects.toThrow('no answer');
    expect(await founder().found(wanted({ key: 'other' }))).toMatchObject({ ok: true });
    expect([groups().chats.size, founder().isOurs(id), founder().isOurs(GROUP)]).toEqual([2, true, false]);
    expect(await founder().found(wanted({ key: 'long', title: '很长的项目名称'.repeat(10) }))).toMatchObject({ ok: true });
  });

  it('is refused in words that say what to mend', async () => {
    expect(await founder().found(wanted({ members: [] }))).toMatchObject({ ok: false, message: expect.stringContaining('至少要有两个人') });
    expect(await founder().found(wanted({ members: ['stranger'] }))).toMatchObject({ ok: false, message: expect.stringContaining('86007') });
    desk.peer.refuses('appchat/create', 60011);
    expect(await founder().found(wanted())).toMatchObject({ ok: false, message: expect.stringMatching(/根部门.*60011.*可见范围/) });
  });

  it('loses who has left, its owner included, and nobody else', async () => {
    desk.peer.office.hires('lisi', '李四');
    const founded = await founder().found(wanted({ members: ['finance1', 'lisi'] }));
    const id = founded.ok ? founded.value.id : '';
    expect(await founder().keepOnly(id, () => true)).toBe(0);
    expect(await founder().keepOnly(id, (user) => user !== 'staff1')).toBe(1);
    expect(groups().chats.get(id)).toMatchObject({ owner: 'finance1', userlist: ['finance1', 'lisi'] });
    groups().chats.clear();
    expect(await founder().keepOnly(id, () => false)).toBe(0);
    desk.peer.refuses('appchat/get', 45009);
    await expect(founder().keepOnly(id, () => false)).rejects.toThrow('45009');
  });

  it('is spoken to first: in order, in pieces, with a mention of whom it is for, thirty a minute', async () => {
    await made();
    expect(await desk.text('made', '投诉已结案', 'finance1')).toEqual({ result: 'sent' });
    const long = Array.from({ length: 100 }, (_, line) => `第 ${line} 行:请尽快联系客户。`).join('\n');
    desk.peer.refuses('appchat/send', -1);
    expect(await desk.text('made', long, 'finance1', 'out-7')).toMatchObject({ result: 'later' });
    expect(await desk.text('made', long, 'finance1', 'out-7')).toEqual({ result: 'sent' });
    expect(said()[0]).toEqual({ text: '投诉已结案', mentioned: ['finance1'] });
    expect(said().slice(1).map(({ text }) => text).join('\n')).toBe(long);
    expect(said().slice(1).map(({ mentioned }) => mentioned.length)).toEqual([1, ...said().slice(2).map(() => 0)]);
    const results = await Promise.all(Array.from({ length: 30 }, (_, index) => desk.text('made', `第 ${index} 条`)));
    expect(results.filter((one) => one.result === 'later' && (one.retryAfterMs ?? 0) > 1000)).toHaveLength(4);
    // One of the thirty was refused.
    expect(said()).toHaveLength(29);
  });

  it('takes no card: its words stand there, say where it can be answered, and end in silence', async () => {
    await made();
    const { id, result } = await desk.card('made', approval());
    expect(result).toBe('sent');
    expect(said()).toEqual([{ text: '赔付审核 · 财务总监\n编号:LH-20260302-0001\n事由:厨房漏水\n请在和我的单聊里办理。', mentioned: [] }]);
    expect(await desk.changes(id, approval({ state: 'done', buttons: [] }), 2, 'made')).toEqual({ result: 'sent' });
    expect(said()).toHaveLength(1);
  });

  it('that is gone, or of somebody else, is given up with the reason', async () => {
    const id = await made();
    groups().foreign.add(id);
    expect(await desk.text('made', '您好')).toMatchObject({ result: 'never', error: expect.stringContaining('不是本应用创建') });
    groups().foreign.clear();
    groups().chats.clear();
    expect(await desk.text('made', '您好')).toMatchObject({ result: 'never', error: expect.stringContaining('已解散') });
    expect(await desk.text('g1', '您好')).toMatchObject({ result: 'never', error: expect.stringContaining('没有接入智能机器人') });
  });
});

describe('where the bot may only answer', () => {
  it('the app says it in the group it made for the same project, and in the person’s own chat', async () => {
    desk = await WecomDesk.open({ bot: 'callback' });
    const id = await made();
    expect(await desk.text('g1', '投诉已结案')).toMatchObject({ result: 'later', error: expect.stringContaining('不能主动发言') });
    desk.store.beside.set('g1', [GROUP, id]);
    expect(await desk.text('g1', '投诉已结案', 'staff1')).toEqual({ result: 'sent' });
    expect((await desk.card('g1', approval())).result).toBe('sent');
    expect(said().map(({ text, mentioned }) => [text.split('\n')[0], mentioned])).toEqual([['投诉已结案', ['staff1']], ['赔付审核 · 财务总监', []]]);
    expect(said().map(({ text }) => text.includes('这个群里我听不到'))).toEqual([true, false]);
    // Asked in the group, the bot answers there.
    await desk.peer.botIsCalled('staff1', '漏水', { group: GROUP });
    await desk.remembersReply();
    expect(await desk.text('g1', '请问业主怎么称呼?', 'staff1')).toEqual({ result: 'sent' });
    expect(desk.peer.bot.of(GROUP).map(({ text }) => text)).toEqual(['请问业主怎么称呼?']);
    await desk.peer.botIsCalled('staff1', '你好');
    await desk.remembersReply();
    for (const text of ['一', '二']) expect(await desk.text('staff1', text)).toEqual({ result: 'sent' });
    expect([desk.peer.bot.of('staff1').map(({ text }) => text), desk.peer.office.of('staff1').map(({ text }) => text)]).toEqual([['一'], ['二']]);
  });

  it('and where nobody has spoken to it yet', async () => {
    desk = await (await WecomDesk.open()).connected();
    const id = await made();
    expect(await desk.text('g1', '投诉已结案')).toMatchObject({ result: 'never', error: expect.stringContaining('93006') });
    desk.store.beside.set('g1', [id]);
    expect(await desk.text('g1', '投诉已结案')).toEqual({ result: 'sent' });
    expect(said().map(({ text }) => text)).toEqual(['投诉已结案']);
  });
});
