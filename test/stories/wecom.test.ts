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
import { PHOTO } from '../harness/photo.js';
import { World } from '../harness/world.js';
import { isFields, keysOf, type Fields } from '../peers/wecom/cards.js';
import { hidden, image, mixed, words } from '../peers/wecom/media.js';
import { CORP } from '../peers/wecom/office.js';
import { WecomPeer } from '../peers/wecom/peer.js';
import { FIRST_HALF, MORNING, outcomeOf, playsOnSimulator, SECOND_HALF } from './same-outcome.js';
import { withoutIds } from '../harness/without-ids.js';

const GROUP = 'wrRiverOne01';
const PEOPLE = { boss: '张老板', staff1: '赵敏', manager1: '刘洋', finance1: '褚云', director1: '冯涛', gm1: '卫青', member1: '丁一', member2: '丁二', member3: '丁三', member4: '丁四', member5: '丁五' } as const;
const COMMITTEE = ['member1', 'member2', 'member3', 'member4', 'member5'] as const;
const HELD: Readonly<Record<string, readonly (keyof typeof PEOPLE)[]>> = { 'finance-director': ['finance1'], 'project-director': ['director1'], 'regional-gm': ['gm1'], 'compensation-committee': COMMITTEE };

/** As it is typed: people are shown printed punctuation. */
const typed = (text: string): string => text.replace(/[\uff0c\uff1a]/g, (mark) => (mark === '\uff0c' ? ',' : ':'));
const titleOf = (card: Fields | null): string => (isFields(card?.['main_title']) ? typed(String(card['main_title']['title'])) : '');

