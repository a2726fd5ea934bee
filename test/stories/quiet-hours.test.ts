import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { examineDuty } from '../../src/cli/doctor-duty.js';
import * as directory from '../../src/directory/index.js';
import { open } from '../../src/platform/database/open.js';
import { parseInstant } from '../../src/terms/instants.js';
import { World, type Seen } from '../harness/world.js';
import { LEAK, registers } from './told.js';

/** Quiet hours, the duty roster, and what is told after the service was down. */
let world: World;
beforeAll(async () => {
  world = await World.open('quiet_hours');
});
afterAll(async () => {
  await world.close();
});

const at = (seen: Seen): string => seen.at.slice(5, 16);
const expectsAt = (where: string, pattern: RegExp, time: string): void => {
  expect(at(world.expects(where, pattern))).toBe(time);
};
const name = async (id: string): Promise<string> => (await world.get<{ id: string; name: string }[]>('/people')).find((one) => one.id === id)?.name ?? '';

describe('quiet hours', () => {
  test('a nudge at night waits for 08:00, and is not said when it is done by then', async () => {
    await world.begins('longfor-hangzhou', '2026-03-02T10:00:00+08:00');
    const number = await registers(world, LEAK);
    await world.tells('property-cs-manager1', `${number} 已联系客户`);
    await world.tells('property-cs-manager1', `${number} 派单给张伟`);
    world.forget();
    await world.movesTo('2026-03-03T07:00:00+08:00');
    expectsAt('duty1', /提醒.*现场核实/, '03-02T22:00');
    expectsAt('duty1', /提醒.*现场核实/, '03-03T05:12');
    await world.tells('project-engineer1', `${number} 现场核实完了,是管道老化`);
    world.forget();
    await world.movesTo('2026-03-03T08:30:00+08:00');
    await world.ends();
  });

  test('what is due before 08:00 is said at the last moment before them; missed at night it is told at 08:00, to the duty person at once', async () => {
    await world.begins('longfor-hangzhou', '2026-03-02T20:30:00+08:00');
    const number = await registers(world, LEAK);
    await world.movesTo('2026-03-03T08:00:00+08:00');
    expectsAt('property-cs-manager1', /提醒.*首次联系客户.*还剩/, '03-02T20:59');
    for (const time of ['03-02T22:00', '03-02T22:54']) expectsAt('duty1', /提醒.*首次联系客户/, time);
    expectsAt('duty1', /超时.*首次联系客户.*请值班人先处理/, '03-02T23:30');
    expectsAt('property-cs-manager1', /超时.*首次联系客户.*3月2日 23:30.*请马上处理/, '03-03T08:00');
    expectsAt('project-director1', /超时.*首次联系客户.*李明尚未完成/, '03-03T08:00');
    await world.tells('property-cs-manager1', `${number} 已联系客户`);
    world.forget();
    await world.ends();
  });

  test('work done late at night is told with the miss', async () => {
    await world.begins('longfor-hangzhou', '2026-03-02T20:30:00+08:00');
    const number = await registers(world, LEAK);
    await world.movesTo('2026-03-03T00:30:00+08:00');
    world.forget();
    await world.tells('property-cs-manager1', `${number} 已联系客户`);
    world.forget();
    await world.movesTo('2026-03-03T08:00:00+08:00');
    expectsAt('property-cs-manager1', /超时.*首次联系客户.*已于3月3日 00:30补办/, '03-03T08:00');
    expectsAt('project-director1', /超时.*首次联系客户.*已于3月3日 00:30补办/, '03-03T08:00');
    await world.ends();
  });

  test('a clock that lives wholly in them nudges once when it starts, the duty person too', async () => {
    await world.begins('longfor-hangzhou', '2026-03-02T22:00:00+08:00');
    await world.says('staff1', LEAK);
    await world.taps('staff1', '确认登记', { chat: 'g1' });
    await world.movesTo('2026-03-03T00:59:00+08:00');
    for (const person of ['property-cs-manager1', 'duty1']) {
      const nudges = world.drain(person).filter((one) => one.text.includes('【提醒】'));
      expect(nudges.map(at)).toEqual(['03-02T22:00']);
      expect(nudges[0]?.text).toMatch(/首次联系客户.*3月3日 01:00前/);
    }
    world.forget();
    await world.ends();
  });

  test('there are none for danger: every nudge and miss comes at its hour', async () => {
    await world.begins('longfor-hangzhou', '2026-03-02T20:30:00+08:00');
    await registers(world, `${LEAK},已经有人受伤`);
    await world.movesTo('2026-03-02T23:30:01+08:00');
    for (const time of ['03-02T22:00', '03-02T22:54']) {
      expectsAt('property-cs-manager1', /提醒.*首次联系客户/, time);
      expectsAt('duty1', /提醒.*首次联系客户/, time);
    }
    for (const person of ['property-cs-manager1', 'project-director1', 'duty1']) expectsAt(person, /超时.*首次联系客户/, '03-02T23:30');
    world.forget();
    await world.ends();
  });
});

