import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { World } from '../harness/world.js';
import { LEAK, registers, valueOf } from './told.js';

/** What a person asks for and another decides: more time, and 无效. */
let world: World;
beforeAll(async () => {
  world = await World.open('request_stories');
});
afterAll(async () => {
  await world.close();
});

describe('an extension', () => {
  let number = '';

  test('is asked for with a time and a reason, and goes by card to the one who may grant it', async () => {
    await world.begins('longfor-hangzhou', '2026-03-02T09:00:00+08:00');
    number = await registers(world, LEAK);
    await world.tells('property-cs-manager1', `${number} 申请延期`);
    world.expects('property-cs-manager1', /要延到什么时候/);
    // A year written wrongly: nobody would see it on the card, and an agreed hour so far off would stop every clock.
    for (const slip of ['申请延期到2099年3月5日,等客户', '申请暂停到2099年3月5日,等客户', '约上门 2099年3月5日下午3点']) {
      await world.tells('property-cs-manager1', `${number} ${slip}`);
      world.expects('property-cs-manager1', /超过一年.*核对年份/);
    }
    await world.tells('property-cs-manager1', `${number} 申请延期`);
    world.expects('property-cs-manager1', /要延到什么时候/);
    await world.tells('property-cs-manager1', '今天15点');
    world.expects('property-cs-manager1', /为什么要延期/);
    await world.tells('property-cs-manager1', '客户在开会,下午才能接电话');
    world.expects('property-cs-manager1', /延期.首次联系客户延到3月2日 15:00.申请已发给冯涛决定/);
    const card = world.expects('project-director1', /申请延期/).card;
    expect(valueOf(card, '原因')).toMatch(/客户在开会/);
    expect(valueOf(card, '延至')).toBe('3月2日 15:00');
    for (const person of ['property-cs-manager1', 'staff2', 'regional-gm1']) {
      expect(await world.taps(person, '同意', { chat: 'project-director1' })).toMatchObject({ accepted: false });
    }
    await world.ends();
  });

  test('granted: the due time and the nudges move', async () => {
    await world.taps('project-director1', '同意');
    world.expects('property-cs-manager1', /延期.*延到3月2日 15:00.申请已由冯涛同意/);
    await world.movesTo('2026-03-02T13:30:00+08:00');
    // Half of six hours; the old nudges at 10:30 and 11:24 and the old end at 12:00 are gone.
    expect(world.expects('property-cs-manager1', /提醒.*首次联系客户.3月2日 15:00前/).at).toMatch(/T12:00:00/);
    await world.ends();
  });

  test('refused: with a reason, and the due time stays', async () => {
    await world.tells('property-cs-manager1', `${number} 客户还在开会,申请延期到今天17点`);
    world.expects('property-cs-manager1', /已发给冯涛决定/);
    world.expects('project-director1', /申请延期/);
    expect(await world.taps('project-director1', '驳回')).toMatchObject({ accepted: false, message: expect.stringMatching(/理由/) });
    await world.taps('project-director1', '驳回', { input: { reason: '不能再拖' } });
    world.expects('property-cs-manager1', /已由冯涛驳回.不能再拖/);
    await world.tells('property-cs-manager1', `${number} 客户仍在开会,申请延期到今天16点`);
    world.expects('property-cs-manager1', /已发给冯涛决定/);
    const first = world.expects('project-director1', /申请延期/).card;
    await world.tells('property-cs-manager1', `${number} 客户仍在开会,申请延期到今天16点半`);
    world.expects('property-cs-manager1', /已发给冯涛决定/);
    world.expects('project-director1', /申请延期/);
    // The newer request stands in place of the older one.
    expect(await world.tapsCard(first?.id ?? '', 'project-director1', 'approve')).toMatchObject({ accepted: false });
    expect((await world.card('project-director1', (one) => one.id === first?.id)).state).toBe('void');
    await world.movesTo('2026-03-02T15:00:01+08:00');
    expect(world.expects('property-cs-manager1', /提醒.*首次联系客户/).at).toMatch(/T13:48:00/);
    world.expects('property-cs-manager1', /提醒.*通知项目工程师/);
    world.expects('property-cs-manager1', /超时.*首次联系客户.*3月2日 15:00/);
    world.expects('project-director1', /超时.*首次联系客户/);
    await world.ends();
  });

  test('decided too late, or asked too late: refused in words, and nothing moves', async () => {
    expect(await world.taps('project-director1', '同意')).toMatchObject({ accepted: false, message: expect.stringMatching(/已到期.没有延期/) });
    world.expects('property-cs-manager1', /申请没有生效.*已到期/);
    await world.tells('property-cs-manager1', `${number} 客户还在开会,申请延期到今天19点`);
    world.expects('property-cs-manager1', /首次联系客户.已于3月2日 15:00到期.超时后不能再延期/);
    await world.ends();
  });

  test('of a major case by the general manager; in a group the answer is private', async () => {
    await world.begins('standard', '2026-03-02T09:00:00+08:00');
    number = await registers(world, `${LEAK},要赔3万`);
    await world.says('handler1', `${number} 申请延期到3月30日,配件没到`);
    world.expects('g1', /已发到您的私聊/);
    world.expects('handler1', /已发给孙磊决定/);
    world.expects('general-manager1', /申请延期/);
    await world.ends();
  });
});

