import type { MigrationInterface, QueryRunner } from 'typeorm';
import { APPROVALS, CASES, RECORD_GUARD } from './first-house-cases.sql.js';
import { CLOCKS, MESSAGES, SIMULATOR } from './first-house-messages.sql.js';
import { DIRECTORY, INTAKE } from './first-house-people.sql.js';

/** The whole first schema. Later migrations only add (design.md §3). */
export class FirstHouse1761000000000 implements MigrationInterface {
  name = 'FirstHouse1761000000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const part of [DIRECTORY, INTAKE, CASES, APPROVALS, CLOCKS, MESSAGES, SIMULATOR, RECORD_GUARD]) {
      await runner.query(part);
    }
  }

  async down(): Promise<void> {
    throw new Error('第一版表结构不能回退:请用 npm run restore 恢复备份');
  }
}
