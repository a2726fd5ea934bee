import type { MigrationInterface, QueryRunner } from 'typeorm';

const PEOPLE = `
-- A colleague's own mobile, for what a rule book wants told by SMS (JK-A3). Null: he is told in chat alone.
alter table person add column phone text;
`;

export class SecondHousePeople1763800000000 implements MigrationInterface {
  name = 'SecondHousePeople1763800000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(PEOPLE);
  }

  async down(): Promise<void> {
    throw new Error('人员表不能回退:请用 npm run restore 恢复备份');
  }
}
