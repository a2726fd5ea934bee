import { RUN_TABLE, runAfter, STEP_TABLE, stepAfter, type RunAct, type RunState, type StepAct, type StepState } from './run.js';
import { voidedRun, type Advance } from './advance.js';
import { askedOf, cardsOf } from './seats.js';
import { afterTaps, at, names, openedRun, step, tap, tapped, type Holders } from './run.sample.js';

const LF_A5 = [
  step(1, ['finance-director']),
  step(2, ['project-director']),
  step(3, ['regional-gm'], 'all', 'approve'),
];
const THREE: Holders = { 'finance-director': ['wang'], 'project-director': ['li'], 'regional-gm': ['zhao'] };

function accepted(result: Advance | string): Advance {
  if (typeof result === 'string') throw new Error(result);
  return result;
}

const states = (advance: Advance): readonly string[] => advance.run.steps.map((one) => one.state);

describe('state tables', () => {
  const stepActs: readonly StepAct[] = ['open', 'agree', 'reject', 'void'];
  const runActs: readonly RunAct[] = ['approve', 'reject', 'void'];
  const ended: readonly (StepState & RunState)[] = ['rejected', 'void'];

  test.each(ended)('nothing leaves the state %s', (state) => {
    for (const act of stepActs) expect(() => stepAfter(state, act)).toThrow(`${act} is not allowed in state ${state}`);
    for (const act of runActs) expect(() => runAfter(state, act)).toThrow(`${act} is not allowed in state ${state}`);
  });

  test('a waiting step cannot be decided, an open one not opened again', () => {
    expect(Object.keys(STEP_TABLE.waiting).sort()).toEqual(['open', 'void']);
    expect(Object.keys(STEP_TABLE.open).sort()).toEqual(['agree', 'reject', 'return', 'void']);
    expect(Object.keys(STEP_TABLE.agreed)).toEqual([]);
    expect(Object.keys(RUN_TABLE.approved)).toEqual([]);
  });
});

describe('a run goes through its steps', () => {
  test('each agreement opens the next step, the last one approves', () => {
    const first = accepted(tap(openedRun(LF_A5, THREE), THREE, tapped('wang', 1, '10:30')));
    expect([first.outcome, first.closedSteps, first.openedStep]).toEqual(['step-agreed', [1], 2]);
    expect(states(first)).toEqual(['agreed', 'open', 'waiting']);
    const second = accepted(tap(first.run, THREE, tapped('li', 2, '11:00')));
    const third = accepted(tap(second.run, THREE, tapped('zhao', 3, '11:30')));
    expect([third.outcome, third.closedSteps, third.openedStep]).toEqual(['approved', [3], null]);
    expect(third.run).toMatchObject({ state: 'approved', closedAt: at('11:30') });
  });

  test('a rejection ends the run with its reason; what had not begun is void', () => {
    const run = afterTaps(openedRun(LF_A5, THREE), THREE, [tapped('wang', 1, '10:30')]);
    const end = accepted(tap(run, THREE, tapped('li', 2, '11:00', { verdict: 'reject', reason: ' 金额偏高 ' })));
    expect([end.outcome, end.closedSteps, states(end)]).toEqual(['rejected', [2], ['agreed', 'rejected', 'void']]);
    expect(end.run).toMatchObject({ state: 'rejected', reason: '金额偏高' });
  });

  test('a next step nobody can decide refuses the tap and says whose step it is', () => {
    const gone: Holders = { ...THREE, 'project-director': [] };
    expect(tap(openedRun(LF_A5, THREE), gone, tapped('wang', 1, '10:30'))).toMatch(/^no-approver: 第2步“项目总监”/);
  });

  test('several roles of one step: each must agree', () => {
    const plan = [step(1, ['finance-director', 'project-director']), step(2, ['regional-gm'], 'all', 'approve')];
    const first = accepted(tap(openedRun(plan, THREE), THREE, tapped('li', 1, '10:00')));
    expect([first.outcome, first.openedStep]).toEqual(['step-counted', null]);
    expect(accepted(tap(first.run, THREE, tapped('wang', 1, '10:30'))).openedStep).toBe(2);
  });
});

