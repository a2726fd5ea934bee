import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { World, type Seen } from '../harness/world.js';
import { LEAK, PHONE, registers } from './told.js';

/** No deadline passes in silence, and nobody is nudged about what is done. */
let world: World;
beforeAll(async () => {
  world = await World.open('clock_stories');
});
afterAll(async () => {
  await world.close();
});

/** Month, day, hour and minute in Shanghai, as the simulator writes them. */
const at = (seen: Seen): string => seen.at.slice(5, 16);

const expectsAt = (where: string, pattern: RegExp, time: string): void => {
  expect(at(world.expects(where, pattern))).toBe(time);
};

describe('nudges', () => {
  test('at half and at 80 % of an hour clock; after it is met none', async () => {
    await world.begins('longfor-hangzhou', '2026-03-02T10:00:00+08:00');
    const number = await registers(world, LEAK);
    await world.tells('property-cs-manager1', `${number} 已联系客户`);
    await world.tells('property-cs-manager1', `${number} 派单给张伟`);
    world.forget();
    await world.movesTo('2026-03-03T08:30:00+08:00');
    // At night the duty person hears at the hours of the book, whoever has to do it in the morning.
    expectsAt('duty1', /提醒.*现场核实.*3月3日 10:00前.*LF-D2/, '03-02T22:00');
    expectsAt('duty1', /提醒.*现场核实.*还剩4 小时 48 分钟/, '03-03T05:12');
    expectsAt('project-engineer1', /提醒.*现场核实.*还剩2 小时/, '03-03T08:00');
    world.nothingElse();
    await world.tells('project-engineer1', `${number} 现场核实完了,是管道老化`);
    world.expects('project-engineer1', /现场核实/);
    world.expects('property-cs-manager1', /现场已核实/);
    await world.tells('project-engineer1', `${number} 方案:更换水管,维修费800元`);
    world.forget();
    await world.taps('project-director1', '同意');
    await world.tells('property-cs-manager1', `${number} 处理完毕`);
    await world.taps('customer-manager1', '回访满意', { title: /^回访/ });
    world.forget();
    await world.advances('P60D');
    await world.ends();
  });

  test('several within a quarter hour are one message, never later than its first', async () => {
    await world.begins('longfor-hangzhou', '2026-03-02T09:00:00+08:00');
    await registers(world, LEAK);
    await world.advances('PT4M');
    await registers(world, '5栋2单元1502业主李女士13800138001来电,客厅渗水');
    await world.advances('PT10M');
    const third = await registers(world, '6栋2单元1602业主赵女士13800138002来电,墙面空鼓');
    await world.movesTo('2026-03-02T11:00:00+08:00');
    const merged = world.expects('property-cs-manager1', /3 项/);
    expect(at(merged)).toBe('03-02T10:30');
    for (const subject of ['厨房漏水', '客厅渗水', '墙面空鼓']) expect(merged.text).toContain(subject);
    await world.tells('property-cs-manager1', `${third} 已联系客户`);
    world.expects('property-cs-manager1', /已联系上/);
    await world.movesTo('2026-03-02T11:50:00+08:00');
    expectsAt('property-cs-manager1', /2 项/, '03-02T11:24');
    await world.ends();
  });

  test('a rung of the ladder, a clock and an approval share one message', async () => {
    await world.begins('standard', '2026-03-02T18:00:00+08:00');
    const number = await registers(world, `${LEAK},要赔6000`);
    await world.tells('handler1', `${number} 方案:更换水管并赔偿6000元`);
    world.forget();
    await world.movesTo('2026-03-03T09:00:00+08:00');
    // Missed at 21:00, four counted hours of the approval at 09:00.
    const shared = world.drain('project-director1').filter((one) => at(one) === '03-03T09:00');
    expect(shared).toHaveLength(1);
    expect(shared[0]?.text).toMatch(/2 项[\s\S]*升级提醒[\s\S]*首次联系客户|2 项[\s\S]*等您审核[\s\S]*升级提醒/);
    expectsAt('finance1', /提醒.*等您审核/, '03-03T09:00');
    world.forget();
    await world.ends();
  });
});

