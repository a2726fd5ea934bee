import * as approvals from '../../approvals/index.js';
import type { Case } from '../../cases/index.js';
import { refuse, type Outcome } from '../../terms/outcome.js';
import type { Scene } from '../scene.js';
import { decideStep, roleOfCard } from './approval-decision.js';
import { endInquiry, opinionAfter, opinionBefore, returnToHandler, transfer, type Passing } from './approval-passing.js';
import { reseat } from './approval-reseat.js';
import { names } from './approval-seats.js';

/** A tap on the card of a step. */
export interface StepTap {
  readonly runId: string;
  readonly step: number;
  readonly by: string;
  readonly cardId: string;
  readonly action: string;
  /** What was typed beside it: a reason, a question, or a colleague's name with a word behind it. */
  readonly words: string;
}

interface PassingOn {
  readonly act: 'return' | 'transfer' | 'ask-before' | 'ask-after';
  readonly carryOut: (scene: Scene, one: Case, tap: Passing) => Promise<Outcome<string>>;
}

const PASSINGS: Readonly<Record<string, PassingOn>> = {
  return: { act: 'return', carryOut: returnToHandler },
  transfer: { act: 'transfer', carryOut: transfer },
  'ask-before': { act: 'ask-before', carryOut: opinionBefore },
  'ask-after': { act: 'ask-after', carryOut: opinionAfter },
};

/** Decides, or passes on, as the button says. The caller holds the case's lock. */
export async function actOnStep(scene: Scene, one: Case, tap: StepTap): Promise<Outcome<string>> {
  if (tap.action === 'approve' || tap.action === 'reject') {
    const verdict = tap.action === 'approve' ? 'agree' : 'reject';
    return decideStep(scene, one, { ...tap, verdict, reason: tap.words === '' ? null : tap.words });
  }
  const run = await approvals.runView(scene.tx, tap.runId);
  if (run === null) return refuse('not-found', '找不到这次审批,可能已被清除。');
  if (tap.action === 'take-back') return takeBack(scene, one, run, tap);
  const passing = PASSINGS[tap.action];
  if (passing === undefined) return refuse('no-act', '这张卡片不能这样操作,请点卡片上的按钮。');
  const seated = await reseat(scene, one, run);
  const meant = roleOfCard(scene, seated.case, seated.run, tap);
  if (meant === null) return refuse('which-card', '这一步您有两张卡片,请在最新的那张上操作,或发“我的审批”。');
  // Before anything is asked for: whoever may not act is told so.
  const may = approvals.seatsToAct(seated.run, { ...tap, role: meant.role }, passing.act, names(scene, seated.case));
  return may.ok ? passing.carryOut(scene, seated.case, { ...tap, role: meant.role }) : may;
}

/** 不再等: the asker goes on without the answer. */
async function takeBack(scene: Scene, one: Case, run: approvals.RunView, tap: StepTap): Promise<Outcome<string>> {
  const step = approvals.stepOf(run, tap.step);
  const waiting = run.inquiries.find((each) => each.kind !== 'after' && each.step === tap.step && each.endedAt === null && step !== null && approvals.mayStopWaiting(each, step, tap.by));
  if (waiting === undefined) return refuse('nothing-asked', '您在这一步没有在等谁的意见。');
  return endInquiry(scene, one, { inquiryId: waiting.id, by: tap.by, answer: null, agrees: null });
}