describe('refusals say what happened and by whom', () => {
  const opened = openedRun(LF_A5, THREE);
  const once = afterTaps(opened, THREE, [tapped('wang', 1, '10:30')]);

  test.each([
    ['a stranger', opened, tapped('qian', 1, '10:00'), 'not-yours: 您不是这一步的审批人,没有做任何改动。'],
    ['a second tap', once, tapped('wang', 1, '10:31'), 'already-decided: 这一步已由 王芳 于 3月2日 10:30 同意。'],
    [
      'a stranger on a decided step',
      once,
      tapped('qian', 1, '10:31'),
      'not-yours: 您不是这一步的审批人,没有做任何改动。这一步已由 王芳 于 3月2日 10:30 同意。',
    ],
    [
      'a stranger on a rejected step: who, not why',
      afterTaps(opened, THREE, [tapped('wang', 1, '10:30', { verdict: 'reject', reason: '最多给3000元' })]),
      tapped('qian', 1, '10:31'),
      'not-yours: 您不是这一步的审批人,没有做任何改动。这一步已由 王芳 于 3月2日 10:30 驳回。',
    ],
    ['an unknown step', opened, tapped('wang', 9, '10:00'), 'step-not-open: 这次审批里没有这一步。'],
    [
      'a rejection of blanks',
      opened,
      tapped('wang', 1, '10:00', { verdict: 'reject', reason: '  ' }),
      'reason-missing: 驳回需要写明理由,请补充理由后再提交。',
    ],
    [
      'a rejection of nothing that can be seen',
      opened,
      tapped('wang', 1, '10:00', { verdict: 'reject', reason: '\u200b \ufeff\u2060' }),
      'reason-missing: 驳回需要写明理由,请补充理由后再提交。',
    ],
    [
      'a run that is void',
      voidedRun(opened, '金额有变', at('10:10')),
      tapped('wang', 1, '10:20'),
      'run-closed: 这次审批已于 3月2日 10:10 作废:金额有变。',
    ],
    [
      'a decided step of a void run',
      voidedRun(once, '金额有变', at('10:40')),
      tapped('wang', 1, '10:50'),
      'already-decided: 这一步已由 王芳 于 3月2日 10:30 同意。这次审批已于 3月2日 10:40 作废:金额有变。',
    ],
  ])('%s', (_, run, wanted, message) => {
    expect(tap(run, THREE, wanted)).toBe(message);
  });

  test('of two holders of a role the second hears of the first', () => {
    const two: Holders = { ...THREE, 'finance-director': ['wang', 'qian'] };
    const run = afterTaps(openedRun(LF_A5, two), two, [tapped('qian', 1, '10:30')]);
    expect(tap(run, two, tapped('wang', 1, '10:31'))).toBe('already-decided: 这一步已由 钱进 于 3月2日 10:30 同意。');
  });

  test('a seat of a later step is told where the run is', () => {
    const run = openedRun(LF_A5, THREE);
    const seated = {
      ...run,
      steps: run.steps.map((one) =>
        one.step === 2 ? { ...one, seats: [{ step: 2, role: 'project-director', personId: 'li', standsFor: null, cardId: null, via: null, note: null }] } : one,
      ),
    };
    expect(tap(seated, THREE, tapped('li', 2, '10:00'))).toBe('step-not-open: 还没有轮到这一步,目前在第1步(财务总监审核)。');
  });
});

describe('deputies', () => {
  test('a deputy casts the holder’s vote and is named as such; then the holder is late', () => {
    const holders: Holders = { ...THREE, 'finance-director': ['wang', 'qian>wang'] };
    const run = afterTaps(openedRun(LF_A5, holders), holders, [tapped('qian', 1, '10:30')]);
    expect(run.steps[0]?.decisions).toMatchObject([{ holderId: 'wang', decidedBy: 'qian' }]);
    expect(tap(run, holders, tapped('wang', 1, '10:31'))).toBe(
      'already-decided: 这一步已由 钱进 代 王芳 于 3月2日 10:30 同意。',
    );
  });
});

