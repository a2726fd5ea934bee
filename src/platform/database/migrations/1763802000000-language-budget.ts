import type { MigrationInterface, QueryRunner } from 'typeorm';

/*
 * One row a day for the whole installation: platform/language-budget.ts counts up in it before each question.
 */
const LANGUAGE_BUDGET = `
create table language_budget (
  -- "2026-03-02", Shanghai.
  day text primary key,
  used int not null
);
`;

/** How often a language model was asked on a day, by all replicas together. Only adds. */
export class LanguageBudget1763802000000 implements MigrationInterface {
  name = 'LanguageBudget1763802000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(LANGUAGE_BUDGET);
  }

  async down(): Promise<void> {
    throw new Error('表结构不能回退:请用 npm run restore 恢复备份');
  }
}
