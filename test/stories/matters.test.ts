import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { PHOTO } from '../harness/photo.js';
import { World } from '../harness/world.js';

/** Repeated complaints of one customer, and households with one matter: found, linked, counted, and joined by a tap only. */
let world: World;

beforeAll(async () => {
  world = await World.open('matters');
});
afterAll(async () => {
  await world.close();
});

/** Registers a report as it is typed; what is said then stays to be expected. */
async function reports(text: string): Promise<string> {
  await world.says('staff1', text);
  world.forget();
  const { message } = await world.taps('staff1', '确认登记', { chat: 'g1' });
  const number = /[A-Z]+-\d{8}-\d{4}/.exec(message)?.[0];
  if (number === undefined) throw new Error(`not registered: ${message}`);
  return number;
}

const factOf = (card: { readonly facts: readonly { readonly label: string; readonly value: string }[] } | null, label: string): string | undefined =>
  card?.facts.find((fact) => fact.label === label)?.value;

/** The newest card of a case as its handler reads it. */
async function cardOf(handler: string, number: string) {
  return world.card(handler, (card) => new RegExp(`^(投诉|需求) ${number}$`).test(card.title));
}

/** Takes plain complaints about quality (LF-E2); whoever asks for money goes to the customer manager. */
const LH = 'property-cs-manager1';
const CLAIMS = 'customer-manager1';

