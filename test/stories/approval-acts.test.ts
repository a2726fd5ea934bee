import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { personLeft } from '../../src/flow/person-acted.js';
import { World, type SeenCard } from '../harness/world.js';
import { LEAK, registers, valueOf } from './told.js';

/** Everything an approver and a handler can do to an approval beside agreeing and rejecting. */
let world: World;
const people = new Map<string, string>();
beforeAll(async () => {
  world = await World.open('approval_acts');
});
afterEach(async () => {
  await world.ends();
});
afterAll(async () => {
  await world.close();
});

const HANDLER = 'customer-manager1';
const NINE = '2026-03-02T09:00:00+08:00';

const isStep = (card: SeenCard): boolean => card.title.startsWith('赔付') || card.title.startsWith('维修方案');
const stepCard = (chat: string): Promise<SeenCard> => world.card(chat, isStep);
const name = (id: string): string => people.get(id) ?? id;

async function begins(pack: string, at = NINE): Promise<void> {
  await world.begins(pack, at);
  for (const one of await world.get<{ id: string; name: string }[]>('/people')) people.set(one.id, one.name);
}

/** A complaint with a plan of 8,000 before finance, the first of three steps; what that said is another story's. */
async function underApproval(sum = '8000', words = `${LEAK},要赔8000`): Promise<string> {
  const number = await registers(world, words);
  await world.tells(HANDLER, `${number} 方案:更换水管并赔偿${sum}元`);
  world.forget();
  return number;
}

async function agrees(person: string): Promise<void> {
  expect(await world.taps(person, '同意', { title: /赔付|维修方案/ })).toMatchObject({ accepted: true });
}

const refusals = async (number: string): Promise<string[]> => {
  const { house } = world.app.service;
  return house.work.withoutTransaction(async (tx) => {
    const { open } = await import('../../src/platform/database/open.js');
    const rows = await open(tx).rows<{ told: string }>(
      `select e.actor || ' ' || (e.payload ->> 'code') as told from case_entry e join complaint c on c.id = e.case_id
       join company o on o.id = c.company_id and o.retired_at is null
       where c.number = $1 and e.kind = 'tap-refused' order by e.seq`,
      [number],
    );
    return rows.map((row) => row.told);
  });
};

describe('退回补充', () => {
  let number = '';
  test('the handler is asked, nobody decides meanwhile, and the limit stands still', async () => {
    await begins('longfor-hangzhou');
    number = await underApproval();
    expect(valueOf(await stepCard('finance1'), '本步时限')).toBe('3月2日 21:00 前');
    expect(await world.taps('finance1', '退回补充')).toMatchObject({ accepted: false, message: expect.stringMatching(/写明要补充什么/) });
    await world.advances('PT2H');
    expect(await world.taps('finance1', '退回补充', { input: { reason: '缺少现场照片' } })).toMatchObject({ accepted: true });
    world.expects(HANDLER, /被赵敏退回补充.缺少现场照片.*答复.*时限已暂停|退回补充:缺少现场照片/);
    expect(valueOf(world.expects(HANDLER, /退回补充 .*缺少现场照片/).card, '提问')).toMatch(/缺少现场照片/);
    const card = await stepCard('finance1');
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
    const card = await stepCard('finance1');
    // Ten hours were left at 11:00; the night does not count.
    expect(valueOf(card, '本步时限')).toBe('3月3日 18:00 前');
    expect(valueOf(card, '退回补充')).toMatch(/问.缺少现场照片 → .*答.照片已补在附件/);
    const question = await world.card(HANDLER, (one) => one.title === '退回补充');
    expect(question).toMatchObject({ state: 'done', buttons: [] });
    expect(await world.tapsCard(question.id, HANDLER, 'answer', { text: '再补' })).toMatchObject({ accepted: false, message: expect.stringMatching(/已由 .* 答复/) });
    await agrees('finance1');
    world.expects(HANDLER, /已同意/);
    world.expects('project-director1', /赔付审核 · 项目总监/);
  });

  test('whoever asked may wait no longer', async () => {
    await world.taps('project-director1', '退回补充', { input: { reason: '合同在哪' } });
    world.drain(HANDLER);
    expect(await world.tapsCard((await stepCard('project-director1')).id, HANDLER, 'take-back')).toMatchObject({ accepted: false });
    expect(await world.taps('project-director1', '不再等')).toMatchObject({ accepted: true });
    const question = await world.card(HANDLER, (one) => one.title === '退回补充');
    expect(question).toMatchObject({ state: 'done', buttons: [] });
    expect(await world.tapsCard(question.id, HANDLER, 'answer', { text: '有' })).toMatchObject({ accepted: false, message: expect.stringMatching(/取消.不用再答/) });
  });
});

