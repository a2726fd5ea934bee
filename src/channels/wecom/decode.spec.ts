import { decodeAibot, type AibotReceiver } from './decode-aibot.js';
import { decodeApp } from './decode-app.js';
import { withoutMention } from './mention.js';
import { readXml, textIn, writeXml } from './xml.js';

const NOW = 1_700_000_000_000;
const BOT: AibotReceiver = { corpId: 'ww1', botId: 'AIBOTID', name: null, reqId: 'r1' };
const heard = (body: object, more: Partial<AibotReceiver> = {}) => decodeAibot(JSON.stringify({ msgid: 'm1', aibotid: 'AIBOTID', chattype: 'single', from: { userid: 'USERID' }, ...body }), { ...BOT, ...more }, NOW);
const app = (inner: string) => decodeApp(`<xml><ToUserName>ww1</ToUserName><FromUserName>u1</FromUserName><CreateTime>1</CreateTime>${inner}<AgentID>7</AgentID></xml>`, { corpId: 'ww1', agentId: '7' }, NOW);

describe('what the bot hears', () => {
  it.each([
    ['text', { msgtype: 'text', text: { content: ' 漏水 ' } }, { text: '漏水', media: [] }],
    ['voice, as it was understood', { msgtype: 'voice', voice: { content: '漏水了' } }, { text: '漏水了', media: [] }],
    ['image', { msgtype: 'image', image: { url: 'https://x/a', aeskey: 'k' } }, { text: '', media: [{ kind: 'image', name: null, ref: { via: 'aibot', url: 'https://x/a', aeskey: 'k' } }] }],
    ['file', { msgtype: 'file', file: { url: 'https://x/a' } }, { media: [{ kind: 'file', ref: { via: 'aibot', url: 'https://x/a' } }] }],
    ['a quoted picture', { msgtype: 'text', text: { content: '看这个' }, quote: { msgtype: 'image', image: { url: 'https://x/q' } } }, { text: '看这个', media: [{ kind: 'image' }] }],
    ['a quoted text, where nothing else is said', { msgtype: 'text', text: { content: '' }, quote: { msgtype: 'text', text: { content: '厨房漏水' } } }, { text: '厨房漏水' }],
    ['an answer, without its question', { msgtype: 'text', text: { content: '是' }, quote: { msgtype: 'text', text: { content: '要登记吗?' } } }, { text: '是' }],
  ])('%s', (_, body, message) => {
    expect(heard(body)).toMatchObject({ kind: 'message', message });
  });

  it('over HTTP a file is opened with the key of the callback, which is not kept with it', () => {
    expect(heard({ msgtype: 'image', image: { url: 'https://x/a' } }, { reqId: null })).toMatchObject({ message: { media: [{ ref: { keyOf: 'callback' } }] } });
  });

  it('is for this bot, whole, and of a known shape', () => {
    expect(heard({ msgtype: 'text', aibotid: 'other' })).toEqual({ kind: 'refused', why: 'receiver' });
    expect(heard({ msgtype: 'text', from: {} })).toEqual({ kind: 'refused', why: 'malformed' });
    expect(heard({ msgtype: 'text', chattype: 'group' })).toEqual({ kind: 'refused', why: 'malformed' });
    expect(heard({ msgtype: 'sticker' })).toEqual({ kind: 'nothing' });
    expect(heard({ msgtype: 'event', event: { eventtype: 'feedback_event' } })).toEqual({ kind: 'nothing' });
    expect(heard({ msgtype: 'stream', stream: { id: 's1' } })).toEqual({ kind: 'stream', streamId: 's1' });
  });

  it('a tap by either spelling, one choice or several', () => {
    const samples = { event_key: '~chosen', task_id: 'card-1', selected_items: { selected_item: { option_ids: { option_id: 'a1' } } } };
    const table = { eventkey: '~chosen', taskid: 'card-1', selecteditems: { selecteditem: [{ optionids: { optionid: ['a1', 'a2'] } }] } };
    for (const card of [samples, table]) {
      expect(heard({ msgtype: 'event', event: { eventtype: 'template_card_event', template_card_event: card } })).toMatchObject({ kind: 'tap', tap: { cardId: 'card-1', action: 'a1', surface: { reqId: 'r1' } } });
    }
    expect(heard({ msgtype: 'event', event: { eventtype: 'template_card_event', template_card_event: { event_key: '~chosen', task_id: 'card-1' } } })).toEqual({ kind: 'refused', why: 'malformed' });
  });
});

