import { ACTS, STEP_ALLOWS, type ApprovalAct } from './acts.js';
import { keptSteps } from './kept.js';
import type { Inquiry, RunView, StepState } from './run.js';
import { afterTaps, at, names, openedRun, step, tapped, type Holders } from './run.sample.js';
import { seatsToAct } from './tap.js';
import { splittingWords } from './splitting.js';

const PLAN = [step(1, ['finance-director']), step(2, ['project-director']), step(3, ['regional-gm'], 'all', 'approve')];
const THREE: Holders = { 'finance-director': ['wang'], 'project-director': ['li'], 'regional-gm': ['zhao'] };

const asked = (kind: Inquiry['kind'], role = 'finance-director'): Inquiry => ({
  id: 'q',
  step: 1,
  kind,
  role,
  askedBy: 'wang',
  askedOf: 'staff',
  words: '缺照片',
  askedAt: at('09:30'),
  answer: null,
  agrees: null,
  endedBy: null,
  endedAt: null,
});

/** A run whose first step is in a state, its seat kept, so that only the state can refuse. */
function standing(state: StepState): RunView {
  const opened = openedRun(PLAN, THREE);
  const decided = state === 'agreed' || state === 'rejected';
  const run = decided
    ? afterTaps(opened, THREE, [tapped('wang', 1, '10:00', state === 'agreed' ? {} : { verdict: 'reject', reason: '不行' })])
    : opened;
  return {
    ...run,
    state: state === 'void' ? 'void' : run.state,
    closedAt: state === 'void' ? at('11:00') : run.closedAt,
    inquiries: state === 'returned' ? [asked('return')] : [],
    steps: run.steps.map((one) => (one.step === 1 ? { ...one, state } : one)),
  };
}

/** Acts that go through a seat; the others are the handler's, the named person's or the asker's. */
const SEATED: readonly ApprovalAct[] = ['approve', 'reject', 'return', 'transfer', 'ask-before', 'ask-after'];
const STATES: readonly StepState[] = ['waiting', 'open', 'returned', 'agreed', 'rejected', 'void'];

describe('every state says the same to every act as its table', () => {
  test.each(STATES.flatMap((state) => SEATED.map((act) => [state, act] as const)))('%s: %s', (state, act) => {
    const answer = seatsToAct(standing(state), { step: 1, by: 'wang' }, act, names);
    expect(answer.ok ? 'allowed' : answer.code).toBe(STEP_ALLOWS[state][act]);
    if (!answer.ok) expect(answer.message).toMatch(/[一-龥]/);
  });

  test('no cell of the table is empty', () => {
    expect(STATES.flatMap((state) => ACTS.map((act) => STEP_ALLOWS[state][act])).filter((verdict) => verdict === undefined)).toEqual([]);
  });
});

test('a decision waits for the opinion its own role asked for, another role’s does not', () => {
  const both = openedRun([step(1, ['finance-director', 'project-director'])], THREE);
  const run = { ...both, inquiries: [asked('before')] };
  expect(seatsToAct(run, { step: 1, by: 'wang' }, 'approve', names)).toMatchObject({ ok: false, code: 'opinion-awaited' });
  expect(seatsToAct(run, { step: 1, by: 'li' }, 'approve', names)).toMatchObject({ ok: true });
  expect(seatsToAct(run, { step: 1, by: 'wang' }, 'transfer', names)).toMatchObject({ ok: true });
});

describe('steps kept by a new run', () => {
  const old = afterTaps(openedRun(PLAN, THREE), THREE, [tapped('wang', 1, '10:00'), tapped('li', 2, '10:30'), tapped('zhao', 3, '11:00')]);
  const fresh = openedRun(PLAN, THREE).steps.map((one) => ({ ...one, state: 'waiting' as const, openedAt: null, seats: [] }));
  const states = (plan: readonly (typeof fresh)[number][], submittedBy = 'staff'): readonly string[] =>
    keptSteps(plan, old, submittedBy).map((one) => one.state);

  test('as many from the first on as are the same, never the last', () => {
    expect(states(fresh)).toEqual(['agreed', 'agreed', 'waiting']);
    expect(keptSteps(fresh, old, 'staff')[0]?.decisions).toEqual(old.steps[0]?.decisions);
  });

  test('none behind one that differs', () => {
    const other = fresh.map((one) => (one.step === 1 ? { ...one, roles: ['regional-gm'] } : one));
    expect(states(other)).toEqual(['waiting', 'waiting', 'waiting']);
  });

  test('nobody’s own plan stays agreed by him', () => {
    expect(states(fresh, 'li')).toEqual(['agreed', 'waiting', 'waiting']);
  });
});

test('sums of one customer are said with their numbers and their total', () => {
  const sums = [1, 2, 3, 4].map((n) => ({ number: `LH-20260302-000${n}`, amount: 100_000 }));
  expect(splittingWords({ days: 90, choosesRoute: true, sums }, 50_000)).toBe(
    '90天内同一客户(或房号、事项)另有 4 件:LH-20260302-0002 ¥1,000.00、LH-20260302-0003 ¥1,000.00、LH-20260302-0004 ¥1,000.00等;连本次合计 ¥4,500.00,按合计走审批流程',
  );
});
