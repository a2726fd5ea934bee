import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { World } from '../harness/world.js';
import { LEAK, registers, valueOf } from './told.js';

/** Who decides about money: the right route for the sum, once each, and what becomes of it when the sum or the level changes. */
let world: World;
beforeAll(async () => {
  world = await World.open('approval_stories');
});
afterAll(async () => {
  await world.close();
});

const COMMITTEE = ['compensation-committee1', 'compensation-committee2', 'compensation-committee3'] as const;

async function agrees(person: string): Promise<void> {
  expect(await world.taps(person, '同意')).toMatchObject({ accepted: true });
  world.expects('customer-manager1', /已同意/);
}

describe('rejected and submitted again with another sum', () => {
  let number = '';
  const plan = (sum: string): Promise<void> => world.tells('customer-manager1', `${number} 方案:更换水管并赔偿${sum}元`);

  test('4,999: the project director alone; he rejects, with a reason', async () => {
    await world.begins('longfor-hangzhou', '2026-03-02T09:00:00+08:00');
    number = await registers(world, `${LEAK},要赔4000`);
    await plan('4999');
    world.expects('customer-manager1', /方案已提交.由项目总监审批/);
    const card = world.expects('project-director1', /赔付审批 · 项目总监/).card;
    expect(card?.basis).toEqual(['LF-A4']);
    expect(await world.taps('project-director1', '驳回')).toMatchObject({ accepted: false, message: expect.stringMatching(/理由/) });
    world.expects('project-director1', /请直接回复驳回的理由/);
    world.nothingElse();
    await world.taps('project-director1', '驳回', { input: { reason: '与业主再谈' } });
    world.expects('customer-manager1', /冯涛已驳回.*4,999\.00.理由.与业主再谈/);
    world.expects('customer-manager1', /方案被驳回.请修改后重新提交/);
    expect(await world.tapsCard(card?.id ?? '', 'project-director1', 'approve')).toMatchObject({ accepted: false, message: expect.stringMatching(/冯涛.*驳回/) });
    await world.tells('customer-manager1', `${number} 处理完毕`);
    world.expects('customer-manager1', /方案被驳回.请先重新提交方案/);
    await world.ends();
  });

  test('5,000: finance and the project director review, the general manager rejects', async () => {
    await plan('5000');
    world.expects('customer-manager1', /先由财务总监审核/);
    expect(world.expects('finance1', /赔付审核 · 财务总监/).card?.basis).toEqual(['LF-A5']);
    await agrees('finance1');
    world.expects('project-director1', /赔付审核 · 项目总监/);
    await agrees('project-director1');
    world.expects('regional-gm1', /赔付审批 · 地区公司总经理/);
    await world.taps('regional-gm1', '驳回', { input: { reason: '维修后再议' } });
    world.expects('customer-manager1', /卫青已驳回/);
    world.expects('customer-manager1', /方案被驳回/);
    await world.ends();
  });

  test('20,000: then the committee, by the majority of all its members, each once', async () => {
    await plan('20000');
    world.expects('customer-manager1', /先由财务总监审核/);
    world.expects('finance1', /赔付审核/);
    await agrees('finance1');
    world.expects('project-director1', /赔付审核/);
    await agrees('project-director1');
    expect(world.expects('regional-gm1', /赔付审核 · 地区公司总经理/).card?.basis).toEqual(['LF-A6']);
    await agrees('regional-gm1');
    const cards = COMMITTEE.map((member) => world.expects(member, /赔付审批 · 集团赔付委员会.*0票同意.*共3人.*2票同意即通过/).card);
    await agrees('compensation-committee1');
    expect(await world.tapsCard(cards[0]?.id ?? '', 'compensation-committee1', 'reject', { reason: '改主意' })).toMatchObject({ accepted: false });
    await world.tells('customer-manager1', `${number} 处理完毕`);
    world.expects('customer-manager1', /还在审批/);
    await world.taps('compensation-committee2', '驳回', { input: { reason: '太高' } });
    world.expects('customer-manager1', /沈浩已驳回.*太高/);
    // One for, one against: of three members an even split decides nothing.
    expect(valueOf(await world.card('compensation-committee3', (one) => one.title.startsWith('赔付')), '投票进度')).toMatch(/1票同意.1票反对/);
    world.nothingElse();
    await agrees('compensation-committee3');
    world.expects('customer-manager1', /方案已批准.拟赔付 ¥20,000\.00/);
    for (const member of COMMITTEE) {
      const card = await world.card(member, (one) => one.title.startsWith('赔付'));
      expect(card.state).toBe('done');
      expect(valueOf(card, '结果')).toMatch(/表决通过.2票同意.蒋欣、韩雪..1票反对.沈浩./);
    }
    await world.ends();
  });

  test('two votes against settle it: the third member is asked no more', async () => {
    await plan('30000');
    for (const person of ['finance1', 'project-director1', 'regional-gm1']) {
      expect(await world.taps(person, '同意')).toMatchObject({ accepted: true });
    }
    world.forget();
    for (const member of ['compensation-committee3', 'compensation-committee1']) {
      await world.taps(member, '驳回', { input: { reason: '不同意' } });
      world.expects('customer-manager1', /已驳回/);
    }
    world.expects('customer-manager1', /方案被驳回/);
    const left = await world.card('compensation-committee2', (one) => one.title.startsWith('赔付'));
    expect([left.state, left.buttons.map((button) => button.label)]).toEqual(['done', ['审批单']]);
    expect(await world.tapsCard(left.id, 'compensation-committee2', 'approve')).toMatchObject({ accepted: false });
    await world.ends();
  });
});

