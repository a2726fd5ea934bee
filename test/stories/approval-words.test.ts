import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { World } from '../harness/world.js';
import { personLeft } from '../../src/flow/person-acted.js';
import { PHOTO, VOUCHER } from '../harness/photo.js';
import { Approving, HANDLER } from './approving.js';
import { LEAK, registers, valueOf } from './told.js';

/** Where a platform's button brings no words, they are said in chat; what a signer sees beside words. */
let world: World;
let stage: Approving;
beforeAll(async () => {
  world = await World.open('approval_words');
  stage = new Approving(world);
});
afterEach(async () => {
  await world.ends();
});
afterAll(async () => {
  await world.close();
});

const name = (id: string): string => stage.name(id);

describe('where no button is shown the card is answered in words, the number first', () => {
  test('编号 同意 decides for whom it is asked of, and for nobody else; without the number, in a group or beside other words it decides nothing', async () => {
    await stage.begins('longfor-hangzhou');
    const number = await stage.underApproval();
    // Taken for a plan, the first of these would have ended the approval.
    for (const words of [`${number} 同意赔偿`, `${number}同意赔偿5000元`, `${number} 不同意`, `${number} 驳回方案`]) {
      await world.tells('finance1', words);
      world.expects('finance1', new RegExp(`${number}.没有做任何改动.要同意请发`));
      world.nothingElse();
    }
    for (const words of ['同意', '好的,同意', '同意赔偿']) {
      await world.tells('finance1', words);
      world.forget();
      expect([words, (await stage.stepCard('finance1')).state]).toEqual([words, 'open']);
    }
    await world.says('finance1', `${number} 同意`);
    for (const stranger of [HANDLER, 'staff2', 'project-director1']) await world.tells(stranger, `${number} 同意`);
    world.forget();
    expect([(await stage.stepCard('finance1')).state, await stage.refusals(number)]).toEqual(['open', []]);
    await world.tells('finance1', `${number} 同意`);
    world.expects('finance1', new RegExp(`^已同意.${number}.*8,000`));
    world.expects(HANDLER, new RegExp(`${number} ${name('finance1')}已同意`));
    world.expects('project-director1', /赔付审核/);
    world.nothingElse();
    const card = await stage.stepCard('finance1');
    expect([card.state, valueOf(card, '结果')]).toEqual(['done', expect.stringContaining(`已由 ${name('finance1')} 于`)]);
    // Said again it is the next step's, and not his.
    await world.tells('finance1', `${number} 同意`);
    world.forget();
    expect((await stage.stepCard('project-director1')).state).toBe('open');
    await world.tells('project-director1', `${number.toLowerCase()}:同意,按批次付款`);
    world.expects('project-director1', /^已同意/);
    world.expects(HANDLER, /已同意.*按批次付款/);
    world.expects('regional-gm1', /赔付审批.*按批次付款/);
  });

  test('编号 驳回 asks for its reason where none was given, 编号 转交 brings the person along', async () => {
    await stage.begins('longfor-hangzhou');
    const number = await stage.underApproval();
    await world.tells('finance1', `${number} 驳回`);
    world.expects('finance1', /写明理由/);
    world.expects('finance1', new RegExp(`${number}.*请直接回复驳回的理由`));
    expect((await stage.stepCard('finance1')).state).toBe('open');
    await world.tells('finance1', `${number} 退回补充 缺少现场照片`);
    world.expects('finance1', /已退回补充/);
    world.expects(HANDLER, /被.*退回补充.缺少现场照片/);
    world.expects(HANDLER, /提问=.*缺少现场照片/);
    await world.tells(HANDLER, `${number} 答复:照片在群里`);
    world.expects(HANDLER, /已答复.审批继续/);
    world.expects('finance1', /已答复.照片在群里/);
    await world.tells('finance1', `${number} 转交 无此人`);
    world.forget();
    expect((await stage.stepCard('finance1')).state).toBe('open');
    await world.tells('finance1', `${number} 驳回 金额偏高`);
    world.expects('finance1', new RegExp(`已驳回.${number}`));
    world.expects(HANDLER, /已驳回.*金额偏高/);
    world.expects(HANDLER, /方案被驳回/);
  });
});

