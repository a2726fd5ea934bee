import { once } from 'node:events';
import { connect } from 'node:net';
import { resolve } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { createApp } from '../../src/app.http.js';
import { openService } from '../../src/app.service.js';
import { readConfiguration } from '../../src/platform/configuration/index.js';
import { open } from '../../src/platform/database/open.js';
import { createLogger } from '../../src/platform/logging/index.js';
import { SimulatorDatabase } from '../../src/platform/simulator-store.js';
import { evidenceSubject, LinkSigner } from '../../src/platform/uploads/signed-link.js';
import { startApp } from '../harness/app.js';
import { cloneDatabase } from '../harness/database.js';
import { PHOTO } from '../harness/photo.js';
import { World } from '../harness/world.js';
import { LEAK, PHONE, registers } from '../stories/told.js';

/** Limits, links, keys and logs: what keeps the service cheap and its people's data theirs. */

const rows = <T extends object>(world: World, sql: string): Promise<T[]> =>
  world.app.service.house.work.withoutTransaction((tx) => open(tx).rows<T>(sql, []));

const JSON_TYPE = { 'content-type': 'application/json' };

describe('limits', () => {
  let world: World;
  beforeAll(async () => {
    world = await World.open('limits', { SMS_DAILY_PER_STAFF: '3', SMS_DAILY_BUDGET: '5' });
  });
  afterAll(async () => {
    await world.close();
  });

  test('twenty messages a minute a person; the next is answered, not taken, and others are not held up', async () => {
    await world.begins('longfor-hangzhou', '2026-03-02T09:00:00+08:00');
    for (let message = 1; message <= 20; message++) await world.tells('staff1', '帮助');
    world.forget();
    await world.tells('staff1', LEAK);
    world.expects('staff1', /消息太多.*没有处理.*一分钟后再发/);
    await world.says('staff1', LEAK);
    world.expects('g1', /消息太多/);
    await world.tells('staff2', '帮助');
    world.expects('staff2', /登记和跟进/);
    const [refused] = await rows<{ n: number }>(world, `select count(*)::int as n from inbound where outcome ->> 'kind' = 'refused'`);
    expect(refused?.n).toBe(2);
    await world.advances('PT1M');
    await world.tells('staff1', `滨江一号${LEAK}`);
    world.expects('staff1', /投诉草稿/);
    await world.ends();
  });

  test('SMS: so many a member of staff and day', async () => {
    await world.begins('standard', '2026-03-02T09:00:00+08:00');
    for (const end of [1, 2, 3]) await registers(world, `${end}栋1单元101业主张先生1380013800${end}来电,厨房漏水`);
    const number = await registers(world, '4栋1单元101业主张先生13800138004来电,厨房漏水');
    expect((await world.get<{ to: string }[]>('/sms?after=0')).map((one) => one.to)).not.toContain('13800138004');
    // His day is spent, not his colleague's.
    await world.tells('handler1', `${number} 联系不上`);
    world.expects('handler1', /已给客户发短信/);
    world.expectsSms('13800138004', /未能与您接通/);
    await world.advances('P1D');
    world.forget();
    await world.says('staff1', '5栋1单元101业主张先生13800138005来电,厨房漏水');
    await world.says('staff1', '确认');
    world.expectsSms('13800138005', /已登记/);
  });

  test('SMS: a budget a company and day, with an alarm at 80 %, and no more when it is spent', async () => {
    await world.begins('standard', '2026-03-02T09:00:00+08:00');
    const alarms = (): Promise<{ kind: string }[]> =>
      rows(world, `select kind from alert where company_id = (select id from company where retired_at is null) and kind like 'sms-budget%' order by kind`);
    for (const end of [1, 2, 3]) await registers(world, `${end}栋1单元101业主张先生1380013800${end}来电,厨房漏水`);
    expect(await alarms()).toEqual([]);
    const fourth = await registers(world, '4栋1单元101业主张先生13800138004来电,厨房漏水', 'staff2');
    expect(await alarms()).toEqual([{ kind: 'sms-budget' }]);
    await registers(world, '5栋1单元101业主张先生13800138005来电,厨房漏水', 'staff2');
    await world.tells('handler1', `${fourth} 联系不上`);
    world.expects('handler1', /公司今天的短信额度已用完/);
    world.expects('handler1', /短信没有发出/);
    expect(await alarms()).toEqual([{ kind: 'sms-budget' }, { kind: 'sms-budget-spent' }]);
    expect(await world.get<object[]>('/sms?after=0')).toHaveLength(5);
    await world.ends();
  });
});