describe('what the app hears', () => {
  it.each([
    ['a picture', '<MsgType>image</MsgType><MediaId>m</MediaId><MsgId>1</MsgId>', { media: [{ kind: 'image', ref: { via: 'app', mediaId: 'm' } }] }],
    ['a voice', '<MsgType>voice</MsgType><MediaId>m</MediaId><Format>amr</Format><MsgId>1</MsgId>', { media: [{ kind: 'voice' }] }],
    ['a file', '<MsgType>file</MsgType><MediaId>m</MediaId><FileName>合同.pdf</FileName><MsgId>1</MsgId>', { media: [{ kind: 'file', name: '合同.pdf' }] }],
    ['a place', '<MsgType>location</MsgType><MsgId>1</MsgId>', { text: '[位置]' }],
  ])('%s', (_, inner, message) => {
    expect(app(inner)).toMatchObject({ kind: 'message', message });
  });

  it('taps: two cards in one second are two taps, a repeated one is the same', () => {
    const tap = (task: string, code = 'c'): string => `<MsgType>event</MsgType><Event>template_card_event</Event><EventKey>approve</EventKey><TaskId>${task}</TaskId><ResponseCode>${code}</ResponseCode>`;
    const key = (task: string, code?: string) => {
      const one = app(tap(task, code));
      return one.kind === 'tap' ? one.tap.key : '';
    };
    expect(key('card-1')).toBe(key('card-1', 'another'));
    expect(key('card-1')).not.toBe(key('card-2'));
  });

  it('who left, who came to the app, and nothing of the rest', () => {
    expect(app('<MsgType>event</MsgType><Event>change_contact</Event><ChangeType>delete_user</ChangeType><UserID>u9</UserID>')).toMatchObject({ change: { kind: 'person-left', userId: 'u9' } });
    expect(app('<MsgType>event</MsgType><Event>change_contact</Event><ChangeType>create_party</ChangeType>')).toMatchObject({ change: { kind: 'directory-changed' } });
    expect(app('<MsgType>event</MsgType><Event>enter_agent</Event>')).toMatchObject({ change: { kind: 'entered-chat' } });
    expect(app('<MsgType>event</MsgType><Event>LOCATION</Event>')).toEqual({ kind: 'nothing' });
    expect(app('<MsgType>text</MsgType>')).toEqual({ kind: 'refused', why: 'malformed' });
  });
});

describe('the @ of the bot', () => {
  it.each([
    ['@RobotA hello robot', null, 'hello robot'],
    ['@投诉助手\u2005漏水', null, '漏水'],
    ['@小区 投诉 助手  漏水', '小区 投诉 助手', '漏水'],
    ['@投诉助手', '投诉助手', ''],
    ['@张三 去看一下', '投诉助手', '@张三 去看一下'],
    ['@投诉助手2号 漏水', '投诉助手', '@投诉助手2号 漏水'],
    ['漏水 @投诉助手', '投诉助手', '漏水 @投诉助手'],
    ['@a.b(c) x', 'a.b(c)', 'x'],
  ])('%p without %p is %p', (text, name, left) => {
    expect(withoutMention(text, name)).toBe(left);
  });
});

describe('XML from anybody', () => {
  it.each([
    '<!DOCTYPE x><xml/>',
    '<xml><a>&lol;</a></xml>',
    '<xml a="b"/>',
    '<xml><a></xml></a>',
    '<xml>',
    '<a/><b/>',
    'text',
    '<xml><![CDATA[open</xml>',
    `${'<a>'.repeat(50)}${'</a>'.repeat(50)}`,
    '',
  ])('%p is none', (text) => {
    expect(readXml(text)).toBeNull();
  });

  it('reads what WeCom writes, and what we write', () => {
    const xml = readXml('<xml>\n <a><![CDATA[<b>&amp;]]></a><n>5</n><e>1 &lt; 2 &#20013;</e></xml>\n');
    expect(xml === null ? null : [textIn(xml, 'a'), textIn(xml, 'n'), textIn(xml, 'e'), textIn(xml, 'x')]).toEqual(['<b>&amp;', '5', '1 < 2 中', null]);
    const back = readXml(writeXml('xml', { a: 'x]]>y', n: 7 }));
    expect(back === null ? null : [textIn(back, 'a'), textIn(back, 'n')]).toEqual(['x]]>y', '7']);
  });

  it('ends soon whatever it is given', () => {
    for (const bomb of ['<![CDATA['.repeat(20_000), '<a>'.repeat(100_000), `<xml>${'&'.repeat(200_000)}</xml>`, '<'.repeat(200_000)]) expect(readXml(bomb)).toBeNull();
  });
});