describe('one person, several steps: one tap', () => {
  const rolesOf = (advance: Advance): readonly string[] => advance.decisions.map((one) => `${one.step} ${one.role}`);

  test('successive steps of one holder are recorded together', () => {
    const holders: Holders = { ...THREE, 'project-director': ['zhao'] };
    const run = afterTaps(openedRun(LF_A5, holders), holders, [tapped('wang', 1, '10:30')]);
    const both = accepted(tap(run, holders, tapped('zhao', 2, '11:00')));
    expect(rolesOf(both)).toEqual(['2 project-director', '3 regional-gm']);
    expect([both.outcome, both.closedSteps]).toEqual(['approved', [2, 3]]);
  });

  test('finance is never merged, neither before nor after another step', () => {
    const financeFirst: Holders = { ...THREE, 'project-director': ['wang'] };
    const first = accepted(tap(openedRun(LF_A5, financeFirst), financeFirst, tapped('wang', 1, '10:30')));
    expect([rolesOf(first), first.openedStep]).toEqual([['1 finance-director'], 2]);
    const plan = [step(1, ['project-director']), step(2, ['finance-director'], 'all', 'approve')];
    const financeLast = accepted(tap(openedRun(plan, financeFirst), financeFirst, tapped('wang', 1, '10:30')));
    expect([rolesOf(financeLast), financeLast.openedStep]).toEqual([['1 project-director'], 2]);
  });

  test('steps that are not successive need a tap each', () => {
    const plan = [step(1, ['project-director']), step(2, ['finance-director']), step(3, ['regional-gm'], 'all', 'approve')];
    const holders: Holders = { ...THREE, 'regional-gm': ['li'] };
    const run = afterTaps(openedRun(plan, holders), holders, [tapped('li', 1, '10:00'), tapped('wang', 2, '10:30')]);
    expect(run.steps[2]).toMatchObject({ state: 'open', decisions: [] });
  });

  test('a vote is carried when the other role of its step agrees later', () => {
    const plan = [step(1, ['finance-director', 'project-director']), step(2, ['regional-gm'], 'all', 'approve')];
    const holders: Holders = { ...THREE, 'regional-gm': ['li'] };
    const run = afterTaps(openedRun(plan, holders), holders, [tapped('li', 1, '10:00')]);
    const end = accepted(tap(run, holders, tapped('wang', 1, '10:30')));
    expect(rolesOf(end)).toEqual(['1 finance-director', '2 regional-gm']);
    expect(end.run).toMatchObject({ state: 'approved' });
  });

  test('a committee member votes by a tap of his own', () => {
    const plan = [step(1, ['regional-gm']), step(2, ['compensation-committee'], 'majority', 'approve')];
    const holders: Holders = { 'regional-gm': ['zhao'], 'compensation-committee': ['zhao', 'qian', 'sun'] };
    const opened = accepted(tap(openedRun(plan, holders), holders, tapped('zhao', 1, '10:00')));
    expect([rolesOf(opened), opened.openedStep]).toEqual([['1 regional-gm'], 2]);
  });

  test('a deputy’s vote for another is not carried to a step of his own', () => {
    const plan = [step(1, ['project-director']), step(2, ['regional-gm'], 'all', 'approve')];
    const holders: Holders = { 'project-director': ['zhao>li'], 'regional-gm': ['zhao'] };
    expect(accepted(tap(openedRun(plan, holders), holders, tapped('zhao', 1, '10:00'))).openedStep).toBe(2);
  });

  test('two roles of one step are one card and one tap, unless one is finance', () => {
    const plan = [step(1, ['finance-director', 'project-director', 'regional-gm'], 'all', 'approve')];
    const holders: Holders = { 'finance-director': ['li'], 'project-director': ['li'], 'regional-gm': ['li'] };
    const run = openedRun(plan, holders);
    const [only] = run.steps;
    if (only === undefined) throw new Error('the run has a step');
    expect(cardsOf(only, run, names).map((card) => card.seats.map((seat) => seat.role))).toEqual([
      ['finance-director'],
      ['project-director', 'regional-gm'],
    ]);
    const rest = accepted(tap(run, holders, tapped('li', 1, '10:00', { role: 'regional-gm' })));
    expect(rolesOf(rest)).toEqual(['1 project-director', '1 regional-gm']);
    const finance = accepted(tap(rest.run, holders, tapped('li', 1, '10:01')));
    expect([rolesOf(finance), finance.outcome]).toEqual([['1 finance-director'], 'approved']);
  });
});

describe('a committee', () => {
  const plan = [step(1, ['compensation-committee'], 'majority', 'approve')];
  const holders: Holders = { 'compensation-committee': ['wang', 'li', 'zhao'] };

  test('two of three approve; the third is told the result', () => {
    const first = accepted(tap(openedRun(plan, holders), holders, tapped('wang', 1, '10:00')));
    expect(first.outcome).toBe('step-counted');
    const [only] = first.run.steps;
    if (only === undefined) throw new Error('the run has a step');
    expect(askedOf(only, first.run, names).map((card) => card.personId)).toEqual(['li', 'zhao']);
    expect(tap(first.run, holders, tapped('wang', 1, '10:01'))).toBe(
      'already-decided: 这一票已由 王芳 于 3月2日 10:00 投票同意,每位委员只投一票。',
    );
    const second = accepted(tap(first.run, holders, tapped('li', 1, '10:05')));
    expect(second.outcome).toBe('approved');
    expect(tap(second.run, holders, tapped('zhao', 1, '10:06'))).toBe(
      'already-decided: 这一步已于 3月2日 10:05 表决通过:2票同意(王芳、李伟),0票反对。',
    );
  });

  test('the submitter has a seat and no vote', () => {
    const withStaff: Holders = { 'compensation-committee': ['wang', 'li', 'staff'] };
    const run = openedRun(plan, withStaff);
    expect(tap(run, withStaff, tapped('staff', 1, '10:00'))).toBe(
      'own-submission: 这个方案是您自己提交的,不能由您自己审批。',
    );
    expect(accepted(tap(run, withStaff, tapped('wang', 1, '10:00', { verdict: 'reject', reason: '不同意' }))).outcome).toBe(
      'rejected',
    );
  });
});
