import type { Case } from '../../cases/index.js';
import type { CardFact } from '../../terms/card.js';
import { showInstant, type Instant } from '../../terms/instants.js';
import { personName, type Scene } from '../scene.js';
import { packOf } from './judging.js';

const labels = (scene: Scene, one: Case, names: readonly string[]): string =>
  names.map((name) => packOf(scene, one).clocks[name]?.label ?? name).join('、');

/** For the return visit, which states the cause of what took longer. */
export const pauseCauses = (scene: Scene, one: Case): readonly CardFact[] =>
  one.handling.pauses.map((pause) => ({
    label: '暂停原因',
    value: `${pause.reason}(${labels(scene, one, pause.clocks)}暂停到${showInstant(pause.endedAt ?? pause.until)}${pause.grantedBy === null ? '' : `,${personName(scene, pause.grantedBy)}同意`})`,
  }));

/** What stands still at this moment, for whoever handles the case. */
export function pausedFact(scene: Scene, one: Case): string | null {
  const standing = one.handling.pauses.filter((pause) => pause.endedAt === null);
  return standing.length === 0 ? null : standing.map((pause) => `${labels(scene, one, pause.clocks)}到${showInstant(pause.until)}:${pause.reason}`).join(';');
}

export const pauseAsked = (scene: Scene, one: Case, names: readonly string[], until: Instant): string => `暂停(${labels(scene, one, names)}暂停到${showInstant(until)})`;
