import type { CaseEvent } from '../../terms/complaint.js';
import type { Role } from '../../terms/decision.js';
import { holds } from '../../directory/index.js';
import type { Scene } from '../scene.js';

/** Telling a holder of these roles is a fact that books start and meet clocks with (contracts.md §2, `happened`). */
const TOLD: Readonly<Record<Role, CaseEvent>> = {
  'project-engineer': 'engineer-told',
  'marketing-manager': 'marketing-manager-told',
  'customer-manager': 'customer-manager-told',
  'rd-manager': 'rd-manager-told',
};

/** What it means for the case's clocks that this person now knows of it. */
export function eventsOfTelling(scene: Scene, personId: string, projectId: string | null): readonly CaseEvent[] {
  return Object.entries(TOLD)
    .filter(([role]) => holds(scene.company.people, personId, role, projectId))
    .map(([, event]) => event);
}

export const eventOfRole = (role: Role): CaseEvent | null => TOLD[role] ?? null;

/** Events a new start of handling clears, so that its clocks run anew. */
export const HANDLING_EVENTS: readonly CaseEvent[] = ['handled', 'visited'];

