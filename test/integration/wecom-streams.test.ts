import { approval } from '../peers/dingtalk/desk.js';
import { GROUP, until, WecomDesk, WecomKept } from '../peers/wecom/desk.js';
import { hidden, image, mixed, words } from '../peers/wecom/media.js';
import { Polled, streamIn } from '../peers/wecom/streams.js';
import type { Fields } from '../peers/wecom/cards.js';

const open: WecomDesk[] = [];
const opened = async (...asked: Parameters<typeof WecomDesk.open>): Promise<WecomDesk> => {
  const desk = await WecomDesk.open(...asked);
  open.unshift(desk);
  return desk;
};
const lies = (desk: WecomDesk, where = GROUP) => desk.peer.bot.of(where).map(({ how, text, card }) => [how, text ?? card?.['card_type']]);
const shown = (desk: WecomDesk): string[][] => [...desk.peer.bot.streams.shown.values()];

afterEach(async () => {
  const first = open.at(-1);
  const peer = first?.peer;
  for (const desk of open.splice(0)) await desk.close();
  expect([...(peer?.violations ?? []), ...(peer?.bot.cuts ?? []), ...(peer?.bot.streams.unfinished ?? [])]).toEqual([]);
});

describe('an answer by the long connection that takes its time', () => {
  /** Heard, stored and being worked. */
  const spoken = async (desk: WecomDesk, user: string, more: { readonly group?: string; readonly extra?: Fields } = { group: GROUP }): Promise<void> => {
    const before = desk.door.messages.length;
    desk.peer.botHears(user, '漏水', more);
    await until(() => desk.door.messages.length > before);
    await desk.remembersReply();
  };
  const begun = async (desk: WecomDesk, count = 1): Promise<void> => until(() => desk.peer.bot.streams.unfinished.length === count);
  const slow = async (streaming = {}): Promise<WecomDesk> => {
    const desk = await (await opened({ streaming: { begin: 10, look: 60_000, ...streaming } })).connected();
    desk.door.working = true;
    return desk;
  };

  it('is begun with a true word and finished in the same place with the whole', async () => {
    const desk = await slow();
    await spoken(desk, 'staff1');
    await begun(desk);
    expect(lies(desk)).toEqual([['reply', '正在处理…']]);
    expect(await desk.text('g1', '请问业主怎么称呼?', 'staff1')).toEqual({ result: 'sent' });
    expect([lies(desk), shown(desk)]).toEqual([[['reply', '请问业主怎么称呼?']], [['正在处理…', '请问业主怎么称呼?']]]);
    // The next one is a message of its own.
    expect(await desk.text('g1', '已登记', 'staff1')).toEqual({ result: 'sent' });
    expect(lies(desk)).toEqual([['reply', '请问业主怎么称呼?'], ['reply', '已登记']]);
  });

  it('where it comes at once is one part, and nothing is begun behind it', async () => {
    const desk = await slow({ begin: 400 });
    await spoken(desk, 'staff1');
    expect(await desk.text('g1', '请问业主怎么称呼?', 'staff1')).toEqual({ result: 'sent' });
    // What was worked and answers nobody begins nothing either.
    desk.door.quick.add('boss');
    await spoken(desk, 'boss', {});
    await spoken(desk, 'finance1', {});
    await begun(desk);
    expect(lies(desk)).toEqual([['reply', '请问业主怎么称呼?']]);
    const turning = [['reply', '正在处理…']];
    expect([lies(desk, 'finance1'), lies(desk, 'boss')]).toEqual([turning, []]);
  });

  it('names the files that are fetched', async () => {
    const desk = await slow();
    await spoken(desk, 'staff1', { group: GROUP, extra: mixed(words('@投诉助手 漏水'), image(hidden(desk.peer, Buffer.from('x')))) });
    await begun(desk);
    expect(lies(desk)).toEqual([['reply', '正在取图片和文件…']]);
  });

  it('is nobody else’s: others are spoken to beside it, and whoever speaks meanwhile does not take it', async () => {
    const desk = await slow();
    await spoken(desk, 'staff1');
    await begun(desk);
    desk.door.working = false;
    await spoken(desk, 'finance1');
    expect(await desk.text('g1', '好的', 'finance1')).toEqual({ result: 'sent' });
    expect(await desk.text('g1', '今日新增 3 件')).toEqual({ result: 'sent' });
    expect(await desk.text('g1', '请问业主怎么称呼?', 'staff1')).toEqual({ result: 'sent' });
    expect(lies(desk)).toEqual([['reply', '请问业主怎么称呼?'], ['reply', '好的'], ['send', '今日新增 3 件']]);
  });

  it('as a card stands beside what was begun, never under the same frame; where groups take none its words finish it', async () => {
    const desk = await slow();
    await spoken(desk, 'staff1');
    await begun(desk);
    // A draft lies there for everybody, and answers who spoke.
    expect((await desk.card('g1', approval())).result).toBe('sent');
    expect(lies(desk)).toEqual([['reply', '请看卡片。'], ['send', 'button_interaction']]);
    desk.peer.bot.cardsInGroups = false;
    await spoken(desk, 'staff1');
    await begun(desk);
    expect((await desk.card('g1', approval())).result).toBe('sent');
    expect(lies(desk).slice(2)).toEqual([['reply', expect.stringContaining('请直接回复:LH-20260302-0001 同意、LH-20260302-0001 驳回')]]);
  });

  it('that never comes is finished with what there is: once worked, at its limit, and at the stop', async () => {
    const worked = await slow({ look: 10 });
    await spoken(worked, 'staff1');
    await begun(worked);
    worked.door.working = false;
    await until(() => worked.peer.bot.streams.unfinished.length === 0);
    worked.door.working = true;
    await spoken(worked, 'staff1');
    await begun(worked);
    worked.peer.passes(331_000);
    await until(() => worked.peer.bot.streams.unfinished.length === 0);
    await spoken(worked, 'staff1');
    await begun(worked);
    await worked.platform.stop();
    expect(lies(worked)).toEqual([['reply', '已收到。'], ['reply', '已收到。'], ['reply', '已收到。']]);
  });

  it('is said on its own where the platform has closed what was begun', async () => {
    const desk = await slow();
    await spoken(desk, 'staff1');
    await begun(desk);
    desk.peer.bot.refuses.push(846608);
    expect(await desk.text('g1', '请问业主怎么称呼?', 'staff1')).toEqual({ result: 'sent' });
    expect(lies(desk)).toEqual([['reply', '正在处理…'], ['reply', '请问业主怎么称呼?']]);
    // The fake, which was only told to refuse, sees it turning still.
    desk.peer.bot.streams.forget();
  });

  it('waits with a busy platform, and is said once', async () => {
    const desk = await slow();
    await spoken(desk, 'staff1');
    await begun(desk);
    desk.peer.bot.refuses.push(45009);
    expect(await desk.text('g1', '请问业主怎么称呼?', 'staff1')).toMatchObject({ result: 'later' });
    expect(await desk.text('g1', '请问业主怎么称呼?', 'staff1')).toEqual({ result: 'sent' });
    expect(lies(desk)).toEqual([['reply', '请问业主怎么称呼?']]);
  });

  it('begun by an owner that lost the line is finished by the next', async () => {
    const first = await slow();
    await spoken(first, 'staff1');
    await begun(first);
    const store = new WecomKept();
    for (const [key, value] of first.store.kept) store.kept.set(key, value);
    first.peer.bot.kicksAll();
    await until(() => first.complaints.length > 0);
    const second = await opened({ store, peer: first.peer, streaming: { look: 60_000 } });
    expect(await second.platform.channel.restsUntil?.({ companyId: 'c1', chatId: 'g1' }, Date.now())).toBeGreaterThan(0);
    await second.connected();
    while ((await second.platform.channel.restsUntil?.({ companyId: 'c1', chatId: 'g1' }, Date.now())) !== null) await new Promise((resolve) => setTimeout(resolve, 5));
    expect(await second.text('g1', '请问业主怎么称呼?', 'staff1')).toEqual({ result: 'sent' });
    expect(lies(second)).toEqual([['reply', '请问业主怎么称呼?']]);
  });
});