describe('转交', () => {
  test('to the deputy, with a word; a stranger, oneself and the submitter are refused', async () => {
    await begins('longfor-hangzhou');
    await underApproval();
    const to = (person: string): Promise<{ accepted: boolean; message: string }> => world.taps('finance1', '转交', { input: { person } });
    expect(await to('无此人')).toMatchObject({ accepted: false, message: expect.stringMatching(/没有找到.无此人/) });
    expect(await to(name('staff1'))).toMatchObject({ accepted: false, message: expect.stringMatching(/不能转交给他.*加签/) });
    expect(await to('finance1')).toMatchObject({ accepted: false, message: expect.stringMatching(/不能转交给自己/) });
    expect(await to(name(HANDLER))).toMatchObject({ accepted: false, message: expect.stringMatching(/不能由他自己审批/) });
    expect(await to(`${name('finance1-deputy')} 我在外地`)).toMatchObject({ accepted: true });
    world.expects('finance1-deputy', /转交给您.我在外地/);
    const card = world.expects('finance1-deputy', /赔付审核 · 财务总监/).card;
    expect(valueOf(card, '审批身份')).toBe(`${name('finance1-deputy')} 代 ${name('finance1')}(由${name('finance1')}转交:我在外地)`);
    const mine = await stepCard('finance1');
    expect(mine).toMatchObject({ state: 'done', buttons: [] });
    expect(valueOf(mine, '结果')).toMatch(new RegExp(`转由 ${name('finance1-deputy')} 决定`));
    expect(await world.tapsCard(mine.id, 'finance1', 'approve')).toMatchObject({ accepted: false, message: expect.stringMatching(/转由.*决定.没有做任何改动/) });
    await agrees('finance1-deputy');
    world.expects(HANDLER, new RegExp(`${name('finance1-deputy')} 代 ${name('finance1')}已同意`));
    expect(valueOf(world.expects('project-director1', /赔付审核/).card, '前序意见')).toMatch(/ 代 /);
  });
});

describe('加签', () => {
  test('before mine: my step waits for the opinion, and it is recorded', async () => {
    await begins('longfor-hangzhou');
    await underApproval();
    expect(await world.taps('finance1', '前加签', { input: { person: `${name('engineering-manager1')} 造价合理吗` } })).toMatchObject({ accepted: true });
    expect(valueOf(world.expects('engineering-manager1', /加签 .*更换水管/).card, '请您看')).toMatch(/造价合理吗/);
    const mine = await stepCard('finance1');
    expect(await world.tapsCard(mine.id, 'finance1', 'approve')).toMatchObject({ accepted: false, message: expect.stringMatching(/等他的意见后再决定/) });
    const asked = await world.card('engineering-manager1', (one) => one.title === '加签');
    expect(await world.tapsCard(asked.id, 'staff1', 'opinion-agree')).toMatchObject({ accepted: false, message: expect.stringMatching(/由他本人给意见/) });
    expect(await world.taps('engineering-manager1', '不赞成')).toMatchObject({ accepted: false });
    expect(await world.taps('engineering-manager1', '不赞成', { input: { reason: '偏高500元' } })).toMatchObject({ accepted: true });
    world.expects('finance1', /不赞成.偏高500元/);
    expect(valueOf(await stepCard('finance1'), '加签意见')).toMatch(/造价合理吗 → .*不同意.偏高500元/);
    await agrees('finance1');
    world.expects(HANDLER, /已同意/);
    world.expects('project-director1', /加签意见=.*偏高500元/);
  });

  test('after mine: an extra step, whose rejection ends the run like any other', async () => {
    expect(await world.taps('project-director1', '后加签', { input: { person: name(HANDLER) } })).toMatchObject({ accepted: false, message: expect.stringMatching(/不能由他自己加签/) });
    expect(await world.taps('project-director1', '后加签', { input: { person: `${name('engineering-manager1')} 请复核` } })).toMatchObject({ accepted: true });
    expect(await world.taps('project-director1', '后加签', { input: { person: name('engineering-manager1') } })).toMatchObject({ accepted: false, message: expect.stringMatching(/不用再加/) });
    await agrees('project-director1');
    world.expects(HANDLER, /已同意/);
    world.expects('engineering-manager1', /赔付审核 · 加签/);
    await agrees('engineering-manager1');
    world.expects(HANDLER, /已同意/);
    world.expects('regional-gm1', /赔付审批 · 地区公司总经理/);
  });

  test('a committee votes by itself', async () => {
    await begins('longfor-hangzhou');
    await underApproval('20000');
    for (const person of ['finance1', 'project-director1', 'regional-gm1']) await agrees(person);
    world.forget();
    const card = await stepCard('compensation-committee1');
    expect(card.buttons.map((button) => button.label)).toEqual(['同意', '驳回', '退回补充']);
    for (const action of ['transfer', 'ask-before', 'ask-after']) {
      expect(await world.tapsCard(card.id, 'compensation-committee1', action, { person: name('finance1') })).toMatchObject({ accepted: false, message: expect.stringMatching(/委员本人完成/) });
    }
  });
});

