import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { calendar } from '../../src/cli/policy-calendar.js';
import * as cases from '../../src/cases/index.js';
import * as clocks from '../../src/clocks/index.js';
import { keeping } from '../../src/flow/acts/judging.js';
import { simulatorCompany } from '../../src/flow/door.js';
import { openScene } from '../../src/flow/scene.js';
import { MINUTE } from '../../src/terms/instants.js';
import { ownDates } from '../harness/notices.js';
import { fileOf, runBeside } from '../harness/policy-command.js';
import { World } from '../harness/world.js';
import { LEAK, registers } from './told.js';

/** What managers are told every morning, what they may ask, and what nobody else sees. */
let world: World;
beforeAll(async () => {
  world = await World.open('manager_stories');
});
afterAll(async () => {
  await world.close();
});

const SECOND = '5栋2单元1502业主李女士13800138001来电,客厅渗水';
const MANAGERS = ['project-director1', 'regional-gm1', 'group-gm1'];

const digestOf = (person: string): string => world.takesDigest(person)?.text ?? '(none)';
const noDigest = (): void => expect(MANAGERS.map((one) => world.takesDigest(one)?.text)).toEqual([undefined, undefined, undefined]);

describe('the daily digest', () => {
  test('nothing open: nobody is told anything, working day after working day', async () => {
    await world.begins('longfor-hangzhou', '2026-03-02T08:00:00+08:00');
    await world.movesTo('2026-03-16T12:00:00+08:00');
    noDigest();
    await world.ends();
  });

  test('counts, what waits for approval and the most urgent, once to each manager, at 09:00', async () => {
    await world.begins('longfor-hangzhou', '2026-03-02T10:00:00+08:00');
    const first = await registers(world, `${LEAK},要赔6000`);
    await world.tells('customer-manager1', `${first} 已联系客户`);
    await world.tells('customer-manager1', `${first} 派单给张伟`);
    await world.advances('PT1H');
    await world.tells('customer-manager1', `${first} 方案:更换水管并赔偿6000元`);
    const second = await registers(world, SECOND);
    await world.movesTo('2026-03-03T09:00:00+08:00');
    for (const person of MANAGERS) {
      const text = digestOf(person);
      expect(text).toMatch(new RegExp(`^【客服日报】3月3日\n在办 2 件:超时 \\d 件,今日到期 \\d 件,待审批 1 件\\(最早的 ${first},3月2日 11:00送审\\)。\n最急的:\n1\\. `));
      expect(text).toContain(second);
      expect(text).toMatch(new RegExp(`${second} 滨江一号 客厅渗水:首次联系客户,3月2日 14:00前 · 已超时 19 小时 · 李明`));
      expect(text).not.toMatch(/13800|¥|王女士|李女士|放宽/);
      expect(world.takesDigest(person)).toBeNull();
    }
    for (const person of ['staff1', 'finance1', 'customer-manager1', 'g1', 'duty1']) expect(world.takesDigest(person)).toBeNull();
    world.forget();
    await world.ends();
  });

  test('standard (ST-R1): to the roles its book names', async () => {
    await world.begins('standard', '2026-03-02T10:00:00+08:00');
    await registers(world, LEAK);
    await world.movesTo('2026-03-03T09:00:00+08:00');
    for (const person of ['functional-head1', 'project-director1', 'general-manager1']) expect(digestOf(person)).toMatch(/在办 1 件:超时/);
    for (const person of ['service-executive1', 'handler1', 'finance1']) expect(digestOf(person)).toBe('(none)');
    world.forget();
    await world.ends();
  });

  test('over the Spring Festival: the worked Saturday has one, the holidays none', async () => {
    await world.begins('longfor-hangzhou', '2026-02-13T16:00:00+08:00');
    await registers(world, LEAK);
    await world.movesTo('2026-02-26T12:00:00+08:00');
    const days = [];
    for (let one = world.takesDigest('project-director1'); one !== null; one = world.takesDigest('project-director1')) days.push(one.at.slice(5, 10));
    expect(days).toEqual(['02-14', '02-24', '02-25', '02-26']);
    world.forget();
    await world.ends();
  });

  test('in a year without a notice, Monday to Friday are assumed and said so', async () => {
    await world.begins('longfor-hangzhou', '2027-12-30T16:00:00+08:00');
    await registers(world, LEAK);
    await world.movesTo('2028-01-03T12:00:00+08:00');
    expect(world.takesDigest('project-director1')?.at).toMatch(/^2027-12-31T09/);
    expect(world.takesDigest('project-director1')?.at).toMatch(/^2028-01-03T09/);
    world.forget();
  });
});

