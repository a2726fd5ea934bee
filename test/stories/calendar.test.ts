import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { calendar } from '../../src/cli/policy-calendar.js';
import { clockDue } from '../../src/flow/clock-due.js';
import { open } from '../../src/platform/database/open.js';
import * as clocks from '../../src/clocks/index.js';
import { NOTICE_2027, ownDates } from '../harness/notices.js';
import { fileOf, runBeside, type Ran } from '../harness/policy-command.js';
import { World, type Seen } from '../harness/world.js';
import { LEAK, registers, valueOf } from './told.js';

/**
 * The calendar of the store: a year that is missing is asked for, a year that is loaded or amended moves what is open. What is
 * loaded holds for the whole store, hence a store for each story.
 */
let world: World;
beforeEach(async () => {
  world = await World.open('calendar_stories');
});
afterEach(async () => {
  await world.close();
});

const at = (seen: Seen): string => seen.at.slice(5, 16);
const rows = <T>(text: string, values: readonly unknown[] = []): Promise<T[]> =>
  world.app.service.house.work.withoutTransaction((tx) => open(tx).rows<T>(text, values));
const companyId = async (): Promise<string> => (await rows<{ id: string }>('select id from company where retired_at is null'))[0]?.id ?? '';
const alerts = async (kind: string): Promise<string[]> =>
  (await rows<{ text: string }>('select text from alert where company_id = $1 and kind = $2 order by at', [await companyId(), kind])).map(({ text }) => text);

async function loads(notice: { readonly year: number }, own = false): Promise<Ran> {
  const file = fileOf(JSON.stringify(notice), 'json');
  const company = own ? ['--company', await companyId()] : [];
  const ran = await runBeside(world.app, calendar, ['--year', String(notice.year), '--file', file, '--by', '陈静', ...company]);
  expect({ code: ran.code, err: ran.err }).toEqual({ code: 0, err: '' });
  return ran;
}

describe('a year that is not loaded', () => {
  test('is asked for 60 days before it begins, again as it nears, and no more once it is loaded', async () => {
    await world.begins('longfor-hangzhou', '2026-10-30T09:00:00+08:00');
    await world.movesTo('2026-11-02T08:59:00+08:00');
    expect(await alerts('calendar-year')).toEqual([]);
    await world.movesTo('2026-11-02T09:00:00+08:00');
    expect(await alerts('calendar-year')).toEqual([expect.stringMatching(/2027 年还有 60 天开始.*calendar --year 2027/)]);
    await world.movesTo('2026-12-02T10:00:00+08:00');
    expect(await alerts('calendar-year')).toEqual([expect.stringContaining('60 天'), expect.stringContaining('30 天')]);
    await loads(NOTICE_2027);
    await world.movesTo('2027-01-02T10:00:00+08:00');
    expect(await alerts('calendar-year')).toHaveLength(2);
    await world.movesTo('2027-11-02T09:00:00+08:00');
    expect(await alerts('calendar-year')).toContainEqual(expect.stringContaining('2028 年还有 60 天开始'));
    // The demo company has no administrator: the head of its projects hears it, once each.
    for (const said of [/2027 年还有 60 天/, /2027 年还有 30 天/, /2028 年还有 60 天/]) world.expects('project-director1', new RegExp(`系统提醒.*${said.source}`));
    await world.ends();
  });
});

describe('deadlines that reach into a year without a notice', () => {
  test('LF-D14: are provisional and say so; the loaded year projects them anew, with an entry in the history', async () => {
    await world.begins('longfor-hangzhou', '2026-12-29T09:00:00+08:00');
    const number = await registers(world, LEAK);
    await world.tells('property-cs-manager1', `${number} 已联系客户`);
    await world.tells('property-cs-manager1', `${number} 处理完毕,已更换水管`);
    expect(await alerts('calendar-not-loaded')).toEqual([expect.stringMatching(/2027 年的放假安排尚未载入.*暂按周一至周五推算/)]);
    world.forget();
    await world.tells('property-cs-manager1', `查询 ${number}`);
    const note = valueOf(await world.card('property-cs-manager1', (card) => card.title.includes(number)), '时限说明');
    expect(note).toMatch(/2027 年放假安排尚未载入.*回访客户.*暂按周一至周五推算/);
    world.forget();
    await loads(NOTICE_2027);
    await world.settled();
    world.expects('customer-manager1', /的时限有变动:“回访客户”由1月7日 23:59改为1月8日 23:59.*2027 年放假安排已载入.*国办发明电〔2026〕9号/);
    world.nothingElse();
    await world.tells('property-cs-manager1', `查询 ${number}`);
    world.expects('property-cs-manager1', /时限变动:\n.*回访客户\(LF-D14\)由1月7日 23:59改为1月8日 23:59,2027 年放假安排已载入/);
    expect(valueOf(await world.card('property-cs-manager1', (card) => card.title.includes(number)), '时限说明')).toBeUndefined();
    world.forget();
    await world.movesTo('2027-01-08T09:00:00+08:00');
    // ST-D5, planned for New Year's Day while nothing was known of it.
    expect(world.drain('sms:13800138000').map(at)).toEqual(['01-04T10:00', '01-07T10:00']);
    world.expects('customer-manager1', /提醒.*回访客户,1月8日 23:59前完成/);
    await world.ends();
  });
});

