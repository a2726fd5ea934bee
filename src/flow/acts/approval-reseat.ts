import * as approvals from '../../approvals/index.js';
import type { RunView, Seat, SeatMove, StepView } from '../../approvals/index.js';
import * as cases from '../../cases/index.js';
import type { Case } from '../../cases/index.js';
import type { Timer } from '../../clocks/index.js';
import { personName, tell, type Scene } from '../scene.js';
import { postStepCards, redrawRun } from './approval-run.js';
import { seatNow } from './approval-seats.js';
import { askForMembers, askForRun } from './approval-vacancy.js';
import { watchSeats } from './approval-watch.js';

/** The case and its run after their seats were looked at. */
export interface Seated {
  readonly case: Case;
  readonly run: RunView;
}

/**
 * Brings the open step's seats in line with the directory of this moment: delegations that began or ended, deputies whose time is
 * over, people who left. What is decided stays. The caller holds the case's lock.
 */
export async function reseat(scene: Scene, one: Case, run: RunView): Promise<Seated> {
  const step = approvals.presentStepOf(run);
  if (step === null) return { case: one, run };
  if (step.join === 'majority') return staying(scene, one, run, askForMembers(scene, one, step));
  const { moves, vacant } = movesOf(scene, one, run, step);
  const asked = vacant ? askForRun(scene, one, run) : one;
  return moves.length === 0 ? staying(scene, one, run, asked) : carryOutMoves(scene, asked, run, moves, 'bot');
}

/** Nobody's seat moves; whom somebody was asked for is written down. */
async function staying(scene: Scene, one: Case, run: RunView, asked: Case): Promise<Seated> {
  if (asked === one) return { case: one, run };
  return { case: await cases.saveCase(scene.tx, asked, [], () => scene.house.ids.salt()), run };
}

function movesOf(scene: Scene, one: Case, run: RunView, step: StepView): { readonly moves: readonly SeatMove[]; readonly vacant: boolean } {
  const moves: SeatMove[] = [];
  let vacant = false;
  for (const seat of step.seats.filter((each) => approvals.isAsked(step, each))) {
    const now = seatNow(scene, one, run, seat);
    if (now === 'vacant') vacant = true;
    else if (now !== 'right') moves.push({ step: step.step, role: seat.role, from: seat.personId, to: now.seat });
  }
  return { moves, vacant };
}

/** Moves seats, tells whoever has them now by a card, and whoever had them by his; one line of the record a move. */
export async function carryOutMoves(scene: Scene, one: Case, run: RunView, moves: readonly SeatMove[], by: string): Promise<Seated> {
  const after = await approvals.moveSeats(scene.tx, run.id, moves, scene.now);
  if (after === null) return { case: one, run };
  const saved = await cases.saveCase(
    scene.tx,
    one,
    moves.map((move) => ({
      at: scene.now,
      actor: by,
      kind: 'approval-moved',
      payload: { run: run.id, step: move.step, role: move.role, from: move.from, to: move.to.personId, for: move.to.standsFor, via: move.to.via ?? null },
    })),
    () => scene.house.ids.salt(),
  );
  await postStepCards(scene, saved, after);
  redrawRun(scene, saved, after);
  await watchSeats(scene, saved, after);
  return { case: saved, run: after };
}

/** A look at the seats fell due. */
export async function reseatNow(scene: Scene, one: Case, timer: Timer): Promise<void> {
  const { runId } = timer.payload as { readonly runId: string };
  const run = await approvals.runView(scene.tx, runId);
  if (run?.state !== 'open') return;
  const seated = await reseat(scene, one, run);
  if (seated.run === run) await watchSeats(scene, seated.case, run);
}

/** Who is told in words that a seat came to him, beside its card. */
export function tellTaken(scene: Scene, one: Case, to: Seat, from: string, words: string): void {
  const why = words === '' ? '' : `:${words}`;
  tell(scene, to.personId, { caseId: one.id, text: `${personName(scene, from)}把 ${one.number} 的审批转交给您${why}` });
}