describe('a calendar that changes', () => {
  const loads = async (dates: object): Promise<void> => {
    const id = (await simulatorCompany(world.app.service.house))?.head.id ?? '';
    const ran = await runBeside(world.app, calendar, ['--year', '2026', '--file', fileOf(JSON.stringify(dates), 'json'), '--by', '陈静', '--company', id]);
    expect(ran).toMatchObject({ code: 0, err: '' });
    await world.settled();
  };

  test('moves the morning that is waited for, off a holiday and onto a worked Saturday', async () => {
    await world.begins('longfor-hangzhou', '2026-03-02T16:00:00+08:00');
    await registers(world, LEAK);
    await loads(ownDates(['2026-03-03']));
    await world.movesTo('2026-03-06T12:00:00+08:00');
    await loads(ownDates(['2026-03-03'], ['2026-03-07']));
    await world.movesTo('2026-03-09T12:00:00+08:00');
    const days = [];
    for (let one = world.takesDigest('regional-gm1'); one !== null; one = world.takesDigest('regional-gm1')) days.push(one.at.slice(5, 10));
    expect(days).toEqual(['03-04', '03-05', '03-06', '03-07', '03-09']);
    world.forget();
  });
});

describe('what was softened', () => {
  test('a pause and a lowering too, with who and why', async () => {
    await world.begins('longfor-hangzhou', '2026-03-02T09:00:00+08:00');
    const paused = await registers(world, LEAK);
    const lowered = await registers(world, `${SECOND},要赔8000`);
    const { house } = world.app.service;
    const companyId = (await simulatorCompany(house))?.head.id ?? '';
    await house.work.inTransaction(async (tx) => {
      const scene = await openScene(house, tx, companyId, 'test');
      const one = await cases.lockCaseByNumber(tx, companyId, paused);
      const clock = one === null ? undefined : (await clocks.clocksOf(tx, one.id)).find(({ label, state }) => label === '首次联系客户' && state === 'running');
      if (clock === undefined) throw new Error('no clock');
      const done = await clocks.pauseClock(tx, { ...keeping(scene), clockId: clock.id, until: scene.now + 30 * MINUTE, reason: '客户约定下午', by: 'property-cs-manager1' });
      expect(done.ok).toBe(true);
    });
    await world.tells('project-director1', `${lowered} 降为一般,客户已撤回赔偿要求`);
    await world.movesTo('2026-03-09T09:00:00+08:00');
    const said = [];
    for (let one = world.takesDigest('project-director1'); one !== null; one = world.takesDigest('project-director1')) said.push(one.text);
    expect(said.slice(0, -1).join()).not.toMatch(/放宽/);
    expect(said.at(-1)).toMatch(/上周放宽处理 2 项/);
    expect(said.at(-1)).toMatch(new RegExp(`· ${paused} .*暂停到3月2日 09:30\\(李明:客户约定下午`));
    expect(said.at(-1)).toMatch(new RegExp(`· ${lowered} .*级别由重要降为一般\\(冯涛:.*客户已撤回赔偿要求`));
    world.forget();
  });

  test('is told once, with the first digest of the next week', async () => {
    await world.begins('longfor-hangzhou', '2026-03-02T09:00:00+08:00');
    const first = await registers(world, LEAK);
    await world.tells('property-cs-manager1', `${first} 客户在开会,申请延期到今天15点`);
    await world.taps('project-director1', '同意');
    const second = await registers(world, SECOND);
    await world.tells('project-director1', `${second} 无效,与事实不符,已向业主解释`);
    const third = await registers(world, '6栋2单元1602业主赵女士13800138002来电,墙面空鼓,要赔4800');
    await world.tells('customer-manager1', `${third} 方案:修补并赔偿4800元`);
    await world.taps('project-director1', '同意');
    await world.movesTo('2026-03-06T12:00:00+08:00');
    for (let n = 0; n < 4; n++) expect(digestOf('project-director1')).not.toMatch(/放宽/);
    await world.movesTo('2026-03-10T12:00:00+08:00');
    const monday = world.takesDigest('project-director1');
    expect(monday?.at).toMatch(/^2026-03-09T09:00:0/);
    expect(monday?.text).toMatch(/上周放宽处理 3 项\(3月2日至3月8日\):/);
    expect(monday?.text).toMatch(new RegExp(`· ${first} 滨江一号 厨房漏水:首次联系客户延期到3月2日 15:00\\(冯涛`));
    expect(monday?.text).toMatch(new RegExp(`· ${second} 滨江一号 客厅渗水:按无效处理\\(冯涛:与事实不符`));
    expect(monday?.text).toMatch(new RegExp(`· ${third} 滨江一号 墙面空鼓:批准 ¥4,800\\.00,贴近 ¥5,000\\.00 的分档线`));
    expect(digestOf('project-director1')).not.toMatch(/放宽/);
    world.forget();
    await world.ends();
  });
});

