import * as approvals from '../../approvals/index.js';
import type { RunView } from '../../approvals/index.js';
import type { Case } from '../../cases/index.js';
import * as clocks from '../../clocks/index.js';
import { approvalDue, approvalLimitsFor, type ApprovalLimit } from '../../policy/index.js';
import type { Instant } from '../../terms/instants.js';
import type { Scene } from '../scene.js';
import { packOf } from './judging.js';

/** Which limit a timer belongs to, and which run and step it watches. */
export interface LimitSubject {
  readonly runId: string;
  readonly step: number;
  readonly rule: string;
}

export const limitSubject = (one: LimitSubject): string => `approval:${one.runId}:${one.step}:${one.rule}`;

/** Starts the limits that watch the run as a whole and its first step. */
export async function startApprovalLimits(scene: Scene, one: Case, run: RunView): Promise<void> {
  await startStepLimits(scene, one, run, approvalLimitsFor(packOf(scene, one), one.decision));
}

/** A new step: the limits of a step start anew, those of the run go on. */
export async function startNextStepLimits(scene: Scene, one: Case, run: RunView): Promise<void> {
  const limits = approvalLimitsFor(packOf(scene, one), one.decision).filter((limit) => limit.scope === 'step');
  await startStepLimits(scene, one, run, limits);
}

async function startStepLimits(scene: Scene, one: Case, run: RunView, limits: readonly ApprovalLimit[]): Promise<void> {
  const step = approvals.openStepOf(run);
  if (step === null) return;
  for (const limit of limits) {
    const started: Instant = limit.scope === 'run' ? run.openedAt : scene.now;
    const subject = limitSubject({ runId: run.id, step: limit.scope === 'run' ? 0 : step.step, rule: limit.rule });
    const payload = { runId: run.id, step: step.step, rule: limit.rule, scope: limit.scope };
    for (const hours of limit.nudgeHours) {
      await schedule(scene, one, 'approval-nudge', subject, approvalDue(limit, started, hours), payload);
    }
    await schedule(scene, one, 'approval-limit', subject, approvalDue(limit, started, limit.hours), payload);
  }
}

async function schedule(
  scene: Scene,
  one: Case,
  kind: string,
  subject: string,
  dueAt: Instant,
  payload: Readonly<Record<string, unknown>>,
): Promise<void> {
  await clocks.scheduleTimer(scene.tx, {
    id: scene.house.ids.uuid(),
    companyId: one.companyId,
    kind,
    subject,
    caseId: one.id,
    dueAt,
    payload,
  });
}

/** When the open step must be decided: the earliest of the limits that hold; null where the book sets none. */
export function stepDue(scene: Scene, one: Case, run: RunView, step: number): Instant | null {
  const opened = approvals.stepOf(run, step)?.openedAt ?? scene.now;
  const dues = approvalLimitsFor(packOf(scene, one), one.decision).map((limit) =>
    approvalDue(limit, limit.scope === 'run' ? run.openedAt : opened, limit.hours),
  );
  return dues.length === 0 ? null : Math.min(...dues);
}