describe('an answer of the called-back bot that takes its time', () => {
  const called = async (desk: WecomDesk, extra?: Fields): Promise<Fields | null> => {
    const answer = await desk.peer.botIsCalled('staff1', '漏水', { group: GROUP, ...(extra === undefined ? {} : { extra }) });
    await desk.remembersReply();
    return answer;
  };
  const slow = async (streaming = {}): Promise<{ readonly desk: WecomDesk; readonly polled: Polled }> => {
    const desk = await opened({ bot: 'callback', streaming: { begin: 10, ...streaming } });
    desk.door.working = true;
    return { desk, polled: Polled.begun(desk.peer, await called(desk), 'staff1', GROUP) };
  };

  it('is acknowledged at once where it is not known to, and answered by the address', async () => {
    const desk = await opened({ bot: 'callback' });
    expect(await called(desk)).toBeNull();
    expect(await desk.text('g1', '请问业主怎么称呼?', 'staff1')).toEqual({ result: 'sent' });
    expect(lies(desk)).toEqual([['url', '请问业主怎么称呼?']]);
  });

  it('is begun in the answer to the callback, fetched by the platform, and said once', async () => {
    const { desk, polled } = await slow();
    expect(await polled.asks()).toBe('正在处理…');
    const [sent, seen] = await Promise.all([desk.text('g1', '请问业主怎么称呼?', 'staff1'), polled.untilFinished()]);
    expect([sent, seen]).toEqual([{ result: 'sent' }, '请问业主怎么称呼?']);
    expect(lies(desk)).toEqual([['reply', '请问业主怎么称呼?']]);
    // The address is still good for one more.
    expect(await desk.text('g1', '已登记', 'staff1')).toEqual({ result: 'sent' });
    expect(lies(desk)).toEqual([['reply', '请问业主怎么称呼?'], ['url', '已登记']]);
  });

  it('goes its own way where the platform does not ask, and what was begun says so', async () => {
    const { desk, polled } = await slow({ fetch: 200 });
    expect(await desk.text('g1', '请问业主怎么称呼?', 'staff1')).toEqual({ result: 'sent' });
    expect(await polled.untilFinished()).toBe('请看下一条。');
    expect(lies(desk)).toEqual([['reply', '请看下一条。'], ['url', '请问业主怎么称呼?']]);
  });

  it('that never comes is finished with what there is: once worked, and at its limit', async () => {
    const { desk, polled } = await slow();
    desk.door.working = false;
    expect(await polled.asks()).toBe('正在处理…');
    desk.peer.passes(6000);
    expect(await polled.asks()).toBe('已收到。');
    expect(polled.finished).toBe(true);
    desk.door.working = true;
    const second = Polled.begun(desk.peer, await called(desk), 'staff1', GROUP);
    desk.peer.passes(329_000);
    await second.asks();
    expect(second.finished).toBe(false);
    desk.peer.passes(2000);
    expect([await second.asks(), second.finished]).toEqual(['已收到。', true]);
  });

  it('asked for what was never begun, it says an end', async () => {
    const desk = await opened({ bot: 'callback' });
    const answer = await desk.peer.callBot({ msgid: 'p1', aibotid: 'aib-demo-bot', chattype: 'single', from: { userid: 'staff1' }, msgtype: 'stream', stream: { id: 'unknown' } });
    expect(answer === null ? null : streamIn(answer)).toEqual({ id: 'unknown', finish: true, content: '已收到。' });
  });
});
