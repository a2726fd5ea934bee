import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { World } from '../harness/world.js';
import { registers, valueOf } from './told.js';

/** Rooms that are learnt after registration: 房号 3-2-1502. */
let world: World;
beforeAll(async () => {
  world = await World.open('room_stories');
});
afterAll(async () => {
  await world.close();
});

const HANDLER = 'property-cs-manager1';
/** Whoever reports does not know the room. */
async function registersWithout(words: string, by: string): Promise<string> {
  await world.says(by, words);
  await world.says(by, '不清楚');
  return registers(world, '就这些', by);
}

const roomsOn = async (number: string): Promise<string | undefined> => valueOf(await world.card(HANDLER, (one) => one.title === `投诉 ${number}`), '房号');

test('told later it stands on the card, in private only; a wrong one is put right, one more is one household more', async () => {
  await world.begins('longfor-hangzhou', '2026-03-02T09:00:00+08:00');
  const number = await registersWithout('3栋2单元的业主王女士13800138000来电,厨房漏水', 'staff1');
  expect(await roomsOn(number)).toBe('3-2');
  await world.says(HANDLER, `${number} 房号 3-2-1502`);
  world.expects(HANDLER, new RegExp(`已记录:${number} 的房号 3-2-1502`));
  expect(world.expects('g1', /已发到您的私聊/).text).not.toContain('1502');
  expect(await roomsOn(number)).toBe('3-2-1502');
  await world.tells(HANDLER, `${number} 房号写错了,应该是3-2-1602`);
  world.expects(HANDLER, /的房号 3-2-1602。/);
  await world.tells(HANDLER, `${number} 房号`);
  world.expects(HANDLER, /请写房号/);
  await world.tells(HANDLER, '3栋2单元1702');
  world.expects(HANDLER, /的房号 3-2-1602、3-2-1702。/);
  await world.tells(HANDLER, `${number} 房号 3-2-1702`);
  world.expects(HANDLER, /没有改动/);
  await world.tells('staff1', `${number} 房号 3-2-1802`);
  expect(world.drain('staff1').length).toBe(1);
  world.forget();
  await world.ends();
});

test('an earlier complaint of that room is found then', async () => {
  await world.begins('longfor-hangzhou', '2026-03-02T09:00:00+08:00');
  const first = await registers(world, '3栋2单元1502业主王女士13800138000来电,厨房漏水');
  await world.advances('PT2H');
  world.forget();
  const later = await registersWithout('3栋业主李先生13900139000来电,厨房漏水', 'staff2');
  await world.tells(HANDLER, `${later} 房号 3-2-1502`);
  world.expects(HANDLER, /的房号 3-2-1502/);
  world.expects(HANDLER, new RegExp(`同一事项投诉过:${first}.*计一次不满意`));
  const offered = await world.card(HANDLER, (one) => one.title === `是否并入 ${first}`);
  expect([offered.state, JSON.stringify(offered.facts)]).toEqual(['open', expect.stringContaining('同一房号')]);
  world.forget();
  await world.ends();
});
