import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { World, type SeenCard } from '../harness/world.js';
import { LEAK, PHONE, registers, valueOf } from './told.js';

/** What the books ask for when things do not go as planned: more time, marks, closing over a dissatisfied customer. */
let world: World;
beforeAll(async () => {
  world = await World.open('exception_stories');
});
afterAll(async () => {
  await world.close();
});

const MORNING = '2026-03-02T09:00:00+08:00';

const cardOf = (person: string, number: string): Promise<SeenCard> => world.card(person, (one) => one.title.endsWith(number));

async function ledgerLine(number: string): Promise<Readonly<Record<string, string>>> {
  const file = await (await fetch(`${world.app.url}/api/ledger.csv`)).text();
  const [head = '', ...lines] = file.replace(/^\uFEFF/, '').split(/\r?\n(?=(?:[^"]*"[^"]*")*[^"]*$)/);
  const cells = (line: string): string[] => line.split(/,(?=(?:[^"]*"[^"]*")*[^"]*$)/).map((cell) => cell.replace(/^"|"$/g, ''));
  const found = lines.find((line) => line.includes(number)) ?? '';
  const values = cells(found);
  return Object.fromEntries(cells(head).map((heading, index) => [heading, values[index] ?? '']));
}

describe('jinke-commercial: a need that takes longer', () => {
  const number = 'JK-20260302-0001';

  const begins = async (): Promise<void> => {
    await world.begins('jinke-commercial', MORNING);
    await world.says('staff1', LEAK);
    await world.says('staff1', '不是投诉是需求');
    await world.taps('staff1', '确认登记', { chat: 'g1' });
    await world.tells('handler1', `${number} 派单给张伟`);
    world.forget();
  };

  test('JK-D4: more time is asked for before the due time with reason and end, of the project’s lead by card', async () => {
    await begins();
    await world.tells('handler1', `${number} 申请延期到3月4日`);
    world.expects('handler1', /为什么要延期/);
    await world.tells('handler1', '配件要从外地调货');
    world.expects('handler1', /延期.办结需求延到3月4日.*申请已发给.*决定/);
    const card = world.expects('project-cs-lead1', /申请延期/).card;
    expect(valueOf(card, '原因')).toMatch(/配件要从外地调货/);
    expect(valueOf(card, '批准后')).toMatch(/JK-D7/);
    expect(card?.basis).toEqual(['JK-D4']);
    for (const person of ['handler1', 'commercial-cs-vp1', 'staff2']) {
      expect(await world.tapsCard(card?.id ?? '', person, 'approve')).toMatchObject({ accepted: false });
    }
    await world.ends();
  });

  test('JK-D7: granted, one to three working days from the day the need came in take over', async () => {
    await world.taps('project-cs-lead1', '同意');
    world.expects('handler1', /延期.*申请已由.*同意/);
    // No nudge of the three hours, and nobody is late at noon.
    await world.movesTo('2026-03-03T08:00:00+08:00');
    world.nothingElse();
    await world.movesTo('2026-03-05T16:00:00+08:00');
    const nudges = world.drain('handler1').map((one) => `${one.at.slice(5, 16)} ${one.text}`);
    expect(nudges).toHaveLength(4);
    expect(nudges[0]).toMatch(/03-03T09:00.*办结需求.*JK-D7/);
    expect(nudges[3]).toMatch(/03-05T15:00.*3月5日 23:59前.*JK-D7/);
    await world.ends();
  });

  test('JK-D4: the return visit states the cause', async () => {
    await world.tells('handler1', `${number} 处理完毕`);
    world.expects('handler1', /处理完毕.转回访/);
    world.expectsSms(PHONE, /已处理完毕/);
    const visit = world.expects('handler1', /回访/).card;
    expect(valueOf(visit, '延期原因')).toMatch(/配件要从外地调货.*办结需求延到3月5日 23:59/);
    await world.ends();
  });

  test('JK-D4: more than JK-D7 gives is refused', async () => {
    await begins();
    await world.tells('handler1', `${number} 配件没到,申请延期到3月9日`);
    world.expects('handler1', /最迟可延到3月5日 23:59.*JK-D7/);
    await world.ends();
  });

  test('JK-D4: refused, the clock runs on', async () => {
    await world.tells('handler1', `${number} 配件没到,申请延期到3月4日`);
    await world.taps('project-cs-lead1', '驳回', { input: { reason: '仓库有货' } });
    world.forget();
    await world.movesTo('2026-03-02T12:00:01+08:00');
    world.expects('handler1', /提醒.*办结需求.*12:00前/);
    world.expects('handler1', /提醒.*办结需求.*12:00前/);
    world.expects('handler1', /超时.*办结需求.*JK-D2/);
    world.expects('responsible-person1', /超时.*办结需求/);
    await world.ends();
  });

  test('JK-D4: undecided, the clock runs on; decided after it, nothing moves', async () => {
    await begins();
    await world.tells('handler1', `${number} 配件没到,申请延期到3月4日`);
    world.forget();
    await world.movesTo('2026-03-02T12:00:01+08:00');
    world.expects('handler1', /超时.*办结需求.*JK-D2/);
    world.forget();
    expect(await world.taps('project-cs-lead1', '同意')).toMatchObject({ accepted: false, message: expect.stringMatching(/已到期/) });
    world.expects('handler1', /申请没有生效/);
    await world.tells('handler1', `${number} 处理完毕`);
    expect(valueOf(await world.card('handler1', (one) => one.title === `回访 ${number}`), '延期原因')).toBeUndefined();
    world.forget();
    await world.ends();
  });
});

describe('jinke-commercial: marks', () => {
  const handler = 'responsible-person1';

  test('JK-D10: no progress for three working days is 超时, once a stretch; progress is an entry by a person', async () => {
    await world.begins('jinke-commercial', MORNING);
    const number = await registers(world, LEAK);
    await world.tells(handler, `${number} 已联系客户`);
    await world.tells(handler, `${number} 申请延期到3月31日,等厂家排期`);
    await world.taps('project-cs-lead1', '同意');
    await world.movesTo('2026-03-04T10:00:00+08:00');
    await world.tells(handler, `${number} 补充:厂家已派人`);
    world.forget();
    await world.movesTo('2026-03-09T23:59:59+08:00');
    expect(world.drain('project-cs-lead1')).toEqual([]);
    await world.movesTo('2026-03-10T00:00:00+08:00');
    // It is marked at its instant and told in the morning.
    expect(valueOf(await cardOf(handler, number), '标记')).toBe('超时(JK-D10)');
    expect(world.drain('project-cs-lead1')).toEqual([]);
    await world.movesTo('2026-03-10T08:00:00+08:00');
    expect(world.expects('project-cs-lead1', /【超时】.*标记为“超时”.*3 个工作日没有进展记录.*JK-D10/).text).toContain(number);
    world.forget();
    // The same stretch marks once.
    await world.movesTo('2026-03-20T10:00:00+08:00');
    expect(world.drain('project-cs-lead1').filter((one) => /标记/.test(one.text))).toEqual([]);
    expect(valueOf(await cardOf(handler, number), '标记')).toBe('超时(JK-D10)');
    await world.tells(handler, `${number} 补充:厂家又改期了`);
    await world.movesTo('2026-03-25T23:59:59+08:00');
    expect(world.drain('project-cs-lead1').filter((one) => /标记/.test(one.text))).toEqual([]);
    await world.movesTo('2026-03-26T08:00:00+08:00');
    world.expects('project-cs-lead1', /标记为“超时”/);
    world.forget();
    expect((await ledgerLine(number))['标记']).toBe('超时(JK-D10)');
    await world.ends();
  });

  test('JK-D10: what audit passed on and is not answered by its deadline is 超时', async () => {
    await world.begins('jinke-commercial', MORNING);
    await world.says('staff1', '监审部转来:3栋2单元1501业主王女士13800138000反映厨房漏水');
    await world.taps('staff1', '确认登记', { chat: 'g1' });
    const number = 'JK-20260302-0001';
    await world.tells(handler, `${number} 已联系客户`);
    await world.movesTo('2026-03-04T10:00:00+08:00');
    await world.tells(handler, `${number} 补充:已约厂家`);
    world.forget();
    await world.movesTo('2026-03-06T08:00:00+08:00');
    // In one message with the miss itself.
    world.expects('project-cs-lead1', /超时.*一般投诉处理完毕[^]*标记为“超时”.*3月5日 23:59.*JK-D10/);
    world.forget();
    expect(valueOf(await cardOf(handler, number), '标记')).toBe('超时(JK-D10)');
    await world.ends();
  });

  test.each([
    ['passed on by audit, is 超时', '监审部转来:3栋2单元1501业主王女士13800138000反映厨房漏水', '超时(JK-D10)'],
    ['by any other door, is late and bears no mark', LEAK, undefined],
  ])('JK-D10: not closed as required, %s', async (_, words, mark) => {
    await world.begins('jinke-commercial', MORNING);
    const number = await registers(world, words);
    await world.tells(handler, `${number} 已联系客户`);
    await world.tells(handler, `${number} 处理完毕`);
    await world.movesTo('2026-03-05T12:00:00+08:00');
    await world.tells('handler1', `${number} 补充:约客户周末回访`);
    await world.movesTo('2026-03-06T08:00:00+08:00');
    world.expects('handler1', /超时.*回访客户/);
    expect(valueOf(await cardOf(handler, number), '标记')).toBe(mark);
    world.forget();
    await world.ends();
  });

  test('JK-D11: the customer who complains again is 升级, once; the level stays', async () => {
    await world.begins('jinke-commercial', MORNING);
    const number = await registers(world, LEAK);
    await world.tells('staff1', `${number} 补充:王女士再次投诉,说还没人来`);
    world.expects('staff1', /已补充/);
    world.expects('project-cs-lead1', /【升级】.*标记为“升级”.*JK-D11/);
    world.nothingElse();
    const card = await cardOf(handler, number);
    expect(valueOf(card, '级别')).toBe('一般');
    expect(valueOf(card, '标记')).toBe('升级(JK-D11)');
    await world.tells(handler, `${number} 标记 再次投诉`);
    world.expects(handler, /已标记/);
    await world.tells('staff1', `${number} 补充:没有再次投诉,只是来问进度`);
    world.expects('staff1', /已补充/);
    const line = await ledgerLine(number);
    expect(line['标记']).toBe('升级(JK-D11)');
    expect(line['是否升级']).toMatch(/再次投诉/);
    await world.ends();
  });

  test('JK-D11, JK-D12: entered after 24 hours is 升级', async () => {
    await world.begins('jinke-commercial', MORNING);
    await world.says('staff1', '3栋2单元1501业主王女士13800138000前天上午10点来电,厨房漏水');
    await world.taps('staff1', '确认登记', { chat: 'g1' });
    const number = 'JK-20260302-0001';
    world.expects('project-cs-lead1', /标记为“升级”.*录入系统并明确责任人.*JK-D11/);
    expect(valueOf(await cardOf(handler, number), '标记')).toBe('升级(JK-D11)');
    expect((await ledgerLine(number))['是否升级']).toMatch(/录入系统并明确责任人超时/);
    world.forget();
    await world.ends();
  });
});

describe('nanguang-property: a customer who stays dissatisfied', () => {
  const handler = 'service-assistant1';
  let number = '';

  const visitFails = async (): Promise<void> => {
    await world.tells(handler, `${number} 处理完毕`);
    await world.tells(handler, `${number} 回访不满意,客户嫌慢`);
  };

  test('NG-P11: dissatisfied is reopened; before the third nobody closes', async () => {
    await world.begins('nanguang-property', MORNING);
    number = await registers(world, LEAK);
    await world.tells(handler, `${number} 已联系客户`);
    await visitFails();
    world.forget();
    expect(valueOf(await cardOf(handler, number), '状态')).toBe('处理中');
    await visitFails();
    expect(world.expects('service-supervisor1', /第 2 次/).text).not.toMatch(/结案/);
    world.forget();
    await world.tells('service-supervisor1', `${number} 结案,客户不讲道理`);
    world.expects('service-supervisor1', /还不能这样结案.*NG-P11.*现在回访不满意 2 次/);
    await world.ends();
  });

  test('NG-P11: after the third the supervisor closes with a reason, others are refused by name', async () => {
    await visitFails();
    world.expects('service-supervisor1', /第 3 次[^]*您可以说明理由后结案.*NG-P11/);
    world.forget();
    await world.tells(handler, `${number} 结案,已按方案办完`);
    world.expects(handler, /由客户服务主任.*说明理由后结案.*NG-P11/);
    await world.tells('service-supervisor1', `${number} 结案`);
    world.expects('service-supervisor1', /请写一句结案的理由/);
    await world.tells('service-supervisor1', '三次上门均已修好,客户仍不认可');
    world.expects('service-supervisor1', /已结案.*NG-P11/);
    world.expects('g1', /已结案/);
    world.expects(handler, /结案.理由.三次上门均已修好/);
    const card = await cardOf(handler, number);
    expect(card.state).toBe('done');
    expect((await ledgerLine(number))['处理经过']).toMatch(/结案:三次上门均已修好/);
    await world.advances('P30D');
    await world.ends();
  });

  test('a book without such a rule closes by the return visit alone', async () => {
    await world.begins('longfor-hangzhou', MORNING);
    number = await registers(world, LEAK);
    await world.tells('project-director1', `${number} 结案,没必要再跟`);
    world.expects('project-director1', /回访满意后才结案/);
    await world.ends();
  });
});
