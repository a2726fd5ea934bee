import { randomUUID } from 'node:crypto';
import { examineSms } from '../../src/cli/doctor-sms.js';
import { readConfiguration } from '../../src/platform/configuration/index.js';
import { noteReceipt, rowOfKey, SmsInquiry, type SmsReceipt } from '../../src/messages/index.js';
import { smsProviders, smsRoute } from '../../src/sms/index.js';
import { signedCall } from '../../src/sms/aliyun/encode.js';
import { tc3 } from '../../src/sms/tencent/encode.js';
import { DAY, HOUR, MINUTE, SECOND } from '../../src/terms/instants.js';
import { createLogger } from '../../src/platform/logging/index.js';
import { MessageDesk } from './message-desk.js';
import { SmsRoom } from './sms-room.js';

/** Both providers over HTTP, against servers that check the vendors' signatures; the way of an SMS from its order to its receipt. */
const PHONE = '13800138000';
const WORDS = { 称呼: '王女士', 事项: '房屋质量问题', 编号: 'LH-1', 电话: '400-000-0000', 公司: '滨江*(物业)' };

const quiet = createLogger({ level: 'silent', secrets: [] });

let desk: MessageDesk;
let room: SmsRoom;

beforeAll(async () => {
  desk = await MessageDesk.open('sms_providers');
});
afterAll(() => desk.close());
beforeEach(async () => {
  await desk.clear();
  await desk.sql('truncate sms_receipt, sms_opt_out');
  room = await SmsRoom.open(() => desk.machineNow);
});
afterEach(async () => {
  await room.close();
  expect(await desk.faults()).toEqual([]);
});

const providers = (names: string, more: Record<string, string> = {}) =>
  smsProviders(readConfiguration({ ...room.environment(names), ...more }, '/').sms, desk.clock, randomUUID);

const delivery = (names: string, more: Record<string, string> = {}) => desk.delivery(null, smsRoute(providers(names, more)));

const orders = (phone = PHONE, template = 'registered') => desk.sms(phone, { template, pack: 'standard', words: WORDS });

const receipts = () => desk.sql<{ state: string; provider: string; outgoing_seq: number | null; next_ask_at: number | null }>('select * from sms_receipt order by taken_at, reference');

const fault = async () => (await desk.rows())[0]?.error ?? null;

describe('signatures', () => {
  it('are those of the vendors: the examples of their manuals', () => {
    const access = { endpoint: 'https://ecs.cn-shanghai.aliyuncs.com', accessKeyId: 'YourAccessKeyId', accessKeySecret: 'YourAccessKeySecret', sign: '' };
    const moment = { at: Date.parse('2023-10-26T10:22:32Z'), nonce: '3156853299f313e23d1673dc12e1703d' };
    const asked = { RegionId: 'cn-shanghai', ImageId: 'win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd' };
    expect(signedCall(access, 'RunInstances', moment, asked, '2014-05-26').headers['authorization']).toMatch(
      /Signature=06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0$/,
    );
    const body = '{"Limit": 1, "Filters": [{"Values": ["\\u672a\\u547d\\u540d"], "Name": "instance-name"}]}';
    const parts = { secretId: 'AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE', secretKey: 'Gu5t9xGARNpq86cd98joQYCN3EXAMPLE', service: 'cvm', host: 'cvm.tencentcloudapi.com' };
    expect(tc3({ ...parts, body, timestamp: 1551113065, contentType: 'application/json; charset=utf-8' })).toMatch(
      /2019-02-25\/cvm\/tc3_request, SignedHeaders=content-type;host, Signature=72e494ea809ad7a8c8f7a4507b9bddcbaa8e581f516e8da2f66e2c5a96525168$/,
    );
  });

  it('that are wrong are told to the administrator, and nothing is lost', async () => {
    await orders();
    await delivery('aliyun', { ALIYUN_ACCESS_KEY_SECRET_FILE: '', ALIYUN_ACCESS_KEY_SECRET: 'another' }).drain();
    expect(await desk.states()).toEqual(['waiting']);
    expect(await fault()).toContain('请检查 ALIYUN_ACCESS_KEY_SECRET');
    expect((await desk.alerts()).map((one) => one.kind)).toEqual(['sms-provider']);
    await desk.sql('truncate outgoing, sms_count cascade');
    await orders();
    await delivery('tencent', { TENCENT_SECRET_KEY: 'another' }).drain();
    expect(await fault()).toContain('请检查 TENCENT_SECRET_KEY');
    expect([room.aliyun.sent, room.tencent.sent]).toEqual([[], []]);
  });
});

