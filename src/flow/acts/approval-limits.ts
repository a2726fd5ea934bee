import * as approvals from '../../approvals/index.js';
import type { RunView } from '../../approvals/index.js';
import type { Case } from '../../cases/index.js';
import * as clocks from '../../clocks/index.js';
import { approvalDue, approvalDueWithPauses, approvalLimitsFor, type ApprovalLimit, type Pause } from '../../policy/index.js';
import type { Instant } from '../../terms/instants.js';
import { awaitAtCommit } from '../../platform/database/transaction.js';
import type { Scene } from '../scene.js';
import { keeping, packOf } from './judging.js';

/** Which limit a timer belongs to, and which run and step it watches. */
export interface LimitSubject {
  readonly runId: string;
  readonly step: number;
  readonly rule: string;
}

export const limitSubject = (one: LimitSubject): string => `approval:${one.runId}:${one.step}:${one.rule}`;

/** Starts the limits that watch the run as a whole and its first step. */
export function startApprovalLimits(scene: Scene, one: Case, run: RunView): void {
  startStepLimits(scene, one, run, approvalLimitsFor(packOf(scene, one), one.decision));
}

/** A new step: the limits of a step start anew, those of the run go on. */
export function startNextStepLimits(scene: Scene, one: Case, run: RunView): void {
  const limits = approvalLimitsFor(packOf(scene, one), one.decision).filter((limit) => limit.scope === 'step');
  startStepLimits(scene, one, run, limits);
}

function startStepLimits(scene: Scene, one: Case, run: RunView, limits: readonly ApprovalLimit[]): void {
  const step = approvals.openStepOf(run);
  if (step === null) return;
  schedule(
    scene,
    one,
    limits.flatMap((limit): Watch[] => {
      const started: Instant = limit.scope === 'run' ? run.openedAt : scene.now;
      const of = { subject: subjectOf(run, step.step, limit), payload: { runId: run.id, step: step.step, rule: limit.rule, scope: limit.scope } };
      const until = approvalDue(limit, started, limit.hours);
      const nudges = limit.nudgeHours.map((hours): Watch => ({ ...of, kind: 'approval-nudge', dueAt: awake(scene, one, approvalDue(limit, started, hours), until) }));
      return [...nudges, { ...of, kind: 'approval-limit', dueAt: until }];
    }),
  );
}

/** Nobody but those asked can decide, so that the duty person is not told of an approval (ours). */
function awake(scene: Scene, one: Case, at: Instant, dueAt: Instant): Instant {
  const { now, calendar: days, nudging } = keeping(scene, one);
  const quiet = nudging?.quiet ?? null;
  return quiet === null ? at : clocks.placedAt(at, { now, dueAt, quiet, days });
}

interface Watch {
  readonly kind: 'approval-nudge' | 'approval-limit';
  readonly subject: string;
  readonly dueAt: Instant;
  readonly payload: Readonly<Record<string, unknown>>;
}

function schedule(scene: Scene, one: Case, watches: readonly Watch[]): void {
  const timers = watches.map((watch) => ({ ...watch, id: scene.house.ids.uuid(), companyId: one.companyId, caseId: one.id }));
  awaitAtCommit(scene.tx, clocks.scheduleTimers(scene.tx, timers));
}

/** When the open step must be decided: the earliest of the limits that hold; null where the book sets none, or the step stands still. */
export function stepDue(scene: Scene, one: Case, run: RunView, step: number): Instant | null {
  const dues = approvalLimitsFor(packOf(scene, one), one.decision).flatMap((limit) => dueOf(scene, run, step, limit, limit.hours) ?? []);
  return dues.length === 0 ? null : Math.min(...dues);
}

/** With the times during which the handler was asked (退回补充) not counted; null while he still is. */
function dueOf(scene: Scene, run: RunView, step: number, limit: ApprovalLimit, hours: number): Instant | null {
  const started = limit.scope === 'run' ? run.openedAt : (approvals.stepOf(run, step)?.openedAt ?? scene.now);
  return approvalDueWithPauses(limit, started, hours, pausesOf(run, limit.scope === 'run' ? null : step));
}

const pausesOf = (run: RunView, step: number | null): readonly Pause[] =>
  run.inquiries
    .filter((one) => one.kind === 'return' && (step === null || one.step === step))
    .map((one) => ({ from: one.askedAt, until: one.endedAt }));

/** The limits stand still: nothing of them falls due until the handler has answered. */
export async function holdLimits(scene: Scene, one: Case, run: RunView, step: number): Promise<void> {
  const limits = approvalLimitsFor(packOf(scene, one), one.decision);
  const subject = limits.map((limit) => subjectOf(run, step, limit));
  await clocks.withdrawTimers(scene.tx, { companyId: one.companyId, subject, now: scene.now, kinds: ['approval-nudge', 'approval-limit'] });
}

/** They go on with what was left; what had passed before does not come again. */
export function resumeLimits(scene: Scene, one: Case, run: RunView, step: number): void {
  const limits = approvalLimitsFor(packOf(scene, one), one.decision);
  const watches = limits.flatMap((limit): Watch[] => {
    const of = { subject: subjectOf(run, step, limit), payload: { runId: run.id, step, rule: limit.rule, scope: limit.scope } };
    const dueAfter = (hours: number): Instant | null => dueOf(scene, run, step, limit, hours);
    const until = dueAfter(limit.hours);
    const ahead = (due: Instant | null): due is Instant => due !== null && due > scene.now;
    const nudges = limit.nudgeHours.map(dueAfter).filter(ahead);
    return [
      ...nudges.map((due): Watch => ({ ...of, kind: 'approval-nudge', dueAt: awake(scene, one, due, until ?? due) })),
      ...[until].filter(ahead).map((due): Watch => ({ ...of, kind: 'approval-limit', dueAt: due })),
    ];
  });
  schedule(scene, one, watches);
}

const subjectOf = (run: RunView, step: number, limit: ApprovalLimit): string =>
  limitSubject({ runId: run.id, step: limit.scope === 'run' ? 0 : step, rule: limit.rule });
