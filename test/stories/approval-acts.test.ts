import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { personLeft } from '../../src/flow/person-acted.js';
import { World } from '../harness/world.js';
import { Approving, HANDLER, isStep } from './approving.js';
import { LEAK, registers, valueOf } from './told.js';

/** Everything an approver and a handler can do to an approval beside agreeing and rejecting. */
let world: World;
let stage: Approving;
beforeAll(async () => {
  world = await World.open('approval_acts');
  stage = new Approving(world);
});
afterEach(async () => {
  await world.ends();
});
afterAll(async () => {
  await world.close();
});

const name = (id: string): string => stage.name(id);

describe('退回补充', () => {
  let number = '';
  test('the handler is asked, nobody decides meanwhile, and the limit stands still', async () => {
    await stage.begins('longfor-hangzhou');
    number = await stage.underApproval();
    expect(valueOf(await stage.stepCard('finance1'), '本步时限')).toBe('3月2日 21:00 前');
    expect(await world.taps('finance1', '退回补充')).toMatchObject({ accepted: false, message: expect.stringMatching(/写明要补充什么/) });
    world.expects('finance1', /请直接回复要补充什么/);
    await world.advances('PT2H');
    expect(await world.taps('finance1', '退回补充', { input: { reason: '缺少现场照片' } })).toMatchObject({ accepted: true });
    world.expects(HANDLER, /被赵敏退回补充.缺少现场照片.*答复.*时限已暂停|退回补充:缺少现场照片/);
    expect(valueOf(world.expects(HANDLER, /退回补充 .*缺少现场照片/).card, '提问')).toMatch(/缺少现场照片/);
    const card = await stage.stepCard('finance1');
    expect(valueOf(card, '本步时限')).toBe('已暂停,答复后继续计时');
    expect(card.buttons.map((button) => button.label)).toEqual(['不再等']);
    expect(await world.tapsCard(card.id, 'finance1', 'approve')).toMatchObject({ accepted: false, message: expect.stringMatching(/退回补充.*答复后再继续/) });
    await world.tells(HANDLER, `${number} 催办`);
    world.expects(HANDLER, /退回补充.*请先答复.不用催/);
    // Twelve hours would have been over at 21:00.
    await world.movesTo('2026-03-02T23:00:00+08:00');
    expect([...world.drain('finance1'), ...world.drain('finance1-deputy')]).toEqual([]);
    world.forget();
  });

  test('answered in chat it goes on at the same step, with the time that was left', async () => {
    await world.tells(HANDLER, `${number} 答复:照片已补在附件`);
    world.expects(HANDLER, /已答复.审批继续/);
    world.expects('finance1', /已答复.照片已补在附件.*请在审批卡片上决定/);
    const card = await stage.stepCard('finance1');
    // Ten hours were left at 11:00; the night does not count.
    expect(valueOf(card, '本步时限')).toBe('3月3日 18:00 前');
    expect(valueOf(card, '退回补充')).toMatch(/问.缺少现场照片 → .*答.照片已补在附件/);
    // The nudge after four counted hours: two were used.
    await world.movesTo('2026-03-03T10:00:00+08:00');
    expect(world.expects('finance1', /提醒.*等您审核.*3月3日 18:00前/).at).toMatch(/03-03T10:00:00/);
    world.forget();
    const question = await world.card(HANDLER, (one) => one.title === '退回补充');
    expect(question).toMatchObject({ state: 'done', buttons: [] });
    expect(await world.tapsCard(question.id, HANDLER, 'answer', { text: '再补' })).toMatchObject({ accepted: false, message: expect.stringMatching(/已由 .* 答复/) });
    await stage.agrees('finance1');
    world.expects(HANDLER, /已同意/);
    world.expects('project-director1', /赔付审核 · 项目总监/);
  });

  test('whoever asked may wait no longer', async () => {
    await world.taps('project-director1', '退回补充', { input: { reason: '合同在哪' } });
    world.drain(HANDLER);
    expect(await world.tapsCard((await stage.stepCard('project-director1')).id, HANDLER, 'take-back')).toMatchObject({ accepted: false });
    expect(await world.taps('project-director1', '不再等')).toMatchObject({ accepted: true });
    const question = await world.card(HANDLER, (one) => one.title === '退回补充');
    expect(question).toMatchObject({ state: 'done', buttons: [] });
    expect(await world.tapsCard(question.id, HANDLER, 'answer', { text: '有' })).toMatchObject({ accepted: false, message: expect.stringMatching(/取消.不用再答/) });
  });
});

