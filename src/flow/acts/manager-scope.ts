import * as directory from '../../directory/index.js';
import type { Scope } from '../../ledger/index.js';
import type { Company } from '../house.js';
import { headRoles } from './project-heads.js';

/** The cases a person answers for as the head of projects or above; null when he is neither. */
export function managedBy(company: Company, personId: string): Scope | null {
  const person = directory.personById(company.people, personId);
  return person === null ? null : scopeOf(company, person, headRoles(company.pack));
}

export interface Manager {
  readonly person: directory.Person;
  readonly scope: Scope;
}

/** Whoever gets the daily report: the roles the book names for it (ST-R1), else the heads of projects and those above (ours). */
export function reportReaders(company: Company): readonly Manager[] {
  const daily = company.pack.programme.reports.find(({ every }) => every === 'day');
  const roles = daily === undefined ? headRoles(company.pack) : new Set(daily.to);
  return company.people.people.flatMap((person) => {
    const scope = scopeOf(company, person, roles);
    return scope === null ? [] : [{ person, scope }];
  });
}

function scopeOf(company: Company, person: directory.Person, roles: ReadonlySet<string>): Scope | null {
  const projects = person.holdings.filter(({ role }) => roles.has(role)).map(({ projectId }) => projectId);
  if (projects.length === 0) return null;
  const everywhere = projects.includes(directory.EVERY_PROJECT);
  return { companyId: company.head.id, projects: everywhere ? null : [...new Set(projects)].sort() };
}

/** Whether a case of this project is in somebody's view; one whose project is not known yet is in every view. */
export const sees = ({ projects }: Scope, projectId: string | null): boolean =>
  projects === null || projectId === null || projects.includes(projectId);
