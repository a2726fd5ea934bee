import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { open } from '../../src/platform/database/open.js';
import { DAY, MINUTE } from '../../src/terms/instants.js';
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

test('also when there are more of them than are read at a time: nobody hears of the rest a quarter hour later', async () => {
  const { house } = world.app.service;
  const [now] = await rows<{ at: string }>(`select (max(due_at) at time zone 'utc')::text || 'Z' as at from timer where kind = 'clock-nudge' and state = 'done'`);
  const at = Date.parse(now?.at.replace(' ', 'T') ?? '') + 20 * MINUTE;
  // Forty more clocks a case, as if it had as many duties, nudging twenty minutes later.
  const more = `insert into clock (id, company_id, case_id, name, rule, label, starts_on, met_by, unit, responsible_role, state, started_at, due_at, derivation)
    select md5(c.id::text || g)::uuid, company_id, case_id, 'more' || g, rule, label, starts_on, met_by, unit, responsible_role, 'running', started_at,
      timestamptz '${new Date(at + DAY).toISOString()}', derivation
    from (select distinct on (case_id) * from clock where responsible_role <> 'duty' order by case_id, id) c cross join generate_series(1, 40) g
    returning id, company_id, case_id`;
  const planned = `with more as (${more}) insert into timer (id, company_id, kind, subject, case_id, due_at, payload, state)
    select md5('nudge' || id::text)::uuid, company_id, 'clock-nudge', id::text, case_id, timestamptz '${new Date(at).toISOString()}', '{"why":"half"}', 'waiting' from more`;
  expect(await house.work.withoutTransaction((tx) => open(tx).run(planned))).toBe(40 * CASES);
  await world.movesTo(new Date(at + MINUTE).toISOString());
  const told = await rows<{ person: string; lines: number; messages: number }>(
    `select person_id as person, count(*) as lines, count(distinct message_key) as messages from nudge_line l join clock c on c.id = l.clock_id
     where c.name like 'more%' group by person_id`,
  );
  expect(told).toEqual([{ person: expect.any(String), lines: 40 * CASES, messages: 1 }]);
  world.forget();
});
