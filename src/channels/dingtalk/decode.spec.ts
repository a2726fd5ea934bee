import { readEvent, readMessage, readTap, type Account } from './decode.js';
import { trackOf } from './encode.js';

const account: Account = { clientId: 'dingapp', robotCode: 'dingapp', corpId: 'dingcorp', corp: 'dingcorp', oapiBaseUrl: 'https://oapi.dingtalk.com' };
const WEBHOOK = 'https://oapi.dingtalk.com/robot/sendBySession?session=76da36b4';
const base = {
  conversationId: 'cidAsX+S/BLnA==',
  chatbotCorpId: 'dingcorp',
  msgId: 'msgLICYexxHgY4JtMQw==',
  senderNick: '王五',
  senderStaffId: '1665',
  senderCorpId: 'dingcorp',
  senderId: '$:LWCP_v1:$xx',
  sessionWebhookExpiredTime: 1690367502152,
  sessionWebhook: WEBHOOK,
  conversationType: '2',
  conversationTitle: '滨江一号处理群',
  robotCode: 'dingapp',
};
const said = (more: object): string => JSON.stringify({ ...base, ...more });
const content = (more: object) => {
  const done = readMessage(said(more), account);
  if (!done.ok) throw new Error(done.why);
  return { text: done.value.text, media: done.value.media };
};

describe('a message to the robot', () => {
  it('in a group is read whole; ids keep their case and signs', () => {
    expect(readMessage(said({ msgtype: 'text', text: { content: ' 3栋1501漏水 ' } }), account)).toEqual({
      ok: true,
      value: {
        channel: 'dingtalk',
        account: 'dingapp',
        corp: 'dingcorp',
        key: 'msgLICYexxHgY4JtMQw==',
        chat: { kind: 'group', id: 'cidAsX+S/BLnA==', title: '滨江一号处理群' },
        sender: { id: '1665', encrypted: false, name: '王五' },
        text: '3栋1501漏水',
        media: [],
        replyTo: { ref: { webhook: WEBHOOK }, until: 1690367502152 },
      },
    });
  });

  it('is understood in all its kinds', () => {
    const ref = (downloadCode: string) => ({ downloadCode, robotCode: 'dingapp' });
    expect(content({ msgtype: 'picture', content: { downloadCode: 'p1' } })).toEqual({ text: '', media: [{ kind: 'image', name: null, ref: ref('p1') }] });
    expect(content({ msgtype: 'richText', content: { richText: [{ text: '厨房' }, { type: 'picture', downloadCode: 'p2' }, { text: '漏水' }] } })).toEqual({
      text: '厨房漏水',
      media: [{ kind: 'image', name: null, ref: ref('p2') }],
    });
    expect(content({ msgtype: 'audio', content: { duration: 4000, downloadCode: 'a1', recognition: '三栋漏水' } })).toEqual({
      text: '三栋漏水',
      media: [{ kind: 'voice', name: null, ref: ref('a1') }],
    });
    expect(content({ msgtype: 'file', content: { downloadCode: 'f1', fileName: '协议.pdf' } })).toEqual({ text: '', media: [{ kind: 'file', name: '协议.pdf', ref: ref('f1') }] });
    expect(content({ msgtype: 'video', content: { downloadCode: 'v1', videoType: 'mp4' } }).media[0]?.name).toBe('视频.mp4');
    expect(content({ msgtype: 'chatRecord' })).toEqual({ text: '', media: [] });
  });

  it('of somebody outside the organisation may do nothing', () => {
    const sender = (more: object) => {
      const done = readMessage(said({ msgtype: 'text', text: { content: 'x' }, ...more }), account);
      return done.ok ? done.value.sender : done.why;
    };
    expect(sender({ senderStaffId: '' })).toEqual({ id: '$:LWCP_v1:$xx', encrypted: true, name: '王五' });
    expect(sender({ senderCorpId: 'dingother' })).toMatchObject({ encrypted: true });
    expect(sender({ senderStaffId: '', senderId: undefined })).toBe('malformed');
  });

  it('for another robot or organisation, over the quota, or of another shape is refused', () => {
    const why = (data: unknown) => {
      const done = readMessage(data, account);
      return done.ok ? null : done.why;
    };
    expect(why(said({ robotCode: 'dingother' }))).toBe('receiver');
    expect(why(said({ chatbotCorpId: 'dingother' }))).toBe('receiver');
    expect(why(JSON.stringify({ errorCode: 20001, errorMessage: '受调用量超量影响' }))).toBe('over-quota');
    for (const wrong of ['', '{', 'null', '[]', '1', said({ msgId: 7 }), said({ conversationId: '' }), said({ conversationType: '3' }), said({ conversationType: { toString: 1 } })]) expect(why(wrong)).toBe('malformed');
  });

  it('is answered only where DingTalk listens', () => {
    const reply = (sessionWebhook: string) => {
      const done = readMessage(said({ sessionWebhook }), account);
      return done.ok && done.value.replyTo !== null;
    };
    expect(reply(WEBHOOK)).toBe(true);
    for (const wrong of ['http://169.254.169.254/x', 'https://oapi.dingtalk.com.evil.cn/x', 'https://evil.cn/oapi.dingtalk.com', 'file:///etc/passwd', 'x']) expect(reply(wrong)).toBe(false);
  });
});