describe('days off', () => {
  test('the duty person is nudged on a Sunday, the responsible one when work begins', async () => {
    await world.begins('longfor-hangzhou', '2026-03-07T15:00:00+08:00');
    const number = await registers(world, LEAK);
    await world.tells('property-cs-manager1', `${number} 已联系客户`);
    await world.tells('property-cs-manager1', `${number} 派单给张伟`);
    await world.tells('project-engineer1', `${number} 现场核实完了,是管道老化`);
    world.forget();
    await world.movesTo('2026-03-09T08:30:00+08:00');
    expectsAt('duty1', /提醒.*拟定维修方案/, '03-08T15:00');
    expectsAt('duty1', /提醒.*拟定维修方案/, '03-09T05:24');
    expectsAt('project-engineer1', /提醒.*拟定维修方案.*还剩7 小时/, '03-09T08:00');
    await world.ends();
  });

  test('what is due before work begins is said to both at its hour', async () => {
    await world.begins('longfor-hangzhou', '2026-03-07T10:00:00+08:00');
    const number = await registers(world, LEAK);
    await world.movesTo('2026-03-07T12:59:00+08:00');
    for (const time of ['03-07T11:30', '03-07T12:24']) {
      expectsAt('property-cs-manager1', /提醒.*首次联系客户/, time);
      expectsAt('duty1', /提醒.*首次联系客户/, time);
    }
    await world.tells('property-cs-manager1', `${number} 已联系客户`);
    world.forget();
    await world.ends();
  });
});

describe('a case that grows grave', () => {
  test('in the evening is nudged at night; what was held back is said now', async () => {
    await world.begins('longfor-hangzhou', '2026-03-02T10:00:00+08:00');
    const number = await registers(world, LEAK);
    await world.tells('property-cs-manager1', `${number} 已联系客户`);
    await world.tells('property-cs-manager1', `${number} 派单给张伟`);
    await world.movesTo('2026-03-02T23:00:00+08:00');
    world.forget();
    await world.tells('property-cs-manager1', `${number} 媒体已经曝光了`);
    expectsAt('project-engineer1', /提醒.*现场核实/, '03-02T23:00');
    world.forget();
    await world.movesTo('2026-03-03T06:00:00+08:00');
    for (const person of ['project-engineer1', 'duty1']) expectsAt(person, /提醒.*现场核实/, '03-03T05:12');
    world.forget();
    await world.ends();
  });
});

/** The machine was off, or its clock was put forward: business time is suddenly there. */
async function jumpsTo(time: string): Promise<void> {
  const { house } = world.app.service;
  await house.work.inTransaction(async (tx) => {
    const [head] = await directory.liveCompanies(tx);
    if (head === undefined) throw new Error('no company');
    await directory.setClock(tx, head.id, { business: parseInstant(time) ?? 0, machine: house.machine.now(), frozen: true });
  });
  await world.settled();
}

/** A leak is registered then, its customer reached, and the engineer has it. */
async function engineerHasIt(from: string): Promise<void> {
  await world.begins('longfor-hangzhou', from);
  const number = await registers(world, LEAK);
  await world.tells('property-cs-manager1', `${number} 已联系客户`);
  await world.tells('property-cs-manager1', `${number} 派单给张伟`);
}

/** What came too late for the evening of 2 March is said to the engineer in the morning, and not before. */
async function hearsAtEight(): Promise<void> {
  world.nothingElse();
  await world.movesTo('2026-03-03T07:59:59+08:00');
  expect(world.drain('project-engineer1')).toEqual([]);
  world.forget();
  await world.movesTo('2026-03-03T08:00:00+08:00');
  expectsAt('project-engineer1', /^【提醒】.*现场核实.*LF-D2/, '03-03T08:00');
  world.forget();
  await world.ends();
}