describe('an answer without a number, in the own chat', () => {
  test('tells what waits for him and how it is decided; nothing is decided by it', async () => {
    await stage.begins('longfor-hangzhou');
    const number = await stage.underApproval();
    for (const words of ['同意', '同意了。', '好的,同意', '可以', '批准', '审批通过', '驳回', '不同意!']) {
      await world.tells('finance1', words);
      const { text } = world.expects('finance1', /^等您审批的有/);
      expect([words, text]).toEqual([words, expect.stringMatching(new RegExp(`${number} 滨江一号 厨房漏水.*\n还没有做决定.请在审批卡片上办理,或发.${number} 同意.、.${number} 驳回 理由`))]);
      world.nothingElse();
    }
    // Whose turn has not come, and who has nothing to decide.
    for (const person of ['project-director1', 'staff2']) {
      await world.tells(person, '同意');
      world.expects(person, /^现在没有等您审批的事项。$/);
    }
    await world.tells('staff2', '可以');
    world.expects('staff2', /^好的,有事随时叫我。$/);
    world.nothingElse();
    expect([(await stage.stepCard('finance1')).state, await stage.refusals(number)]).toEqual(['open', []]);
    // In a group it is nobody's business what waits for him.
    await world.says('finance1', '同意');
    expect(world.drain('g1').map((one) => one.text).join()).not.toMatch(/审批|LH-/);
    world.nothingElse();
  });

  test('three are named, the rest is counted', async () => {
    await stage.begins('longfor-hangzhou');
    for (const room of [1, 2, 3, 4, 5]) await stage.underApproval('8000', `${room}栋2单元1501业主王女士1380013800${room}来电,厨房漏水,要赔8000`);
    await world.tells('finance1', '同意');
    const { text } = world.expects('finance1', /^等您审批的有/);
    expect(text.match(/LH-\d{8}-\d{4}/g)).toHaveLength(3);
    expect(text).toMatch(/另有 2 项,发“我的审批”查看。\n.*或发“编号 同意”、“编号 驳回 理由”。$/);
  });

  test('what answers a question or a draft of his goes there', async () => {
    await stage.begins('longfor-hangzhou');
    const number = await stage.underApproval();
    await world.tells('finance1', '滨江一号5栋2单元1502业主李女士13800138001来电,客厅渗水');
    world.expects('finance1', /投诉草稿/);
    await world.tells('finance1', '同意');
    expect(world.drain('finance1').map((one) => one.text).join()).not.toMatch(/等您审批/);
    await world.tells('finance1', '可以');
    expect(world.drain('finance1').map((one) => one.text).join()).toMatch(/已登记|LH-20260302-0002/);
    world.forget();
    // 可以 takes up what was offered, as before; 同意 is no answer to it.
    await world.tells('finance1', '会议室几点开门');
    world.expects('finance1', /先不登记/);
    await world.tells('finance1', '同意');
    world.expects('finance1', /^等您审批的有/);
    await world.tells('finance1', '可以');
    world.expects('finance1', /会议室几点开门/);
    await world.tells('finance1', '取消');
    world.forget();
    await world.taps('finance1', '驳回');
    world.expects('finance1', /请直接回复驳回的理由/);
    await world.tells('finance1', '不同意');
    world.expects('finance1', new RegExp(`已驳回.${number}`));
    world.expects(HANDLER, /已驳回.*不同意/);
    world.expects(HANDLER, /方案被驳回/);
  });
});

