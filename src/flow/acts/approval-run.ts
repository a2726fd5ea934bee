import * as approvals from '../../approvals/index.js';
import type { RunView, Seat } from '../../approvals/index.js';
import * as cases from '../../cases/index.js';
import type { Case, Entry } from '../../cases/index.js';
import * as directory from '../../directory/index.js';
import { THREAT_NAMES } from '../../terms/complaint.js';
import type { Role } from '../../terms/decision.js';
import { showYuan } from '../../terms/money.js';
import { answerable, personName, projectName, redrawCards, showCard, tell, type Scene } from '../scene.js';
import { startApprovalLimits, stepDue } from './approval-limits.js';
import { packOf } from './judging.js';

const basisOf = (one: Case): string =>
  JSON.stringify([one.decision.approval, one.facts.proposedAmount, one.facts.repairCost, one.handling.plan]);

/**
 * Keeps the approval in line with the decision: a plan without a run opens one; a run whose route or sums no longer
 * stand is void and the right one opens; a case that ends takes its run with it.
 */
export async function followDecisionInApprovals(scene: Scene, before: Case, after: Case, lines: Entry[]): Promise<Case> {
  const approval = after.handling.approval;
  if (!cases.isOpen(after.state)) {
    if (approval?.state !== 'open') return after;
    lines.push(...(await voidOpenRun(scene, before, '投诉已结束')));
    return { ...after, handling: { ...after.handling, approval: null } };
  }
  if (after.handling.plan === null || after.decision.approval.length === 0 || after.state === 'handled') return after;
  if (approval !== null && (approval.basis === basisOf(after) || approval.state === 'rejected')) return after;
  if (approval?.state === 'open') lines.push(...(await voidOpenRun(scene, before, '金额或级别有变化,按新的流程重新审批')));
  // What was approved stays approved while the new route asks for nobody more.
  if (approval?.state === 'approved' && !asksMore(approval.basis, after)) return after;
  return openRun(scene, after, lines, await submitterOf(scene, before, lines));
}

/** Who wrote the plan keeps having written it, also when the case has another handler by now: nobody approves his own plan. */
async function submitterOf(scene: Scene, before: Case, lines: readonly Entry[]): Promise<string> {
  const now = lines.findLast((line) => line.kind === 'plan-submitted')?.actor;
  const earlier = before.handling.approval;
  const run = now !== undefined || earlier === null ? null : await approvals.runView(scene.tx, earlier.runId);
  return now ?? run?.submittedBy ?? before.handlerId ?? before.reporterId;
}

function asksMore(basis: string, after: Case): boolean {
  const [route] = JSON.parse(basis) as [Case['decision']['approval']];
  const agreed = new Set(route.flatMap((step) => step.roles));
  return after.decision.approval.some((step) => step.roles.some((role) => !agreed.has(role)));
}

async function openRun(scene: Scene, one: Case, lines: Entry[], submittedBy: string): Promise<Case> {
  const opened = await approvals.openRun(scene.tx, {
    companyId: one.companyId,
    caseId: one.id,
    runId: scene.house.ids.uuid(),
    plan: one.handling.plan ?? '',
    amount: one.facts.proposedAmount,
    repairCost: one.facts.repairCost,
    submittedBy,
    steps: one.decision.approval,
    rules: one.decision.approvalRules,
    copies: one.decision.copies,
    now: scene.now,
    seatsFor: seatsFor(scene, one),
    ...names(scene, one),
  });
  if (!opened.ok) {
    const head = answerable(scene, packOf(scene, one).duties.projectHead, one.projectId);
    const told = head?.id ?? one.handlerId;
    if (told !== null) tell(scene, told, { caseId: one.id, text: `${one.number} 的方案无法送审:${opened.message}` });
    lines.push({ at: scene.now, actor: 'bot', kind: 'approval-blocked', payload: { code: opened.code } });
    return one;
  }
  const run = opened.value;
  lines.push({ at: scene.now, actor: 'bot', kind: 'approval-opened', payload: { run: run.id, rules: run.rules, amount: run.amount } });
  await postStepCards(scene, one, run);
  await startApprovalLimits(scene, one, run);
  return { ...one, handling: { ...one.handling, approval: { runId: run.id, state: 'open', basis: basisOf(one) } } };
}

