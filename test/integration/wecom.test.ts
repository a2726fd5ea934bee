import { randomUUID } from 'node:crypto';
import { MediaGone } from '../../src/channels/port/platform.js';
import { approval } from '../peers/dingtalk/desk.js';
import { keysOf, optionsOf, type Fields } from '../peers/wecom/cards.js';
import { until, WecomDesk } from '../peers/wecom/desk.js';
import { APP_KEYS } from '../peers/wecom/peer.js';
import type { Card } from '../../src/terms/card.js';

let desk: WecomDesk;
const peer = () => desk.peer;
const chat = (userid: string) => peer().office.of(userid);
const last = (userid: string) => {
  const found = chat(userid).at(-1);
  if (found === undefined) throw new Error(`nothing lies with ${userid}`);
  return found;
};
const words = (card: Fields | null): string => JSON.stringify(card);
const done = (): Card => approval({ state: 'done', buttons: [], facts: [{ label: '编号', value: 'LH-20260302-0001' }, { label: '结果', value: '已由 褚云 于 10:30 同意' }] });

afterEach(async () => {
  expect([...peer().violations, ...peer().office.cuts, ...peer().bot.cuts]).toEqual([]);
  await desk.close();
});

describe('the app', () => {
  beforeEach(async () => {
    desk = await WecomDesk.open({ bot: 'none' });
  });

  it('sends texts, long ones in pieces that are each sent once', async () => {
    expect(await desk.text('staff1', '请问是哪个项目?')).toEqual({ result: 'sent' });
    const long = Array.from({ length: 100 }, (_, line) => `第 ${line} 行:客户反映厨房漏水,请尽快联系。`).join('\n');
    peer().office.messages.length = 0;
    peer().refuses('message/send', -1);
    expect(await desk.text('staff1', long, null, 'out-7')).toMatchObject({ result: 'later', retryAfterMs: 1000 });
    expect(await desk.text('staff1', long, null, 'out-7')).toEqual({ result: 'sent' });
    expect(chat('staff1').map((one) => one.text).join('\n')).toBe(long);
    expect(chat('staff1').length).toBeGreaterThan(1);
  });

  it('renews a token that is refused or has ended, once, and fetches one for many calls', async () => {
    await Promise.all(Array.from({ length: 10 }, (_, index) => desk.text('staff1', `第 ${index} 条`)));
    expect(peer().office.tokensGiven).toBe(1);
    peer().office.expiresTokens();
    expect(await desk.text('staff1', '二')).toEqual({ result: 'sent' });
    for (const code of [42001, 40001]) {
      peer().refuses('message/send', code);
      expect(await desk.text('staff1', String(code))).toEqual({ result: 'sent' });
    }
    expect(chat('staff1')).toHaveLength(13);
    peer().refuses('message/send', 40014);
    peer().refuses('message/send', 40014);
    expect(await desk.text('staff1', '三')).toMatchObject({ result: 'later' });
  });

  it.each([
    [45009, 'later', '过于频繁'],
    [45033, 'later', '同时调用过多'],
    [-1, 'later', '繁忙'],
    [60020, 'later', '企业可信IP'],
    [48002, 'later', '权限'],
    [81013, 'never', '可见范围'],
    [60111, 'never', '不存在'],
    [40058, 'never', '参数'],
    [99999, 'later', '99999'],
  ])('%i is %s, and says what to mend', async (code, result, mend) => {
    peer().refuses('message/send', code);
    expect(await desk.text('staff1', '您好')).toMatchObject({ result, error: expect.stringContaining(mend) });
  });

  it('tells what surely did not leave from what nobody knows', async () => {
    await desk.text('staff1', '一');
    for (const how of ['cut', 'html'] as const) {
      peer().nextGoesWrong('message/send', how);
      await expect(desk.text('staff1', how)).rejects.toThrow(/no answer|outcome unknown/);
    }
    peer().office.expiresTokens();
    peer().refuses('message/send', 42001);
    peer().nextGoesWrong('gettoken', 'cut');
    expect(await desk.text('staff1', '二')).toMatchObject({ result: 'later', error: expect.stringContaining('连不上') });
    await peer().close();
    expect(await desk.text('staff1', '三')).toMatchObject({ result: 'later', error: expect.stringContaining('ECONNREFUSED') });
    expect(chat('staff1').map((one) => one.text)).toEqual(['一', 'cut', 'html']);
  });

  it('says whom it cannot reach although the call is fine', async () => {
    expect(await desk.text('gone', '您好')).toMatchObject({ result: 'never' });
    expect(await desk.text('nobody', '您好')).toMatchObject({ result: 'never', error: expect.stringContaining('找不到') });
    expect(await desk.text('g1', '您好')).toMatchObject({ result: 'never', error: expect.stringContaining('智能机器人') });
  });

  it('never lets more than thirty a minute go to one member: the platform would drop them without a word', async () => {
    const results = await Promise.all(Array.from({ length: 34 }, (_, index) => desk.text('staff1', `第 ${index} 条`)));
    expect(results.filter((one) => one.result === 'sent')).toHaveLength(30);
    expect(results.filter((one) => one.result === 'later' && (one.retryAfterMs ?? 0) > 1000)).toHaveLength(4);
    expect(await desk.text('finance1', '您好')).toEqual({ result: 'sent' });
  });

  it('sends a card once, whatever becomes of the answer', async () => {
    const { id } = await desk.card('finance1', approval());
    expect((await desk.card('finance1', approval(), { cardId: id })).result).toBe('sent');
    const other = randomUUID();
    peer().nextGoesWrong('message/send', 'cut');
    await expect(desk.card('finance1', approval({ title: '二' }), { cardId: other })).rejects.toThrow();
    expect((await desk.card('finance1', approval({ title: '二' }), { cardId: other })).result).toBe('sent');
    expect(chat('finance1')).toHaveLength(2);
    expect(words(last('finance1').card)).toContain('二');
  });

  it('draws within the lengths, the rest in a text before the card, and every button is reached', async () => {
    const buttons = Array.from({ length: 18 }, (_, index) => ({ action: `act:LH-20260302-0001:a${index}`, label: `第 ${index} 项很长很长的按钮名称`, input: null }));
    const facts = Array.from({ length: 20 }, (_, index) => ({ label: index === 3 ? '很长的标签名称' : `标签${index}`, value: '客户反映厨房水管爆裂、地板泡坏'.repeat(index % 4) || '是' }));
    const long = approval({ title: '投诉 LH-20260302-0001 '.repeat(5), facts, buttons, basis: Array.from({ length: 12 }, (_, index) => `LF-A${index}`) });
    expect((await desk.card('finance1', long)).result).toBe('sent');
    const [text, card] = [chat('finance1').at(-2), last('finance1')];
    for (const { label, value } of facts) expect(`${text?.text ?? ''}${words(card.card)}`).toContain(value === '' ? label : value);
    const drawn = card.card ?? {};
    expect([...keysOf(drawn), ...optionsOf(drawn).map((one) => one['id'])].filter((key) => key !== '~chosen').sort()).toEqual(buttons.map((one) => one.action).sort());
    peer().office.cuts.length = 0;
    // A second attempt does not say the text again.
    const cardId = randomUUID();
    peer().office.messages.length = 0;
    const [first] = [desk.card('finance1', long, { cardId, key: 'out-9' })];
    await first;
    await desk.card('finance1', long, { cardId, key: 'out-9' });
    expect(chat('finance1').filter((one) => one.card === null)).toHaveLength(1);
  });
});

