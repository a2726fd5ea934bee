import { randomUUID } from 'node:crypto';
import { createSource } from '../../src/platform/database/source.js';
import { open } from '../../src/platform/database/open.js';
import { Database, type Tx } from '../../src/platform/database/transaction.js';
import { decideStep, openRun, runView, type Names, type NewRun, type Progress, type RunView, type Seat, type StepTap } from '../../src/approvals/index.js';
import type { ApprovalStepPlan } from '../../src/terms/decision.js';
import { parseInstant } from '../../src/terms/instants.js';
import type { Outcome } from '../../src/terms/outcome.js';
import { cloneDatabase } from '../harness/database.js';

export const NINE = parseInstant('2026-03-02T09:00:00+08:00') ?? 0;
export const MINUTE = 60_000;
export const COMPANY = 'demo';

export const names: Names = {
  nameOf: (id) => ({ wang: '王芳', li: '李伟', zhao: '赵敏', qian: '钱进' })[id] ?? id,
  roleOf: (role) => ({ name: role, finance: role === 'finance-director' }),
};

const HOLDERS: Readonly<Record<string, readonly string[]>> = {
  'finance-director': ['wang'],
  'project-director': ['li'],
  'regional-gm': ['zhao'],
  'compensation-committee': ['m1', 'm2', 'm3'],
};

/** A role's holders; an extra step's named person is his own. */
export const seatsFor = (role: string): readonly Seat[] =>
  (role.startsWith('@') ? [role.slice(1)] : (HOLDERS[role] ?? [])).map((personId) => ({ role, personId, standsFor: null }));

export const step = (number: number, role: string, join: ApprovalStepPlan['join'] = 'all'): ApprovalStepPlan => ({
  step: number,
  mode: 'review',
  roles: [role],
  join,
});

export const LADDER = [step(1, 'finance-director'), step(2, 'project-director'), step(3, 'regional-gm')];
export const COMMITTEE = [step(1, 'compensation-committee', 'majority')];

export function valueOf<T>(outcome: Outcome<T>): T {
  if (!outcome.ok) throw new Error(`${outcome.code}: ${outcome.message}`);
  return outcome.value;
}

export interface CaseOf {
  readonly phone?: string;
  readonly rooms?: readonly string[];
  readonly subject?: string;
  readonly customer?: string;
  readonly state?: string;
}

/** A database of its own with one company, in which runs are opened and tapped. */
export class ApprovalRoom {
  private constructor(
    readonly database: Database,
    readonly leave: () => Promise<void>,
  ) {}

  static async enter(name: string): Promise<ApprovalRoom> {
    const clone = await cloneDatabase(name);
    const source = await createSource(clone.address, 16, 'test').initialize();
    const database = new Database(source);
    await database.inTransaction(async (tx) => {
      const sql = open(tx);
      await sql.run(`insert into pack_version values ('hash', 'longfor-hangzhou', '1', '{}', '2026-01-01Z')`);
      await sql.run(
        `insert into company (id, name, channel, pack_hash, clock_business, clock_machine, clock_frozen, created_at)
         values ($1, '示范物业', 'simulator', 'hash', '2026-01-01Z', '2026-01-01Z', true, '2026-01-01Z')`,
        [COMPANY],
      );
    });
    return new ApprovalRoom(database, async () => {
      await source.destroy();
      await clone.drop();
    });
  }

  inTx<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    return this.database.inTransaction(work);
  }

  /** A case to approve for; approvals read nothing of it but its customer. */
  async newCase(tx: Tx, more: CaseOf = {}): Promise<string> {
    const id = randomUUID();
    await open(tx).run(
      `insert into complaint (id, company_id, number, project_id, channel, chat_id, state, kind, level, category, reporter_id, subject,
         content, customer_name, customer_phone, rooms, facts, decision, pack_hash, registered_at, head_seq, head_hash)
       values ($1, $2, $3, 'p1', 'simulator', 'g1', $4, 'complaint', 'important', 'engineering', 'staff', $5, '漏水', $6, $7, $8,
         '{}', '{}', 'hash', '2026-03-02T00:00Z', 0, '')`,
      [id, COMPANY, id, more.state ?? 'handling', more.subject ?? '漏水', more.customer ?? null, more.phone ?? null, more.rooms ?? []],
    );
    return id;
  }

  start(steps: readonly ApprovalStepPlan[], more: Partial<NewRun> = {}): Promise<RunView> {
    return this.inTx(async (tx) => {
      const wanted: NewRun = {
        ...names,
        companyId: COMPANY,
        caseId: more.caseId ?? (await this.newCase(tx)),
        runId: randomUUID(),
        plan: '修复渗漏并补偿',
        amount: 800_000,
        repairCost: 120_000,
        submittedBy: 'staff',
        steps,
        rules: ['LF-A5'],
        copies: ['regional-gm'],
        now: NINE,
        seatsFor,
        ...more,
      };
      return valueOf(await openRun(tx, wanted));
    });
  }

  tap(run: RunView, by: string, number: number, more: Partial<StepTap> = {}): Promise<Outcome<Progress>> {
    return this.inTx((tx) =>
      decideStep(tx, {
        ...names,
        companyId: COMPANY,
        runId: run.id,
        step: number,
        by,
        verdict: 'agree',
        reason: null,
        now: NINE + 90 * MINUTE,
        seatsFor,
        ...more,
      }),
    );
  }

  async stored(run: RunView): Promise<RunView> {
    const view = await this.inTx((tx) => runView(tx, run.id));
    if (view === null) throw new Error('the run is gone');
    return view;
  }
}
