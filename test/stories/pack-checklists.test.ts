import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { PHOTO } from '../harness/photo.js';
import { World, type SeenCard } from '../harness/world.js';
import { LEAK, registers } from './told.js';

/** What the four other books leave to people: on the right card, from its moment to its end. */
let world: World;
let number = '';
beforeAll(async () => {
  world = await World.open('pack_checklist_stories');
});
afterAll(async () => {
  await world.close();
});

const MORNING = '2026-03-02T09:00:00+08:00';

const noted = (card: SeenCard): string =>
  card.facts
    .filter((fact) => fact.label === '请留意')
    .map((fact) => /依据 ([A-Z]+-[A-Za-z0-9]+)/.exec(fact.value)?.[1] ?? fact.value)
    .join(' ');

const onCard = async (who: string): Promise<string> => noted(await world.card(who, (one) => one.title.endsWith(number) && !one.title.startsWith('回访')));
const onVisit = async (who: string): Promise<string> => noted(await world.card(who, (one) => one.title === `回访 ${number}` && one.state === 'open'));

async function begins(pack: string, words = LEAK): Promise<void> {
  await world.begins(pack, MORNING);
  number = await registers(world, words);
}

describe('jinke-commercial', () => {
  const handler = 'responsible-person1';

  test('JK-E1, JK-E3: a complete record; what the call centre took is closed in time', async () => {
    await begins('jinke-commercial');
    expect(await onCard(handler)).toBe('JK-E1 JK-E3');
    await world.tells(handler, `${number} 已联系客户`);
    expect(await onCard(handler)).toBe('JK-E3');
    world.forget();
  });

  test('JK-A3, JK-E4, JK-E5: a group is phoned in, entered once, and its slips are entered', async () => {
    await world.tells(handler, `${number} 共4户`);
    expect(await onCard(handler)).toBe('JK-E3');
    await world.tells(handler, `${number} 共5户`);
    expect(await onCard(handler)).toBe('JK-A3 JK-E3 JK-E4 JK-E5');
    world.forget();
  });

  test('JK-E2, JK-D10: what audit passes on is followed by the city’s handler, and answered in time', async () => {
    await world.begins('jinke-commercial', MORNING);
    await world.says('staff1', '监审部转来:3栋2单元1501业主王女士13800138000反映厨房漏水');
    await world.taps('staff1', '确认登记', { chat: 'g1' });
    number = 'JK-20260302-0001';
    world.expects('city-crm-handler1', /请留意.*由您录入并跟踪.*JK-E2/);
    expect(world.drain('call-centre1')).toEqual([]);
    expect(await onCard(handler)).toBe('JK-E1 JK-D10');
    world.forget();
  });

  test('JK-E2: of the property service by the call centre', async () => {
    await world.begins('jinke-commercial', MORNING);
    await world.says('staff1', '监审部转来:3栋2单元1501业主王女士13800138000反映保安态度恶劣');
    await world.taps('staff1', '确认登记', { chat: 'g1' });
    world.expects('call-centre1', /请留意.*由呼叫中心录入.*JK-E2/);
    expect(world.drain('city-crm-handler1')).toEqual([]);
    world.forget();
  });

  test('JK-D3, JK-D4: a need that takes longer is approved; its visit fills the ledger and gives the cause', async () => {
    await world.begins('jinke-commercial', MORNING);
    await world.says('staff1', LEAK);
    await world.says('staff1', '不是投诉是需求');
    await world.taps('staff1', '确认登记', { chat: 'g1' });
    number = 'JK-20260302-0001';
    expect(await onCard('handler1')).toBe('JK-E1');
    await world.tells('handler1', `${number} 派单给张伟`);
    expect(await onCard('handler1')).toBe('JK-E1 JK-D4');
    await world.tells('handler1', `${number} 处理完毕`);
    expect(await onVisit('handler1')).toBe('JK-D3');
    world.forget();
  });
});

