import type { DoctorFinding } from '../../src/channels/port/platform.js';
import { WecomDesk } from '../peers/wecom/desk.js';

/** What an administrator can have left out in WeCom's console: each by WeCom's own code, with the menu that mends it. */
let desk: WecomDesk;
const office = () => desk.peer.office;
const step = async (name: string): Promise<DoctorFinding | undefined> => desk.platform.checks.find((one) => one.name === name)?.run();
const opened = async (testUser?: string): Promise<void> => {
  desk = await WecomDesk.open({ bot: 'none', environment: { WECOM_TEST_USER: testUser } });
};

afterEach(async () => {
  expect(desk.peer.violations).toEqual([]);
  await desk.close();
});

it('an app that is 停用 is named, and where it is enabled again', async () => {
  await opened();
  expect(await step('应用与可见范围')).toEqual({ state: 'good', note: '应用“投诉处理”已启用' });
  office().closed = true;
  expect(await step('应用与可见范围')).toEqual({ state: 'bad', code: 'close=1', note: '应用“投诉处理”已停用', mend: '企业微信管理后台 → 应用管理 → 自建应用,打开应用“投诉处理”,点「启用」' });
});

it('members of departments outside the visible range cannot be read (60011), nor anybody where the range names members alone', async () => {
  await opened();
  expect(await step('通讯录权限')).toEqual({ state: 'good', note: '可见 2 个部门,读得到成员' });
  office().hidden.add(1);
  expect(await step('通讯录权限')).toMatchObject({ state: 'bad', code: '60011', note: expect.stringMatching(/看得到 2 个部门,读不到成员:企业微信 60011/), mend: expect.stringContaining('可见范围') });
  desk.peer.refuses('department/list', 60011);
  expect(await step('通讯录权限')).toMatchObject({ state: 'bad', code: '60011', mend: expect.stringContaining('可见范围') });
  office().seesDepartments = false;
  expect(await step('通讯录权限')).toMatchObject({ state: 'bad', code: 'department=[]', note: '看不到任何部门', mend: expect.stringMatching(/可见范围,加入要用的部门.只加成员不够/) });
});

it.each([
  ['outside the visible range', { visible: false }],
  ['without a department the app sees', { visible: false, departments: [] }],
])('a member %s gets no test message: 81013, and the visible range', async (_, member) => {
  await opened('lisi');
  office().hires('lisi', '李四', member);
  expect(await step('测试消息')).toMatchObject({ state: 'bad', code: '81013', mend: expect.stringContaining('自建应用 → 可见范围') });
  office().hires('lisi', '李四');
  expect(await step('测试消息')).toEqual({ state: 'good', note: '已发给 lisi' });
});

it('an account that WeCom does not know is looked up where accounts stand', async () => {
  await opened('lisi');
  for (const code of [60111, 40031]) {
    desk.peer.refuses('message/send', code);
    expect(await step('测试消息')).toMatchObject({ state: 'bad', code: String(code), mend: expect.stringMatching(/通讯录.*成员.*账号/) });
  }
});
