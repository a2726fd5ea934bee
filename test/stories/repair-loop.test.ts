import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { PHOTO } from '../harness/photo.js';
import { World } from '../harness/world.js';
import { dispatched, registers, valueOf } from './told.js';

/** 派单 → 接单 → 约上门 → 到场拍照 → 完工, and what is paused while the customer or a part is waited for. */
let world: World;
beforeAll(async () => {
  world = await World.open('repair_stories');
});
afterAll(async () => {
  await world.close();
});

const HANDLER = 'property-cs-manager1';
const REPAIRER = 'project-engineer1';

describe('the repair, step by step', () => {
  let number = '';

  test('taken and an hour agreed, by button: the customer is told, the repairer is reminded two hours before', async () => {
    number = await dispatched(world);
    expect(await world.taps(REPAIRER, '接单')).toMatchObject({ accepted: true });
    world.expects(HANDLER, /张伟已接单/);
    expect(await world.taps(REPAIRER, '约上门', { input: { text: '今天下午4点' } })).toMatchObject({ accepted: true });
    world.expects(HANDLER, /已约3月2日 16:00上门/);
    world.expectsSms('13800138000', /3月2日 16:00/);
    await world.movesTo('2026-03-02T14:00:00+08:00');
    expect(world.expects(REPAIRER, /提醒.*按约到场.3月2日 16:00前/).at).toMatch(/T14:00:00/);
    world.nothingElse();
  });

  test('there: on record at once, the photo asked for once and taken from the next message', async () => {
    await world.movesTo('2026-03-02T15:00:00+08:00');
    world.forget();
    await world.taps(REPAIRER, '到场', { input: { text: '' } });
    world.expects(HANDLER, /张伟已到场/);
    const card = await world.card(HANDLER, (one) => one.title === `投诉 ${number}`);
    expect(valueOf(card, '到场时间')).toBe('3月2日 15:00');
    expect(valueOf(card, '待补')).toMatch(/到场照片/);
    await world.tells(REPAIRER, '', [PHOTO]);
    world.expects(REPAIRER, /到场,照片 1 张/);
    expect(valueOf(await world.card(HANDLER, (one) => one.title === `投诉 ${number}`), '待补') ?? '').not.toMatch(/到场照片/);
    // 到场 met the appointment: nobody hears of it at four.
    await world.movesTo('2026-03-02T16:30:00+08:00');
    expect(world.drain(REPAIRER).filter((one) => /按约到场/.test(one.text))).toEqual([]);
    world.forget();
  });

  test('done: 完工 by the repairer ends the handling, its photo may follow', async () => {
    await world.tells(REPAIRER, `${number} 现场核实完了,是管道老化`);
    world.forget();
    expect(await world.taps(REPAIRER, '完工', { input: { text: '已更换管道' } })).toMatchObject({ accepted: true, message: expect.stringMatching(/请发一张完工照片/) });
    world.forget();
    await world.tells(REPAIRER, `${number} 补照片`, [PHOTO]);
    world.expects(REPAIRER, /完工,照片 1 张/);
    await world.ends();
  });
});

describe('an appointment nobody kept', () => {
  test('is missed at its hour; a new one is a deadline anew', async () => {
    const number = await dispatched(world);
    await world.tells(REPAIRER, `${number} 约今天下午4点上门`);
    world.forget();
    await world.movesTo('2026-03-02T16:00:01+08:00');
    world.expects(REPAIRER, /超时.*按约到场.*3月2日 16:00/);
    world.expects(HANDLER, /超时.*按约到场.*张伟尚未完成/);
    world.forget();
    await world.tells(REPAIRER, `${number} 约今天下午6点上门`);
    world.forget();
    await world.movesTo('2026-03-02T17:45:00+08:00');
    world.expects(REPAIRER, /按约到场.3月2日 18:00前/);
    world.forget();
    await world.tells(REPAIRER, `${number} 到场了`, [PHOTO]);
    world.forget();
    await world.movesTo('2026-03-02T18:30:00+08:00');
    expect(world.drain(REPAIRER).filter((one) => /按约到场/.test(one.text))).toEqual([]);
    world.forget();
    await world.ends();
  });
});