const missedOnRecord = (): Promise<readonly { name: string; late: number }[]> =>
  world.app.service.house.work.withoutTransaction((tx) =>
    open(tx).rows(`select c.name, extract(epoch from c.missed_at - c.due_at)::int as late from clock c join company o on o.id = c.company_id
      where o.retired_at is null and c.state = 'missed' order by c.name`),
  );

describe('after the service was down', () => {
  test('each person is told in one message what fell due, in order; the record keeps the true instants; nothing comes twice', async () => {
    await world.begins('longfor-hangzhou', '2026-03-02T10:00:00+08:00');
    await registers(world, LEAK);
    await world.advances('PT1M');
    await registers(world, '5栋2单元1502业主李女士13800138001来电,客厅渗水');
    await jumpsTo('2026-03-03T08:30:00+08:00');
    const handler = world.drain('property-cs-manager1');
    expect(handler).toHaveLength(1);
    expect(handler[0]?.text).toMatch(/^停机期间到期:\n1\. 【超时】LH-20260302-0001.*首次联系客户.*\n2\. 【超时】LH-20260302-0002.*首次联系客户.*\n3\. .*0001.*当日通知.*\n4\. .*0002.*当日通知/);
    const director = world.expects('project-director1', /^停机期间到期:/).text;
    expect(director.match(/【超时】.*首次联系客户.*请督促/g)).toHaveLength(2);
    expect(director.match(/【超时】.*当日通知.*请督促/g)).toHaveLength(2);
    expect(director.split('\n')).toHaveLength(5);
    expect((await missedOnRecord()).filter((one) => one.name.includes('contact') || one.name.includes('reach'))).toHaveLength(2);
    for (const one of await missedOnRecord()) expect(one).toMatchObject({ late: 0 });
    world.nothingElse();
    await world.settled();
    await world.ends();
  });

  test('a nudge that is still in time is said, one that is not is left to the miss', async () => {
    await world.begins('longfor-hangzhou', '2026-03-02T10:00:00+08:00');
    const number = await registers(world, LEAK);
    await jumpsTo('2026-03-02T12:10:00+08:00');
    const [said, ...more] = world.drain('property-cs-manager1');
    expect(more).toEqual([]);
    expect(said?.text).toMatch(/^停机期间到期:\n1\. 【提醒】.*首次联系客户.*还剩50 分钟/);
    await world.movesTo('2026-03-02T12:24:00+08:00');
    expectsAt('property-cs-manager1', /^【提醒】.*首次联系客户/, '03-02T12:24');
    await world.tells('property-cs-manager1', `${number} 已联系客户`);
    world.expects('property-cs-manager1', /已联系上/);
    await world.ends();
  });

  test('at night it waits for 08:00', async () => {
    await world.begins('longfor-hangzhou', '2026-03-02T10:00:00+08:00');
    await registers(world, LEAK);
    await jumpsTo('2026-03-02T23:00:00+08:00');
    // What runs out before the morning is the exception: he hears of it now, and so does whoever is on duty.
    for (const person of ['property-cs-manager1', 'duty1']) expectsAt(person, /^停机期间到期:\n1\. 【提醒】.*当日通知.*还剩1 小时.*$/, '03-02T23:00');
    world.nothingElse();
    await world.movesTo('2026-03-03T08:00:00+08:00');
    expectsAt('property-cs-manager1', /^停机期间到期:\n1\. 【超时】.*首次联系客户.*\n2\. 【超时】.*当日通知.*$/, '03-03T08:00');
    expectsAt('project-director1', /^停机期间到期:\n1\. 【超时】.*首次联系客户.*请督促.*\n2\. 【超时】.*当日通知.*请督促.*$/, '03-03T08:00');
    await world.ends();
  });

  test('down for minutes only, into the night: a nudge of the evening comes at 08:00', async () => {
    await engineerHasIt('2026-03-02T08:52:00+08:00');
    await world.movesTo('2026-03-02T20:50:00+08:00');
    world.forget();
    // Half of the 24 hours for checking the site (LF-D2) is over at 20:52.
    await jumpsTo('2026-03-02T21:03:00+08:00');
    await hearsAtEight();
  });

  test('down for minutes only, into the night: what was to be said later comes at 08:00', async () => {
    await engineerHasIt('2026-03-02T08:30:00+08:00');
    await world.movesTo('2026-03-02T20:40:00+08:00');
    await world.tells('project-engineer1', '稍后提醒 15分钟');
    world.expects('project-engineer1', /现场核实/);
    world.expects('project-engineer1', /3月2日 20:55再提醒您/);
    world.forget();
    await jumpsTo('2026-03-02T21:03:00+08:00');
    await hearsAtEight();
  });

  test('more than ten are counted', async () => {
    await world.begins('longfor-hangzhou', '2026-03-02T10:00:00+08:00');
    for (let n = 1; n <= 12; n++) await registers(world, `${n}栋2单元150${n % 10}业主王女士138001380${String(n + 10)}来电,客厅渗水`);
    await jumpsTo('2026-03-02T13:30:00+08:00');
    const [said, ...more] = world.drain('property-cs-manager1');
    expect(more).toEqual([]);
    expect(said?.text.split('\n')).toHaveLength(12);
    expect(said?.text).toMatch(/10\. 【超时】.*\n另有 2 项,回复“我的待办”查看$/);
    expect(world.expects('project-director1', /^停机期间到期:/).text).toMatch(/10\. 【超时】.*请督促.*\n另有 2 项,回复“我的待办”查看$/);
    await world.ends();
  });
});

