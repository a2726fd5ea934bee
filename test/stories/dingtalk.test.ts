import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { setTimeout as pause } from 'node:timers/promises';
import { openService, type Service } from '../../src/app.service.js';
import * as directory from '../../src/directory/index.js';
import { auditAll } from '../../src/flow/audit.js';
import { syncDirectory } from '../../src/flow/directory-sync.js';
import { goLive, saveSetup, setupOf } from '../../src/flow/setup.js';
import { readConfiguration } from '../../src/platform/configuration/index.js';
import { createLogger } from '../../src/platform/logging/index.js';
import { smsRungTwice } from '../../src/platform/simulator-store.js';
import { cloneDatabase, type TestDatabase } from '../harness/database.js';
import { tappable } from '../peers/dingtalk/cards.js';
import { APP, DingtalkPeer } from '../peers/dingtalk/peer.js';

const GROUP = 'cidRiver+1/A==';
const PEOPLE = { boss: '张老板', staff1: '赵敏', manager1: '刘洋', finance1: '褚云', director1: '冯涛', gm1: '卫青' } as const;
const HELD: Readonly<Record<string, keyof typeof PEOPLE>> = { 'finance-director': 'finance1', 'project-director': 'director1', 'regional-gm': 'gm1', 'customer-manager': 'manager1' };

/** As it is typed: people are shown printed punctuation. */
const typed = (text: string): string => text.replace(/[\uff0c\uff1a]/g, (mark) => (mark === '\uff0c' ? ',' : ':'));

