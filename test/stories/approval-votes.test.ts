import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { cardInWords } from '../../src/messages/domain/fitting.js';
import type { Pack } from '../../src/policy/index.js';
import { open } from '../../src/platform/database/open.js';
import type { Card } from '../../src/terms/card.js';
import { World, type SeenCard } from '../harness/world.js';
import { Approving, HANDLER } from './approving.js';
import { LEAK, registers, valueOf } from './told.js';

/** Votes of several and of one person in several steps; who hears of the result, and what the file of it proves. */
let world: World;
let stage: Approving;
beforeAll(async () => {
  world = await World.open('approval_votes');
  stage = new Approving(world);
});
afterEach(async () => {
  await world.ends();
});
afterAll(async () => {
  await world.close();
});

const name = (id: string): string => stage.name(id);

/** The directory as another house has it: roles that other people hold. */
async function people(change: string, values: readonly unknown[]): Promise<void> {
  const companyId = await stage.companyId();
  await world.app.service.house.work.inTransaction(async (tx) => {
    await open(tx).run(change, [companyId, ...values]);
    await open(tx).run('update company set directory_version = directory_version + 1 where id = $1', [companyId]);
  });
}

const MOVE_ROLES = 'update role_holding set person_id = $3 where company_id = $1 and role = any($2)';
const ALSO_HOLDS = `insert into role_holding (company_id, person_id, role, project_id)
  select company_id, $3, role, project_id from role_holding where company_id = $1 and role = $2 limit 1`;

/** Step, who decided and when, of every vote of a case, as recorded. */
async function votes(number: string): Promise<readonly string[]> {
  const rows = await world.app.service.house.work.withoutTransaction((tx) =>
    open(tx).rows<{ vote: string }>(
      `select d.step || ' ' || d.role || ' ' || d.decided_by as vote from approval_decision d join approval_run r on r.id = d.run_id
       join complaint c on c.id = r.case_id join company o on o.id = c.company_id and o.retired_at is null where c.number = $1 order by r.opened_at, d.step, d.role`,
      [number],
    ),
  );
  return rows.map((row) => row.vote);
}

/** The `standard` book of a house that asks finance or the project director first, whichever comes sooner (或签). */
const eitherOfTwo = (pack: Pack): Pack => ({
  ...pack,
  approval: {
    ...pack.approval,
    routes: pack.approval.routes.map((route) => ({
      ...route,
      bands: route.bands.map((band) => ({ ...band, steps: band.steps.map((step) => (step.roles.length < 2 ? step : { ...step, join: 'any' as const })) })),
    })),
  },
});

describe('或签: any one of several', () => {
  const asked = ['finance1', 'project-director1'] as const;

  async function underEither(told: (number: string) => Promise<void>): Promise<void> {
    await stage.begins('standard');
    const { packs } = world.app.service.house;
    const shelf = packs.byHash.bind(packs);
    packs.byHash = (hash) => eitherOfTwo(shelf(hash));
    try {
      const number = await registers(world, LEAK);
      await world.tells('handler1', `${number} 方案:更换水管并赔偿6000元`);
      world.expects('handler1', /方案已提交/);
      for (const person of asked) world.expects(person, /赔付审核/);
      world.nothingElse();
      await told(number);
    } finally {
      packs.byHash = shelf;
    }
  }

  test('the first who agrees speaks for the step; the other’s card says who, and his tap is answered with it', async () => {
    await underEither(async (number) => {
      const other = await stage.stepCard('finance1');
      await stage.agrees('project-director1');
      world.expects('handler1', /刘洋已同意/);
      world.expects('general-manager1', /赔付审批 · 总经理/);
      const settled = await stage.stepCard('finance1');
      expect([settled.id, settled.state, settled.buttons]).toEqual([other.id, 'done', []]);
      expect(valueOf(settled, '结果')).toBe(`已由 ${name('project-director1')} 于 3月2日 09:00 同意`);
      expect(await world.tapsCard(other.id, 'finance1', 'reject', { reason: '太高' })).toMatchObject({ accepted: false, message: expect.stringMatching(/已由 刘洋 于 3月2日 09:00 同意/) });
      await stage.agrees('general-manager1');
      world.expects('handler1', /已同意/);
      world.expects('handler1', /方案已批准/);
      expect(await votes(number)).toEqual(['1 project-director project-director1', '2 general-manager general-manager1']);
    });
  });

  test('the first who rejects ends it', async () => {
    await underEither(async (number) => {
      await world.taps('finance1', '驳回', { input: { reason: '缺少报价' } });
      world.expects('handler1', /已驳回.*缺少报价/);
      world.expects('handler1', /方案被驳回/);
      expect(await world.tapsCard((await stage.stepCard('project-director1')).id, 'project-director1', 'approve')).toMatchObject({ accepted: false, message: expect.stringMatching(/驳回/) });
      expect(await votes(number)).toEqual(['1 finance-director finance1']);
    });
  });
});

