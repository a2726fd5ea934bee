import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { World } from '../harness/world.js';
import { LEAK, PHONE, registers, valueOf } from './told.js';

/** Questions to the bot, and several matters at once: told apart by room, words and number, asked about where they cannot be. */
let world: World;
beforeAll(async () => {
  world = await World.open('asking');
});
afterAll(async () => {
  await world.close();
});
beforeEach(async () => {
  await world.begins('longfor-hangzhou', '2026-03-02T09:00:00+08:00');
});

/** Whatever is asked, contractors sit in the group. */
afterEach(async () => {
  const said = await world.get<{ readonly from: string; readonly text: string; readonly card: unknown }[]>('/chats/g1/messages?after=0');
  const shown = JSON.stringify(said.filter(({ from }) => from === 'bot').map(({ text, card }) => [text, card]));
  expect(shown).not.toMatch(/1[3-9]\d{9}|王女士|李先生|-1501|-302(?!\d)|¥/);
});

const LH = 'property-cs-manager1';
/** Another household, another matter. */
const LIFT = '5栋1单元302业主李先生13900139000来电,入户门打不开';

describe('questions about the rules', () => {
  test.each([
    ['5000到2万谁批?', [/工程质量,赔付 5,000 至 20,000 元:财务总监审核 → 项目总监审核 → 地区公司总经理审批\(依据 LF-A5\)/, /销售承诺,.*LF-A8/, /物业管理、其他,.*LF-A13/]],
    ['一般投诉几天处理完', [/投诉处理完毕:3 个工作日\(目标 1 个\).*ST-D3/]],
    ['重大投诉报谁', [/报地区公司总经理.*LF-A15/]],
    ['5户算什么级别?', [/重大\(依据 LF-L3b\)/]],
  ] as const)('%s', async (question, answers) => {
    await world.tells('staff1', question);
    const { text } = world.expects('staff1', /《杭州公司客户投诉处理制度》/);
    for (const answer of answers) expect(text).toMatch(answer);
    await world.ends();
  });

  test('of another company are answered from its own book', async () => {
    await world.begins('standard', '2026-03-02T09:00:00+08:00');
    await world.tells('staff1', '5000到2万谁批?');
    expect(world.expects('staff1', /《标准客户投诉处理规则》/).text).toMatch(/各类,赔付 5,000 至 20,000 元:财务总监、项目总监审核\(会签\) → 总经理审批\(依据 ST-A2\)/);
    await world.ends();
  });

  test('asked in a group they are answered in private, and the question that waits is asked again', async () => {
    await world.says('staff1', '3栋2单元1501业主来电,厨房漏水');
    world.expects('g1', /怎么称呼/);
    await world.says('staff1', '赔2万谁批?');
    world.expects('staff1', /集团赔付委员会/);
    world.expects('g1', /已发到您的私聊/);
    world.expects('g1', /还差客户的称呼和电话/);
    await world.says('staff1', '取消');
    world.expects('g1', /已取消/);
    await world.ends();
  });
});

describe('what to say to the customer', () => {
  test('from the book’s own words, filled in for the case at hand', async () => {
    await registers(world, LEAK);
    await world.tells(LH, 'LH-20260302-0001 怎么跟客户说');
    const { text } = world.expects(LH, /受理之后,可以这样说/);
    expect(text).toMatch(/“王女士您好,您关于厨房漏水的反映已登记,编号LH-20260302-0001/);
    expect(text).toMatch(/要点:先问候.*依据 SC-C1/);
    await world.tells('staff2', '回访的时候要怎么问客户');
    world.forget();
    await world.tells('staff2', '回访话术');
    expect(world.expects('staff2', /回访要问/).text).toMatch(/您对本次处理结果是否满意/);
    await world.ends();
  });
});

describe('the case library', () => {
  test('closed cases on the same matter with their outcome; neither name, room nor phone, and no sums for the front desk', async () => {
    const first = await registers(world, `${LEAK},要赔3000元`);
    await world.tells('customer-manager1', `${first} 已联系客户`);
    await world.tells('customer-manager1', `${first} 处理完毕,3栋2单元1501王女士家已更换水管,电话${PHONE}回访过`);
    await world.tells('customer-manager1', `${first} 回访满意`);
    world.forget();
    await world.tells('staff2', '厨房漏水以前怎么处理的');
    const { text } = world.expects('staff2', /类似的已结案件/);
    expect(text).toMatch(/1\. 厨房漏水\(工程质量,重要\);处理:.*更换水管.*回访满意;用时 1 天/);
    expect(text).not.toMatch(/王女士|1501|138001|3000|3,000/);
    await world.says('staff2', '有没有类似案例:厨房渗水');
    world.expects('staff2', /类似的已结案件/);
    world.expects('g1', /已发到您的私聊/);
    await world.tells('staff2', '电梯异响有没有类似案例');
    world.expects('staff2', /案例库里还没有/);
    // Another company's cases are another company's.
    await world.begins('standard', '2026-03-09T09:00:00+08:00');
    await world.tells('staff2', '厨房漏水以前怎么处理的');
    world.expects('staff2', /案例库里还没有/);
    await world.ends();
  });
});

