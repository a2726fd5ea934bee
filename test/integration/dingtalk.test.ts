import { trackOf } from '../../src/channels/dingtalk/encode.js';
import { NOT_NOW, replyKey } from '../../src/channels/port/arrival.js';
import { MediaGone } from '../../src/channels/port/platform.js';
import { cardSecret } from '../../src/channels/dingtalk/callbacks.js';
import { cardSign, openEvent, sealAnswer } from '../../src/channels/dingtalk/verify.js';
import { readConfiguration } from '../../src/platform/configuration/index.js';
import { approval, DingtalkDesk } from '../peers/dingtalk/desk.js';
import { APP } from '../peers/dingtalk/peer.js';

const GROUP = 'cidGroup+1/A==';
let desk: DingtalkDesk;
const opened = async (environment: Readonly<Record<string, string>> = {}): Promise<void> => {
  desk = await DingtalkDesk.open(environment);
};
const peer = () => desk.peer;
const shown = (id: string) => peer().cards.cards.get(trackOf(id));
const said = () => peer().outbox.said.map(({ where, how, text, pinged }) => [where, how, text, ...pinged]);

afterEach(async () => {
  expect(peer().violations).toEqual([]);
  await desk.close();
});

describe('texts', () => {
  it('reach people by the robot and groups by its own way', async () => {
    await opened();
    expect(await desk.text('staff1', '请问怎么称呼?')).toEqual({ result: 'sent' });
    expect(await desk.text('g1', '新投诉 LH-1')).toEqual({ result: 'sent' });
    expect(said()).toEqual([
      ['staff1', 'private', '请问怎么称呼?', 'staff1'],
      [GROUP, 'group', '新投诉 LH-1'],
    ]);
  });

  it('go into the running conversation while it lasts, and ping who is meant; after that by a card', async () => {
    await opened();
    const { sessionWebhook } = peer().message('staff1', GROUP, {});
    await desk.store.remember(replyKey({ kind: 'group', id: GROUP }), { webhook: String(sessionWebhook) }, Date.now() + 60_000);
    expect(await desk.text('g1', '请补充房号', 'staff1')).toEqual({ result: 'sent' });
    expect(said()).toEqual([[GROUP, 'session', '@staff1 请补充房号', 'staff1']]);
    peer().passes(91 * 60_000);
    expect(await desk.text('g1', '请补充电话', 'staff1', 'out-2')).toEqual({ result: 'sent' });
    const [card] = peer().cards.shownIn(`IM_GROUP.${GROUP}`);
    expect([card?.pinged, card?.params['body']]).toEqual([['staff1'], '**内容:** 请补充电话']);
    expect(await desk.store.recall(replyKey({ kind: 'group', id: GROUP }))).toBeNull();
    // Tried again under the same key it is the same card.
    expect(await desk.text('g1', '请补充电话', 'staff1', 'out-2')).toEqual({ result: 'sent' });
    expect(peer().cards.cards.size).toBe(1);
  });

  it('that somebody cannot get from the robot come as a work notice, never twice the same words', async () => {
    await opened({ DINGTALK_AGENT_ID: String(APP.agentId) });
    peer().outbox.unopened.add('staff1');
    expect(await desk.text('staff1', '请回访', null, 'out-1')).toEqual({ result: 'sent' });
    expect(await desk.text('staff1', '请回访', null, 'out-2')).toEqual({ result: 'sent' });
    expect(said().map(([, how, text]) => [how, text])).toEqual([
      ['notice', '请回访\n(out-1)'],
      ['notice', '请回访\n(out-2)'],
    ]);
  });

  it('that content screening refuses say which case they are about and how it is read, wherever they go', async () => {
    await opened();
    peer().outbox.unsafe.add('跳楼');
    peer().cards.unsafe.add('跳楼');
    const words = 'LH-20260302-0001 客户说要跳楼,请马上联系';
    for (const [chat, to, key] of [['staff1', null, 'a'], ['g1', null, 'b'], ['g1', 'staff1', 'c']] as const) expect(await desk.text(chat, words, to, `out-${key}`)).toEqual({ result: 'sent' });
    const { sessionWebhook } = peer().message('staff1', GROUP, {});
    await desk.store.remember(replyKey({ kind: 'group', id: GROUP }), { webhook: String(sessionWebhook) }, Date.now() + 60_000);
    expect(await desk.text('g1', words, 'staff1', 'out-d')).toEqual({ result: 'sent' });
    const shorter = 'LH-20260302-0001 有新消息,内容不便在这里显示,请发编号查看。';
    expect(said()).toEqual([['staff1', 'private', shorter, 'staff1'], [GROUP, 'group', shorter], [GROUP, 'session', `@staff1 ${shorter}`, 'staff1']]);
    expect(peer().cards.shownIn(`IM_GROUP.${GROUP}`).map((card) => [card.pinged, card.params['body']])).toEqual([[['staff1'], `**内容:** ${shorter}`]]);
    peer().outbox.unsafe.add('不便');
    expect(await desk.text('staff1', '跳楼')).toMatchObject({ result: 'never', error: expect.stringContaining('审核') });
  });

  it('to nobody are refused for good, to somebody who had too much later', async () => {
    await opened();
    expect(await desk.text('gone', '您好')).toMatchObject({ result: 'never', error: expect.stringContaining('不在本企业') });
    expect(await desk.text('nobody', '您好')).toMatchObject({ result: 'never', error: expect.stringContaining('没有和钉钉对应') });
    peer().outbox.flooded.add('staff1');
    expect(await desk.text('staff1', '您好')).toMatchObject({ result: 'later', retryAfterMs: 60_000 });
    peer().outbox.unopened.add('finance1');
    expect(await desk.text('finance1', '您好')).toMatchObject({ result: 'later', error: expect.stringContaining('打开机器人') });
    const group = peer().room.groups.get(GROUP);
    if (group) group.robot = false;
    expect(await desk.text('g1', '您好')).toMatchObject({ result: 'never', error: expect.stringContaining('机器人不在群里') });
    expect(said()).toEqual([]);
  });
});