describe('转交', () => {
  test('to the deputy, with a word; a stranger, oneself and the submitter are refused', async () => {
    await stage.begins('longfor-hangzhou');
    await stage.underApproval();
    const to = (person: string): Promise<{ accepted: boolean; message: string }> => world.taps('finance1', '转交', { input: { person } });
    expect(await to('无此人')).toMatchObject({ accepted: false, message: expect.stringMatching(/没有找到.无此人/) });
    expect(await to(name('staff1'))).toMatchObject({ accepted: false, message: expect.stringMatching(/不能转交给他.*加签/) });
    expect(await to('finance1')).toMatchObject({ accepted: false, message: expect.stringMatching(/不能转交给自己/) });
    expect(await to(name(HANDLER))).toMatchObject({ accepted: false, message: expect.stringMatching(/不能由他自己审批/) });
    expect(await to(`${name('finance1-deputy')} 我在外地`)).toMatchObject({ accepted: true });
    world.expects('finance1-deputy', /转交给您.我在外地/);
    const card = world.expects('finance1-deputy', /赔付审核 · 财务总监/).card;
    expect(valueOf(card, '审批身份')).toBe(`${name('finance1-deputy')} 代 ${name('finance1')}(由${name('finance1')}转交:我在外地)`);
    const mine = await stage.stepCard('finance1');
    expect(mine).toMatchObject({ state: 'done', buttons: [] });
    expect(valueOf(mine, '结果')).toMatch(new RegExp(`转由 ${name('finance1-deputy')} 决定`));
    expect(await world.tapsCard(mine.id, 'finance1', 'approve')).toMatchObject({ accepted: false, message: expect.stringMatching(/转由.*决定.没有做任何改动/) });
    await stage.agrees('finance1-deputy');
    world.expects(HANDLER, new RegExp(`${name('finance1-deputy')} 代 ${name('finance1')}已同意`));
    expect(valueOf(world.expects('project-director1', /赔付审核/).card, '前序意见')).toMatch(/ 代 /);
  });
});

