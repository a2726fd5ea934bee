import { open } from '../../platform/database/open.js';
import type { Tx } from '../../platform/database/transaction.js';

/** Which of these projects have cases: they cannot be taken away any more. */
export async function projectsWithCases(tx: Tx, companyId: string, projects: readonly string[]): Promise<readonly string[]> {
  const text = 'select p.id from unnest($2::text[]) as p (id) where exists (select 1 from complaint c where c.company_id = $1 and c.project_id = p.id)';
  return (await open(tx).rows<{ id: string }>(text, [companyId, projects])).map((row) => row.id);
}