describe('a request that asks for too much, or goes away', () => {
  let world: World;
  beforeAll(async () => {
    world = await World.open('too_much');
  });
  afterAll(async () => {
    await world.close();
  });
  afterEach(() => {
    expect(world.app.complaints).toEqual([]);
  });

  test.each(['{"a":', '[', '[{"a":'])('thousands of %s', async (piece) => {
    const closing = [...piece].reverse().map((mark) => ({ '{': '}', '[': ']' })[mark] ?? '').join('');
    for (const levels of [20, 20_000]) {
      const body = `${piece.repeat(levels)}1${closing.repeat(levels)}`;
      const answer = await fetch(`${world.app.url}/api/simulator/messages`, { method: 'POST', headers: JSON_TYPE, body });
      expect([answer.status, await answer.text()]).toEqual([400, expect.stringMatching(/嵌套太深/)]);
    }
  });

  test('a sum beyond all money is no sum: the plan is asked for again, and the case lives on', async () => {
    await world.begins('longfor-hangzhou', '2026-03-02T09:00:00+08:00');
    await world.says('staff1', '3栋2单元1501业主王女士13800138000来电,厨房漏水,最后说要赔99999999999999999999元');
    world.expects('g1', /要求赔多少/);
    await world.says('staff1', '取消');
    world.forget();
    const number = await registers(world, LEAK);
    for (const plan of ['赔偿8千5百万亿元', '-5000', '赔偿-5000元']) {
      await world.tells('customer-manager1', `${number} 方案:${plan}`);
      world.expects('customer-manager1', /金额没看懂.*写成数字/);
    }
    await world.tells('customer-manager1', `${number} 方案:赔偿5000.01元`);
    world.expects('customer-manager1', /方案已提交/);
    world.forget();
  });

  test('a long chat is answered whole', async () => {
    const store = new SimulatorDatabase(world.app.database.address);
    await world.tells('staff2', '帮助');
    const [company] = await world.app.service.house.doors.dataSource.query<{ id: string }[]>('select company_id as id from simulator_message order by seq desc limit 1');
    const before = (await world.get<object[]>('/chats/g2/messages?after=0')).length;
    await Promise.all(Array.from({ length: 700 }, (_, index) => store.receive({ companyId: company?.id ?? '', chatId: 'g2', at: 0, from: 'bot', to: null, text: '一条', key: `long/${index}`, card: null })));
    await store.close();
    expect(await world.get<object[]>('/chats/g2/messages?after=0')).toHaveLength(before + 700);
    world.forget();
  });

  test('a caller who hangs up in the middle is no database that is away', async () => {
    const counted = async (): Promise<string> => (await (await fetch(`${world.app.url}/metrics`)).text()).split('\n').find((line) => line.includes('why="http-400"')) ?? '';
    const before = await counted();
    const request = 'POST /api/simulator/messages HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 50\r\n\r\n{"chat"';
    const caller = connect(Number(new URL(world.app.url).port), '127.0.0.1', () => caller.end(request));
    await once(caller.resume(), 'close');
    while (world.app.complaints.length === 0 && (await counted()) === before);
  });
});

