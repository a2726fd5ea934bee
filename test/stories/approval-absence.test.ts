import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { personLeft } from '../../src/flow/person-acted.js';
import { open } from '../../src/platform/database/open.js';
import { World } from '../harness/world.js';
import { Approving, HANDLER } from './approving.js';
import { LEAK, registers, valueOf } from './told.js';

/** Whole for a person's absence: delegations, leavers, empty roles, and one's own plan. */
let world: World;
let stage: Approving;
beforeAll(async () => {
  world = await World.open('approval_absence');
  stage = new Approving(world);
});
afterEach(async () => {
  await world.ends();
});
afterAll(async () => {
  await world.close();
});

const name = (id: string): string => stage.name(id);

describe('委托', () => {
  test('what waits goes to the delegate at once, is shown as 代, and comes back when it ends', async () => {
    await stage.begins('standard', '2026-04-30T17:00:00+08:00');
    const number = await registers(world, LEAK);
    await world.tells('handler1', `${number} 方案:更换水管并赔偿6000元`);
    world.forget();
    await world.tells('finance1', '我5月1日到5日出差,审批交给副手');
    world.expects('finance1', new RegExp(`5月1日 00:00 至 5月5日 24:00.*由${name('finance1-deputy')}代为决定.*取消委托`));
    world.expects('finance1-deputy', /委托您代为审批.5月1日 00:00 至 5月5日 24:00/);
    expect(await world.tapsCard((await stage.stepCard('finance1')).id, 'finance1-deputy', 'approve')).toMatchObject({ accepted: false, message: expect.stringMatching(/不是这一步的审批人/) });
    await world.movesTo('2026-05-01T00:00:00+08:00');
    const card = world.expects('finance1-deputy', /赔付审核/).card;
    expect(valueOf(card, '审批身份')).toBe(`${name('finance1-deputy')} 代 ${name('finance1')}(受委托)`);
    expect(await world.tapsCard((await stage.stepCard('finance1')).id, 'finance1', 'approve')).toMatchObject({ accepted: false, message: expect.stringMatching(/转由/) });
    await world.tells('finance1', '取消委托');
    world.expects('finance1', /已取消委托/);
    world.expects('finance1-deputy', /已取消审批委托/);
    world.expects('finance1', /赔付审核/);
    expect(await world.tapsCard(card?.id ?? '', 'finance1-deputy', 'approve')).toMatchObject({ accepted: false, message: expect.stringMatching(/转由/) });
    world.drain('project-director1');
    world.drain('general-manager1');
    world.drain('functional-head1');
    world.drain('handler1');
    world.drain('finance1');
  });

  test('a run that opens meanwhile seats the delegate, and gives the seat back at its end', async () => {
    await stage.begins('longfor-hangzhou');
    await world.tells('project-director1', `审批交给${name('engineering-manager1')}`);
    world.expects('project-director1', /起.到您发.取消委托.为止/);
    world.expects('engineering-manager1', /委托您代为审批/);
    await world.tells('project-director1', '我今天出差,审批交给副手');
    world.expects('project-director1', /3月2日 09:00 至 3月2日 24:00/);
    world.expects('project-director1-deputy', /委托您/);
    await stage.underApproval('8000');
    await stage.agrees('finance1');
    world.forget();
    expect(valueOf(await stage.stepCard('project-director1-deputy'), '审批身份')).toMatch(/代.*受委托/);
    await world.movesTo('2026-03-03T00:00:00+08:00');
    // The older delegation has no end and takes over.
    expect(valueOf(await stage.stepCard('engineering-manager1'), '审批身份')).toMatch(/代/);
    expect(await stage.stepCard('project-director1-deputy')).toMatchObject({ state: 'done', buttons: [] });
    world.forget();
    await stage.agrees('engineering-manager1');
    world.expects(HANDLER, new RegExp(`${name('engineering-manager1')} 代 ${name('project-director1')}已同意`));
    world.forget();
  });

  test('no circles; oneself and nobody are refused in words', async () => {
    await stage.begins('longfor-hangzhou');
    await world.tells('finance1', `审批交给${name('regional-gm1')}`);
    world.forget();
    await world.tells('regional-gm1', `审批交给${name('project-director1')}`);
    world.expects('regional-gm1', /由.*代为决定/);
    world.expects('project-director1', /委托您/);
    await world.tells('project-director1', `审批交给${name('finance1')}`);
    world.expects('project-director1', /又委托回您.这样没有人能审批/);
    await world.tells('finance1', '审批交给张三丰');
    world.expects('finance1', /没有找到.张三丰/);
    await world.tells('finance1', `审批交给${name('finance1')}`);
    world.expects('finance1', /不能委托给自己/);
    await world.tells('staff1', '审批交给副手');
    world.expects('staff1', /还没有登记副手/);
    await stage.underApproval();
    // finance1 → regional-gm1 → project-director1.
    expect(valueOf(await stage.stepCard('project-director1'), '审批身份')).toBe(`${name('project-director1')} 代 ${name('finance1')}(受委托)`);
  });

  test('whoever stands in the middle of a chain takes it back: the step comes to him at once', async () => {
    await stage.begins('longfor-hangzhou');
    await world.tells('finance1', `审批交给${name('regional-gm1')}`);
    await world.tells('regional-gm1', `审批交给${name('project-director1')}`);
    await stage.underApproval();
    expect((await stage.stepCard('project-director1')).state).toBe('open');
    await world.tells('regional-gm1', '取消委托');
    world.expects('regional-gm1', /已取消委托/);
    expect(valueOf(world.expects('regional-gm1', /赔付审核/).card, '审批身份')).toBe(`${name('regional-gm1')} 代 ${name('finance1')}(受委托)`);
    world.expects('project-director1', /已取消审批委托/);
    expect((await stage.stepCard('project-director1')).state).toBe('done');
    await stage.agrees('regional-gm1');
    world.forget();
  });
});

