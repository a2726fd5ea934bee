import * as approvals from '../../approvals/index.js';
import type { RunView } from '../../approvals/index.js';
import * as cases from '../../cases/index.js';
import type { Case, Entry } from '../../cases/index.js';
import { LEVEL_NAMES } from '../../terms/complaint.js';
import type { Role } from '../../terms/decision.js';
import { accept, type Outcome } from '../../terms/outcome.js';
import { answerable, personName, projectName, tell, type Scene } from '../scene.js';
import { names, postStepCards, redrawRun, seatsFor, sumOf } from './approval-run.js';
import { afterApproval } from './case-papers.js';
import { startNextStepLimits } from './approval-limits.js';
import { packOf } from './judging.js';
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
export async function decideStep(scene: Scene, one: Case, tap: Tap): Promise<Outcome<string>> {
  const decided = await approvals.decideStep(scene.tx, {
    companyId: one.companyId,
    runId: tap.runId,
    step: tap.step,
    by: tap.by,
    verdict: tap.verdict,
    reason: tap.reason,
    now: scene.now,
    role: await roleOfCard(scene, tap),
    seatsFor: seatsFor(scene, one),
    ...names(scene, one),
  });
  if (!decided.ok) {
    await cases.saveCase(scene.tx, one, [refusedLine(scene, tap, decided.code)], () => scene.house.ids.salt());
    return decided;
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
  await redrawRun(scene, next.case, run);
  return accept(`已${WORDS[tap.verdict]}:${one.number}${sumOf(run)}。`);
}

/** Which of a person's cards was tapped: a finance card stands for its own seat only. */
async function roleOfCard(scene: Scene, tap: Tap): Promise<Role | null> {
  const run = await approvals.runView(scene.tx, tap.runId);
  const seats = run === null ? [] : (approvals.stepOf(run, tap.step)?.seats ?? []);
  return seats.find((seat) => seat.cardId === tap.cardId)?.role ?? null;
}

/** A refused attempt stays on the record with what refused it. */
const refusedLine = (scene: Scene, tap: Tap, code: string): Entry => ({
  at: scene.now,
  actor: tap.by,
  kind: 'approval-refused',
  payload: { run: tap.runId, step: tap.step, verdict: tap.verdict, code },
});

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
    await startNextStepLimits(scene, one, run);
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

/** Handler and copies (抄送) are told once each. */
function tellApproved(scene: Scene, one: Case, run: RunView): void {
  const handler = one.handlerId ?? one.reporterId;
  tell(scene, handler, { caseId: one.id, text: `${one.number} 的方案已批准${sumOf(run)}。${afterApproval(one, run.amount)}` });
  const told = new Set<string>([handler]);
  for (const role of run.copies) {
    const person = answerable(scene, role, one.projectId);
    if (person === null || told.has(person.id)) continue;
    told.add(person.id);
    const rules = packOf(scene, one).roles[role]?.name ?? role;
    tell(scene, person.id, {
      caseId: one.id,
      text: `【抄送${rules}】${one.number} ${projectName(scene, one.projectId)} ${one.subject}(${LEVEL_NAMES[one.level]})方案已批准${sumOf(run)}。依据 ${run.rules.join('、')}`,
    });
  }
}
