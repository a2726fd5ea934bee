import type { Case } from '../../cases/index.js';
import type { Clock } from '../../clocks/index.js';
import { dayOf, showInstant } from '../../terms/instants.js';
import { packOf } from './judging.js';
import type { Scene } from '../scene.js';

const PROVISIONAL = '暂按周一至周五推算';

/** Working days were counted in a year whose notice is not loaded. */
const isProvisional = (scene: Scene, clock: Pick<Clock, 'unit' | 'dueAt'>): boolean =>
  clock.unit === 'working-days' && !scene.company.calendar.covers(dayOf(clock.dueAt));

/** A due time for people: 3月5日 23:59前, and where it may still move, why. */
export function showDue(scene: Scene, clock: Pick<Clock, 'unit' | 'dueAt'>): string {
  return `${showInstant(clock.dueAt)}前${isProvisional(scene, clock) ? `(${PROVISIONAL})` : ''}`;
}

/** What a card says of deadlines that reach into a year without a notice; null where none does. */
export function provisionalNote(scene: Scene, one: Case): string | null {
  const { clocks } = packOf(scene, one);
  const waiting = one.decision.clocks.filter(({ name, dueAt }) => {
    const unit = clocks[name]?.unit;
    return dueAt !== null && unit !== undefined && isProvisional(scene, { unit, dueAt });
  });
  const [first] = waiting;
  if (first?.dueAt === undefined || first.dueAt === null) return null;
  const labels = waiting.map(({ name }) => clocks[name]?.label ?? name).join('、');
  return `${dayOf(first.dueAt).slice(0, 4)} 年放假安排尚未载入,“${labels}”的时限${PROVISIONAL},载入后会重新推算`;
}
