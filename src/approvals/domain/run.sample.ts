import type { ApprovalStepPlan } from '../../terms/decision.js';
import { parseInstant, type Instant } from '../../terms/instants.js';
import { advance, openStep, type Advance } from './advance.js';
import type { Names, RunView, Seat } from './run.js';
import { votesOf, type Tap } from './tap.js';

/** Runs for the specs of this folder: the people of a small company and a run that can be tapped without a database. */

const PEOPLE: Readonly<Record<string, string>> = {
  wang: '王芳',
  li: '李伟',
  zhao: '赵敏',
  qian: '钱进',
  sun: '孙立',
  staff: '小周',
};

const ROLES: Readonly<Record<string, string>> = {
  'finance-director': '财务总监',
  'project-director': '项目总监',
  'regional-gm': '地区公司总经理',
  'compensation-committee': '集团赔付委员会',
};

export const names: Names = {
  nameOf: (id) => PEOPLE[id] ?? id,
  roleOf: (role) => ({ name: ROLES[role] ?? role, finance: role === 'finance-director' }),
};

export function at(time: string): Instant {
  const instant = parseInstant(`2026-03-02T${time}:00+08:00`);
  if (instant === null) throw new Error(`no such time: ${time}`);
  return instant;
}

/** Who holds which role; "deputy>holder" seats a deputy. */
export type Holders = Readonly<Record<string, readonly string[]>>;

export const seatsFrom =
  (holders: Holders) =>
  (role: string): readonly Seat[] =>
    (holders[role] ?? []).map((said) => {
      const [personId = '', standsFor = null] = said.split('>');
      return { role, personId, standsFor };
    });

export const step = (
  number: number,
  roles: readonly string[],
  join: ApprovalStepPlan['join'] = 'all',
  mode: ApprovalStepPlan['mode'] = 'review',
): ApprovalStepPlan => ({ step: number, mode, roles, join });

export function openedRun(steps: readonly ApprovalStepPlan[], holders: Holders): RunView {
  const drafted: RunView = {
    id: 'run',
    companyId: 'demo',
    caseId: 'case',
    state: 'open',
    plan: '修复渗漏并补偿',
    amount: 800_000,
    repairCost: null,
    submittedBy: 'staff',
    rules: ['LF-A5'],
    copies: [],
    openedAt: at('09:00'),
    closedAt: null,
    reason: null,
    steps: steps.map((plan) => ({ ...plan, state: 'waiting', openedAt: null, closedAt: null, seats: [], formerSeats: [], decisions: [] })),
    splitting: null,
    urgedAt: null,
    inquiries: [],
  };
  const [first] = drafted.steps;
  if (first === undefined) throw new Error('a run needs a step');
  const opened = openStep(drafted, first, at('09:00'), { seatsFor: seatsFrom(holders), names });
  if (!opened.ok) throw new Error(opened.message);
  return opened.value;
}

export const tapped = (by: string, number: number, time: string, more: Partial<Tap> = {}): Tap => ({
  step: number,
  by,
  verdict: 'agree',
  reason: null,
  now: at(time),
  ...more,
});

/** What a tap brings, or the refusal as "code: message". */
export function tap(run: RunView, holders: Holders, wanted: Tap): Advance | string {
  const votes = votesOf(run, wanted, names);
  if (!votes.ok) return `${votes.code}: ${votes.message}`;
  const advanced = advance(run, votes.value, wanted.now, { seatsFor: seatsFrom(holders), names });
  return advanced.ok ? advanced.value : `${advanced.code}: ${advanced.message}`;
}

/** The run after taps that must all be accepted. */
export function afterTaps(run: RunView, holders: Holders, taps: readonly Tap[]): RunView {
  return taps.reduce((current, wanted) => {
    const result = tap(current, holders, wanted);
    if (typeof result === 'string') throw new Error(result);
    return result.run;
  }, run);
}