/** From nothing to an approved complaint over WeCom: the bot in the group, the app with each person, and everything that goes wrong there. */
describe('the main job over WeCom', () => {
  let peer: WecomPeer;
  let database: TestDatabase;
  let service: Service;
  let closeApp: () => Promise<void> = () => Promise.resolve();
  let url = '';
  let companyId = '';
  const complaints: string[] = [];

  const opens = async (): Promise<void> => {
    const before = peer.bot.subscriptions;
    const configuration = readConfiguration({ NODE_ENV: 'test', SIMULATOR: 'on', ...peer.environment() }, process.cwd());
    const log = createLogger({ level: 'warn', secrets: [] }, { write: (line: string) => void complaints.push(line) });
    // WeCom's time and ours are moved together: thirty seconds of an outage pass for both.
    service = await openService({ configuration, address: database.address, log, linkKey: 'test-link-signing-key-of-32-letters', clock: { now: () => Date.now() + peer.ahead } });
    const app = await createApp(service, configuration, resolve('dist/web'));
    await app.listen(0, '127.0.0.1');
    url = (await app.getUrl()).replace('[::1]', '127.0.0.1');
    closeApp = () => app.close();
    peer.deliver = async ({ path, method, query, body }) => {
      const answer = await fetch(`${url}/callbacks/${path}?${new URLSearchParams(query).toString()}`, { method, ...(method === 'POST' ? { body, headers: { 'content-type': 'text/xml' } } : {}) });
      return { status: answer.status, body: await answer.text() };
    };
    while (peer.bot.subscriptions === before || !peer.bot.live) await pause(5);
  };
  const closes = async (): Promise<void> => {
    await closeApp();
    await service.stop();
  };
  const settled = (): Promise<void> => service.workers.settle(companyId);
  const by = () => ({ companyId, personId: 'wecom-boss' });
  const textsTo = (user: string): string[] => peer.office.of(user).flatMap((one) => (one.text === null ? [] : [typed(one.text)]));
  const groupTexts = (): string[] => peer.bot.of(GROUP).flatMap((one) => (one.text === null ? [] : [typed(one.text)]));
  const titled = (user: string, pattern: RegExp) => peer.office.of(user).filter((one) => one.card !== null && pattern.test(titleOf(one.card)));
  const says = async (user: string, words: string): Promise<void> => {
    await peer.says(user, words, { times: 2 });
    await settled();
  };
  /** Heard in that order, all of them three times over. */
  const heardInGroup = async (user: string, ...texts: readonly string[]): Promise<void> => {
    const frames = texts.map((words, index) => ({ words, id: `g-${peer.calls.length}-${index}` }));
    for (let time = 0; time < 3; time += 1) for (const { words, id } of frames) expect(peer.botHears(user, words, { group: GROUP, id })).toBe(true);
    const keys = frames.map(({ id }) => `aibot:${id}`);
    const stored = async (): Promise<boolean> => (await service.house.doors.dataSource.query<unknown[]>('select 1 from inbound where message_key = any ($1)', [keys])).length === keys.length;
    while (!(await stored())) await pause(5);
    await settled();
  };
  const taps = async (user: string, pattern: RegExp, key: string): Promise<void> => {
    const message = titled(user, pattern).findLast((one) => keysOf(one.card ?? {}).includes(key));
    if (message === undefined) throw new Error(`no card ${String(pattern)} with ${key} lies with ${user}: ${peer.office.of(user).map((one) => titleOf(one.card) || one.text).join(' / ')}`);
    // The platform repeats what is not answered in time.
    await peer.taps(user, message, key, { times: 2 });
    await settled();
  };
  const went = async (millis: number): Promise<void> => {
    peer.passes(millis);
    await service.workers.tick();
    await settled();
  };
  const tries = async (): Promise<number> => {
    const [row] = await service.house.doors.dataSource.query<{ most: number }[]>("select max(attempts) as most from outgoing where company_id = $1 and state = 'waiting'", [companyId]);
    return row?.most ?? 0;
  };
  const number = (): string => /LH-\d{8}-\d{4}/.exec(groupTexts().join())?.[0] ?? 'no number';

  beforeAll(async () => {
    peer = await WecomPeer.open();
    peer.passes(MORNING - Date.now());
    for (const [userId, name] of Object.entries(PEOPLE)) peer.office.hires(userId, name);
    database = await cloneDatabase('wecom_story');
    await opens();
  });
  afterAll(async () => {
    await closes();
    await peer.close();
    await database.drop();
  });

  test('the code of the first start makes an administrator, the people come from WeCom, and the company begins', async () => {
    expect(await peer.verifies('app')).toBe(true);
    const { code } = service.codes[0] ?? { code: '' };
    const [company] = await service.house.doors.withoutTransaction((tx) => directory.companiesOf(tx, 'wecom', CORP));
    companyId = company?.companyId ?? '';
    await says('staff1', '你好');
    expect(textsTo('staff1').join()).toMatch(/还不在人员名单里/);
    await says('boss', code);
    expect(textsTo('boss').join()).toMatch(/您现在是管理员了/);
    const platform = service.platforms.find('wecom');
    expect(platform === null ? null : await syncDirectory(service.house, platform)).toMatchObject({ ok: true });
    const view = await setupOf(service.house, by());
    const first = await saveSetup(service.house, by(), { ...view, name: '滨江物业', pack: 'longfor-hangzhou', projects: [{ id: '', name: '滨江一号', nicknames: ['滨江'], buildings: ['3栋'] }] });
    if (!first.ok) throw new Error(first.message);
    const holdings = first.value.roles.filter((role) => role.id !== 'administrator').flatMap((role) => (HELD[role.id] ?? ['manager1']).map((who) => ({ person: `wecom-${who}`, role: role.id, project: '*' })));
    expect(await saveSetup(service.house, by(), { ...first.value, holdings: [...first.value.holdings, ...holdings] })).toMatchObject({ ok: true, value: { vacancies: [] } });
    expect(await goLive(service.house, by())).toMatchObject({ ok: true });
    peer.botHears('boss', '绑定 滨江', { group: GROUP });
    while (!groupTexts().join().includes('已绑定滨江一号')) {
      await pause(20);
      await settled();
    }
  });

  test('1-3 a complaint in two messages that overtake each other, each heard three times, is one draft, tapped once one case, and its handler hears of it by the app', async () => {
    await heardInGroup('staff1', SECOND_HALF, FIRST_HALF);
    const drafts = peer.bot.of(GROUP).filter((one) => one.card !== null);
    expect(drafts.map((one) => titleOf(one.card))).toEqual([expect.stringMatching(/投诉草稿/)]);
    const [draft] = drafts;
    if (draft === undefined) throw new Error('no draft');
    // Contractors sit in the group: no sum, room, name or phone.
    expect(withoutIds(peer.bot.of(GROUP))).not.toMatch(/8000|1602|王女士|138/);
    const confirm = keysOf(draft.card ?? {})[0] ?? '';
    peer.botTap('finance1', draft, confirm, GROUP);
    while (!textsTo('finance1').join().includes('由赵敏确认')) await pause(5);
    expect(draft.redrawn).toBe(0);
    peer.botTap('staff1', draft, confirm, GROUP);
    while (draft.redrawn === 0) await pause(5);
    await settled();
    expect(keysOf(draft.card ?? {})).toEqual([]);
    expect(groupTexts().filter((text) => text.includes(number()))).toHaveLength(1);
    expect(textsTo('manager1').join()).toMatch(/级别:重要/);
    expect(titled('manager1', /^投诉 /)).toHaveLength(1);
  });

  test('5 the token ends, and the plan still reaches the first approver; nobody else may decide', async () => {
    peer.office.expiresTokens();
    await says('manager1', `${number()} 方案:更换水管并赔偿6000元`);
    const [card] = titled('finance1', /赔付审核/);
    expect(JSON.stringify(card?.card)).toMatch(/6,000\.00/);
    expect(peer.office.tokensGiven).toBe(2);
    if (card === undefined) throw new Error('no card');
    const before = textsTo('staff1').length;
    await peer.taps('staff1', card, 'approve');
    await settled();
    expect(keysOf(card.card ?? {})).toContain('approve');
    while (textsTo('staff1').length === before) await pause(5);
    expect(textsTo('staff1').at(-1)).toMatch(/您不是这一步的审批人,没有做任何改动/);
  });

  test('5 WeCom is away for 30 seconds while the second approver’s turn comes: nothing is lost, nothing comes twice', async () => {
    await peer.goesDown();
    await taps('finance1', /赔付审核/, 'approve');
    expect(titled('director1', /赔付审核/)).toEqual([]);
    for (let second = 0; second < 30; second += 2) await went(2000);
    expect(await tries()).toBeGreaterThanOrEqual(3);
    await peer.comesBack();
    const arrived = async (): Promise<boolean> => {
      await went(2000);
      return titled('director1', /赔付审核/).length > 0 && textsTo('manager1').some((text) => text.includes('褚云已同意'));
    };
    while (!(await arrived())) await pause(5);
    expect(JSON.stringify(titled('finance1', /赔付审核/)[0]?.card)).toMatch(/已由 褚云/);
    expect(titled('director1', /赔付审核/)).toHaveLength(1);
    await taps('director1', /赔付审核/, 'approve');
    // Retries keep no order: what was tapped and said before comes again behind what came since.
    for (const user of ['director1', 'finance1', 'manager1']) await peer.repeatsAll(user);
    await settled();
    expect(textsTo('manager1').filter((text) => text.includes('冯涛已同意'))).toHaveLength(1);
    expect(textsTo('manager1').filter((text) => text.includes('方案已提交'))).toHaveLength(1);
  });

  test('5 the service starts again in the middle, and the last approver refuses for a reason, then agrees', async () => {
    await closes();
    await opens();
    // A card of WeCom takes no words: they are asked for, and taken from what is said next.
    await taps('gm1', /赔付/, 'reject');
    expect(textsTo('gm1').join()).toMatch(/请直接回复驳回的理由/);
    await says('gm1', '金额偏高,请再谈');
    expect(textsTo('manager1').join()).toMatch(/金额偏高/);
    await says('manager1', `${number()} 方案:更换水管并赔偿5000元`);
    for (const user of ['finance1', 'director1', 'gm1']) await taps(user, /赔付/, 'approve');
    expect(textsTo('manager1').filter((text) => text.includes('方案已批准,拟赔付 ¥5,000.00'))).toHaveLength(1);
    expect(peer.office.of('gm1').flatMap(({ card }) => (card === null ? [] : keysOf(card).filter((key) => key === 'approve')))).toEqual([]);
  });

  test('more than thirty a minute to one member, 45009 and 45033 delay what is said; nothing is dropped, doubled or out of its order', async () => {
    const words = Array.from({ length: 40 }, (_, index) => `提醒第${index + 1}条`);
    const before = textsTo('boss').length;
    peer.refuses('message/send', 45009);
    peer.refuses('message/send', 45033);
    await service.house.doors.dataSource.query(
      `insert into outgoing (company_id, channel, kind, recipient, dedupe_key, payload, state, next_attempt_at, created_at, trace)
       select $1, 'wecom', 'text', 'wecom-boss', 'pace-' || n, jsonb_build_object('text', text), 'waiting', to_timestamp($3), to_timestamp($3), 'pace' from unnest($2::text[]) with ordinality as t (text, n) order by n`,
      [companyId, words, service.house.machine.now() / 1000],
    );
    const counts: number[] = [];
    for (let second = 0; second < 240 && textsTo('boss').length < before + words.length; second += 5) {
      await went(5000);
      counts.push(textsTo('boss').length - before);
    }
    expect(textsTo('boss').slice(before)).toEqual(words);
    // The first minute held thirty of them at most.
    expect(counts.find((count) => count > 0)).toBeLessThanOrEqual(30);
    expect(peer.violations).toEqual([]);
  });

  test('nothing was said twice, no limit was passed, and every invariant holds', async () => {
    const said = peer.office.messages.flatMap(({ to, text }) => (text === null ? [] : [`${to} ${text}`]));
    // The plan was handed in twice.
    expect(said.filter((one, index) => said.indexOf(one) !== index)).toEqual([expect.stringContaining('方案已提交')]);
    expect([...peer.violations, ...peer.office.cuts, ...peer.bot.cuts]).toEqual([]);
    expect(peer.bot.kicks).toBe(0);
    await service.workers.tick();
    await settled();
    const found: string[] = [];
    await service.house.work.withoutTransaction(async (tx) => {
      for await (const one of auditAll(tx, { machineNow: service.house.machine.now(), known: null, rungTwice: smsRungTwice })) found.push(`${one.area} ${one.row}: ${one.fault}`);
    });
    expect(found).toEqual([]);
  });

  test('a picture by the long connection takes its time: the answer is begun, finished in the same place, and the picture is evidence', async () => {
    let give: () => void = () => undefined;
    peer.filesWait = new Promise((resolve) => (give = resolve));
    const photo = Buffer.from(PHOTO.base64, 'base64');
    const before = peer.bot.of(GROUP).length;
    const extra = mixed(words('@投诉助手 3栋1单元302业主李先生 13900139000 反映客厅天花板渗水'), image(hidden(peer, photo)));
    expect(peer.botHears('manager1', '', { group: GROUP, extra })).toBe(true);
    while (peer.bot.streams.unfinished.length === 0) await pause(5);
    expect(peer.bot.of(GROUP).slice(before).map(({ text }) => text)).toEqual(['正在取图片和文件…']);
    give();
    while (peer.bot.streams.unfinished.length > 0) await pause(5);
    await settled();
    const answers = peer.bot.of(GROUP).slice(before).map(({ text, card }) => text ?? titleOf(card));
    expect(answers).toEqual(['请看卡片。', expect.stringMatching(/投诉草稿/)]);
    expect([...peer.bot.streams.shown.values()].filter((parts) => parts.length !== 1)).toEqual([['正在取图片和文件…', '请看卡片。']]);
    const kept = await service.house.doors.dataSource.query<{ name: string }[]>('select name from evidence where company_id = $1', [companyId]);
    expect(kept).toEqual([{ name: '漏水.png' }]);
  });

  test('and what is left of it is what the simulator leaves, where nothing went wrong', async () => {
    const person = (name: string): string => `wecom-${name}`;
    const cast = { staff1: person('staff1'), manager1: person('manager1'), finance1: person('finance1'), director1: person('director1'), gm1: person('gm1') };
    const demo = World.within({ url, service, database, complaints, stop: () => Promise.resolve() });
    expect(await outcomeOf(service, companyId, cast)).toEqual(await playsOnSimulator(demo));
  });

  test('a committee of five: who has voted sees his vote, and at the outcome every copy shows it, each by a code of its own; nobody is told in a line, nothing is redrawn for a count', async () => {
    await says('staff1', '滨江一号3栋2单元1701周先生13900139000来电,阳台漏水,要求赔30000');
    await taps('staff1', /投诉草稿/, 'confirm');
    const second = /LH-\d{8}-\d{4}/.exec(titled('manager1', /^投诉 /).map((one) => titleOf(one.card)).at(-1) ?? '')?.[0] ?? '';
    await says('manager1', `${second} 方案:更换水管并赔偿20000元`);
    for (const user of ['finance1', 'director1', 'gm1']) await taps(user, /赔付/, 'approve');
    const copies = COMMITTEE.map((member) => {
      const [copy, ...others] = titled(member, /集团赔付委员会/);
      if (copy === undefined || others.length > 0) throw new Error(`${member} holds ${others.length + 1} cards`);
      return copy;
    });
    const shown = (): string[] => copies.map(({ card }) => typed(JSON.stringify(card)));
    const open = (): boolean[] => copies.map(({ card }) => keysOf(card ?? {}).includes('approve'));
    // Not his who refuses: he is asked for his reason.
    const lines = (): string[] => COMMITTEE.filter((member) => member !== 'member2').flatMap((member) => textsTo(member));
    const votes = async (place: number, key: 'approve' | 'reject'): Promise<void> => {
      const [member, copy] = [COMMITTEE[place], copies[place]];
      if (member === undefined || copy === undefined) throw new Error('no such member');
      await peer.taps(member, copy, key);
      await settled();
    };
    const before = lines();
    await votes(0, 'approve');
    await votes(1, 'reject');
    await says('member2', '金额偏高');
    await votes(2, 'approve');
    expect(open()).toEqual([false, false, false, true, true]);
    expect(shown().map((card) => /已由 (丁.)/.exec(card)?.[1] ?? null)).toEqual(['丁一', '丁二', '丁三', null, null]);
    const redrawn = copies.map((copy) => copy.redrawn);
    // The answer to his tap, and the update behind it.
    expect([redrawn[0], redrawn[3], redrawn[4]]).toEqual([2, 0, 0]);
    await votes(3, 'approve');
    for (const card of shown()) expect(card).toMatch(/表决通过:3票同意.丁一、丁三、丁四.,1票反对.丁二./);
    expect(open()).toEqual(COMMITTEE.map(() => false));
    expect(copies.map((copy, index) => copy.redrawn - (redrawn[index] ?? 0))).toEqual([1, 1, 1, 2, 1]);
    expect(lines()).toEqual(before);
    // Every tap of this story came twice, some again behind what came since.
    expect(peer.office.deadCodes).toBe(0);
    expect(peer.violations).toEqual([]);
  });
});