describe('an SMS', () => {
  it('goes out by Aliyun with its sign name, template and named words', async () => {
    await orders();
    await delivery('aliyun').drain();
    const [row] = await desk.rows();
    expect(room.aliyun.sent).toEqual([
      { phone: PHONE, sign: '滨江物业', template: 'SMS_registered', outId: `out-${row?.seq}`, bizId: '1^0', params: { p0: '王女士', p1: '房屋质量问题', p2: 'LH-1', p3: '400-000-0000', p4: '滨江*(物业)' } },
    ]);
    expect(await receipts()).toMatchObject([{ provider: 'aliyun', state: 'taken', outgoing_seq: row?.seq, next_ask_at: desk.machineNow + MINUTE }]);
  });

  it('goes out by Tencent Cloud with its words in order', async () => {
    await orders();
    await delivery('tencent').drain();
    const [row] = await desk.rows();
    expect(room.tencent.sent).toEqual([
      { phone: `+86${PHONE}`, sign: '滨江物业', template: '1101', context: `out-${row?.seq}`, serial: '2640:1', params: ['王女士', '房屋质量问题', 'LH-1', '400-000-0000', '滨江*(物业)'] },
    ]);
  });

  it('of an occasion without a template is given up, and the administrator told', async () => {
    await orders(PHONE, 'birthday');
    await delivery('aliyun,tencent').drain();
    expect(await desk.states()).toEqual(['given-up']);
    expect((await desk.alerts()).map((one) => one.kind).sort()).toEqual(['message-given-up', 'sms-provider']);
  });
});

describe('what a provider refuses', () => {
  it.each([
    ['aliyun', 'isv.BUSINESS_LIMIT_CONTROL', 'waiting', []],
    ['aliyun', 'isv.AMOUNT_NOT_ENOUGH', 'waiting', ['sms-provider']],
    ['aliyun', 'isv.MOBILE_NUMBER_ILLEGAL', 'given-up', ['message-given-up']],
    ['aliyun', 'isv.SMS_TEMPLATE_ILLEGAL', 'given-up', ['message-given-up', 'sms-provider']],
    ['aliyun', 'isp.SYSTEM_ERROR', 'unknown', ['sms-unknown']],
    ['aliyun', 'isv.SOMETHING_NEW', 'given-up', ['message-given-up', 'sms-provider']],
    ['tencent', 'LimitExceeded.PhoneNumberDailyLimit', 'waiting', []],
    ['tencent', 'FailedOperation.InsufficientBalanceInSmsPackage', 'waiting', ['sms-provider']],
    ['tencent', 'FailedOperation.PhoneNumberInBlacklist', 'given-up', ['message-given-up']],
    ['tencent', 'FailedOperation.SignatureIncorrectOrUnapproved', 'given-up', ['message-given-up', 'sms-provider']],
    ['tencent', 'InternalError.Timeout', 'unknown', ['sms-unknown']],
  ])('%s %s: %s, alerts %j', async (name, code, state, alerts) => {
    (name === 'aliyun' ? room.aliyun : room.tencent).refuses.push(code);
    await orders();
    await delivery(name).drain();
    expect(await desk.states()).toEqual([state]);
    expect((await desk.alerts()).map((one) => one.kind)).toEqual(alerts);
  });

  it('is told once a day, however many SMS meet it', async () => {
    room.aliyun.refuses.push('isv.AMOUNT_NOT_ENOUGH', 'isv.AMOUNT_NOT_ENOUGH');
    await orders();
    await orders('13900139000');
    await delivery('aliyun').drain();
    expect((await desk.alerts()).map((one) => one.text)).toEqual(['阿里云短信:账户余额不足,请充值(isv.AMOUNT_NOT_ENOUGH)']);
  });
});