describe('转交 to somebody who has lent his place to the giver', () => {
  test('is refused by name, nothing moves, and another can still be named', async () => {
    await stage.begins('longfor-hangzhou');
    const number = await stage.underApproval();
    await world.tells('finance1-deputy', `审批交给${name('finance1')}`);
    world.forget();
    const card = await stage.stepCard('finance1');
    expect(await world.tapsCard(card.id, 'finance1', 'transfer', { person: name('finance1-deputy') })).toEqual({
      accepted: false,
      message: `${name('finance1-deputy')}已把审批委托给您,请转交给别人或直接决定。`,
    });
    expect(await stage.refusals(number)).toEqual(['finance1 comes-back']);
    world.nothingElse();
    await world.tells('finance1-deputy', '取消委托');
    world.forget();
    expect(await world.tapsCard(card.id, 'finance1', 'transfer', { person: name('finance1-deputy') })).toMatchObject({ accepted: true });
    world.forget();
    await stage.agrees('finance1-deputy');
    world.forget();
  });

  test('nor can a delegate give it back to whom he stands for', async () => {
    await stage.begins('longfor-hangzhou');
    await world.tells('finance1', '审批交给副手');
    await stage.underApproval();
    expect(await world.tapsCard((await stage.stepCard('finance1-deputy')).id, 'finance1-deputy', 'transfer', { person: name('finance1') })).toMatchObject({
      accepted: false,
      message: expect.stringMatching(new RegExp(`^${name('finance1')}已把审批委托给您`)),
    });
    world.nothingElse();
  });
});

describe('a deputy whose period ends after the time limit has passed', () => {
  test('the step is the holder’s alone again, and the deputy’s card says so', async () => {
    await stage.begins('standard', '2026-03-02T18:00:00+08:00');
    const number = await registers(world, LEAK);
    await world.tells('handler1', `${number} 方案:更换水管并赔偿6000元`);
    await stage.agrees('finance1');
    const ends = '2026-03-03T18:00:00+08:00';
    await world.app.service.house.work.inTransaction(async (tx) => {
      const companyId = await stage.companyId();
      await open(tx).run(`update deputy set until_at = $2 where company_id = $1 and person_id = 'project-director1'`, [companyId, ends]);
      await open(tx).run('update company set directory_version = directory_version + 1 where id = $1', [companyId]);
    });
    await world.movesTo('2026-03-03T17:30:00+08:00');
    const card = await stage.stepCard('project-director1-deputy');
    expect([card.state, valueOf(card, '审批身份')]).toEqual(['open', `${name('project-director1-deputy')} 代 ${name('project-director1')}(超时代审)`]);
    await world.movesTo(ends);
    const over = await stage.stepCard('project-director1-deputy');
    expect(over).toMatchObject({ state: 'done', buttons: [] });
    expect(await world.tapsCard(over.id, 'project-director1-deputy', 'approve')).toMatchObject({ accepted: false, message: expect.stringMatching(new RegExp(`转由 ${name('project-director1')} 决定`)) });
    world.forget();
    await stage.agrees('project-director1');
    world.expects('handler1', new RegExp(`${name('project-director1')}已同意`));
    world.forget();
  });
});