describe('what DingTalk answers', () => {
  it('a token that it no longer takes is renewed once, and the message goes out once', async () => {
    await opened();
    await desk.text('staff1', '一');
    peer().expiresTokens();
    expect(await desk.text('staff1', '二')).toEqual({ result: 'sent' });
    expect([peer().tokensGiven.length, said().length]).toEqual([2, 2]);
    peer().refuses(/batchSend/, 'InvalidAuthentication', 2);
    expect(await desk.text('staff1', '三')).toMatchObject({ result: 'later', retryAfterMs: 1_800_000 });
    expect(desk.complaints.join()).toContain('DINGTALK_CLIENT_SECRET');
  });

  it('an address that is not let in as the token is fetched is told the administrator once, and what was to be said waits', async () => {
    await opened();
    peer().letsNobodyIn();
    for (const words of ['一', '二']) expect(await desk.text('staff1', words)).toMatchObject({ result: 'later', retryAfterMs: 1_800_000, error: expect.stringContaining('白名单') });
    expect([said(), desk.complaints.filter((one) => one.startsWith('error') && one.includes('白名单')).length]).toEqual([[], 1]);
  });

  it.each([
    ['Forbidden.AccessDenied.QpsLimitForApi', 'later', 1000],
    ['send.too.fast', 'later', 1000],
    ['Forbidden.AccessDenied.ApiCountLimitForOrg', 'later', 3_600_000],
    ['Forbidden.AccessDenied.AccessTokenPermissionDenied', 'later', 1_800_000],
    ['group.disbanded', 'never', undefined],
    ['something.new', 'never', undefined],
  ])('%s: %s', async (code, result, retryAfterMs) => {
    await opened();
    peer().refuses(/groupMessages/, code);
    expect(await desk.text('g1', '您好')).toMatchObject({ result, ...(retryAfterMs === undefined ? {} : { retryAfterMs }), error: expect.stringContaining(code) });
  });

  it('an answer that never came is unknown; a call that never went out is tried again', async () => {
    await opened();
    await desk.text('staff1', '一');
    peer().nextGoesWrong(/batchSend/, 'cut-after');
    await expect(desk.text('staff1', '二')).rejects.toThrow('no answer');
    peer().nextGoesWrong(/batchSend/, 'html');
    await expect(desk.text('staff1', '三')).rejects.toThrow('outcome unknown');
    const { url: closed } = peer();
    await desk.close();
    await opened({ DINGTALK_API_BASE_URL: closed, DINGTALK_OAPI_BASE_URL: closed });
    expect(await desk.text('staff1', '四')).toMatchObject({ result: 'later', error: expect.stringContaining('连不上(ECONNREFUSED)') });
  });

  it('its pace is kept by waiting, not found out by being refused', async () => {
    await opened();
    const results = await Promise.all(Array.from({ length: 30 }, (_, index) => desk.text('staff1', `第 ${index} 条`)));
    expect(results.every((one) => one.result === 'sent')).toBe(true);
    expect(said()).toHaveLength(30);
  });

  it('calls are counted for the month, contacts and tokens are not', async () => {
    await opened({ DINGTALK_MONTHLY_CALLS: '5000' });
    await desk.text('staff1', '一');
    await desk.platform.directory.people();
    expect(desk.figures.quotas.get('接口调用')).toEqual([1, 5000]);
  });
});

