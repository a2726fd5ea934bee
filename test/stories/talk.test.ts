import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { PHOTO } from '../harness/photo.js';
import { World } from '../harness/world.js';
import { LEAK, registers, valueOf } from './told.js';

/** How people really talk: corrections, digressions, several at once, pictures, 取消, danger; and what nobody confirmed. */
let world: World;
beforeAll(async () => {
  world = await World.open('talk_stories');
});
afterAll(async () => {
  await world.close();
});

const begins = (at = '2026-03-02T09:00:00+08:00'): Promise<void> => world.begins('longfor-hangzhou', at);

describe('a draft', () => {
  test('cancelled: nothing is registered, and nobody hears of it later', async () => {
    await begins();
    await world.says('staff1', LEAK);
    const card = world.expects('g1', /投诉草稿/).card;
    await world.says('staff1', '取消');
    world.expects('g1', /草稿已取消.没有登记/);
    expect(await world.tapsCard(card?.id ?? '', 'staff1', 'confirm')).toMatchObject({ accepted: false });
    await world.advances('P2D');
    await world.says('staff1', LEAK);
    world.expects('g1', /投诉草稿/);
    await world.taps('staff1', '取消', { chat: 'g1' });
    world.expects('g1', /草稿已取消/);
    await world.ends();
  });

  test('unconfirmed for half an hour: the supervisor is told; for a day: registered as 待核', async () => {
    await begins();
    await world.says('staff1', `${LEAK},要赔8000`);
    world.expects('g1', /投诉草稿/);
    await world.advances('PT29M59S');
    // Whoever falls silent is reminded, once.
    expect(world.expects('g1', /陈静,“厨房漏水”的草稿还没确认.*确认登记/).at).toMatch(/T09:10:00/);
    world.nothingElse();
    await world.advances('PT1S');
    const told = world.expects('project-director1', /陈静在滨江一号客服群报的一条投诉半小时未确认.*厨房漏水/);
    expect(told.text).not.toMatch(/13800138000/);
    await world.movesTo('2026-03-03T08:59:59+08:00');
    world.nothingElse();
    await world.movesTo('2026-03-03T09:00:00+08:00');
    const number = 'LH-20260303-0001';
    expect(world.expects('g1', /按待核登记/).text).toContain(number);
    world.expects('customer-manager1', /新投诉/);
    expect(valueOf(world.expects('customer-manager1', new RegExp(`投诉 ${number}`)).card, '状态')).toBe('待核');
    world.expectsSms('13800138000', /已登记/);
    // What was due since the customer called is said missed, once to each, not once a deadline.
    world.expects('property-cs-manager1', /2 项.*[\s\S]*首次联系客户[\s\S]*通知项目工程师/);
    world.expects('project-director1', /2 项.*[\s\S]*首次联系客户[\s\S]*通知项目工程师/);
    expect((await world.card('g1', (one) => one.title === '投诉草稿')).state).toBe('done');
    await world.tells('customer-manager1', `${number} 已联系客户`);
    world.expects('customer-manager1', /已联系上客户/);
    await world.ends();
  });

  test('three questions at most; the rest is 待补', async () => {
    await begins();
    await world.tells('staff1', '业主投诉,要求赔偿');
    let questions = 0;
    while (questions < 6) {
      const said = world.drain('staff1');
      if (said.some((one) => one.card?.title === '投诉草稿')) {
        expect(valueOf(said.at(-1)?.card ?? null, '待补')).toMatch(/电话/);
        break;
      }
      questions += 1;
      await world.tells('staff1', '不知道');
    }
    expect(questions).toBeLessThanOrEqual(3);
    await world.tells('staff1', '取消');
    world.expects('staff1', /草稿已取消/);
    await world.ends();
  });

  test('takes corrections, each answered where it was said', async () => {
    await begins();
    await world.says('staff1', LEAK);
    world.expects('g1', /投诉草稿/);
    for (const words of ['不对,是1502', '电话应该是13800138001', '改成3户']) {
      await world.says('staff1', words);
      world.expects('g1', /草稿已更新/);
    }
    await world.says('staff1', '确认');
    world.expects('g1', /已登记/);
    world.expects('property-cs-manager1', /新投诉/);
    const card = world.expects('property-cs-manager1', /^投诉 LH/).card;
    expect([valueOf(card, '房号'), valueOf(card, '电话'), valueOf(card, '涉及户数')]).toEqual(['3-2-1502', '13800138001', '3 户']);
    world.expectsSms('13800138001', /已登记/);
    await world.ends();
  });

  test('waits while something else is asked', async () => {
    await begins();
    const number = await registers(world, LEAK, 'staff2');
    await world.says('staff1', '5栋1单元302业主来电,客厅渗水');
    world.expects('g1', /怎么称呼/);
    await world.says('staff1', `查询 ${number}`);
    const [answer, again] = world.drain('g1');
    expect(answer?.text).toMatch(/厨房漏水.已登记/);
    expect(again?.text).toMatch(/还差客户的称呼和电话/);
    await world.says('staff1', '李先生 13900139000');
    expect(world.expects('g1', /投诉草稿/).card?.facts).toContainEqual({ label: '事由', value: '客厅渗水' });
    await world.says('staff1', '取消');
    world.expects('g1', /已取消/);
    await world.ends();
  });

  test('of each of several people in one group at once is his own', async () => {
    await begins();
    await world.says('staff1', '3栋2单元1501业主来电,厨房漏水');
    await world.says('staff2', '5栋1单元302业主来电,客厅渗水');
    world.drain('g1');
    await world.says('staff2', '李先生 13900139000');
    const second = world.expects('g1', /投诉草稿.*客厅渗水/).card;
    await world.says('staff1', '王女士 13800138000');
    world.expects('g1', /投诉草稿.*厨房漏水/);
    expect(await world.tapsCard(second?.id ?? '', 'staff1', 'confirm')).toMatchObject({ accepted: false, message: expect.stringMatching(/王芳/) });
    await world.says('staff2', '确认');
    world.expects('g1', /已登记.LH-20260302-0001 滨江一号 客厅渗水/);
    await world.says('staff1', '确认');
    world.expects('g1', /已登记.LH-20260302-0002 滨江一号 厨房漏水/);
    world.forget();
    await world.ends();
  });

  test('three at a time: a fourth report is kept and comes next', async () => {
    await begins();
    const reports = ['1栋1单元101业主张先生13800138001来电,厨房漏水', '2栋1单元201业主李先生13800138002来电,电梯停运', '3栋1单元301业主赵先生13800138003来电,墙面空鼓'];
    for (const report of reports) {
      await world.says('staff1', report);
      world.expects('g1', /投诉草稿/);
    }
    await world.says('staff1', '4栋1单元401业主钱先生13800138004来电,楼道没人打扫');
    world.expects('g1', /已有 3 份草稿没确认.*这一条我先替您留着/);
    await world.says('staff1', '确认');
    world.expects('g1', /请点对应卡片上的按钮/);
    await world.says('staff1', '确认第1个');
    const [registered, next] = world.drain('g1');
    expect(registered?.text).toMatch(/已登记.*厨房漏水/);
    expect(next?.card?.title).toBe('投诉草稿');
    for (const left of [3, 2, 1]) {
      await world.says('staff1', left === 1 ? '取消' : '取消第1个');
      world.expects('g1', /已取消/);
    }
    world.forget();
    await world.ends();
  });

  test('with a picture: kept, and opened by a link from the case', async () => {
    await begins();
    await world.tells('staff1', '', [PHOTO]);
    world.expects('staff1', /图片收到了.是什么事/);
    await world.tells('staff1', '滨江一号6栋1单元601业主孙女士13800138006来电,阳台渗水,见图');
    expect(valueOf(world.expects('staff1', /投诉草稿/).card, '图片')).toMatch(/1/);
    await world.tells('staff1', '确认');
    world.forget();
    await world.tells('property-cs-manager1', '查询 LH-20260302-0001');
    const links = world.expects('property-cs-manager1', /附件.*一小时内有效/).text;
    const link = /http:\S+(\/evidence\/\S+)/.exec(links)?.[1] ?? '';
    const file = await fetch(`${world.app.url}${link}`);
    expect(file.status).toBe(200);
    expect(Buffer.from(await file.arrayBuffer()).toString('base64')).toBe(PHOTO.base64);
    world.forget();
    await world.ends();
  });

  test('what is no complaint is told so kindly, with a way to register it after all', async () => {
    await begins();
    await world.tells('staff2', '小区附近有地铁吗');
    world.expects('staff2', /先不登记/);
    await world.taps('staff2', '不用登记');
    world.expects('staff2', /不登记/);
    await world.ends();
  });
});