const CARD = '0b9f6a52-4d5e-4c8e-9a10-3a4d2c1b0f9e';
const tapped = (params: object, more: object = {}) =>
  readTap(
    JSON.stringify({ type: 'actionCallback', corpId: 'dingcorp', userId: '1665', userIdType: 1, spaceType: 'im', outTrackId: trackOf(CARD), content: JSON.stringify({ cardPrivateData: { actionIds: ['b1'], params } }), ...more }),
    'frame-1',
    account,
  );

describe('a tap on a card', () => {
  it('names card, act and person', () => {
    expect(tapped({ action: 'approve' })).toEqual({
      ok: true,
      value: {
        channel: 'dingtalk',
        account: 'dingapp',
        corp: 'dingcorp',
        key: 'frame-1',
        sender: { id: '1665', encrypted: false, name: null },
        cardId: CARD,
        action: 'approve',
        input: {},
        surface: { outTrackId: trackOf(CARD) },
      },
    });
  });

  it('brings the words of the form, as what the button asked for', () => {
    const input = (params: object) => {
      const done = tapped(params);
      return done.ok ? [done.value.action, done.value.input] : done.why;
    };
    expect(input({ form: { action: 'reason~reject', words: '金额偏高 ' } })).toEqual(['reject', { reason: '金额偏高' }]);
    expect(input({ form: { action: { value: 'person~transfer', text: '转交' }, words: '冯涛' } })).toEqual(['transfer', { person: '冯涛' }]);
    expect(input({ action: 'act:LH-20260302-0001:contacted' })).toEqual(['act:LH-20260302-0001:contacted', {}]);
    expect(input({ form: JSON.stringify({ action: 'reason~return', words: '' }) })).toEqual(['return', {}]);
    expect(input({ action: 'reject', reason: '不合规' })).toEqual(['reject', { reason: '不合规' }]);
    expect(input({})).toBe('malformed');
  });

  it('reads the parameters wherever they stand', () => {
    const content = JSON.stringify({ params: { action: 'confirm' } });
    expect(tapped({}, { content })).toMatchObject({ ok: true, value: { action: 'confirm' } });
    expect(tapped({}, { content: undefined, value: content })).toMatchObject({ ok: true, value: { action: 'confirm' } });
    expect(tapped({}, { content: '{' })).toMatchObject({ ok: false, why: 'malformed' });
  });

  it('on a foreign card, from another organisation or under a union id lets nobody decide', () => {
    expect(tapped({ action: 'approve' }, { outTrackId: 'other-1' })).toEqual({ ok: false, why: 'receiver' });
    expect(tapped({ action: 'approve' }, { corpId: 'dingother' })).toEqual({ ok: false, why: 'receiver' });
    expect(tapped({ action: 'approve' }, { userIdType: 2 })).toMatchObject({ ok: true, value: { sender: { encrypted: true } } });
  });
});

describe('an event', () => {
  const event = (type: string, data: unknown, corp = 'dingcorp') => readEvent(type, corp, data, account);
  it('tells who left, and that the list of people has changed', () => {
    expect(event('user_leave_org', '{"timeStamp":"1685501863357","userId":["015xxxx227","016"]}')).toMatchObject({ ok: true, value: [{ kind: 'person-left', userId: '015xxxx227' }, { userId: '016' }] });
    expect(event('user_leave_org', { UserId: ['017'] })).toMatchObject({ ok: true, value: [{ userId: '017' }] });
    expect(event('user_modify_org', '{}')).toMatchObject({ ok: true, value: [{ kind: 'directory-changed' }] });
  });

  it('we did not ask for changes nothing; of another organisation or shape it is refused', () => {
    expect(event('chat_disband', '{}')).toEqual({ ok: true, value: [] });
    expect(event('user_leave_org', '{}', 'dingother')).toEqual({ ok: false, why: 'receiver' });
    expect(event('user_leave_org', '[')).toEqual({ ok: false, why: 'malformed' });
  });
});