describe('the same customer on the same matter, longfor-hangzhou', () => {
  beforeEach(async () => {
    await world.begins('longfor-hangzhou', '2026-03-02T09:00:00+08:00');
  });

  test('found by room, linked both ways, counted by LF-L2b, merged by one tap; the group hears neither room nor level', async () => {
    const first = await reports('3栋2单元1501业主王女士来电,厨房漏水,13800138000');
    world.forget();
    await world.movesTo('2026-03-02T11:00:00+08:00');
    world.forget();
    const second = await reports('3-2-1501业主王女士来访,厨房还在渗水,要求赔3000元,13800138000');
    expect(world.expects(CLAIMS, /由您受理/).text).toMatch(new RegExp(`该客户就同一事项投诉过:${first} 厨房漏水\\(已登记\\),计一次不满意\\(依据 LF-L2b\\)`));
    world.expects(LH, new RegExp(`${first} 的客户又就同一事项投诉:${second}`));
    const offer = world.expects(CLAIMS, new RegExp(`是否并入 ${first}`)).card;
    expect(factOf(offer, '原因')).toBe('同一房号、同一电话、同类、措辞相近');
    expect(offer?.basis).toEqual(['LF-L2b']);
    expect(factOf(world.expects(CLAIMS, new RegExp(`投诉 ${second}`)).card, '客户投诉次数')).toBe('同一客户第 2 次');
    expect(factOf(await cardOf(LH, first), '关联')).toBe(`再次投诉 ${second}`);
    world.expects('g1', new RegExp(`已登记:${second}`));
    world.expectsSms('13800138000', /已登记/);
    world.nothingElse();

    expect(await world.tapsCard(offer?.id ?? '', 'project-engineer1', 'accept')).toMatchObject({ accepted: false, message: expect.stringMatching(/由受理人.*决定/) });
    expect(await world.taps(CLAIMS, '并入')).toMatchObject({ accepted: true });
    const said = world.expects('g1', new RegExp(`${second} 已并入 ${first}`)).text;
    expect(said).not.toMatch(/1501|3000|王女士|138/);
    world.expects(LH, new RegExp(`${second} 已由.*并入 ${first}`));
    // The claim went along, so the whole is the customer manager's now.
    world.expects(LH, new RegExp(`${first} 级别由一般升为重要。依据 LF-L2e`));
    world.expects(LH, new RegExp(`${first} 转由刘洋受理`));
    world.expects(CLAIMS, new RegExp(`${first} 转由您受理`));
    world.expects(CLAIMS, new RegExp(`投诉 ${first}`));
    world.nothingElse();
    expect(await world.tapsCard(offer?.id ?? '', CLAIMS, 'accept')).toMatchObject({ accepted: false, message: expect.stringMatching(new RegExp(`处理过:已并入 ${first}`)) });

    const whole = await cardOf(CLAIMS, first);
    expect(factOf(whole, '诉求金额')).toBe('¥3,000.00');
    expect(factOf(whole, '内容')).toMatch(new RegExp(`【并入 ${second}】`));
    expect(factOf(whole, '关联')).toBe(`并入本件 ${second}`);
    expect((await cardOf(CLAIMS, second)).buttons.map(({ label }) => label)).not.toContain('处理完毕');
    await world.tells(CLAIMS, '我的待办');
    const mine = world.expects(CLAIMS, /您的待办/).text;
    expect(mine).toMatch(new RegExp(`1\\. ${first}.*并入本件 ${second}`));
    expect(mine).not.toContain(`${second} 滨江`);
    const csv = await (await fetch(`${world.app.url}/api/ledger.csv?as=project-director1`)).text();
    expect(csv).toMatch(/关联投诉/);
    expect(csv).toMatch(new RegExp(`已并入 ${first},已并入`));
    expect(csv).toMatch(new RegExp(`并入本件 ${second},已登记`));
    await world.ends();
  });

  test('pictures go along, and the week’s list of what was softened names the merger', async () => {
    const first = await reports('3栋2单元1501业主王女士来电,厨房漏水,13800138000');
    const second = await reports('3栋2单元1501业主王女士又来电,厨房漏水没人修,13800138000');
    await world.tells(LH, `${second} 补充:照片`, [PHOTO]);
    await world.taps(LH, '并入');
    world.forget();
    await world.tells(LH, `查询 ${first}`);
    world.expects(LH, /的附件/);
    world.expects(LH, new RegExp(`投诉 ${first}`));
    world.expects(LH, /厨房漏水/);
    await world.movesTo('2026-03-09T09:00:00+08:00');
    world.forget();
    let digest = world.takesDigest('project-director1');
    for (let next = digest; next !== null; next = world.takesDigest('project-director1')) digest = next;
    expect(digest?.text).toMatch(new RegExp(`${second}[^]*并入 ${first}`));
    await world.ends();
  });

  test('not the same after all: the link goes and the count with it; the third time is important (LF-L2b)', async () => {
    const first = await reports('3栋2单元1501业主王女士来电,厨房漏水,13800138000');
    const second = await reports('3栋2单元1501业主王女士来电,厨房渗水,13800138000');
    world.forget();
    expect(await world.taps(LH, '不是同一件')).toMatchObject({ accepted: true });
    expect(factOf(await cardOf(LH, first), '关联')).toBeUndefined();
    expect(factOf(await cardOf(LH, second), '客户投诉次数')).toBeUndefined();
    world.nothingElse();
    await reports('3栋2单元1501业主王女士来电,厨房还在漏水,13800138000');
    expect(factOf(await cardOf(LH, first), '级别')).toBe('一般');
    await reports('3栋2单元1501业主王女士来电,厨房漏水还没修,13800138000');
    world.expects(LH, new RegExp(`${first} 级别由一般升为重要。依据 LF-L2b`));
    world.forget();
    await world.ends();
  });

  test('another matter of the same customer is only shown to the handler', async () => {
    const first = await reports('3栋2单元1501业主王女士来电,厨房漏水,13800138000');
    world.forget();
    await reports('3栋2单元1501业主王女士来电,入户门打不开,13800138000');
    expect(world.expects(LH, /由您受理/).text).toContain(`该客户 90 天内另有:${first} 厨房漏水(已登记)`);
    world.expects(LH, /^投诉/);
    world.expects('g1', /已登记/);
    world.expectsSms('13800138000', /已登记/);
    await world.ends();
  });

  test('a number that becomes known later is looked up then', async () => {
    const first = await reports('3栋2单元1501业主王女士来电,厨房漏水,13800138000');
    const second = await reports('5栋1单元302业主王女士来电,厨房漏水,13900139000');
    world.forget();
    await world.taps(LH, '不计入');
    await world.tells(LH, `${second} 客户电话改成13800138000`);
    world.forget();
    await world.tells(LH, `${second} 客户电话改成13800138000`);
    world.expects(LH, /电话已改为/);
    world.expects(LH, new RegExp(`${second}.*该客户就同一事项投诉过:${first}`));
    expect(factOf(world.expects(LH, new RegExp(`是否并入 ${first}`)).card, '原因')).toBe('同一电话、同类、措辞相近');
    expect(factOf(await cardOf(LH, second), '客户投诉次数')).toBe('同一客户第 2 次');
    await world.ends();
  });
});