describe('cards', () => {
  it('arrive once, however often they are sent', async () => {
    await opened();
    const first = await desk.card('finance1', approval());
    peer().nextGoesWrong(/createAndDeliver/, 'cut-after');
    const second = await desk.card('finance1', approval({ title: '二' })).catch(() => ({ id: '', result: 'unknown' }));
    expect([first.result, second.result, await desk.card('finance1', approval(), { cardId: first.id }).then((one) => one.result)]).toEqual(['sent', 'unknown', 'sent']);
    expect(peer().cards.shownIn('IM_ROBOT.finance1').map((card) => card.params['title'])).toEqual(['赔付审核 · 财务总监', '二']);
  });

  it('are drawn anew by key, and a card that is gone is said to be', async () => {
    await opened();
    const { id } = await desk.card('g1', approval());
    const done = approval({ state: 'done', buttons: [], facts: [{ label: '结果', value: '已由 褚云 于 10:30 同意' }] });
    expect(await desk.platform.channel.changeCard({ companyId: 'c1', chatId: 'g1', cardId: id, card: done, version: 2 })).toEqual({ result: 'sent' });
    expect(shown(id)?.params).toMatchObject({ state: 'done', button1: '', form_shown: '', body: expect.stringContaining('已由 褚云') });
    expect(await desk.platform.channel.changeCard({ companyId: 'c1', chatId: 'g1', cardId: '00000000-0000-4000-8000-000000000000', card: done, version: 2 })).toMatchObject({ result: 'never' });
  });

  it('that the call took and the chat did not get are not called sent, and are delivered when they can be', async () => {
    await opened();
    peer().cards.unreachable.add('IM_ROBOT.finance1');
    const { id, result } = await desk.card('finance1', approval());
    expect([result, peer().cards.shownIn('IM_ROBOT.finance1')]).toEqual(['later', []]);
    expect((await desk.card('finance1', approval(), { cardId: id })).result).toBe('later');
    peer().cards.unreachable.clear();
    expect((await desk.card('finance1', approval(), { cardId: id })).result).toBe('sent');
    expect((await desk.card('finance1', approval(), { cardId: id })).result).toBe('sent');
    expect(peer().cards.shownIn('IM_ROBOT.finance1')).toHaveLength(1);
  });

  it('that content screening refuses go out with fewer words and all their buttons', async () => {
    await opened();
    peer().cards.unsafe.add('厨房');
    const { id, result } = await desk.card('finance1', approval({ title: '赔付审核 厨房漏水' }));
    expect(result).toBe('sent');
    expect(shown(id)?.params).toMatchObject({ title: '赔付审核', button1: '同意', body: expect.stringContaining('LH-20260302-0001') });
    peer().cards.unsafe.add('赔付');
    expect(await desk.card('finance1', approval())).toMatchObject({ result: 'never' });
  });

  it('without a template are texts that say what to answer', async () => {
    await opened({ DINGTALK_CARD_TEMPLATE_ID: '' });
    expect(desk.platform.channel.capabilities).toMatchObject({ changeCard: false, cardInput: false });
    await desk.card('finance1', approval());
    expect(said()[0]?.[2]).toContain('请回复:LH-20260302-0001 同意 / LH-20260302-0001 驳回 原因');
  });

  it('of a major complaint ring as DING where that is switched on, and fail by nothing of it', async () => {
    await opened({ DINGTALK_DING: 'on' });
    const levelled = (label: string, value: string) => approval({ facts: [{ label, value }] });
    expect((await desk.card('finance1', levelled('级别', '重大'))).result).toBe('sent');
    peer().outbox.paid = true;
    // A case's card, and an approval's.
    for (const label of ['级别', '级别及依据']) expect((await desk.card('finance1', levelled(label, '重大(LF-L3a)'))).result).toBe('sent');
    for (const card of [approval(), levelled('级别', '重要'), { ...levelled('级别', '重大'), state: 'done' as const }]) await desk.card('finance1', card);
    expect(said().map(([where, how]) => [where, how])).toEqual([['finance1', 'ding'], ['finance1', 'ding']]);
  });
});

