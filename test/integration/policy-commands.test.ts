import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { adopt } from '../../src/cli/policy-adopt.js';
import { calendar } from '../../src/cli/policy-calendar.js';
import { diffOf } from '../../src/cli/policy-diff.js';
import { explainDue } from '../../src/cli/policy-explain-due.js';
import { replay } from '../../src/cli/policy-replay.js';
import { loadedCalendar } from '../../src/cli/policy-store-calendar.js';
import * as clocks from '../../src/clocks/index.js';
import { open } from '../../src/platform/database/open.js';
import { PACKS_FOLDER } from '../../src/policy/index.js';
import { HOUR, parseInstant, type Instant } from '../../src/terms/instants.js';
import { registers, LEAK } from '../stories/told.js';
import { NOTICE_2027 } from '../harness/notices.js';
import { fileOf, partsBeside, runBeside, type Ran } from '../harness/policy-command.js';
import { World } from '../harness/world.js';

let world: World;
beforeAll(async () => {
  world = await World.open('policy_commands');
});
afterAll(async () => {
  await world.close();
});

const STANDARD = readFileSync(`${PACKS_FOLDER}/standard.yaml`, 'utf8');

/** The shipped default with some lines written anew; a change that finds nothing would prove nothing. */
function otherStandard(...changes: readonly (readonly [string, string])[]): string {
  const text = changes.reduce((now, [from, to]) => {
    if (!now.includes(from)) throw new Error(`not in the pack: ${from}`);
    return now.replace(from, to);
  }, STANDARD.replace(/^version: .*$/m, 'version: 2026.99.0'));
  return fileOf(text, 'yaml');
}

const run = (command: typeof replay, ...args: string[]): Promise<Ran> => runBeside(world.app, command, args);
const instant = (text: string): Instant => parseInstant(`${text}+08:00`) ?? NaN;

/** Every row of every table, as one hash a table. */
async function checksums(): Promise<Record<string, string>> {
  return world.app.service.house.work.withoutTransaction(async (tx) => {
    const sums: Record<string, string> = {};
    const tables = await open(tx).rows<{ name: string }>(`select table_name as name from information_schema.tables where table_schema = 'public' order by 1`);
    for (const { name } of tables) {
      const rows = await open(tx).rows<{ row: string }>(`select t::text as row from "${name}" t order by 1`);
      sums[name] = createHash('sha256').update(rows.map(({ row }) => row).join('\n')).digest('hex');
    }
    return sums;
  });
}

describe('policy diff', () => {
  it('says in words what changed, by section and rule', async () => {
    const file = otherStandard(
      ['{ band: B, from: "5000.00", below: "20000.00" }', '{ band: B, from: "5000.00", below: "30000.00" }'],
      ['{ band: C, from: "20000.00",', '{ band: C, from: "30000.00",'],
      ['{ approve: [general-manager] }]', '{ approve: [project-director] }]'],
      ['copies: [general-manager]', 'copies: [finance-director]'],
    );
    const { code, out } = await run(diffOf, 'standard', file);
    expect(code).toBe(0);
    const lines = out.split('\n').map((line) => line.trim());
    expect(lines).toContain('金额档 B:5,000 至 20,000 → 5,000 至 30,000');
    expect(lines).toContain('金额档 C:20,000 至 50,000 → 30,000 至 50,000');
    expect(lines).toContain('ST-A2：总经理审批 → 项目总监审批');
    expect(lines).toContain('ST-A1 抄送：总经理 → 财务总监');
    expect(out).toContain('共 4 处不同');
  });

  it('says so when nothing changed, and what is wrong with a file', async () => {
    expect((await run(diffOf, 'standard', 'standard')).out).toContain('完全相同');
    const broken = await run(diffOf, 'standard', fileOf('id: x', 'yaml'));
    expect(broken.code).toBe(1);
    expect(broken.err).toMatch(/yaml:1: /);
    expect((await run(diffOf, 'standard')).code).toBeNull();
  });
});

