import { deflateSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { open } from '../../src/platform/database/open.js';
import type { Tx } from '../../src/platform/database/transaction.js';
import { PHOTO } from '../harness/photo.js';
import { World } from '../harness/world.js';
import { registers } from '../stories/told.js';

/** Whatever is sent: a clear answer in Chinese or a 4xx that names what is wrong, never a 5xx, nothing lost. */
let world: World;
beforeAll(async () => {
  world = await World.open('bad_input', { MESSAGES_PER_MINUTE: '1000' });
  await world.begins('longfor-hangzhou', '2026-03-02T09:00:00+08:00');
});
afterAll(async () => {
  await world.close();
});
beforeEach(() => {
  world.forget();
});

interface Answer {
  readonly status: number;
  readonly text: string;
}

async function sends(method: string, path: string, body?: string | URLSearchParams, headers: Record<string, string> = {}): Promise<Answer> {
  const init: RequestInit = { method, headers };
  if (body !== undefined) init.body = body;
  const answer = await fetch(`${world.app.url}${path}`, init);
  return { status: answer.status, text: await answer.text() };
}

const JSON_TYPE = { 'content-type': 'application/json' };
const posts = (path: string, body: unknown): Promise<Answer> => sends('POST', `/api/simulator${path}`, JSON.stringify(body), JSON_TYPE);
const says = (more: object): Promise<Answer> => posts('/messages', { chat: 'g1', from: 'staff1', text: '厨房漏水', ...more });
const CHINESE = /[\u4e00-\u9fa5]{4}/;

/** 4xx, with a sentence in Chinese, and no word of what happened inside. */
function expectRefused(answer: Answer, status: number, about = CHINESE): void {
  expect(answer).toMatchObject({ status, text: expect.stringMatching(about) });
  expect(answer.text).toMatch(CHINESE);
  expect(answer.text).not.toMatch(/at \w+ \(|node_modules|select |uuid|Error:/i);
}

describe('a request that is no request', () => {
  const TOP = ['null', '[]', '"text"', '1', '', '{', '{"chat":"g1",}', '{"__proto__":{"x":1}}'];
  const DOORS = ['/messages', '/cards/x/taps', '/clock', '/reset'];
  // A new start needs nothing, so `null` is as good as no body there.
  const ALL = DOORS.flatMap((door) => TOP.map((body) => [door, body] as const)).filter(([door, body]) => door !== '/reset' || body !== 'null');
  test.each(ALL)('POST %s with %s', async (door, body) => {
    const answer = await sends('POST', `/api/simulator${door}`, body, JSON_TYPE);
    expectRefused(answer, 400);
  });

  test('of another content type, to another address, or by another method', async () => {
    const body = JSON.stringify({ chat: 'g1', from: 'staff1', text: '厨房漏水' });
    expectRefused(await sends('POST', '/api/simulator/messages', body, { 'content-type': 'text/plain' }), 415);
    expectRefused(await sends('POST', '/api/simulator/messages', body, { 'content-type': 'application/xml' }), 415);
    expectRefused(await sends('POST', '/api/simulator/messages', new URLSearchParams({ chat: 'g1' })), 415);
    expectRefused(await sends('POST', '/api/simulator/nothing', body, JSON_TYPE), 404);
    expectRefused(await sends('DELETE', '/api/simulator/messages'), 404);
    expectRefused(await sends('GET', `/api/simulator/chats/${'x'.repeat(300)}/messages`), 414);
    expectRefused(await sends('GET', '/api/simulator/chats/%00/messages'), 404);
    expectRefused(await sends('GET', '/api/cases/%00/evidence-pack'), 404);
    expectRefused(await sends('GET', '/api/cases/x/evidence-pack?company=%00'), 400);
    expectRefused(await sends('GET', '/api/simulator/chats/%E0%A4%A/messages'), 400);
  });
});

describe('fields', () => {
  test.each([
    [{ extra: 1 }, /extra 不认识/],
    [{ chat: 7 }, /chat/],
    [{ chat: '' }, /chat/],
    [{ from: { $ne: null } }, /from/],
    [{ text: ['厨房漏水'] }, /text/],
    [{ attachments: 'x' }, /attachments/],
    [{ attachments: [{ name: 'a.png' }] }, /attachments\.0\.base64/],
    [{ attachments: [{ ...PHOTO, path: '/etc/passwd' }] }, /attachments\.0\.path 不认识/],
    [{ attachments: Array.from({ length: 10 }, () => PHOTO) }, /attachments/],
    [{ clientMsgId: '' }, /clientMsgId/],
    [{ clientMsgId: 5 }, /clientMsgId 应为文字"/],
    [{ clientMsgId: 'x'.repeat(129) }, /clientMsgId 太长"/],
    [{ from: undefined }, /from 未填或写法不对"/],
    [{ attachments: ['x'] }, /attachments/],
    [{ clientMsgId: 'a\u0000b' }, /clientMsgId/],
    [{ text: '   ' }, /消息是空的/],
    [{ text: '\u0000' }, /消息是空的/],
  ])('%j', async (more, about) => {
    expectRefused(await says(more), 400, about);
  });

  test('what is null is not given: two messages with no id of their client’s are two', async () => {
    const ids = await Promise.all(['你好', '在吗'].map(async (text) => (JSON.parse((await says({ text, clientMsgId: null, attachments: null })).text) as { messageId: string }).messageId));
    expect(new Set(ids).size).toBe(2);
    await world.settled();
    world.forget();
    expect((await posts('/clock', { advance: 'PT0S', to: null })).status).toBe(200);
    expectRefused(await posts('/clock', { advance: null, to: null }), 400, /advance 或 to/);
  });

  test('a value is never repeated in the refusal', async () => {
    expect((await says({ from: '13800138000 王女士' })).text).not.toMatch(/13800138000|王女士/);
  });

  test('people and chats nobody knows', async () => {
    expectRefused(await says({ from: 'nobody' }), 404, /没有这个人/);
    expectRefused(await says({ chat: 'g9' }), 404, /没有这个会话/);
    expectRefused(await sends('GET', '/api/simulator/chats/g9/messages'), 404, /没有这个会话/);
    expectRefused(await posts('/cards/x/taps', { by: 'nobody', action: 'approve' }), 404, /没有这个人/);
  });

  test.each(['-1', '1.5', 'x', '1e3x', '', '1&after=2', '99999999999999999999'])('after=%s', async (after) => {
    for (const path of ['/chats/g1/messages', '/sms']) {
      const answer = await sends('GET', `/api/simulator${path}?after=${after}`);
      if (answer.status === 200) expect(JSON.parse(answer.text)).toEqual(expect.any(Array));
      else expectRefused(answer, 400, /after/);
    }
  });

  test('the ledger’s period', async () => {
    for (const query of ['from=x', 'from=2026-02-30', 'from=2026-03-02&to=2026-03-01', 'to=2026-13-01', 'as=%00', 'other=1']) {
      expectRefused(await sends('GET', `/api/ledger.csv?${query}`), 400);
    }
  });
});

describe('the clock and a new start', () => {
  beforeAll(() => world.begins('longfor-hangzhou', '2026-03-02T09:00:00+08:00'));

  test.each([
    [{}, /advance 或 to/],
    [{ advance: 'PT1H', to: '2026-03-03T09:00:00+08:00' }, /advance 或 to/],
    [{ advance: '3小时' }, /PT3H/],
    [{ advance: 'P1M' }, /PT3H/],
    [{ advance: 'P1Y' }, /PT3H/],
    [{ advance: '-PT1H' }, /PT3H/],
    [{ advance: 'PT' }, /PT3H/],
    [{ advance: 'P99999D' }, /最多/],
    [{ to: '2026-03-03' }, /带时区/],
    [{ to: '2026-02-30T09:00:00+08:00' }, /带时区/],
    [{ to: '2026-03-02T08:59:59+08:00' }, /只能向前/],
    [{ to: '9999-12-31T23:59:59+08:00' }, /最多|带时区/],
    [{ advance: 5 }, /advance/],
  ])('clock %j', async (body, about) => {
    expectRefused(await posts('/clock', body), 400, about);
    expect(JSON.parse((await sends('GET', '/api/simulator/clock')).text)).toEqual({ now: '2026-03-02T09:00:00+08:00', frozen: true });
  });

  test.each([
    [{ pack: 'nobodys-book' }, /没有制度包/],
    [{ pack: '../../etc' }, /pack/],
    [{ at: '昨天' }, /带时区/],
    [{ at: '0001-01-01T00:00:00+08:00' }, /带时区/],
    [{ at: '+010000-01-01T00:00:00Z' }, /带时区/],
    [{ pack: 'standard', when: 'now' }, /when 不认识/],
  ])('reset %j changes nothing', async (body, about) => {
    const before = await sends('GET', '/api/simulator/people');
    expectRefused(await posts('/reset', body), 400, about);
    expect(await sends('GET', '/api/simulator/people')).toEqual(before);
  });
});

test('a clock set between two seconds can be told what it shows', async () => {
  expect((await posts('/reset', { at: '2026-03-02T09:00:00.999+08:00' })).status).toBe(200);
  expect(await posts('/clock', { to: '2026-03-02T09:00:00+08:00' })).toMatchObject({ status: 200, text: expect.stringContaining('09:00:00') });
});

describe('a tap', () => {
  const tap = (card: string, more: object = {}): Promise<Answer> =>
    posts(`/cards/${encodeURIComponent(card)}/taps`, { by: 'staff1', action: 'confirm', ...more });

  test.each(['11111111-1111-4111-8111-111111111111', 'not-a-uuid', '1', "'; drop table card; --", '卡片', '\u0000'])('on %j is refused in words', async (card) => {
    const answer = await tap(card);
    expect(answer.status).toBe(200);
    expect(JSON.parse(answer.text)).toEqual({ accepted: false, message: expect.stringMatching(/卡片已经失效/) });
  });

  test('with an unknown action, odd input or unknown fields', async () => {
    await world.says('staff1', '3栋2单元1501业主王女士13800138000来电,厨房漏水');
    const card = world.expects('g1', /投诉草稿/).card;
    for (const action of ['approve', 'explode', 'category:nothing', 'project:p9', 'constructor', '__proto__']) {
      const answer = await tap(card?.id ?? '', { action });
      expect(answer.status).toBe(200);
      expect(JSON.parse(answer.text)).toMatchObject({ accepted: false, message: expect.stringMatching(CHINESE) });
    }
    expectRefused(await tap(card?.id ?? '', { action: '<script>' }), 400, /action/);
    expectRefused(await tap(card?.id ?? '', { input: { reason: 7 } }), 400, /input\.reason/);
    expectRefused(await tap(card?.id ?? '', { input: { more: 'x' } }), 400, /input\.more 不认识/);
    expectRefused(await tap(card?.id ?? '', { input: 'x' }), 400, /input/);
    const done = await tap(card?.id ?? '', { input: { reason: '\u0000\ud800', text: '' } });
    expect(JSON.parse(done.text)).toMatchObject({ accepted: true });
  });

  test('without an id of its client (null) is a tap of its own', async () => {
    await world.says('staff1', '3栋2单元1503业主赵女士13800138003来电,厨房漏水');
    const card = world.expects('g1', /投诉草稿/).card;
    const messages: unknown[] = [];
    for (const action of ['edit', 'confirm']) messages.push((JSON.parse((await tap(card?.id ?? '', { action, clientMsgId: null })).text) as { message: unknown }).message);
    expect(messages[1]).toMatch(/已登记/);
    await world.settled();
    world.forget();
  });

  test('on a card of the company that was before', async () => {
    await world.says('staff1', '3栋2单元1502业主李女士13800138001来电,墙面空鼓');
    const card = world.expects('g1', /投诉草稿/).card;
    await world.begins('longfor-hangzhou', '2026-03-02T09:00:00+08:00');
    expect(JSON.parse((await tap(card?.id ?? '')).text)).toMatchObject({ accepted: false, message: expect.stringMatching(/失效/) });
  });
});

describe('odd words', () => {
  const ODD = [
    '😀👍🏽👨‍👩‍👧‍👦',
    '\u0007\u001b[31m厨房漏水\u0008\u202e!',
    'a\u0000b厨房漏水\u0000',
    '\ud83d厨房漏水\udc00',
    '厨房漏水\u200b\ufeff'.repeat(50),
    "'; drop table complaint; --",
    '<script>alert(1)</script>3栋1501厨房漏水',
    '{{称呼}} ${process.env} %s %n',
    'Ａ栋１单元１５０１厨房漏水,赔８千',
    '漏'.repeat(20_000),
    '3栋1501'.repeat(5_000),
    '\n\r\t ,。!?',
    'LH-20260302-0001',
    'LH-99999999-99999999 处理完毕',
    '赔99999999999999999999999元',
    '-8000元',
    '查询 '.repeat(3_000),
    'ﷺ'.repeat(5_000),
  ];

  test.each(ODD.map((words) => [JSON.stringify(words.slice(0, 30)), words] as const))('%s has its answer', async (_name, words) => {
    await world.begins('longfor-hangzhou', '2026-03-02T09:00:00+08:00');
    await world.tells('staff1', words);
    expect(world.drain('staff1').length).toBeGreaterThan(0);
    expect(world.app.complaints).toEqual([]);
  });

  test('64 KB is taken whole and cut on cards; one byte more is refused', async () => {
    await world.begins('longfor-hangzhou', '2026-03-02T09:00:00+08:00');
    const head = '3栋2单元1501业主王女士13800138000来电,厨房漏水,';
    const tail = '最后一句要看得到';
    const filling = 64 * 1024 - Buffer.byteLength(head + tail);
    const whole = `${head}${'漏'.repeat(Math.floor(filling / 3))}${'.'.repeat(filling % 3)}${tail}`;
    expect(Buffer.byteLength(whole)).toBe(64 * 1024);
    const started = performance.now();
    const number = await registers(world, whole);
    expect(performance.now() - started).toBeLessThan(10_000);
    const card = await world.card('property-cs-manager1', (one) => one.title === `投诉 ${number}`);
    for (const fact of card.facts) expect(fact.value.length).toBeLessThanOrEqual(400);
    const ledger = await (await fetch(`${world.app.url}/api/ledger.csv?as=project-director1`)).text();
    expect(ledger).toContain(number);
    const kept = await world.app.service.house.work.withoutTransaction((tx) => contentOf(tx, number));
    expect(kept).toBe(whole);
    expectRefused(await says({ text: `${whole}.` }), 413, /64 KB/);
    expectRefused(await sends('POST', '/api/simulator/messages', `{"chat":"${'x'.repeat(31 * 1024 * 1024)}"}`, JSON_TYPE), 413);
  });

  test('a project nobody knows is asked about, and kept as 待补 when nobody can say', async () => {
    await world.begins('longfor-hangzhou', '2026-03-02T09:00:00+08:00');
    await world.tells('staff1', '翡翠天际3栋2单元1501业主王女士13800138000来电,厨房漏水');
    world.expects('staff1', /哪个项目/);
    await world.tells('staff2', 'LH-20260302-0001、LH-20260302-0002 已联系客户');
    world.expects('staff2', /一次写一个编号.LH-20260302-0001 和 LH-20260302-0002 都还没有处理/);
    await world.tells('staff1', '就是翡翠天际');
    world.drain('staff1');
    await world.tells('staff1', '确认');
    if (world.drain('staff1').every((one) => !one.text.includes('已登记'))) await world.tells('staff1', '确认登记');
    const said = await world.get<{ text: string }[]>('/chats/staff1/messages?after=0');
    expect(said.some((one) => /已登记.LH-20260302-0001/.test(one.text))).toBe(true);
  });
});

describe('files', () => {
  const file = (name: string, mime: string, body: Buffer): Promise<Answer> =>
    says({ attachments: [{ name, mime, base64: body.toString('base64') }] });

  test.each([
    ['一张假照片.png', 'image/png', Buffer.from('这不是图片'), 415, /不是有效的图片/],
    ['logo.svg', 'image/svg+xml', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'), 415, /不是有效的图片/],
    ['page.html', 'text/html', Buffer.from('<!doctype html><script>alert(1)</script>'), 415, /类型不能保存/],
    ['page.png', 'image/png', Buffer.from('<html><body>x</body></html>'), 415, /不是有效的图片/],
    ['run.exe', 'application/octet-stream', Buffer.from(`MZ${'\u0000'.repeat(200)}`), 415, /类型不能保存/],
    ['notes.txt', 'text/plain', Buffer.from('纯文本'), 415, /类型不能保存/],
    ['empty.png', 'image/png', Buffer.alloc(0), 400, /空的/],
    ['torn.png', 'image/png', Buffer.from(PHOTO.base64, 'base64').subarray(0, 20), 400, /打不开或太大/],
  ] as const)('%s', async (name, mime, body, status, about) => {
    expectRefused(await file(name, mime, body), status, about);
  });

  test('broken base64, a path for a name', async () => {
    expectRefused(await says({ attachments: [{ ...PHOTO, base64: '%%%' }] }), 400, /内容损坏/);
    const answer = await says({ attachments: [{ ...PHOTO, name: '../../../etc/passwd\u0000.png' }], chat: 'staff1' });
    expect(answer.status).toBe(202);
    await world.settled();
    const said = await world.get<{ text: string }[]>('/chats/staff1/messages?after=0');
    expect(said.map((one) => one.text).join()).not.toMatch(/\.\.\/|\u0000/);
  });

  test('20 MB is taken, one byte more is not', async () => {
    const most = 20 * 1024 * 1024;
    const pdf = Buffer.concat([Buffer.from('%PDF-1.7\n'), Buffer.alloc(most - 9, 0x20)]);
    expect((await file('合同.pdf', 'application/pdf', pdf)).status).toBe(202);
    expectRefused(await file('合同.pdf', 'application/pdf', Buffer.concat([pdf, Buffer.from(' ')])), 413, /20 MB/);
  });

  test('a small file that unfolds to a huge picture', async () => {
    expectRefused(await file('bomb.png', 'image/png', bomb(60_000, 60_000)), 400, /打不开或太大/);
  });
});

test('after all of it nothing is broken and nothing was logged as wrong', async () => {
  await world.settled();
  world.forget();
  await world.ends();
});

async function contentOf(tx: Tx, number: string): Promise<string | undefined> {
  const rows = await open(tx).rows<{ content: string }>('select content from complaint where number = $1 order by length(content) desc limit 1', [number]);
  return rows[0]?.content;
}

/** A PNG of a few KB whose header claims so many pixels. */
function bomb(width: number, height: number): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 6, 0, 0, 0], 8);
  const chunk = (type: string, body: Buffer): Buffer => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(body.length);
    return Buffer.concat([length, Buffer.from(type), body, Buffer.alloc(4)]);
  };
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([signature, chunk('IHDR', header), chunk('IDAT', deflateSync(Buffer.alloc(100_000))), chunk('IEND', Buffer.alloc(0))]);
}
