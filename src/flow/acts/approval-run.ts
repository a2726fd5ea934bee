import * as approvals from '../../approvals/index.js';
import type { RunView } from '../../approvals/index.js';
import * as cases from '../../cases/index.js';
import type { Case, Entry } from '../../cases/index.js';
import { fitText } from '../../messages/index.js';
import type { CardFact } from '../../terms/card.js';
import { THREAT_NAMES } from '../../terms/complaint.js';
import { showYuan } from '../../terms/money.js';
import { maskPhonesIn } from '../../terms/phone.js';
import { projectName, redrawCards, showCard, tell, type Scene } from '../scene.js';
import { startApprovalLimits, stepDue } from './approval-limits.js';
import { names, seatsFor } from './approval-seats.js';
import { addedBy, onRouteOfTotal, splittingOf } from './approval-splitting.js';
import { askForApprovers } from './approval-vacancy.js';
import { watchSeats } from './approval-watch.js';
import { packOf } from './judging.js';
import { refreshTodo } from './todo-refresh.js';

const basisOf = (one: Case): string =>
  JSON.stringify([one.decision.approval, one.facts.proposedAmount, one.facts.repairCost, one.handling.plan]);

/**
 * Keeps the approval in line with the decision: a plan without a run opens one; a run whose route or sums no longer
 * stand is void and the right one opens; a case that ends takes its run with it.
 */
export async function followDecisionInApprovals(scene: Scene, before: Case, decided: Case, lines: Entry[]): Promise<Case> {
  const approval = decided.handling.approval;
  if (!cases.isOpen(decided.state)) {
    if (approval?.state !== 'open') return decided;
    lines.push(...(await voidOpenRun(scene, before, '投诉已结束')));
    return { ...decided, handling: { ...decided.handling, approval: null } };
  }
  if (decided.handling.plan === null || decided.decision.approval.length === 0 || decided.state === 'handled') return decided;
  const known = onRouteOfTotal(scene, decided, approval?.relatedSum ?? 0);
  if (approval !== null && (approval.basis === basisOf(known) || approval.state === 'rejected' || approval.state === 'withdrawn')) return known;
  const splitting = await splittingOf(scene, decided);
  const after = onRouteOfTotal(scene, decided, addedBy(splitting));
  if (approval?.state === 'open') lines.push(...(await voidOpenRun(scene, before, '金额或级别有变化,按新的流程重新审批')));
  // What was approved stays approved while the new route asks for nobody more.
  if (approval?.state === 'approved' && !asksMore(approval.basis, after)) return after;
  return openRun(scene, before, after, lines, splitting);
}

/** Who wrote the plan keeps having written it, also when the case has another handler by now: nobody approves his own plan. */
async function submitterOf(scene: Scene, before: Case, lines: readonly Entry[]): Promise<string> {
  const now = lines.findLast((line) => line.kind === 'plan-submitted')?.actor;
  const earlier = before.handling.approval;
  const run = now !== undefined || earlier === null ? null : await approvals.runView(scene.tx, earlier.runId);
  return now ?? run?.submittedBy ?? before.handling.planBy ?? before.handlerId ?? before.reporterId;
}

function asksMore(basis: string, after: Case): boolean {
  const [route] = JSON.parse(basis) as [Case['decision']['approval']];
  const agreed = new Set(route.flatMap((step) => step.roles));
  return after.decision.approval.some((step) => step.roles.some((role) => !agreed.has(role)));
}

async function openRun(scene: Scene, before: Case, one: Case, lines: Entry[], splitting: approvals.Splitting | null): Promise<Case> {
  const submittedBy = await submitterOf(scene, before, lines);
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
    splitting,
    keeps: await keptRun(scene, before, one),
    ...names(scene, one),
  });
  if (!opened.ok) {
    lines.push({ at: scene.now, actor: 'bot', kind: 'approval-blocked', payload: { code: opened.code } });
    const told = one.handlerId ?? submittedBy;
    tell(scene, told, { caseId: one.id, text: `${one.number} 的方案暂时无法送审:${opened.message}` });
    return askForApprovers(scene, { ...one, handling: { ...one.handling, planBy: submittedBy } }, submittedBy);
  }
  const run = opened.value;
  lines.push({ at: scene.now, actor: 'bot', kind: 'approval-opened', payload: { run: run.id, rules: run.rules, amount: run.amount } });
  await postStepCards(scene, one, run);
  startApprovalLimits(scene, one, run);
  await watchSeats(scene, one, run);
  const approval = { runId: run.id, state: 'open' as const, basis: basisOf(one), relatedSum: addedBy(splitting) };
  return { ...one, handling: { ...one.handling, approval, planBy: submittedBy, vacant: [] } };
}

/** The run this one replaces, where the book keeps what was agreed in it and the sum did not rise. */
async function keptRun(scene: Scene, before: Case, one: Case): Promise<RunView | null> {
  const earlier = before.handling.approval;
  if (earlier === null || !packOf(scene, one).approval.keepAgreedSteps) return null;
  const run = await approvals.runView(scene.tx, earlier.runId);
  if (run?.state !== 'void') return null;
  const sum = (one.facts.proposedAmount ?? 0) + (one.facts.repairCost ?? 0);
  return sum <= (run.amount ?? 0) + (run.repairCost ?? 0) ? run : null;
}

const stepSubject = (runId: string, step: number): string => `${runId}:${step}`;