describe('people', () => {
  it('are listed to the end, each once', async () => {
    await opened();
    peer().room.departments.push({ id: 2, name: '客服部', parent: 1 }, { id: 3, name: '客服一组', parent: 2 });
    for (let number = 0; number < 250; number += 1) peer().room.hires(`u${number}`, `员工${number}`, { departments: [3] });
    peer().room.hires('both', '刘洋', { departments: [1, 3], active: false });
    const people = await desk.platform.directory.people();
    expect(people).toHaveLength(253);
    expect(people.find((one) => one.userId === 'both')).toEqual({ userId: 'both', name: '刘洋', mobile: '13700000000', departments: ['1', '3'], active: false });
    expect(await desk.platform.directory.departments()).toEqual([
      { id: '2', name: '客服部', parent: null },
      { id: '3', name: '客服一组', parent: '2' },
    ]);
  });

  it('of half a list make nobody a leaver', async () => {
    await opened();
    peer().refuses(/user\/list/, 90002);
    await expect(desk.platform.directory.people()).rejects.toThrow('90002');
  });

  it('sign in by a code that is good once, inside and in a browser, and only if they are ours', async () => {
    await opened();
    peer().room.clientCodes.set('inside', 'finance1');
    peer().room.browserCodes.set('browser', { userId: 'finance1', corpId: APP.corpId });
    peer().room.browserCodes.set('stranger', { userId: 'finance1', corpId: 'dingother' });
    peer().room.browserCodes.set('outside', { userId: 'outsider', corpId: APP.corpId });
    const { signIn } = desk.platform;
    expect(await signIn.whoIs('inside', true)).toEqual({ userId: 'finance1' });
    expect(await signIn.whoIs('inside', true)).toBeNull();
    expect(await signIn.whoIs('browser', false)).toEqual({ userId: 'finance1' });
    expect(await signIn.whoIs('browser', false)).toBeNull();
    // What our page brings back from inside the client is the browser's kind.
    peer().room.browserCodes.set('page', { userId: 'finance1', corpId: APP.corpId });
    expect(await signIn.whoIs('page', true)).toEqual({ userId: 'finance1' });
    expect([await signIn.whoIs('stranger', false), await signIn.whoIs('outside', false)]).toEqual([null, null]);
    const address = new URL(signIn.address({ state: 'ab12', redirectUri: 'https://kesu.example.cn/sign-in?x=1', inside: false }));
    expect(Object.fromEntries(address.searchParams)).toMatchObject({ state: 'ab12', redirect_uri: 'https://kesu.example.cn/sign-in?x=1', client_id: APP.clientId, exclusiveCorpId: APP.corpId });
  });
});

describe('files', () => {
  const ref = (downloadCode: string) => ({ kind: 'image' as const, name: null, ref: { downloadCode, robotCode: APP.robotCode } });
  const PNG = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==', 'base64');

  it('are fetched by their code and named by their bytes', async () => {
    await opened();
    peer().outbox.files.set('code/1+=', { body: PNG, gone: false });
    expect(await desk.platform.media(ref('code/1+='))).toEqual({ body: PNG, name: '照片.png', mime: 'image/png' });
  });

  it('that are gone are gone; an outage is not', async () => {
    await opened();
    peer().outbox.files.set('old', { body: PNG, gone: true });
    await expect(desk.platform.media(ref('old'))).rejects.toBeInstanceOf(MediaGone);
    peer().outbox.files.set('long', { body: Buffer.alloc(21 * 1024 * 1024), gone: false });
    await expect(desk.platform.media(ref('long'))).rejects.toBeInstanceOf(MediaGone);
    peer().refuses(/messageFiles/, 'system.busy');
    await expect(desk.platform.media(ref('long'))).rejects.not.toBeInstanceOf(MediaGone);
  });
});

