import { NOT_NOW } from '../../src/channels/port/arrival.js';
import { approval, DingtalkDesk } from '../peers/dingtalk/desk.js';

const GROUP = 'cidGroup+1/A==';
let desk: DingtalkDesk;
const peer = () => desk.peer;
const gateway = () => desk.peer.gateway;
/** Something that was lost would be waited for until Jest gives up: that is the failure. */
const until = (holds: () => boolean) => gateway().until(holds);
const texts = () => desk.door.messages.map((one) => one.text);

beforeEach(async () => {
  desk = await (await DingtalkDesk.open()).connected();
});
afterEach(async () => {
  expect(peer().violations).toEqual([]);
  await desk.platform.stop();
  await until(() => gateway().lines.size === 0);
  await desk.close();
});

describe('what comes by Stream', () => {
  it('is stored, then acknowledged', async () => {
    const push = await peer().says('staff1', GROUP, '3栋1501漏水');
    expect([push.code, push.answer]).toEqual([200, { response: null }]);
    expect(desk.door.messages).toMatchObject([{ text: '3栋1501漏水', chat: { kind: 'group', id: GROUP }, sender: { id: 'staff1', encrypted: false } }]);
    expect(desk.figures.quotas.get('消息推送')).toEqual([1, 3000]);
  });

  it('keeps its order for each person, whatever storing takes, and nobody waits for another', async () => {
    desk.door.takes = (one) => (one.text === '漏水' ? 60 : 0);
    await Promise.all([peer().says('staff1', GROUP, '漏水'), peer().says('staff1', GROUP, '王女士'), peer().says('finance1', GROUP, '您好')]);
    expect(texts()).toEqual(['您好', '漏水', '王女士']);
  });

  it('twice is the same message', async () => {
    const push = await peer().says('staff1', null, '您好');
    gateway().repeat(push);
    await peer().says('staff1', null, '再见');
    expect(texts()).toEqual(['您好', '再见']);
  });

  it('and could be neither stored nor answered comes again after 60 seconds', async () => {
    desk.door.away = true;
    peer().outbox.sessions.clear();
    const message = { ...peer().message('staff1', GROUP, { msgtype: 'text', text: { content: '漏水' } }), sessionWebhook: undefined };
    const push = gateway().push('CALLBACK', '/v1.0/im/bot/messages/get', message);
    gateway().system('ping', { opaque: '1' });
    await until(() => desk.complaints.length > 0);
    expect(push.answer).toBeNull();
    desk.door.away = false;
    peer().passes(60_000);
    await until(() => push.answer !== null);
    expect([texts(), push.sent]).toEqual([['漏水'], 2]);
  });

  it('while nothing can be stored is answered in words, and does not come by itself as well', async () => {
    desk.door.away = true;
    const push = await peer().says('staff1', GROUP, '漏水');
    expect(peer().outbox.said).toMatchObject([{ where: GROUP, text: `@staff1 ${NOT_NOW}` }]);
    desk.door.away = false;
    peer().passes(60_000);
    expect([push.sent, texts()]).toEqual([1, []]);
  });

  it('and is of no kind we read is answered kindly', async () => {
    await peer().says('staff1', null, { msgtype: 'chatRecord' });
    expect(peer().outbox.said[0]?.text).toContain('请用文字、图片或语音');
  });

  it('from outside the organisation is marked, and a frame over the quota raises an alarm', async () => {
    await peer().says('outsider', GROUP, '我是业主');
    expect(desk.door.messages).toMatchObject([{ sender: { encrypted: true } }]);
    gateway().push('CALLBACK', '/v1.0/im/bot/messages/get', { errorCode: 20001, errorMessage: '受调用量超量影响' });
    await until(() => gateway().pushes[1]?.answer !== null);
    expect([desk.figures.refused, desk.complaints.join()]).toEqual([['over-quota'], expect.stringContaining('推送次数已用完')]);
  });

  it('as an event is handed on, and comes again while it cannot be', async () => {
    const leave = () => gateway().push('EVENT', '*', { timeStamp: '1', userId: ['finance1'] }, { eventType: 'user_leave_org', eventId: 'e1', eventCorpId: peer().room.corpId });
    desk.door.away = true;
    const first = leave();
    await until(() => first.answer !== null);
    expect(first.answer).toMatchObject({ status: 'LATER' });
    desk.door.away = false;
    const second = leave();
    await until(() => second.answer !== null);
    expect([second.answer, desk.door.changes]).toMatchObject([{ status: 'SUCCESS' }, [{ kind: 'person-left', userId: 'finance1' }]]);
  });

  it('as nonsense ends neither the socket nor the process', async () => {
    for (const text of ['', '{', 'null', '[]', '{"type":7}', '{"type":"CALLBACK"}', '{"type":"EVENT","headers":7,"data":{}}', '{"type":"CALLBACK","headers":{"topic":"/v1.0/im/bot/messages/get","messageId":"x"},"data":"{"}']) gateway().garbage(text);
    const unknown = gateway().push('CALLBACK', '/v1.0/graph/api/invoke', {});
    await until(() => unknown.answer !== null);
    expect(unknown.code).toBe(404);
    await peer().says('staff1', null, '还在吗');
    expect([texts(), gateway().opens]).toEqual([['还在吗'], 1]);
  });
});