describe('加签', () => {
  test('before mine: my step waits for the opinion, and it is recorded', async () => {
    await stage.begins('longfor-hangzhou');
    await stage.underApproval();
    expect(await world.taps('finance1', '前加签', { input: { person: `${name('engineering-manager1')} 造价合理吗` } })).toMatchObject({ accepted: true });
    expect(valueOf(world.expects('engineering-manager1', /加签 .*更换水管/).card, '请您看')).toMatch(/造价合理吗/);
    const mine = await stage.stepCard('finance1');
    expect(await world.tapsCard(mine.id, 'finance1', 'approve')).toMatchObject({ accepted: false, message: expect.stringMatching(/等他的意见后再决定/) });
    const asked = await world.card('engineering-manager1', (one) => one.title === '加签');
    expect(await world.tapsCard(asked.id, 'staff1', 'opinion-agree')).toMatchObject({ accepted: false, message: expect.stringMatching(/由他本人给意见/) });
    expect(await world.taps('engineering-manager1', '不赞成')).toMatchObject({ accepted: false });
    world.expects('engineering-manager1', /请直接回复您的意见/);
    expect(await world.taps('engineering-manager1', '不赞成', { input: { reason: '偏高500元' } })).toMatchObject({ accepted: true });
    world.expects('finance1', /不赞成.偏高500元/);
    expect(valueOf(await stage.stepCard('finance1'), '加签意见')).toMatch(/造价合理吗 → .*不同意.偏高500元/);
    await stage.agrees('finance1');
    world.expects(HANDLER, /已同意/);
    world.expects('project-director1', /加签意见=.*偏高500元/);
  });

  test('after mine: an extra step, whose rejection ends the run like any other', async () => {
    expect(await world.taps('project-director1', '后加签', { input: { person: name(HANDLER) } })).toMatchObject({ accepted: false, message: expect.stringMatching(/不能由他自己加签/) });
    expect(await world.taps('project-director1', '后加签', { input: { person: `${name('engineering-manager1')} 请复核` } })).toMatchObject({ accepted: true });
    expect(await world.taps('project-director1', '后加签', { input: { person: name('engineering-manager1') } })).toMatchObject({ accepted: false, message: expect.stringMatching(/不用再加/) });
    await stage.agrees('project-director1');
    world.expects(HANDLER, /已同意/);
    world.expects('engineering-manager1', /赔付审核 · 加签/);
    await stage.agrees('engineering-manager1');
    world.expects(HANDLER, /已同意/);
    world.expects('regional-gm1', /赔付审批 · 地区公司总经理/);
  });

  test('a committee votes by itself', async () => {
    await stage.begins('longfor-hangzhou');
    await stage.underApproval('20000');
    for (const person of ['finance1', 'project-director1', 'regional-gm1']) await stage.agrees(person);
    world.forget();
    const card = await stage.stepCard('compensation-committee1');
    expect(card.buttons.map((button) => button.label)).toEqual(['同意', '驳回', '退回补充']);
    for (const action of ['transfer', 'ask-before', 'ask-after']) {
      expect(await world.tapsCard(card.id, 'compensation-committee1', action, { person: name('finance1') })).toMatchObject({ accepted: false, message: expect.stringMatching(/委员本人完成/) });
    }
  });
});

describe('撤回 and 催办', () => {
  test('urged once an hour; withdrawn, its cards say so and only a new plan starts again', async () => {
    await stage.begins('longfor-hangzhou');
    const number = await stage.underApproval();
    await world.tells(HANDLER, `${number} 催办`);
    world.expects(HANDLER, /已催办/);
    world.expects('finance1', /催办.*请您尽快审批.*3月2日 21:00前决定/);
    await world.tells(HANDLER, `${number} 催办`);
    world.expects(HANDLER, /一小时内只能催办一次.3月2日 10:00以后/);
    await world.tells('staff2', `${number} 撤回`);
    world.expects('staff2', /由提交人或受理人撤回/);
    await world.tells(HANDLER, `${number} 撤回`);
    world.expects(HANDLER, /已撤回.*重新提交/);
    const card = await stage.stepCard('finance1');
    expect(card).toMatchObject({ state: 'void', buttons: [] });
    expect(valueOf(card, '结果')).toMatch(/作废.* 撤回/);
    expect(await world.tapsCard(card.id, 'finance1', 'approve')).toMatchObject({ accepted: false, message: expect.stringMatching(/作废.*撤回/) });
    await world.tells(HANDLER, `${number} 处理完毕`);
    world.expects(HANDLER, /已撤回.请先重新提交方案/);
    await world.tells(HANDLER, `${number} 撤回`);
    world.expects(HANDLER, /没有进行中的审批/);
    await world.tells(HANDLER, `${number} 方案:更换水管并赔偿6000元`);
    world.expects(HANDLER, /方案已提交/);
    world.expects('finance1', /赔付审核/);
  });
});