describe('households with the same matter, longfor-hangzhou', () => {
  test('each further household is proposed with its reasons; the fifth makes it major (LF-L3b), and a refused pair is not asked again', async () => {
    await world.begins('longfor-hangzhou', '2026-03-02T09:00:00+08:00');
    const first = await reports('1栋1单元101业主赵女士来电,电梯故障停运,13800138001');
    for (const [floor, phone] of [['201', '13800138002'], ['301', '13800138003'], ['401', '13800138004']]) {
      await reports(`1栋1单元${floor}业主钱女士来电,电梯坏了,${phone}`);
      world.forget();
      expect(await world.taps(LH, '计入群诉')).toMatchObject({ accepted: true });
    }
    expect(factOf(await cardOf(LH, first), '涉及户数')).toBe('4 户');
    const fifth = await reports('1栋1单元501业主孙女士来电,电梯又停运了,13800138005');
    const offer = world.expects(LH, new RegExp(`是否计入群诉 ${first}`)).card;
    expect(factOf(offer, '原因')).toBe('同一项目、不同住户、同类、措辞相近');
    expect(factOf(offer, '计入后')).toBe('共 5 户');
    world.forget();
    expect(await world.taps(LH, '计入群诉')).toMatchObject({ accepted: true, message: `已计入群诉:${first} 现共 5 户。` });
    world.expects(LH, new RegExp(`${first} 级别由一般升为重大。依据 LF-L3b`));
    expect(world.drain('g1')).toEqual([]);
    world.forget();
    const lead = await cardOf(LH, first);
    expect(factOf(lead, '群诉其余各户')).toBe('1-1-201、1-1-301、1-1-401、1-1-501');
    expect(factOf(await cardOf(LH, fifth), '关联')).toBe(`群诉主件 ${first}`);
    const sixth = await reports('1栋1单元601业主李女士来电,电梯坏了,13800138006');
    world.forget();
    // The lead is major now, and the customer manager's.
    expect(await world.taps(CLAIMS, '不计入')).toMatchObject({ accepted: true });
    expect(factOf(await cardOf(LH, first), '涉及户数')).toBe('5 户');
    await world.tells(LH, `查询 ${sixth}`);
    world.expects(LH, new RegExp(`投诉 ${sixth}`));
    world.expects(LH, /电梯/);
    await world.ends();
  });

  test('is found too where a dozen other complaints of the project are open and older', async () => {
    await world.begins('longfor-hangzhou', '2026-03-02T09:00:00+08:00');
    const others = ['厨房漏水', '墙面开裂', '门窗变形', '地板起翘', '马桶堵塞', '插座没电', '卫生间瓷砖空鼓', '阳台积水', '入户门锁损坏', '燃气灶打不着火', '暖气不热', '天花板掉灰'];
    for (const [floor, matter] of others.entries()) {
      await reports(`2栋1单元${floor + 1}01业主周女士来电,${matter},139000000${floor + 10}`);
      world.forget();
      await world.advances('PT5M');
      world.forget();
    }
    const first = await reports('1栋1单元101业主赵女士来电,外墙保温层脱落,13800138001');
    const second = await reports('1栋1单元201业主钱女士来电,外墙保温层又脱落了,13800138002');
    expect(factOf(world.expects(CLAIMS, new RegExp(`是否计入群诉 ${first}`)).card, '新编号')).toBe(second);
    world.forget();
    await world.ends();
  });

  test('the fifth household voids the approval whose route it changes; nobody is counted twice', async () => {
    await world.begins('longfor-hangzhou', '2026-03-02T09:00:00+08:00');
    const first = await reports('1栋1单元101业主赵女士来电,电梯故障停运,共4户反映,13800138001');
    await world.tells(LH, `${first} 方案:更换电梯配件,维修费用1000元`);
    world.forget();
    const approver = 'project-director1';
    const asked = await world.card(approver, (card) => card.title.includes('审批'));
    for (const [floor, phone] of [['201', '13800138002'], ['301', '13800138003'], ['401', '13800138004']]) {
      await reports(`1栋1单元${floor}业主钱女士来电,电梯坏了,${phone}`);
      await world.taps(LH, '计入群诉');
      // Four were said at first: the rooms that are known may be among them.
      expect(factOf(await cardOf(LH, first), '涉及户数')).toBe('4 户');
    }
    expect((await world.card(approver, (card) => card.id === asked.id)).state).toBe('open');
    await reports('1栋1单元501业主孙女士来电,电梯坏了,13800138005');
    world.forget();
    await world.taps(LH, '计入群诉');
    world.expects(LH, new RegExp(`${first} 级别由一般升为重大`));
    expect((await world.card(approver, (card) => card.id === asked.id)).state).toBe('void');
    // Major: band C's route (LF-A14, LF-A13).
    world.expects('compensation-committee1', /级别及依据=重大\(LF-L3b\)/);
    world.forget();
    await world.ends();
  });
});

