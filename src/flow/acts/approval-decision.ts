import * as approvals from '../../approvals/index.js';
import type { RunView } from '../../approvals/index.js';
import * as cases from '../../cases/index.js';
import type { Case, Entry } from '../../cases/index.js';
import type { Role } from '../../terms/decision.js';
import { accept, refuse, type Outcome } from '../../terms/outcome.js';
import { personName, tell, type Scene } from '../scene.js';
import { reseat } from './approval-reseat.js';
import { postStepCards, redrawRun, sumOf } from './approval-run.js';
import { administratorOf, names, seatsFor } from './approval-seats.js';
import { askForRun } from './approval-vacancy.js';
import { watchSeats } from './approval-watch.js';
import { tellApproved } from './approval-told.js';
import { startNextStepLimits } from './approval-limits.js';
import { settle } from './settle.js';

export interface Tap {
  readonly runId: string;
  readonly step: number;
  readonly by: string;
  readonly verdict: 'agree' | 'reject';
  readonly reason: string | null;
  readonly cardId: string;
}

const WORDS = { agree: '同意', reject: '驳回' } as const;

/** One tap on an approval card. The caller holds the case's lock. */
export async function decideStep(scene: Scene, found: Case, tap: Tap): Promise<Outcome<string>> {
  const standing = await approvals.runView(scene.tx, tap.runId);
  // Who may decide is asked at this moment: a delegation may have ended since the card was sent.
  const { case: one, run: before } = standing === null ? { case: found, run: null } : await reseat(scene, found, standing);
  const meant = before === null ? { role: null } : roleOfCard(scene, one, before, tap);
  if (meant === null) return refuse('which-card', '这一步您有两张卡片,请在最新的那张上决定,或发“我的审批”。');
  const decided = await approvals.decideStep(scene.tx, {
    companyId: one.companyId,
    runId: tap.runId,
    step: tap.step,
    by: tap.by,
    verdict: tap.verdict,
    reason: tap.reason,
    now: scene.now,
    role: meant.role,
    seatsFor: seatsFor(scene, one),
    ...names(scene, one),
  });
  if (!decided.ok) {
    return decided.code === 'no-approver' && before !== null ? nextIsVacant(scene, one, before, decided.message) : decided;
  }
  const { run, outcome } = decided.value;
  const line: Entry = {
    at: scene.now,
    actor: tap.by,
    kind: 'approval-decided',
    payload: { run: run.id, step: tap.step, verdict: tap.verdict, reason: tap.reason, outcome },
  };
  tellHandlerOfStep(scene, one, run, tap);
  const next = await afterDecision(scene, one, run, outcome);
  await settle(scene, one, next.case, [line, ...next.lines]);
  redrawRun(scene, next.case, run);
  return accept(`已${WORDS[tap.verdict]}:${one.number}${sumOf(run)}。`);
}

/** Nothing is recorded while the next step has nobody: the administrator is asked, and the tap is made again. */
async function nextIsVacant(scene: Scene, one: Case, run: RunView, message: string): Promise<Outcome<string>> {
  const asked = askForRun(scene, one, run);
  if (asked !== one) await cases.saveCase(scene.tx, asked, [], () => scene.house.ids.salt());
  const administrator = administratorOf(scene, one);
  return refuse('no-approver', administrator === null ? message : `${message}已请${administrator.name}指定,指定后请再点一次。`);
}

/** Which of a person's cards was tapped: a finance card stands for its own seat only. Null: an older copy, and he has several cards. */
export function roleOfCard(scene: Scene, one: Case, run: RunView, tap: Pick<Tap, 'step' | 'by' | 'cardId'>): { readonly role: Role | null } | null {
  const step = approvals.stepOf(run, tap.step);
  const seat = step?.seats.find((each) => each.cardId === tap.cardId);
  if (step === null || seat !== undefined) return { role: seat?.role ?? null };
  const mine = approvals.askedOf(step, run, names(scene, one)).filter((group) => group.personId === tap.by);
  return mine.length > 1 ? null : { role: null };
}

function tellHandlerOfStep(scene: Scene, one: Case, run: RunView, tap: Tap): void {
  const told = one.handlerId ?? one.reporterId;
  const why = tap.reason === null || tap.reason === '' ? '' : `,理由:${tap.reason}`;
  const vote = approvals.stepOf(run, tap.step)?.decisions.findLast((each) => each.decidedBy === tap.by);
  // 某甲 代 某乙, where a deputy decided.
  const who = vote === undefined ? personName(scene, tap.by) : approvals.decider(vote, names(scene, one));
  tell(scene, told, { caseId: one.id, text: `${one.number} ${who}已${WORDS[tap.verdict]}${sumOf(run)}${why}。` });
}

async function afterDecision(
  scene: Scene,
  one: Case,
  run: RunView,
  outcome: 'step-counted' | 'step-agreed' | 'approved' | 'rejected',
): Promise<{ readonly case: Case; readonly lines: readonly Entry[] }> {
  if (outcome === 'step-agreed') {
    await postStepCards(scene, one, run);
    startNextStepLimits(scene, one, run);
    await watchSeats(scene, one, run);
  }
  if (outcome !== 'approved' && outcome !== 'rejected') return { case: one, lines: [] };
  const approval = one.handling.approval;
  const handling = {
    ...one.handling,
    approval: approval === null ? null : { ...approval, state: outcome },
    approvedAmount: outcome === 'approved' ? run.amount : one.handling.approvedAmount,
  };
  if (outcome === 'approved') tellApproved(scene, one, run);
  else tell(scene, one.handlerId ?? one.reporterId, { caseId: one.id, text: `${one.number} 的方案被驳回,请修改后重新提交,例如:${one.number} 方案:…赔偿…元` });
  const line: Entry = { at: scene.now, actor: 'bot', kind: 'approval-closed', payload: { run: run.id, state: outcome } };
  return { case: { ...one, handling }, lines: [line] };
}