describe('the duty roster', () => {
  test('is set by the head of the project, shown, told, and holds from its morning on', async () => {
    await world.begins('longfor-hangzhou', '2026-03-02T10:00:00+08:00');
    const chief = await name('finance1');
    await world.tells('staff1', `3月2日到3月3日值班:${chief}`);
    world.expects('staff1', /由项目负责人及以上安排/);
    await world.says('project-director1', `3月2日到3月3日值班:${chief}`, { chat: 'g1' });
    world.expects('g1', new RegExp(`好的,滨江一号 3月2日 10:00 至 3月4日 08:00 由${chief}值班`));
    world.expects('finance1', /您在 3月2日 10:00 至 3月4日 08:00 值班.滨江一号/);
    await world.tells('project-director1', '值班表');
    const roster = world.expects('project-director1', /滨江一号 值班表/).text;
    expect(roster).toContain(`3月2日至3月3日:${chief}`);
    expect(roster).toMatch(/3月4日至3月8日:/);
    expect(roster.split('湖畔春晓')[1]).not.toContain(chief);
    world.nothingElse();
    const number = await registers(world, LEAK);
    await world.tells('property-cs-manager1', `${number} 已联系客户`);
    await world.tells('property-cs-manager1', `${number} 派单给张伟`);
    world.forget();
    await world.movesTo('2026-03-02T22:00:00+08:00');
    expectsAt('finance1', /提醒.*现场核实/, '03-02T22:00');
    await world.ends();
  });

  test('doctor says which projects have nobody in the coming week, and which single nights', async () => {
    await world.begins('longfor-hangzhou', '2026-03-02T10:00:00+08:00');
    const chief = await name('finance1');
    const { house } = world.app.service;
    const doctor = async (): Promise<string[]> =>
      (await examineDuty(world.app.database.address, house.machine.now())).map(({ subject, state, mend }) => `${subject}:${state}${mend === null ? '' : ` → ${mend}`}`);
    expect(await doctor()).toEqual(['值班表:示范物业:未来一周每个项目都有人值班']);
    await house.work.inTransaction((tx) => open(tx).run('delete from duty', []));
    const [nobody, ...rest] = await doctor();
    expect(nobody).toMatch(/^值班表:示范物业:滨江一号、.*未来一周无人值班 → 请项目负责人发“3月2日到3月8日值班:李四”排班/);
    expect(rest).toEqual([]);
    await world.says('project-director1', `3月2日到3月6日值班:${chief}`, { chat: 'g1' });
    world.expects('g1', /值班/);
    world.expects('finance1', /您在 3月2日/);
    const [others, nights] = await doctor();
    expect(others).not.toContain('滨江一号');
    expect(nights).toBe('值班表:示范物业:滨江一号3月7日、3月8日夜间无人值班');
    await world.ends();
  });

  test('without an end, a name or a known person it says what is missing', async () => {
    await world.begins('longfor-hangzhou', '2026-03-02T10:00:00+08:00');
    await world.tells('project-director1', '3月5日到3月7日值班:无此人');
    world.expects('project-director1', /没有找到“无此人”/);
    await world.tells('project-director1', '2月30日到3月7日值班:李明');
    world.expects('project-director1', /请写清楚从哪天到哪天/);
    await world.ends();
  });
});
