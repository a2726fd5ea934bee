import type { Case } from '../../cases/index.js';
import * as directory from '../../directory/index.js';
import type { Pack } from '../../policy/index.js';
import type { Role } from '../../terms/decision.js';
import type { Company } from '../house.js';

/** The roles at the head of a project or above, by the rule book's own ladder. */
export function headRoles({ duties, roles }: Pack): ReadonlySet<Role> {
  const heads = new Set<Role>();
  for (const start of [duties.supervisor, duties.projectHead, duties.levelLowering, duties.majorLevelLowering]) {
    let current: Role | null = start;
    for (let rung = 0; current !== null && rung < 20; rung++) {
      heads.add(current);
      current = roles[current]?.superior ?? null;
    }
  }
  return heads;
}

/** Whether the person heads the case's project, or is above it. */
export function leadsProject({ company }: { readonly company: Company }, one: Case, personId: string): boolean {
  const heads = headRoles(company.pack);
  const person = directory.personById(company.people, personId);
  return (
    person?.holdings.some(
      (held) => heads.has(held.role) && (held.projectId === directory.EVERY_PROJECT || held.projectId === one.projectId || one.projectId === null),
    ) ?? false
  );
}