describe('a tap without its needed word asks in chat, and the next message is the word', () => {
  test('驳回: the reason; a look at something else in between is no reason', async () => {
    await stage.begins('longfor-hangzhou');
    const number = await stage.underApproval('4000');
    expect(await world.taps('project-director1', '驳回')).toMatchObject({ accepted: false });
    world.expects('project-director1', new RegExp(`${number}.*请直接回复驳回的理由`));
    await world.tells('project-director1', '我的审批');
    world.expects('project-director1', /赔付审批/);
    world.expects('project-director1', /等您审批的有 1 项/);
    // Nor is what he says of all his approvals.
    await world.tells('project-director1', '取消委托');
    world.expects('project-director1', /委托/);
    expect((await stage.stepCard('project-director1')).state).toBe('open');
    await world.tells('project-director1', '偏高,请重新测算');
    world.expects('project-director1', new RegExp(`已驳回.${number}`));
    world.expects(HANDLER, /已驳回.*偏高,请重新测算/);
    world.expects(HANDLER, /方案被驳回/);
  });

  test('退回补充 and 转交: the question, the person with a word', async () => {
    await stage.begins('longfor-hangzhou');
    const number = await stage.underApproval();
    await world.taps('finance1', '退回补充');
    world.expects('finance1', /请直接回复要补充什么/);
    await world.tells('finance1', '缺少现场照片');
    world.expects('finance1', /已退回补充/);
    world.expects(HANDLER, /被.*退回补充.缺少现场照片/);
    const asked = world.expects(HANDLER, /提问=.*缺少现场照片/).card;
    // The handler answers in the same way.
    expect(await world.tapsCard(asked?.id ?? '', HANDLER, 'answer')).toMatchObject({ accepted: false });
    world.expects(HANDLER, new RegExp(`${number}.*请直接回复您的答复`));
    await world.tells(HANDLER, '照片在群里');
    world.expects(HANDLER, /已答复.审批继续/);
    world.expects('finance1', /已答复.照片在群里/);
    await world.taps('finance1', '转交');
    world.expects('finance1', /请直接回复转交给谁/);
    await world.tells('finance1', '无此人');
    world.expects('finance1', /没有找到.无此人/);
    await world.tells('finance1', `${name('finance1-deputy')} 我在外地`);
    world.expects('finance1', /已转交/);
    world.expects('finance1-deputy', /转交给您.我在外地/);
    world.expects('finance1-deputy', /赔付审核 · 财务总监/);
  });

  test('whoever decides otherwise meanwhile is not waited for, and whoever may not is not asked', async () => {
    await stage.begins('longfor-hangzhou');
    await stage.underApproval('4000');
    const card = await stage.stepCard('project-director1');
    expect(await world.tapsCard(card.id, 'staff1', 'transfer')).toMatchObject({ accepted: false, message: expect.stringMatching(/不是这一步的审批人/) });
    expect(await world.tapsCard(card.id, 'staff1', 'reject')).toMatchObject({ accepted: false, message: expect.stringMatching(/不是这一步的审批人/) });
    world.nothingElse();
    await world.taps('project-director1', '驳回');
    world.expects('project-director1', /请直接回复驳回的理由/);
    await stage.agrees('project-director1');
    world.drain(HANDLER);
    world.drain('regional-gm1');
    await world.tells('project-director1', '偏高');
    expect(world.drain('project-director1').map((one) => one.text).join()).not.toMatch(/驳回|这一步/);
  });

  test('指定审批人: the administrator names somebody in chat', async () => {
    await stage.begins('longfor-hangzhou');
    const companyId = await stage.companyId();
    await personLeft(world.app.service.house, companyId, 'finance1');
    await personLeft(world.app.service.house, companyId, 'finance1-deputy');
    await world.settled();
    const number = await registers(world, `${LEAK},要赔8000`);
    await world.tells(HANDLER, `${number} 方案:更换水管并赔偿8000元`);
    world.forget();
    await world.taps('regional-gm1', '指定审批人');
    world.expects('regional-gm1', /请直接回复由谁审批/);
    await world.tells('regional-gm1', name('engineering-manager1'));
    world.expects('regional-gm1', /已指定/);
    world.expects('engineering-manager1', /赔付审核 · 财务总监/);
  });
});