describe('several cases at once', () => {
  test('an act without a number that fits two is asked about, by number, room or words', async () => {
    const first = await registers(world, LEAK);
    const second = await registers(world, LIFT);
    await world.tells(LH, `${first} 已联系客户`);
    await world.tells(LH, `${second} 已联系客户`);
    world.forget();
    await world.tells(LH, '派单给张伟');
    expect(world.expects(LH, /您说的是哪一件/).text).toMatch(new RegExp(`①${first} 厨房漏水\\(3-2-1501\\) ②${second} 入户门开关不畅\\(5-1-302\\)`));
    await world.tells(LH, '门那个');
    expect(world.expects(LH, /已派给张伟/).text).toContain(second);
    world.expects('project-engineer1', new RegExp(second));
    await world.tells(LH, '漏水那件派单给张伟');
    expect(world.expects(LH, /已派给张伟/).text).toContain(first);
    world.expects('project-engineer1', new RegExp(first));
    await world.tells(LH, '5栋1单元302业主电话打不通');
    expect(world.expects(LH, /未联系上|联系不上|未接通/).text).toContain(second);
    world.forget();
    await world.ends();
  });

  test('a fact that fits two drafts is asked about, and goes where it belongs', async () => {
    await world.says('staff1', LEAK);
    await world.says('staff1', LIFT);
    world.forget();
    await world.says('staff1', '客户要赔5000');
    const asked = world.expects('g1', /这句说的是哪一件/).card;
    expect(asked?.buttons.map(({ label }) => label)).toEqual(['厨房漏水', '入户门开关不畅']);
    await world.taps('staff1', '厨房漏水', { chat: 'g1' });
    world.expects('g1', /草稿已更新/);
    await world.says('staff1', '电话不是13900139000,是13900139009');
    world.expects('g1', /草稿已更新/);
    await world.says('staff1', '全部确认');
    world.forget();
    expect(valueOf(await world.card('customer-manager1', (card) => card.title === '投诉 LH-20260302-0001' || card.title === '投诉 LH-20260302-0002'), '诉求金额')).toBe('¥5,000.00');
    expect(valueOf(await world.card(LH, (card) => card.title.startsWith('投诉 LH')), '电话')).toBe('13900139009');
    await world.ends();
  });
});

describe('two matters in one message', () => {
  const BOTH = '3栋2单元1501业主王女士来电,厨房漏水,另外小区门口保安态度恶劣';

  test('offered to be taken apart; the customer is asked for once', async () => {
    await world.says('staff1', BOTH);
    const offer = world.expects('g1', /像是有两件事/).card;
    expect(offer?.facts).toEqual([{ label: '第 1 件', value: '厨房漏水' }, { label: '第 2 件', value: '保安服务态度' }]);
    await world.taps('staff1', '分开登记', { chat: 'g1' });
    world.expects('g1', /分成 2 件.*客户电话多少/);
    await world.says('staff1', '13800138000');
    world.expects('g1', /投诉草稿.*事由=保安服务态度/);
    world.expects('g1', /投诉草稿.*事由=厨房漏水/);
    await world.says('staff1', '都确认');
    expect(world.expects('g1', /已登记.*厨房漏水/).text).toContain('LH-20260302-0001');
    expect(world.expects('g1', /已登记.*保安服务态度/).text).toContain('LH-20260302-0002');
    world.forget();
    await world.ends();
  });

  test('or kept together', async () => {
    await world.says('staff1', '3栋2单元1501业主王女士来电,厨房漏水,另外入户门关不上');
    world.expects('g1', /像是有两件事/);
    await world.says('staff1', '一件');
    world.expects('g1', /电话多少/);
    await world.says('staff1', '13800138000');
    world.expects('g1', /投诉草稿/);
    await world.says('staff1', '取消');
    world.expects('g1', /已取消/);
    await world.ends();
  });
});

describe('how often the customer complained before', () => {
  test('is asked, and makes the second dissatisfaction important (LF-L2b)', async () => {
    await world.says('staff1', '3栋2单元1501业主王女士13800138000来电,厨房又漏水了');
    world.expects('g1', /投诉草稿/);
    const asked = world.expects('g1', /之前投诉过几次/).card;
    expect(asked?.buttons.map(({ label }) => label)).toEqual(['没有', '1 次', '2 次', '3 次及以上', '跳过']);
    await world.taps('staff1', '2 次', { chat: 'g1' });
    world.expects('g1', /草稿已更新/);
    await world.says('staff1', '确认');
    world.forget();
    const card = await world.card(LH, (one) => one.title.startsWith('投诉 LH'));
    expect([valueOf(card, '级别'), card.basis]).toEqual(['重要', ['LF-L2b']]);
    await world.ends();
  });
});

describe('silence', () => {
  test('ten minutes after the last word one is reminded, once; in the group by name, of nothing but the matter', async () => {
    await world.says('staff1', '3栋2单元1501业主王女士来电,厨房漏水');
    world.expects('g1', /电话多少/);
    await world.advances('PT8M');
    await world.says('staff1', '客户说要赔5000');
    world.expects('g1', /还差客户的称呼和电话/);
    await world.advances('PT9M59S');
    world.nothingElse();
    await world.advances('PT1S');
    expect(world.expects('g1', /陈静,“厨房漏水”还没登记.*还差客户的称呼和电话.*“取消”/).at).toMatch(/T09:18:00/);
    await world.advances('PT11M');
    world.nothingElse();
    await world.says('staff1', '取消');
    world.expects('g1', /已取消/);
    await world.advances('P1D');
    await world.ends();
  });
});