describe('a fifth household', () => {
  test('general becomes major: the open run is void, the right one starts, and the group hears nothing of it', async () => {
    await world.begins('longfor-hangzhou', '2026-03-02T09:00:00+08:00');
    const number = await registers(world, LEAK);
    await world.tells('property-cs-manager1', `${number} 方案:更换水管,维修费3000元`);
    world.expects('property-cs-manager1', /方案已提交.由项目总监审批/);
    const before = world.expects('project-director1', /维修方案审批/).card;
    expect(before?.basis).toEqual(['LF-A1']);
    for (const reader of ['engineering-manager1', 'customer-manager1', 'marketing-director1']) world.expects(reader, /请看.*方案并提意见.*LF-A18/);
    await world.tells('property-cs-manager1', `${number} 又有3户反映`);
    world.expects('property-cs-manager1', /现共 4 户/);
    world.nothingElse();

    await world.says('staff2', `${number} 又有1户反映同样的问题`);
    expect(world.expects('g1', /现共 5 户/).text).not.toMatch(/重大|级别|3000/);
    world.expects('property-cs-manager1', /由一般升为重大.*LF-L3b/);
    world.expects('regional-gm1', /备案.*重大.*LF-A15/);
    // LF-E2: what is major is the customer centre's.
    world.expects('property-cs-manager1', /转由刘洋受理.*LF-E2/);
    world.expects('customer-manager1', /转由您受理.级别.重大/);
    expect(valueOf(world.expects('customer-manager1', new RegExp(`投诉 ${number}`)).card, '级别')).toBe('重大');
    const voided = await world.card('project-director1', (one) => one.id === before?.id);
    expect(voided).toMatchObject({ state: 'void', buttons: [] });
    expect(valueOf(voided, '结果')).toMatch(/作废.*重新审批/);
    expect(await world.tapsCard(voided.id, 'project-director1', 'approve')).toMatchObject({ accepted: false });
    const next = world.expects('finance1', /维修方案审核 · 财务总监/).card;
    expect(next?.basis).toEqual(['LF-A3', 'LF-A14']);
    expect(valueOf(next, '提交人')).toBe('李明');
    await world.ends();
  });

  test('important becomes major as well; a count that is known changes nothing', async () => {
    await world.begins('longfor-hangzhou', '2026-03-02T09:00:00+08:00');
    const number = await registers(world, `${LEAK},要赔8000`);
    await world.tells('customer-manager1', `${number} 共5户`);
    world.expects('customer-manager1', /现共 5 户/);
    world.expects('customer-manager1', /由重要升为重大.*LF-L3b/);
    world.expects('regional-gm1', /备案/);
    await world.tells('customer-manager1', `${number} 共5户`);
    world.expects('customer-manager1', /已记录 5 户.没有改动/);
    await world.ends();
  });
});

