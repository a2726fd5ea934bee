import type { Case } from '../../cases/index.js';
import * as clocks from '../../clocks/index.js';
import * as directory from '../../directory/index.js';
import { addDays, dayOf, type Instant } from '../../terms/instants.js';
import { projectName, type Scene } from '../scene.js';
import { keeping, packOf } from './judging.js';
import { hasNoQuiet, quietHoursOf } from './nudge-hours.js';

/** What of a case says when whom it may disturb. */
export type Watched = Pick<Case, 'projectId' | 'packHash' | 'level' | 'facts'>;
type Placed = Pick<Watched, 'projectId' | 'packHash'>;

/** At night and on days off the duty person watches over a project's cases. */
export const isOffTime = (scene: Scene, one: Pick<Watched, 'packHash'>, at: Instant): boolean =>
  clocks.isOffTime(quietHoursOf(packOf(scene, one)), at, keeping(scene).calendar);

export const isOnDuty = (scene: Scene, one: Placed, personId: string, at: Instant): boolean =>
  isOffTime(scene, one, at) && directory.onDuty(scene.company.people, one.projectId, at).some(({ id }) => id === personId);

/** Until when this person is not to be disturbed about a case; null when he may be told at `at`. Who is on duty may. */
export function quietUntil(scene: Scene, one: Watched, personId: string, at: Instant): Instant | null {
  const pack = packOf(scene, one);
  if (hasNoQuiet(pack, one) || isOnDuty(scene, one, personId, at)) return null;
  return clocks.quietStretch(quietHoursOf(pack), at)?.until ?? null;
}

/** Who watches at this moment, found at this moment; where nobody does, the administrator hears of it, once a day. */
export function peopleOnDuty(scene: Scene, one: Placed, at: Instant): readonly directory.Person[] {
  const found = directory.onDuty(scene.company.people, one.projectId, at);
  if (found.length === 0) {
    scene.alerts.push({
      companyId: scene.company.head.id,
      kind: 'nobody-on-duty',
      subject: `${one.projectId ?? ''}:${dayOf(at)}`,
      text: `${projectName(scene, one.projectId)} 现在没有人值班,夜间和节假日到期的事项没有人收到提醒。请由项目负责人发“${dutyExample(at)}”排班`,
      at: scene.now,
    });
  }
  return found;
}

/** "3月1日到3月7日值班:李四", with the days of the week that begins. */
function dutyExample(at: Instant): string {
  const show = (day: string): string => `${Number(day.slice(5, 7))}月${Number(day.slice(8, 10))}日`;
  return `${show(dayOf(at))}到${show(addDays(dayOf(at), 6))}值班:李四`;
}
