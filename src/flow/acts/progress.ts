import * as cases from '../../cases/index.js';
import type { Case } from '../../cases/index.js';
import * as clocks from '../../clocks/index.js';
import type { Timer } from '../../clocks/index.js';
import { addWorkingDays, withProvisionalYears } from '../../policy/index.js';
import { dayOf, HOUR, showInstant, startOfDay } from '../../terms/instants.js';
import { awaitAtCommit } from '../../platform/database/transaction.js';
import type { Scene } from '../scene.js';
import { smsToCustomer } from './customer-sms.js';
import { packOf } from './judging.js';

/** Progress is told in the late morning, when a customer may be called back the same day. */
const TOLD_AT = 10 * HOUR;

/** While a complaint is open its customer hears every so many working days how it stands (ST-D5, NG-P9). */
export function planProgress(scene: Scene, one: Case): void {
  const every = packOf(scene, one).progressEveryWorkingDays;
  if (every === null || one.kind !== 'complaint') return;
  const day = addWorkingDays(withProvisionalYears(scene.company.calendar), dayOf(scene.now), every);
  if (!day.ok) return;
  const timer = {
    id: scene.house.ids.uuid(),
    companyId: one.companyId,
    kind: 'progress',
    subject: `progress:${one.id}`,
    caseId: one.id,
    dueAt: startOfDay(day.value) + TOLD_AT,
    payload: {},
  };
  awaitAtCommit(scene.tx, clocks.scheduleTimer(scene.tx, timer));
}

export async function sendProgress(scene: Scene, one: Case, timer: Timer): Promise<void> {
  const sms = await smsToCustomer(scene, one, 'progress', {
    by: null,
    occasion: `progress:${dayOf(timer.dueAt)}`,
    progress: progressOf(scene, one),
  });
  if (sms.lines.length > 0) await cases.saveCase(scene.tx, one, sms.lines, () => scene.house.ids.salt());
  planProgress(scene, one);
}

/** Only what is true: the furthest thing that has happened. */
export function progressOf(scene: Scene, one: Case): string {
  const { handling, facts } = one;
  if (one.state === 'handled') return '已处理完毕,等待回访';
  if (handling.approval?.state === 'approved') return '处理方案已确定,正在落实';
  if (handling.approval?.state === 'open') return '处理方案正在审核';
  if (facts.happened['site-checked'] !== undefined) return '已到现场核实,正在制定方案';
  if (handling.arrivedAt !== null) return '已到现场,正在核实';
  if (handling.appointmentAt !== null && handling.appointmentAt > scene.now) return `已约${showInstant(handling.appointmentAt)}上门`;
  if (handling.dispatchedTo !== null) return '已安排专人核实';
  return '已受理,正在核实';
}
