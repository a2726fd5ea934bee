import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import * as cases from '../../src/cases/index.js';
import { open } from '../../src/platform/database/open.js';
import { World } from '../harness/world.js';
import { dispatched, LEAK, registers, valueOf } from './told.js';

/** 退单: whoever was sent a case that is not his sends it back, with the reason. */
let world: World;
beforeAll(async () => {
  world = await World.open('send_back_stories');
});
afterAll(async () => {
  await world.close();
});

const HANDLER = 'property-cs-manager1';
const REPAIRER = 'project-engineer1';

/** Who answers for the case, as the reminders of a whole company read it, and as the case itself has it. */
async function answered(number: string): Promise<{ readonly read: unknown; readonly told: unknown }> {
  return world.app.service.house.work.withoutTransaction(async (tx) => {
    const rows = await open(tx).rows<{ id: string }>('select id from complaint where number = $1', [number]);
    const ids = rows.map(({ id }) => id);
    const [one] = await cases.readInShort(tx, ids);
    const [read] = await cases.readAnswered(tx, ids);
    if (one === undefined) throw new Error(`no case ${number}`);
    const { id, handlerId, projectId, packHash, handling: { dispatchedTo, sentBack } } = one;
    return { read, told: { id, handlerId, projectId, packHash, handling: { dispatchedTo, sentBack: sentBack && { to: sentBack.to } } } };
  });
}

const caseCard = (person: string, number: string) => world.card(person, (one) => one.title === `投诉 ${number}`);

describe('by the person it was dispatched to', () => {
  let number = '';

  test('with a reason, to whoever dispatched it; his card is over', async () => {
    number = await dispatched(world);
    await world.tells(REPAIRER, `${number} 退单`);
    world.expects(REPAIRER, /为什么退单/);
    await world.tells(REPAIRER, '这是总包保修范围');
    world.expects(REPAIRER, /已退给李明,请等他重新派单/);
    const card = world.expects(HANDLER, /退单 LH.*退单原因=这是总包保修范围/).card;
    expect(valueOf(card, '退单次数')).toBe('已退 1 次');
    expect(valueOf(card, '时限')).toMatch(/照常计算/);
    expect(card?.buttons.map((one) => one.label)).toEqual(['重新派单', '退回原处理人']);
    expect(await world.card(REPAIRER, (one) => one.title === `派单 ${number}`)).toMatchObject({ state: 'done', buttons: [] });
    expect(valueOf(await caseCard(HANDLER, number), '退单')).toMatch(/已退 1 次,等李明重新派单.原因.这是总包保修范围/);
    await world.tells(REPAIRER, `${number} 退单,不是我的`);
    world.expects(REPAIRER, /由受理人或被派单的人退单/);
    world.nothingElse();
  });

  test('meanwhile its clocks run against him who has to send it on', async () => {
    await world.tells(HANDLER, '我的待办');
    world.expects(HANDLER, new RegExp(`${number}.*已退 1 次`));
    await world.movesTo('2026-03-02T21:30:00+08:00');
    expect(world.drain(REPAIRER)).toEqual([]);
    world.forget();
    const { read, told } = await answered(number);
    expect(read).toEqual(told);
    expect(told).toMatchObject({ handling: { sentBack: { to: HANDLER } } });
    await world.movesTo('2026-03-03T09:00:01+08:00');
    world.expects(HANDLER, /现场核实并明确责任/);
    expect(world.drain(REPAIRER)).toEqual([]);
    world.forget();
  });

  test('handed back with a reason, by button', async () => {
    expect(await world.taps(HANDLER, '退回原处理人')).toMatchObject({ accepted: false, message: expect.stringMatching(/为什么仍由他处理/) });
    expect(await world.taps(HANDLER, '退回原处理人', { input: { reason: '保修期已过,由工程处理' } })).toMatchObject({ accepted: true });
    world.expects(REPAIRER, /退回由您处理.保修期已过/);
    const { read, told } = await answered(number);
    expect(read).toEqual(told);
    expect(told).toMatchObject({ handling: { dispatchedTo: REPAIRER, sentBack: null } });
    expect(world.expects(REPAIRER, /派单 LH/).card?.state).toBe('open');
    expect(await world.card(HANDLER, (one) => one.title === `退单 ${number}`)).toMatchObject({ state: 'done', buttons: [] });
    world.nothingElse();
  });

  test('ping-pong is counted, shown, and told to the head of the project at the third', async () => {
    await world.tells(REPAIRER, `${number} 派错了,这是总包的事`);
    world.forget();
    expect(await world.taps(HANDLER, '重新派单', { input: { person: '张伟' } })).toMatchObject({ accepted: true });
    world.expects(REPAIRER, /派单 LH/);
    world.forget();
    expect(await world.taps(REPAIRER, '退单', { input: { reason: '还是总包的事' } })).toMatchObject({ accepted: true });
    world.expects(HANDLER, /退单 LH.*已退 3 次/);
    world.expects('project-director1', /张伟退单.已退 3 次..由李明重新派单.原因.还是总包的事/);
    await world.says('staff1', `查询 ${number}`);
    world.expects('g1', /已退 3 次/);
    world.nothingElse();
    await world.ends();
  });
});

describe('by the handler', () => {
  test('to the supervisor, who gives it to somebody else', async () => {
    await world.begins('standard', '2026-03-02T09:00:00+08:00');
    const number = await registers(world, LEAK);
    await world.tells('handler1', `${number} 退单,这是工程部的事`);
    world.expects('handler1', /已退给(.+),请等他重新派单/);
    const card = world.expects('functional-head1', /退单 .*退单原因=这是工程部的事/).card;
    expect(valueOf(card, '退单人')).toBe('李明');
    // Neither reported nor handled by him, it is his to send on.
    await world.tells('functional-head1', '我的待办');
    world.expects('functional-head1', new RegExp(number));
    await world.tells('functional-head1', `${number} 重新派单给陈静`);
    world.expects('functional-head1', /已转由陈静受理/);
    world.expects('handler1', /转由陈静受理/);
    const taken = world.drain('staff1').concat(world.drain('staff2'), world.drain('finance1'), world.drain('project-director1'), world.drain('general-manager1'));
    expect(taken.some((one) => one.card?.title === `投诉 ${number}`)).toBe(true);
    world.forget();
    await world.ends();
  });
});
