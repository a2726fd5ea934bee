import type { RunState, StepState } from './run.js';

/** Everything a person can do to a run, in the order of the table in docs/approvals.md. */
export const ACTS = ['approve', 'reject', 'return', 'transfer', 'ask-before', 'ask-after', 'answer', 'give-opinion', 'take-back', 'withdraw', 'urge'] as const;
export type ApprovalAct = (typeof ACTS)[number];

export const ACT_NAMES: Readonly<Record<ApprovalAct, string>> = {
  approve: '同意',
  reject: '驳回',
  return: '退回补充',
  transfer: '转交',
  'ask-before': '前加签',
  'ask-after': '后加签',
  answer: '答复',
  'give-opinion': '加签意见',
  'take-back': '不再等',
  withdraw: '撤回',
  urge: '催办',
};

/** Codes by which the state of a step refuses an act; who may do what is asked only after that. */
export type StateRefusal = 'step-not-open' | 'returned' | 'not-returned' | 'already-decided' | 'run-closed';
type Verdict = 'allowed' | StateRefusal;

const all = (verdict: Verdict): Readonly<Record<ApprovalAct, Verdict>> =>
  Object.fromEntries(ACTS.map((act) => [act, verdict])) as Record<ApprovalAct, Verdict>;

/** Every state of a step with every act: allowed, or the code that refuses it. */
export const STEP_ALLOWS: Readonly<Record<StepState, Readonly<Record<ApprovalAct, Verdict>>>> = {
  waiting: all('step-not-open'),
  open: { ...all('allowed'), answer: 'not-returned' },
  returned: { ...all('returned'), answer: 'allowed', 'give-opinion': 'allowed', 'take-back': 'allowed', withdraw: 'allowed' },
  agreed: all('already-decided'),
  rejected: all('already-decided'),
  void: all('run-closed'),
};

/** A run that has ended takes no act at all; its decided steps answer with who decided. */
export const RUN_ALLOWS: Readonly<Record<RunState, Readonly<Record<ApprovalAct, Verdict>>>> = {
  open: all('allowed'),
  approved: all('run-closed'),
  rejected: all('run-closed'),
  void: all('run-closed'),
};