/** From nothing to the first approved complaint over DingTalk, by Stream, with everything that goes wrong there. */
describe('the main job over DingTalk', () => {
  let peer: DingtalkPeer;
  let database: TestDatabase;
  let service: Service;
  let companyId = '';
  const complaints: string[] = [];

  const opens = async (): Promise<void> => {
    const configuration = readConfiguration({ NODE_ENV: 'test', SIMULATOR: 'on', ...peer.environment() }, process.cwd());
    const log = createLogger({ level: 'warn', secrets: [] }, { write: (line: string) => void complaints.push(line) });
    service = await openService({ configuration, address: database.address, log, linkKey: 'test-link-signing-key-of-32-letters' });
    await peer.gateway.until(() => peer.gateway.open.length > 0);
  };
  const settled = (): Promise<void> => service.workers.settle(companyId);
  const by = () => ({ companyId, personId: 'dingtalk-boss' });
  const textsTo = (where: string): string[] => peer.outbox.said.filter((one) => one.where === where).map((one) => typed(one.text));
  const cardsOf = (userId: string) => peer.cards.shownIn(`IM_ROBOT.${userId}`);
  const titled = (userId: string, pattern: RegExp) => cardsOf(userId).filter((card) => pattern.test(card.params['title'] ?? ''));
  const says = async (userId: string, group: string | null, words: string): Promise<void> => {
    await peer.says(userId, group, words);
    await settled();
  };
  const taps = async (userId: string, space: string, label: string, words = '') => {
    const { card, ms } = await peer.taps(userId, space, label, words);
    await settled();
    return { notice: card.answers.get(userId)?.['notice'] ?? '', ms };
  };
  const number = (): string => /LH-\d{8}-\d{4}/.exec(textsTo(GROUP).join())?.[0] ?? 'no number';

  beforeAll(async () => {
    peer = await DingtalkPeer.open();
    for (const [userId, name] of Object.entries(PEOPLE)) peer.room.hires(userId, name);
    peer.room.founds(GROUP, '滨江一号处理群');
    database = await cloneDatabase('dingtalk_story');
    await opens();
  });
  afterAll(async () => {
    await service.stop();
    await peer.close();
    await database.drop();
  });

  test('the code of the first start makes an administrator, the people come from DingTalk, and the company begins', async () => {
    const { code } = service.codes[0] ?? { code: '' };
    const [company] = await service.house.doors.withoutTransaction((tx) => directory.companiesOf(tx, 'dingtalk', APP.corpId));
    companyId = company?.companyId ?? '';
    await says('staff1', null, '你好');
    expect(textsTo('staff1').join()).toMatch(/还不在人员名单里/);
    await says('boss', null, code);
    expect(textsTo('boss').join()).toMatch(/您现在是管理员了/);
    const platform = service.platforms.find('dingtalk');
    expect(platform === null ? null : await syncDirectory(service.house, platform)).toMatchObject({ ok: true });
    const view = await setupOf(service.house, by());
    const first = await saveSetup(service.house, by(), { ...view, name: '滨江物业', pack: 'longfor-hangzhou', projects: [{ id: '', name: '滨江一号', nicknames: ['滨江'], buildings: ['3栋'] }] });
    if (!first.ok) throw new Error(first.message);
    const holdings = first.value.roles.filter((role) => role.id !== 'administrator').map((role) => ({ person: `dingtalk-${HELD[role.id] ?? 'manager1'}`, role: role.id, project: '*' }));
    const saved = await saveSetup(service.house, by(), { ...first.value, holdings: [...first.value.holdings, ...holdings] });
    expect(saved).toMatchObject({ ok: true, value: { vacancies: [] } });
    expect(await goLive(service.house, by())).toMatchObject({ ok: true });
    await says('boss', GROUP, '绑定 滨江');
    expect(textsTo(GROUP).join()).toMatch(/已绑定滨江一号/);
  });

  test('1-3 a complaint said twice is one draft, tapped within two seconds one case, and its handler hears of it', async () => {
    const push = await peer.says('staff1', GROUP, '滨江一号3栋2单元1501王女士13800138000来电,厨房漏水,要赔8000,不给就找电视台');
    peer.gateway.repeat(push);
    peer.gateway.repeat(push);
    await peer.gateway.until(() => push.sent === 3);
    await settled();
    const drafts = peer.cards.shownIn(`IM_GROUP.${GROUP}`);
    expect(drafts.map((card) => card.params['title'])).toEqual([expect.stringMatching(/投诉草稿/)]);
    // Contractors sit in the group: no sum, room, name or phone.
    expect(JSON.stringify(drafts[0]?.params)).not.toMatch(/8000|1501|王女士|138/);
    expect((await taps('finance1', `IM_GROUP.${GROUP}`, '确认登记')).notice).toMatch(/由赵敏确认/);
    expect((await taps('staff1', `IM_GROUP.${GROUP}`, '确认登记')).notice).toMatch(/已登记 LH-/);
    expect(drafts[0]?.params['state']).toBe('done');
    expect(textsTo(GROUP).filter((text) => text.includes(number()))).toHaveLength(1);
    expect(textsTo('manager1').join()).toMatch(/级别:重要/);
    expect(titled('manager1', /^投诉 /)).toHaveLength(1);
  });

  test('5 the token ends, and the plan still reaches the first approver; nobody else may decide', async () => {
    peer.expiresTokens();
    await says('manager1', null, `${number()} 方案:更换水管并赔偿6000元`);
    const [card] = titled('finance1', /赔付审核/);
    expect(card?.params['body']).toMatch(/6,000\.00/);
    expect(peer.tokensGiven).toHaveLength(2);
    const stolen = card === undefined ? null : await peer.sendsTap('staff1', card, { action: 'approve' });
    expect(stolen?.card.answers.get('staff1')?.['notice']).not.toMatch(/已同意|好的/);
    expect(card?.params['state']).toBe('open');
  });

  test('5 DingTalk is away while the second approver’s turn comes: nothing is lost, nothing comes twice', async () => {
    const opens = peer.gateway.opens;
    peer.takesNoCalls();
    expect((await taps('finance1', 'IM_ROBOT.finance1', '同意')).notice).toMatch(/已同意|已提交|同意/);
    expect([titled('director1', /赔付审核/), titled('finance1', /赔付审核/)[0]?.params['state']]).toEqual([[], 'open']);
    await peer.goesDown();
    await peer.comesBack();
    await peer.gateway.until(() => peer.gateway.open.length === 1);
    // What was refused a connection is tried again after a second of machine time.
    const arrived = async (): Promise<boolean> => {
      await service.workers.tick();
      await settled();
      return titled('director1', /赔付审核/).length > 0 && titled('finance1', /赔付审核/)[0]?.params['state'] === 'done' && textsTo('manager1').some((text) => text.includes('褚云已同意'));
    };
    while (!(await arrived())) await pause(50);
    expect(titled('finance1', /赔付审核/)[0]?.params['body']).toMatch(/已由 褚云/);
    expect(peer.gateway.opens - opens).toBe(1);
    const [again] = titled('director1', /赔付审核/);
    if (again === undefined) throw new Error('no card');
    // Two taps at once: one decision.
    const both = await Promise.all([peer.sendsTap('director1', again, { action: 'approve' }), peer.sendsTap('director1', again, { action: 'approve' })]);
    await settled();
    expect(both.map((one) => one.ms < 2000)).toEqual([true, true]);
    expect(textsTo('manager1').filter((text) => text.includes('冯涛已同意'))).toHaveLength(1);
  });

  test('5 the service starts again in the middle, and the last approver refuses for a reason, then agrees', async () => {
    await service.stop();
    await opens();
    await taps('gm1', 'IM_ROBOT.gm1', '驳回', '金额偏高,请再谈');
    expect(textsTo('manager1').join()).toMatch(/金额偏高/);
    await says('manager1', null, `${number()} 方案:更换水管并赔偿5000元`);
    for (const user of ['finance1', 'director1', 'gm1']) await taps(user, `IM_ROBOT.${user}`, '同意');
    expect(textsTo('manager1').filter((text) => text.includes('方案已批准,拟赔付 ¥5,000.00'))).toHaveLength(1);
    expect(cardsOf('gm1').flatMap(tappable)).toEqual([]);
  });

  test('nothing was said twice, every card shows what was decided, and every invariant holds', async () => {
    const said = peer.outbox.said.map(({ where, text }) => `${where} ${text}`);
    // The plan was handed in twice.
    expect(said.filter((one, index) => said.indexOf(one) !== index)).toEqual([expect.stringContaining('方案已提交')]);
    expect(peer.violations).toEqual([]);
    await service.workers.tick();
    await settled();
    const found: string[] = [];
    await service.house.work.withoutTransaction(async (tx) => {
      for await (const one of auditAll(tx, { machineNow: service.house.machine.now(), known: null, rungTwice: smsRungTwice })) found.push(`${one.area} ${one.row}: ${one.fault}`);
    });
    expect(found).toEqual([]);
  });
});