describe('jinke-commercial', () => {
  const RP = 'responsible-person1';
  beforeEach(async () => {
    await world.begins('jinke-commercial', '2026-03-02T09:00:00+08:00');
  });

  test('an open complaint whose customer comes again is marked 升级 (JK-D11), his superior is told, the level stays', async () => {
    const first = await reports('3栋2单元1501客户王女士来电,投诉空调不制冷,13800138000');
    world.forget();
    const second = await reports('3栋2单元1501客户王女士来访,投诉空调还是不制冷,13800138000');
    expect(world.expects(RP, /由您受理/).text).toMatch(new RegExp(`${first}.*标为升级\\(依据 JK-D11\\)`));
    world.expects('project-cs-lead1', new RegExp(`【升级】${first}`));
    expect(factOf(await cardOf(RP, first), '标记')).toBe('升级(JK-D11)');
    expect(factOf(await cardOf(RP, first), '级别')).toBe('一般');
    world.forget();
    await world.taps(RP, '不是同一件');
    expect(factOf(await cardOf(RP, first), '标记')).toBeUndefined();
    const csv = await (await fetch(`${world.app.url}/api/ledger.csv?as=project-cs-lead1`)).text();
    expect(csv).toContain(`与 ${second} 不是同一件`);
    await world.ends();
  });

  test('where the earlier one has ended, the new one is marked', async () => {
    const first = await reports('3栋2单元1501客户王女士来电,投诉空调不制冷,13800138000');
    await world.tells(RP, `${first} 处理完毕,已加氟`);
    await world.tells('handler1', `${first} 回访满意`);
    world.forget();
    const second = await reports('3栋2单元1501客户王女士来电,投诉空调又不制冷,13800138000');
    expect(world.expects(RP, /由您受理/).text).toContain(`${first} 空调不制冷(已结案)`);
    world.expects('project-cs-lead1', new RegExp(`【升级】${second}`));
    expect(factOf(await cardOf(RP, second), '关联')).toBe(`前次投诉 ${first}`);
    world.forget();
    await world.ends();
  });
});

test('standard: found by phone alone, and by the handler’s supervisor as well may it be decided (ST-L1)', async () => {
  await world.begins('standard', '2026-03-02T09:00:00+08:00');
  const first = await reports('业主王女士来电,3栋2单元1501楼上装修噪音扰民,13800138000');
  world.forget();
  await reports('业主王女士来电,6栋1单元302楼上装修噪音太吵,13800138000');
  const offer = world.expects('handler1', new RegExp(`是否并入 ${first}`)).card;
  expect(factOf(offer, '原因')).toBe('同一电话、同类、措辞相近');
  expect(offer?.basis).toEqual(['ST-L1']);
  world.forget();
  expect(await world.tapsCard(offer?.id ?? '', 'functional-head1', 'accept')).toMatchObject({ accepted: true });
  world.forget();
  await world.ends();
});