describe('policy replay', () => {
  let numbers: string[];
  beforeAll(async () => {
    await world.begins('standard', '2026-03-02T10:00:00+08:00');
    numbers = [
      await registers(world, `${LEAK},要赔4500元`),
      await registers(world, '1栋1单元302业主李先生13900139000来电,墙面开裂,要赔25000元'),
      await registers(world, '2栋1单元101业主赵先生13700137000来电,电梯吵'),
    ];
    await world.tells('handler1', `${numbers[1] ?? ''} 方案:重新粉刷并赔偿25000元`);
    world.forget();
  });

  const AROUND = ['--from', '2026-03-02', '--to', '2026-03-02'];

  it('counts what another book would have changed, by number, with every approver\'s load, and changes nothing', async () => {
    const file = otherStandard(
      ['claimedAmount: { from: "5000.00" }', 'claimedAmount: { from: "4000.00" }'],
      ['general: { workingDays: 3, target: 1 }', 'general: { workingDays: 2, target: 1 }'],
      ['{ band: B, from: "5000.00", below: "20000.00" }', '{ band: B, from: "5000.00", below: "30000.00" }'],
      ['{ band: C, from: "20000.00",', '{ band: C, from: "30000.00",'],
    );
    const before = await checksums();
    const { code, out, err } = await run(replay, '--pack', file, ...AROUND);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(await checksums()).toEqual(before);
    expect(out).toContain('重判 2026-03-02 至 2026-03-02 登记的 3 件');
    expect(out).toContain(`一般 → 重要（依据 ST-L1）：1 件，如 ${numbers[0] ?? ''}`);
    expect(out).toMatch(/投诉处理完毕：提前 1 件，推后 1 件/);
    const json = JSON.parse((await run(replay, '--pack', file, ...AROUND, '--json')).out) as Record<string, unknown>;
    expect(json).toMatchObject({ cases: 3, levels: [{ cases: 1, examples: [numbers[0]] }], deadlineCases: 2 });
    expect(json['loads']).toContainEqual({ role: '财务总监', was: 1, now: 2, submittedWas: 1, submittedNow: 1 });
  });

  it('finds nothing under the book that judged them', async () => {
    const json = JSON.parse((await run(replay, '--pack', 'standard', ...AROUND, '--json')).out) as Record<string, unknown>;
    expect(json).toMatchObject({ cases: 3, levels: [], routes: [], copies: [], deadlineCases: 0, deadlines: [] });
  });

  it('keeps to its period and refuses what it does not understand', async () => {
    const none = await run(replay, '--pack', 'standard', '--from', '2026-03-03', '--to', '2026-03-31');
    expect(none.out).toContain('登记的 0 件');
    expect((await run(replay, '--pack', 'standard', '--from', '2026-03-03')).code).toBeNull();
    expect((await run(replay, '--pack', 'nowhere', ...AROUND)).err).toContain('没有规则包');
    expect((await run(replay, '--pack', 'standard', ...AROUND, '--company', 'x')).err).toContain('没有公司“x”');
  });
});

describe('policy explain-due', () => {
  it('ST-D3: walks every day with its notice, to the end of the last one', async () => {
    await world.begins('standard', '2026-02-12T15:00:00+08:00');
    const number = await registers(world, LEAK);
    const { code, out } = await run(explainDue, number, 'handle-complaint');
    expect(code).toBe(0);
    const lines = out.split('\n').map((line) => line.trim());
    expect(lines).toContain('起算：收到 2026-02-12 15:00:00 星期四，当天不计');
    expect(lines).toContain('2026-02-13 星期五 工作日，第 1 天');
    expect(lines).toContain('2026-02-14 星期六 春节调休上班（《国务院办公厅关于2026年部分节假日安排的通知》，国办发明电〔2025〕7号），第 2 天');
    expect(lines).toContain('2026-02-15 星期日 春节放假（《国务院办公厅关于2026年部分节假日安排的通知》，国办发明电〔2025〕7号），不计');
    expect(lines).toContain('2026-02-24 星期二 工作日，第 3 天');
    expect(lines).toContain('到期：2026-02-24 23:59:59');
    expect(out).toMatch(/制度包 standard 2026/);
    expect(out).not.toContain('不符');
  });

  it('names every pause and extension with who granted it and why', async () => {
    await world.begins('longfor-hangzhou', '2026-03-02T10:00:00+08:00');
    const number = await registers(world, LEAK);
    await world.tells('property-cs-manager1', `${number} 派单给张伟`);
    const { house } = world.app.service;
    await house.work.inTransaction(async (tx) => {
      const [row] = await open(tx).rows<{ id: string }>(`select c.id from clock c join complaint k on k.id = c.case_id where k.number = $1 and c.name = 'check-site'
        and k.company_id = (select id from company where retired_at is null)`, [number]);
      const request = (now: Instant) => ({ now, clockId: row?.id ?? '', newId: () => house.ids.uuid(), calendar: { isWorkingDay: () => true, nextWorkingMorning: (after: Instant) => after } });
      const start = instant('2026-03-02T10:00:00');
      await clocks.pauseClock(tx, { ...request(start + HOUR), until: start + 10 * HOUR, reason: '等客户回来开门', by: 'project-engineer1' });
      await clocks.resumeClock(tx, request(start + 4 * HOUR));
      await clocks.extendClock(tx, { ...request(start + 5 * HOUR), newDueAt: instant('2026-03-04T18:00:00'), reason: '配件没到', by: 'project-director1' });
    });
    const { out } = await run(explainDue, number, 'LF-D2');
    expect(out).toMatch(/暂停：2026-03-02 11:00:00 至 2026-03-02 14:00:00，.+，等客户回来开门/);
    expect(out).toContain('暂停共 3 小时，时限顺延同样长');
    expect(out).toMatch(/延期：2026-03-02 15:00:00 .+准予延到 2026-03-04 18:00:00，配件没到/);
    expect(out).toContain('到期：2026-03-04 18:00:00');
    expect(out).toContain('制度时限：2026-03-03 10:00:00');
  });

  it('says which numbers and clocks there are', async () => {
    expect((await run(explainDue, 'LH-20200101-0001', 'LF-D2')).err).toContain('没有找到编号');
    const [number] = await world.app.service.house.work.withoutTransaction((tx) =>
      open(tx).rows<{ number: string }>('select number from complaint where company_id = (select id from company where retired_at is null)'),
    );
    expect((await run(explainDue, number?.number ?? '', 'nowhere')).err).toMatch(/没有时限.*check-site\(LF-D2\)|没有时限.*check-site（LF-D2）/);
  });
});