describe('standing still', () => {
  test('the hour the customer chose pauses without a card, and ends by itself at that hour', async () => {
    const number = await dispatched(world);
    await world.tells(REPAIRER, `${number} 业主要求约3月5日上午10点上门`);
    world.expects(HANDLER, /客户约3月5日 10:00上门,办理时限暂停到那时/);
    expect(valueOf(await world.card(HANDLER, (one) => one.title === `投诉 ${number}`), '时限暂停')).toMatch(/现场核实.*到3月5日 10:00.客户约/);
    world.forget();
    await world.movesTo('2026-03-04T18:00:00+08:00');
    expect([...world.drain(REPAIRER), ...world.drain(HANDLER)].filter((one) => /现场核实/.test(one.text))).toEqual([]);
    world.forget();
    await world.movesTo('2026-03-05T10:00:00+08:00');
    world.expects(HANDLER, /暂停结束,恢复计时.现场核实/);
    world.forget();
    await world.ends();
  });

  test('an hour of our own choosing pauses nothing', async () => {
    const number = await dispatched(world);
    await world.tells(REPAIRER, `${number} 约3月5日上午10点上门`);
    expect(world.drain(HANDLER).filter((one) => /暂停/.test(one.text))).toEqual([]);
    world.forget();
    await world.movesTo('2026-03-03T12:00:00+08:00');
    expect(world.drain(REPAIRER).some((one) => /超时.*现场核实/.test(one.text))).toBe(true);
    world.forget();
    await world.ends();
  });

  test('for a part it is asked for with end and reason, granted by card, resumed by word; the return visit states why', async () => {
    const number = await dispatched(world);
    await world.says(HANDLER, `${number} 暂停`);
    world.expects('g1', /要暂停到什么时候/);
    await world.says(HANDLER, '到3月10日');
    world.expects('g1', /为什么要暂停/);
    await world.says(HANDLER, '配件没到');
    world.expects('g1', /已发到您的私聊/);
    world.expects(HANDLER, /暂停.*现场核实.*到3月10日 23:59.申请已发给冯涛决定/);
    const card = world.expects('project-director1', /申请暂停/).card;
    expect(valueOf(card, '原因')).toMatch(/配件没到/);
    expect(await world.taps(HANDLER, '同意', { chat: 'project-director1' })).toMatchObject({ accepted: false });
    // Without his word the clock runs on.
    await world.movesTo('2026-03-02T10:00:00+08:00');
    await world.taps('project-director1', '同意');
    world.expects(HANDLER, /暂停.*申请已由冯涛同意/);
    await world.movesTo('2026-03-03T12:00:00+08:00');
    expect([...world.drain(REPAIRER), ...world.drain(HANDLER)].filter((one) => /现场核实/.test(one.text))).toEqual([]);
    world.forget();
    await world.tells(HANDLER, `${number} 恢复计时,配件到了`);
    // 23 of 24 hours were left when it stood still at 10:00.
    world.expects(HANDLER, /已恢复计时.*现场核实.*3月4日 11:00前/);
    await world.tells(REPAIRER, `${number} 现场核实完了,是管道老化`);
    await world.tells(HANDLER, `${number} 处理完毕,已更换管道`);
    const visit = world.drain('property-cs-supervisor1').concat(world.drain(HANDLER), world.drain('customer-manager1')).find((one) => one.card?.title.startsWith('回访'))?.card ?? null;
    expect(valueOf(visit, '暂停原因')).toMatch(/配件没到.*暂停到3月3日 12:00.冯涛同意/);
    world.forget();
    await world.ends();
  });

  test('a need under the book that has an extension of its own is extended by that (JK-D4)', async () => {
    await world.begins('jinke-commercial', '2026-03-02T09:00:00+08:00');
    const number = await registers(world, '3栋2单元1501业主王女士13800138000来电,申请更换门禁卡,按需求登记');
    await world.tells('handler1', `${number} 暂停到3月4日,等门禁卡到货`);
    world.expects('handler1', /延期.办结需求延到3月4日 23:59.申请已发给/);
    expect(world.expects('project-cs-lead1', /申请延期/).card?.basis).toEqual(['JK-D4']);
    world.forget();
    await world.ends();
  });
});
