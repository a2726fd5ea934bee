import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { AGREEMENT, VOUCHER } from '../harness/photo.js';
import { World } from '../harness/world.js';
import { LEAK, PHONE, registers, valueOf } from './told.js';

/** The demo company at work under each of the four other rule books: who takes a case, who agrees, who is told, who visits. */
let world: World;
beforeAll(async () => {
  world = await World.open('pack_stories');
});
afterAll(async () => {
  await world.close();
});

const MORNING = '2026-03-02T09:00:00+08:00';

interface Course {
  readonly pack: string;
  /** What the customer asks for. */
  readonly claim: string;
  readonly number: string;
  readonly handler: string;
  readonly level: string;
  readonly levelRules: readonly string[];
  /** What the plan would pay, in yuan; the route for it, and the rules on its card. */
  readonly pays: string;
  readonly approver: string;
  /** Who holds the same role and is asked as well. */
  readonly alsoAsked?: string;
  /** Who hears of the result as a filing (备案), and by which rule. */
  readonly filed?: readonly [person: string, rule: string];
  readonly approvalRules: readonly string[];
  readonly visitor: string;
  readonly visitRule: string;
}

const COURSES: readonly Course[] = [
  {
    pack: 'jinke-commercial',
    claim: '要赔8000',
    number: 'JK-20260302-0001',
    handler: 'responsible-person1',
    level: '重要',
    levelRules: ['JK-L2c'],
    pays: '6000',
    approver: 'commercial-cs-vp1',
    filed: ['crm-unit1', 'JK-A4'],
    approvalRules: ['JK-A2'],
    visitor: 'handler1',
    visitRule: 'ST-D5',
  },
  {
    pack: 'jinke-commercial',
    claim: '要赔5万',
    number: 'JK-20260302-0001',
    handler: 'responsible-person1',
    level: '重大',
    levelRules: ['JK-L3b'],
    pays: '30000',
    approver: 'cs-centre-executive1',
    filed: ['board1', 'JK-A5'],
    approvalRules: ['JK-A5'],
    visitor: 'handler1',
    visitRule: 'ST-D5',
  },
  {
    pack: 'nanguang-property',
    claim: '要赔4000',
    number: 'NG-20260302-0001',
    handler: 'service-assistant1',
    level: '一般',
    levelRules: ['ST-L1'],
    pays: '4000',
    approver: 'service-supervisor1',
    approvalRules: ['NG-A1'],
    visitor: 'service-assistant1',
    visitRule: 'NG-V1',
  },
  {
    pack: 'nanguang-property',
    claim: '要赔4000',
    number: 'NG-20260302-0001',
    handler: 'service-assistant1',
    level: '一般',
    levelRules: ['ST-L1'],
    pays: '5000',
    approver: 'general-manager1',
    approvalRules: ['NG-A1'],
    visitor: 'service-assistant1',
    visitRule: 'NG-V1',
  },
  {
    pack: 'estate-service-centre',
    claim: '要赔9000',
    number: 'SC-20260302-0001',
    handler: 'complaint-officer1',
    level: '重要',
    levelRules: ['ST-L1'],
    pays: '9999',
    approver: 'complaint-supervisor1',
    approvalRules: ['SC-A1'],
    visitor: 'relations-officer1',
    visitRule: 'ST-D5',
  },
  {
    pack: 'estate-service-centre',
    claim: '要赔9000',
    number: 'SC-20260302-0001',
    handler: 'complaint-officer1',
    level: '重要',
    levelRules: ['ST-L1'],
    pays: '10000',
    approver: 'department-manager1',
    approvalRules: ['SC-A1'],
    visitor: 'relations-officer1',
    visitRule: 'ST-D5',
  },
  {
    pack: 'greentown-group',
    claim: '要赔8000',
    number: 'GT-20260302-0001',
    handler: 'project-service1',
    level: '重要',
    levelRules: ['ST-L1'],
    pays: '8000',
    // Nobody approves his own plan: the colleague of the same group does.
    approver: 'project-service2',
    approvalRules: ['GT-A1'],
    visitor: 'project-service1',
    visitRule: 'ST-D5',
  },
  {
    pack: 'greentown-group',
    claim: '要赔2万',
    number: 'GT-20260302-0001',
    handler: 'project-service1',
    level: '重大',
    levelRules: ['ST-L1'],
    pays: '8000',
    approver: 'group-service1',
    alsoAsked: 'group-service2',
    approvalRules: ['GT-A1'],
    visitor: 'project-service1',
    visitRule: 'ST-D5',
  },
];

