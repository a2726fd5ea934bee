import { randomUUID } from 'node:crypto';
import { approval } from '../peers/dingtalk/desk.js';
import { GROUP, until, WecomDesk, WecomKept } from '../peers/wecom/desk.js';
import { BOT_KEYS } from '../peers/wecom/peer.js';
import type { Card } from '../../src/terms/card.js';

const open: WecomDesk[] = [];
const opened = async (...asked: Parameters<typeof WecomDesk.open>): Promise<WecomDesk> => {
  const desk = await WecomDesk.open(...asked);
  open.unshift(desk);
  return desk;
};
const lies = (desk: WecomDesk, where: string) => desk.peer.bot.of(where).map(({ how, text, card }) => [how, text ?? card?.['card_type']]);
const done = (): Card => approval({ state: 'done', buttons: [], facts: [{ label: '结果', value: '已登记' }] });

afterEach(async () => {
  const first = open.at(-1);
  expect([...(first?.peer.violations ?? []), ...(first?.peer.bot.cuts ?? [])]).toEqual([]);
  for (const desk of open.splice(0)) await desk.close();
});

describe('the long connection', () => {
  it('hears groups without the @, and answers whoever spoke under his words, others by an @', async () => {
    const desk = await (await opened()).connected();
    desk.peer.botHears('staff1', '3-2-1501 漏水', { group: GROUP });
    await until(() => desk.door.messages.length === 1);
    expect(desk.door.messages).toMatchObject([{ text: '3-2-1501 漏水', chat: { kind: 'group', id: GROUP }, sender: { id: 'staff1' }, account: 'aibot' }]);
    const replyTo = desk.door.messages[0]?.replyTo;
    if (!replyTo) throw new Error('nothing to answer by');
    await desk.store.remember(`reply:group:${GROUP}`, replyTo.ref, replyTo.until);
    expect(await desk.text('g1', '请问业主怎么称呼?', 'staff1')).toEqual({ result: 'sent' });
    expect(await desk.text('g1', '已派单', 'finance1')).toEqual({ result: 'sent' });
    expect(await desk.text('g1', '今日新增 3 件 <@all> [点这里](http://bad)')).toEqual({ result: 'sent' });
    expect(lies(desk, GROUP)).toEqual([
      ['reply', '请问业主怎么称呼?'],
      ['send', '<@finance1> 已派单'],
      ['send', '今日新增 3 件 ＜@all> [点这里] (http://bad)'],
    ]);
  });

  it('takes what comes twice once, and mangled frames not at all', async () => {
    const desk = await (await opened()).connected();
    for (let time = 0; time < 3; time += 1) desk.peer.botHears('staff1', '漏水', { group: GROUP, id: 'same' });
    desk.peer.bot.pushRaw('{"cmd":"aibot_msg_callback","headers":{"req_id":"x"},"body":{"msgtype":"text","text":7}}');
    desk.peer.bot.pushRaw('{"cmd":"aibot_msg_callback","headers":{"req_id":"x"},"body":{"msgid":"a","aibotid":"other","msgtype":"text","from":{"userid":"staff1"},"chattype":"single","text":{"content":"x"}}}');
    desk.peer.bot.pushRaw('not json');
    desk.peer.botHears('staff1', '第二条', { group: GROUP });
    await until(() => desk.door.messages.length === 2 && desk.figures.refused.length === 2);
    expect(desk.figures.refused).toEqual(['malformed', 'receiver']);
  });

  it('greets who opens the chat', async () => {
    const desk = await (await opened()).connected();
    desk.peer.botEntered('staff1');
    await until(() => desk.peer.bot.of('staff1').length > 0);
    expect(lies(desk, 'staff1')).toEqual([['welcome', expect.stringContaining('投诉处理助手')]]);
  });

  it('says at once that nothing can be taken now', async () => {
    const desk = await (await opened()).connected();
    desk.door.away = true;
    desk.peer.botHears('staff1', '漏水', { group: GROUP });
    await until(() => desk.peer.bot.of(GROUP).length > 0);
    expect(lies(desk, GROUP)).toEqual([['reply', '暂时无法登记,请稍后再发。']]);
    expect(desk.door.messages).toEqual([]);
  });

  it('brings pictures, with the key that came beside their address', async () => {
    const desk = await (await opened()).connected();
    const aeskey = 'AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8';
    const picture = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex');
    const url = desk.peer.hides(picture, aeskey);
    const mixed = { msg_item: [{ msgtype: 'text', text: { content: '@投诉助手 漏水' } }, { msgtype: 'image', image: { url, aeskey } }] };
    desk.peer.botHears('staff1', '', { group: GROUP, extra: { msgtype: 'mixed', mixed } });
    await until(() => desk.door.messages.length === 1);
    const [message] = desk.door.messages;
    expect(message).toMatchObject({ text: '漏水', media: [{ kind: 'image', ref: { url, aeskey } }] });
    const [ref] = message?.media ?? [];
    if (ref === undefined) throw new Error('no picture');
    expect(await desk.platform.media(ref)).toMatchObject({ body: picture, name: '漏水.png' });
    await expect(desk.platform.media({ ...ref, ref: { ...ref.ref, url: 'http://169.254.169.254/latest/meta-data' } })).rejects.toThrow('not an address');
    desk.peer.passes(301_000);
    await expect(desk.platform.media(ref)).rejects.toThrow('HTTP 403');
  });

  it('cards in groups are redrawn under the tap for everybody, and end in silence after it', async () => {
    const desk = await (await opened()).connected();
    desk.peer.bot.met.add(GROUP);
    const { id, result } = await desk.card('g1', approval());
    expect(result).toBe('sent');
    const sent = desk.store.kept.get(`card:${id}`);
    const [message] = desk.peer.bot.of(GROUP);
    if (message === undefined) throw new Error('no card');
    desk.door.answer = () => Promise.resolve({ accepted: true, message: '好的', card: done() });
    desk.peer.botTap('staff1', message, 'approve', GROUP);
    await until(() => message.redrawn === 1);
    expect(JSON.stringify(message.card)).toContain('已登记');
    await until(() => desk.store.kept.get(`card:${id}`)?.data['look'] !== sent?.data['look']);
    expect(await desk.changes(id, done(), 2, 'g1')).toEqual({ result: 'sent' });
    // It ends otherwise, and cannot be redrawn any more: a line says so.
    expect(await desk.changes(id, { ...done(), state: 'void', facts: [{ label: '结果', value: '已作废' }] }, 3, 'g1')).toEqual({ result: 'sent' });
    expect(lies(desk, GROUP)).toEqual([['send', 'text_notice'], ['send', '赔付审核 · 财务总监:已作废']]);
  });

  it('where groups take no cards, their words stand there and say what may be answered', async () => {
    const desk = await (await opened()).connected();
    desk.peer.bot.met.add(GROUP);
    desk.peer.bot.cardsInGroups = false;
    const { id, result } = await desk.card('g1', approval());
    expect(result).toBe('sent');
    expect(lies(desk, GROUP)).toEqual([['send', expect.stringContaining('请直接回复:LH-20260302-0001 同意、LH-20260302-0001 驳回')]]);
    expect(await desk.changes(id, done(), 2, 'g1')).toEqual({ result: 'sent' });
    expect(desk.peer.bot.of(GROUP)).toHaveLength(1);
  });

  it('whoever may not tap is told in his own chat', async () => {
    const desk = await (await opened()).connected();
    desk.peer.bot.met.add(GROUP);
    await desk.card('g1', approval());
    const [message] = desk.peer.bot.of(GROUP);
    if (message === undefined) throw new Error('no card');
    desk.door.answer = () => Promise.resolve({ accepted: false, message: '这份草稿由赵敏确认。', card: null });
    desk.peer.botTap('finance1', message, 'approve', GROUP);
    await until(() => desk.peer.office.of('finance1').length === 1);
    expect([message.redrawn, desk.peer.office.of('finance1').map((one) => one.text)]).toEqual([0, ['这份草稿由赵敏确认。']]);
  });

  it('an encrypted id is converted before anything, and who cannot be converted is nobody', async () => {
    const desk = await (await opened()).connected();
    const [known, unknown] = ['wo5Jq8CQAAv3mXzP2kK0bQeUWlYdRt1A', 'wo5Jq8CQAAv3mXzP2kK0bQeUWlYdRt1B'];
    desk.peer.office.open.set(known, 'staff1');
    desk.peer.botHears(known, '漏水', { group: GROUP });
    desk.peer.botHears(unknown, '漏水', { group: GROUP });
    await until(() => desk.door.messages.length === 2);
    expect(desk.door.messages.map((one) => one.sender).sort((one, other) => Number(one.encrypted) - Number(other.encrypted))).toEqual([
      { id: 'staff1', encrypted: false, name: null },
      { id: unknown, encrypted: true, name: null },
    ]);
  });

  it('nor may he decide: a tap of his reaches the door as nobody’s, also while nothing can be converted', async () => {
    const desk = await (await opened()).connected();
    desk.peer.bot.met.add(GROUP);
    await desk.card('g1', approval());
    const [message] = desk.peer.bot.of(GROUP);
    if (message === undefined) throw new Error('no card');
    const [unknown, known] = ['wo5Jq8CQAAv3mXzP2kK0bQeUWlYdRt1B', 'wo5Jq8CQAAv3mXzP2kK0bQeUWlYdRt1A'];
    desk.door.answer = (tap) => Promise.resolve({ accepted: !tap.sender.encrypted, message: '您还不在人员名单里', card: null });
    desk.peer.office.open.set(known, 'finance1');
    desk.peer.botTap(unknown, message, 'approve', GROUP);
    await until(() => desk.door.taps.length === 1);
    desk.peer.refuses('batch/openuserid_to_userid', 60011);
    desk.peer.botTap(known, message, 'approve', GROUP);
    await until(() => desk.door.taps.length === 2);
    desk.peer.botTap(known, message, 'approve', GROUP);
    await until(() => desk.door.taps.length === 3);
    expect(desk.door.taps.map((tap) => [tap.sender.id, tap.sender.encrypted])).toEqual([[unknown, true], [known, true], ['finance1', false]]);
    expect(message.redrawn).toBe(0);
  });

  it('a tap that cannot be taken now is answered in words, in the group or alone', async () => {
    const desk = await (await opened()).connected();
    desk.peer.bot.met.add(GROUP);
    await desk.card('g1', approval());
    const [message] = desk.peer.bot.of(GROUP);
    if (message === undefined) throw new Error('no card');
    desk.door.away = true;
    desk.peer.botTap('staff1', message, 'approve', GROUP);
    await until(() => desk.peer.bot.of(GROUP).length === 2);
    desk.peer.bot.met.add('staff1');
    desk.peer.botTap('staff1', message, 'approve');
    await until(() => desk.peer.bot.of('staff1').length === 1);
    expect([lies(desk, GROUP)[1], lies(desk, 'staff1')]).toEqual([['send', '<@staff1> 暂时无法登记,请稍后再发。'], [['send', '暂时无法登记,请稍后再发。']]]);
    expect([desk.door.taps, message.redrawn]).toEqual([[], 0]);
  });

  it('waits rather than exceed thirty a minute', async () => {
    const desk = await (await opened()).connected();
    desk.peer.bot.met.add(GROUP);
    const results = await Promise.all(Array.from({ length: 33 }, (_, index) => desk.text('g1', `第 ${index} 条`)));
    expect(results.filter((one) => one.result === 'sent')).toHaveLength(30);
    expect(results.filter((one) => one.result === 'later')).toHaveLength(3);
  });

  it('a chat it was never used in is refused for good, a busy one waits', async () => {
    const desk = await (await opened()).connected();
    expect(await desk.text('g1', '您好')).toMatchObject({ result: 'never', error: expect.stringContaining('93006') });
    desk.peer.bot.met.add(GROUP);
    desk.peer.bot.refuses.push(45009);
    expect(await desk.text('g1', '您好')).toMatchObject({ result: 'later', retryAfterMs: 60_000 });
  });
});

