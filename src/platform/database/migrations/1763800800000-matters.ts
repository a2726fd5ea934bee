import type { MigrationInterface, QueryRunner } from 'typeorm';

const MATTERS = `
create index complaint_matter on complaint (company_id, project_id, category, registered_at, number) where closed_at is null;
`;

/** 群诉: open complaints of one category in one project, looked through at every registration. Only adds. */
export class Matters1763800800000 implements MigrationInterface {
  name = 'Matters1763800800000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(MATTERS);
  }

  async down(): Promise<void> {
    throw new Error('表结构不能回退:请用 npm run restore 恢复备份');
  }
}
