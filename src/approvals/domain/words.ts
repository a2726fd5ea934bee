import { showInstant } from '../../terms/instants.js';
import type { DecisionView, Names, RunView, StepView, Verdict } from './run.js';
import { tallyOf } from './votes.js';

export const VERDICT_NAMES: Readonly<Record<Verdict, string>> = { agree: '同意', reject: '驳回' };
export const MODE_NAMES: Readonly<Record<StepView['mode'], string>> = { review: '审核', approve: '审批' };

/** Who decided: "王芳", or "李伟 代 王芳" when a deputy cast the vote. */
export function decider(decision: DecisionView, names: Names): string {
  const by = names.nameOf(decision.decidedBy);
  return decision.decidedBy === decision.holderId ? by : `${by} 代 ${names.nameOf(decision.holderId)}`;
}

/** "已由 王芳 于 3月2日 10:30 同意". */
export function decidedWords(decision: DecisionView, names: Names): string {
  const reason = decision.verdict === 'reject' && decision.reason !== null ? `,理由:${decision.reason}` : '';
  return `已由 ${decider(decision, names)} 于 ${showInstant(decision.decidedAt)} ${VERDICT_NAMES[decision.verdict]}${reason}`;
}

/** A committee's count while it votes: "2票同意、0票反对(共3人,2票同意即通过)". */
export function tallyWords(step: StepView, submittedBy: string): string {
  const tally = tallyOf(step, submittedBy);
  return `${tally.agreed}票同意、${tally.rejected}票反对(共${tally.members}人,${tally.needed}票同意即通过)`;
}

/** How a step ended, and by whom; null while it has no result. */
export function stepEndWords(step: StepView, names: Names): string | null {
  if (step.state !== 'agreed' && step.state !== 'rejected') return null;
  if (step.join === 'majority') return committeeEndWords(step, names);
  const deciding = step.decisions.filter((one) => (one.verdict === 'reject') === (step.state === 'rejected'));
  const said = step.state === 'rejected' ? deciding.slice(0, 1) : deciding;
  return sameHand(said).map((one) => decidedWords(one, names)).join(';');
}

function committeeEndWords(step: StepView, names: Names): string {
  const result = step.state === 'agreed' ? '表决通过' : '表决未通过';
  const at = step.closedAt === null ? '' : `于 ${showInstant(step.closedAt)} `;
  return `已${at}${result}:${votersWords(step, 'agree', names)},${votersWords(step, 'reject', names)}`;
}

function votersWords(step: StepView, verdict: Verdict, names: Names): string {
  const votes = step.decisions.filter((one) => one.verdict === verdict);
  const who = votes.length === 0 ? '' : `(${votes.map((one) => decider(one, names)).join('、')})`;
  return `${votes.length}票${verdict === 'agree' ? '同意' : '反对'}${who}`;
}

/** One person's decisions of one moment are said once, whatever number of roles they count for. */
export function sameHand(decisions: readonly DecisionView[]): readonly DecisionView[] {
  return decisions.filter(
    (one, index) =>
      decisions.findIndex(
        (other) =>
          other.decidedBy === one.decidedBy &&
          other.holderId === one.holderId &&
          other.decidedAt === one.decidedAt &&
          other.verdict === one.verdict,
      ) === index,
  );
}

/** How a run ended: "已于 3月2日 10:30 作废:金额有变"; null while it is open. */
export function runEndWords(run: RunView, names: Names): string | null {
  if (run.state === 'open' || run.closedAt === null) return null;
  const at = showInstant(run.closedAt);
  const reason = run.reason === null ? '' : `:${run.reason}`;
  if (run.state === 'void') return `已于 ${at} 作废${reason}`;
  const last = run.steps.findLast((step) => step.state === 'agreed' || step.state === 'rejected');
  const how = last === undefined ? null : stepEndWords(last, names);
  const result = run.state === 'approved' ? '全部审批通过' : '未获通过';
  return `已于 ${at} ${result}${how === null ? '' : `(${how})`}`;
}