describe('policy adopt', () => {
  const judged = (): Promise<{ number: string; level: string; version: string }[]> =>
    world.app.service.house.work.withoutTransaction((tx) =>
      open(tx).rows(`select c.number, c.level, p.version from complaint c join pack_version p on p.hash = c.pack_hash
        where c.company_id = (select id from company where retired_at is null) order by c.number`),
    );

  it('judges new cases by another version from now on, an act with date and person; old cases keep theirs', async () => {
    await world.begins('standard', '2026-03-02T10:00:00+08:00');
    await registers(world, `${LEAK},要赔4500元`);
    const file = otherStandard(['claimedAmount: { from: "5000.00" }', 'claimedAmount: { from: "4000.00" }']);
    const done = await run(adopt, '--pack', file, '--by', '陈静');
    expect(done).toMatchObject({ code: 0, out: expect.stringContaining('自 2026-03-02 10:00 起按 standard 2026.99.0 判定新投诉（陈静）') });
    const old = (await judged())[0];
    await registers(world, '1栋1单元302业主李先生13900139000来电,墙面开裂,要赔4500元');
    expect((await judged()).map(({ level, version }) => [level, version])).toEqual([
      ['general', old?.version],
      ['important', '2026.99.0'],
    ]);
    await world.tells('handler1', `${old?.number ?? ''} 已联系客户`);
    expect((await judged())[0]).toEqual(old);
    const acts = await world.app.service.house.work.withoutTransaction((tx) =>
      open(tx).rows('select adopted_at, adopted_by from pack_adoption where company_id = (select id from company where retired_at is null)'),
    );
    expect(acts).toEqual([{ adopted_at: instant('2026-03-02T10:00:00'), adopted_by: '陈静' }]);
    expect((await run(adopt, '--pack', file, '--by', '陈静')).out).toContain('没有变化');
  });

  it('is refused while a role is held by nobody, for a used version with other content, and without a person', async () => {
    await world.begins('standard', '2026-03-02T10:00:00+08:00');
    const vacant = await run(adopt, '--pack', 'longfor-hangzhou', '--by', '陈静');
    expect(vacant).toMatchObject({ code: 1, err: expect.stringContaining('以下岗位还没有人') });
    expect(vacant.err).toContain('regional-gm');
    const same = fileOf(STANDARD.replace('from: "5000.00" }', 'from: "4000.00" }'), 'yaml');
    expect((await run(adopt, '--pack', same, '--by', '陈静')).err).toContain('请给新内容一个新的版本号');
    expect((await run(adopt, '--pack', 'standard')).code).toBeNull();
  });
});

it('a year loaded into the store is known to commands that decide without it', async () => {
  expect((await loadedCalendar(partsBeside(world.app)))?.covers('2027-03-01')).toBe(false);
  const file = fileOf(JSON.stringify(NOTICE_2027), 'json');
  expect((await run(calendar, '--year', '2027', '--file', file)).code).toBe(0);
  expect((await loadedCalendar(partsBeside(world.app)))?.isWorkingDay('2027-02-08')).toBe(false);
  expect((await run(calendar)).out).toContain('放假安排载至 2027 年');
  expect((await run(calendar, '--year', '2027')).code).toBeNull();
});