describe('a committee of four', () => {
  test('two for and two against: more than half of all members is needed, an even split is not approved', async () => {
    await stage.begins('longfor-hangzhou');
    await people(ALSO_HOLDS, ['compensation-committee', 'engineering-manager1']);
    const number = await stage.underApproval('20000');
    for (const person of ['finance1', 'project-director1', 'regional-gm1']) await stage.agrees(person);
    world.forget();
    expect(valueOf(await stage.stepCard('engineering-manager1'), '投票进度')).toMatch(/共4人.*3票同意即通过/);
    for (const member of ['compensation-committee1', 'engineering-manager1']) {
      await stage.agrees(member);
      world.expects(HANDLER, /已同意/);
    }
    await world.taps('compensation-committee2', '驳回', { input: { reason: '太高' } });
    world.expects(HANDLER, /已驳回/);
    // Two to one: the last vote still decides it.
    expect((await stage.stepCard('compensation-committee3')).state).toBe('open');
    world.nothingElse();
    await world.taps('compensation-committee3', '驳回', { input: { reason: '同上' } });
    world.expects(HANDLER, /已驳回/);
    world.expects(HANDLER, /方案被驳回.请修改后重新提交/);
    expect(valueOf(await stage.stepCard('compensation-committee1'), '结果')).toMatch(/未通过.*2票同意.*2票反对/);
    await world.tells(HANDLER, `${number} 付款凭证 20000元`);
    world.expects(HANDLER, /驳回|批准后|没有批准/);
  });
});

describe('one person in several steps', () => {
  test('successive steps are one tap, both steps record it; finance is never merged with another of the same person', async () => {
    await stage.begins('longfor-hangzhou');
    await people(MOVE_ROLES, [['project-director', 'regional-gm'], 'finance1']);
    const number = await stage.underApproval();
    await stage.agrees('finance1');
    expect(await votes(number)).toEqual(['1 finance-director finance1']);
    world.expects(HANDLER, /已同意/);
    expect(world.expects('finance1', /赔付审核 · 项目总监/).card?.state).toBe('open');
    world.nothingElse();
    await stage.agrees('finance1');
    world.expects(HANDLER, /已同意/);
    world.expects(HANDLER, /方案已批准/);
    expect(await votes(number)).toEqual(['1 finance-director finance1', '2 project-director finance1', '3 regional-gm finance1']);
    // He is not asked what he has answered.
    world.nothingElse();
    await world.tells('finance1', '我的审批');
    world.expects('finance1', /没有待审批的事项/);
  });
});

describe('a card that can be changed no more', () => {
  const drawn = (card: SeenCard): Card => ({ ...card, buttons: [], pictures: [] });

  test('is told in words: whose card it was, who decided and when; a void one, why', async () => {
    await stage.begins('longfor-hangzhou');
    const number = await stage.underApproval();
    await stage.agrees('finance1');
    expect(cardInWords(drawn(await stage.stepCard('finance1')))).toBe(`${number} 赔付审核 · 财务总监：已由 ${name('finance1')} 于 3月2日 09:00 同意`);
    expect(cardInWords(drawn(await stage.stepCard('project-director1')))).toBe(`${number} 赔付审核 · 项目总监（待处理）`);
    await world.tells(HANDLER, `${number} 撤回`);
    expect(cardInWords(drawn(await stage.stepCard('project-director1')))).toMatch(/赔付审核 · 项目总监：本次审批已.*作废：.*撤回/);
    world.forget();
  });
});

