import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Evidence that is an agreement (赔付协议/谅解书) or a voucher (付款凭证) says so; null: a picture or recording of the matter. */
export class Payments1763800300000 implements MigrationInterface {
  name = 'Payments1763800300000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query("alter table case_evidence add column kind text check (kind in ('agreement', 'voucher'))");
  }

  async down(): Promise<void> {
    throw new Error('附件类别不能回退:请用 npm run restore 恢复备份');
  }
}