describe('撤回 and 催办', () => {
  test('urged once an hour; withdrawn, its cards say so and only a new plan starts again', async () => {
    await begins('longfor-hangzhou');
    const number = await underApproval();
    await world.tells(HANDLER, `${number} 催办`);
    world.expects(HANDLER, /已催办/);
    world.expects('finance1', /催办.*请您尽快审批.*3月2日 21:00前决定/);
    await world.tells(HANDLER, `${number} 催办`);
    world.expects(HANDLER, /一小时内只能催办一次.3月2日 10:00以后/);
    await world.tells('staff2', `${number} 撤回`);
    world.expects('staff2', /由提交人或受理人撤回/);
    await world.tells(HANDLER, `${number} 撤回`);
    world.expects(HANDLER, /已撤回.*重新提交/);
    const card = await stepCard('finance1');
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

describe('委托', () => {
  test('what waits goes to the delegate at once, is shown as 代, and comes back when it ends', async () => {
    await begins('standard', '2026-04-30T17:00:00+08:00');
    const number = await registers(world, LEAK);
    await world.tells('handler1', `${number} 方案:更换水管并赔偿6000元`);
    world.forget();
    await world.tells('finance1', '我5月1日到5日出差,审批交给副手');
    world.expects('finance1', new RegExp(`5月1日 00:00 至 5月5日 24:00.*由${name('finance1-deputy')}代为决定.*取消委托`));
    world.expects('finance1-deputy', /委托您代为审批.5月1日 00:00 至 5月5日 24:00/);
    expect(await world.tapsCard((await stepCard('finance1')).id, 'finance1-deputy', 'approve')).toMatchObject({ accepted: false, message: expect.stringMatching(/不是这一步的审批人/) });
    await world.movesTo('2026-05-01T00:00:00+08:00');
    const card = world.expects('finance1-deputy', /赔付审核/).card;
    expect(valueOf(card, '审批身份')).toBe(`${name('finance1-deputy')} 代 ${name('finance1')}(受委托)`);
    expect(await world.tapsCard((await stepCard('finance1')).id, 'finance1', 'approve')).toMatchObject({ accepted: false, message: expect.stringMatching(/转由/) });
    await world.tells('finance1', '取消委托');
    world.expects('finance1', /已取消委托/);
    world.expects('finance1-deputy', /已取消审批委托/);
    world.expects('finance1', /赔付审核/);
    expect(await world.tapsCard(card?.id ?? '', 'finance1-deputy', 'approve')).toMatchObject({ accepted: false, message: expect.stringMatching(/转由/) });
    world.drain('project-director1');
    world.drain('general-manager1');
    world.drain('functional-head1');
    world.drain('handler1');
    world.drain('finance1');
  });

  test('a run that opens meanwhile seats the delegate, and gives the seat back at its end', async () => {
    await begins('longfor-hangzhou');
    await world.tells('project-director1', `审批交给${name('engineering-manager1')}`);
    world.expects('project-director1', /起.到您发.取消委托.为止/);
    world.expects('engineering-manager1', /委托您代为审批/);
    await world.tells('project-director1', '我今天出差,审批交给副手');
    world.expects('project-director1', /3月2日 09:00 至 3月2日 24:00/);
    world.expects('project-director1-deputy', /委托您/);
    await underApproval('8000');
    await agrees('finance1');
    world.forget();
    expect(valueOf(await stepCard('project-director1-deputy'), '审批身份')).toMatch(/代.*受委托/);
    await world.movesTo('2026-03-03T00:00:00+08:00');
    // The older delegation has no end and takes over.
    expect(valueOf(await stepCard('engineering-manager1'), '审批身份')).toMatch(/代/);
    expect(await stepCard('project-director1-deputy')).toMatchObject({ state: 'done', buttons: [] });
    world.forget();
    await agrees('engineering-manager1');
    world.expects(HANDLER, new RegExp(`${name('engineering-manager1')} 代 ${name('project-director1')}已同意`));
    world.forget();
  });

  test('no circles; oneself and nobody are refused in words', async () => {
    await begins('longfor-hangzhou');
    await world.tells('finance1', `审批交给${name('regional-gm1')}`);
    world.forget();
    await world.tells('regional-gm1', `审批交给${name('project-director1')}`);
    world.expects('regional-gm1', /由.*代为决定/);
    world.expects('project-director1', /委托您/);
    await world.tells('project-director1', `审批交给${name('finance1')}`);
    world.expects('project-director1', /又委托回您.这样没有人能审批/);
    await world.tells('finance1', '审批交给张三丰');
    world.expects('finance1', /没有找到.张三丰/);
    await world.tells('finance1', `审批交给${name('finance1')}`);
    world.expects('finance1', /不能委托给自己/);
    await world.tells('staff1', '审批交给副手');
    world.expects('staff1', /还没有登记副手/);
    await underApproval();
    // finance1 → regional-gm1 → project-director1.
    expect(valueOf(await stepCard('project-director1'), '审批身份')).toBe(`${name('project-director1')} 代 ${name('finance1')}(受委托)`);
  });
});

describe('somebody leaves', () => {
  test('his steps go to his deputy, are listed to his superior, and are handed over in one act', async () => {
    await begins('longfor-hangzhou');
    const number = await underApproval();
    await agrees('finance1');
    world.forget();
    const left = name('project-director1');
    const { company_id: companyId } = await only<{ company_id: string }>('select id as company_id from company where retired_at is null');
    expect(await personLeft(world.app.service.house, companyId, 'project-director1')).toMatchObject({ ok: true });
    await world.settled();
    world.expects('regional-gm1', new RegExp(`${left}已离职.等他审批的有 1 项[^]*${number}[^]*交接 ${left} 给`));
    expect(valueOf(world.expects('project-director1-deputy', /赔付审核/).card, '审批身份')).toMatch(new RegExp(`代 ${left}.*已离职`));
    await world.tells('staff1', `交接 ${left} 给 ${name('staff2')}`);
    world.expects('staff1', /由他的上级或管理员交接/);
    await world.tells('regional-gm1', `交接 ${left} 给 ${name('engineering-manager1')}`);
    world.expects('regional-gm1', /1 项审批交接给/);
    world.expects('engineering-manager1', /1 项审批已交接给您/);
    expect(valueOf(world.expects('engineering-manager1', /赔付审核 · 项目总监/).card, '审批身份')).toBe(`接替${left}`);
    expect(await stepCard('project-director1-deputy')).toMatchObject({ state: 'done', buttons: [] });
    await agrees('engineering-manager1');
    world.expects(HANDLER, /已同意/);
    world.expects('regional-gm1', /赔付审批/);
  });

  test('finance with nobody: never its superior, the administrator names somebody and it goes on by itself', async () => {
    await begins('longfor-hangzhou');
    const { company_id: companyId } = await only<{ company_id: string }>('select id as company_id from company where retired_at is null');
    await personLeft(world.app.service.house, companyId, 'finance1');
    await personLeft(world.app.service.house, companyId, 'finance1-deputy');
    await world.settled();
    const number = await registers(world, `${LEAK},要赔8000`);
    await world.tells(HANDLER, `${number} 方案:更换水管并赔偿8000元`);
    world.expects(HANDLER, /暂时无法送审.*财务总监.*没有可以审批的人/);
    world.expects(HANDLER, /已记录.*方案/);
    expect(valueOf(world.expects('regional-gm1', /请指定审批人/).card, '空缺')).toMatch(/财务总监/);
    const card = await world.card('regional-gm1', (one) => one.title === '请指定审批人');
    expect(await world.tapsCard(card.id, 'staff1', 'appoint', { person: name('staff1') })).toMatchObject({ accepted: false });
    expect(await world.taps('regional-gm1', '指定审批人', { input: { person: name(HANDLER) } })).toMatchObject({ accepted: false });
    expect(await world.taps('regional-gm1', '指定审批人', { input: { person: name('engineering-manager1') } })).toMatchObject({ accepted: true });
    expect(valueOf(world.expects('engineering-manager1', /赔付审核 · 财务总监/).card, '审批身份')).toBe('财务总监空缺,由管理员指定');
  });
});

describe('nobody approves what he submitted', () => {
  test('the next higher role decides, and the card says so; his own deputy does not', async () => {
    await begins('standard');
    const number = await registers(world, LEAK);
    await world.tells('functional-head1', `${number} 方案:更换水管并赔偿3000元`);
    const card = world.expects('project-director1', /赔付审批 · 职能负责人/).card;
    expect(valueOf(card, '审批身份')).toBe('职能负责人本人提交,由上级项目总监审批');
    world.forget();
    expect(await world.tapsCard(card?.id ?? '', 'functional-head1', 'approve')).toMatchObject({ accepted: false });
  });
});

describe('我的审批 and 批量同意', () => {
  test('the earliest due first, with cards to decide by; the book says why not all at once', async () => {
    await begins('standard');
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
    await agrees('finance1');
    world.forget();
    await world.tells('finance1', '我的审批');
    world.expects('finance1', /有 1 项/);
    world.forget();
  });

  test('where a book allows it: one confirmation for what pays no compensation', async () => {
    await begins('standard');
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
    await begins('standard');
    const first = await registers(world, LEAK);
    await world.tells('handler1', `${first} 方案:更换水管并赔偿3000元`);
    expect(valueOf(world.expects('functional-head1', /赔付审批/).card, '近期合计')).toBeUndefined();
    world.forget();
    await agrees('functional-head1');
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
    expect(await stepCard('finance1')).toMatchObject({ state: 'open' });
  });

  test('others show it only; what is older than 90 days, rejected or another customer’s is not added', async () => {
    await begins('longfor-hangzhou');
    const first = await underApproval('3000', LEAK);
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
    await begins('longfor-hangzhou');
    const number = await underApproval();
    await agrees('finance1');
    world.forget();
    await world.tells(HANDLER, `${number} 方案:更换水管并赔偿7000元`);
    world.expects(HANDLER, /方案已提交/);
    expect(valueOf(await world.card('project-director1', isStep), '结果')).toMatch(/作废:方案已更新/);
    world.expects('finance1', /赔付审核.*7,000\.00/);
    const { packs } = world.app.service.house;
    const shelf = packs.byHash.bind(packs);
    packs.byHash = (hash) => ({ ...shelf(hash), approval: { ...shelf(hash).approval, keepAgreedSteps: true } });
    try {
      await agrees('finance1');
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
    await begins('longfor-hangzhou');
    const number = await underApproval();
    const card = await stepCard('finance1');
    for (let n = 0; n < 3; n++) expect(await world.tapsCard(card.id, 'staff1', 'approve')).toMatchObject({ accepted: false, message: expect.stringMatching(/不是这一步的审批人/) });
    expect(await world.tapsCard(card.id, 'finance1', 'explode')).toMatchObject({ accepted: false });
    expect(await world.tapsCard('00000000-0000-4000-8000-000000000000', 'finance1', 'approve')).toMatchObject({ accepted: false, message: expect.stringMatching(/失效/) });
    await agrees('finance1');
    world.forget();
    expect(await world.tapsCard(card.id, 'finance1', 'approve')).toMatchObject({ accepted: false, message: expect.stringMatching(/已由 .* 于 3月2日 09:00 同意/) });
    expect(await world.tapsCard(card.id, 'finance1', 'reject', { reason: '不' })).toMatchObject({ accepted: false });
    expect(await refusals(number)).toEqual(['staff1 not-yours', 'finance1 no-act', 'finance1 already-decided']);
  });
});

async function only<T>(statement: string): Promise<T> {
  const { open } = await import('../../src/platform/database/open.js');
  const [row] = await world.app.service.house.work.withoutTransaction((tx) => open(tx).rows<Record<string, unknown>>(statement));
  return row as T;
}