describe('the HTTP callback', () => {
  const words = { msgtype: 'text', text: { content: ' 3栋1501漏水' } };

  it('takes a signed message once and answers nothing', async () => {
    await opened({ DINGTALK_STREAM: 'off' });
    const message = peer().message('staff1', GROUP, words);
    const [first, again] = [await desk.posts(message), await desk.posts(message)];
    expect([first, again]).toEqual([0, 1].map(() => ({ status: 200, type: 'application/json; charset=utf-8', body: '{"msgtype":"empty"}' })));
    expect(desk.door.messages.map((one) => one.text)).toEqual(['3栋1501漏水']);
    expect(desk.figures.quotas.get('消息推送')).toEqual([2, 3000]);
  });

  it('refuses what is unsigned, stale, oversized, for another robot or of another shape, and throws nothing', async () => {
    await opened({ DINGTALK_STREAM: 'off' });
    const message = peer().message('staff1', GROUP, words);
    const refusedFor = async (body: unknown, headers?: Record<string, string>) => {
      const answer = await desk.posts(body, headers);
      return [answer.status, answer.refused];
    };
    expect(await refusedFor(message, {})).toEqual([401, 'signature']);
    expect(await refusedFor(message, peer().signed(undefined, 'other'))).toEqual([401, 'signature']);
    expect(await refusedFor(message, peer().signed(String(Date.now() - 3_600_001)))).toEqual([401, 'stale']);
    expect(await refusedFor({ ...message, robotCode: 'other' })).toEqual([403, 'receiver']);
    expect(await refusedFor('{"x":')).toEqual([400, 'malformed']);
    expect(await refusedFor(Buffer.alloc(1024 * 1024 + 1))).toEqual([413, 'oversized']);
    expect(await refusedFor({ encrypt: 'AAAA' })).toEqual([404, 'not-configured']);
    expect(desk.door.messages).toEqual([]);
  });

  it('tells the sender at once while nothing can be stored', async () => {
    await opened({ DINGTALK_STREAM: 'off' });
    desk.door.away = true;
    expect((await desk.posts(peer().message('staff1', GROUP, words))).status).toBe(200);
    expect(said()).toEqual([[GROUP, 'session', `@staff1 ${NOT_NOW}`, 'staff1']]);
  });

  it('takes taps signed with the secret that was registered', async () => {
    await opened({ DINGTALK_STREAM: 'off' });
    await desk.platform.start();
    const { id } = await desk.card('finance1', approval());
    expect(shown(id)?.callbackType).toBe('HTTP');
    desk.door.answer = () => Promise.resolve({ accepted: true, message: '已同意', card: approval({ state: 'done', buttons: [] }) });
    const configuration = readConfiguration({ NODE_ENV: 'test', ...peer().environment() }, process.cwd()).dingtalk;
    const secret = configuration === null ? '' : cardSecret(configuration);
    const timestamp = String(Date.now());
    const tap = { type: 'actionCallback', outTrackId: trackOf(id), corpId: APP.corpId, userId: 'finance1', content: JSON.stringify({ cardPrivateData: { params: { action: 'approve' } } }) };
    const headers = { 'x-ddpaas-signature-timestamp': timestamp, 'x-ddpaas-signature': cardSign(secret, timestamp) };
    const answer = await desk.posts(tap, headers);
    expect(JSON.parse(answer.body)).toMatchObject({ cardUpdateOptions: { updateCardDataByKey: true }, cardData: { cardParamMap: { state: 'done', notice: '已同意' } } });
    expect(desk.door.taps).toMatchObject([{ action: 'approve', sender: { id: 'finance1' } }]);
    expect((await desk.posts(tap, { ...headers, 'x-ddpaas-signature': cardSign('other', timestamp) })).refused).toBe('signature');
  });

  it('takes sealed events and seals its answer', async () => {
    const secrets = { token: 'tok', aesKey: 'o1w0aum42yaptlz8alnhwikjd3jenzt9cb9wmzptgus', owner: APP.clientId };
    await opened({ DINGTALK_STREAM: 'off', DINGTALK_EVENT_TOKEN: secrets.token, DINGTALK_EVENT_AES_KEY: secrets.aesKey });
    const push = (event: object) => {
      const sealed = sealAnswer(secrets, JSON.stringify(event), { noise: Buffer.alloc(16, 1), nonce: 'abc', now: Date.now() });
      return desk.posts({ encrypt: sealed.encrypt }, {}, { msg_signature: sealed.msg_signature, timestamp: sealed.timeStamp, nonce: sealed.nonce });
    };
    const answer = JSON.parse((await push({ EventType: 'check_url' })).body) as { msg_signature: string; encrypt: string; timeStamp: string; nonce: string };
    expect(openEvent(secrets, { msg_signature: answer.msg_signature, timestamp: answer.timeStamp, nonce: answer.nonce }, answer.encrypt, Date.now())).toEqual({ ok: true, text: 'success' });
    await push({ EventType: 'user_leave_org', CorpId: APP.corpId, UserId: ['finance1'] });
    expect(desk.door.changes).toMatchObject([{ kind: 'person-left', userId: 'finance1' }]);
    expect((await push({ EventType: 'user_leave_org', CorpId: 'dingother', UserId: ['finance1'] })).refused).toBe('receiver');
  });
});