describe('a button that needs a word', () => {
  test('takes it with the tap, or from what is said next', async () => {
    await begins();
    const number = await registers(world, LEAK);
    expect(await world.taps('property-cs-manager1', '派单')).toMatchObject({ accepted: false, message: expect.stringMatching(/派给谁/) });
    await world.tells('property-cs-manager1', '张伟');
    world.expects('property-cs-manager1', /已派给张伟/);
    world.expects('project-engineer1', /派单/);
    expect(await world.taps('project-engineer1', '约上门', { input: { text: '明天下午3点' } })).toMatchObject({ accepted: true });
    world.expects('property-cs-manager1', /已约3月3日 15:00上门/);
    world.expectsSms('13800138000', /3月3日 15:00上门/);
    await world.movesTo('2026-03-02T09:05:00+08:00');
    expect(await world.taps('project-engineer1', '到场')).toMatchObject({ accepted: true, message: expect.stringMatching(/已记录.*到场.请发一张现场照片/) });
    await world.tells('project-engineer1', '', [PHOTO]);
    world.expects('project-engineer1', /到场.照片 1 张/);
    world.expects('property-cs-manager1', /已到场/);
    // A picture sent before its words goes with them.
    await world.tells('project-engineer1', '', [PHOTO]);
    world.expects('project-engineer1', /图片收到了/);
    expect(await world.taps('project-engineer1', '现场核实', { input: { text: '管道老化' } })).toMatchObject({ accepted: true });
    world.expects('property-cs-manager1', /现场已核实.管道老化/);
    expect(await world.taps('property-cs-manager1', '提交方案', { title: new RegExp(`投诉 ${number}`), input: { text: '更换水管,赔偿3000元' } })).toMatchObject({ accepted: true });
    world.expects('project-director1', /赔付审批/);
    await world.ends();
  });
});

