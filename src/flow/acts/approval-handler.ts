import * as approvals from '../../approvals/index.js';
import * as cases from '../../cases/index.js';
import { accept, refuse } from '../../terms/outcome.js';
import { personName, projectName, type Scene } from '../scene.js';
import { entry, type Act, type Acted } from './act.js';
import { stepDue } from './approval-limits.js';
import { endInquiry } from './approval-passing.js';
import { peopleAsked } from './approval-nudge.js';
import { voidOpenRun } from './approval-run.js';
import { names } from './approval-seats.js';
import { settle } from './settle.js';
import { nudge } from './todo-nudge.js';
import { showInstant } from '../../terms/instants.js';

/** What a handler does about his own run: 答复, 撤回, 催办. */

const NOTHING_OPEN = (number: string) => refuse('run-closed', `${number} 现在没有进行中的审批。`);

/** 答复 to 退回补充, from the case's people; pictures have been kept with the case. */
export async function answerReturned(scene: Scene, act: Act): Promise<Acted> {
  const waiting = await waitingReturn(scene, act);
  if (waiting === null) return refuse('not-returned', `${act.case.number} 的审批没有在等答复;有新情况请发“补充 ${act.case.number} …”。`);
  const files = act.attachments.length === 0 ? '' : `附件 ${act.attachments.length} 个`;
  const answer = [act.command.text, files].filter((part) => part !== '').join(',');
  return endInquiry(scene, act.case, { inquiryId: waiting.id, by: act.by, answer, agrees: null });
}

/** The question the case's open run waits with; null when none does. */
export async function waitingReturn(scene: Scene, act: Pick<Act, 'case'>): Promise<approvals.Inquiry | null> {
  const approval = act.case.handling.approval;
  const run = approval?.state === 'open' ? await approvals.runView(scene.tx, approval.runId) : null;
  return run?.inquiries.find((one) => one.kind === 'return' && one.endedAt === null) ?? null;
}

/** 撤回: whoever submitted the plan or handles the case takes it back while the run is open; a new plan starts a new one. */
export async function withdrawRun(scene: Scene, act: Act): Promise<Acted> {
  const approval = act.case.handling.approval;
  if (approval?.state !== 'open') return NOTHING_OPEN(act.case.number);
  const run = await approvals.runView(scene.tx, approval.runId);
  if (![act.case.handlerId, act.case.reporterId, run?.submittedBy].includes(act.by)) {
    return refuse('not-yours', `方案由${personName(scene, run?.submittedBy ?? '')}提交,由提交人或受理人撤回。`);
  }
  const lines = await voidOpenRun(scene, act.case, `${personName(scene, act.by)} 撤回`);
  const handling = { ...act.case.handling, approval: { ...approval, state: 'withdrawn' as const } };
  await settle(scene, act.case, { ...act.case, handling }, [...lines, entry(scene, act, 'approval-withdrawn', { run: approval.runId, words: act.command.text })]);
  return accept(`已撤回 ${act.case.number} 的审批。改好后请重新提交,例如:${act.case.number} 方案:…`);
}

/** 催办: whoever the open step waits for is nudged, once an hour. */
export async function urge(scene: Scene, act: Act): Promise<Acted> {
  const approval = act.case.handling.approval;
  if (approval?.state !== 'open') return NOTHING_OPEN(act.case.number);
  const urged = await approvals.urgeRun(scene.tx, { runId: approval.runId, now: scene.now, ...names(scene, act.case) });
  if (!urged.ok) return urged;
  const run = urged.value;
  const step = approvals.presentStepOf(run);
  const before = step === null ? null : run.inquiries.find((one) => one.kind === 'before' && one.step === step.step && one.endedAt === null);
  const people = [...new Set([...peopleAsked(scene, act.case, run).filter((person) => person !== before?.askedBy), ...(before ? [before.askedOf] : [])])];
  const dueAt = step === null ? null : stepDue(scene, act.case, run, step.step);
  const until = dueAt === null ? '' : `,请在${showInstant(dueAt)}前决定`;
  const text = `【催办】${personName(scene, act.by)}请您尽快审批 ${act.case.number} ${projectName(scene, act.case.projectId)} ${act.case.subject}${until}。`;
  await nudge(scene, people.map((personId) => ({ personId, parts: [{ text, caseId: act.case.id, clockId: null, dueAt }] })));
  await cases.saveCase(scene.tx, act.case, [entry(scene, act, 'approval-urged', { run: run.id, people })], () => scene.house.ids.salt());
  return accept(`已催办:${people.map((person) => personName(scene, person)).join('、')}。`);
}
