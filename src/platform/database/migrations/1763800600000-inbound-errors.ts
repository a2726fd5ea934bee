import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Tries that failed with the process alive, apart from those that ended with it: many deaths may be nobody's fault here. */
export class InboundErrors1763800600000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('alter table inbound add column errors int not null default 0');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table inbound drop column errors');
  }
}
