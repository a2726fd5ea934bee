import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { smsHeard } from '../../src/flow/acts/sms-news.js';
import { open } from '../../src/platform/database/open.js';
import { World } from '../harness/world.js';
import { LEAK, PHONE, registers } from './told.js';

/** How much a customer is written to: three a day and number, never twice for one occasion, what cannot wait before what can, and 退订. */
let world: World;
beforeAll(async () => {
  world = await World.open('sms_limit_stories');
});
afterAll(async () => {
  await world.close();
});

const HANDLER = 'handler1';
/** What the customer's phone showed since the last look: minute and first words that matter. */
const rang = (): readonly string[] => world.drain(`sms:${PHONE}`).map(({ at, text }) => `${at.slice(5, 16)} ${KINDS.find(([words]) => words.test(text))?.[1] ?? text}`);
const KINDS: readonly (readonly [RegExp, string])[] = [[/已登记/, 'registered'], [/未能与您接通/, 'unreachable'], [/已处理完毕|处理完毕/, 'finished'], [/上门/, 'appointment'], [/进展|正在/, 'progress']];

test('three a day and number: one occasion is told once, the fourth is refused in words and the next day counts anew', async () => {
  await world.begins('standard', '2026-03-02T09:00:00+08:00');
  await world.says('staff1', LEAK);
  await world.taps('staff1', '确认登记', { chat: 'g1' });
  const number = 'ST-20260302-0001';
  expect(rang()).toEqual(['03-02T09:00 registered']);
  await world.movesTo('2026-03-02T10:00:00+08:00');
  await world.tells(HANDLER, `${number} 联系不上客户`);
  await world.tells(HANDLER, `${number} 又没打通`);
  expect(rang()).toEqual(['03-02T10:00 unreachable']);
  world.expects(HANDLER, /今天已发过短信/);
  await world.tells(HANDLER, `${number} 约明天上午9点上门`);
  expect(rang()).toEqual(['03-02T10:00 appointment']);
  world.forget();
  await world.tells(HANDLER, `${number} 处理完毕,换了水管`);
  expect(rang()).toEqual([]);
  world.expects(HANDLER, /该号码今天已收到 3 条短信,请电话联系客户,或明天再发/);
  world.forget();
  // Another complaint of the same customer finds the number's day as full.
  const other = await registers(world, `5栋1单元301业主王女士${PHONE}来电,电梯停运`, 'staff2');
  expect(rang()).toEqual([]);
  await world.movesTo('2026-03-03T10:00:00+08:00');
  world.forget();
  await world.tells(HANDLER, `${other} 联系不上客户`);
  expect(rang()).toEqual(['03-03T10:00 unreachable']);
  world.forget();
  await world.ends();
});

test('a progress notice leaves the number’s last SMS of the day to what cannot wait', async () => {
  await world.begins('standard', '2026-03-02T09:00:00+08:00');
  const number = await registers(world, LEAK);
  await world.tells(HANDLER, `${number} 已联系客户`);
  const due = await progressDue();
  await world.movesTo(minutesBefore(due, 30));
  world.forget();
  await world.tells(HANDLER, `${number} 联系不上客户`);
  await world.tells(HANDLER, `${number} 约明天上午9点上门`);
  expect(rang().map((one) => one.slice(12))).toEqual(['unreachable', 'appointment']);
  await world.movesTo(minutesBefore(due, -1));
  expect(rang()).toEqual([]);
  await world.tells(HANDLER, `${number} 处理完毕,换了水管`);
  expect(rang().map((one) => one.slice(12))).toEqual(['finished']);
  world.forget();
  await world.ends();
});

test('after 退订 the customer hears only what he is owed: that he could not be reached, and how it ended', async () => {
  await world.begins('standard', '2026-03-02T09:00:00+08:00');
  const number = await registers(world, LEAK);
  await world.tells(HANDLER, `${number} 已联系客户`);
  await smsHeard(world.app.service.house, { receipts: [], replies: [{ provider: 'simulator', phone: PHONE, text: 'TD', id: 'td1' }] });
  await world.settled();
  const due = await progressDue();
  world.forget();
  await world.movesTo(minutesBefore(due, -1));
  expect(rang()).toEqual([]);
  await world.tells(HANDLER, `${number} 约后天上午9点上门`);
  expect(rang()).toEqual([]);
  await world.tells(HANDLER, `${number} 联系不上客户`);
  await world.tells(HANDLER, `${number} 处理完毕,换了水管`);
  expect(rang().map((one) => one.slice(12))).toEqual(['unreachable', 'finished']);
  world.forget();
  await world.ends();
});

/** When the next progress notice falls due (ST-D5). */
async function progressDue(): Promise<number> {
  const [row] = await world.app.service.house.work.withoutTransaction((tx) =>
    open(tx).rows<{ at: number }>(`select t.due_at as at from timer t join company c on c.id = t.company_id where c.retired_at is null and t.kind = 'progress' and t.state = 'waiting'`),
  );
  if (row === undefined) throw new Error('no progress notice is planned');
  return row.at;
}

const minutesBefore = (at: number, minutes: number): string => new Date(at - minutes * 60_000).toISOString();