/** Holders of the role on the case's project; else the superior role's, so that a step is never a dead end. */
export function seatsFor(scene: Scene, one: Case) {
  const pack = packOf(scene, one);
  return (role: Role, _step: number, run: { readonly submittedBy: string }): readonly Seat[] => {
    const committee = pack.roles[role]?.committee === true;
    let current: Role | null = role;
    for (let rung = 0; current !== null && rung < 20; rung++) {
      const people = directory.holders(scene.company.people, current, one.projectId);
      const fair = committee ? people : people.filter((person) => person.id !== run.submittedBy);
      if (fair.length > 0) return fair.map((person) => ({ role, personId: person.id, standsFor: null }));
      current = committee ? null : (pack.roles[current]?.superior ?? null);
    }
    return [];
  };
}

export const names = (scene: Scene, one: Case): approvals.Names => ({
  nameOf: (id) => personName(scene, id),
  roleOf: (role) => {
    const plan = packOf(scene, one).roles[role];
    return { name: plan?.name ?? role, finance: plan?.finance ?? false };
  },
});

const stepSubject = (runId: string, step: number): string => `${runId}:${step}`;

/** Posts the open step's card to everyone who may decide it and has none yet. */
export async function postStepCards(scene: Scene, one: Case, run: RunView): Promise<void> {
  const step = approvals.openStepOf(run);
  if (step === null) return;
  const placed: approvals.SeatCard[] = [];
  for (const group of approvals.askedOf(step, run, names(scene, one))) {
    if (group.cardId !== null) continue;
    const cardId = showCard(scene, {
      chatId: group.personId,
      subjectKind: 'approval-step',
      subjectId: stepSubject(run.id, step.step),
      caseId: one.id,
      card: stepCard(scene, one, run, group),
    });
    for (const seat of group.seats) placed.push({ runId: run.id, step: step.step, role: seat.role, personId: seat.personId, cardId });
  }
  await approvals.setSeatCards(scene.tx, placed);
}

function stepCard(scene: Scene, one: Case, run: RunView, group: approvals.SeatGroup) {
  return approvals.approvalCard({
    run,
    step: group.step,
    seats: group.seats,
    subject: {
      number: one.number,
      project: projectName(scene, one.projectId),
      rooms: one.rooms,
      category: one.category,
      level: one.level,
      levelRules: one.decision.levelRules,
      claimedAmount: one.facts.claimedAmount,
      risks: one.facts.threats.map((threat) => THREAT_NAMES[threat]),
    },
    dueAt: stepDue(scene, one, run, group.step),
    names: names(scene, one),
  });
}

/** Draws every copy of the run's cards as the run now stands. */
export async function redrawRun(scene: Scene, one: Case, run: RunView): Promise<void> {
  for (const step of run.steps) {
    const groups = approvals.cardsOf(step, run, names(scene, one));
    if (groups.length === 0) continue;
    await redrawCards(scene, 'approval-step', stepSubject(run.id, step.step), (card, copy) => {
      const group = groups.find((each) => each.cardId === copy.cardId) ?? groups.find((each) => each.personId === copy.chatId);
      return group === undefined ? card : stepCard(scene, one, run, group);
    });
  }
}

export async function voidOpenRun(scene: Scene, one: Case, reason: string): Promise<Entry[]> {
  const approval = one.handling.approval;
  if (approval?.state !== 'open') return [];
  const run = await approvals.voidRun(scene.tx, { runId: approval.runId, reason, now: scene.now });
  if (run === null) return [];
  await redrawRun(scene, one, run);
  return [{ at: scene.now, actor: 'bot', kind: 'approval-void', payload: { run: run.id, reason } }];
}

/** The sums of a run as they are said behind its number. */
export function sumOf(run: RunView): string {
  const paid = run.amount === null ? '' : `,拟赔付 ${showYuan(run.amount)}`;
  return run.repairCost === null ? paid : `${paid},维修费用 ${showYuan(run.repairCost)}`;
}
