import type { Pack } from '../../policy/index.js';
import type { CaseEvent } from '../../terms/complaint.js';
import type { Role } from '../../terms/decision.js';
import { holds } from '../../directory/index.js';
import type { Scene } from '../scene.js';

/** What it means for the case's clocks that this person now knows of it: the book says which roles must be told (`told`). */
export function eventsOfTelling(scene: Scene, pack: Pack, personId: string, projectId: string | null): readonly CaseEvent[] {
  return pack.told.filter(({ role }) => holds(scene.company.people, personId, role, projectId)).map(({ event }) => event);
}

export const eventOfRole = (pack: Pack, role: Role): CaseEvent | null => pack.told.find((row) => row.role === role)?.event ?? null;

/** Events a new start of handling clears, so that its clocks run anew. */
export const HANDLING_EVENTS: readonly CaseEvent[] = ['handled', 'visited'];
