import * as approvals from '../../approvals/index.js';
import * as cases from '../../cases/index.js';
import type { Conversation, InboundOutcome, Lane } from '../../intake/index.js';
import * as messages from '../../messages/index.js';
import { answer, channelOf, type Scene } from '../scene.js';
import { actOnCard, keepWaiting } from './approval-card.js';
import { names } from './approval-seats.js';
import { bareAnswer } from './bare-answer.js';
import { recordRefusal } from './tap-refusal.js';

const ACTIONS: Readonly<Record<string, string>> = { 同意: 'approve', 驳回: 'reject', 退回补充: 'return', 转交: 'transfer', 前加签: 'ask-before', 后加签: 'ask-after' };
const NUMBER = '^\\s*([a-z]{2,8}-\\d{8}-\\d{4,})[\\s,，:：]*';
/** The number first: what is said of anything else never decides. */
const SAID = new RegExp(`${NUMBER}(${Object.keys(ACTIONS).join('|')})(?:[\\s,，:：。!！]+(.*))?$`, 'isu');
/** "编号 同意赔偿" would otherwise be somebody's new plan, and end the approval it was meant to grant. */
const NEARLY = new RegExp(`${NUMBER}(?:不?同意|批准|通过|驳回|拒绝)`, 'iu');
const HOW = '没有做任何改动。要同意请发“编号 同意”,要驳回请发“编号 驳回 理由”,或在审批卡片上办理。';

/**
 * 编号 同意, 编号 驳回 理由: for whom a card reached in words alone (a work notice, a house without a template). It is the tap on his
 * card of that step, by the same rules. Null: he is asked about no such plan, and the words are anybody's.
 */
export async function approvalSaid(scene: Scene, lane: Lane, state: Conversation, text: string): Promise<InboundOutcome | null> {
  const [, number = '', label = '', words = ''] = SAID.exec(text) ?? (state.awaiting === null ? NEARLY.exec(text) : null) ?? [];
  if (number === '') return bareAnswer(scene, lane, state, text);
  const one = await cases.lockCaseByNumber(scene.tx, lane.companyId, number.toUpperCase());
  const run = one?.handling.approval?.state === 'open' ? await approvals.runView(scene.tx, one.handling.approval.runId) : null;
  const step = run === null ? null : approvals.openStepOf(run);
  if (one === null || run === null || step === null) return null;
  const mine = approvals.askedOf(step, run, names(scene, one)).find(({ personId, cardId }) => personId === lane.personId && cardId !== null);
  const card = mine === undefined || mine.cardId === null ? null : await messages.cardById(scene.tx, mine.cardId);
  if (card === null) return null;
  const action = ACTIONS[label];
  if (action === undefined) {
    answer(scene, { chatId: lane.chatId, to: lane.personId, text: `${one.number}:${HOW}`, caseId: one.id });
    return { kind: 'reply', ref: one.number };
  }
  const tap = { by: lane.personId, action, words: words.trim() };
  const outcome = await actOnCard(scene, one, card, tap);
  if (!outcome.ok) await recordRefusal(scene, card, { by: tap.by, action, code: outcome.code, door: channelOf(scene, tap.by) });
  answer(scene, { chatId: lane.chatId, to: lane.personId, text: outcome.ok ? outcome.value : outcome.message, caseId: one.id });
  await keepWaiting(scene, { lane, state }, one, card, tap, outcome);
  return outcome.ok ? { kind: 'entry', ref: one.number } : { kind: 'reply', ref: one.number };
}