describe('missed', () => {
  test('the responsible person and his superior at its instant, then up one role a working day, over a weekend', async () => {
    await world.begins('longfor-hangzhou', '2026-03-06T15:00:00+08:00');
    const number = await registers(world, `${LEAK},要赔8000`);
    await world.movesTo('2026-03-06T18:00:00+08:00');
    world.forget();
    await world.advances('PT1S');
    expectsAt('property-cs-manager1', /超时.*首次联系客户.*3月6日 18:00/, '03-06T18:00');
    expectsAt('project-director1', /超时.*首次联系客户.*李明尚未完成/, '03-06T18:00');
    await world.tells('customer-manager1', `${number} 派单给张伟`);
    world.expects('customer-manager1', /已派给/);
    world.expects('project-engineer1', /派单/);
    await world.tells('project-engineer1', `${number} 现场核实完了`);
    await world.tells('customer-manager1', `${number} 方案:赔偿1000元`);
    world.forget();
    await world.taps('project-director1', '同意');
    world.forget();
    await world.movesTo('2026-03-12T08:00:00+08:00');
    expectsAt('regional-gm1', /升级提醒.*首次联系客户.*现报地区公司总经理/, '03-09T09:00');
    expectsAt('group-gm1', /升级提醒.*首次联系客户.*现报集团总经理/, '03-10T09:00');
    expectsAt('customer-manager1', /提醒.*投诉处理完毕/, '03-11T09:00');
    expectsAt('customer-manager1', /提醒.*投诉处理完毕/, '03-11T15:00');
    expectsAt(`sms:${PHONE}`, /最新进展/, '03-11T10:00');
    await world.ends();
  });

  test('late work ends the ladder', async () => {
    await world.begins('longfor-hangzhou', '2026-03-06T15:00:00+08:00');
    const number = await registers(world, `${LEAK},要赔8000`);
    await world.movesTo('2026-03-08T12:00:00+08:00');
    await world.tells('customer-manager1', `${number} 已联系客户`);
    await world.tells('customer-manager1', `${number} 派单给张伟`);
    world.forget();
    await world.movesTo('2026-03-09T09:30:00+08:00');
    expect(world.drain('regional-gm1').map((one) => one.text).join()).not.toMatch(/首次联系客户/);
    world.forget();
    await world.ends();
  });

  test('a general case ends at the project head', async () => {
    await world.begins('standard', '2026-03-02T09:00:00+08:00');
    const number = await registers(world, LEAK);
    await world.tells('handler1', `${number} 已联系客户`);
    await world.movesTo('2026-03-05T23:59:59+08:00');
    world.forget();
    await world.movesTo('2026-03-20T12:00:00+08:00');
    expectsAt('handler1', /超时.*投诉处理完毕/, '03-06T08:00');
    expectsAt('functional-head1', /超时.*投诉处理完毕.*请督促/, '03-06T08:00');
    expectsAt('project-director1', /升级提醒.*现报项目总监/, '03-06T09:00');
    for (const day of ['03-10', '03-13', '03-18']) expectsAt(`sms:${PHONE}`, /最新进展/, `${day}T10:00`);
    await world.ends();
  });

  test('a need too: an hour, three hours, the next day', async () => {
    await world.begins('standard', '2026-03-02T09:00:00+08:00');
    await world.says('staff1', '5栋1单元302李先生13900139000报修,想换个门锁');
    await world.says('staff1', '确认');
    world.forget();
    await world.movesTo('2026-03-02T10:00:01+08:00');
    expectsAt('handler1', /提醒.*联系责任部门/, '03-02T09:30');
    expectsAt('handler1', /提醒.*联系责任部门/, '03-02T09:48');
    world.expects('handler1', /超时.*联系责任部门/);
    world.expects('functional-head1', /超时.*联系责任部门/);
    await world.tells('handler1', 'ST-20260302-0001 派单给王芳');
    await world.tells('handler1', 'ST-20260302-0001 处理完毕');
    world.forget();
    await world.movesTo('2026-03-04T08:00:00+08:00');
    for (const time of ['03-03T09:00', '03-03T15:00']) expectsAt('handler1', /提醒.*次日内回访/, time);
    expectsAt('handler1', /超时.*次日内回访/, '03-04T08:00');
    expectsAt('functional-head1', /超时.*次日内回访/, '03-04T08:00');
    await world.ends();
  });
});

describe('over the Spring Festival of 2026 (15 to 23 February off; the Saturdays 14 and 28 worked)', () => {
  test('working days, nudges, progress and rungs keep to the calendar', async () => {
    await world.begins('longfor-hangzhou', '2026-02-13T16:00:00+08:00');
    const number = await registers(world, `3栋2单元1501业主王女士${PHONE}来电,保安态度恶劣,要赔500`);
    await world.tells('customer-manager1', `${number} 已联系客户`);
    world.forget();
    await world.movesTo('2026-03-05T12:00:00+08:00');
    // Important: 3 working days to the target, 7 to the end: 14, 24, 25 | 26, 27, 28 February, 2 March.
    for (const time of ['02-25T09:00', '02-25T15:00', '03-02T09:00', '03-02T15:00']) {
      expectsAt('customer-manager1', /提醒.*投诉处理完毕.3月2日 23:59前/, time);
    }
    for (const time of ['02-25T10:00', '02-28T10:00', '03-04T10:00']) expectsAt(`sms:${PHONE}`, /最新进展/, time);
    expectsAt('customer-manager1', /超时.*投诉处理完毕/, '03-03T08:00');
    expectsAt('project-director1', /超时.*投诉处理完毕.*刘洋尚未完成/, '03-03T08:00');
    expectsAt('regional-gm1', /升级提醒/, '03-03T09:00');
    expectsAt('group-gm1', /升级提醒/, '03-04T09:00');
    await world.ends();
  });

  test('a miss before the holiday goes up on the worked Saturday, then only after it', async () => {
    await world.begins('longfor-hangzhou', '2026-02-13T16:00:00+08:00');
    await registers(world, `3栋2单元1501业主王女士${PHONE}来电,保安态度恶劣,要赔500`);
    await world.movesTo('2026-02-24T09:00:00+08:00');
    world.expects('property-cs-manager1', /超时.*首次联系客户/);
    world.expects('project-director1', /超时.*首次联系客户/);
    expectsAt('regional-gm1', /升级提醒.*首次联系客户/, '02-14T09:00');
    expectsAt('group-gm1', /升级提醒.*首次联系客户/, '02-24T09:00');
    for (const time of ['02-13T17:30', '02-13T18:24']) expectsAt('property-cs-manager1', /提醒.*首次联系客户/, time);
    await world.ends();
  });
});

describe('the clock', () => {
  test('goes forward only, and says so', async () => {
    await world.begins('standard', '2026-03-02T09:00:00+08:00');
    await expect(world.movesTo('2026-03-02T08:59:59+08:00')).rejects.toThrow(/400.*时间只能向前走/);
    expect(await world.get<{ now: string; frozen: boolean }>('/clock')).toEqual({ now: '2026-03-02T09:00:00+08:00', frozen: true });
  });
});