describe('somebody leaves', () => {
  test('his steps go to his deputy, are listed to his superior, and are handed over in one act', async () => {
    await stage.begins('longfor-hangzhou');
    const number = await stage.underApproval();
    await stage.agrees('finance1');
    world.forget();
    const left = name('project-director1');
    const companyId = await stage.companyId();
    expect(await personLeft(world.app.service.house, companyId, 'project-director1')).toMatchObject({ ok: true });
    await world.settled();
    world.expects('regional-gm1', new RegExp(`${left}已离职.等他审批的有 1 项[^]*${number}[^]*交接 ${left} 给`));
    expect(valueOf(world.expects('project-director1-deputy', /赔付审核/).card, '审批身份')).toMatch(new RegExp(`代 ${left}.*已离职`));
    await world.tells('staff1', `交接 ${left} 给 ${name('staff2')}`);
    world.expects('staff1', /由他的上级或管理员交接/);
    await world.tells('regional-gm1', `交接 ${left} 给 ${name('engineering-manager1')}`);
    world.expects('regional-gm1', /1 项审批交接给/);
    world.expects('engineering-manager1', /1 项审批已交接给您/);
    expect(valueOf(world.expects('engineering-manager1', /赔付审核 · 项目总监/).card, '审批身份')).toBe(`接替${left}`);
    expect(await stage.stepCard('project-director1-deputy')).toMatchObject({ state: 'done', buttons: [] });
    await stage.agrees('engineering-manager1');
    world.expects(HANDLER, /已同意/);
    world.expects('regional-gm1', /赔付审批/);
  });

  test('a member of a committee: his vote goes to nobody, the administrator is told at once of each who leaves, and a new submission asks those who are there', async () => {
    await stage.begins('longfor-hangzhou', '2026-03-02T09:00:00+08:00');
    const number = await stage.underApproval('20000', `${LEAK},要赔20000`);
    for (const person of ['finance1', 'project-director1', 'regional-gm1']) await stage.agrees(person);
    world.forget();
    const member = 'compensation-committee1';
    await world.tells('regional-gm1', `交接 ${name(member)} 给 ${name('staff2')}`);
    world.expects('regional-gm1', new RegExp(`没有可以交接给.*${number} 正由委员表决.委员的一票不能交接`));
    expect(await personLeft(world.app.service.house, await stage.companyId(), member)).toMatchObject({ ok: true });
    await world.settled();
    world.expects('regional-gm1', new RegExp(`${number} 正由集团赔付委员会表决.委员${name(member)}已离职`));
    world.expects('regional-gm1', /已离职.没有等他审批的事项/);
    world.nothingElse();
    // Two of three are gone: nobody can bring the vote to its end, and he hears that too.
    const second = 'compensation-committee2';
    expect(await personLeft(world.app.service.house, await stage.companyId(), second)).toMatchObject({ ok: true });
    await world.settled();
    world.expects('regional-gm1', new RegExp(`委员${name(second)}已离职`));
    world.expects('regional-gm1', /没有等他审批的事项/);
    await world.tells(HANDLER, `${number} 方案:更换水管并赔偿20000元`);
    for (const person of ['finance1', 'project-director1', 'regional-gm1']) await stage.agrees(person);
    world.forget();
    await stage.agrees('compensation-committee3');
    world.expects(HANDLER, /韩雪已同意/);
    world.expects(HANDLER, /方案已批准.拟赔付 ¥20,000\.00/);
  });

  test('what he had lent of his place ends with him: his deputy has it, and cannot give it to whom he had lent it', async () => {
    await stage.begins('longfor-hangzhou');
    await world.tells('finance1', `审批交给${name('engineering-manager1')}`);
    await personLeft(world.app.service.house, await stage.companyId(), 'finance1');
    await world.settled();
    await stage.underApproval();
    expect(await world.taps('finance1-deputy', '转交', { input: { person: name('engineering-manager1') } })).toMatchObject({ accepted: false, message: expect.stringMatching(/不能转交给他.*加签/) });
    await stage.agrees('finance1-deputy');
    world.forget();
  });

  test('he had lent it to his own deputy for the day: the deputy decides also when that day is over', async () => {
    await stage.begins('longfor-hangzhou');
    await stage.underApproval();
    await world.tells('finance1', '我今天出差,审批交给副手');
    await personLeft(world.app.service.house, await stage.companyId(), 'finance1');
    await world.settled();
    await world.movesTo('2026-03-03T00:00:01+08:00');
    // Not by way of the one who has left.
    const moved = await world.app.service.house.work.withoutTransaction((tx) =>
      open(tx).rows<{ to: string }>(`select e.payload ->> 'to' as to from case_entry e join complaint c on c.id = e.case_id join company o on o.id = c.company_id and o.retired_at is null where e.kind = 'approval-moved' order by e.seq`),
    );
    expect(moved.map((one) => one.to)).toEqual(['finance1-deputy']);
    await stage.agrees('finance1-deputy');
    world.forget();
  });

  test('finance with nobody: never its superior, the administrator names somebody and it goes on by itself', async () => {
    await stage.begins('longfor-hangzhou');
    const companyId = await stage.companyId();
    await personLeft(world.app.service.house, companyId, 'finance1');
    await personLeft(world.app.service.house, companyId, 'finance1-deputy');
    await world.settled();
    const number = await registers(world, `${LEAK},要赔8000`);
    await world.tells(HANDLER, `${number} 方案:更换水管并赔偿8000元`);
    world.expects(HANDLER, /暂时无法送审.*财务总监.*没有可以审批的人/);
    world.expects(HANDLER, /已记录.*方案/);
    expect(valueOf(world.expects('regional-gm1', /请指定审批人/).card, '空缺')).toMatch(/财务总监/);
    const card = await world.card('regional-gm1', (one) => one.title === '请指定审批人');
    expect(await world.tapsCard(card.id, 'staff1', 'appoint', { person: name('staff1') })).toMatchObject({ accepted: false });
    expect(await world.taps('regional-gm1', '指定审批人', { input: { person: name(HANDLER) } })).toMatchObject({ accepted: false });
    expect(await world.taps('regional-gm1', '指定审批人', { input: { person: name('engineering-manager1') } })).toMatchObject({ accepted: true });
    expect(valueOf(world.expects('engineering-manager1', /赔付审核 · 财务总监/).card, '审批身份')).toBe('财务总监空缺,由管理员指定');
  });
});

