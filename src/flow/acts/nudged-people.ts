import type { CaseAnswered } from '../../cases/index.js';
import type { Clock, NudgePayload, Timer } from '../../clocks/index.js';
import type { Scene } from '../scene.js';
import { responsibleFor } from './ladder.js';
import { isOffTime, isOnDuty, peopleOnDuty } from './off-hours.js';

/** What a nudge's timer carries: beside the plan, who has had it already in a message with others of his. */
type Payload = NudgePayload & { readonly told?: readonly string[] };

/** Whom a clock's nudge is for, and has not reached yet: the responsible person, at night and on days off the duty person. */
export function peopleNudged(scene: Scene, one: CaseAnswered, clock: Pick<Clock, 'responsible'>, timer: Timer): readonly string[] {
  const payload = timer.payload as Payload;
  const { to = 'all', told = [] } = payload;
  const people = [...(to === 'duty' ? [] : responsible(scene, one, clock, timer)), ...(to === 'responsible' ? [] : watching(scene, one, timer))];
  return [...new Set(people)].filter((personId) => !told.includes(personId));
}

/** Whoever was on duty when it was planned has had it at that hour. */
function responsible(scene: Scene, one: CaseAnswered, clock: Pick<Clock, 'responsible'>, timer: Timer): readonly string[] {
  const { plannedAt } = timer.payload as Payload;
  const person = responsibleFor(scene, one, clock.responsible);
  if (person === null) return [];
  const hadIt = plannedAt !== undefined && plannedAt < timer.dueAt && isOnDuty(scene, one, person.id, plannedAt);
  return hadIt ? [] : [person.id];
}

const watching = (scene: Scene, one: CaseAnswered, timer: Timer): readonly string[] =>
  isOffTime(scene, one, timer.dueAt) ? peopleOnDuty(scene, one, timer.dueAt).map(({ id }) => id) : [];
