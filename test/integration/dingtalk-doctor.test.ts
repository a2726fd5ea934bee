import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { DoctorFinding } from '../../src/channels/port/platform.js';
import { DingtalkDesk } from '../peers/dingtalk/desk.js';

let desk: DingtalkDesk;
const opened = async (environment: Readonly<Record<string, string>> = {}, publicUrl = 'https://kesu.example.cn'): Promise<void> => {
  desk = await DingtalkDesk.open(environment, { publicUrl });
};
const peer = () => desk.peer;
const said = () => peer().outbox.said.map(({ where }) => [where]);
const step = async (name: string): Promise<DoctorFinding | undefined> => desk.platform.checks.find((one) => one.name === name)?.run();

afterEach(async () => {
  expect(peer().violations).toEqual([]);
  await desk.close();
});

describe('npm run doctor', () => {
  const findings = async () => {
    const found: string[] = [];
    for (const step of desk.platform.checks) found.push(`${step.name} ${(await step.run()).state}`);
    return found;
  };

  it('finds everything in order, and sends nothing', async () => {
    await opened({ DINGTALK_AGENT_ID: '4242' });
    expect(await findings()).toEqual(['应用凭证', '通讯录权限', '接收消息', '机器人', '卡片模板', '工作通知'].map((name) => `${name} good`).concat('测试消息 skipped'));
    expect(said()).toEqual([]);
  });

  it('sends a message to whom the configuration names, and to nobody else', async () => {
    await opened({ DINGTALK_TEST_USER: 'staff1' });
    expect(await desk.platform.checks.at(-1)?.run()).toEqual({ state: 'good', note: '已发给 staff1' });
    expect(said()).toEqual([['staff1']]);
    await desk.close();
    await opened({ DINGTALK_TEST_USER: 'gone' });
    expect(await desk.platform.checks.at(-1)?.run()).toMatchObject({ state: 'bad', mend: expect.stringContaining('可使用范围') });
  });

  it('names the code and the menu for what is not', async () => {
    await opened({ DINGTALK_CLIENT_SECRET: 'wrong', DINGTALK_CARD_TEMPLATE_ID: '' });
    const [credentials, , receiving, , template] = desk.platform.checks;
    expect(await credentials?.run()).toMatchObject({ state: 'bad', code: 'invalidClientIdOrSecret', mend: expect.stringContaining('凭证与基础信息') });
    expect(await receiving?.run()).toMatchObject({ state: 'bad', code: 'authFailed', mend: expect.stringContaining('Stream 模式') });
    expect(await template?.run()).toMatchObject({ state: 'bad', mend: expect.stringContaining('docs/dingtalk.md') });
    await desk.close();
    await opened();
    peer().refuses(/groupMessages/, 'Forbidden.AccessDenied.AccessTokenPermissionDenied');
    expect(await desk.platform.checks[3]?.run()).toMatchObject({ state: 'bad', mend: expect.stringContaining('qyapi_robot_sendmsg') });
  });

  it.each([
    ['通讯录权限', /listsub/, 'Forbidden.AccessDenied.AccessTokenPermissionDenied', /权限管理.*通讯录/],
    ['通讯录权限', /listsub/, 60020, /白名单.*安全设置/],
    ['机器人', /groupMessages/, 'robot.bot.stopped', /启用/],
    ['卡片模板', /card\/instances/, 'Forbidden.AccessDenied.AccessTokenPermissionDenied', /互动卡片.*Card\.Instance\.Write/],
    ['测试消息', /batchSend/, 'robot.oto.notExist', /打开机器人.*可使用范围/],
  ])('%s that is refused (%s, %s) says so, by its code and the menu', async (name, path, code, menu) => {
    await opened({ DINGTALK_TEST_USER: 'staff1' });
    peer().refuses(path, code, 2);
    const found = await step(name);
    expect(found).toMatchObject({ state: 'bad', code: String(code), mend: expect.stringMatching(menu) });
  });

  it('an address that is not let in is refused as the token is fetched: every step names the list it has to be on, not the secret', async () => {
    await opened({ DINGTALK_TEST_USER: 'staff1' });
    peer().letsNobodyIn();
    for (const name of ['应用凭证', '通讯录权限', '接收消息', '机器人', '卡片模板', '测试消息']) {
      const found = await step(name);
      expect([name, found]).toEqual([name, expect.objectContaining({ state: 'bad', code: 'Forbidden.AccessDenied.IpNotInWhiteList', mend: expect.stringMatching(/安全设置.*服务器出口 IP/) })]);
      expect(JSON.stringify(found)).not.toMatch(/Client Secret|DINGTALK_CLIENT_SECRET|DINGTALK_API_BASE_URL/);
    }
    expect(await step('应用凭证')).toMatchObject({ note: expect.stringContaining('203.0.113.7') });
  });

  it('a wrong secret is named by the steps behind it too, as what it is', async () => {
    await opened({ DINGTALK_CLIENT_SECRET: 'wrong' });
    for (const name of ['通讯录权限', '机器人', '卡片模板']) expect(await step(name)).toMatchObject({ state: 'bad', code: 'invalidClientIdOrSecret', mend: expect.stringContaining('凭证与基础信息') });
  });

  it('a DingTalk that cannot be reached is no finding about the rest', async () => {
    await opened({ DINGTALK_API_BASE_URL: 'http://127.0.0.1:9', DINGTALK_OAPI_BASE_URL: 'http://127.0.0.1:9' });
    for (const name of ['应用凭证', '通讯录权限', '接收消息', '机器人', '卡片模板']) expect(await step(name)).toMatchObject({ state: 'bad', code: null, mend: expect.stringContaining('DINGTALK_API_BASE_URL') });
    expect(await step('工作通知')).toMatchObject({ state: 'skipped', note: expect.stringContaining('DINGTALK_AGENT_ID') });
  });

  describe('where DingTalk pushes to us', () => {
    let server: Server;
    let url = '';
    /** What stands at the public address. */
    let front: 'ours' | 'page' = 'ours';

    beforeAll(async () => {
      server = createServer((request, response) => {
        request.resume();
        request.on('end', () => {
          if (front === 'page') return void response.writeHead(200).end('<html>欢迎</html>');
          const { timestamp, sign } = request.headers;
          void desk.posts({}, { timestamp: String(timestamp), sign: String(sign) }).then(({ status, type, body }) => response.writeHead(status, { 'content-type': type }).end(body));
        });
      });
      server.listen(0, '127.0.0.1');
      await once(server, 'listening');
      url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    });
    afterAll(async () => {
      server.close();
      await once(server, 'close');
    });

    it('the address is called as DingTalk calls it: it answers, or something else stands there, or nothing, or nobody outside can reach it', async () => {
      await opened({ DINGTALK_STREAM: 'off' }, url);
      expect(await step('接收消息')).toEqual({ state: 'good', note: `${url}/callbacks/dingtalk/robot 应答正确` });
      front = 'page';
      expect(await step('接收消息')).toMatchObject({ state: 'bad', code: 'HTTP 200', mend: expect.stringContaining('应用能力 → 机器人') });
      await desk.close();
      await opened({ DINGTALK_STREAM: 'off' }, 'http://127.0.0.1:9');
      expect(await step('接收消息')).toMatchObject({ state: 'bad', code: null, note: expect.stringContaining('打不开'), mend: expect.stringContaining('PUBLIC_URL') });
      await desk.close();
      for (const [environment, address] of [[{ DINGTALK_API_BASE_URL: 'https://api.dingtalk.com' }, url], [{}, 'http://kesu.example.cn']] as const) {
        await opened({ DINGTALK_STREAM: 'off', ...environment }, address);
        expect(await step('接收消息')).toMatchObject({ state: 'bad', note: expect.stringContaining('不是 https') });
        await desk.close();
      }
      await opened();
    });
  });
});
