import { World } from '../harness/world.js';
import { LEAK, PHONE, registers } from '../stories/told.js';

/** Customers are left alone at night, but for what a rule book sends at once (JK-D6). */
let world: World;
beforeAll(async () => {
  world = await World.open('sms_hours');
});
afterAll(async () => {
  await world.close();
});

it('what is said at night goes out at eight, the most needed first', async () => {
  await world.begins('standard', '2026-03-02T21:30:00+08:00');
  const number = await registers(world, LEAK);
  await world.tells('handler1', `${number} 联系不上客户`);
  world.expects('handler1', /联系不上,夜间不打扰客户,短信将在早上 8 点发出/);
  await world.tells('handler1', `${number} 约后天上午9点上门`);
  world.expects('handler1', /已约.*早上 8 点短信告知客户/);
  world.nothingElse();
  await world.movesTo('2026-03-03T07:59:59+08:00');
  expect(world.drain(`sms:${PHONE}`)).toEqual([]);
  world.forget();
  await world.movesTo('2026-03-03T08:00:30+08:00');
  const sent = world.drain(`sms:${PHONE}`);
  expect(sent.map((one) => one.at.slice(5, 19))).toEqual(['03-03T08:00:00', '03-03T08:00:01', '03-03T08:00:04']);
  expect(sent.map((one) => one.text)).toEqual([expect.stringMatching(/未能与您接通/), expect.stringMatching(/上门/), expect.stringMatching(/已登记/)]);
  world.forget();
  await world.movesTo('2026-03-03T08:30:00+08:00');
  expect(world.drain(`sms:${PHONE}`)).toEqual([]);
  world.forget();
  await world.ends();
});

it('what was kept for the morning is that day’s: said again in the forenoon it is not sent twice', async () => {
  await world.begins('standard', '2026-03-02T22:00:00+08:00');
  const number = await registers(world, LEAK);
  await world.tells('handler1', `${number} 联系不上客户`);
  world.forget();
  await world.movesTo('2026-03-03T10:00:00+08:00');
  world.forget();
  await world.tells('handler1', `${number} 还是打不通电话`);
  world.expects('handler1', /今天已发过短信/);
  expect(world.drain(`sms:${PHONE}`)).toEqual([]);
  world.forget();
  await world.ends();
});

it('what is no longer true in the morning is not said', async () => {
  await world.begins('standard', '2026-03-02T22:00:00+08:00');
  const number = await registers(world, LEAK);
  await world.tells('handler1', `${number} 联系不上客户`);
  await world.tells('handler1', `${number} 已联系上客户`);
  await world.tells('handler1', `${number} 约后天上午9点上门`);
  await world.tells('handler1', `${number} 约后天上午10点上门`);
  world.forget();
  await world.movesTo('2026-03-03T08:00:30+08:00');
  const sent = world.drain(`sms:${PHONE}`).map((one) => one.text);
  expect(sent).toEqual([expect.stringMatching(/10:00上门/), expect.stringMatching(/已登记/)]);
  world.forget();
  await world.ends();
});

it('what went out in the evening is not promised for the morning', async () => {
  await world.begins('standard', '2026-03-02T20:30:00+08:00');
  const number = await registers(world, LEAK);
  await world.tells('handler1', `${number} 联系不上客户`);
  world.forget();
  await world.movesTo('2026-03-02T21:30:00+08:00');
  world.forget();
  await world.tells('handler1', `${number} 还是打不通电话`);
  world.expects('handler1', /今天已发过短信/);
  await world.movesTo('2026-03-03T08:30:00+08:00');
  expect(world.drain(`sms:${PHONE}`)).toEqual([]);
  world.forget();
  await world.ends();
});

it('the SMS after a failed call goes at once where the book says so (JK-D6)', async () => {
  await world.begins('jinke-commercial', '2026-03-02T22:00:00+08:00');
  const number = await registers(world, LEAK);
  const handler = (await world.get<{ id: string; roles: string[] }[]>('/people')).find((one) => one.roles.includes('responsible-person'))?.id ?? 'staff1';
  await world.tells(handler, `${number} 联系不上客户`);
  expect(world.expectsSms(PHONE, /未能接通/).at).toMatch(/03-02T22:00/);
  world.forget();
  await world.ends();
});