describe('nobody approves what he submitted', () => {
  test('the next higher role decides, and the card says so; his own deputy does not', async () => {
    await stage.begins('standard');
    const number = await registers(world, LEAK);
    await world.tells('functional-head1', `${number} 方案:更换水管并赔偿3000元`);
    const card = world.expects('project-director1', /赔付审批 · 职能负责人/).card;
    expect(valueOf(card, '审批身份')).toBe('职能负责人本人提交,由上级项目总监审批');
    world.forget();
    expect(await world.tapsCard(card?.id ?? '', 'functional-head1', 'approve')).toMatchObject({ accepted: false });
  });

  test('a superior who decides in its place lends his own: his delegate decides only while that lasts', async () => {
    await stage.begins('standard');
    await world.tells('project-director1', '审批交给副手');
    const number = await registers(world, LEAK);
    await world.tells('functional-head1', `${number} 方案:更换水管并赔偿3000元`);
    const lent = await stage.stepCard('project-director1-deputy');
    expect(lent.state).toBe('open');
    await world.tells('project-director1', '取消委托');
    expect(await world.tapsCard(lent.id, 'project-director1-deputy', 'approve')).toMatchObject({ accepted: false, message: expect.stringMatching(/转由/) });
    await stage.agrees('project-director1');
    world.forget();
  });
});
