import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openService, type Service } from '../../src/app.service.js';
import * as directory from '../../src/directory/index.js';
import { simulatorCompany } from '../../src/flow/door.js';
import type { Overview } from '../../src/terms/overview.js';
import { DUE_BETWEEN, MISSED_SINCE } from '../../src/ledger/persistence/standing-sql.js';
import { readConfiguration } from '../../src/platform/configuration/index.js';
import { open } from '../../src/platform/database/open.js';
import { createLogger } from '../../src/platform/logging/index.js';
import { parseInstant, type Instant } from '../../src/terms/instants.js';
import { World } from '../harness/world.js';
import { LEAK, registers } from '../stories/told.js';
import { withoutIds } from '../harness/without-ids.js';

/** What managers see, under the store's own conditions: indexes, narrower views, downtime and a second replica. */
let world: World;
beforeAll(async () => {
  world = await World.open('overview');
});
afterAll(async () => {
  await world.close();
});

const SECOND = '5栋2单元1502业主李女士13800138001来电,客厅渗水';
const inG2 = async (words: string): Promise<string> => {
  await world.says('staff1', words, { chat: 'g2' });
  const answer = await world.taps('staff1', '确认登记', { chat: 'g2' });
  world.forget();
  return /[A-Z]+-\d{8}-\d{4}/.exec(answer.message)?.[0] ?? '';
};
const sql = <T>(text: string, values: readonly unknown[] = []): Promise<T[]> =>
  world.app.service.house.work.inTransaction((tx) => open(tx).rows<T>(text, values));
const companyId = async (): Promise<string> => (await simulatorCompany(world.app.service.house))?.head.id ?? '';
const time = (text: string): Instant => parseInstant(text) ?? 0;

async function asks(query: string): Promise<{ readonly status: number; readonly body: Overview }> {
  const answer = await fetch(`${world.app.url}/api/overview?${query}`);
  return { status: answer.status, body: (await answer.json()) as Overview };
}

/** The project's director answers for the second project only from now on. */
async function narrowDirector(): Promise<void> {
  const id = await companyId();
  await sql(`update role_holding set project_id = (select project_id from chat where company_id = $1 and id = 'g2') where company_id = $1 and person_id = 'project-director1'`, [id]);
  await sql('update company set directory_version = directory_version + 1 where id = $1', [id]);
}

describe('GET /api/overview', () => {
  it('is for managers, refuses what it does not know, and names no customer, phone or sum', async () => {
    await world.begins('longfor-hangzhou', '2026-03-02T10:00:00+08:00');
    await registers(world, `${LEAK},要赔6000`);
    expect((await asks('as=staff1')).status).toBe(403);
    expect((await asks('as=nobody')).status).toBe(403);
    for (const wrong of ['left=soon', 'sort=phone', 'page=0', 'size=1000', 'level=huge', 'x=1']) expect((await asks(`as=regional-gm1&${wrong}`)).status).toBe(400);
    const { status, body } = await asks('as=regional-gm1');
    expect(status).toBe(200);
    expect(body).toMatchObject({ total: 1, page: 1, now: '2026-03-02T10:00:00+08:00' });
    expect(withoutIds(body)).not.toMatch(/1380013|王女士|6000|600000/);
    expect((await asks('page=2')).body).toMatchObject({ rows: [], total: 1 });
  });

  it('sorts, filters and pages in the store; each view is its projects only', async () => {
    await world.begins('longfor-hangzhou', '2026-03-02T10:00:00+08:00');
    const first = await registers(world, LEAK);
    await world.advances('PT1H');
    const second = await inG2(SECOND);
    const numbers = async (query: string): Promise<string[]> => (await asks(query)).body.rows.map(({ number }) => number);
    expect(await numbers('as=project-director1')).toEqual([first, second]);
    expect(await numbers('sort=registered&order=desc')).toEqual([second, first]);
    expect(await numbers('size=1&page=2')).toEqual([second]);
    await narrowDirector();
    expect(await numbers('as=project-director1')).toEqual([second]);
    const { projects, handlers, chart } = (await asks('as=project-director1')).body;
    expect(projects).toHaveLength(1);
    expect(handlers).toMatchObject([{ open: 1, overdue: 0 }]);
    expect(chart.reduce((sum, { count }) => sum + count, 0)).toBe(1);
    await world.movesTo('2026-03-02T13:00:01+08:00');
    expect(await numbers('left=overdue')).toEqual([first]);
    expect(await numbers('as=project-director1&left=overdue')).toEqual([]);
    world.forget();
    await world.tells('project-director1', '今日到期');
    expect(world.expects('project-director1', /今日到期/).text).not.toContain(first);
    await world.tells('project-director1', '谁手上最多');
    world.expects('project-director1', /在办 1 件/);
    await world.movesTo('2026-03-03T09:00:00+08:00');
    expect(world.takesDigest('project-director1')?.text).toMatch(/在办 1 件/);
    expect(world.takesDigest('regional-gm1')?.text).toMatch(/在办 2 件/);
    world.forget();
  });
});

