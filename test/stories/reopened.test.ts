import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { World } from '../harness/world.js';
import { LEAK, registers, valueOf } from './told.js';

/** A case that was opened again (不满意) has its time for handling anew: as long as a new one of its level, from the reopening on. */
let world: World;
beforeAll(async () => {
  world = await World.open('reopened_stories');
});
afterAll(async () => {
  await world.close();
});

test('LF: three working days from the reopening, nudged on the target and the last day, missed and told upward', async () => {
  await world.begins('longfor-hangzhou', '2026-03-02T09:00:00+08:00');
  const handler = 'property-cs-manager1';
  const number = await registers(world, LEAK);
  await world.tells(handler, `${number} 已联系客户`);
  await world.tells(handler, `${number} 处理完毕,换了水管`);
  await world.movesTo('2026-03-06T10:00:00+08:00');
  world.forget();
  await world.tells('customer-manager1', `${number} 回访不满意,还在漏`);
  world.forget();
  // 03-02 would have ended on 03-05; from Friday the 6th it ends on Wednesday the 11th, its target is Monday the 9th.
  await world.movesTo('2026-03-09T09:00:00+08:00');
  world.expects('customer-manager1', new RegExp(`【提醒】${number}.*投诉处理完毕,3月11日 23:59前完成.*ST-D3`));
  world.forget();
  await world.tells('customer-manager1', `${number} 为什么提醒我`);
  expect(world.expects('customer-manager1', /接下来/).text).toMatch(/重新处理/);
  await world.movesTo('2026-03-12T08:00:00+08:00');
  world.expects('customer-manager1', new RegExp(`【超时】${number}.*投诉处理完毕,应于3月11日 23:59前完成`));
  world.expects('project-director1', new RegExp(`【超时】${number}.*投诉处理完毕`));
  world.forget();
  await world.tells(handler, `${number} 处理完毕,重做了防水`);
  world.forget();
  await world.movesTo('2026-03-13T12:00:00+08:00');
  expect(world.drain('project-director1').filter(({ text }) => text.includes('投诉处理完毕'))).toEqual([]);
  world.forget();
  await world.ends();
});

test('JK: a need has three hours from the reopening (JK-D2), a complaint its days (JK-D7); handled again in time is met', async () => {
  await world.begins('jinke-commercial', '2026-03-02T09:00:00+08:00');
  await world.says('staff1', LEAK);
  await world.says('staff1', '不是投诉是需求');
  await world.taps('staff1', '确认登记', { chat: 'g1' });
  const need = 'JK-20260302-0001';
  const complaint = await registers(world, '5栋1单元301业主李先生13900139000来电,电梯总是停运', 'staff2');
  for (const [handler, number] of [['handler1', need], ['responsible-person1', complaint]] as const) {
    await world.tells(handler, `${number} 已联系客户`);
    await world.tells(handler, `${number} 处理完毕,已处理`);
  }
  world.forget();
  await world.movesTo('2026-03-03T10:00:00+08:00');
  await world.tells('handler1', `${need} 回访不满意,还在漏`);
  await world.tells('handler1', `${complaint} 回访不满意,又停了`);
  world.forget();
  await world.movesTo('2026-03-03T11:30:00+08:00');
  world.expects('handler1', new RegExp(`${need}.*办结需求,3月3日 13:00前完成.*JK-D2`));
  await world.tells('handler1', `${need} 处理完毕,重做了防水`);
  world.forget();
  await world.movesTo('2026-03-04T09:00:00+08:00');
  world.expects('responsible-person1', new RegExp(`${complaint}.*一般投诉处理完毕,3月6日 23:59前完成.*JK-D7`));
  await world.tells('responsible-person1', `${complaint} 处理完毕,换了主板`);
  world.forget();
  await world.movesTo('2026-03-10T12:00:00+08:00');
  const missed = ['handler1', 'responsible-person1', 'project-cs-lead1'].flatMap((person) => world.drain(person)).filter(({ text }) => /超时.*处理完毕|办结需求/.test(text));
  expect(missed).toEqual([]);
  world.forget();
  await world.ends();
});

test('JK-D10: what is handled and waits for its return visit is not 超时 for want of progress; opened again, its days begin anew', async () => {
  await world.begins('jinke-commercial', '2026-03-02T09:00:00+08:00');
  const number = await registers(world, LEAK);
  const handler = 'responsible-person1';
  await world.tells(handler, `${number} 已联系客户`);
  await world.tells(handler, `${number} 处理完毕,换了水管`);
  const marks = async (): Promise<string | undefined> => valueOf(await world.card(handler, (one) => one.title.endsWith(number)), '标记');
  await world.movesTo('2026-03-09T10:00:00+08:00');
  expect(await marks()).toBeUndefined();
  await world.tells('handler1', `${number} 回访不满意,还在漏`);
  await world.movesTo('2026-03-12T23:59:59+08:00');
  expect((await marks()) ?? '').not.toMatch(/没有进展/);
  expect(world.drain('project-cs-lead1').filter(({ text }) => /没有进展/.test(text))).toEqual([]);
  await world.movesTo('2026-03-16T10:00:00+08:00');
  world.expects('project-cs-lead1', /3 个工作日没有进展记录.*JK-D10/);
  world.forget();
  await world.ends();
});