describe('我的审批 and 批量同意', () => {
  test('the earliest due first, with cards to decide by; the book says why not all at once', async () => {
    await stage.begins('standard');
    const first = await registers(world, LEAK);
    await world.tells('handler1', `${first} 方案:更换水管并赔偿6000元`);
    await world.advances('PT1H');
    const second = await registers(world, '5栋1单元502业主李先生13900139000来电,卫生间漏水');
    await world.tells('handler1', `${second} 方案:重做防水并赔偿7000元`);
    world.forget();
    await world.tells('finance1', '我的审批');
    const list = world.expects('finance1', /等您审批的有 2 项/).text;
    expect(list).toMatch(new RegExp(`1\\. ${first} .*¥6,000\\.00.*3月2日 21:00前\n2\\. ${second} .*¥7,000\\.00`));
    for (const number of [first, second]) {
      const card = world.expects('finance1', new RegExp(`赔付审核.*${number}`)).card;
      expect(card?.buttons.map((button) => button.label)).toContain('同意');
    }
    await world.tells('finance1', '批量同意');
    world.expects('finance1', /不允许批量同意.*逐件/);
    await stage.agrees('finance1');
    world.forget();
    await world.tells('finance1', '我的审批');
    world.expects('finance1', /有 1 项/);
    world.forget();
  });

  test('where a book allows it: one confirmation for what pays no compensation', async () => {
    await stage.begins('standard');
    const { packs } = world.app.service.house;
    const shelf = packs.byHash.bind(packs);
    packs.byHash = (hash) => ({ ...shelf(hash), approval: { ...shelf(hash).approval, batchApproval: true } });
    try {
      const numbers: string[] = [];
      for (const room of ['3栋2单元1501业主王女士13800138000', '5栋1单元502业主李先生13900139000']) {
        const number = await registers(world, `${room}来电,厨房漏水`);
        await world.tells('handler1', `${number} 方案:更换水管,维修费800元`);
        numbers.push(number);
      }
      const paid = await registers(world, '6栋1单元602业主张先生13700137000来电,客厅漏水');
      await world.tells('handler1', `${paid} 方案:修补并赔偿300元`);
      world.forget();
      await world.tells('functional-head1', '批量同意');
      world.expects('functional-head1', /请核对后点.全部同意.*另有 1 项涉及赔付/);
      const card = world.expects('functional-head1', /批量同意 · 2 项/).card;
      expect(await world.tapsCard(card?.id ?? '', 'finance1', 'agree-all')).toMatchObject({ accepted: false });
      expect(await world.taps('functional-head1', '全部同意')).toMatchObject({ accepted: true, message: expect.stringMatching(/已同意.*已同意/) });
      for (const number of numbers) world.expects('handler1', new RegExp(`${number} 的方案已批准`));
      expect(await world.tapsCard(card?.id ?? '', 'functional-head1', 'agree-all')).toMatchObject({ message: expect.stringMatching(/已由/) });
      world.forget();
    } finally {
      packs.byHash = shelf;
    }
  });
});

describe('拆单', () => {
  const second = '3栋2单元1501业主王女士13800138000来电,卫生间漏水';

  test('standard: sums for one customer are added, said with their numbers, and the total chooses the route', async () => {
    await stage.begins('standard');
    const first = await registers(world, LEAK);
    await world.tells('handler1', `${first} 方案:更换水管并赔偿3000元`);
    expect(valueOf(world.expects('functional-head1', /赔付审批/).card, '近期合计')).toBeUndefined();
    world.forget();
    await stage.agrees('functional-head1');
    world.forget();
    const number = await registers(world, second);
    await world.tells('handler1', `${number} 方案:重做防水并赔偿3000元`);
    const card = world.expects('finance1', /赔付审核 · 财务总监/).card;
    expect(card?.basis).toEqual(['ST-A2']);
    expect(valueOf(card, '近期合计')).toMatch(new RegExp(`90天内.*另有 1 件:${first} ¥3,000\\.00;连本次合计 ¥6,000\\.00,按合计走审批流程`));
    expect(valueOf(card, '拟赔付金额')).toBe('¥3,000.00');
    world.forget();
    // What happens to the case meanwhile does not send it another way.
    await world.tells('handler1', `${number} 已联系客户`);
    world.forget();
    expect(await stage.stepCard('finance1')).toMatchObject({ state: 'open' });
  });

  test('others show it only; what is older than 90 days, rejected or another customer’s is not added', async () => {
    await stage.begins('longfor-hangzhou');
    const first = await stage.underApproval('3000', LEAK);
    const number = await registers(world, second);
    await world.tells(HANDLER, `${number} 方案:重做防水并赔偿3000元`);
    await world.tells('property-cs-manager1', `${number} 方案:重做防水并赔偿3000元`);
    const card = await world.card('project-director1', (one) => isStep(one) && one.facts.some((fact) => fact.value === number));
    expect(card.basis).toEqual(['LF-A4']);
    expect(valueOf(card, '近期合计')).toMatch(new RegExp(`${first}.*合计 ¥6,000\\.00,供参考`));
    world.forget();
    await world.taps('project-director1', '驳回', { title: /赔付/, input: { reason: '先修' } });
    world.forget();
  });
});

