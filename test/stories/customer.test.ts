import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { World } from '../harness/world.js';
import { LEAK, PHONE, registers, valueOf } from './told.js';

/** The customer's side: he cannot be reached, he is not satisfied, he hears how it stands. */
let world: World;
beforeAll(async () => {
  world = await World.open('customer_stories');
});
afterAll(async () => {
  await world.close();
});

describe('a customer who cannot be reached', () => {
  test('gets an SMS at once, one a day, and is still to be reached', async () => {
    await world.begins('standard', '2026-03-02T09:00:00+08:00');
    const number = await registers(world, LEAK);
    await world.tells('handler1', `${number} 联系不上客户`);
    world.expects('handler1', /联系不上.已给客户发短信请其回电/);
    const sms = world.expectsSms(PHONE, /王女士您好.*未能与您接通.*回电/);
    expect(sms.at).toMatch(/03-02T09:00:00/);
    // The number may be a stranger's: the text is generic.
    expect(sms.text).not.toMatch(/漏水|1501|投诉/);
    await world.tells('handler1', `${number} 还是打不通电话`);
    world.expects('handler1', /今天已发过短信/);
    world.nothingElse();

    await world.movesTo('2026-03-03T08:00:00+08:00');
    for (const at of ['T10:30:00', 'T11:24:00']) expect(world.expects('handler1', /提醒.*首次联系客户/).at).toMatch(at);
    world.expects('handler1', /超时.*首次联系客户/);
    world.expects('functional-head1', /超时.*首次联系客户.*李明尚未完成/);
    await world.tells('handler1', `${number} 联系不上`);
    world.expects('handler1', /已给客户发短信请其回电/);
    world.expectsSms(PHONE, /未能与您接通/);
    await world.ends();
  });

  test('without a phone the handler is told so; with the number, said twice, he gets it', async () => {
    await world.begins('longfor-hangzhou', '2026-03-02T09:00:00+08:00');
    await world.says('staff1', '5栋1单元302业主来电,客厅渗水');
    world.expects('g1', /怎么称呼.电话多少/);
    await world.says('staff1', '跳过');
    await world.taps('staff1', '确认登记', { chat: 'g1' });
    world.forget();
    const number = 'LH-20260302-0001';
    await world.tells('property-cs-manager1', `${number} 打不通电话`);
    world.expects('property-cs-manager1', /没有可收短信的手机号.请换个方式/);
    await world.tells('property-cs-manager1', `${number} 客户电话改成13900139000`);
    world.expects('property-cs-manager1', /请再发一次同样的号码确认.*139\*\*\*\*9000/);
    await world.tells('property-cs-manager1', `${number} 客户电话改成13900139001`);
    world.expects('property-cs-manager1', /请再发一次同样的号码确认.*139\*\*\*\*9001/);
    await world.tells('property-cs-manager1', '13900139001');
    world.expects('property-cs-manager1', /已改为 139\*\*\*\*9001/);
    await world.tells('property-cs-manager1', `${number} 联系不上`);
    world.expects('property-cs-manager1', /已给客户发短信/);
    world.expectsSms('13900139001', /未能与您接通/);
    await world.ends();
  });

  test('three SMS a day and number: the fourth is refused, and the handler told why', async () => {
    await world.begins('standard', '2026-03-02T09:00:00+08:00');
    const number = await registers(world, LEAK);
    await world.tells('handler1', `${number} 约明天上午9点上门`);
    await world.tells('handler1', `${number} 约明天上午10点上门`);
    world.forget();
    await world.tells('handler1', `${number} 联系不上`);
    world.expects('handler1', /该号码今天已收到 3 条短信.请电话联系客户/);
    world.expects('handler1', /短信没有发出/);
    await world.ends();
  });
});

