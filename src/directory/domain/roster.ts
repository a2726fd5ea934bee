/** A department of an organisation. */
export interface Department {
  readonly id: string;
  readonly parent: string | null;
}

/** A company of an organisation, with the departments (and all below them) whose people are its own; empty: the rest. */
export interface CompanyShare {
  readonly companyId: string;
  readonly departments: readonly string[];
}

/** More may not leave in one go: a visible range that was narrowed by mistake looks the same. */
const MOST_LEAVING = 0.5;
const FEW = 10;

/** Whether a list that no longer names so many may be believed without somebody looking. */
export const isPlausible = (known: number, missing: number): boolean => missing <= FEW || missing <= known * MOST_LEAVING;

/**
 * Whose people those of a department are: the company that names the nearest department above it (or itself), else the first one
 * that names none; null where nobody takes them.
 */
export function companyOf(shares: readonly CompanyShare[], departments: readonly Department[], ofPerson: readonly string[]): string | null {
  const parents = new Map(departments.map((one) => [one.id, one.parent]));
  const taken = new Map(shares.flatMap((one) => one.departments.map((id) => [id, one.companyId] as const)));
  const found = ofPerson.flatMap((id) => nearest(id, parents, taken) ?? []);
  found.sort((a, b) => a.steps - b.steps || (a.companyId < b.companyId ? -1 : 1));
  return found[0]?.companyId ?? shares.find((one) => one.departments.length === 0)?.companyId ?? null;
}

function nearest(id: string, parents: ReadonlyMap<string, string | null>, taken: ReadonlyMap<string, string>): { companyId: string; steps: number } | null {
  const passed = new Set<string>();
  for (let at: string | null = id, steps = 0; at !== null && !passed.has(at); at = parents.get(at) ?? null, steps++) {
    const companyId = taken.get(at);
    if (companyId !== undefined) return { companyId, steps };
    passed.add(at);
  }
  return null;
}
