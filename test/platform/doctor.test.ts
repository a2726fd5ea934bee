import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { cloneDatabase, type TestDatabase } from '../harness/database.js';
import { DingtalkPeer } from '../peers/dingtalk/peer.js';
import { WecomPeer } from '../peers/wecom/peer.js';

/** `npm run doctor` as it is called, in a process of its own, with both platforms configured. */
let database: TestDatabase;
let wecom: WecomPeer;
let dingtalk: DingtalkPeer;
let folder: string;

beforeAll(async () => {
  [database, wecom, dingtalk] = await Promise.all([cloneDatabase('doctor'), WecomPeer.open(), DingtalkPeer.open()]);
  folder = mkdtempSync(join(tmpdir(), 'kesu-doctor-'));
});
afterAll(async () => {
  await Promise.all([wecom.close(), dingtalk.close(), database.drop()]);
  rmSync(folder, { recursive: true, force: true });
});

async function doctor(): Promise<{ readonly code: unknown; readonly found: ReadonlyMap<string, string> }> {
  const child = spawn(process.execPath, [resolve('dist/cli/doctor.js')], {
    cwd: folder,
    env: { PATH: process.env['PATH'], DATA_DIR: join(folder, 'data'), DATABASE_URL: database.url, WECOM_TEST_USER: 'lisi', ...wecom.environment('none'), ...dingtalk.environment() },
  });
  let out = '';
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString('utf8')));
  const [code] = (await once(child, 'close')) as unknown[];
  const findings = out.split(/\n(?=[✓✗])/).map((one) => [/^. ([^:]+):/.exec(one)?.[1] ?? '', one.trim()] as const);
  return { code, found: new Map(findings) };
}

test('what is wrong on either platform stands there with the platform’s code and, under it, the menu that mends it', async () => {
  wecom.office.closed = true;
  wecom.office.hidden.add(1);
  wecom.office.hires('lisi', '李四', { visible: false });
  dingtalk.letsNobodyIn();
  const { code, found } = await doctor();
  expect(code).toBe(1);
  expect(found.get('企业微信 访问凭证')).toBe('✓ 企业微信 访问凭证:已取得');
  expect(found.get('企业微信 应用与可见范围')).toMatch(/^✗ .*已停用.错误码 close=1.\n {2}处理:.*自建应用.*点「启用」$/);
  expect(found.get('企业微信 通讯录权限')).toMatch(/^✗ .*错误码 60011.\n {2}处理:.*自建应用 → 可见范围$/);
  expect(found.get('企业微信 测试消息')).toMatch(/^✗ .*错误码 81013.\n {2}处理:.*自建应用 → 可见范围$/);
  for (const step of ['应用凭证', '通讯录权限', '接收消息', '机器人', '卡片模板']) {
    expect(found.get(`钉钉 ${step}`)).toMatch(/^✗ .*错误码 Forbidden\.AccessDenied\.IpNotInWhiteList.\n {2}处理:.*安全设置.*服务器出口 IP/);
    expect(found.get(`钉钉 ${step}`)).not.toMatch(/Client ID|DINGTALK_CLIENT_SECRET/);
  }
});