describe('cards of the app change', () => {
  beforeEach(async () => {
    desk = await WecomDesk.open({ bot: 'none' });
  });

  it('by the code of the send once, then in words', async () => {
    const { id } = await desk.card('finance1', approval());
    expect(await desk.changes(id, done())).toEqual({ result: 'sent' });
    expect(words(last('finance1').card)).toContain('已由 褚云 于 10:30 同意');
    expect(keysOf(last('finance1').card ?? {})).toEqual([]);
    expect(await desk.changes(id, { ...done(), title: '改过的标题' }, 3)).toEqual({ result: 'sent' });
    expect(last('finance1').text).toContain('已由 褚云 于 10:30 同意');
    // Drawn as it already looks: nothing is sent.
    const before = peer().calls.length;
    expect(await desk.changes(id, { ...done(), title: '改过的标题' }, 4)).toEqual({ result: 'sent' });
    expect(peer().calls).toHaveLength(before);
  });

  it('the last code is kept for the end while only what is shown changes', async () => {
    const { id } = await desk.card('finance1', approval());
    const shown = approval({ facts: [{ label: '编号', value: 'LH-20260302-0001' }, { label: '已同意', value: '1 人' }] });
    expect(await desk.changes(id, shown)).toEqual({ result: 'sent' });
    expect(last('finance1').redrawn).toBe(0);
    expect(await desk.changes(id, done(), 3)).toEqual({ result: 'sent' });
    expect(last('finance1').redrawn).toBe(1);
  });

  it('by the code of each tap, and the tapper sees it at once', async () => {
    const { id } = await desk.card('finance1', approval());
    const message = last('finance1');
    desk.door.answer = () => Promise.resolve({ accepted: true, message: '已同意', card: done() });
    expect((await peer().taps('finance1', message, 'approve')).status).toBe(200);
    expect([message.redrawn, words(message.card)]).toEqual([1, expect.stringContaining('已由 褚云')]);
    expect(desk.door.taps).toMatchObject([{ cardId: id, action: 'approve', account: 'app', sender: { id: 'finance1', encrypted: false } }]);
    expect(await desk.changes(id, done())).toEqual({ result: 'sent' });
    expect(message.redrawn).toBe(2);
    // The tap's code was spent, the one of the send is left.
    expect(await desk.changes(id, { ...done(), state: 'void' }, 3)).toEqual({ result: 'sent' });
    expect([message.redrawn, chat('finance1').length]).toEqual([3, 1]);
  });

  it('a code whose fate nobody knows is tried again; a dead one is said in words', async () => {
    const { id } = await desk.card('finance1', approval());
    peer().nextGoesWrong('message/update_template_card', 'cut');
    await expect(desk.changes(id, done())).rejects.toThrow();
    expect(await desk.changes(id, done())).toEqual({ result: 'sent' });
    expect(chat('finance1').map((one) => one.redrawn)).toEqual([1, 0]);
    const second = await desk.card('finance1', approval({ title: '二' }));
    peer().passes(73 * 3_600_000);
    expect(await desk.changes(second.id, done())).toEqual({ result: 'sent' });
    expect(last('finance1').text).toContain('已由 褚云');
  });

  it('a busy platform costs no code', async () => {
    const { id } = await desk.card('finance1', approval());
    peer().refuses('message/update_template_card', 45009);
    expect(await desk.changes(id, done())).toMatchObject({ result: 'later', retryAfterMs: 60_000 });
    expect(await desk.changes(id, done())).toEqual({ result: 'sent' });
    expect(chat('finance1')).toHaveLength(1);
  });

  it('a refused tap changes nothing and is answered in a line, once though the platform repeats it', async () => {
    await desk.card('finance1', approval());
    const message = last('finance1');
    desk.door.answer = () => Promise.resolve({ accepted: false, message: '请直接回复驳回的理由。', card: null });
    await peer().taps('finance1', message, 'reject', { times: 3 });
    await until(() => chat('finance1').length > 1);
    await desk.platform.stop();
    expect([message.redrawn, chat('finance1').map((one) => one.text)]).toEqual([0, [null, '请直接回复驳回的理由。']]);
    expect(new Set(desk.door.taps.map((one) => one.key)).size).toBe(1);
  });

  it('what is chosen in the list beside the buttons is what was tapped', async () => {
    const buttons = Array.from({ length: 8 }, (_, index) => ({ action: `a${index}`, label: `动作 ${index}`, input: null }));
    await desk.card('finance1', approval({ buttons }));
    await peer().taps('finance1', last('finance1'), '~chosen', { chosen: 'a6' });
    expect(desk.door.taps).toMatchObject([{ action: 'a6' }]);
  });
});

