import type { Card } from '../../terms/card.js';
import { voidedRun } from './advance.js';
import { approvalCard, type ApprovalSubject } from './card.js';
import type { RunView } from './run.js';
import { cardsOf } from './seats.js';
import { afterTaps, at, names, openedRun, step, tapped, type Holders } from './run.sample.js';

const SUBJECT: ApprovalSubject = {
  number: 'LH-20260302-0001',
  project: '滨江一号',
  rooms: ['3-2-1501'],
  category: 'engineering',
  level: 'important',
  levelRules: ['LF-L2e'],
  claimedAmount: 1_000_000,
  risks: ['扬言找媒体'],
  evidence: [
    { hash: 'a1', name: '渗水.jpg', mime: 'image/jpeg' },
    { hash: 'b2', name: '通话.mp3', mime: 'audio/mpeg' },
  ],
};

const PLAN = [step(1, ['finance-director']), step(2, ['project-director'], 'all', 'approve')];
const HOLDERS: Holders = { 'finance-director': ['wang', 'qian>wang'], 'project-director': ['li'] };

function cardOf(run: RunView, number: number, personId: string, subject: Partial<ApprovalSubject> = {}): Card {
  const found = run.steps.find((one) => one.step === number);
  const group = found && cardsOf(found, run, names).find((one) => one.personId === personId);
  if (!group) throw new Error(`${personId} has no card at step ${number}`);
  return approvalCard({
    run,
    step: number,
    seats: group.seats,
    subject: { ...SUBJECT, ...subject },
    dueAt: at('22:30'),
    names,
  });
}

const factOf = (card: Card, label: string): string | undefined => card.facts.find((fact) => fact.label === label)?.value;

test('an open card shows what a signer needs, in this order, and everything he may do', () => {
  expect(cardOf(openedRun(PLAN, HOLDERS), 1, 'wang')).toEqual({
    title: '赔付审核 · 财务总监',
    state: 'open',
    facts: [
      { label: '编号', value: 'LH-20260302-0001' },
      { label: '项目', value: '滨江一号' },
      { label: '房号', value: '3-2-1501' },
      { label: '类别', value: '工程质量' },
      { label: '级别及依据', value: '重要(LF-L2e)' },
      { label: '客户诉求金额', value: '¥10,000.00' },
      { label: '拟赔付金额', value: '¥8,000.00' },
      { label: '方案', value: '修复渗漏并补偿' },
      { label: '提交人', value: '小周' },
      { label: '证据', value: '图片 1 张、其他文件 1 个' },
      { label: '本步时限', value: '3月2日 22:30 前' },
      { label: '风险提示', value: '扬言找媒体' },
    ],
    basis: ['LF-A5'],
    buttons: [
      { action: 'approve', label: '同意', input: null },
      { action: 'reject', label: '驳回', input: 'reason' },
      { action: 'return', label: '退回补充', input: 'reason' },
      { action: 'transfer', label: '转交', input: 'person' },
      { action: 'ask-before', label: '前加签', input: 'person' },
      { action: 'ask-after', label: '后加签', input: 'person' },
    ],
    pictures: [{ hash: 'a1', name: '渗水.jpg' }],
  });
});

test('a deputy’s copy says for whom he stands', () => {
  expect(factOf(cardOf(openedRun(PLAN, HOLDERS), 1, 'qian'), '审批身份')).toBe('钱进 代 王芳');
});

test('after a decision every copy shows by whom and when, without buttons', () => {
  const run = afterTaps(openedRun(PLAN, HOLDERS), HOLDERS, [tapped('qian', 1, '10:30')]);
  for (const holder of ['wang', 'qian']) {
    const card = cardOf(run, 1, holder);
    expect([card.state, card.buttons, factOf(card, '结果')]).toEqual(['done', [], '已由 钱进 代 王芳 于 3月2日 10:30 同意']);
  }
});

test('the next step sees the earlier opinions with names and times', () => {
  const run = afterTaps(openedRun(PLAN, HOLDERS), HOLDERS, [tapped('wang', 1, '10:30', { reason: '金额合理' })]);
  const card = cardOf(run, 2, 'li');
  expect(card.title).toBe('赔付审批 · 项目总监');
  expect(factOf(card, '前序意见')).toBe('财务总监 王芳 3月2日 10:30 同意(金额合理)');
});

test('a rejected step says the reason', () => {
  const run = afterTaps(openedRun(PLAN, HOLDERS), HOLDERS, [
    tapped('wang', 1, '10:30', { verdict: 'reject', reason: '缺少现场照片' }),
  ]);
  expect(factOf(cardOf(run, 1, 'qian'), '结果')).toBe('已由 王芳 于 3月2日 10:30 驳回,理由:缺少现场照片');
});

test('every card of a void run says so, a decided one keeping its decision', () => {
  const once = afterTaps(openedRun(PLAN, HOLDERS), HOLDERS, [tapped('wang', 1, '10:30')]);
  const run = voidedRun(once, '拟赔付金额有变', at('11:00'));
  const [decided, waiting] = [cardOf(run, 1, 'wang'), cardOf(run, 2, 'li')];
  expect([decided.state, waiting.state, waiting.buttons]).toEqual(['void', 'void', []]);
  expect(factOf(waiting, '结果')).toBe('本次审批已于 3月2日 11:00 作废:拟赔付金额有变');
  expect(factOf(decided, '结果')).toBe('已由 王芳 于 3月2日 10:30 同意;本次审批已于 3月2日 11:00 作废:拟赔付金额有变');
});

test('a committee’s copies show the count; who has voted is done, the others are still asked', () => {
  const holders: Holders = { 'compensation-committee': ['wang', 'li', 'zhao'] };
  const plan = [step(1, ['compensation-committee'], 'majority', 'approve')];
  const run = afterTaps(openedRun(plan, holders), holders, [tapped('wang', 1, '10:00')]);
  expect(cardOf(run, 1, 'wang')).toMatchObject({ state: 'done', buttons: [] });
  expect(factOf(cardOf(run, 1, 'wang'), '结果')).toBe('已由 王芳 于 3月2日 10:00 同意,等待其他人');
  const open = cardOf(run, 1, 'li');
  expect([open.state, factOf(open, '投票进度'), factOf(open, '结果')]).toEqual([
    'open',
    '1票同意、0票反对(共3人,2票同意即通过)',
    undefined,
  ]);
});

test('roles that must all agree see each other’s progress', () => {
  const plan = [step(1, ['finance-director', 'project-director'], 'all', 'approve')];
  const run = afterTaps(openedRun(plan, HOLDERS), HOLDERS, [tapped('li', 1, '10:00')]);
  expect(factOf(cardOf(run, 1, 'wang'), '会签进度')).toBe('财务总监 待定;项目总监 李伟 已同意');
});

test('a repair alone shows its cost and no compensation; a long plan is cut, an unknown room left out', () => {
  const run = { ...openedRun(PLAN, HOLDERS), amount: null, repairCost: 300_050, plan: '修'.repeat(400) };
  const card = cardOf(run, 1, 'wang', { claimedAmount: null, rooms: [], risks: [], evidence: [] });
  expect(card.title).toBe('维修方案审核 · 财务总监');
  expect(card.facts.map((fact) => fact.label)).toEqual(['编号', '项目', '类别', '级别及依据', '维修费用', '方案', '提交人', '本步时限']);
  expect(factOf(card, '维修费用')).toBe('¥3,000.50');
  expect(factOf(card, '方案')).toBe(`${'修'.repeat(300)}…`);
});