describe.each(COURSES)('$pack, $claim and $pays', (course) => {
  const { number, handler } = course;

  test('registered: its level, its handler, and why', async () => {
    await world.begins(course.pack, MORNING);
    await world.says('staff1', `${LEAK},${course.claim}`);
    world.expects('g1', /投诉草稿/);
    expect(await world.taps('staff1', '确认登记', { chat: 'g1' })).toEqual({ accepted: true, message: `已登记 ${number}` });
    expect(world.expects('g1', new RegExp(number)).text).not.toMatch(/8000|万|1501|王女士|138|重/);
    world.expects(handler, new RegExp(`由您受理.级别.${course.level}`));
    expect(world.expects(handler, new RegExp(`投诉 ${number}`)).card?.basis).toEqual(course.levelRules);
    world.expectsSms(PHONE, new RegExp(`王女士您好.*${number}`));
    world.forget();
    await world.ends();
  });

  test('planned and approved by the right person, once', async () => {
    await world.tells(handler, `${number} 已联系客户`);
    world.expects(handler, /已联系上客户/);
    await world.tells(handler, `${number} 方案:更换水管并赔偿${course.pays}元`);
    world.expects(handler, /方案已提交/);
    const card = world.expects(course.approver, /赔付审批/).card;
    expect(card?.basis).toEqual(course.approvalRules);
    if (course.alsoAsked !== undefined) world.expects(course.alsoAsked, /赔付审批/);
    world.nothingElse();
    expect(await world.tapsCard(card?.id ?? '', 'staff1', 'approve')).toMatchObject({ accepted: false });
    expect(await world.tapsCard(card?.id ?? '', handler, 'approve')).toMatchObject({ accepted: false });
    expect(await world.tapsCard(card?.id ?? '', course.approver, 'approve')).toMatchObject({ accepted: true });
    expect(await world.tapsCard(card?.id ?? '', course.approver, 'approve')).toMatchObject({ accepted: false });
    world.expects(handler, /已同意/);
    world.expects(handler, /方案已批准/);
    if (course.filed !== undefined) world.expects(course.filed[0], new RegExp(`【备案.*方案已批准.*依据 ${course.filed[1]}`));
    await world.ends();
  });

  test('handled, visited, closed', async () => {
    await world.tells(handler, `${number} 上传协议`, [AGREEMENT]);
    await world.tells(handler, `${number} 付款凭证 ${course.pays}元`, [VOUCHER]);
    world.forget();
    await world.tells(handler, `${number} 处理完毕`);
    world.expects(handler, /处理完毕.转回访/);
    world.expectsSms(PHONE, /已处理完毕/);
    expect(world.expects(course.visitor, new RegExp(`回访 ${number}`)).card?.basis).toEqual([course.visitRule]);
    await world.taps(course.visitor, '回访满意', { title: /^回访/, input: { text: '满意' } });
    world.expects('g1', /回访满意.已结案/);
    world.forget();
    await world.advances('P30D');
    await world.ends();
  });
});

describe('jinke-commercial: a need', () => {
  const number = 'JK-20260302-0001';

  test('JK-T1 JK-A1: registered as a need; its handling is approved by the project’s lead', async () => {
    await world.begins('jinke-commercial', MORNING);
    await world.says('staff1', LEAK);
    world.expects('g1', /投诉草稿/);
    await world.says('staff1', '不是投诉是需求');
    world.expects('g1', /草稿已更新/);
    expect((await world.card('g1', (one) => one.state === 'open')).title).toMatch(/需求草稿/);
    await world.taps('staff1', '确认登记', { chat: 'g1' });
    world.expects('g1', new RegExp(`${number}.*李明跟进`));
    world.expects('handler1', /新需求.*级别.需求/);
    expect(world.expects('handler1', new RegExp(`需求 ${number}`)).card?.basis).toEqual(['JK-T1']);
    world.expectsSms(PHONE, /已登记/);
    world.nothingElse();
    await world.tells('handler1', `${number} 方案:更换水管`);
    world.expects('handler1', /方案已提交.由项目客户服务分管负责人审批/);
    expect(world.expects('project-cs-lead1', /方案审批/).card?.basis).toEqual(['JK-A1']);
    await world.taps('project-cs-lead1', '同意');
    world.expects('handler1', /已同意/);
    world.expects('handler1', /方案已批准/);
    await world.ends();
  });

  test('JK-D1 JK-D2 JK-D3: contact within one hour, done within three, visited the next day', async () => {
    await world.movesTo('2026-03-02T09:40:00+08:00');
    expect(world.expects('handler1', /提醒.*联系责任部门.*10:00前/).at).toMatch(/T09:30:00/);
    world.nothingElse();
    await world.tells('handler1', `${number} 派单给张伟`);
    world.expects('handler1', /已派给张伟/);
    world.forget();
    await world.movesTo('2026-03-02T11:00:00+08:00');
    expect(world.expects('handler1', /提醒.*办结需求.*12:00前/).at).toMatch(/T10:30:00/);
    world.nothingElse();
    await world.tells('handler1', `${number} 处理完毕`);
    world.expects('handler1', /处理完毕/);
    world.expectsSms(PHONE, /已处理完毕/);
    world.expects('handler1', /回访/);
    await world.movesTo('2026-03-03T10:00:00+08:00');
    expect(world.expects('handler1', /提醒.*次日内回访客户.*3月3日 23:59前/).at).toMatch(/03-03T09:00/);
    await world.taps('handler1', '回访满意', { title: /^回访/, input: { text: '满意' } });
    world.expects('g1', /已结案/);
    await world.advances('P7D');
    await world.ends();
  });
});

