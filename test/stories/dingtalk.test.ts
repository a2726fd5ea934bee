import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { createApp } from '../../src/app.http.js';
import { openService, type Service } from '../../src/app.service.js';
import * as directory from '../../src/directory/index.js';
import { auditAll } from '../../src/flow/audit.js';
import { syncDirectory } from '../../src/flow/directory-sync.js';
import { goLive, saveSetup, setupOf } from '../../src/flow/setup.js';
import { readConfiguration } from '../../src/platform/configuration/index.js';
import { createLogger } from '../../src/platform/logging/index.js';
import { smsRungTwice } from '../../src/platform/simulator-store.js';
import { cloneDatabase, type TestDatabase } from '../harness/database.js';
import { World } from '../harness/world.js';
import { tappable } from '../peers/dingtalk/cards.js';
import { APP, DingtalkPeer } from '../peers/dingtalk/peer.js';
import { FIRST_HALF, MORNING, outcomeOf, playsOnSimulator, SECOND_HALF } from './same-outcome.js';
import { withoutIds } from '../harness/without-ids.js';

const GROUP = 'cidRiver+1/A==';
const MESSAGES = '/v1.0/im/bot/messages/get';
const PEOPLE = { boss: '张老板', staff1: '赵敏', manager1: '刘洋', finance1: '褚云', director1: '冯涛', gm1: '卫青', member1: '丁一', member2: '丁二', member3: '丁三', member4: '丁四' } as const;
const COMMITTEE = ['member1', 'member2', 'member3', 'member4'] as const;
const WITH_CARDS = ['member1', 'member2', 'member3'] as const;
const HELD: Readonly<Record<string, readonly (keyof typeof PEOPLE)[]>> = { 'finance-director': ['finance1'], 'project-director': ['director1'], 'regional-gm': ['gm1'], 'compensation-committee': COMMITTEE };

/** As it is typed: people are shown printed punctuation. */
const typed = (text: string): string => text.replace(/[\uff0c\uff1a]/g, (mark) => (mark === '\uff0c' ? ',' : ':'));