describe('a deputy decides after the time limit', () => {
  let number = '';

  test('nudged at 4 and 8 counted hours; at 12 the deputy may too and the superior is told', async () => {
    await world.begins('standard', '2026-03-02T18:00:00+08:00');
    number = await registers(world, `${LEAK},要赔6000`);
    await world.tells('handler1', `${number} 已联系客户`);
    await world.tells('handler1', `${number} 方案:更换水管并赔偿6000元`);
    world.forget();
    await world.taps('finance1', '同意');
    world.expects('handler1', /赵敏已同意/);
    await world.movesTo('2026-03-03T16:59:59+08:00');
    // 18:00 to 21:00 are three hours; the fourth begins at 08:00.
    expect(world.expects('project-director1', /提醒.*等您审核.*3月3日 17:00前/).at).toMatch(/03-03T09:00:00/);
    expect(world.expects('project-director1', /提醒.*等您审核/).at).toMatch(/03-03T13:00:00/);
    world.nothingElse();
    await world.movesTo('2026-03-03T17:00:00+08:00');
    world.expects('project-director1', /超时.*沈浩也可代为决定.*ST-D4/);
    world.expects('general-manager1', /超时.*在刘洋处已超过时限.*请督促/);
    expect(valueOf(world.expects('project-director1-deputy', /赔付审核 · 项目总监/).card, '审批身份')).toBe('沈浩 代 刘洋(超时代审)');
    await world.ends();
  });

  test('the superior may not decide; of holder and deputy the first one counts', async () => {
    expect(await world.taps('general-manager1', '同意', { chat: 'project-director1' })).toMatchObject({ accepted: false });
    expect(await world.taps('general-manager1', '同意', { chat: 'project-director1-deputy' })).toMatchObject({ accepted: false });
    const holders = await world.card('project-director1', (one) => one.title.startsWith('赔付'));
    await world.taps('project-director1-deputy', '同意');
    world.expects('handler1', /沈浩 代 刘洋已同意/);
    expect(await world.tapsCard(holders.id, 'project-director1', 'reject', { reason: '不行' })).toMatchObject({
      accepted: false,
      message: expect.stringMatching(/沈浩 代 刘洋/),
    });
    for (const person of ['project-director1', 'project-director1-deputy', 'finance1']) {
      const card = await world.card(person, (one) => one.title.startsWith('赔付'));
      expect(card).toMatchObject({ state: 'done', buttons: [] });
      expect(JSON.stringify(card)).toMatch(/沈浩 代 刘洋/);
    }
    expect(valueOf(world.expects('general-manager1', /赔付审批 · 总经理/).card, '前序意见')).toMatch(/沈浩 代 刘洋/);
    await world.ends();
  });
});

describe('the ladder of the standard book', () => {
  const BANDS = [
    { sum: '4999', rules: ['ST-A1'], route: ['functional-head1'], filed: false },
    { sum: '5000', rules: ['ST-A2'], route: ['finance1', 'project-director1', 'general-manager1'], filed: false },
    { sum: '20000', rules: ['ST-A3'], route: ['finance1', 'project-director1', 'general-manager1', 'compensation-committee1', 'compensation-committee2'], filed: false },
    {
      sum: '50000',
      rules: ['ST-A4'],
      route: ['finance1', 'project-director1', 'general-manager1', 'compensation-committee1', 'compensation-committee2', 'service-executive1'],
      filed: true,
    },
  ];

  test.each(BANDS)('$sum yuan: $rules', async ({ sum, rules, route, filed }) => {
    await world.begins('standard', '2026-03-02T09:00:00+08:00');
    const number = await registers(world, LEAK);
    await world.tells('handler1', `${number} 方案:更换水管并赔偿${sum}元`);
    expect((await world.card(route[0] ?? '', (one) => one.title.startsWith('赔付'))).basis).toEqual(rules);
    for (const person of route) expect(await world.taps(person, '同意')).toMatchObject({ accepted: true });
    world.expects('handler1', /方案已批准/);
    if (filed) world.expects('board1', /备案.*ST-A4/);
    else expect(world.drain('board1')).toEqual([]);
    // Copies stand in the lowest band only.
    expect(world.drain('general-manager1').filter((one) => one.text.includes('抄送'))).toHaveLength(sum === '4999' ? 1 : 0);
    world.forget();
    await world.ends();
  });
});