describe('a calendar amended in mid-year', () => {
  test('moves what is open and its nudges, leaves what is missed, and is written down once', async () => {
    await world.begins('standard', '2026-03-02T10:00:00+08:00');
    const number = await registers(world, LEAK);
    await world.movesTo('2026-03-04T10:00:00+08:00');
    world.forget();
    const missed = await states('missed');
    expect(missed.length).toBeGreaterThan(0);
    await loads(ownDates(['2026-03-05']), true);
    await world.settled();
    world.expects('handler1', /“投诉处理完毕”由3月5日 23:59改为3月6日 23:59.*2026 年公司自定工作日已载入\(《示范物业2026年工作日调整》\)/);
    world.nothingElse();
    expect(await states('missed')).toEqual(missed);
    await loads(ownDates(['2026-03-05']), true);
    await world.settled();
    world.nothingElse();
    await world.movesTo('2026-03-05T20:00:00+08:00');
    expect(world.drain('handler1').filter((seen) => /提醒.*投诉处理完毕/.test(seen.text))).toEqual([]);
    world.forget();
    await world.movesTo('2026-03-06T09:00:00+08:00');
    expect(at(world.expects('handler1', /提醒.*投诉处理完毕,3月6日 23:59前/))).toBe('03-06T09:00');
    expect(await history(number)).toEqual([{ from: '2026-03-05', to: '2026-03-06', actor: 'calendar' }]);
    world.forget();
    await world.ends();
  });

  test('a day off that becomes a working day makes nobody late: what would be past is given until the end of the day', async () => {
    await world.begins('standard', '2026-03-04T10:00:00+08:00');
    const number = await registers(world, LEAK);
    await world.movesTo('2026-03-08T10:00:00+08:00');
    world.forget();
    await loads(ownDates([], ['2026-03-07']), true);
    await world.settled();
    world.expects('handler1', /“投诉处理完毕”由3月9日 23:59改为3月8日 23:59/);
    world.forget();
    await world.tells('handler1', `${number} 处理完毕,已更换水管`);
    expect(await states('met')).toContain('handle-complaint');
    world.forget();
    await world.ends();
  });

  test('every case is a row of its own: what a crash left undone is done by whoever comes next', async () => {
    await world.begins('standard', '2026-03-02T10:00:00+08:00');
    await registers(world, LEAK);
    await registers(world, '1栋1单元302业主李先生13900139000来电,墙面开裂');
    await loads(ownDates(['2026-03-05']), true);
    const { house } = world.app.service;
    const due = async (): Promise<clocks.Timer[]> => {
      const [head] = await rows<{ now: number }>('select clock_business as now from company where id = $1', [await companyId()]);
      const id = await companyId();
      const found = await house.work.withoutTransaction((tx) => clocks.peekDueTimers(tx, id, head?.now ?? 0, house.machine.now(), 10));
      return found.filter(({ kind }) => kind.startsWith('calendar-'));
    };
    // The service's own sweep comes by once a second: what it has taken already is not ours.
    for (const change of await due()) await clockDue(house, change);
    const [next] = await due();
    if (next !== undefined) await clockDue(house, next);
    await world.settled();
    const cases = await rows<{ one: string; state: string }>(`select distinct case_id as one, state from timer where kind = 'calendar-reproject' and company_id = $1`, [await companyId()]);
    expect(cases.map(({ state }) => state)).toEqual(['done', 'done']);
    expect(await rows(`select 1 from case_entry where kind = 'clock-reprojected' and company_id = $1`, [await companyId()])).toHaveLength(2);
    world.forget();
    await world.ends();
  });
});

async function states(state: string): Promise<string[]> {
  const found = await rows<{ name: string; due_at: number }>('select name, due_at from clock where company_id = $1 and state = $2 order by name', [await companyId(), state]);
  return found.map(({ name }) => name);
}

async function history(number: string): Promise<object[]> {
  const found = await rows<{ actor: string; payload: { from: number; to: number } }>(
    `select e.actor, e.payload from case_entry e join complaint c on c.id = e.case_id
     where c.number = $1 and c.company_id = $2 and e.kind = 'clock-reprojected' order by e.seq`,
    [number, await companyId()],
  );
  const day = (instant: number): string => new Date(instant + 8 * 3_600_000).toISOString().slice(0, 10);
  return found.map(({ actor, payload }) => ({ from: day(payload.from), to: day(payload.to), actor }));
}