describe('copies and filings', () => {
  test('抄送 once: what becomes known of the case afterwards tells the result to nobody again', async () => {
    await stage.begins('longfor-hangzhou');
    const number = await stage.underApproval('3000', LEAK);
    await stage.agrees('project-director1');
    world.drain(HANDLER);
    world.drain('property-cs-manager1');
    expect(world.expects('regional-gm1', /抄送/).text).toMatch(/¥3,000\.00.*LF-A4/);
    world.nothingElse();
    for (const words of ['补充:客户在家', '又有1户反映', '已联系客户', '处理完毕']) await world.tells(HANDLER, `${number} ${words}`);
    await world.movesTo('2026-03-02T18:00:00+08:00');
    expect(world.drain('regional-gm1')).toEqual([]);
    world.forget();
  });

  test('备案: once that the case is one for it, once the result, and nothing when more becomes known', async () => {
    await stage.begins('standard');
    const number = await registers(world, LEAK);
    await world.tells('handler1', `${number} 方案:更换水管并赔偿50000元`);
    expect(world.drain('board1').map((one) => one.text)).toEqual([expect.stringMatching(/备案.*ST-A4/)]);
    for (const person of ['finance1', 'project-director1', 'general-manager1', 'compensation-committee1', 'compensation-committee2', 'service-executive1']) await stage.agrees(person);
    expect(world.drain('board1').map((one) => one.text)).toEqual([expect.stringMatching(/备案.*方案已批准.*¥50,000\.00.*ST-A4/)]);
    for (const words of ['补充:客户在家', '又有1户反映', '已联系客户']) await world.tells('handler1', `${number} ${words}`);
    await world.movesTo('2026-03-02T18:00:00+08:00');
    expect(world.drain('board1')).toEqual([]);
    world.forget();
  });
});

describe('导出证据包 by its button', () => {
  let folder = '';
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'approval-votes-'));
  });
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  function verified(bytes: Buffer): { readonly code: number | null; readonly said: string } {
    const file = join(folder, 'pack.zip');
    writeFileSync(file, bytes);
    // The verifier alone, in a process of its own, as somebody outside the house runs it.
    const { status, stdout, stderr } = spawnSync(process.execPath, ['src/cases/pack/verify.mjs', file], { encoding: 'utf8' });
    return { code: status, said: stdout + stderr };
  }

  test('the file by the link holds the decisions, the stand-alone verifier finds it whole, and one changed byte is found', async () => {
    await stage.begins('longfor-hangzhou');
    const number = await stage.underApproval();
    for (const person of ['finance1', 'project-director1', 'regional-gm1']) await stage.agrees(person);
    world.forget();
    expect(await world.taps(HANDLER, '导出证据包', { title: new RegExp(number) })).toMatchObject({ accepted: true });
    const { pathname, search } = new URL(/https?:\S+/.exec(world.expects(HANDLER, /证据包.*妥善保管/).text)?.[0] ?? '');
    const answer = await fetch(`${world.app.url}${pathname}${search}`);
    expect(answer.status).toBe(200);
    const pack = Buffer.from(await answer.arrayBuffer());
    expect(pack.includes('approvals.json')).toBe(true);
    const whole = verified(pack);
    expect([whole.code, whole.said]).toEqual([0, expect.stringMatching(/✓ 办理记录 \d+ 条,首尾相连/)]);
    const at = pack.indexOf('"decidedBy"');
    expect(at).toBeGreaterThan(0);
    pack[at + 15] = (pack[at + 15] ?? 0) ^ 1;
    expect(verified(pack).code).toBe(1);
  });
});