describe('the callback of the app', () => {
  beforeEach(async () => {
    desk = await WecomDesk.open({ bot: 'none' });
  });

  it('proves its address', async () => {
    expect(await peer().verifies('app')).toBe(true);
    const { query, sealed } = peer().signed(APP_KEYS, 'plus');
    expect(await desk.asks('wecom/app', { ...query, echostr: sealed.replaceAll('+', ' ') }, '', 'GET')).toMatchObject({ status: 200, body: 'plus' });
  });

  it('takes a message once under its id, whatever is repeated', async () => {
    const answers = [await peer().says('staff1', '3-2-1501 漏水,要求赔八千', { id: '6972028683187026694', times: 3 })];
    expect(answers).toEqual([expect.objectContaining({ status: 200, body: '' })]);
    expect(desk.door.messages).toMatchObject([{ key: 'app:6972028683187026694', text: '3-2-1501 漏水,要求赔八千', chat: { kind: 'private', id: 'staff1' }, account: 'app' }]);
  });

  it('says at once that nothing can be taken now', async () => {
    desk.door.away = true;
    expect(peer().passiveText(await peer().says('staff1', '漏水'))).toBe('暂时无法登记,请稍后再发。');
    expect(desk.door.messages).toEqual([]);
  });

  it('says so too to whoever taps then, with no token from the store; where that fails the platform calls again', async () => {
    await desk.card('finance1', approval());
    const message = last('finance1');
    desk.door.away = true;
    desk.store.token = () => Promise.reject(new Error('database away'));
    expect(await peer().taps('finance1', message, 'approve')).toMatchObject({ status: 200, body: '' });
    peer().office.expiresTokens();
    expect(await peer().taps('finance1', message, 'approve')).toMatchObject({ status: 200, body: '' });
    expect(chat('finance1').map((one) => one.text)).toEqual([null, '暂时无法登记,请稍后再发。', '暂时无法登记,请稍后再发。']);
    peer().refuses('message/send', 45009);
    await expect(peer().taps('finance1', message, 'approve')).rejects.toThrow('database away');
    expect([desk.door.taps, message.redrawn]).toEqual([[], 0]);
  });

  it('refuses and counts what is not for it', async () => {
    const xml = '<xml><ToUserName>ww1436e0e65a779aee</ToUserName><FromUserName>a</FromUserName><MsgType>text</MsgType><Content>x</Content><MsgId>1</MsgId><AgentID>1000002</AgentID></xml>';
    const { query, sealed } = peer().signed(APP_KEYS, xml);
    const body = (encrypt: string): string => `<xml><Encrypt><![CDATA[${encrypt}]]></Encrypt></xml>`;
    const refusedFor = async (asked: Readonly<Record<string, string>>, text: string | Buffer): Promise<string | undefined> => (await desk.asks('wecom/app', asked, text)).refused;
    expect(await refusedFor(query, body(sealed))).toBeUndefined();
    expect(await refusedFor({ ...query, msg_signature: '0'.repeat(40) }, body(sealed))).toBe('signature');
    expect(await refusedFor({}, body(sealed))).toBe('malformed');
    expect(await refusedFor(query, xml)).toBe('malformed');
    expect(await refusedFor(query, '<!DOCTYPE x [<!ENTITY e "x">]><xml><Encrypt>&e;</Encrypt></xml>')).toBe('malformed');
    expect(await refusedFor(query, Buffer.alloc(1024 * 1024 + 1, 'x'))).toBe('oversized');
    const other = peer().signed({ ...APP_KEYS, receiveId: 'wwother' }, xml);
    expect(await refusedFor(other.query, body(other.sealed))).toBe('receiver');
    const agent = peer().signed(APP_KEYS, xml.replace('1000002', '1000003'));
    expect(await refusedFor(agent.query, body(agent.sealed))).toBe('receiver');
    peer().passes(-11 * 60_000);
    const stale = peer().signed(APP_KEYS, xml);
    peer().passes(11 * 60_000);
    expect(await refusedFor(stale.query, body(stale.sealed))).toBe('stale');
    expect(desk.door.messages).toHaveLength(1);
  });

  it('fetches pictures with the token of the app, and says what is gone', async () => {
    await peer().sendsPicture('staff1', Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'));
    const [ref] = desk.door.messages[0]?.media ?? [];
    if (ref === undefined) throw new Error('no picture');
    peer().office.expiresTokens();
    expect(await desk.platform.media(ref)).toMatchObject({ name: 'photo.png', body: expect.any(Buffer) });
    await expect(desk.platform.media({ ...ref, ref: { ...ref.ref, mediaId: 'expired' } })).rejects.toThrow(MediaGone);
  });

  it('tells who has left', async () => {
    await peer().tellApp('sys', '<MsgType>event</MsgType><Event>change_contact</Event><ChangeType>delete_user</ChangeType><UserID>finance1</UserID>');
    expect(desk.door.changes).toMatchObject([{ kind: 'person-left', userId: 'finance1' }]);
  });
});

describe('people and sign-in', () => {
  beforeEach(async () => {
    desk = await WecomDesk.open({ bot: 'none' });
  });

  it('lists each member once, leavers as such, and nothing where the list broke off', async () => {
    peer().office.hires('lisi', '李四', { departments: [1, 2] });
    peer().office.hires('old', '旧人', { status: 5 });
    expect((await desk.platform.directory.people()).map(({ userId, name, active }) => [userId, name, active]).sort()).toEqual([
      ['finance1', '褚云', true],
      ['lisi', '李四', true],
      ['old', '旧人', false],
      ['staff1', '赵敏', true],
    ]);
    peer().refuses('user/list', 60011);
    await expect(desk.platform.directory.people()).rejects.toThrow('60011');
  });

  it('lets in whose code it is, once, and no customer', async () => {
    const { signIn } = desk.platform;
    expect(signIn.address({ state: 'ab12', redirectUri: 'https://kesu.example.cn/in', inside: true })).toMatch(/^https:\/\/open\.weixin\.qq\.com\/connect\/oauth2\/authorize\?appid=ww1436e0e65a779aee&redirect_uri=https%3A%2F%2Fkesu\.example\.cn%2Fin&state=ab12&.*#wechat_redirect$/);
    expect(signIn.address({ state: 'ab12', redirectUri: 'https://kesu.example.cn/in', inside: false })).toContain('login.work.weixin.qq.com');
    peer().office.codes.set('c1', 'staff1').set('c2', null);
    expect(await signIn.whoIs('c1', true)).toEqual({ userId: 'staff1' });
    expect(await signIn.whoIs('c1', true)).toBeNull();
    expect(await signIn.whoIs('c2', true)).toBeNull();
  });
});


describe('what doctor finds', () => {
  const found = async () => {
    const states: Record<string, unknown> = {};
    for (const step of desk.platform.checks) states[step.name] = await step.run();
    return states;
  };

  it('everything in order: token, app, directory, both addresses, a message', async () => {
    desk = await WecomDesk.open({ bot: 'callback', environment: { WECOM_TEST_USER: 'staff1' }, publicUrl: (made) => made.url });
    const states = await found();
    expect(Object.keys(states)).toEqual(['访问凭证', '应用与可见范围', '通讯录权限', '自建应用回调地址', '测试消息', '智能机器人回调地址']);
    for (const state of Object.values(states)) expect(state).toMatchObject({ state: 'good' });
    expect(chat('staff1').map((one) => one.text)).toEqual([expect.stringContaining('自检')]);
  });

  it('each failure with the code and the menu that mends it', async () => {
    desk = await WecomDesk.open({ environment: { WECOM_APP_SECRET: 'wrong' }, publicUrl: () => 'http://127.0.0.1:9' });
    const states = await found();
    expect(states['访问凭证']).toMatchObject({ state: 'bad', code: '40001', mend: expect.stringContaining('WECOM_APP_SECRET') });
    expect(states['自建应用回调地址']).toMatchObject({ state: 'bad', mend: expect.stringContaining('接收消息') });
    expect(states['测试消息']).toMatchObject({ state: 'skipped' });
    expect(states['智能机器人长连接']).toMatchObject({ state: 'bad', mend: expect.stringContaining('长连接') });
    expect(peer().bot.heard).toEqual([]);
    await desk.close();
    desk = await WecomDesk.open({ bot: 'none', environment: { WECOM_TEST_USER: 'gone' }, publicUrl: () => 'http://127.0.0.1:9' });
    peer().refuses('department/list', 60020);
    peer().refuses('agent/get', 301002);
    const others = await found();
    expect(others['通讯录权限']).toMatchObject({ state: 'bad', code: '60020', mend: expect.stringContaining('企业可信IP') });
    expect(others['应用与可见范围']).toMatchObject({ state: 'bad', code: '301002', mend: expect.stringContaining('WECOM_AGENT_ID') });
    expect(others['测试消息']).toMatchObject({ state: 'bad', code: '81013', mend: expect.stringContaining('可见范围') });
  });
});