describe('a call that breaks off', () => {
  it.each(['cut-after', 'garbage', 'server-error'] as const)('%s: the SMS is unknown, and neither provider sends it again', async (mishap) => {
    room.aliyun.nextGoesWrong(mishap);
    await orders();
    const sending = delivery('aliyun,tencent');
    await sending.drain();
    desk.machineNow += DAY;
    await sending.drain();
    expect(await desk.states()).toEqual(['unknown']);
    expect([room.aliyun.sent.length, room.tencent.sent.length]).toEqual([1, 0]);
  });

  it('that never began is tried again', async () => {
    await orders();
    await room.tencent.close();
    await delivery('tencent').drain();
    expect(await desk.states()).toEqual(['waiting']);
    expect(await fault()).toContain('连不上短信服务(ECONNREFUSED)');
  });
});

describe('the second provider', () => {
  it.each(['isv.AMOUNT_NOT_ENOUGH', 'isv.SMS_SIGNATURE_ILLEGAL', 'Throttling.User'])('sends what the first surely did not: %s', async (code) => {
    room.aliyun.refuses.push(code);
    await orders();
    await delivery('aliyun,tencent').drain();
    expect(await desk.states()).toEqual(['sent']);
    expect([room.aliyun.sent.length, room.tencent.sent.length]).toEqual([0, 1]);
    expect((await receipts()).map((one) => one.provider)).toEqual(['tencent']);
    // The first one's trouble is not hidden by the second one's help.
    expect((await desk.alerts()).map((one) => one.kind)).toEqual(code.startsWith('Throttling') ? [] : ['sms-provider']);
  });

  it('steps in where the first cannot be reached', async () => {
    await orders();
    await room.aliyun.close();
    await delivery('aliyun,tencent').drain();
    expect(await desk.states()).toEqual(['sent']);
    expect(room.tencent.sent).toHaveLength(1);
  });

  it.each(['isv.MOBILE_NUMBER_ILLEGAL', 'isv.BLACK_KEY_CONTROL_LIMIT', 'isv.BUSINESS_LIMIT_CONTROL'])('is no way around what is wrong with the number: %s', async (code) => {
    room.aliyun.refuses.push(code);
    await orders();
    await delivery('aliyun,tencent').drain();
    expect(room.tencent.calls).toBe(0);
  });
});

describe("a provider's own limits", () => {
  it('make an SMS wait, untried, while other numbers go', async () => {
    await orders();
    await orders(PHONE, 'finished');
    await orders('13900139000');
    const sending = delivery('aliyun');
    await sending.drain();
    expect(room.aliyun.sent.map((one) => one.template)).toEqual(['SMS_registered', 'SMS_registered']);
    const waiting = (await desk.rows())[1];
    expect(waiting).toMatchObject({ state: 'waiting', attempts: 0, next_attempt_at: desk.machineNow + MINUTE });
    desk.machineNow += MINUTE;
    await sending.drain();
    expect(room.aliyun.sent).toHaveLength(3);
    expect(await desk.alerts()).toEqual([]);
  });

  it('are those of the console where it was changed', async () => {
    await orders();
    await orders(PHONE, 'finished');
    await delivery('aliyun', { ALIYUN_SMS_PER_NUMBER: '2/5/10' }).drain();
    expect(room.aliyun.sent).toHaveLength(2);
  });
});