describe('an invalid complaint', () => {
  test('by someone without the role: a card to the entitled one, closed as invalid, clocks cancelled', async () => {
    await world.begins('longfor-hangzhou', '2026-03-02T09:00:00+08:00');
    const number = await registers(world, LEAK);
    await world.tells('property-cs-manager1', `${number} 无效`);
    world.expects('property-cs-manager1', /请写一句无效的原因/);
    await world.tells('property-cs-manager1', '与事实不符,已向业主解释');
    world.expects('property-cs-manager1', /无效申请已发给冯涛决定/);
    expect(valueOf(world.expects('project-director1', /申请按无效处理/).card, '原因')).toBe('与事实不符,已向业主解释');
    expect(await world.taps('property-cs-manager1', '同意', { chat: 'project-director1' })).toMatchObject({ accepted: false });
    await world.taps('project-director1', '同意');
    world.expects('g1', /按无效处理/);
    world.expects('property-cs-manager1', /无效申请已由冯涛同意/);
    const card = await world.card('property-cs-manager1', (one) => one.title === `投诉 ${number}`);
    // Nothing is left to do; the whole of it can still be had as a file.
    expect(card).toMatchObject({ state: 'void', basis: ['LF-V4'], buttons: [{ action: 'evidence-pack' }] });
    await world.advances('P14D');
    world.nothingElse();
    await world.tells('property-cs-manager1', `${number} 已联系客户`);
    world.expects('property-cs-manager1', /无效.不能再操作/);
    // What is invalid stays registered and may still be added to.
    await world.tells('property-cs-manager1', `${number} 补充:业主又发来一张照片`);
    world.expects('property-cs-manager1', /已补充/);
    await world.ends();
  });

  test('in a group the missing reason is asked for there, and taken from what the same person says next', async () => {
    await world.begins('longfor-hangzhou', '2026-03-02T09:00:00+08:00');
    const number = await registers(world, LEAK);
    await world.says('property-cs-manager1', `${number} 无效`);
    world.expects('g1', /请写一句无效的原因/);
    // What somebody else says in between is his own.
    await world.says('staff2', '收到');
    world.expects('g1', /有事随时叫我/);
    await world.says('property-cs-manager1', '与事实不符,已向业主解释');
    world.expects('g1', /无效申请已发给冯涛决定/);
    expect(valueOf(world.expects('project-director1', /申请按无效处理/).card, '原因')).toBe('与事实不符,已向业主解释');
    await world.says('property-cs-manager1', `${number} 申请延期到今天15点`);
    world.expects('g1', /为什么要延期/);
    await world.says('property-cs-manager1', '客户下午才能接电话');
    world.expects('g1', /已发到您的私聊/);
    world.expects('property-cs-manager1', /延期.*已发给冯涛决定/);
    expect(valueOf(world.expects('project-director1', /申请延期/).card, '原因')).toMatch(/客户下午才能接电话/);
    await world.ends();
  });

  test('refused: the case goes on as it was', async () => {
    await world.begins('longfor-hangzhou', '2026-03-02T09:00:00+08:00');
    const number = await registers(world, LEAK);
    await world.tells('property-cs-manager1', `${number} 无效,与事实不符`);
    world.forget();
    await world.taps('project-director1', '驳回', { input: { reason: '请到现场再核实' } });
    world.expects('property-cs-manager1', /无效申请已由冯涛驳回.请到现场再核实/);
    await world.movesTo('2026-03-02T10:30:00+08:00');
    world.expects('property-cs-manager1', /提醒.*首次联系客户/);
    await world.ends();
  });

  test('by the entitled one: at once, the handler told, an open run void', async () => {
    await world.begins('longfor-hangzhou', '2026-03-02T09:00:00+08:00');
    const number = await registers(world, `${LEAK},要赔6000`);
    await world.tells('customer-manager1', `${number} 方案:赔偿6000元`);
    world.forget();
    await world.tells('project-director1', `${number} 无效,重复登记,已向业主解释`);
    world.expects('project-director1', /已按无效处理并结束/);
    world.expects('customer-manager1', /已由冯涛按无效处理.*重复登记/);
    world.expects('g1', /按无效处理/);
    expect(await world.card('finance1', (one) => one.title.startsWith('赔付'))).toMatchObject({ state: 'void', buttons: [] });
    await world.advances('P14D');
    await world.ends();
  });

  test('a major one: the project director asks the general manager', async () => {
    await world.begins('longfor-hangzhou', '2026-03-02T09:00:00+08:00');
    const number = await registers(world, `${LEAK},要赔3万`);
    await world.tells('project-director1', `${number} 无效,与事实不符,已解释`);
    world.expects('project-director1', /无效申请已发给卫青决定/);
    world.expects('regional-gm1', /申请按无效处理/);
    await world.ends();
  });
});