describe('evidence', () => {
  let world: World;
  let path = '';
  beforeAll(async () => {
    world = await World.open('evidence');
    await world.begins('longfor-hangzhou', '2026-03-02T09:00:00+08:00');
    const number = await registers(world, LEAK);
    await world.tells('property-cs-manager1', `${number} 补充:现场照片`, [PHOTO]);
    await world.tells('property-cs-manager1', `${number} 补充:同一张`, [{ ...PHOTO, name: '又一张.png' }]);
    world.forget();
    await world.tells('property-cs-manager1', `查询 ${number}`);
    path = /(\/evidence\/\S+)/.exec(world.expects('property-cs-manager1', /附件/).text)?.[1] ?? '';
  });
  afterAll(async () => {
    await world.close();
  });
  const fetches = (address: string): Promise<Response> => fetch(`${world.app.url}${address}`);

  test('is kept once, whatever it is called', async () => {
    expect(await rows(world, 'select hash from evidence')).toHaveLength(1);
  });

  test('comes as a download no browser draws or guesses at', async () => {
    const file = await fetches(path);
    expect(file.status).toBe(200);
    expect(Object.fromEntries(file.headers)).toMatchObject({
      'content-type': 'image/png',
      'x-content-type-options': 'nosniff',
      'content-security-policy': expect.stringMatching(/sandbox/),
      'content-disposition': expect.stringMatching(/^attachment/),
      'cache-control': expect.stringMatching(/no-store/),
    });
  });

  test('by its own link only: changed, expired, of another file or company it opens nothing', async () => {
    const link = new URL(path, world.app.url);
    const company = link.searchParams.get('company') ?? '';
    const hash = link.pathname.split('/').at(-1) ?? '';
    const signer = new LinkSigner('test-link-signing-key-of-32-letters');
    const signed = (subject: string, expires: number): string =>
      `/evidence/${hash}?${new URLSearchParams({ company, expires: String(expires), signature: signer.sign(subject, expires) }).toString()}`;
    const soon = Date.now() + 60_000;
    expect((await fetches(signed(evidenceSubject(company, hash), soon))).status).toBe(200);
    const refused = [
      path.replace(/(?<=signature=)./, (first) => (first === 'A' ? 'B' : 'A')),
      path.replace(/expires=(\d)/, 'expires=9$1'),
      path.replace(hash, hash.replace(/^./, (first) => (first === 'a' ? 'b' : 'a'))),
      path.replace(company, 'demo-other'),
      signed(evidenceSubject(company, hash), Date.now() - 1),
      signed(evidenceSubject('demo-other', hash), soon),
      `/evidence/${hash}`,
      `/evidence/${hash}?company=${company}&expires=${soon}&signature=`,
      '/evidence/..%2f..%2fetc%2fpasswd?company=x&expires=1&signature=x',
    ];
    for (const address of refused) {
      const answer = await fetches(address);
      expect([address, [400, 403].includes(answer.status)]).toEqual([address, true]);
      expect(await answer.text()).toMatch(/[\u4e00-\u9fa5]{4}/);
    }
  });
});

