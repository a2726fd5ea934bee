import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { openService, type Service } from '../../src/app.service.js';
import { simulatorCompany, storeArrival } from '../../src/flow/door.js';
import { TAPS, type InboundOutcome } from '../../src/intake/index.js';
import { readConfiguration } from '../../src/platform/configuration/index.js';
import { open } from '../../src/platform/database/open.js';
import { createLogger } from '../../src/platform/logging/index.js';
import { World, type SeenCard } from '../harness/world.js';
import { Approving, HANDLER } from '../stories/approving.js';
import { LEAK, registers, valueOf } from '../stories/told.js';

/** Two services on one database, each with its own connections and its own memory. */
let world: World;
let stage: Approving;
let other: Service;
beforeAll(async () => {
  world = await World.open('approval_replicas');
  stage = new Approving(world);
  const configuration = readConfiguration({ NODE_ENV: 'test', SIMULATOR: 'on' }, process.cwd());
  const log = createLogger({ level: 'warn', secrets: [] }, { write: () => undefined });
  other = await openService({ configuration, address: world.app.database.address, log, linkKey: 'test-link-signing-key-of-32-letters' });
});
afterAll(async () => {
  await other.stop();
  await world.close();
});

/** A tap that reaches one of the two. */
async function tapAt(service: Service, card: SeenCard, by: string, action: string): Promise<InboundOutcome> {
  const company = await simulatorCompany(service.house);
  if (company === null) throw new Error('no demo company');
  const lane = { companyId: company.head.id, channel: 'simulator', chatId: TAPS, personId: by };
  const payload = { cardId: card.id, action, input: { reason: '再议' } };
  const stored = await storeArrival(service.house, { lane, clock: company.head.clock, kind: 'tap', messageKey: null, payload });
  for (;;) {
    await service.workers.workLane(lane);
    const [row] = await rows<{ outcome: InboundOutcome | null }>('select outcome from inbound where id = $1', [stored.id]);
    if (row?.outcome) return row.outcome;
  }
}

const rows = <T extends object>(sql: string, values: readonly unknown[] = []): Promise<T[]> =>
  world.app.service.house.work.withoutTransaction((tx) => open(tx).rows<T>(sql, [...values]));

test('two taps at one moment from two replicas: one decision, and the other hears who made it', async () => {
  await stage.begins('longfor-hangzhou');
  await stage.underApproval();
  const card = await stage.stepCard('finance1');
  const services = [world.app.service, other];
  const answers = await Promise.all(Array.from({ length: 24 }, (_, index) => tapAt(services[index % 2] ?? other, card, 'finance1', index % 3 === 0 ? 'reject' : 'approve')));
  expect(answers.filter((one) => one.accepted === true)).toHaveLength(1);
  for (const one of answers.filter((each) => each.accepted !== true)) expect(one.message).toContain(stage.name('finance1'));
  expect(await rows(`select 1 from approval_decision`)).toHaveLength(1);
  await world.settled();
  world.forget();
  await world.ends();
});

test('a committee votes through two replicas at one moment: each member once', async () => {
  await stage.begins('longfor-hangzhou');
  await stage.underApproval('30000');
  for (const person of ['finance1', 'project-director1', 'regional-gm1']) await stage.agrees(person);
  const members = ['compensation-committee1', 'compensation-committee2', 'compensation-committee3'];
  const cards = await Promise.all(members.map(stage.stepCard));
  const taps = members.flatMap((member, index) => {
    const card = cards[index];
    return card === undefined ? [] : [world.app.service, other, world.app.service, other].map((service) => tapAt(service, card, member, 'approve').then((outcome) => ({ member, outcome })));
  });
  const counted = (await Promise.all(taps)).filter(({ outcome }) => outcome.accepted === true).map(({ member }) => member);
  expect(new Set(counted).size).toBe(counted.length);
  expect(counted.length).toBeGreaterThanOrEqual(2);
  await world.settled();
  world.expects(HANDLER, /方案已批准/);
  world.forget();
  await world.ends();
});

test('two plans for one customer at one moment see each other: one of them goes by the total', async () => {
  await stage.begins('standard');
  for (const [pair, surname] of ['王', '李', '赵', '钱', '孙', '周'].entries()) {
    const phone = `1380013${String(8100 + pair)}`;
    const words = (room: number): string => LEAK.replace('13800138000', phone).replace('1501', String(room)).replace('王', surname);
    const first = await registers(world, words(1501 + pair));
    const second = await registers(world, words(1601 + pair));
    await Promise.all([
      world.post('/messages', { chat: 'handler1', from: 'handler1', text: `${first} 方案:更换水管并赔偿3000元` }),
      world.post('/messages', { chat: 'project-director1', from: 'project-director1', text: `${second} 方案:更换水管并赔偿3000元` }),
    ]);
    await world.settled();
    const runs = await rows<{ sums: number; finance: boolean }>(
      `select coalesce(jsonb_array_length(r.splitting -> 'sums'), 0) as sums, exists (select from approval_step s where s.run_id = r.id and 'finance-director' = any (s.roles)) as finance
       from approval_run r join complaint c on c.id = r.case_id where c.number = any ($1) and r.state = 'open' order by 1`,
      [[first, second]],
    );
    expect(runs).toEqual([
      { sums: 0, finance: false },
      { sums: 1, finance: true },
    ]);
  }
  expect(valueOf(await stage.stepCard('finance1'), '近期合计')).toMatch(/连本次合计 ¥6,000.00,按合计走审批流程/);
  world.forget();
  await world.ends();
});
