import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { AGREEMENT, SECOND_VOUCHER, VOUCHER } from '../harness/photo.js';
import { World } from '../harness/world.js';

/** What follows an approved compensation: agreement, payments, return visit, the end (LF-E5). */
describe('after the approval', () => {
  let world: World;
  const number = 'LH-20260302-0001';
  const handler = 'customer-manager1';

  beforeAll(async () => {
    world = await World.open('after_approval');
  });
  afterAll(async () => {
    await world.close();
  });

  /** A complaint with its plan on the way: 6,000 yuan in the longfor book, three steps. */
  async function planned(plan = '更换水管并赔偿6000元'): Promise<void> {
    await world.begins('longfor-hangzhou', '2026-03-02T09:00:00+08:00');
    await world.says('staff1', '3栋2单元1501王女士13800138000来电,厨房漏水,要赔8000');
    await world.taps('staff1', '确认登记', { chat: 'g1' });
    await world.tells(handler, `${number} 已联系客户`);
    await world.tells(handler, `${number} 方案:${plan}`);
    world.forget();
  }

  async function approved(): Promise<void> {
    for (const person of ['finance1', 'project-director1', 'regional-gm1']) await world.taps(person, '同意');
  }

  const paidInLedger = async (): Promise<string> => {
    const csv = await (await fetch(`${world.app.url}/api/ledger.csv?as=project-director1`)).text();
    const cells = [...csv.matchAll(/("(?:[^"]|"")*"|[^",\r\n]*)(,|\r\n)/g)].map((match) => match[1] ?? '');
    const width = cells.indexOf('结案时间') + 1;
    return cells[width + cells.indexOf('已付金额(元)')] ?? '';
  };

  test('LF-E5: neither agreement nor payment before the plan is approved', async () => {
    await planned();
    await world.tells(handler, `${number} 上传协议`, [AGREEMENT]);
    world.expects(handler, /还在审批,批准后再与客户签协议、付款/);
    await world.tells(handler, `${number} 付款凭证 6000元`, [VOUCHER]);
    world.expects(handler, /还在审批,批准后再与客户签协议、付款/);
    await approved();
    const told = world.expects(handler, /方案已批准,拟赔付 ¥6,000\.00/).text;
    expect(told).toMatch(/上传协议.*付款凭证/);
    world.forget();
    const card = await world.card(handler, (one) => one.title === `投诉 ${number}`);
    expect(card.facts).toContainEqual({ label: '赔付协议', value: '待上传' });
    expect(card.facts).toContainEqual({ label: '已付金额', value: '待上传付款凭证' });
    expect(card.buttons.map((button) => button.label)).toEqual(expect.arrayContaining(['上传协议', '付款凭证']));
    expect(await paidInLedger()).toBe('');
  });

  test('agreement and payments are kept as evidence of their kind, payments add up to what was approved', async () => {
    await planned();
    await approved();
    world.forget();
    await world.tells(handler, `${number} 上传协议`);
    world.expects(handler, /请发赔付协议或谅解书的照片或文件/);
    await world.tells(handler, '', [AGREEMENT]);
    world.expects(handler, /已存档:LH-20260302-0001 赔付协议 1 份。还缺:付款凭证/);
    // The sum is asked for; the picture that came along is not asked for again.
    await world.tells(handler, `${number} 付款凭证`, [VOUCHER]);
    world.expects(handler, /付了多少/);
    await world.tells(handler, '2000元');
    world.expects(handler, /本次 ¥2,000\.00,累计已付 ¥2,000\.00,批准 ¥6,000\.00。还缺:其余款项的付款凭证/);
    expect(await paidInLedger()).toBe('2000.00');
    await world.tells(handler, `${number} 付款凭证 4000元`, [VOUCHER]);
    world.expects(handler, /已经记在.*没有重复记录/);
    await world.tells(handler, `${number} 付款凭证 4000.01元`, [SECOND_VOUCHER]);
    world.expects(handler, /超过批准金额,没有记录.*重新审批/);
    await world.tells('finance1', `${number} 付款凭证 4000元`, [SECOND_VOUCHER]);
    world.expects('finance1', /累计已付 ¥6,000\.00.*资料已齐/);
    world.expects(handler, /已付款 ¥4,000\.00,凭证已存档/);
    expect(await paidInLedger()).toBe('6000.00');
    await world.tells(handler, `查询 ${number}`);
    expect(world.expects(handler, /附件/).text).toMatch(/\[赔付协议\] 赔付协议\.png[^]*\[付款凭证\] 回单\.gif/);
    world.expects(handler, /已付金额=¥6,000\.00\(2 笔/);
    world.expects(handler, /处理中/);
    await world.ends();
  });

  test('in a group nothing of it is said: the sums go to the private chat', async () => {
    await planned();
    await approved();
    world.forget();
    await world.says(handler, `${number} 付款凭证 7000元`, { attachments: [VOUCHER] });
    world.expects(handler, /超过批准金额/);
    expect(world.expects('g1', /私聊/).text).not.toMatch(/\d{4}\.|¥/);
    await world.says(handler, `${number} 付款凭证 6000元`, { attachments: [VOUCHER] });
    world.expects(handler, /累计已付 ¥6,000\.00/);
    world.expects('g1', /私聊/);
    world.nothingElse();
  });

  test('a front desk may not give papers, and nothing of its picture counts as one', async () => {
    await planned();
    await approved();
    world.forget();
    await world.tells('staff2', `${number} 付款凭证 6000元`, [VOUCHER]);
    world.expects('staff2', /由受理人刘洋或财务上传/);
    expect(await paidInLedger()).toBe('');
    world.nothingElse();
  });

  test('a satisfied customer is recorded, the case ends with the last paper', async () => {
    await planned();
    await approved();
    world.forget();
    await world.tells(handler, `${number} 处理完毕,已更换水管`);
    world.expects(handler, /转回访。结案还缺:赔付协议\(或谅解书\)、付款凭证,请受理人刘洋发来/);
    world.expects(handler, /^回访/);
    world.expectsSms('13800138000', /处理完毕/);
    await world.taps(handler, '回访满意', { title: /^回访/ });
    world.nothingElse();
    await world.tells(handler, `${number} 回访满意`);
    world.expects(handler, /还不能结案。结案还缺:赔付协议\(或谅解书\)、付款凭证,请受理人刘洋发来/);
    // Every working morning until they are there.
    await world.movesTo('2026-03-03T09:30:00+08:00');
    expect(world.expects(handler, /【提醒】.*结案还缺/).at).toBe('2026-03-03T09:00:00+08:00');
    await world.tells(handler, `${number} 谅解书`, [AGREEMENT]);
    world.expects(handler, /已存档/);
    await world.movesTo('2026-03-04T09:30:00+08:00');
    expect(world.expects(handler, /结案还缺:付款凭证/).at).toBe('2026-03-04T09:00:00+08:00');
    world.nothingElse();
    await world.tells(handler, `${number} 已付款6000元`, [VOUCHER]);
    world.expects(handler, /资料已齐,已结案/);
    world.expects('g1', /LH-20260302-0001 回访满意,已结案/);
    await world.movesTo('2026-03-09T18:00:00+08:00');
    await world.ends();
  });

  test('a raise is a new run; what was paid counts in it', async () => {
    await planned();
    await approved();
    await world.tells(handler, `${number} 上传协议`, [AGREEMENT]);
    await world.tells(handler, `${number} 付款凭证 6000元`, [VOUCHER]);
    world.forget();
    await world.tells(handler, `${number} 方案:赔偿5000元`);
    world.expects(handler, /新方案的赔付金额低于已付金额/);
    await world.tells(handler, `${number} 方案:赔偿8000元`);
    world.expects(handler, /先由财务总监审核/);
    await world.tells(handler, `${number} 付款凭证 2000元`, [SECOND_VOUCHER]);
    world.expects(handler, /还在审批/);
    await approved();
    world.forget();
    await world.tells(handler, `${number} 付款凭证 2000元`, [SECOND_VOUCHER]);
    world.expects(handler, /累计已付 ¥8,000\.00,批准 ¥8,000\.00。资料已齐/);
    await world.ends();
  });

  test('an agreement on less than was approved: the smaller sum is what must be paid', async () => {
    await planned();
    await approved();
    world.forget();
    await world.tells(handler, `${number} 上传协议,协议金额7000元`, [AGREEMENT]);
    world.expects(handler, /超过批准的/);
    await world.tells(handler, `${number} 上传协议,协议金额5000元`, [AGREEMENT]);
    world.expects(handler, /还缺:付款凭证/);
    await world.tells(handler, `${number} 付款凭证 5000元`, [VOUCHER]);
    world.expects(handler, /资料已齐/);
    await world.ends();
  });

  test('repairs without compensation need no papers', async () => {
    await planned('更换水管,维修费用2000元');
    await world.tells(handler, `${number} 付款凭证 2000元`, [VOUCHER]);
    world.expects(handler, /还在审批/);
    for (const person of ['finance1', 'project-director1', 'regional-gm1']) {
      if ((await world.get<object[]>(`/chats/${person}/messages?after=0`)).length > 0) await world.taps(person, '同意');
    }
    await world.tells(handler, `${number} 付款凭证 2000元`, [VOUCHER]);
    world.expects(handler, /没有赔付金额,不用付款凭证/);
    await world.tells(handler, `${number} 处理完毕`);
    expect(world.expects(handler, /转回访/).text).not.toMatch(/还缺/);
    await world.taps(handler, '回访满意', { title: /^回访/ });
    world.expects('g1', /回访满意,已结案/);
    world.forget();
    await world.ends();
  });
});