describe('a tap', () => {
  it('is answered within 2 seconds for the one who tapped; the card is drawn for all after that', async () => {
    const { id } = await desk.card('finance1', approval());
    const done = approval({ state: 'done', buttons: [], facts: [{ label: '结果', value: '已由 褚云 同意' }] });
    let changed: Promise<unknown> = Promise.resolve();
    desk.door.answer = () => {
      // As the story does: the update is wanted before the tap is answered.
      changed = desk.platform.channel.changeCard({ companyId: 'c1', chatId: 'finance1', cardId: id, card: done, version: 2 });
      return new Promise((resolve) => setTimeout(() => resolve({ accepted: true, message: '已同意', card: done }), 30));
    };
    const { answer, card } = await peer().taps('finance1', 'IM_ROBOT.finance1', '同意');
    expect(answer).toMatchObject({ cardUpdateOptions: { updateCardDataByKey: true } });
    expect(card.answers.get('finance1')).toMatchObject({ state: 'done', notice: '已同意' });
    await changed;
    expect(card.params).toMatchObject({ state: 'done', notice: '', body: expect.stringContaining('已由 褚云') });
    expect(desk.door.taps).toMatchObject([{ cardId: id, action: 'approve', sender: { id: 'finance1' }, input: {} }]);
  });

  it('brings the reason of the form', async () => {
    await desk.card('finance1', approval());
    await peer().taps('finance1', 'IM_ROBOT.finance1', '驳回', '金额偏高');
    expect(desk.door.taps).toMatchObject([{ action: 'reject', input: { reason: '金额偏高' } }]);
  });

  it('that takes longer is told 处理中 in time, and one that cannot be stored that it is not', async () => {
    await desk.card('finance1', approval());
    desk.door.answer = () => new Promise(() => undefined);
    const slow = await peer().taps('finance1', 'IM_ROBOT.finance1', '同意');
    expect(slow.card.answers.get('finance1')).toEqual({ notice: '处理中,请稍候。' });
    desk.door.away = true;
    const away = await peer().taps('finance1', 'IM_ROBOT.finance1', '同意');
    expect(away.card.answers.get('finance1')).toEqual({ notice: NOT_NOW });
  });
});

describe('the socket', () => {
  it('that is told to disconnect is replaced before it is closed: nothing is lost', async () => {
    gateway().disconnects();
    await until(() => gateway().open.length === 1);
    await peer().says('staff1', null, '还在');
    await until(() => gateway().lines.size === 1);
    expect([texts(), gateway().opens, desk.figures.gaps]).toEqual([['还在'], 2, []]);
  });

  it('that breaks is opened again once, and the gap is measured', async () => {
    gateway().hangsUp();
    // A new socket may stand before anybody looks.
    await until(() => gateway().opens === 2 && gateway().open.length === 1);
    await peer().says('staff1', null, '回来了');
    expect([texts(), gateway().opens, desk.figures.gaps.length]).toEqual([['回来了'], 2, 1]);
  });

  it('whose other end vanished is noticed and replaced', async () => {
    gateway().vanishes();
    await until(() => gateway().open.some((line) => !line.silent));
    // Only now does DingTalk see that nobody is there: the new socket stays.
    gateway().hangsUp(gateway().open.filter((line) => line.silent));
    await until(() => gateway().open.every((line) => !line.silent));
    await peer().says('staff1', null, '换了一条');
    expect(texts()).toEqual(['换了一条']);
  });

  it('during an outage is tried with growing pauses, one at a time', async () => {
    const before = gateway().opens;
    await peer().goesDown();
    await until(() => gateway().lines.size === 0);
    const tries = () => desk.complaints.filter((line) => line.includes('暂时连不上')).length;
    await until(() => tries() >= 2);
    await peer().comesBack();
    await until(() => gateway().open.length === 1);
    await peer().says('staff1', null, '恢复了');
    expect([texts(), gateway().opens - before, gateway().lines.size]).toEqual([['恢复了'], 1, 1]);
    expect(tries()).toBeLessThan(12);
  });

  it('keeps no timer of a socket that is over: many reconnects, one socket, and it stays', async () => {
    for (let round = 0; round < 8; round += 1) {
      const opens = gateway().opens;
      gateway().hangsUp();
      await until(() => gateway().opens > opens && gateway().open.length === 1);
    }
    // Each dead socket's timer would have ended this one at its third ping without an answer.
    const opens = gateway().opens;
    await until(() => gateway().pings >= 10);
    expect([gateway().opens, gateway().open.length]).toEqual([opens, 1]);
  });
});

describe('several sockets of one app', () => {
  it('get each push once between them', async () => {
    const other = await DingtalkDesk.open({ DINGTALK_API_BASE_URL: peer().url, DINGTALK_OAPI_BASE_URL: peer().url });
    await other.platform.start();
    await until(() => gateway().open.length === 2);
    for (let count = 0; count < 6; count += 1) await peer().says('staff1', null, `第 ${count} 条`);
    expect(texts().length + other.door.messages.length).toBe(6);
    await other.close();
    await until(() => gateway().lines.size === 1);
  });
});

it('a refused client id is told to the administrator and not tried in a loop', async () => {
  const wrong = await DingtalkDesk.open({ DINGTALK_CLIENT_SECRET: 'wrong' });
  await wrong.platform.start();
  await until(() => wrong.complaints.length > 0);
  expect(wrong.complaints).toEqual([expect.stringContaining('Client Secret')]);
  await wrong.close();
});
