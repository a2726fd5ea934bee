import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { setTimeout as pause } from 'node:timers/promises';
import * as directory from '../../src/directory/index.js';
import { syncDirectory } from '../../src/flow/directory-sync.js';
import { joinPeople } from '../../src/flow/same-person.js';
import { readPeople } from '../../src/app.reading.js';
import { fromCsv, setupCsv } from '../../src/flow/setup-csv.js';
import { goLive, saveSetup, setupOf } from '../../src/flow/setup.js';
import { DAY, dayOf, MINUTE } from '../../src/terms/instants.js';
import type { SetupView } from '../../src/terms/setup.js';
import { startApp, type RunningApp } from '../harness/app.js';
import { PaperPlatform } from '../harness/paper-platform.js';
import { PHOTO } from '../harness/photo.js';

/** From nothing to running on two platforms at once, behind the port: what WeCom and DingTalk themselves do is tested with their fakes. */
describe('a company on WeCom and DingTalk', () => {
  const wecom = new PaperPlatform('wecom');
  const dingtalk = new PaperPlatform('dingtalk');
  /** Of machine time, in milliseconds. */
  let ahead = 0;
  let app: RunningApp;
  let companyId = '';

  const by = () => ({ companyId, personId: 'wecom-boss' });
  const settled = async (): Promise<void> => {
    await app.service.workers.settle(companyId);
  };
  const platform = (name: string) => {
    const found = app.service.platforms.find(name);
    if (found === null) throw new Error(`no ${name}`);
    return found;
  };
  const read = async (name: string): Promise<void> => {
    const done = await syncDirectory(app.service.house, platform(name));
    if (!done.ok) throw new Error(done.message);
  };
  const saved = async (change: (view: SetupView) => Partial<SetupView>): Promise<SetupView> => {
    const view = await setupOf(app.service.house, by());
    const done = await saveSetup(app.service.house, by(), { ...view, ...change(view) });
    if (!done.ok) throw new Error(done.message);
    return done.value;
  };

  beforeAll(async () => {
    wecom.lists(['Boss', '张老板'], ['staff', '李员工', { mobile: '13900000001' }], ['lead', '王主管']);
    dingtalk.lists(['001', '李员工', { mobile: '13900000001' }], ['002', '赵司机']);
    app = await startApp('platforms', { SIMULATOR: 'off' }, [wecom.opener, dingtalk.opener], { now: () => Date.now() + ahead });
  });
  afterAll(async () => {
    await app.stop();
  });

  test('the first start prints one code, and before it is sent nobody is anybody', async () => {
    expect(app.service.codes).toEqual([{ company: '待设置的公司', code: expect.stringMatching(/^[A-Z2-9]{5}-[A-Z2-9]{5}$/) }]);
    expect(await wecom.says('Boss', '你好')).toBe('unknown-sender');
    expect(await wecom.says('Boss', 'AAAAA-AAAAA')).toBe('unknown-sender');
    const [company] = await app.service.house.doors.withoutTransaction((tx) => directory.companiesOf(tx, 'wecom', 'wecom-corp'));
    companyId = company?.companyId ?? '';
    await settled();
    expect(wecom.takes('Boss').map((one) => one.text)).toEqual([expect.stringMatching(/还不在人员名单里/)]);
  });

  test('whoever sends it in a single chat becomes administrator, once', async () => {
    const { code } = app.service.codes[0] ?? { code: '' };
    expect(await wecom.says('Boss', code, { group: 'g' })).toBe('unknown-sender');
    // Good for thirty minutes, and not a moment longer.
    ahead = 30 * MINUTE;
    expect(await wecom.says('Boss', code)).toBe('unknown-sender');
    ahead = 0;
    expect(await wecom.says('Boss', ` ${code.toLowerCase()} `)).toBe('stored');
    expect(await wecom.says('thief', code)).toBe('unknown-sender');
    await settled();
    expect(wecom.takes('Boss').map((one) => one.text).join()).toMatch(/您现在是管理员了.*#setup/);
    expect((await setupOf(app.service.house, by())).holdings).toEqual([{ person: 'wecom-boss', role: 'administrator', project: '*' }]);
  });

  test('people come from both platforms, and who is known on both by his mobile is one person', async () => {
    await read('wecom');
    await read('dingtalk');
    const { people } = await setupOf(app.service.house, by());
    expect(people.map((one) => [one.name, one.accounts.map(({ channel }) => channel)])).toEqual([
      ['张老板', ['wecom']],
      ['李员工', ['dingtalk', 'wecom']],
      ['王主管', ['wecom']],
      ['赵司机', ['dingtalk']],
    ]);
  });

  test('what nobody holds is shown, and keeps the company from beginning', async () => {
    expect(await wecom.says('staff', '3-2-1501漏水')).toBe('refused');
    await settled();
    expect(wecom.takes('staff').map((one) => one.text).join()).toMatch(/还在设置中/);
    const view = await saved(() => ({ name: '甲物业', projects: [{ id: '', name: '滨江一号', nicknames: ['滨江'], buildings: ['1栋'] }] }));
    expect(view.vacancies.length).toBeGreaterThan(0);
    expect(await goLive(app.service.house, by())).toMatchObject({ ok: false, code: 'role-vacant' });
    const roles = view.roles.map((role) => ({ person: 'wecom-lead', role: role.id, project: '*' }));
    expect((await saved((now) => ({ holdings: [...now.holdings, ...roles] }))).vacancies).toEqual([]);
    expect(await goLive(app.service.house, by())).toMatchObject({ ok: true, value: { live: true } });
  });

  test('a save that was read before another one is refused', async () => {
    const stale = await setupOf(app.service.house, by());
    await saved(() => ({ name: '甲物业公司' }));
    expect(await saveSetup(app.service.house, by(), { ...stale, name: '乙' })).toMatchObject({ ok: false, code: 'changed-meanwhile' });
    expect(await saveSetup(app.service.house, by(), { ...(await setupOf(app.service.house, by())), holdings: [] })).toMatchObject({ ok: false, message: expect.stringMatching(/至少要有一名管理员/) });
  });

  test('deputies and the duty roster come from a file and go into one; a line that cannot be read is named, and nothing of the file is taken', async () => {
    const before = await setupOf(app.service.house, by());
    const day = (number: number): string => dayOf(Date.now() + number * DAY);
    const deputies = `\uFEFF姓名,副手,开始日期,结束日期\r\n王主管,张老板,${day(1)},${day(7)}\r\n`;
    const duties = `\uFEFF姓名,项目,开始时间,结束时间\r\n王主管,全部,${day(2)} 18:00,${day(3)} 09:00\r\n赵司机,滨江一号,${day(1)} 18:00,${day(2)} 09:00\r\n`;
    for (const [table, text] of [['deputies', deputies], ['duties', duties]] as const) {
      const read = fromCsv(await setupOf(app.service.house, by()), table, text);
      if (!read.ok) throw new Error(read.message);
      expect(await saveSetup(app.service.house, by(), read.value)).toMatchObject({ ok: true });
      expect(setupCsv(await setupOf(app.service.house, by()), table)).toBe(text);
    }
    const after = await setupOf(app.service.house, by());
    expect(after.deputies).toEqual([{ person: 'wecom-lead', deputy: 'wecom-boss', from: day(1), until: day(7) }]);
    expect(after.duties.map((one) => [one.person, one.project])).toEqual([['wecom-lead', '*'], ['dingtalk-002', after.projects[0]?.id]]);
    expect(after.holdings).toEqual(before.holdings);
    expect(fromCsv(after, 'deputies', '姓名,副手,开始日期,结束日期\n王主管,没有的人,2026-03-02,2026-03-08\n')).toMatchObject({ ok: false, message: '第 2 行:没有叫“没有的人”的人' });
    expect(fromCsv(after, 'duties', '姓名,开始时间\n')).toMatchObject({ ok: false, message: '第一行应为:姓名,项目,开始时间,结束时间' });
    for (const [table, text] of [['deputies', '姓名,副手,开始日期,结束日期\n王主管,张老板,昨天,2026-03-08\n'], ['duties', '姓名,项目,开始时间,结束时间\n王主管,全部,2026-13-45 18:00,2026-03-04 09:00\n']] as const) {
      const read = fromCsv(after, table, text);
      expect(read.ok ? await saveSetup(app.service.house, by(), read.value) : read).toMatchObject({ ok: false, message: expect.stringMatching(/\p{Script=Han}/u) });
    }
  });

  test('a group nobody has bound takes nothing; the administrator is asked once and binds it there', async () => {
    expect(await wecom.says('staff', '1栋漏水', { group: 'G1' })).toBe('unknown-chat');
    expect(await wecom.says('staff', '1栋漏水', { group: 'G1' })).toBe('unknown-chat');
    await settled();
    expect(wecom.takes('G1').map((one) => one.text)).toEqual([expect.stringMatching(/还没有绑定项目/)]);
    expect(wecom.takes('Boss').filter((one) => /G1客服群/.test(one.text))).toHaveLength(1);
    expect(await wecom.says('staff', '绑定 滨江', { group: 'G1' })).toBe('unknown-chat');
    expect(await wecom.says('Boss', '绑定 海边', { group: 'G1' })).toBe('unknown-chat');
    expect(await wecom.says('Boss', '绑定 滨江', { group: 'G1' })).toBe('stored');
    await settled();
    expect(wecom.takes('G1').map((one) => one.text).join()).toMatch(/没有找到项目.*已绑定滨江一号/s);
  });

  test('a group that is renamed is known by its new name with the next message', async () => {
    const titles = async (): Promise<unknown> =>
      app.service.house.doors.dataSource.query("select g.title as met, c.title from platform_group g join chat c on c.id = g.id and c.channel = g.channel where g.id = 'G1'");
    expect(await titles()).toEqual([{ met: 'G1客服群', title: 'G1客服群' }]);
    expect(await wecom.says('staff', '帮助', { group: 'G1', title: '滨江一号处理群' })).toBe('stored');
    await settled();
    wecom.takes('G1');
    expect(await titles()).toEqual([{ met: '滨江一号处理群', title: '滨江一号处理群' }]);
  });

  test('a complaint on each platform is answered where it was said, once for each key', async () => {
    expect(await wecom.says('STAFF', '3栋2单元1501王女士13800138000来电,厨房漏水,要求赔8000', { group: 'G1', key: 'once' })).toBe('stored');
    expect(await wecom.says('STAFF', '3栋2单元1501王女士13800138000来电,厨房漏水,要求赔8000', { group: 'G1', key: 'once' })).toBe('taken-before');
    expect(await dingtalk.says('001', '滨江一号5栋1单元301李先生13900139000来电,卧室渗水,要求赔3000')).toBe('stored');
    await settled();
    const inGroup = wecom.takes('G1');
    expect(inGroup.map((one) => one.text)).toEqual([expect.stringMatching(/投诉草稿/)]);
    expect(dingtalk.takes('001').map((one) => one.text).join()).toMatch(/投诉草稿/);
    expect(wecom.takes('staff')).toEqual([]);
    const draft = inGroup.find((one) => one.cardId !== null);
    expect(await wecom.taps('thief', draft?.cardId ?? '', 'confirm')).toMatchObject({ accepted: false, card: null });
    const done = await wecom.taps('Staff', draft?.cardId ?? '', draft?.buttons[0] ?? '');
    expect(done).toMatchObject({ accepted: true, message: expect.stringMatching(/已登记 ST-/), card: { state: 'done' } });
  });

  test('a platform that is away slows nothing else, and is caught up with once', async () => {
    wecom.sheets.length = 0;
    wecom.away = true;
    expect(await wecom.says('staff', '我的待办')).toBe('stored');
    expect(await dingtalk.says('001', '我的待办')).toBe('stored');
    await settled();
    expect(dingtalk.takes('001')).toHaveLength(1);
    expect(wecom.takes('staff')).toEqual([]);
    wecom.away = false;
    // Its next attempt is a second off; machine time does not wait for a test.
    await app.service.house.work.dataSource.query("update outgoing set next_attempt_at = next_attempt_at - interval '1 hour' where state = 'waiting'");
    await settled();
    expect(wecom.takes('staff').map((one) => one.text)).toEqual([expect.stringMatching(/待办/)]);
    await settled();
    expect(wecom.takes('staff')).toEqual([]);
  });

  test('nor does one that takes everything and answers nothing', async () => {
    let answers: () => void = () => undefined;
    wecom.answers = new Promise((resolve) => (answers = resolve));
    expect(await wecom.says('staff', '我的待办')).toBe('stored');
    expect(await dingtalk.says('001', '我的待办')).toBe('stored');
    while (!dingtalk.sheets.some((one) => one.to === '001')) await pause(5);
    expect([dingtalk.takes('001').length, wecom.takes('staff').length]).toEqual([1, 0]);
    answers();
    await settled();
    expect(wecom.takes('staff')).toHaveLength(1);
  });

  test('whose two accounts no mobile joins is made one person by a file, and stays it', async () => {
    dingtalk.lists(['001', '李员工', { mobile: '13900000001' }], ['002', '赵司机'], ['003', '王主管']);
    await read('dingtalk');
    const table = async (): Promise<string> => setupCsv(await setupOf(app.service.house, by()), 'people');
    expect((await table()).match(/^王主管,.*$/gm)).toEqual(['王主管,lead,', '王主管,,003']);
    const joins = (line: string) => joinPeople(app.service.house, by(), `姓名,企业微信账号,钉钉账号\n${line}\n`);
    expect(await joins('王主管,lead,009')).toMatchObject({ ok: false, message: '第 2 行:没有账号 009' });
    expect(await joins('王主管,lead,002')).toMatchObject({ ok: false, message: expect.stringMatching(/第 2 行:王主管的两个账号都已有岗位、副手或值班/) });
    expect(await joins('王主管,lead,001')).toMatchObject({ ok: false, message: expect.stringMatching(/李员工已经和别的账号是同一个人/) });
    expect(await joinPeople(app.service.house, by(), '账号\n')).toMatchObject({ ok: false, message: '第一行应为:姓名,企业微信账号,钉钉账号' });
    expect(await joins('王主管,LEAD,003')).toMatchObject({ ok: true });
    for (const again of [1, 2]) {
      const { people, vacancies } = await setupOf(app.service.house, by());
      expect([again, people.filter((one) => one.name === '王主管').map((one) => [one.id, one.accounts.map(({ channel }) => channel)]), vacancies]).toEqual([again, [['wecom-lead', ['dingtalk', 'wecom']]], []]);
      await read('dingtalk');
      await read('wecom');
    }
    dingtalk.sheets.length = 0;
    expect(await dingtalk.says('003', '我的待办')).toBe('stored');
    await settled();
    // What he has to do is the same wherever he asks.
    expect(dingtalk.takes('003').map((one) => one.text).join()).toMatch(/ST-/);
  });

  test('files are fetched before anybody decides, again where that fails, and said where they are gone', async () => {
    wecom.files.set('p1', { body: Buffer.from(PHOTO.base64, 'base64'), name: PHOTO.name, mime: PHOTO.mime });
    wecom.sheets.length = 0;
    const media = (id: string) => ({ kind: 'image' as const, name: null, ref: { id } });
    wecom.failures = 0;
    expect(await wecom.says('staff', '这是现场照片', { media: [media('p1'), media('gone')] })).toBe('stored');
    await settled();
    expect(wecom.takes('staff').map((one) => one.text).join()).toMatch(/图片没有取到/);
    const rows = await app.service.house.doors.dataSource.query<{ count: string }[]>('select count(*) from evidence where company_id = $1', [companyId]);
    expect(Number(rows[0]?.count)).toBe(1);
    const waiting = await app.service.house.doors.dataSource.query<object[]>("select 1 from inbound where state = 'waiting'");
    expect(waiting).toEqual([]);
  });

  test('an id the adapter could not make plain may do nothing', async () => {
    expect(await wecom.says('staff', '你好', { encrypted: true })).toBe('unknown-sender');
  });

  test('who leaves loses his rights at once; who has left one platform of two keeps the other', async () => {
    await wecom.leaves('staff');
    expect(await wecom.says('staff', '在吗')).toBe('unknown-sender');
    expect(await dingtalk.says('001', '我的待办')).toBe('stored');
    await dingtalk.leaves('001');
    expect(await dingtalk.says('001', '我的待办')).toBe('unknown-sender');
    await settled();
    const { people } = await setupOf(app.service.house, by());
    expect(people.map((one) => one.name)).toEqual(['张老板', '王主管', '赵司机']);
  });

  test('a list that is suddenly short makes nobody a leaver, and an organisation that is away neither', async () => {
    dingtalk.lists(...Array.from({ length: 30 }, (_, n) => [`d${n}`, `司机${n}`] as const));
    await read('dingtalk');
    dingtalk.lists(['d1', '司机1']);
    expect(await syncDirectory(app.service.house, platform('dingtalk'))).toMatchObject({ ok: false, code: 'roster-short' });
    dingtalk.away = true;
    await expect(syncDirectory(app.service.house, platform('dingtalk'))).rejects.toThrow('away');
    dingtalk.away = false;
    expect((await setupOf(app.service.house, by())).people.filter((one) => one.name.startsWith('司机'))).toHaveLength(30);
  });

  test('people are read once a day, at once when the platform tells of a change, and again soon after a failure that the administrator hears of', async () => {
    const looks = async (): Promise<number> => {
      const before = wecom.reads;
      await readPeople(app.service.house, platform('wecom'), app.service.platforms);
      return wecom.reads - before;
    };
    expect([await looks(), await looks()]).toEqual([1, 0]);
    ahead = DAY - MINUTE;
    expect(await looks()).toBe(0);
    ahead = DAY;
    expect([await looks(), await looks()]).toEqual([1, 0]);
    await wecom.tellsOfChange();
    expect([await looks(), await looks()]).toEqual([1, 0]);
    wecom.people = [...wecom.people, { userId: 'new', name: '新同事', mobile: null, departments: ['1'], active: true }];
    wecom.away = true;
    await wecom.tellsOfChange();
    expect(await looks()).toBe(0);
    wecom.away = false;
    ahead = DAY + 9 * MINUTE;
    expect(await looks()).toBe(0);
    ahead = DAY + 10 * MINUTE;
    expect(await looks()).toBe(1);
    await settled();
    ahead = 0;
    expect((await setupOf(app.service.house, by())).people.map((one) => one.name)).toContain('新同事');
    expect(wecom.takes('Boss').filter((one) => /企业微信的通讯录今天没有读到/.test(one.text))).toHaveLength(1);
  });

  test('at 80 % of a month’s free quota the administrator is warned, once a month and quota', async () => {
    const warned = async (): Promise<string[]> => {
      await settled();
      return wecom.takes('Boss').map((one) => one.text).filter((text) => text.includes('免费额度'));
    };
    await warned();
    for (let used = 1; used <= 79; used += 1) wecom.uses('接口调用', used, 100);
    expect(await warned()).toEqual([]);
    for (let used = 80; used <= 100; used += 1) wecom.uses('接口调用', used, 100);
    const alerts = async (): Promise<number> => (await app.service.house.doors.dataSource.query<object[]>("select 1 from alert where kind = 'platform-quota'")).length;
    while ((await alerts()) < 1) await settled();
    expect(await warned()).toEqual([expect.stringMatching(/接口调用.*已用 8\d\/100/)]);
    wecom.uses('消息推送', 2400, 3000);
    while ((await alerts()) < 2) await settled();
    expect(await warned()).toEqual([expect.stringMatching(/消息推送.*已用 2400\/3000/)]);
    ahead = 32 * DAY;
    wecom.uses('接口调用', 80, 100);
    while ((await alerts()) < 3) await settled();
    expect(await warned()).toHaveLength(1);
    expect(await (await fetch(`${app.url}/metrics`)).text()).toMatch(/kesu_platform_quota_used\{platform="wecom",quota="消息推送"\} 2400/);
    ahead = 0;
  });

  test('what cannot be stored is not acknowledged', async () => {
    wecom.storeLost = true;
    const answer = await fetch(`${app.url}/callbacks/wecom/app`, { method: 'POST', body: '<xml/>' });
    wecom.storeLost = false;
    expect([answer.status, await answer.json()]).toEqual([503, { code: 'database-away', message: '暂时无法登记,请稍后再发。' }]);
  });

  test('callbacks reach their platform as bytes; too large, unknown and unconfigured ones do not', async () => {
    const post = (path: string, body: string): Promise<Response> => fetch(`${app.url}${path}`, { method: 'POST', body, headers: { 'content-type': 'text/xml' } });
    expect(await (await post('/callbacks/wecom/app', '<xml>好</xml>')).text()).toBe('14');
    expect((await post('/callbacks/wecom/app', 'x'.repeat(1024 * 1024 + 1))).status).toBe(413);
    expect((await post('/callbacks/wecom/aibot', '{}')).status).toBe(404);
    for (const why of ['signature', 'receiver', 'signature']) {
      wecom.refusal = why;
      expect((await post('/callbacks/wecom/app', '<xml/>')).status).toBe(403);
    }
    expect(await (await fetch(`${app.url}/metrics`)).text()).toMatch(/kesu_refused_total\{why="callback-signature"\} 2[^]*kesu_refused_total\{why="callback-receiver"\} 1/);
    expect(await (await fetch(`${app.url}/metrics`)).text()).toMatch(/kesu_refused_total\{why="callback-http-413"\} 1/);
  });
});