describe('people in danger', () => {
  test.each([
    ['2栋电梯困人了,有老人在里面!!', /电梯困人了.有老人在里面。报告人/],
    ['3栋1501厨房有燃气味', /燃气/],
  ])('%s: the duty person and the project director hear it before any question', async (words, about) => {
    await begins('2026-03-02T22:30:00+08:00');
    await world.says('staff1', words);
    for (const person of ['duty1', 'project-director1']) {
      const alarm = world.expects(person, /紧急.*滨江一号.*报告人 陈静.*请立即处理/);
      expect(alarm.text).toMatch(about);
      expect(alarm.at).toMatch(/T22:30:00/);
    }
    const [first, ...questions] = world.drain('g1');
    expect(first?.text).toMatch(/已通知值班人员和项目负责人.*119/);
    expect(questions).toHaveLength(1);
    // Said again in answer to the question: the alarm is not raised twice.
    await world.says('staff1', '业主王女士 13800138000');
    expect([...world.drain('duty1'), ...world.drain('project-director1')]).toEqual([]);
    while (!world.drain('g1').some((one) => one.card?.title === '投诉草稿')) await world.says('staff1', '跳过');
    await world.says('staff1', '确认');
    world.expects('g1', /已登记/);
    expect(valueOf(world.expects('customer-manager1', /^投诉 LH/).card, '级别')).toBe('重大');
    world.expects('regional-gm1', /备案/);
    world.forget();
    await world.ends();
  });

  test.each(['2号楼没有困人,电梯已恢复', '3栋1501燃气报警器坏了要换,没有漏气', '业主担心以后会漏电,来电咨询'])('%s: no alarm', async (words) => {
    await begins();
    await world.says('staff1', words);
    expect([...world.drain('duty1'), ...world.drain('project-director1')]).toEqual([]);
    expect(world.drain('g1').length).toBeGreaterThan(0);
    await world.ends();
  });
});
