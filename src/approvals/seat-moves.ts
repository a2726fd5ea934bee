import type { Tx } from '../platform/database/transaction.js';
import type { Instant } from '../terms/instants.js';
import { accept, refuse, type Outcome } from '../terms/outcome.js';
import { entitledAt, type StepAsk } from './inquiries.js';
import type { RunView, Seat } from './domain/run.js';
import { lockRun, readRun } from './persistence/run-sql.js';
import { storeMoves, type SeatMove } from './persistence/move-sql.js';

export interface Transfer extends StepAsk {
  /** The seat as the other person takes it, for each role he is entitled to; none where he is not. */
  readonly seatOf: (seat: Seat) => Seat | null;
  readonly to: string;
  /** He has lent his place to the asker (委托), so that it would come straight back. */
  readonly comesBack: boolean;
}

/**
 * 转交: another person entitled to the role decides in the asker's place. Refusals: those of `seatsToAct`, `committee`, `self`,
 * `comes-back`, `own-submission`, `not-entitled`.
 */
export async function transferSeats(tx: Tx, ask: Transfer): Promise<Outcome<RunView>> {
  const entitled = await entitledAt(tx, ask, 'transfer');
  if (!entitled.ok) return entitled;
  const { run, step, seats } = entitled.value;
  const to = ask.nameOf(ask.to);
  if (step.join === 'majority') return refuse('committee', '委员会的表决由委员本人完成,不能转交。');
  if (ask.to === ask.by) return refuse('self', '不能转交给自己,请写另一位同事的姓名。');
  if (ask.comesBack) return refuse('comes-back', `${to}已把审批委托给您,请转交给别人或直接决定。`);
  if (ask.to === run.submittedBy) return refuse('own-submission', `方案由${to}提交,不能由他自己审批。`);
  const moves: SeatMove[] = [];
  for (const seat of seats) {
    const taken = ask.seatOf(seat);
    if (taken === null) {
      return refuse('not-entitled', `${to}既不是${ask.roleOf(seat.role).name},也不是您的副手,不能转交给他。要听他的意见请用“加签”。`);
    }
    moves.push({ step: step.step, role: seat.role, from: seat.personId, to: taken });
  }
  return moved(tx, run, moves, ask.now);
}

/** Seats go to whoever has them by the directory now, or by a hand-over. Null when the run is not open. */
export async function moveSeats(tx: Tx, runId: string, moves: readonly SeatMove[], now: Instant): Promise<RunView | null> {
  const run = await lockRun(tx, runId);
  if (run?.state !== 'open') return null;
  const outcome = await moved(tx, run, moves, now);
  return outcome.ok ? outcome.value : null;
}

async function moved(tx: Tx, run: RunView, moves: readonly SeatMove[], now: Instant): Promise<Outcome<RunView>> {
  await storeMoves(tx, run, moves, now);
  const after = await readRun(tx, run.id);
  if (after === null) throw new Error(`approval run ${run.id} is gone`);
  return accept(after);
}