describe('a plan that changes while it is open', () => {
  test('what was agreed is asked anew, or kept where the book says so and the sum did not rise', async () => {
    await stage.begins('longfor-hangzhou');
    const number = await stage.underApproval();
    await stage.agrees('finance1');
    world.forget();
    await world.tells(HANDLER, `${number} 方案:更换水管并赔偿7000元`);
    world.expects(HANDLER, /方案已提交/);
    expect(valueOf(await world.card('project-director1', isStep), '结果')).toMatch(/作废:方案已更新/);
    world.expects('finance1', /赔付审核.*7,000\.00/);
    const { packs } = world.app.service.house;
    const shelf = packs.byHash.bind(packs);
    packs.byHash = (hash) => ({ ...shelf(hash), approval: { ...shelf(hash).approval, keepAgreedSteps: true } });
    try {
      await stage.agrees('finance1');
      world.forget();
      await world.tells(HANDLER, `${number} 方案:更换水管并赔偿6500元`);
      world.expects(HANDLER, /方案已提交/);
      expect(valueOf(world.expects('project-director1', /赔付审核.*6,500\.00/).card, '前序意见')).toMatch(/财务总监 .*同意/);
      world.nothingElse();
      await world.tells(HANDLER, `${number} 方案:更换水管并赔偿7500元`);
      world.expects(HANDLER, /方案已提交/);
      world.expects('finance1', /赔付审核.*7,500\.00/);
    } finally {
      packs.byHash = shelf;
    }
  });
});

describe('every tap is answered', () => {
  test('late, double, foreign and forged: in words, and once each on the record', async () => {
    await stage.begins('longfor-hangzhou');
    const number = await stage.underApproval();
    const card = await stage.stepCard('finance1');
    for (let n = 0; n < 3; n++) expect(await world.tapsCard(card.id, 'staff1', 'approve')).toMatchObject({ accepted: false, message: expect.stringMatching(/不是这一步的审批人/) });
    expect(await world.tapsCard(card.id, 'finance1', 'explode')).toMatchObject({ accepted: false });
    expect(await world.tapsCard('00000000-0000-4000-8000-000000000000', 'finance1', 'approve')).toMatchObject({ accepted: false, message: expect.stringMatching(/失效/) });
    await stage.agrees('finance1');
    world.forget();
    expect(await world.tapsCard(card.id, 'finance1', 'approve')).toMatchObject({ accepted: false, message: expect.stringMatching(/已由 .* 于 3月2日 09:00 同意/) });
    expect(await world.tapsCard(card.id, 'finance1', 'reject', { reason: '不' })).toMatchObject({ accepted: false });
    expect(await stage.refusals(number)).toEqual(['staff1 not-yours', 'finance1 no-act', 'finance1 already-decided']);
  });
});

describe('加签 that nobody can end', () => {
  test('asked by somebody who has lent his place since, of somebody who has left: whoever sits there now need not wait', async () => {
    await stage.begins('longfor-hangzhou');
    await stage.underApproval();
    await world.taps('finance1', '前加签', { input: { person: name('engineering-manager1') } });
    await world.tells('finance1', '审批交给副手');
    await personLeft(world.app.service.house, await stage.companyId(), 'engineering-manager1');
    await world.settled();
    const card = await stage.stepCard('finance1-deputy');
    expect(card.buttons.map((button) => button.label)).toEqual(['不再等']);
    expect(await world.tapsCard(card.id, 'finance1-deputy', 'approve')).toMatchObject({ accepted: false, message: expect.stringMatching(/等他的意见后再决定/) });
    expect(await world.tapsCard(card.id, 'finance1-deputy', 'take-back')).toMatchObject({ accepted: true });
    await stage.agrees('finance1-deputy');
    world.forget();
  });
});
