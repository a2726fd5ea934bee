import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { World } from '../harness/world.js';
import { LEAK, registers, valueOf } from './told.js';

/** Complaints that 12345, the housing authority, the consumer association or petition passed on: their number, their deadline. */
let world: World;
beforeAll(async () => {
  world = await World.open('outside_stories');
});
afterAll(async () => {
  await world.close();
});

const HANDLER = 'property-cs-manager1';
const caseCard = (person: string, number: string) => world.card(person, (one) => one.title === `投诉 ${number}`);

describe('an outside deadline', () => {
  let number = '';

  test('is understood from words, shown to the handler and to nobody in the group', async () => {
    await world.begins('longfor-hangzhou', '2026-03-02T09:00:00+08:00');
    await world.says('staff1', '12345转来,工单号20260302001,3月3日前回复。3栋2单元1501业主王女士13800138000,厨房漏水');
    const draft = world.expects('g1', /投诉草稿/).card;
    expect(JSON.stringify(draft)).not.toMatch(/20260302001|3月3日/);
    const answer = await world.taps('staff1', '确认登记', { chat: 'g1' });
    number = /LH-\d{8}-\d{4}/.exec(answer.message)?.[0] ?? '';
    expect(JSON.stringify(world.drain('g1'))).not.toMatch(/20260302001|3月3日/);
    const card = await caseCard(HANDLER, number);
    expect(valueOf(card, '外部来件')).toBe('12345');
    expect(valueOf(card, '外部工单号')).toBe('20260302001');
    expect(valueOf(card, '外部时限')).toMatch(/^3月3日 23:59前回复/);
    expect(valueOf(card, '来源')).toBe('委托转告');
    expect(JSON.stringify(world.drain(HANDLER))).not.toMatch(/还缺/);
    world.forget();
  });

  test('nudges and is missed at its own time, and an extension does not go beyond it', async () => {
    await world.tells(HANDLER, `${number} 已联系客户`);
    await world.tells(HANDLER, `${number} 派单给张伟`);
    world.forget();
    await world.tells(HANDLER, `${number} 申请延期到3月10日,配件没到`);
    world.expects(HANDLER, /12345要求3月3日 23:59前回复,不能超过/);
    await world.tells(HANDLER, '我的待办');
    world.forget();
    await world.movesTo('2026-03-03T15:00:00+08:00');
    const nudges = world.drain(HANDLER).filter((one) => /办结并回复12345.*外部时限/.test(one.text));
    expect(nudges.map((one) => one.at.slice(11, 16))).toEqual(['09:00', '15:00']);
    world.forget();
    await world.movesTo('2026-03-04T08:30:00+08:00');
    world.expects(HANDLER, /超时.*办结并回复12345.*3月3日 23:59/);
    world.forget();
    await world.ends();
  });

  test('put off by the body itself: told in words, and the clock moves; handling meets it', async () => {
    await world.begins('longfor-hangzhou', '2026-03-02T09:00:00+08:00');
    number = await registers(world, '12345转来,工单号20260302001,3月3日17点前回复。3栋2单元1501业主王女士13800138000,厨房漏水');
    await world.tells(HANDLER, `${number} 外部时限改为3月9日`);
    world.expects(HANDLER, /12345 工单号 20260302001,3月9日 23:59前回复/);
    expect(valueOf(await caseCard(HANDLER, number), '外部时限')).toMatch(/^3月9日 23:59/);
    await world.tells(HANDLER, `${number} 已联系客户`);
    await world.tells(HANDLER, `${number} 处理完毕,已更换软管`);
    world.forget();
    const csv = await (await fetch(`${world.app.url}/api/ledger.csv?as=project-director1`)).text();
    const [heading = '', row = ''] = csv.split('\r\n');
    expect(heading).toMatch(/外部工单号,外部时限/);
    expect(row).toMatch(/20260302001,2026-03-09 23:59/);
    await world.movesTo('2026-03-10T09:00:00+08:00');
    expect(world.drain(HANDLER).filter((one) => /回复12345/.test(one.text))).toEqual([]);
    world.forget();
    await world.ends();
  });
});

describe('number and deadline that the report left out', () => {
  test('are asked for, and the answer needs no other words', async () => {
    await world.begins('standard', '2026-03-02T09:00:00+08:00');
    await world.tells('staff1', '住建局转来的投诉,3栋2单元1501业主王女士13800138000,厨房漏水,滨江一号');
    world.expects('staff1', /住建.*工单号是多少,要求什么时候前回复/);
    await world.tells('staff1', 'ZJ-2026-00318,3月9日前');
    const draft = world.expects('staff1', /投诉草稿/).card;
    expect(valueOf(draft, '外部来件')).toMatch(/住建.*工单号 ZJ-2026-00318.*3月9日 23:59前回复/);
    await world.taps('staff1', '取消');
    world.forget();
  });

  test('else 待补, and the handler is asked in private; his words complete them', async () => {
    await world.begins('standard', '2026-03-02T09:00:00+08:00');
    await world.says('staff1', '信访局转来的投诉,3栋2单元1501业主王女士13800138000,厨房漏水');
    world.expects('g1', /工单号是多少/);
    await world.says('staff1', '不知道');
    const answer = await world.taps('staff1', '确认登记', { chat: 'g1' });
    const number = /[A-Z]+-\d{8}-\d{4}/.exec(answer.message)?.[0] ?? '';
    world.expects('handler1', /信访转来,还缺工单号和回复时限/);
    expect(valueOf(await caseCard('handler1', number), '待补')).toMatch(/外部工单号和时限/);
    world.forget();
    await world.tells('handler1', `${number} 信访工单号XF2026030088,5个工作日内回复`);
    world.expects('handler1', /信访 工单号 XF2026030088,3月9日 23:59前回复/);
    expect(valueOf(await caseCard('handler1', number), '待补') ?? '').not.toMatch(/外部/);
    await world.ends();
  });

  test('what a customer threatens to do is not from outside', async () => {
    await world.begins('standard', '2026-03-02T09:00:00+08:00');
    const number = await registers(world, `${LEAK},再不修就打12345投诉,还要去住建局反映`);
    expect(valueOf(await caseCard('handler1', number), '外部来件')).toBeUndefined();
    await world.ends();
  });
});
