import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { AGREEMENT, PHOTO, VOUCHER } from '../harness/photo.js';
import { World } from '../harness/world.js';
import { withoutIds } from '../harness/without-ids.js';

/** One complaint through all nine points of the main job, over HTTP; any message nobody expected fails it. */
describe('the main job', () => {
  let world: World;
  const number = 'LH-20260302-0001';

  beforeAll(async () => {
    world = await World.open('main_job');
    await world.begins('longfor-hangzhou', '2026-03-02T09:00:00+08:00');
  });
  afterAll(async () => {
    await world.close();
  });

  test('1 talk: the bot asks for what is missing and shows the draft', async () => {
    await world.says('staff1', '3栋2单元1501业主来电,厨房漏水第三次了,要赔8000,不给就找电视台');
    world.expects('g1', /怎么称呼/);
    await world.says('staff1', '王女士 13800138000');
    const draft = world.expects('g1', /投诉草稿/).card;
    expect(draft?.buttons.map((button) => button.label)).toEqual(['确认登记', '修改', '取消']);
    // Contractors sit in the group: no sum, room, name or phone.
    expect(withoutIds(draft)).not.toMatch(/8000|1501|王女士|138/);
    // "第三次" says how often it leaked; how often he complained may be answered, and need not be.
    world.expects('g1', /之前投诉过几次/);
    world.nothingElse();
  });

  test('2 registration: the group hears number, project, subject and handler; the rest is private', async () => {
    expect(await world.taps('staff1', '确认登记', { chat: 'g1' })).toEqual({ accepted: true, message: `已登记 ${number}` });
    const said = world.expects('g1', new RegExp(number)).text;
    expect(said).toMatch(/滨江一号 厨房漏水,由刘洋跟进/);
    expect(said).not.toMatch(/重要|8000|1501|王女士|138/);
    world.expects('customer-manager1', /级别:重要/);
    world.expectsSms('13800138000', new RegExp(`王女士您好.*已登记.*${number}`));
    // Neither the draft nor a question left open can be tapped any more.
    for (const title of ['投诉草稿', '之前投诉过几次']) {
      expect(await world.card('g1', (one) => one.title.includes(title))).toMatchObject({ state: 'done', buttons: [] });
    }
  });

  test('3 decision: level and why are on the handler’s card', () => {
    const card = world.expects('customer-manager1', new RegExp(`投诉 ${number}`)).card;
    expect(card?.basis).toEqual(['LF-L2e']);
    expect(card?.facts).toContainEqual({ label: '风险提示', value: '扬言找媒体' });
    // The handler has to call; everybody else sees it masked.
    expect(card?.facts).toContainEqual({ label: '电话', value: '13800138000' });
    world.nothingElse();
  });

  test('4 handling: contacted, dispatched, visited, checked', async () => {
    await world.tells('customer-manager1', `${number} 已联系客户`);
    world.expects('customer-manager1', /已联系上客户/);
    await world.tells('customer-manager1', `${number} 派单给张伟`);
    world.expects('customer-manager1', /已派给张伟/);
    expect(JSON.stringify(world.expects('project-engineer1', /派单/).card)).not.toMatch(/8,000/);
    await world.taps('project-engineer1', '接单');
    world.expects('customer-manager1', /张伟已接单/);
    await world.tells('project-engineer1', '约明天下午3点上门');
    world.expects('project-engineer1', /已约3月3日 15:00上门,已短信告知客户/);
    world.expects('customer-manager1', /已约3月3日 15:00上门/);
    world.expectsSms('13800138000', /3月3日 15:00/);
    await world.movesTo('2026-03-02T15:00:00+08:00');
    world.nothingElse();
    await world.tells('project-engineer1', `${number} 到场了`);
    world.expects('project-engineer1', /请发一张现场照片/);
    await world.tells('project-engineer1', `${number} 到场了`, [PHOTO]);
    world.expects('project-engineer1', /到场,照片 1 张/);
    world.expects('customer-manager1', /已到场/);
    await world.tells('project-engineer1', `${number} 现场核实完了,是管道老化`);
    world.expects('project-engineer1', /现场核实/);
    world.expects('customer-manager1', /现场已核实.*管道老化/);
    world.nothingElse();
  });

  test('5 approval: in the pack’s order, only the entitled, once each', async () => {
    await world.tells('customer-manager1', `${number} 方案:更换水管并赔偿6000元`);
    world.expects('customer-manager1', /先由财务总监审核/);
    const card = world.expects('finance1', /赔付审核 · 财务总监/).card;
    expect(card?.facts).toContainEqual({ label: '拟赔付金额', value: '¥6,000.00' });
    expect(await world.tapsCard(card?.id ?? '', 'staff1', 'approve')).toMatchObject({ accepted: false });
    expect(await world.taps('finance1', '同意')).toMatchObject({ accepted: true });
    world.expects('customer-manager1', /褚云已同意/);
    world.expects('project-director1', /赔付审核 · 项目总监/);
    expect(await world.tapsCard(card?.id ?? '', 'finance1', 'approve')).toMatchObject({ accepted: false });
    await world.taps('project-director1', '同意');
    world.expects('customer-manager1', /冯涛已同意/);
    world.expects('regional-gm1', /赔付审批/);
    await world.taps('regional-gm1', '同意');
    world.expects('customer-manager1', /卫青已同意/);
    world.expects('customer-manager1', /方案已批准,拟赔付 ¥6,000\.00/);
    world.nothingElse();
    const shown = await world.card('finance1', (one) => one.title.startsWith('赔付'));
    expect(shown.state).toBe('done');
    expect(JSON.stringify(shown.facts)).toMatch(/已由 褚云/);
  });

  test('6 clocks: a nudge before the deadline, none after it is met', async () => {
    await world.movesTo('2026-03-04T09:00:00+08:00');
    world.nothingElse();
    await world.says('staff2', '1栋1单元302来电,墙面开裂,要求维修,李先生 13900139000', { chat: 'g1' });
    await world.settled();
  });

  test('7 customer texts went out once each', async () => {
    const sms = await world.get<{ to: string; template: string }[]>('/sms?after=0');
    expect(sms.filter((one) => one.to === '13800138000').map((one) => one.template)).toEqual(['registered', 'appointment']);
  });

  test('8 return visit: satisfied closes the case', async () => {
    world.forget();
    await world.tells('customer-manager1', `${number} 上传协议`, [AGREEMENT]);
    world.expects('customer-manager1', /已存档.*还缺:付款凭证/);
    await world.tells('customer-manager1', `${number} 付款凭证 6000元`, [VOUCHER]);
    world.expects('customer-manager1', /累计已付 ¥6,000\.00.*资料已齐/);
    await world.tells('customer-manager1', `${number} 处理完毕`);
    world.expects('customer-manager1', /处理完毕,转回访/);
    world.expectsSms('13800138000', /已处理完毕/);
    const visit = world.expects('customer-manager1', new RegExp(`回访 ${number}`)).card;
    expect(visit?.facts.filter((fact) => fact.label.startsWith('问题')).length).toBeGreaterThan(0);
    await world.taps('customer-manager1', '回访满意', { title: /^回访/, input: { text: '很满意' } });
    world.expects('g1', /回访满意,已结案/);
    world.nothingElse();
  });

  test('9 ledger: the manager asks in chat and downloads the table', async () => {
    await world.tells('project-director1', '查询台账');
    expect(world.expects('project-director1', /本月台账/).text).toMatch(/已结案 1/);
    const csv = await (await fetch(`${world.app.url}/api/ledger.csv?as=project-director1`)).text();
    const [heading = '', row = ''] = csv.split('\r\n');
    for (const column of ['日期', '编号', '投诉内容', '处理经过', '处理结果', '回访结果', '批准金额(元)', '已付金额(元)']) expect(heading).toContain(column);
    expect(row).toContain(number);
    expect(row).toContain('6000.00');
    expect(csv).not.toContain('13800138000');
    const book = await fetch(`${world.app.url}/api/ledger.xlsx?as=project-director1`);
    expect(Buffer.from(await book.arrayBuffer()).subarray(0, 2).toString()).toBe('PK');
    expect((await fetch(`${world.app.url}/api/ledger.csv?as=staff1`)).status).toBe(403);
  });
});
