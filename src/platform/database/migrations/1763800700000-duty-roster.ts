import type { MigrationInterface, QueryRunner } from 'typeorm';

const DUTY_ROSTER = `
-- 值班表: where two rows name the same moment, the one set last holds; rows of the first release were set by nobody.
alter table duty add column set_at timestamptz(3), add column set_by text;
`;

/** Who set a row of the duty roster, and when. Only adds. */
export class DutyRoster1763800700000 implements MigrationInterface {
  name = 'DutyRoster1763800700000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(DUTY_ROSTER);
  }

  async down(): Promise<void> {
    throw new Error('表结构不能回退:请用 npm run restore 恢复备份');
  }
}
