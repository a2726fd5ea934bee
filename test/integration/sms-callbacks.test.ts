import { openService } from '../../src/app.service.js';
import { outgoingOfCase } from '../../src/messages/index.js';
import { readConfiguration } from '../../src/platform/configuration/index.js';
import { createLogger } from '../../src/platform/logging/index.js';
import { open } from '../../src/platform/database/open.js';
import { World } from '../harness/world.js';
import { LEAK, PHONE, registers } from '../stories/told.js';
import { CALLBACK_KEY, SmsRoom, templates } from './sms-room.js';

/** The whole service with both providers: what they push changes what people are told, and only what they push. */
let room: SmsRoom;
let world: World;
let number = '';

beforeAll(async () => {
  room = await SmsRoom.open(() => Date.now());
  world = await World.open('sms_callbacks', { ...room.environment('aliyun,tencent'), ALIYUN_SMS_PER_NUMBER: '100/100/100' });
  await world.begins('standard', '2026-03-02T09:00:00+08:00');
});
afterAll(async () => {
  await world.close();
  await room.close();
});

async function pushes(provider: string, body: unknown, key = CALLBACK_KEY): Promise<number> {
  const answer = await fetch(`${world.app.url}/callbacks/sms/${provider}/${key}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const text = await answer.text();
  if (answer.ok) expect(JSON.parse(text)).toMatchObject({ code: 0, result: 0, errmsg: 'OK' });
  await world.settled();
  return answer.status;
}

const report = (more: object = {}) => [
  { phone_number: PHONE, send_time: '2026-03-02 09:00:00', report_time: '2026-03-02 09:00:05', success: false, err_code: 'MK:0012', err_msg: '用户关机', sms_size: '1', biz_id: '1^0', out_id: 'x', ...more },
];

const up = (content: string, sequence = 1) => [{ phone_number: PHONE, content, dest_code: '1', sign_name: '滨江物业', send_time: '2026-03-02 09:10:00', sequence_id: sequence }];

it('a customer is written to by the provider, with the words of the rule book', async () => {
  number = await registers(world, LEAK);
  expect(room.aliyun.sent).toMatchObject([{ phone: PHONE, template: 'SMS_registered', params: { p0: '王女士', p1: '物业服务问题', p2: number } }].map(({ phone, template }) => ({ phone, template })));
  expect(room.aliyun.sent[0]?.params).toMatchObject({ p2: number, p3: '400-000-0000' });
  expect(await world.get('/sms?after=0')).toEqual([]);
});

it('business time is real time then', async () => {
  await expect(world.advances('PT1H')).rejects.toThrow(/403.*已接入短信服务商/);
});

it.each([
  ['a wrong key', 'aliyun', report(), 'callback-key-0123456780', 404],
  ['an unknown provider', 'nobody', report(), CALLBACK_KEY, 404],
  ['what the provider never sends', 'aliyun', { hello: 'world' }, CALLBACK_KEY, 400],
  ['a report without its fields', 'aliyun', report({ success: 'no' }), CALLBACK_KEY, 400],
  ["the other provider's words", 'tencent', report(), CALLBACK_KEY, 400],
])('%s changes nothing', async (_, provider, body, key, status) => {
  expect(await pushes(provider, body, key)).toBe(status);
  world.nothingElse();
});

it("a report about somebody else's number changes nothing", async () => {
  expect(await pushes('aliyun', report({ phone_number: '13900139000' }))).toBe(200);
  expect(await pushes('aliyun', report({ biz_id: '99^0', out_id: 'out-99999' }))).toBe(200);
  world.nothingElse();
});

it('an SMS that did not arrive: who has the case in hand is told once, and it is on the record', async () => {
  expect(await pushes('aliyun', report())).toBe(200);
  world.expects('handler1', new RegExp(`${number}:给客户的短信没有送达\\(MK:0012 用户关机\\),请您电话联系`));
  await pushes('aliyun', report());
  world.nothingElse();
  expect(await pushes('aliyun', report({ success: true, err_code: 'DELIVERED' }))).toBe(200);
  await pushes('aliyun', report());
  world.nothingElse();
  const kept = await world.app.service.house.work.withoutTransaction((tx) => open(tx).rows(`select 1 from case_entry where kind = 'sms-failed'`));
  expect(kept).toHaveLength(1);
  const { house } = world.app.service;
  const receipts = await house.work.withoutTransaction(async (tx) => {
    const [one] = await open(tx).rows<{ id: string; company: string }>(`select id, company_id as company from complaint where number = $1 order by registered_at desc`, [number]);
    return (await outgoingOfCase(tx, one?.company ?? '', one?.id ?? '')).filter((row) => row.kind === 'sms').map((row) => row.receipt);
  });
  expect(receipts).toEqual(['delivered']);
});

it('what a customer answers reaches who has his case in hand, once', async () => {
  await pushes('aliyun', up('我下午三点在家'));
  world.expects('handler1', new RegExp(`${number}:客户短信回复:我下午三点在家`));
  await pushes('aliyun', up('我下午三点在家'));
  world.nothingElse();
});

it('退订 is kept: only what he is owed still goes out', async () => {
  await pushes('tencent', { extend: '1', mobile: `+86${PHONE}`, nationcode: '86', sign: '滨江物业', text: 'TD', time: 1457336869 });
  world.expects('handler1', new RegExp(`${number}:客户回复退订短信`));
  await pushes('aliyun', up('退订', 2));
  world.nothingElse();
  const before = room.aliyun.sent.length;
  await world.tells('handler1', `${number} 约明天上午9点上门`);
  world.expects('handler1', /客户已回复退订.*请电话联系客户/);
  world.expects('handler1', /已约/);
  expect(room.aliyun.sent.length).toBe(before);
  await world.tells('handler1', `${number} 联系不上`);
  world.expects('handler1', /已给客户发短信/);
  expect(room.aliyun.sent.slice(before).map((one) => one.template)).toEqual(['SMS_unreachable']);
  await world.ends();
});

it('an SMS nobody took: who has the case in hand is told to phone', async () => {
  room.aliyun.refuses.push('isv.MOBILE_NUMBER_ILLEGAL');
  await world.begins('standard', '2026-03-02T09:00:00+08:00');
  const other = await registers(world, LEAK.replace(PHONE, '13700137000'));
  await world.app.service.smsInquiry.tick();
  await world.settled();
  world.expects('handler1', new RegExp(`${other}:给客户的短信没有发出\\(阿里云短信:手机号有误.*\\),请您电话联系`));
  await world.app.service.smsInquiry.tick();
  await world.ends();
});

it('an occasion without a template refuses the start, line by line', async () => {
  const content = templates();
  delete content['tencent']?.['*']?.['progress'];
  room.writes({ ...content, aliyun: { '*': { ...content['aliyun']?.['*'], registered: { code: 'SMS_1', words: { p0: '称呼', p1: '姓名' } } } } });
  const configuration = readConfiguration({ NODE_ENV: 'test', SIMULATOR: 'on', ...room.environment('aliyun,tencent') }, process.cwd());
  const opening = openService({ configuration, address: world.app.database.address, log: createLogger({ level: 'silent', secrets: [] }), linkKey: 'k'.repeat(32) });
  await expect(opening).rejects.toMatchObject({ code: 'configuration', message: expect.stringMatching(/aliyun standard 的“registered”模板 SMS_1 缺少变量[^]*要填的 姓名 不在[^]*tencent standard 的“progress”没有填写模板编码/) as unknown });
});

it('a provider that is chosen and not filled in is said by name, never by value', () => {
  const read = (values: Record<string, string>) => () => readConfiguration(values, process.cwd());
  expect(read({ SMS_PROVIDERS: 'aliyun' })).toThrow(/ALIYUN_ACCESS_KEY_ID:.*\nALIYUN_ACCESS_KEY_SECRET:.*\nALIYUN_SMS_SIGN:.*\nSMS_TEMPLATES:/);
  expect(read({ SMS_PROVIDERS: 'tencent,aliyun,tencent' })).toThrow(/SMS_PROVIDERS:应为/);
  room.writes({ aliyun: { '*': { registered: { words: [] } } } });
  expect(read(room.environment('aliyun'))).toThrow('SMS_TEMPLATES:短信模板表中的 aliyun.*.registered');
  expect(read({ ...room.environment('aliyun'), SMS_TEMPLATES: '/nowhere.yaml' })).toThrow('SMS_TEMPLATES:所指的文件不存在');
  room.writes(templates());
  expect(readConfiguration(room.environment('aliyun,tencent'), process.cwd()).secrets).toEqual(expect.arrayContaining(['aliyun-secret', 'tencent-secret', CALLBACK_KEY]));
});
