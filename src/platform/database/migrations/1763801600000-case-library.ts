import type { MigrationInterface, QueryRunner } from 'typeorm';

/*
 * cases/persistence/library-sql.ts walks it backwards from the newest and stops at 300: no sort, whatever the company's age.
 */
const CASE_LIBRARY = `
create index complaint_library on complaint (company_id, category, closed_at desc) where state = 'closed';
`;

/** 案例库: closed cases of a category, the newest first. Only adds. */
export class CaseLibrary1763801600000 implements MigrationInterface {
  name = 'CaseLibrary1763801600000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(CASE_LIBRARY);
  }

  async down(): Promise<void> {
    throw new Error('表结构不能回退:请用 npm run restore 恢复备份');
  }
}