describe('nanguang-property', () => {
  const handler = 'service-assistant1';

  test('NG-P1, NG-P2, NG-P5, NG-P12: taken by the centre, passed on with a slip, solved at once or reported', async () => {
    await begins('nanguang-property');
    expect(await onCard(handler)).toBe('NG-P2 NG-P12 NG-P5');
    await world.tells(handler, `${number} 已联系客户`);
    expect(await onCard(handler)).toBe('NG-P2 NG-P5');
    world.forget();
  });

  test('NG-P4, NG-P6: the department goes to the site and puts it right by a date', async () => {
    await world.tells(handler, `${number} 派单给王芳`);
    expect(await onCard(handler)).toBe('NG-P5 NG-P4 NG-P6');
    await world.tells(handler, `${number} 现场核实完了,管道老化`, [PHOTO]);
    expect(await onCard(handler)).toBe('NG-P5 NG-P6');
    await world.tells(handler, `${number} 方案:更换水管`);
    expect(await onCard(handler)).toBe('NG-P6');
    await world.taps('service-supervisor1', '同意');
    world.forget();
  });

  test('NG-P8, NG-P10, NG-P11, NG-V6: answered, archived, and visited until satisfied', async () => {
    await world.tells(handler, `${number} 处理完毕,换了水管`);
    expect(await onCard(handler)).toBe('NG-P8 NG-P10');
    expect(await onVisit(handler)).toBe('NG-P11 NG-V6');
    world.forget();
  });

  test('NG-P7: of a major one the general manager calls the departments together', async () => {
    await begins('nanguang-property');
    await world.tells(handler, `${number} 共9户`);
    expect(world.drain('general-manager1')).toEqual([]);
    await world.tells(handler, `${number} 共10户`);
    world.expects('general-manager1', /请留意.*召集各部门.*NG-P7/);
    world.forget();
  });

  test('NG-P3: not founded is explained, and the card that asks for it says so', async () => {
    await begins('nanguang-property');
    await world.tells(handler, `${number} 无效,与事实不符`);
    const card = world.expects('service-supervisor1', /申请按无效处理/).card;
    expect(JSON.stringify(card?.facts)).toMatch(/须向客户作出解释.*NG-P3/);
    await world.taps('service-supervisor1', '同意');
    expect((await world.card(handler, (one) => one.title === `投诉 ${number}`)).basis).toEqual(['NG-P3']);
    world.forget();
  });
});

describe('estate-service-centre', () => {
  const handler = 'complaint-officer1';

  test('SC-A3, SC-P1, SC-P2, SC-P5, SC-P7, SC-C2: what the officer keeps in mind from the first word', async () => {
    await begins('estate-service-centre');
    expect(await onCard(handler)).toBe('SC-A3 SC-P7 SC-P2 SC-C2 SC-P5');
    world.forget();
  });

  test('SC-C4: once the customer is reached, answers are exact', async () => {
    await world.tells(handler, `${number} 已联系客户`);
    expect(await onCard(handler)).toBe('SC-A3 SC-P7 SC-P2 SC-C2 SC-C4');
    await world.tells(handler, `${number} 派单给王芳`);
    expect(await onCard(handler)).toBe('SC-A3 SC-P7 SC-C2 SC-C4');
    world.forget();
  });

  test('SC-A4: a group complaint is handled at once and reported up to the manager', async () => {
    await world.tells(handler, `${number} 共4户`);
    world.forget();
    await world.tells(handler, `${number} 共5户`);
    expect(await onCard(handler)).toBe('SC-A4 SC-A3 SC-P7 SC-C2 SC-C4');
    world.expects('complaint-supervisor1', /请留意.*立即督促处理.*SC-A4/);
    world.expects('department-manager1', /请留意.*请关注处理.*SC-A4/);
    world.forget();
  });
});