describe('a return visit that finds the customer dissatisfied', () => {
  let number = '';

  test('opens the case again, counts it, and thanks with a task for the handler', async () => {
    await world.begins('longfor-hangzhou', '2026-03-02T09:00:00+08:00');
    number = await registers(world, LEAK);
    await world.tells('property-cs-manager1', `${number} 派单给张伟`);
    world.forget();
    await world.tells('property-cs-manager1', `${number} 处理完毕,换了水管`);
    world.expects('property-cs-manager1', /处理完毕.转回访/);
    world.expectsSms(PHONE, /已处理完毕.*回访/);
    expect(world.expects('customer-manager1', new RegExp(`回访 ${number}`)).card?.basis).toEqual(['LF-D14']);
    await world.tells('property-cs-manager1', `${number} 处理完毕`);
    world.expects('property-cs-manager1', /已处理完毕.正在等回访/);
    // The steps of handling have fallen away with it: nobody is nudged about the site or the plan.
    await world.movesTo('2026-03-05T09:30:00+08:00');
    world.nothingElse();
    await world.tells('customer-manager1', `${number} 回访不满意`);
    world.expects('customer-manager1', /客户哪里不满意/);
    await world.tells('customer-manager1', '还在漏');
    world.expects('customer-manager1', /回访不满意.已重新打开处理/);
    world.expects('property-cs-manager1', /回访不满意.第 1 次.*级别.一般.*还在漏/);
    world.expects('project-director1', /回访不满意.第 1 次/);
    await world.ends();
  });

  test('the second time makes it important, and the visit’s clock starts anew with the next 处理完毕', async () => {
    await world.tells('property-cs-manager1', `${number} 处理完毕,重新做了防水`);
    world.forget();
    await world.taps('customer-manager1', '回访不满意', { input: { reason: '墙面没有修复' } });
    world.expects('property-cs-manager1', /由一般升为重要.*LF-L2b/);
    world.expects('property-cs-manager1', /第 2 次.*级别.重要/);
    world.expects('project-director1', /第 2 次/);
    expect(await world.card('customer-manager1', (one) => one.title.startsWith('回访'))).toMatchObject({ state: 'done', buttons: [] });
    await world.movesTo('2026-03-10T09:30:00+08:00');
    expect(world.expectsSms(PHONE, /最新进展/).at).toMatch(/03-05T10:00/);
    world.nothingElse();

    await world.tells('property-cs-manager1', `${number} 处理完毕,墙面已修复`);
    world.expects('property-cs-manager1', /转回访/);
    world.expects('customer-manager1', /回访/);
    world.expectsSms(PHONE, /已处理完毕/);
    await world.movesTo('2026-03-19T20:00:00+08:00');
    // Seven working days after the third finish: 19 March, nudged that day only.
    for (const at of ['03-19T09:00', '03-19T15:00']) expect(world.expects('customer-manager1', /提醒.*回访客户.3月19日 23:59前/).at).toMatch(at);
    for (const at of ['03-10T10:00', '03-13T10:00', '03-18T10:00']) expect(world.expectsSms(PHONE, /已处理完毕.等待回访/).at).toMatch(at);
    world.nothingElse();
    await world.taps('customer-manager1', '回访满意', { title: /^回访/, input: { text: '这次修好了' } });
    world.expects('g1', /回访满意.已结案/);
    expect(valueOf(await world.card('property-cs-manager1', (one) => one.title === `投诉 ${number}`), '状态')).toBe('已结案');
    await world.advances('P30D');
    world.nothingElse();
    await world.says('staff1', `${number} 回访不满意,又漏了`);
    world.expects('g1', /已结案.不能再操作.*请重新登记/);
    await world.ends();
  });

  test('a customer who three calls did not reach for the visit gets a text of its own, once', async () => {
    await world.begins('standard', '2026-03-02T09:00:00+08:00');
    number = await registers(world, LEAK);
    await world.tells('handler1', `${number} 处理完毕`);
    world.forget();
    for (const time of [1, 2]) {
      expect((await world.taps('handler1', '联系不上', { title: /^回访/ })).message).toMatch(new RegExp(`第 ${time} 次没有联系上`));
    }
    world.nothingElse();
    await world.taps('handler1', '联系不上', { title: /^回访/ });
    expect(world.expectsSms(PHONE, /进行回访.*是否满意/).text).not.toMatch(/http/);
    await world.taps('handler1', '联系不上', { title: /^回访/ });
    await world.ends();
  });
});

describe('progress', () => {
  test('every three working days, over a weekend, only what is true, and none once it is closed', async () => {
    await world.begins('standard', '2026-03-06T09:00:00+08:00');
    const number = await registers(world, LEAK);
    await world.tells('handler1', `${number} 已联系客户`);
    await world.movesTo('2026-03-11T09:59:00+08:00');
    world.forget();
    await world.advances('PT1M');
    world.expectsSms(PHONE, /最新进展.已受理.正在核实/);
    await world.tells('handler1', `${number} 派单给王芳`);
    await world.movesTo('2026-03-16T10:00:00+08:00');
    world.expectsSms(PHONE, /最新进展.已安排专人核实/);
    await world.tells('handler1', `${number} 处理完毕`);
    await world.taps('handler1', '回访满意', { title: /^回访/ });
    world.forget();
    await world.advances('P14D');
    await world.ends();
  });
});
