import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import * as directory from '../../src/directory/index.js';
import { auditAll } from '../../src/flow/audit.js';
import { syncDirectory } from '../../src/flow/directory-sync.js';
import { goLive, saveSetup, setupOf } from '../../src/flow/setup.js';
import { smsRungTwice } from '../../src/platform/simulator-store.js';
import { MINUTE, parseInstant } from '../../src/terms/instants.js';
import { startApp, type RunningApp } from '../harness/app.js';
import { PaperPlatform } from '../harness/paper-platform.js';

const MORNING = parseInstant('2026-03-02T09:00:00+08:00') ?? 0;
const typed = (text: string): string => text.replace(/，/g, ',').replace(/：/g, ':');

/** Where cards do not change a reminder is a text: once somebody has acted it is taken back, by a platform that can. */
describe('a reminder in words', () => {
  const wecom = new PaperPlatform('wecom', 'wecom-corp', { changeCard: false, recallText: true });
  let ahead = 0;
  let app: RunningApp;
  let companyId = '';
  const by = () => ({ companyId, personId: 'wecom-boss' });
  const settled = (): Promise<void> => app.service.workers.settle(companyId);
  const went = async (millis: number): Promise<void> => {
    ahead += millis;
    await app.service.workers.tick();
    await settled();
  };
  const says = async (userId: string, text: string): Promise<void> => {
    await wecom.says(userId, text);
    await settled();
  };
  const reminders = (): string[] => wecom.sheets.filter(({ to, text }) => to === 'lead' && typed(text).includes('【提醒】')).map(({ text }) => typed(text));
  /** Registers a complaint and returns its number. */
  const registers = async (text: string): Promise<string> => {
    const before = wecom.sheets.length;
    await says('staff', text);
    await says('staff', '确认登记');
    const number = /[A-Z]+-\d{8}-\d{4}/.exec(wecom.sheets.slice(before).map((one) => one.text).join())?.[0];
    if (number === undefined) throw new Error(`not registered: ${wecom.sheets.slice(before).map((one) => one.text).join(' / ')}`);
    return number;
  };

  beforeAll(async () => {
    wecom.lists(['boss', '张老板'], ['staff', '李员工'], ['lead', '王主管']);
    app = await startApp('recalled_reminders', { SIMULATOR: 'off' }, [wecom.opener], { now: () => MORNING + ahead });
    const [company] = await app.service.house.doors.withoutTransaction((tx) => directory.companiesOf(tx, 'wecom', 'wecom-corp'));
    companyId = company?.companyId ?? '';
    await says('boss', app.service.codes[0]?.code ?? '');
    const platform = app.service.platforms.find('wecom');
    if (platform !== null) await syncDirectory(app.service.house, platform);
    const view = await setupOf(app.service.house, by());
    const first = await saveSetup(app.service.house, by(), { ...view, name: '滨江物业', pack: 'longfor-hangzhou', projects: [{ id: '', name: '滨江一号', nicknames: ['滨江'], buildings: ['3栋', '5栋'] }] });
    if (!first.ok) throw new Error(first.message);
    const holdings = first.value.roles.filter((role) => role.id !== 'administrator').map((role) => ({ person: 'wecom-lead', role: role.id, project: '*' }));
    await saveSetup(app.service.house, by(), { ...first.value, holdings: [...first.value.holdings, ...holdings] });
    expect(await goLive(app.service.house, by())).toMatchObject({ ok: true });
  });
  afterAll(async () => {
    await app.stop();
  });

  test('is taken back once what it asked for is done; one of several matters stays until the last is', async () => {
    const first = await registers('滨江3栋2单元1501业主王女士13800138000来电,厨房漏水');
    await went(20 * MINUTE);
    const second = await registers('滨江5栋2单元1502业主李女士13800138001来电,客厅渗水');
    for (let step = 0; step < 10; step += 1) await went(10 * MINUTE);
    expect(reminders()).toEqual([expect.stringContaining(first), expect.stringContaining(second)]);
    await says('lead', `${first} 已联系客户`);
    expect(reminders()).toEqual([expect.stringContaining(second)]);
    await says('lead', `${second} 已联系客户`);
    expect(reminders()).toEqual([]);
    // Both at once are one message.
    const [third, fourth] = [await registers('滨江3栋2单元1601业主赵先生13800138002来电,电梯异响'), await registers('滨江5栋2单元1602业主钱先生13800138003来电,楼道灯不亮')];
    for (let step = 0; step < 10; step += 1) await went(10 * MINUTE);
    expect(reminders()).toEqual([expect.stringMatching(new RegExp(`${third}[^]*${fourth}`))]);
    await says('lead', `${third} 已联系客户`);
    expect(reminders()).toHaveLength(1);
    await says('lead', `${fourth} 已联系客户`);
    expect(reminders()).toEqual([]);
    expect(wecom.recalled).toHaveLength(3);
  });

  test('an answer is never taken back, and every invariant holds', async () => {
    expect(wecom.recalled.filter(({ text }) => !typed(text).includes('【提醒】'))).toEqual([]);
    const states = await app.service.house.doors.dataSource.query<{ state: string; count: number }[]>("select state, count(*)::int as count from outgoing where kind = 'recall' group by state");
    expect(states).toEqual([{ state: 'sent', count: wecom.recalled.length }]);
    const found: string[] = [];
    await app.service.house.work.withoutTransaction(async (tx) => {
      for await (const one of auditAll(tx, { machineNow: app.service.house.machine.now(), known: null, rungTwice: smsRungTwice })) found.push(`${one.area} ${one.row}: ${one.fault}`);
    });
    expect(found).toEqual([]);
  });
});
