import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { createApp } from '../../src/app.http.js';
import { openService, type Service } from '../../src/app.service.js';
import * as directory from '../../src/directory/index.js';
import { syncDirectory } from '../../src/flow/directory-sync.js';
import { goLive, saveSetup, setupOf } from '../../src/flow/setup.js';
import { readConfiguration } from '../../src/platform/configuration/index.js';
import { createLogger } from '../../src/platform/logging/index.js';
import { cloneDatabase, type TestDatabase } from '../harness/database.js';
import { PHOTO } from '../harness/photo.js';
import { hidden, image, mixed, words } from '../peers/wecom/media.js';
import { Polled } from '../peers/wecom/streams.js';
import { CORP } from '../peers/wecom/office.js';
import { WecomPeer } from '../peers/wecom/peer.js';

const GROUP = 'wrRiverOne01';
const PEOPLE = { boss: '张老板', staff1: '赵敏', manager1: '刘洋', wide1: '卫青' } as const;
const typed = (text: string): string => text.replace(/[，：]/g, (mark) => (mark === '，' ? ',' : ':'));

/** The bot is called back and may only answer: what there is to say first is said in the group that the app has made of the project's staff. */
describe('a project’s group that the app makes', () => {
  let peer: WecomPeer;
  let database: TestDatabase;
  let service: Service;
  let close: () => Promise<void> = () => Promise.resolve();
  let companyId = '';
  const by = () => ({ companyId, personId: 'wecom-boss' });
  const settled = (): Promise<void> => service.workers.settle(companyId);
  const made = () => [...peer.office.groups.chats.values()];
  const textsTo = (user: string): string[] => peer.office.of(user).flatMap(({ text }) => (text === null ? [] : [typed(text)]));
  const tells = async (user: string, words: string, times = 1): Promise<string> => {
    const before = textsTo(user).length;
    await peer.says(user, words, { times });
    await settled();
    return textsTo(user).slice(before).join('\n');
  };
  const read = async () => {
    const platform = service.platforms.find('wecom');
    return platform === null ? null : syncDirectory(service.house, platform);
  };

  beforeAll(async () => {
    peer = await WecomPeer.open();
    for (const [userId, name] of Object.entries(PEOPLE)) peer.office.hires(userId, name);
    database = await cloneDatabase('wecom_groups');
    const configuration = readConfiguration({ NODE_ENV: 'test', SIMULATOR: 'on', ...peer.environment('callback') }, process.cwd());
    const log = createLogger({ level: 'warn', secrets: [] }, { write: () => undefined });
    service = await openService({ configuration, address: database.address, log, linkKey: 'test-link-signing-key-of-32-letters', clock: { now: () => Date.now() + peer.ahead } });
    const app = await createApp(service, configuration, resolve('dist/web'));
    await app.listen(0, '127.0.0.1');
    const url = (await app.getUrl()).replace('[::1]', '127.0.0.1');
    close = () => app.close();
    peer.deliver = async ({ path, method, query, body }) => {
      const answer = await fetch(`${url}/callbacks/${path}?${new URLSearchParams(query).toString()}`, { method, ...(method === 'POST' ? { body, headers: { 'content-type': 'text/plain' } } : {}) });
      return { status: answer.status, body: await answer.text() };
    };
    const [company] = await service.house.doors.withoutTransaction((tx) => directory.companiesOf(tx, 'wecom', CORP));
    companyId = company?.companyId ?? '';
    await tells('boss', service.codes[0]?.code ?? '');
    await read();
    const view = await setupOf(service.house, by());
    const project = { id: '', name: '滨江一号', nicknames: ['滨江'], buildings: ['3栋'] };
    const first = await saveSetup(service.house, by(), { ...view, name: '滨江物业', pack: 'longfor-hangzhou', projects: [project] });
    if (!first.ok) throw new Error(first.message);
    const river = first.value.projects[0]?.id ?? '';
    const roles = first.value.roles.filter((role) => role.id !== 'administrator');
    const wide = roles.map((role) => ({ person: 'wecom-wide1', role: role.id, project: '*' }));
    const near = ['staff1', 'manager1'].map((one) => ({ person: `wecom-${one}`, role: 'customer-manager', project: river }));
    const saved = await saveSetup(service.house, by(), { ...first.value, holdings: [...first.value.holdings, ...wide, ...near] });
    expect(saved).toMatchObject({ ok: true, value: { vacancies: [] } });
    expect(await goLive(service.house, by())).toMatchObject({ ok: true });
  });
  afterAll(async () => {
    await close();
    await service.stop();
    await peer.close();
    await database.drop();
  });

  test('is asked for by the administrator only, and a refusal of WeCom says what to mend', async () => {
    expect(await tells('staff1', '建群 滨江')).not.toMatch(/建好|没有建成/);
    expect(await tells('boss', '建群 海边')).toMatch(/没有找到项目.*滨江一号/);
    peer.office.groups.seesAll = false;
    expect(await tells('boss', '建群 滨江')).toMatch(/没有建成群.*根部门/);
    peer.office.groups.seesAll = true;
    expect(made()).toEqual([]);
  });

  test('is made once of those who work on the project and whoever asked, and spoken in first', async () => {
    expect(await tells('boss', '建群 滨江', 3)).toMatch(/群.*已建好,已绑定滨江一号/);
    const [group] = made();
    expect(made()).toMatchObject([{ name: '滨江一号投诉处理群', owner: 'boss', userlist: ['manager1', 'staff1', 'boss'] }]);
    expect(group?.messages.map(({ text }) => typed(text))).toEqual(['这是滨江一号的投诉处理群,投诉的进展会发到这里。']);
    expect(await tells('boss', '建群 滨江')).toMatch(/已经有应用建的群/);
    const { groups, groupTitles } = await setupOf(service.house, by());
    expect([groups.map(({ project }) => project !== null), groupTitles.map(({ title }) => title)]).toEqual([[true], ['滨江一号投诉处理群']]);
  });

  test('has what the bot could not say in its own group, hours after anybody asked', async () => {
    await peer.botIsCalled('boss', '绑定 滨江', { group: GROUP });
    await settled();
    await peer.botIsCalled('staff1', '3栋2单元1501业主王女士13800138000来电,厨房漏水', { group: GROUP });
    while (peer.bot.of(GROUP).length < 2) {
      await settled();
      await pause(5);
    }
    expect(made()[0]?.messages).toHaveLength(1);
    peer.passes(2 * 3_600_000);
    await service.workers.tick();
    await settled();
    const said = made()[0]?.messages.at(-1);
    expect(typed(said?.text ?? '')).toMatch(/赵敏.*“厨房漏水”的草稿还没确认[^]*这个群里我听不到/);
    expect(said?.mentioned).toEqual(['staff1']);
    expect(peer.bot.of(GROUP).map(({ text }) => text).join()).not.toContain('还没确认');
  });

  test('a picture over the callback takes its time: the answer is begun, fetched in the same place, and nothing is said beside it', async () => {
    let give: () => void = () => undefined;
    peer.filesWait = new Promise((resolved) => (give = resolved));
    const extra = mixed(words('@投诉助手 3栋2单元1602业主李女士13900139000反映客厅渗水'), image(hidden(peer, Buffer.from(PHOTO.base64, 'base64'), 'callback')));
    const before = peer.bot.of(GROUP).length;
    const polled = Polled.begun(peer, await peer.botIsCalled('manager1', '', { group: GROUP, extra }), 'manager1', GROUP);
    expect(await polled.asks()).toBe('正在取图片和文件…');
    give();
    expect(typed(await polled.untilFinished())).toMatch(/投诉草稿[^]*请直接回复:确认登记/);
    await settled();
    expect(peer.bot.of(GROUP)).toHaveLength(before + 1);
    const kept = await service.house.doors.dataSource.query<{ name: string }[]>('select name from evidence where company_id = $1', [companyId]);
    expect(kept).toEqual([{ name: '漏水.png' }]);
  });

  test('loses whoever has left with the next reading of the directory, and a reading goes on where that cannot be done', async () => {
    peer.office.members.set('manager1', { userid: 'manager1', name: '刘洋', departments: [1], status: 5, visible: true });
    peer.refuses('appchat/get', 45009);
    expect(await read()).toMatchObject({ ok: true });
    expect(made()[0]?.userlist).toContain('manager1');
    expect(await read()).toMatchObject({ ok: true });
    expect(made()[0]).toMatchObject({ owner: 'boss', userlist: ['staff1', 'boss'] });
    expect([...peer.violations, ...peer.office.cuts]).toEqual([]);
  });
});