describe('questions', () => {
  test('in private, the earliest first, with what is due, the time left and who; in a group none', async () => {
    await world.begins('longfor-hangzhou', '2026-03-02T10:00:00+08:00');
    const first = await registers(world, LEAK);
    await world.advances('PT30M');
    const second = await registers(world, SECOND);
    await world.tells('project-director1', '今日到期');
    const today = world.expects('project-director1', /今日到期 \d 项:/).text;
    expect(today).toMatch(new RegExp(`1\\. ${first} 滨江一号 厨房漏水:首次联系客户,3月2日 13:00前 · 还剩 2 小时 30 分钟 · 李明\n2\\. ${second} `));
    await world.tells('project-director1', '本周超时');
    world.expects('project-director1', /本周没有超时的事项/);
    await world.tells('regional-gm1', '谁手上最多');
    world.expects('regional-gm1', /1\. 李明:在办 2 件,超时 0 件,今日到期 2 件;最早3月2日 10:00登记/);
    await world.movesTo('2026-03-02T13:10:00+08:00');
    world.forget();
    await world.tells('project-director1', '本周超时');
    world.expects('project-director1', new RegExp(`本周超时 1 项:\n1\\. ${first} 滨江一号 厨房漏水:首次联系客户,应于3月2日 13:00前 · 仍未完成,已超时 10 分钟 · 李明`));
    await world.tells('property-cs-manager1', `${first} 已联系客户`);
    world.forget();
    await world.tells('project-director1', '本周超时');
    world.expects('project-director1', /已于3月2日 13:10补办/);
    for (const words of ['今日到期', '本周超时', '谁手上最多']) {
      await world.says('project-director1', words);
      world.expects('g1', /请在私聊里问我/);
      await world.tells('staff1', words);
      world.expects('staff1', /由项目负责人及以上查看.*我的待办/);
    }
    await world.ends();
  });

  test('an approval that is due today names whom it waits for', async () => {
    await world.begins('standard', '2026-03-02T09:00:00+08:00');
    const number = await registers(world, `${LEAK},要赔6000`);
    await world.tells('handler1', `${number} 方案:更换水管并赔偿6000元`);
    world.forget();
    await world.tells('project-director1', '今日到期');
    expect(world.expects('project-director1', /今日到期 2 项/).text).toMatch(new RegExp(`${number} 滨江一号 厨房漏水:审批,3月2日 21:00前 · 还剩 12 小时 · .+、.+`));
  });
});
