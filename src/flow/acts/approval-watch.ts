import * as approvals from '../../approvals/index.js';
import type { RunView } from '../../approvals/index.js';
import type { Case } from '../../cases/index.js';
import * as clocks from '../../clocks/index.js';
import * as directory from '../../directory/index.js';
import type { Instant } from '../../terms/instants.js';
import type { Scene } from '../scene.js';

/** Looks at the open step again when a delegation or a deputy's time begins or ends for one of its people. */
export async function watchSeats(scene: Scene, one: Case, run: RunView): Promise<void> {
  const step = approvals.presentStepOf(run);
  if (step === null || step.join === 'majority') return;
  const people = step.seats.flatMap((seat) => (seat.standsFor === null ? [seat.personId] : [seat.personId, seat.standsFor]));
  const stoodFor = step.seats.flatMap((seat) => (seat.standsFor === null || seat.via === 'delegation' ? [] : [seat.standsFor]));
  const next = directory.nextChangeFor(scene.company.people, people, stoodFor, scene.now);
  if (next !== null && next < NEVER) await lookAtSeats(scene, { caseId: one.id, runId: run.id, step: step.step }, next);
}

/** A delegation whose end nobody named ends in 2100. */
const NEVER: Instant = Date.UTC(2099, 0, 1);

export interface SeatsOfStep {
  readonly caseId: string;
  readonly runId: string;
  readonly step: number;
}

export async function lookAtSeats(scene: Scene, at: SeatsOfStep, dueAt: Instant): Promise<void> {
  await clocks.scheduleTimer(scene.tx, {
    id: scene.house.ids.uuid(),
    companyId: scene.company.head.id,
    kind: 'approval-reseat',
    // One a look: two changes at one instant need two.
    subject: `approval-seats:${at.runId}:${at.step}:${scene.trace}`,
    caseId: at.caseId,
    dueAt,
    payload: { runId: at.runId },
  });
}
