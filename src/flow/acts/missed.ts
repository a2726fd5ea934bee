import type { Case } from '../../cases/index.js';
import type { Clock } from '../../clocks/index.js';
import type { Person } from '../../directory/index.js';
import * as messages from '../../messages/index.js';
import type { Instant } from '../../terms/instants.js';
import { tell, type Scene } from '../scene.js';
import { holderUp, responsibleFor, whatWasDue } from './ladder.js';
import { isOffTime, peopleOnDuty, quietUntil, type Watched } from './off-hours.js';

/**
 * Missed: the responsible person and his superior are told, by day at once, at night in the morning; where the book excepts the case,
 * at once. Of a deadline of hours that runs out at night or on a day off the duty person hears at once as well; one of days runs out at
 * midnight by its nature (ours).
 */
export function tellMissed(scene: Scene, one: Case, missed: readonly Clock[]): void {
  const told = new Map<string, Told[]>();
  for (const clock of [...missed].sort((a, b) => a.dueAt - b.dueAt)) {
    for (const [personId, text] of listeners(scene, one, clock)) told.set(personId, [...(told.get(personId) ?? []), { clock, text }]);
  }
  for (const [personId, all] of told) sayTo(scene, one, personId, all);
}

interface Told {
  readonly clock: Clock;
  readonly text: string;
}

/** Whom a miss concerns, and what he is told. */
function listeners(scene: Scene, one: Case, clock: Clock): ReadonlyMap<string, string> {
  const responsible = responsibleFor(scene, one, clock.responsible);
  const superior = holderUp(scene, one, clock.responsible, responsible?.id ?? null);
  const who = responsible?.name ?? '责任人';
  const text = (asked: string): string => `【超时】${whatWasDue(scene, one, clock)},${asked}。依据 ${clock.rule}`;
  const said = new Map(watching(scene, one, clock).map(({ id }) => [id, text(`${who}尚未完成,请值班人先处理`)]));
  if (superior !== null) said.set(superior.id, text(`${who}尚未完成,请督促`));
  if (responsible !== null) said.set(responsible.id, text('现已超时,请马上处理'));
  return said;
}

const watching = (scene: Scene, one: Case, clock: Clock): readonly Person[] =>
  clock.unit === 'hours' && isOffTime(scene, one, clock.dueAt) ? peopleOnDuty(scene, one, clock.dueAt) : [];

/** In one message for all that was found missed together; what is said later is looked at again then, one by one. */
function sayTo(scene: Scene, one: Case, personId: string, all: readonly Told[]): void {
  const until = notBefore(scene, one, personId);
  if (until > scene.now || scene.lateSince !== null) {
    for (const { clock, text } of all) tell(scene, personId, { caseId: one.id, clockId: clock.id, text, hold: { until, about: 'missed', at: clock.dueAt } });
    return;
  }
  const clockId = all.length === 1 ? (all[0]?.clock.id ?? null) : null;
  tell(scene, personId, { caseId: one.id, clockId, text: messages.mergeNudges(all.map(({ text }) => text)) });
}

/** When a person may be told about a case: now, or when his quiet hours are over. */
export const notBefore = (scene: Scene, one: Watched, personId: string): Instant => quietUntil(scene, one, personId, scene.now) ?? scene.now;