describe('production', () => {
  const health = async (url: string): Promise<void> => {
    for (const [address, said] of [
      ['/healthz', /ok/],
      ['/readyz', /ready/],
      ['/metrics', /kesu_oldest_seconds/],
      ['/api/docs', /swagger/i],
    ] as const) {
      const answer = await fetch(`${url}${address}`);
      expect([address, answer.status]).toEqual([address, 200]);
      expect(await answer.text()).toMatch(said);
    }
  };

  test('without the local channel its addresses do not exist, and the console asks for a sign-in', async () => {
    const app = await startApp('production', { NODE_ENV: 'production', SIMULATOR: 'off' });
    try {
      for (const [method, address] of [
        ['GET', 'people'], ['GET', 'chats'], ['GET', 'clock'], ['GET', 'sms?after=0'], ['GET', 'chats/g1/messages?after=0'],
        ['POST', 'messages'], ['POST', 'clock'], ['POST', 'settle'], ['POST', 'reset'], ['POST', 'cards/x/taps'],
      ] as const) {
        const body = method === 'POST' ? { body: '{}', headers: JSON_TYPE } : {};
        const answer = await fetch(`${app.url}/api/simulator/${address}`, { method, ...body });
        expect([address, answer.status]).toEqual([address, 404]);
      }
      for (const file of ['ledger.csv', 'ledger.xlsx', 'ledger.csv?as=project-director1']) {
        expect((await fetch(`${app.url}/api/${file}`)).status).toBe(401);
      }
      await health(app.url);
    } finally {
      await app.stop();
    }
  });

  test('with it the key is asked for, for the ledger too', async () => {
    const key = 'a-key-of-more-than-16-letters';
    const app = await startApp('keyed', { NODE_ENV: 'production', SIMULATOR: 'on', SIMULATOR_KEY: key });
    try {
      for (const address of ['/api/simulator/people', '/api/simulator/clock', '/api/ledger.csv']) {
        for (const wrong of [{}, { 'x-simulator-key': '' }, { 'x-simulator-key': `${key}x` }]) {
          expect([address, (await fetch(`${app.url}${address}`, { headers: wrong as Record<string, string> })).status]).toEqual([address, 401]);
        }
        expect((await fetch(`${app.url}${address}`, { headers: { 'x-simulator-key': key } })).status).toBe(200);
      }
      await health(app.url);
    } finally {
      await app.stop();
    }
  });
});

test('the log of a whole morning names no customer and no phone', async () => {
  const database = await cloneDatabase('quiet_log');
  const lines: string[] = [];
  const log = createLogger({ level: 'trace', secrets: [] }, { write: (line: string) => void lines.push(line) });
  const configuration = readConfiguration({ NODE_ENV: 'test', SIMULATOR: 'on' }, process.cwd());
  const service = await openService({ configuration, address: database.address, log, linkKey: 'test-link-signing-key-of-32-letters' });
  const app = await createApp(service, configuration, resolve('dist/web'));
  await app.listen(0, '127.0.0.1');
  const url = (await app.getUrl()).replace('[::1]', '127.0.0.1');
  const posts = (address: string, body: object): Promise<Response> =>
    fetch(`${url}/api/simulator${address}`, { method: 'POST', headers: JSON_TYPE, body: JSON.stringify(body) });
  try {
    await posts('/reset', { pack: 'longfor-hangzhou', at: '2026-03-02T09:00:00+08:00' });
    const says = async (from: string, text: string): Promise<void> => {
      await posts('/messages', { chat: from, from, text, attachments: [{ ...PHOTO, name: '王小丽13800138000.png' }] });
      await posts('/settle', {});
    };
    await says('staff1', `滨江一号3栋2单元1501业主王小丽${PHONE}来电,厨房漏水,要赔8000`);
    await says('staff1', '确认');
    await says('customer-manager1', 'LH-20260302-0001 联系不上王小丽');
    await says('customer-manager1', 'LH-20260302-0001 客户电话改成13900139000');
    await says('customer-manager1', 'LH-20260302-0001 方案:赔偿6000元');
    await posts('/cards/x/taps', { by: 'finance1', action: 'approve', input: { reason: `王小丽${PHONE}` } });
    await posts('/messages', { chat: `王小丽${PHONE}`, from: `王小丽${PHONE}` });
    await posts('/clock', { advance: 'P3D' });
    await fetch(`${url}/api/simulator/chats/${encodeURIComponent(`王小丽${PHONE}`)}/messages`);
    const said = lines.join('');
    expect(lines.length).toBeGreaterThan(10);
    expect(said).not.toMatch(/王小丽|13800138000|13900139000|厨房漏水|要赔|单元1501|3-2-1501/);
    // One id follows a message through its lines.
    expect(lines.filter((line) => line.includes('"trace"')).length).toBeGreaterThan(5);
  } finally {
    await app.close();
    await service.stop();
    await database.drop();
  }
});