/** Posts the open step's card to everyone who may decide it and has none yet. */
export async function postStepCards(scene: Scene, one: Case, run: RunView): Promise<void> {
  const step = approvals.openStepOf(run);
  if (step === null) return;
  await postCards(scene, one, run, approvals.askedOf(step, run, names(scene, one)).filter((group) => group.cardId === null));
}

async function postCards(scene: Scene, one: Case, run: RunView, groups: readonly approvals.SeatGroup[]): Promise<void> {
  if (groups.length === 0) return;
  const placed: approvals.SeatCard[] = [];
  const evidence = await cases.evidenceOf(scene.tx, one.id);
  for (const group of groups) {
    const cardId = showCard(scene, {
      chatId: group.personId,
      subjectKind: 'approval-step',
      subjectId: stepSubject(run.id, group.step),
      caseId: one.id,
      card: stepCard(scene, { case: one, run, evidence }, group),
    });
    for (const seat of group.seats) placed.push({ runId: run.id, step: group.step, role: seat.role, personId: seat.personId, cardId });
  }
  await approvals.setSeatCards(scene.tx, placed);
}

/** What every card of a run is drawn from. */
interface Matter {
  readonly case: Case;
  readonly run: RunView;
  readonly evidence: readonly cases.CaseEvidence[];
}

function stepCard(scene: Scene, { case: one, run, evidence }: Matter, group: Pick<approvals.SeatGroup, 'step' | 'seats'>, former?: approvals.FormerSeat) {
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
      // Agreement and vouchers come after the approval and are not what it rests on.
      evidence: evidence.filter((file) => file.kind === null),
    },
    dueAt: stepDue(scene, one, run, group.step),
    names: names(scene, one),
    ...(former === undefined ? {} : { former }),
  });
}

/** Draws every copy of the run's cards as the run now stands, also those of people who have given their seat away. */
export function redrawRun(scene: Scene, one: Case, run: RunView): void {
  refreshTodo(scene, one);
  scene.atEnd.set(`run:${run.id}`, () => drawRun(scene, one, run));
}

async function drawRun(scene: Scene, one: Case, run: RunView): Promise<void> {
  const matter = { case: one, run, evidence: await cases.evidenceOf(scene.tx, one.id) };
  for (const step of run.steps) {
    const groups = approvals.cardsOf(step, run, names(scene, one));
    const former = step.formerSeats;
    if (groups.length === 0 && former.length === 0) continue;
    redrawCards(scene, 'approval-step', stepSubject(run.id, step.step), (card, copy) => {
      const group = groups.find((each) => each.cardId === copy.cardId) ?? groups.find((each) => each.personId === copy.chatId);
      if (group !== undefined) return stepCard(scene, matter, group);
      const gone = former.find((each) => each.cardId === copy.cardId) ?? former.find((each) => each.personId === copy.chatId);
      return gone === undefined ? card : stepCard(scene, matter, { step: step.step, seats: [gone] }, gone);
    });
  }
  for (const inquiry of run.inquiries) {
    if (inquiry.kind === 'after') continue;
    redrawCards(scene, 'approval-inquiry', inquiry.id, () => approvals.inquiryCard(run, inquiry, inquirySubject(scene, one, run), names(scene, one)));
  }
}

/** Pictures that came while a plan is under approval are seen by whoever decides. */
export async function showNewEvidence(scene: Scene, caseId: string): Promise<void> {
  const one = await cases.readCase(scene.tx, caseId);
  const run = one?.handling.approval?.state === 'open' ? await approvals.runView(scene.tx, one.handling.approval.runId) : null;
  if (one !== null && run !== null) redrawRun(scene, one, run);
}

/** Sends a person the card of his step again, at the end of his chat; the copies further up go on showing the same. */
export async function repostStepCard(scene: Scene, one: Case, run: RunView, step: number, personId: string): Promise<void> {
  const found = approvals.stepOf(run, step);
  const groups = found === null ? [] : approvals.askedOf(found, run, names(scene, one)).filter((group) => group.personId === personId);
  await postCards(scene, one, run, groups);
}

/** What somebody who is asked about a plan needs to know of it. */
export function inquirySubject(scene: Scene, one: Case, run: RunView): readonly CardFact[] {
  return [
    { label: '编号', value: one.number },
    { label: '项目', value: projectName(scene, one.projectId) },
    ...(one.rooms.length === 0 ? [] : [{ label: '房号', value: one.rooms.join('、') }]),
    { label: '方案', value: fitText(maskPhonesIn(run.plan), 300) },
    ...(run.amount === null ? [] : [{ label: '拟赔付金额', value: showYuan(run.amount) }]),
    ...(run.repairCost === null ? [] : [{ label: '维修费用', value: showYuan(run.repairCost) }]),
  ];
}

export async function voidOpenRun(scene: Scene, one: Case, reason: string): Promise<Entry[]> {
  const approval = one.handling.approval;
  if (approval?.state !== 'open') return [];
  const run = await approvals.voidRun(scene.tx, { runId: approval.runId, reason, now: scene.now });
  if (run === null) return [];
  redrawRun(scene, one, run);
  return [{ at: scene.now, actor: 'bot', kind: 'approval-void', payload: { run: run.id, reason } }];
}

/** The sums of a run as they are said behind its number. */
export function sumOf(run: RunView): string {
  const paid = run.amount === null ? '' : `,拟赔付 ${showYuan(run.amount)}`;
  return run.repairCost === null ? paid : `${paid},维修费用 ${showYuan(run.repairCost)}`;
}