describe('what a signer sees', () => {
  test('evidence pictures, also one that comes while he is asked; each opens by its link', async () => {
    await stage.begins('longfor-hangzhou');
    const number = await registers(world, `${LEAK},要赔8000`);
    await world.tells(HANDLER, `${number} 补充:渗水照片`, [{ ...PHOTO, name: '渗水.png' }]);
    await world.tells(HANDLER, `${number} 方案:更换水管并赔偿8000元`);
    const card = await stage.stepCard('finance1');
    expect(valueOf(card, '证据')).toBe('图片 1 张');
    expect(card.pictures?.map((one) => one.name)).toEqual(['渗水.png']);
    await world.tells(HANDLER, `${number} 补充:天花板`, [{ ...VOUCHER, name: '天花板.gif' }]);
    const later = await stage.stepCard('finance1');
    expect(later.pictures?.map((one) => one.name)).toEqual(['渗水.png', '天花板.gif']);
    for (const { url } of later.pictures ?? []) {
      const answer = await fetch(`${world.app.url}${url}`);
      expect([answer.status, answer.headers.get('content-type')]).toEqual([200, expect.stringMatching(/^image\//)]);
    }
    world.forget();
  });

  test('everything that is needed and no more: the phone is masked, earlier steps have names and times', async () => {
    await stage.begins('longfor-hangzhou');
    const number = await stage.underApproval('8000', `${LEAK},要赔8000,不给就找电视台`);
    const first = await stage.stepCard('finance1');
    expect(first.facts.map((fact) => fact.label)).toEqual(['编号', '项目', '房号', '类别', '级别及依据', '客户诉求金额', '拟赔付金额', '方案', '提交人', '本步时限', '风险提示']);
    expect(first).toMatchObject({ basis: ['LF-A5'] });
    expect(valueOf(first, '级别及依据')).toBe('重要(LF-L2e)');
    expect(valueOf(first, '客户诉求金额')).toBe('¥8,000.00');
    await world.tells(HANDLER, `${number} 方案:与业主13800138000约定更换水管并赔偿7000元`);
    await stage.agrees('finance1');
    const next = await stage.stepCard('project-director1');
    expect(valueOf(next, '前序意见')).toBe(`财务总监 ${name('finance1')} 3月2日 09:00 同意`);
    expect(JSON.stringify(next)).not.toContain('13800138000');
    world.forget();
  });
});

describe('files of a case by button', () => {
  test('审批单 and 导出证据包 stand on the handler’s card and come as links in private', async () => {
    await stage.begins('longfor-hangzhou');
    const number = await registers(world, `${LEAK},要赔8000`);
    const card = await world.card(HANDLER, (one) => one.title === `投诉 ${number}`);
    expect(card.buttons.map((button) => button.label)).not.toContain('审批单');
    await world.tells(HANDLER, `${number} 方案:更换水管并赔偿8000元`);
    world.forget();
    expect(await world.taps(HANDLER, '审批单')).toMatchObject({ accepted: true });
    world.expects(HANDLER, /审批单.*打印或下载 PDF/);
    expect(await world.taps(HANDLER, '导出证据包')).toMatchObject({ accepted: true });
    world.expects(HANDLER, /证据包.*妥善保管/);
    // Whoever decides asks for the form by its words.
    await world.tells('finance1', `${number} 审批单`);
    world.expects('finance1', /打印或下载 PDF/);
    world.expects('finance1', /已发到您的私聊/);
  });

  test('审批单 stands on the decided card of everybody who sat in the run, once it has ended; who may read it is asked at the tap', async () => {
    await stage.begins('longfor-hangzhou');
    const number = await stage.underApproval();
    await stage.agrees('finance1');
    expect((await stage.stepCard('finance1')).buttons).toEqual([]);
    await stage.agrees('project-director1');
    await stage.agrees('regional-gm1');
    world.forget();
    const card = await stage.stepCard('finance1');
    expect([card.state, card.buttons.map((button) => button.label)]).toEqual(['done', ['审批单']]);
    expect(await world.tapsCard(card.id, 'finance1', 'approval-form')).toEqual({ accepted: true, message: `${number} 的审批单已发到您的私聊。` });
    const link = /http\S+/.exec(world.expects('finance1', /审批单.*打印或下载 PDF/).text ?? '')?.[0] ?? '';
    const { pathname, search } = new URL(link);
    const page = await fetch(`${world.app.url}${pathname}${search}`);
    expect([page.status, (await page.text()).includes(number)]).toEqual([200, true]);
    // The card forwarded to somebody who has no business with it.
    expect(await world.tapsCard(card.id, 'staff2', 'approval-form')).toEqual({ accepted: false, message: '审批单由受理人、审批人和项目负责人查看。' });
    expect(await stage.refusals(number)).toEqual(['staff2 not-yours']);
    world.nothingElse();
  });

  test('asked for in private, a case shows each reader the files he may have: the finance director the form, the head of the project both', async () => {
    await stage.begins('longfor-hangzhou');
    const number = await stage.underApproval();
    const files = async (person: string): Promise<readonly string[]> => {
      await world.tells(person, `查询 ${number}`);
      const { buttons } = await world.card(person, (one) => one.title === `投诉 ${number}`);
      world.forget();
      return buttons.map((button) => button.label).filter((label) => ['审批单', '导出证据包'].includes(label));
    };
    expect(await files('finance1')).toEqual(['审批单']);
    expect(await files('project-director1')).toEqual(['审批单', '导出证据包']);
    expect(await files('staff1')).toEqual([]);
    expect(await world.taps('finance1', '审批单', { title: new RegExp(`投诉 ${number}`) })).toMatchObject({ accepted: true });
    world.expects('finance1', /审批单.*打印或下载 PDF/);
    expect(await world.taps('project-director1', '导出证据包', { title: new RegExp(`投诉 ${number}`) })).toMatchObject({ accepted: true });
    world.expects('project-director1', /证据包.*妥善保管/);
    const mine = await world.card('finance1', (one) => one.title === `投诉 ${number}`);
    expect(await world.tapsCard(mine.id, 'finance1', 'evidence-pack')).toMatchObject({ accepted: false });
    world.nothingElse();
  });
});

describe('money as people type it', () => {
  test.each(['8000', '8000.00', '8,000', '八千', '0.8万', '8k'])('赔偿%s is read back as ¥8,000.00', async (typed) => {
    await stage.begins('longfor-hangzhou');
    const number = await registers(world, `${LEAK},要赔9000`);
    await world.tells(HANDLER, `${number} 方案:更换水管,赔偿${typed}元`);
    expect(valueOf(await stage.stepCard('finance1'), '拟赔付金额')).toBe('¥8,000.00');
    world.forget();
  });
});
