import type { Case } from '../../cases/index.js';
import * as clocks from '../../clocks/index.js';
import { risesAt } from '../../policy/index.js';
import { awaitAtCommit } from '../../platform/database/transaction.js';
import type { Scene } from '../scene.js';
import { packOf } from './judging.js';

/** The case is decided again when time alone may raise its level ("an important complaint over three months": LF-L3e). */
export const RISE_TIMER = 'level-rise';

export function planRise(scene: Scene, before: Case | null, after: Case): void {
  const { importantSince } = after.facts;
  if (importantSince === null || importantSince === (before?.facts.importantSince ?? null)) return;
  const moments = risesAt(packOf(scene, after), after.facts).filter((at) => at > scene.now);
  const timers = moments.map((at) => ({
    id: scene.house.ids.uuid(),
    companyId: after.companyId,
    kind: RISE_TIMER,
    subject: `level:${after.id}`,
    caseId: after.id,
    dueAt: at,
    payload: {},
  }));
  awaitAtCommit(scene.tx, clocks.scheduleTimers(scene.tx, timers));
}
