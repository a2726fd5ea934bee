import type { MigrationInterface, QueryRunner } from 'typeorm';

const OVERVIEW = `
-- 本周超时: what was missed since Monday, done by now or not.
create index clock_missed on clock (company_id, missed_at) where missed_at is not null;
-- What was softened in a week: few clocks are ever paused, few entries are of these kinds.
create index clock_paused on clock (company_id) where suspensions <> '[]'::jsonb;
create index case_entry_softened on case_entry (company_id, at)
  where kind in ('level-lowered', 'invalid', 'extend-granted', 'merged', 'approval-overdue');
create index approval_run_approved on approval_run (company_id, closed_at) where state = 'approved';
`;

/** What managers ask about in lists, digests and on the console. Only adds. */
export class Overview1763800500000 implements MigrationInterface {
  name = 'Overview1763800500000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(OVERVIEW);
  }

  async down(): Promise<void> {
    throw new Error('表结构不能回退:请用 npm run restore 恢复备份');
  }
}
