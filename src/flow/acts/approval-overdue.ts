import * as approvals from '../../approvals/index.js';
import type { RunView, Seat } from '../../approvals/index.js';
import * as cases from '../../cases/index.js';
import type { Case } from '../../cases/index.js';
import * as clocks from '../../clocks/index.js';
import type { Timer } from '../../clocks/index.js';
import * as directory from '../../directory/index.js';
import { personName, tell, type Scene } from '../scene.js';
import { peopleAsked, watchedRun, type LimitTimer } from './approval-nudge.js';
import { postStepCards } from './approval-run.js';
import { watchSeats } from './approval-watch.js';
import { ladderOf } from './ladder.js';
import { notBefore } from './missed.js';
import { nudgeOfApproval } from './nudging.js';

/** An approval's nudge or time limit fell due. A run that has ended, or a step that has moved on, needs nothing. */
export async function approvalDueNow(scene: Scene, one: Case, timer: Timer): Promise<void> {
  if (timer.kind === 'approval-nudge') return nudgeOfApproval(scene, timer, one);
  const about = timer.payload as unknown as LimitTimer;
  const run = await watchedRun(scene, about);
  if (run !== null) await limitPassed(scene, one, run, about.rule);
  clocks.endTimer(scene.tx, timer.id, scene.now);
}

/** The deputy may decide too, the superior is told and chases; a committee's step never moves (policies/README.md). */
async function limitPassed(scene: Scene, one: Case, run: RunView, rule: string): Promise<void> {
  const late = peopleAsked(scene, one, run);
  const seats = deputySeats(scene, run, late);
  const step = approvals.openStepOf(run);
  const added = step === null || seats.length === 0 ? null : await approvals.addSeats(scene.tx, run.id, step.step, seats);
  if (added?.ok === true && added.value.length > 0) {
    const now = await approvals.runView(scene.tx, run.id);
    if (now !== null) {
      await postStepCards(scene, one, now);
      await watchSeats(scene, one, now);
    }
  }
  await cases.saveCase(
    scene.tx,
    one,
    [{ at: scene.now, actor: 'clock', kind: 'approval-overdue', payload: { run: run.id, step: step?.step, rule, late } }],
    () => scene.house.ids.salt(),
  );
  for (const personId of late) tellLate(scene, one, personId, rule, seats);
}

function tellLate(scene: Scene, one: Case, personId: string, rule: string, seats: readonly Seat[]): void {
  const deputy = seats.find((seat) => seat.standsFor === personId);
  const also = deputy === undefined ? '' : `,${personName(scene, deputy.personId)}也可代为决定`;
  tell(scene, personId, { caseId: one.id, hold: { until: notBefore(scene, one, personId), about: 'notice' }, text: `【超时】${one.number} 等您审批已超过时限${also}。依据 ${rule}` });
  const role = directory.personById(scene.company.people, personId)?.holdings[0]?.role;
  const superior = role === undefined ? null : superiorPerson(scene, one, role, personId);
  if (superior !== null) {
    tell(scene, superior, { caseId: one.id, hold: { until: notBefore(scene, one, superior), about: 'notice' }, text: `【超时】${one.number} 的审批在${personName(scene, personId)}处已超过时限${also},请督促。依据 ${rule}` });
  }
}

function superiorPerson(scene: Scene, one: Case, role: string, except: string): string | null {
  for (const rung of ladderOf(scene, { ...one, level: 'major' }, role)) {
    const [person] = directory.holders(scene.company.people, rung, one.projectId).filter((each) => each.id !== except);
    if (person !== undefined) return person.id;
  }
  return null;
}

function deputySeats(scene: Scene, run: RunView, late: readonly string[]): readonly Seat[] {
  const step = approvals.openStepOf(run);
  if (step === null || step.join === 'majority') return [];
  return step.seats
    .filter((seat) => seat.standsFor === null && late.includes(seat.personId))
    .flatMap((seat) => {
      const deputy = directory.deputyOf(scene.company.people, seat.personId, scene.now);
      return deputy === null ? [] : [{ role: seat.role, personId: deputy.id, standsFor: seat.personId, via: 'time-out' as const, note: '超时代审' }];
    });
}