describe('receipts', () => {
  const report = (state: SmsReceipt['state'], more: Partial<SmsReceipt> = {}): SmsReceipt =>
    ({ provider: 'aliyun', reference: '1^0', phone: PHONE, key: null, state, reason: null, ...more });
  const note = (one: SmsReceipt, seq: number | null = null) => desk.inTransaction((tx) => noteReceipt(tx, { ...one, seq }, desk.machineNow));

  it('in any order end in the same: delivered is never turned back', async () => {
    await orders();
    await delivery('aliyun').drain();
    expect(await note(report('failed'))).toMatchObject({ template: 'registered' });
    expect(await note(report('failed'))).toBeNull();
    expect(await note(report('delivered'))).not.toBeNull();
    expect(await note(report('failed'))).toBeNull();
    expect((await receipts()).map((one) => one.state)).toEqual(['delivered']);
  });

  it('that overtake the record of the sending are kept; a failure is asked for again, so that somebody hears of it', async () => {
    expect(await note(report('failed'))).toBeNull();
    await orders();
    await delivery('aliyun').drain();
    expect(await receipts()).toMatchObject([{ state: 'failed', next_ask_at: desk.machineNow + MINUTE }]);
    expect(await note(report('failed'))).not.toBeNull();
    expect(await note(report('failed'))).toBeNull();
    expect((await receipts())[0]?.next_ask_at).toBeNull();
  });

  it('end the doubt about an SMS whose sending broke off', async () => {
    room.aliyun.nextGoesWrong('cut-after');
    await orders();
    await delivery('aliyun').drain();
    const [row] = await desk.rows();
    expect(row?.state).toBe('unknown');
    expect(await note(report('delivered', { phone: '13900139000' }), row?.seq ?? 0)).toBeNull();
    expect(await desk.states()).toEqual(['unknown']);
    expect(await note(report('delivered'), row?.seq ?? 0)).not.toBeNull();
    expect(await desk.states()).toEqual(['sent']);
  });

  it.each(['aliyun', 'tencent'] as const)('are asked for at %s until it knows', async (name) => {
    await orders();
    await delivery(name).drain();
    const heard: SmsReceipt[] = [];
    const inquiry = new SmsInquiry({
      database: desk.database,
      providers: providers(name),
      clock: desk.clock,
      log: quiet,
      reported: async (receipt) => {
        heard.push(receipt);
        await note(receipt);
      },
    });
    const peer = room[name];
    const calls = peer.calls;
    await inquiry.tick();
    expect(peer.calls).toBe(calls);
    desk.machineNow += MINUTE;
    await inquiry.tick();
    expect([heard, (await receipts())[0]?.state]).toEqual([[], 'taken']);
    desk.machineNow += 5 * MINUTE;
    if (name === 'aliyun') room.aliyun.status.set('1^0', 2);
    else room.tencent.status.set('2640:1', 'FAIL');
    await inquiry.tick();
    expect(heard).toMatchObject([{ provider: name, state: 'failed' }]);
    expect(await receipts()).toMatchObject([{ state: 'failed', next_ask_at: null }]);
    desk.machineNow += HOUR + SECOND;
    await inquiry.tick();
    expect(heard).toHaveLength(1);
  });
});

