import * as cases from '../../cases/index.js';
import type { Case, Entry } from '../../cases/index.js';
import * as clocks from '../../clocks/index.js';
import type { Timer } from '../../clocks/index.js';
import { marksFor, spanEnd, withProvisionalYears, type MarkRow } from '../../policy/index.js';
import { SECOND, type Instant } from '../../terms/instants.js';
import { awaitAtCommit } from '../../platform/database/transaction.js';
import type { Scene } from '../scene.js';
import { packOf } from './judging.js';
import { idleCause, putMark } from './marks.js';
import { settle } from './settle.js';

/** A complaint on which nobody records anything for so many working days (JK-D10). */
export const IDLE_TIMER = 'idle';

export function watchProgress(scene: Scene, one: Case): void {
  if (one.kind !== 'complaint') return;
  for (const row of marksFor(packOf(scene, one), one.doors)) lookAgain(scene, one, row, scene.now);
}

/** What counts as progress is an entry by a person. While there is some, one looks again when it will have grown old. */
export async function lookForProgress(scene: Scene, one: Case, timer: Timer): Promise<void> {
  const row = packOf(scene, one).marks.find((each) => each.name === timer.payload['mark']);
  if (row === undefined || row.idleWorkingDays === null) return;
  // Handled, it waits for its return visit, which has a deadline of its own: nothing is left on which to make progress.
  if (one.state === 'handled') return lookAgain(scene, one, row, scene.now);
  const last = Math.max((await cases.lastProgressAt(scene.tx, one.id)) ?? one.registeredAt, one.handling.reopenedAt ?? 0);
  const idleFrom = idleAt(scene, row, last);
  if (idleFrom !== null && idleFrom > scene.now) return lookAgain(scene, one, row, last);
  const lines: Entry[] = [];
  const marked = putMark(scene, one, row, { cause: idleCause(row, last), why: `${row.idleWorkingDays} 个工作日没有进展记录` }, lines);
  if (marked !== one) await settle(scene, one, marked, lines);
  // A stretch that begins after this moment cannot have grown old before then.
  lookAgain(scene, one, row, scene.now);
}

function lookAgain(scene: Scene, one: Case, row: MarkRow, from: Instant): void {
  const dueAt = idleAt(scene, row, from);
  if (dueAt === null) return;
  const timer = {
    id: scene.house.ids.uuid(),
    companyId: one.companyId,
    kind: IDLE_TIMER,
    subject: `idle:${one.id}:${row.name}`,
    caseId: one.id,
    dueAt,
    payload: { mark: row.name },
  };
  awaitAtCommit(scene.tx, clocks.scheduleTimer(scene.tx, timer));
}

/** The first second that is too late: the days end with the last second of the last one. */
function idleAt(scene: Scene, row: MarkRow, from: Instant): Instant | null {
  if (row.idleWorkingDays === null) return null;
  const span = { unit: 'working-days', length: row.idleWorkingDays, target: null } as const;
  const end = spanEnd(span, from, withProvisionalYears(scene.company.calendar));
  return end.ok ? end.value.dueAt + SECOND : null;
}
