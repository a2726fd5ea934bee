import type { DialogueContext } from './types.js';

type Project = DialogueContext['projects'][number];

const folded = (name: string): string => name.normalize('NFKC').toLowerCase().replace(/[\s·・]/g, '');

/** The directory's projects that the words may mean; an exact name or nickname ends the search. */
export function matchProjects(words: string, projects: readonly Project[]): readonly Project[] {
  const said = folded(words);
  if (said.length < 2) return [];
  const names = (project: Project): string[] => [project.name, ...project.nicknames].map(folded).filter((name) => name.length > 0);
  const exact = projects.filter((project) => names(project).includes(said));
  if (exact.length > 0) return exact;
  const longest = (project: Project): number => Math.max(0, ...names(project).filter((name) => said.includes(name)).map((name) => name.length));
  const inside = projects.filter((project) => longest(project) >= 2);
  if (inside.length > 0) {
    const best = Math.max(...inside.map(longest));
    return inside.filter((project) => longest(project) === best);
  }
  return projects.filter((project) => names(project).some((name) => name.includes(said)));
}

/**
 * Which project a report belongs to: the one it names when the directory has exactly one such, else the group's own,
 * else the only one there is. Null: unknown, or several fit.
 */
export function projectOf(named: string | null, context: DialogueContext): string | null {
  const fitting = named === null ? [] : matchProjects(named, context.projects);
  const own = context.projects.find(({ id, name }) => id === context.chatProject || name === context.chatProject)?.id ?? context.chatProject;
  if (fitting.length === 1) return fitting[0]?.id ?? null;
  if (fitting.length > 1) return fitting.find(({ id }) => id === own)?.id ?? null;
  if (own !== null) return own;
  return named === null && context.projects.length === 1 ? (context.projects[0]?.id ?? null) : null;
}

export const projectNamed = (id: string | null, context: DialogueContext): string | null =>
  context.projects.find((project) => project.id === id)?.name ?? null;
