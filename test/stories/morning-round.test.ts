import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { open } from '../../src/platform/database/open.js';
import { World } from '../harness/world.js';

/** At 09:00 the day clocks of all cases nudge at once: they are told in rounds, and each person hears of his in one message. */
let world: World;
const CASES = 55;

beforeAll(async () => {
  world = await World.open('morning_round', { MESSAGES_PER_MINUTE: '1000' });
  await world.begins('standard', '2026-03-02T10:00:00+08:00');
});
afterAll(async () => {
  await world.close();
});

const rows = <T>(sql: string): Promise<T[]> => world.app.service.house.work.withoutTransaction((tx) => open(tx).rows<T>(sql));

test('the nudges of many cases reach their handler in one message, and nobody in two', async () => {
  for (let index = 0; index < CASES; index++) {
    await world.tells('staff1', `滨江一号${(index % 9) + 1}栋2单元${201 + index}业主李女士来电,厨房漏水,希望尽快来修,电话138${String(10_000_000 + index)}`);
    await world.tells('staff1', '确认');
  }
  world.forget();
  const planned = await rows<{ due: string; count: number }>(
    `select due_at::text as due, count(*) as count from timer where state = 'waiting' and kind = 'clock-nudge' group by due_at having count(*) >= ${CASES} order by due_at limit 1`,
  );
  expect(planned).toHaveLength(1);
  await world.movesTo(new Date(planned[0]?.due.replace(' ', 'T').replace(/\+00$/, 'Z') ?? '').toISOString());
  const told = await rows<{ recipient: string; trace: string; count: number }>(
    `select o.recipient, o.trace, (select count(*) from nudge_line l where l.message_key = o.dedupe_key) as count
     from outgoing o where o.kind = 'nudge' and o.created_at = (select max(due_at) from timer where kind = 'clock-nudge' and state = 'done')`,
  );
  expect(told.filter(({ trace }) => trace.startsWith('nudges:'))).toMatchObject([{ recipient: expect.any(String), count: CASES }]);
  expect(new Set(told.map(({ recipient }) => recipient)).size).toBe(told.length);
  world.forget();
});