/** From nothing to the first approved complaint over DingTalk, by Stream, with everything that goes wrong there. */
describe('the main job over DingTalk', () => {
  let peer: DingtalkPeer;
  let database: TestDatabase;
  let service: Service;
  let app: Awaited<ReturnType<typeof createApp>>;
  let companyId = '';
  const complaints: string[] = [];

  const opens = async (): Promise<void> => {
    const configuration = readConfiguration({ NODE_ENV: 'test', SIMULATOR: 'on', DINGTALK_DING: 'on', DINGTALK_AGENT_ID: String(APP.agentId), ...peer.environment() }, process.cwd());
    const log = createLogger({ level: 'warn', secrets: [] }, { write: (line: string) => void complaints.push(line) });
    // DingTalk's time and ours are moved together: thirty seconds of an outage pass for both.
    service = await openService({ configuration, address: database.address, log, linkKey: 'test-link-signing-key-of-32-letters', clock: { now: () => peer.now() } });
    app = await createApp(service, configuration, resolve('dist/web'));
    await app.listen(0, '127.0.0.1');
    await peer.gateway.until(() => peer.gateway.open.length > 0);
  };
  const closes = async (): Promise<void> => {
    await app.close();
    await service.stop();
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
  const tries = async (): Promise<number> => {
    const [row] = await service.house.doors.dataSource.query<{ most: number }[]>("select max(attempts) as most from outgoing where company_id = $1 and state = 'waiting'", [companyId]);
    return row?.most ?? 0;
  };
  const number = (): string => /LH-\d{8}-\d{4}/.exec(textsTo(GROUP).join())?.[0] ?? 'no number';

  beforeAll(async () => {
    peer = await DingtalkPeer.open();
    peer.passes(MORNING - Date.now());
    for (const [userId, name] of Object.entries(PEOPLE)) peer.room.hires(userId, name);
    peer.room.founds(GROUP, '滨江一号处理群');
    database = await cloneDatabase('dingtalk_story');
    await opens();
  });
  afterAll(async () => {
    await closes();
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
    const holdings = first.value.roles.filter((role) => role.id !== 'administrator').flatMap((role) => (HELD[role.id] ?? ['manager1']).map((who) => ({ person: `dingtalk-${who}`, role: role.id, project: '*' })));
    const saved = await saveSetup(service.house, by(), { ...first.value, holdings: [...first.value.holdings, ...holdings] });
    expect(saved).toMatchObject({ ok: true, value: { vacancies: [] } });
    expect(await goLive(service.house, by())).toMatchObject({ ok: true });
    await says('boss', GROUP, '绑定 滨江');
    expect(textsTo(GROUP).join()).toMatch(/已绑定滨江一号/);
  });

  test('1-3 a complaint in two messages that overtake each other, each three times, is one draft, tapped within two seconds one case, and its handler hears of it', async () => {
    const halves = [FIRST_HALF, SECOND_HALF].map((content) => peer.message('staff1', GROUP, { msgtype: 'text', text: { content: ` ${content}` } }));
    const pushes = halves.reverse().map((data) => peer.gateway.push('CALLBACK', MESSAGES, data));
    for (const push of [...pushes, ...pushes]) peer.gateway.repeat(push);
    await peer.gateway.until(() => pushes.every((push) => push.sent === 3 && push.answer !== null));
    await settled();
    const drafts = peer.cards.shownIn(`IM_GROUP.${GROUP}`);
    expect(drafts.map((card) => card.params['title'])).toEqual([expect.stringMatching(/投诉草稿/)]);
    // Contractors sit in the group: no sum, room, name or phone.
    expect(withoutIds(drafts[0]?.params)).not.toMatch(/8000|1602|王女士|138/);
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

  test('5 DingTalk is away for 30 seconds while the second approver’s turn comes: nothing is lost, nothing comes twice', async () => {
    const opens = peer.gateway.opens;
    peer.takesNoCalls();
    expect((await taps('finance1', 'IM_ROBOT.finance1', '同意')).notice).toMatch(/已同意|已提交|同意/);
    expect([titled('director1', /赔付审核/), titled('finance1', /赔付审核/)[0]?.params['state']]).toEqual([[], 'open']);
    await peer.goesDown();
    const went = async (millis: number): Promise<void> => {
      peer.passes(millis);
      await service.workers.tick();
      await settled();
    };
    for (let second = 0; second < 30; second += 2) await went(2000);
    expect(await tries()).toBeGreaterThanOrEqual(3);
    await peer.comesBack();
    await peer.gateway.until(() => peer.gateway.open.length === 1);
    const arrived = async (): Promise<boolean> => {
      await went(2000);
      return titled('director1', /赔付审核/).length > 0 && titled('finance1', /赔付审核/)[0]?.params['state'] === 'done' && textsTo('manager1').some((text) => text.includes('褚云已同意'));
    };
    while (!(await arrived())) await pause(5);
    expect(titled('finance1', /赔付审核/)[0]?.params['body']).toMatch(/已由 褚云/);
    expect(peer.gateway.opens - opens).toBe(1);
    const [again] = titled('director1', /赔付审核/);
    if (again === undefined) throw new Error('no card');
    // Two taps at once: one decision.
    const both = await Promise.all([peer.sendsTap('director1', again, { action: 'approve' }), peer.sendsTap('director1', again, { action: 'approve' })]);
    await settled();
    expect(both.map((one) => one.ms < 2000)).toEqual([true, true]);
    // What was tapped before comes again behind what was tapped since.
    for (const push of peer.gateway.pushes.filter((one) => one.topic.includes('/card/')).reverse()) peer.gateway.repeat(push);
    await settled();
    expect(textsTo('manager1').filter((text) => text.includes('冯涛已同意'))).toHaveLength(1);
  });

  test('5 the service starts again in the middle, and the last approver refuses for a reason, then agrees', async () => {
    await closes();
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

  test('and what is left of it is what the simulator leaves, where nothing went wrong', async () => {
    const person = (name: string): string => `dingtalk-${name}`;
    const cast = { staff1: person('staff1'), manager1: person('manager1'), finance1: person('finance1'), director1: person('director1'), gm1: person('gm1') };
    const url = (await app.getUrl()).replace('[::1]', '127.0.0.1');
    const demo = World.within({ url, service, database, complaints, stop: () => Promise.resolve() });
    expect(await outcomeOf(service, companyId, cast)).toEqual(await playsOnSimulator(demo));
  });

  test('a major complaint rings its handler and its approver by DING, the one before rang nobody; what screening refuses still shows level, sum and time', async () => {
    const dings = (): string[] => peer.outbox.said.filter((one) => one.how === 'ding').map((one) => one.where);
    expect(dings()).toEqual([]);
    peer.outbox.paid = true;
    peer.cards.unsafe.add('坠落');
    await says('staff1', null, '滨江一号3栋2单元1701周先生13900139000来电,阳台玻璃坠落,要求赔30000');
    const [draft] = titled('staff1', /草稿/);
    if (draft === undefined) throw new Error('no draft');
    await taps('staff1', 'IM_ROBOT.staff1', '确认登记');
    expect(dings()).toEqual(['manager1']);
    const second = /LH-\d{8}-\d{4}/.exec(titled('manager1', /^投诉 /).at(-1)?.params['title'] ?? '')?.[0] ?? '';
    await says('manager1', null, `${second} 方案:坠落的玻璃全部更换并赔偿25000元`);
    const card = titled('finance1', /赔付审核/).at(-1);
    const shown = withoutMarks(card?.params['body'] ?? '');
    expect(shown).toMatch(new RegExp(`编号:${second}.*级别及依据:重大.*拟赔付金额:¥25,000.*说明:部分内容不便`));
    expect(shown).not.toMatch(/坠落/);
    expect(card?.params['button1']).toBe('同意');
    expect(dings()).toEqual(['manager1', 'finance1']);
  });

  test('a committee of four: after each vote every other copy shows the count, and at the outcome what was decided, changed by key; whom no card reaches votes by his work notice', async () => {
    peer.cards.unreachable.add('IM_ROBOT.member4');
    for (const user of ['finance1', 'director1', 'gm1']) await taps(user, `IM_ROBOT.${user}`, '同意');
    const copies = WITH_CARDS.map((member) => {
      const [copy, ...others] = titled(member, /集团赔付委员会/);
      if (copy === undefined || others.length > 0) throw new Error(`${member} holds ${others.length + 1} cards`);
      return copy;
    });
    const shown = (): string[] => copies.map(({ params }) => withoutMarks(['body', 'body2', 'body3', 'body4'].map((name) => params[name] ?? '').join(' ')));
    const states = (): string[] => copies.map(({ params }) => params['state'] ?? '');
    const second = /LH-\d{8}-\d{4}/.exec(shown()[0] ?? '')?.[0] ?? '';
    const counts = (): (string | undefined)[] => shown().map((body) => /投票进度:(\d票同意、\d票反对)/.exec(body)?.[1]);
    expect(counts()).toEqual(WITH_CARDS.map(() => '0票同意、0票反对'));
    const notices = (): string[] => peer.outbox.said.filter((one) => one.how === 'notice').map((one) => `${one.where} ${typed(one.text)}`);
    expect(notices()).toEqual([expect.stringMatching(/^member4 【赔付审批 · 集团赔付委员会】[^]*25,000[^]*单聊回复:LH-[-0-9]+ 同意 \/ LH-[-0-9]+ 驳回 原因/)]);
    await taps('member1', 'IM_ROBOT.member1', '同意');
    expect(counts()).toEqual(WITH_CARDS.map(() => '1票同意、0票反对'));
    expect([states(), shown()[0]]).toEqual([['done', 'open', 'open'], expect.stringMatching(/已由 丁一/)]);
    await taps('member2', 'IM_ROBOT.member2', '同意');
    expect([counts(), states()]).toEqual([WITH_CARDS.map(() => '2票同意、0票反对'), ['done', 'done', 'open']]);
    await says('member4', null, `${second} 同意`);
    for (const body of shown()) expect(body).toMatch(/表决通过:3票同意.丁一、丁二、丁四.,0票反对/);
    expect(notices()).toHaveLength(1);
    expect(states()).toEqual(['done', 'done', 'done']);
    expect(copies[2]?.params['button1']).toBe('审批单');
    // What his screen still showed counts no more, and is answered with how it ended.
    const late = copies[2] === undefined ? null : await peer.sendsTap('member3', copies[2], { action: 'approve' });
    expect(late?.card.answers.get('member3')?.['notice']).toMatch(/表决通过/);
    expect(peer.violations).toEqual([]);
  });
});

const withoutMarks = (markdown: string): string => typed(markdown).replaceAll('*', '').replace(/:\s*/g, ':').replaceAll('<br>', ' ');