describe('the connection itself', () => {
  it('is made again when it breaks, when it falls silent, and when it is no longer subscribed', async () => {
    const desk = await (await opened({ timing: { heartbeat: 60 } })).connected();
    desk.peer.bot.met.add(GROUP);
    desk.peer.bot.breaks();
    await until(() => desk.peer.bot.subscriptions === 2);
    desk.peer.bot.fallsSilent();
    await until(() => desk.peer.bot.subscriptions === 3 && desk.figures.gaps.length === 2);
    desk.peer.bot.unsubscribes();
    expect(await desk.text('g1', '您好')).toMatchObject({ result: 'later', error: expect.stringContaining('846609') });
    await until(() => desk.peer.bot.subscriptions === 4 && desk.figures.gaps.length === 3);
    expect(await desk.text('g1', '您好')).toEqual({ result: 'sent' });
    expect(desk.figures.gaps.every((gap) => gap >= 0 && gap < 5000)).toBe(true);
  });

  it('is given up where it is taken and never answered, and tried anew', async () => {
    const desk = await opened({ timing: { subscribe: 30 } });
    desk.peer.bot.mute = true;
    await desk.platform.start();
    await until(() => desk.complaints.filter((one) => one.includes('is lost')).length >= 2);
    desk.peer.bot.mute = false;
    await until(() => desk.peer.bot.live);
  });

  it('a wrong secret is said, and not tried again at once', async () => {
    const desk = await opened({ environment: { WECOM_AIBOT_SECRET: 'wrong' }, timing: { again: 60_000 } });
    await desk.platform.start();
    await until(() => desk.complaints.some((one) => one.includes('WECOM_AIBOT_SECRET')));
    expect(desk.peer.bot.heard).toEqual(['aibot_subscribe']);
  });

  it('kicked by a stranger, it does not come back at once to kick him', async () => {
    const desk = await (await opened()).connected();
    desk.peer.bot.kicksAll();
    await until(() => desk.complaints.some((one) => one.includes('another program uses the same bot')));
    desk.peer.bot.met.add(GROUP);
    expect(await desk.text('g1', '您好')).toMatchObject({ result: 'later' });
    expect(desk.peer.bot.subscriptions).toBe(1);
  });

  it('has one owner among replicas; another takes over when it stops or dies, and nobody is kicked', async () => {
    const store = new WecomKept();
    const first = await (await opened({ store })).connected();
    const second = await opened({ store, peer: first.peer });
    await second.platform.start();
    const now = Date.now();
    expect(await second.platform.channel.restsUntil?.({ companyId: 'c1', chatId: 'g1' }, now)).toBeGreaterThan(now);
    expect(await first.platform.channel.restsUntil?.({ companyId: 'c1', chatId: 'g1' }, now)).toBeNull();
    expect(await second.platform.channel.restsUntil?.({ companyId: 'c1', chatId: 'staff1' }, now)).toBeNull();
    await first.platform.stop();
    await until(() => first.peer.bot.subscriptions === 2);
    expect([first.peer.bot.subscriptions, first.peer.bot.kicks]).toEqual([2, 0]);
    first.peer.botHears('staff1', '漏水', { group: GROUP });
    await until(() => second.door.messages.length === 1);
    expect(first.door.messages).toEqual([]);
  });

  it('is closed by an owner that cannot renew its lease, before another may take it', async () => {
    const desk = await (await opened({ timing: { letGo: 100, lease: 200 } })).connected();
    desk.store.away = true;
    await until(() => !desk.peer.bot.live);
    expect(desk.complaints.join()).toContain('could not be renewed');
    desk.store.away = false;
    await until(() => desk.peer.bot.live);
  });
});