describe('an SMS nobody is known to have taken', () => {
  const heard: SmsReceipt[] = [];
  const asks = (names: string) => {
    heard.length = 0;
    return new SmsInquiry({
      database: desk.database,
      providers: providers(names),
      clock: desk.clock,
      log: quiet,
      reported: async (receipt) => {
        heard.push(receipt);
        await desk.inTransaction((tx) => noteReceipt(tx, { ...receipt, seq: receipt.key === null ? null : rowOfKey(receipt.key) }, desk.machineNow));
      },
    });
  };

  it.each(['aliyun', 'tencent'] as const)('is found at %s by our key, which ends the doubt', async (name) => {
    room[name].nextGoesWrong('cut-after');
    await orders();
    await delivery(name).drain();
    expect(await desk.states()).toEqual(['unknown']);
    if (name === 'aliyun') room.aliyun.status.set('1^0', 3);
    else room.tencent.status.set('2640:1', 'SUCCESS');
    desk.machineNow += MINUTE;
    const inquiry = asks('aliyun,tencent');
    await inquiry.tick();
    expect(heard).toMatchObject([{ provider: name, state: 'delivered' }]);
    expect(await desk.states()).toEqual(['sent']);
    desk.machineNow += DAY;
    await inquiry.tick();
    expect(heard).toHaveLength(1);
  });

  it('is asked for twice; when no provider knows it, that is reported once, and it stays unknown', async () => {
    room.aliyun.nextGoesWrong('cut-after');
    await orders();
    await delivery('aliyun').drain();
    room.aliyun.sent.length = 0;
    const inquiry = asks('aliyun,tencent');
    for (const [pause, count] of [[MINUTE, 0], [5 * MINUTE, 1], [DAY, 1]] as const) {
      desk.machineNow += pause;
      await inquiry.tick();
      expect(heard).toHaveLength(count);
    }
    expect(heard).toMatchObject([{ provider: 'none', reason: '是否送达不明,为免重复不再发送' }]);
    expect(await desk.states()).toEqual(['unknown']);
  });

  it('because it was given up is reported at once', async () => {
    room.aliyun.refuses.push('isv.MOBILE_NUMBER_ILLEGAL');
    await orders();
    await delivery('aliyun').drain();
    const inquiry = asks('aliyun');
    await inquiry.tick();
    await inquiry.tick();
    expect(heard).toMatchObject([{ provider: 'none', reason: '没有发出(阿里云短信:手机号有误(isv.MOBILE_NUMBER_ILLEGAL))' }]);
  });
});

describe('doctor', () => {
  const lines = async (more: Record<string, string>) => {
    desk.machineNow = Date.now();
    const found = await examineSms(readConfiguration({ ...room.environment('aliyun,tencent'), ...more }, '/'));
    return found.map((one) => `${one.subject}:${one.state}${one.mend === null ? '' : ` → ${one.mend}`}`);
  };

  it('says of each provider what is configured and that it takes our calls', async () => {
    const [aliyun, tencent, push] = await lines({});
    expect(aliyun).toBe(`阿里云短信:${room.aliyun.url},签名【滨江物业】,模板 7 个,已连通`);
    expect(tencent).toBe(`腾讯云短信:${room.tencent.url},签名【滨江物业】,模板 7 个,已连通`);
    expect(push).toMatch(/^短信推送:已设口令/);
    expect([room.aliyun.sent, room.tencent.sent]).toEqual([[], []]);
  });

  it('says what is to be mended, and no secret', async () => {
    await room.tencent.close();
    const found = await lines({ ALIYUN_ACCESS_KEY_SECRET_FILE: '', ALIYUN_ACCESS_KEY_SECRET: 'another-secret', SMS_CALLBACK_KEY: '' });
    expect(found[0]).toMatch(/ → 签名密钥不对,请检查 ALIYUN_ACCESS_KEY_SECRET\(SignatureDoesNotMatch\)$/);
    expect(found[1]).toMatch(/连不上\(ECONNREFUSED\) → 检查网络和服务地址$/);
    expect(found[2]).toMatch(/收不到客户的退订 → 填写 SMS_CALLBACK_KEY/);
    expect(found.join()).not.toMatch(/another-secret|tencent-secret/);
  });

  it('says where there is no provider', async () => {
    expect(await lines({ SMS_PROVIDERS: '' })).toEqual(['短信:没有接入服务商,短信只显示在模拟通道']);
    expect((await lines({ SMS_PROVIDERS: '', SIMULATOR: 'off' }))[0]).toMatch(/ → 填写 SMS_PROVIDERS/);
  });
});
