import * as approvals from '../../approvals/index.js';
import type { RunView } from '../../approvals/index.js';
import type { Case, CaseInShort } from '../../cases/index.js';
import type { Timer } from '../../clocks/index.js';
import type { NudgePart } from '../../messages/index.js';
import { showInstant, type Instant } from '../../terms/instants.js';
import { projectName, type Scene } from '../scene.js';
import { stepDue } from './approval-limits.js';
import { names } from './approval-seats.js';

/** What a timer of an approval's limit watches. */
export interface LimitTimer {
  readonly runId: string;
  readonly step: number;
  readonly rule: string;
  readonly scope: 'run' | 'step';
  /** Who has had this nudge already, in a message with others of his. */
  readonly told?: readonly string[];
}

/** The run a limit watches, while the limit still means something: the run is open, and a step's limit its own step. */
export async function watchedRun(scene: Scene, about: LimitTimer): Promise<RunView | null> {
  const run = await approvals.runView(scene.tx, about.runId);
  const step = run === null || run.state !== 'open' ? null : approvals.openStepOf(run);
  return step === null || (about.scope === 'step' && step.step !== about.step) ? null : run;
}

/** Everyone whose decision the open step still waits for. */
export function peopleAsked(scene: Scene, one: CaseInShort, run: RunView): readonly string[] {
  const step = approvals.openStepOf(run);
  const groups = step === null ? [] : approvals.askedOf(step, run, names(scene, one));
  return [...new Set(groups.map((group) => group.personId))];
}

export interface ApprovalNudge {
  readonly people: readonly string[];
  readonly part: NudgePart;
  readonly dueAt: Instant | null;
}

/** Whom the nudge of an approval is for and what it says; null when the run or the step has gone on. */
export async function approvalNudgeOf(scene: Scene, one: Case, timer: Timer): Promise<ApprovalNudge | null> {
  const about = timer.payload as unknown as LimitTimer;
  const run = await watchedRun(scene, about);
  const step = run === null ? null : approvals.openStepOf(run);
  if (run === null || step === null) return null;
  const dueAt = stepDue(scene, one, run, step.step);
  const until = dueAt === null ? '' : `,请在${showInstant(dueAt)}前决定`;
  const text = `【提醒】${one.number} ${projectName(scene, one.projectId)} ${one.subject}等您${step.mode === 'review' ? '审核' : '审批'}${until}。依据 ${about.rule}`;
  const people = peopleAsked(scene, one, run).filter((personId) => about.told?.includes(personId) !== true);
  return { people, part: { text, caseId: one.id, clockId: null, dueAt }, dueAt };
}
