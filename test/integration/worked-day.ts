import { sealHeads, type LogHead } from '../../src/cases/index.js';
import { AREA_NAMES, auditAll, type Finding } from '../../src/flow/audit.js';
import { open } from '../../src/platform/database/open.js';
import type { Database, Tx } from '../../src/platform/database/transaction.js';
import { smsRungTwice } from '../../src/platform/simulator-store.js';
import { systemClock } from '../../src/platform/time/machine-clock.js';
import { World } from '../harness/world.js';

/** Cases of the day: one with an approved plan, one reopened with its plan under approval, one invalid. */
export const APPROVED = 'LH-20260302-0001';
export const REOPENED = 'LH-20260302-0002';
export const INVALID = 'LH-20260302-0003';

/** Days of real work by the real service, its record sealed: what the tests of the audit look at and plant faults in. */
export class WorkedDay {
  private constructor(
    readonly world: World,
    readonly database: Database,
    /** The sealed log's newest link. */
    public head: LogHead,
  ) {}

  static async open(name: string): Promise<WorkedDay> {
    const world = await World.open(name);
    const database = world.app.service.house.work;
    await work(world);
    const { head } = await database.inTransaction((tx) => sealHeads(tx, null, systemClock.now()));
    if (head === null) throw new Error('nothing was sealed');
    return new WorkedDay(world, database, head);
  }

  close(): Promise<void> {
    return this.world.close();
  }

  look(find: (tx: Tx) => AsyncIterable<Finding>): Promise<string[]> {
    return this.database.withoutTransaction((tx) => lines(find(tx)));
  }

  /** Does something to the store that nothing in the house can do, looks, and takes it back. */
  async planted(plant: (tx: Tx) => Promise<void>, find = (tx: Tx): AsyncIterable<Finding> => auditAll(tx, { machineNow: null, rungTwice: smsRungTwice })): Promise<string[]> {
    let found: string[] = [];
    await this.database
      .inTransaction(async (tx) => {
        // As the owner of the database could: not as the service's role, no triggers, no foreign keys.
        await open(tx).run('set local role none');
        await open(tx).run('set local session_replication_role = replica');
        await plant(tx);
        found = await lines(find(tx));
        throw new TakenBack();
      })
      .catch((error: unknown) => {
        if (!(error instanceof TakenBack)) throw error;
      });
    return found;
  }
}

class TakenBack extends Error {}

async function lines(findings: AsyncIterable<Finding>): Promise<string[]> {
  const found: string[] = [];
  for await (const { area, row, fault } of findings) found.push(`${AREA_NAMES[area]} ${row}:${fault}`);
  return found;
}

/** Statements that each must touch something, so that no fault is planted in the air. */
export const sql =
  (...statements: readonly string[]) =>
  async (tx: Tx): Promise<void> => {
    for (const statement of statements) {
      const touched = await open(tx).run(statement);
      if (touched === 0 && /^(update|delete|insert)/.test(statement)) throw new Error(`nothing planted: ${statement}`);
    }
  };

export const caseOf = (number: string): string => `(select id from complaint where number = '${number}')`;

export const literal = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

async function work(world: World): Promise<void> {
  await world.begins('longfor-hangzhou', '2026-03-02T09:00:00+08:00');
  await register(world, '3栋2单元1501业主来电,厨房漏水第三次了,要赔8000,王女士 13800138000');
  await world.tells('customer-manager1', `${APPROVED} 已联系客户`);
  await world.tells('customer-manager1', `${APPROVED} 方案:更换水管并赔偿6000元`);
  for (const person of ['finance1', 'project-director1', 'regional-gm1']) await world.taps(person, '同意');
  await register(world, '1栋1单元302业主来电,墙面开裂,要求赔偿9000,李先生 13900139000');
  await world.tells('customer-manager1', `${REOPENED} 已联系客户`);
  await world.tells('customer-manager1', `${REOPENED} 处理完毕`);
  await world.tells('customer-manager1', `${REOPENED} 回访不满意,又裂了`);
  await world.tells('customer-manager1', `${REOPENED} 方案:重新粉刷并赔偿3000元`);
  await register(world, '2栋1单元101业主来电,电梯吵,赵先生 13700137000');
  await world.tells('project-director1', `${INVALID} 无效,与事实不符,已向业主解释`);
  await world.movesTo('2026-03-06T12:00:00+08:00');
}

/** Answers "I do not know" until the draft can be confirmed. */
async function register(world: World, words: string): Promise<void> {
  await world.says('staff1', words);
  for (let asked = 0; asked < 4 && !(await hasDraft(world)); asked++) await world.says('staff1', '不清楚');
  await world.taps('staff1', '确认登记', { chat: 'g1', title: /投诉草稿/ });
}

const hasDraft = (world: World): Promise<boolean> =>
  world.card('g1', (card) => card.state === 'open' && card.buttons.some((button) => button.label === '确认登记')).then(
    () => true,
    () => false,
  );