describe('jinke-commercial: filings', () => {
  test('JK-A3 JK-A4: five households are filed by chat and by SMS, each filing once', async () => {
    await world.begins('jinke-commercial', MORNING);
    const number = await registers(world, LEAK);
    await world.tells('responsible-person1', `${number} 又有3户反映`);
    world.expects('responsible-person1', /现共 4 户/);
    world.nothingElse();
    await world.tells('responsible-person1', `${number} 又有1户反映`);
    world.expects('responsible-person1', /现共 5 户/);
    world.expects('responsible-person1', /由一般升为重要.*JK-L2b/);
    world.expects('crm-unit1', /备案.*JK-A3/);
    world.expects('crm-unit1', /备案.*JK-A4/);
    // The unit's own phone, and nothing of the customer in it.
    expect(world.expectsSms('19900000000', /周婷您好.*滨江一号.*备案/).text).not.toMatch(/漏水|1501|王女士|138|重要/);
    world.nothingElse();
    const card = await world.card('responsible-person1', (one) => one.title === `投诉 ${number}`);
    expect(card.facts.some((fact) => /电话报客户关系管理单位备案.*JK-A3/.test(fact.value))).toBe(true);
    await world.tells('responsible-person1', `${number} 媒体已经曝光了`);
    world.expects('responsible-person1', /媒体已曝光/);
    await world.ends();
  });

  test('JK-A3: a threat is no level, and is filed', async () => {
    await world.begins('jinke-commercial', MORNING);
    await registers(world, `${LEAK},不解决就找电视台`);
    // Registration itself filed it.
    const filed = (await world.get<{ to: string; template: string }[]>('/sms?after=0')).filter((one) => one.template === 'filing');
    expect(filed).toEqual([expect.objectContaining({ to: '19900000000' })]);
    const card = await world.card('responsible-person1', (one) => one.title.startsWith('投诉'));
    expect(valueOf(card, '级别')).toMatch(/一般/);
    await world.ends();
  });

  test('JK-A5: a major one is filed with the board', async () => {
    await world.begins('jinke-commercial', MORNING);
    const number = await registers(world, LEAK);
    await world.tells('responsible-person1', `${number} 共10户`);
    world.expects('board1', /备案.*级别重大.*JK-A5/);
    world.expects('crm-unit1', /备案.*JK-A3/);
    world.expectsSms('19900000000', /备案/);
    world.forget();
    await world.ends();
  });
});

describe('jinke-commercial: a customer who cannot be reached', () => {
  test('JK-D6: the greeting SMS in the book’s order, and the next try within 24 hours', async () => {
    await world.begins('jinke-commercial', MORNING);
    const number = await registers(world, LEAK);
    await world.tells('responsible-person1', `${number} 联系不上客户`);
    world.expects('responsible-person1', /已给客户发短信/);
    world.expectsSms(PHONE, /王女士您好,我是示范物业客服人员.今天收到您关于房屋质量问题的反映.*希望与您取得联系.*未能接通.*回电.*热线.*谅解.*祝您/);
    world.forget();
    await world.movesTo('2026-03-03T09:00:01+08:00');
    world.expects('responsible-person1', /超时.*再次致电客户/);
    world.forget();
    await world.ends();
  });

  test('JK-D5: the call and its SMS meet the three hours', async () => {
    await world.begins('jinke-commercial', MORNING);
    const number = await registers(world, LEAK);
    await world.tells('responsible-person1', `${number} 联系不上客户`);
    world.forget();
    await world.movesTo('2026-03-02T14:00:00+08:00');
    world.nothingElse();
    await world.ends();
  });
});

describe('jinke-commercial: an invalid complaint', () => {
  test('is declared by the vice president; nothing runs on', async () => {
    await world.begins('jinke-commercial', MORNING);
    const number = await registers(world, LEAK);
    await world.tells('responsible-person1', `${number} 无效,与事实不符,已向业主解释`);
    world.expects('responsible-person1', /已发给赵敏决定/);
    world.expects('commercial-cs-vp1', /申请按无效处理/);
    await world.taps('commercial-cs-vp1', '同意');
    world.expects('g1', /按无效处理/);
    world.expects('responsible-person1', /已由赵敏同意/);
    await world.advances('P14D');
    await world.ends();
  });
});

describe('every demo company', () => {
  test.each(['jinke-commercial', 'nanguang-property', 'estate-service-centre', 'greentown-group', 'longfor-hangzhou', 'standard'])(
    '%s: a holder of every role, two members of staff',
    async (pack) => {
      await world.begins(pack, MORNING);
      const people = await world.get<{ id: string; name: string; roles: string[] }[]>('/people');
      const held = new Set(people.flatMap((one) => one.roles));
      const roles = Object.keys(world.app.service.house.packs.byId(pack)?.roles ?? {});
      expect(roles.length).toBeGreaterThan(0);
      expect(roles.filter((role) => !held.has(role))).toEqual([]);
      expect(people.map((one) => one.id)).toEqual(expect.arrayContaining(['staff1', 'staff2', 'duty1']));
      // Two people of one name would be one in every message.
      expect(new Set(people.map((one) => one.name)).size).toBe(people.length);
    },
  );
});