describe('marked by a person', () => {
  test('SC-A2, SC-C3: a group risk goes to the manager; a mistake of our own is reported', async () => {
    const handler = 'complaint-officer1';
    await begins('estate-service-centre');
    await world.tells(handler, `${number} 标记 有意思`);
    world.expects(handler, /可以标记.明显过失、群诉风险/);
    await world.tells(handler, `${number} 标记 没有群诉风险`);
    world.expects(handler, /可以标记/);
    world.nothingElse();
    await world.tells(handler, `${number} 标记 群诉风险,我方过失`);
    world.expects(handler, /已标记.*明显过失、群诉风险/);
    expect(await onCard(handler)).toMatch(/SC-A4.*SC-C3/);
    world.forget();
    await world.tells(handler, `${number} 方案:更换水管并赔偿100元`);
    expect(world.expects('department-manager1', /赔付审批/).card?.basis).toEqual(['SC-A2']);
    world.forget();
    await world.ends();
  });

  test('NG-P7: what needs coordination is the general manager’s to coordinate', async () => {
    await begins('nanguang-property');
    await world.tells('service-assistant1', `${number} 标记 需要协调`);
    world.expects('service-assistant1', /已标记/);
    world.expects('general-manager1', /请留意.*召集各部门.*NG-P7/);
    world.nothingElse();
    await world.ends();
  });

  test('GT-P1, GT-A1: a group-level one is handed to the group, and a colleague there approves', async () => {
    await begins('greentown-group');
    await world.says('project-service1', `${number} 标记 集团级`);
    // What it was marked as is no group's business.
    expect(JSON.stringify(world.drain('g1'))).not.toMatch(/集团级/);
    world.expects('project-service1', /已标记/);
    world.expects('group-service1', /转由您受理/);
    world.forget();
    await world.tells('group-service1', `${number} 方案:更换水管并赔偿100元`);
    expect(world.expects('group-service2', /赔付审批/).card?.basis).toEqual(['GT-A1']);
    world.forget();
    await world.ends();
  });

  test('JK-A3, JK-L1a: a group risk is filed at its level', async () => {
    await begins('jinke-commercial');
    await world.tells('responsible-person1', `${number} 标记 群诉风险`);
    world.expects('responsible-person1', /已标记/);
    world.expects('crm-unit1', /备案.*级别一般.*JK-A3/);
    world.expectsSms('19900000000', /备案/);
    world.nothingElse();
    await world.ends();
  });

  test('LF-L2a, LF-A17: a plain mistake is important, a unit handed back brings in the marketing director', async () => {
    await begins('longfor-hangzhou');
    await world.tells('property-cs-manager1', `${number} 标记 明显过失`);
    world.expects('property-cs-manager1', /由一般升为重要.*LF-L2a/);
    world.forget();
    await world.tells('property-cs-manager1', `${number} 标记 涉及退房`);
    await world.tells('property-cs-manager1', `${number} 方案:更换水管,维修费3000元`);
    expect(world.expects('marketing-director1', /审核/).card?.basis).toEqual(['LF-A2', 'LF-A14', 'LF-A17']);
    world.forget();
    await world.ends();
  });
});

describe('greentown-group', () => {
  const handler = 'project-service1';

  test('GT-C3, GT-N1: data kept secret; what is below standard is put right, the customer told, and prevented', async () => {
    await begins('greentown-group');
    expect(await onCard(handler)).toBe('GT-C3');
    await world.tells(handler, `${number} 派单给王芳`);
    expect(await onCard(handler)).toBe('GT-N1 GT-C3');
    await world.tells(handler, `${number} 处理完毕,换了水管`);
    expect(await onCard(handler)).toBe('GT-N1');
    world.forget();
  });

  test('GT-P1: a major one of a project is guided by the group', async () => {
    await begins('greentown-group');
    await world.tells(handler, `${number} 共9户`);
    expect(world.drain('group-service1')).toEqual([]);
    await world.tells(handler, `${number} 共10户`);
    world.expects('group-service1', /请留意.*请指导并检查处理.*GT-P1/);
    world.forget();
  });
});