describe('the lists', () => {
  it('walk the index of open clocks and that of missed ones', async () => {
    const plan = async (text: string, values: readonly unknown[]): Promise<string> =>
      world.app.service.house.work.inTransaction(async (tx) => {
        // The tables of a test are small enough to be read whole.
        await open(tx).run('set local enable_seqscan = off');
        return JSON.stringify(await open(tx).rows(`explain (format json) ${text}`, values));
      });
    const id = await companyId();
    expect(await plan(DUE_BETWEEN, [id, null, '2026-03-02T00:00:00Z', '2026-03-03T00:00:00Z', 15])).toContain('"clock_open"');
    expect(await plan(MISSED_SINCE, [id, null, '2026-03-02T00:00:00Z', 15])).toContain('"clock_missed"');
  });
});

describe('the digest', () => {
  const replica = (): Promise<Service> =>
    openService({
      configuration: readConfiguration({ NODE_ENV: 'test', SIMULATOR: 'on', LOG_LEVEL: 'warn' }, process.cwd()),
      address: world.app.database.address,
      log: createLogger({ level: 'warn', secrets: [] }, { write: () => undefined }),
      linkKey: 'test-link-signing-key-of-32-letters',
    });
  const waiting = async (): Promise<string[]> =>
    (await sql<{ due_at: number }>(`select due_at from timer where company_id = $1 and kind = 'digest' and state = 'waiting'`, [await companyId()])).map(({ due_at }) =>
      new Date(due_at).toISOString(),
    );

  it('is one row that waits, however often a service starts', async () => {
    await world.begins('longfor-hangzhou', '2026-03-05T16:00:00+08:00');
    const again = await replica();
    await again.stop();
    expect(await waiting()).toEqual(['2026-03-06T01:00:00.000Z']);
  });

  it('comes once with two replicas', async () => {
    await registers(world, LEAK);
    const second = await replica();
    const id = await companyId();
    let moving = true;
    const helping = (async () => {
      while (moving) await second.workers.runDue(id);
    })();
    await world.movesTo('2026-03-06T09:00:00+08:00');
    moving = false;
    await helping;
    await second.stop();
    await world.settled();
    for (const person of ['project-director1', 'regional-gm1', 'group-gm1']) {
      expect(world.takesDigest(person)?.text).toMatch(/3月6日\n在办 1 件/);
      expect(world.takesDigest(person)).toBeNull();
    }
    world.forget();
  });

  it('of a Monday on which the service was down until the night comes on Tuesday, with the week it owes', async () => {
    const number = await registers(world, SECOND);
    await world.tells('project-director1', `${number} 无效,与事实不符,已向业主解释`);
    const { house } = world.app.service;
    const machine = house.machine.now();
    await house.work.inTransaction(async (tx) => directory.setClock(tx, await companyId(), { business: time('2026-03-09T22:00:00+08:00'), machine, frozen: true }));
    await world.settled();
    for (const person of ['project-director1', 'regional-gm1']) expect(world.takesDigest(person)).toBeNull();
    expect(await waiting()).toEqual(['2026-03-10T01:00:00.000Z']);
    await world.movesTo('2026-03-11T12:00:00+08:00');
    const tuesday = world.takesDigest('project-director1');
    expect(tuesday?.at).toMatch(/^2026-03-10T09/);
    expect(tuesday?.text).toMatch(new RegExp(`上周放宽处理 1 项\\(3月2日至3月8日\\):\n· ${number} .*按无效处理`));
    expect(world.takesDigest('project-director1')?.text).not.toMatch(/放宽/);
    world.forget();
  });
});
