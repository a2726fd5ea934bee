import type { MigrationInterface, QueryRunner } from 'typeorm';

/*
 * Read by clocks/persistence/clock-audit.ts: whether the ladder of a missed clock was begun, also when its timers have ended. Few timers are rungs.
 */
const TIMER_ESCALATE = `create index timer_escalate on timer (company_id, subject) where kind = 'clock-escalate'`;

/** The running audit looks missed clocks up instead of reading every timer there ever was. Only adds. */
export class TimerEscalate1763802100000 implements MigrationInterface {
  name = 'TimerEscalate1763802100000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(TIMER_ESCALATE);
  }

  async down(): Promise<void> {
    throw new Error('表结构不能回退:请用 npm run restore 恢复备份');
  }
}