describe('the callback of the bot', () => {
  it('proves its address, hears, and can answer once by the address that came with it', async () => {
    const desk = await opened({ bot: 'callback' });
    expect(await desk.peer.verifies('aibot')).toBe(true);
    expect(await desk.peer.botIsCalled('staff1', '漏水', { group: GROUP, id: 'm1' })).toBeNull();
    expect(await desk.peer.botIsCalled('staff1', '漏水', { group: GROUP, id: 'm1' })).toBeNull();
    expect(desk.door.messages).toMatchObject([{ key: 'aibot:m1', text: '漏水', chat: { kind: 'group', id: GROUP } }]);
    const replyTo = desk.door.messages[0]?.replyTo;
    if (!replyTo) throw new Error('nothing to answer by');
    await desk.store.remember(`reply:group:${GROUP}`, replyTo.ref, replyTo.until);
    expect(await desk.text('g1', '请问业主怎么称呼?')).toEqual({ result: 'sent' });
    expect(await desk.text('g1', '还有电话?')).toMatchObject({ result: 'later', error: expect.stringContaining('不能主动发言') });
    expect(lies(desk, GROUP)).toEqual([['url', '请问业主怎么称呼?']]);
  });

  it('writes to no address but the platform’s', async () => {
    const desk = await opened({ bot: 'callback' });
    await desk.store.remember(`reply:group:${GROUP}`, { via: 'aibot', url: 'https://evil.example/x', urlUntil: String(Date.now() + 60_000) }, Date.now() + 60_000);
    expect(await desk.text('g1', '您好')).toMatchObject({ result: 'later' });
  });

  it('redraws a card in the answer to its tap', async () => {
    const desk = await opened({ bot: 'callback' });
    const cardId = randomUUID();
    const message = { chat: 'staff1', how: 'url' as const, text: null, card: { card_type: 'button_interaction', button_list: [{ key: 'approve', text: '同意' }] }, task: cardId, redrawn: 0 };
    desk.door.answer = () => Promise.resolve({ accepted: true, message: '好的', card: done() });
    await desk.peer.botTapIsCalled('staff1', message, 'approve');
    expect([message.redrawn, JSON.stringify(message.card)]).toEqual([1, expect.stringContaining('已登记')]);
    expect(desk.door.taps).toMatchObject([{ cardId, action: 'approve', account: 'aibot' }]);
  });

  it('says so too to whoever taps then, by the address that came with the tap; where that fails the platform is not told that it was taken', async () => {
    const desk = await opened({ bot: 'callback' });
    const cardId = randomUUID();
    const card = { card_type: 'button_interaction', button_list: [{ key: 'approve', text: '同意' }] };
    const message = { chat: GROUP, how: 'url' as const, text: null, card, task: cardId, redrawn: 0 };
    desk.door.away = true;
    expect(await desk.peer.botTapIsCalled('staff1', message, 'approve', GROUP)).toBeNull();
    expect([lies(desk, GROUP), desk.door.taps, message.redrawn]).toEqual([[['url', '暂时无法登记,请稍后再发。']], [], 0]);
    desk.peer.refuses('aibot/response', 45009);
    await expect(desk.peer.botTapIsCalled('staff1', message, 'approve', GROUP)).rejects.toThrow('database away');
    desk.door.away = false;
    // Whom the app cannot tell why his tap changed nothing is told the same way, where nobody else sees it.
    desk.door.answer = () => Promise.resolve({ accepted: false, message: '这份草稿由赵敏确认。', card: null });
    const alone = { ...message, chat: 'wo5Jq8CQAAv3mXzP2kK0bQeUWlYdRt1B' };
    await desk.peer.botTapIsCalled(alone.chat, alone, 'approve');
    await desk.platform.stop();
    expect(lies(desk, alone.chat)).toEqual([['url', '这份草稿由赵敏确认。']]);
  });

  it('says at once that nothing can be taken now, and refuses what is not for it', async () => {
    const desk = await opened({ bot: 'callback' });
    desk.door.away = true;
    expect(await desk.peer.botIsCalled('staff1', '漏水')).toMatchObject({ msgtype: 'stream', stream: { finish: true, content: '暂时无法登记,请稍后再发。' } });
    const { query, sealed } = desk.peer.signed(BOT_KEYS, '{}');
    expect((await desk.asks('wecom/aibot', { ...query, nonce: 'other' }, JSON.stringify({ encrypt: sealed }))).refused).toBe('signature');
    expect((await desk.asks('wecom/aibot', query, '{"text":"plain"}')).refused).toBe('malformed');
    expect((await desk.asks('wecom/aibot', query, 'x')).refused).toBe('malformed');
    expect((await desk.asks('wecom/aibot', query, JSON.stringify({ encrypt: sealed }))).refused).toBe('malformed');
    expect((await desk.asks('wecom/aibot', query, Buffer.alloc(1024 * 1024 + 1, 'x'))).refused).toBe('oversized');
    const refusedFor = async (keys: typeof BOT_KEYS, body: object): Promise<string | undefined> => {
      const one = desk.peer.signed(keys, JSON.stringify(body));
      return (await desk.asks('wecom/aibot', one.query, JSON.stringify({ encrypt: one.sealed }))).refused;
    };
    const body = { msgid: 'm1', aibotid: 'another', chattype: 'single', from: { userid: 'staff1' }, msgtype: 'text', text: { content: '漏水' } };
    expect([await refusedFor(BOT_KEYS, body), await refusedFor({ ...BOT_KEYS, receiveId: 'wwother' }, body)]).toEqual(['receiver', 'receiver']);
    desk.peer.passes(-11 * 60_000);
    const stale = desk.peer.signed(BOT_KEYS, '{}');
    desk.peer.passes(11 * 60_000);
    expect((await desk.asks('wecom/aibot', stale.query, JSON.stringify({ encrypt: stale.sealed }))).refused).toBe('stale');
  });
});
