import * as approvals from '../../approvals/index.js';
import type { RunView, WaitingApproval } from '../../approvals/index.js';
import * as cases from '../../cases/index.js';
import type { Case } from '../../cases/index.js';
import type { Card } from '../../terms/card.js';
import { showInstant } from '../../terms/instants.js';
import { accept, refuse, type Outcome } from '../../terms/outcome.js';
import { projectName, redrawCards, showCard, type Scene } from '../scene.js';
import { decideStep } from './approval-decision.js';
import { stepDue } from './approval-limits.js';
import { repostStepCard, sumOf } from './approval-run.js';

/** Most that are read, and listed, at once. */
export const MOST_LINES = 20;
/** Cards that are sent again behind the list; more would bury it. */
const MOST_CARDS = 5;

export interface Waiting {
  readonly waiting: WaitingApproval;
  readonly case: Case;
  readonly run: RunView;
  readonly dueAt: number | null;
}

/** What waits for a person, the earliest due first; without a limit, the oldest. */
export async function waitingFor(scene: Scene, personId: string): Promise<readonly Waiting[]> {
  const found = await approvals.myApprovals(scene.tx, scene.company.head.id, personId, MOST_LINES);
  const about = await cases.readCases(scene.tx, found.map((one) => one.caseId));
  const runs = await approvals.runViews(scene.tx, found.map((one) => one.runId));
  const all = found.flatMap((waiting): readonly Waiting[] => {
    const one = about.find((each) => each.id === waiting.caseId);
    const run = runs.find((each) => each.id === waiting.runId);
    return one === undefined || run === undefined ? [] : [{ waiting, case: one, run, dueAt: stepDue(scene, one, run, waiting.step) }];
  });
  return [...all].sort((a, b) => (a.dueAt ?? Infinity) - (b.dueAt ?? Infinity) || a.waiting.openedAt - b.waiting.openedAt);
}

/** Its number and what it is about, with its sum and until when. */
export function lineOf(scene: Scene, { case: one, run, dueAt }: Waiting): string {
  const due = dueAt === null ? '' : `,${showInstant(dueAt)}前`;
  return `${one.number} ${projectName(scene, one.projectId)} ${one.subject}${sumOf(run)}${due}`;
}

/** 我的审批: a list, and the cards to decide by behind it. */
export async function myApprovals(scene: Scene, personId: string): Promise<string> {
  const waiting = await waitingFor(scene, personId);
  if (waiting.length === 0) return '您现在没有待审批的事项。';
  const lines = waiting.map((each, index) => `${index + 1}. ${lineOf(scene, each)}`);
  for (const { case: one, run, waiting: at } of waiting.slice(0, MOST_CARDS)) await repostStepCard(scene, one, run, at.step, personId);
  const rest = waiting.length > MOST_CARDS ? `先发前 ${MOST_CARDS} 项的卡片,决定后再发“我的审批”看其余的。` : '请在审批卡片上决定。';
  return `等您审批的有 ${waiting.length} 项(最早到期的在前):\n${lines.join('\n')}\n${rest}`;
}

export const BATCH = 'approval-batch';

/** Whatever pays a customer compensation is decided one by one, whatever the book says. */
const mayBatch = ({ run, case: one }: Waiting): boolean => run.amount === null && one.facts.claimedAmount === null;

/** 批量同意: one card to confirm, where the book allows it. */
export async function batchAgree(scene: Scene, personId: string): Promise<string> {
  const waiting = await waitingFor(scene, personId);
  if (waiting.length === 0) return '您现在没有待审批的事项。';
  const { pack } = scene.company;
  if (!pack.approval.batchApproval) return `《${pack.title}》不允许批量同意:审批须逐件看过再决定。请发“我的审批”,在卡片上逐件决定。`;
  const small = waiting.filter(mayBatch);
  const others = waiting.length - small.length;
  const rest = others === 0 ? '' : `另有 ${others} 项涉及赔付,须逐件决定,请发“我的审批”。`;
  if (small.length === 0) return `等您审批的都涉及赔付,不能批量同意,请发“我的审批”逐件决定。`;
  showCard(scene, {
    chatId: personId,
    subjectKind: BATCH,
    subjectId: small.map(({ waiting: at }) => `${at.runId}:${at.step}`).join(','),
    card: batchCard(scene, small),
  });
  return `请核对后点“全部同意”。${rest}`;
}

function batchCard(scene: Scene, small: readonly Waiting[]): Card {
  return {
    title: `批量同意 · ${small.length} 项`,
    state: 'open',
    facts: small.map(({ case: one, run }) => ({ label: one.number, value: `${projectName(scene, one.projectId)} ${one.subject}${sumOf(run)};方案:${run.plan.slice(0, 60)}` })),
    basis: [...new Set(small.flatMap(({ run }) => run.rules))],
    buttons: [{ action: 'agree-all', label: '全部同意', input: null }],
  };
}

/** The one confirmation: every step is decided as by a tap of its own, and what no longer waits is said. */
export async function agreeAll(scene: Scene, card: { readonly id: string; readonly chatId: string; readonly subjectId: string }, by: string): Promise<Outcome<string>> {
  if (card.chatId !== by) return refuse('not-yours', '这张卡片是发给别人的。');
  if (!scene.company.pack.approval.batchApproval) return refuse('batch-not-allowed', '现在的制度不允许批量同意,请发“我的审批”逐件决定。');
  const steps = card.subjectId.split(',').map((one) => one.split(':')).map(([runId = '', step = '']) => ({ runId, step: Number(step) }));
  const runs = await approvals.runViews(scene.tx, steps.map((one) => one.runId));
  const results: string[] = [];
  // Cases are locked in one order, so that two confirmations do not wait for each other.
  const inOrder = [...runs].sort((a, b) => (a.caseId < b.caseId ? -1 : 1));
  for (const run of inOrder) {
    const one = await cases.lockCase(scene.tx, run.caseId);
    const step = steps.find((each) => each.runId === run.id)?.step ?? 0;
    if (one === null) continue;
    const decided = run.amount === null ? await decideStep(scene, one, { runId: run.id, step, by, verdict: 'agree', reason: null, cardId: card.id }) : refuse('compensation', '涉及赔付,须逐件决定');
    results.push(decided.ok ? `${one.number} 已同意` : `${one.number} ${decided.message}`);
  }
  redrawCards(scene, BATCH, card.subjectId, (shown) => ({ ...shown, state: 'done', facts: [...shown.facts, { label: '结果', value: results.join(';') }], buttons: [] }));
  return accept(results.join(';'));
}
