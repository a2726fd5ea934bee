import * as cases from '../cases/index.js';
import * as directory from '../directory/index.js';
import * as intake from '../intake/index.js';
import type { Inbound, InboundOutcome, Lane } from '../intake/index.js';
import * as messages from '../messages/index.js';
import type { Scene } from './scene.js';
import { personName } from './scene.js';
import { act } from './acts/command.js';
import { decideStep } from './acts/approval-decision.js';
import { decideRequest } from './acts/requests.js';
import { dialogueContext, MISSING_WORDS, takeTurn } from './acts/turn.js';

export interface TapPayload {
  readonly cardId: string;
  readonly action: string;
  readonly input: { readonly reason?: string; readonly person?: string; readonly text?: string };
}

type Card = messages.CardRow;

const refused = (message: string): InboundOutcome => ({ kind: 'refused', accepted: false, message });
const accepted = (message: string, ref: string): InboundOutcome => ({ kind: 'entry', accepted: true, message, ref });

/**
 * Somebody tapped a card. Who may is decided here, at this moment, by the server: a forwarded card, a colleague's phone,
 * a stale or void card changes nothing and is answered in words.
 */
export async function cardTapped(scene: Scene, inbound: Inbound): Promise<InboundOutcome> {
  const tap = inbound.payload as unknown as TapPayload;
  if (directory.personById(scene.company.people, inbound.personId) === null) return refused('您还不在人员名单里,请联系管理员。');
  const card = await messages.cardById(scene.tx, tap.cardId);
  if (card === null || card.companyId !== inbound.companyId) return refused('这张卡片已经失效,请重新查询。');
  switch (card.subjectKind) {
    case 'draft':
    case 'question':
      return draftTapped(scene, inbound, card, tap);
    case 'approval-step':
      return stepTapped(scene, inbound, card, tap);
    case 'request':
      return requestTapped(scene, inbound, card, tap);
    case 'case':
    case 'dispatch':
    case 'visit':
      return caseTapped(scene, inbound, card, tap);
    default:
      return refused('这张卡片不能操作。');
  }
}

async function draftTapped(scene: Scene, inbound: Inbound, card: Card, tap: TapPayload): Promise<InboundOutcome> {
  const [reporter = '', draftId = ''] = card.subjectId.split(':');
  if (reporter !== inbound.personId) return refused(`这份草稿由${personName(scene, reporter)}确认。`);
  const lane: Lane = { companyId: card.companyId, channel: card.channel, chatId: card.chatId, personId: reporter };
  const before = intake.readConversation(await intake.lockConversation(scene.tx, lane));
  const chat = scene.company.people.chats.find((one) => one.id === card.chatId);
  const place = { chatId: card.chatId, personId: reporter, inGroup: chat?.kind === 'group' };
  const turn = intake.tapDraft(
    before,
    draftId,
    tap.action,
    wordsOf(tap),
    dialogueContext(scene, place, personName(scene, reporter)),
    intake.READERS,
  );
  if (!turn.ok) return refused(turn.message);
  const outcome = await takeTurn(scene, lane, place, turn.value);
  return { ...outcome, accepted: true, message: outcome.kind === 'case' ? `已登记 ${outcome.ref ?? ''}` : '好的' };
}

const wordsOf = (tap: TapPayload): string => (tap.input.text ?? tap.input.reason ?? tap.input.person ?? '').trim();

async function stepTapped(scene: Scene, inbound: Inbound, card: Card, tap: TapPayload): Promise<InboundOutcome> {
  const [runId = '', step = ''] = card.subjectId.split(':');
  const one = card.caseId === null ? null : await cases.lockCase(scene.tx, card.caseId);
  if (one === null) return refused('这张卡片已经失效,请重新查询。');
  if (tap.action !== 'approve' && tap.action !== 'reject') return refused('请点同意或驳回。');
  const decided = await decideStep(scene, one, {
    runId,
    step: Number(step),
    by: inbound.personId,
    verdict: tap.action === 'approve' ? 'agree' : 'reject',
    reason: tap.input.reason?.trim() ?? null,
    cardId: card.id,
  });
  return decided.ok ? accepted(decided.value, one.number) : refused(decided.message);
}

async function requestTapped(scene: Scene, inbound: Inbound, card: Card, tap: TapPayload): Promise<InboundOutcome> {
  const one = card.caseId === null ? null : await cases.lockCase(scene.tx, card.caseId);
  if (one === null) return refused('这张卡片已经失效,请重新查询。');
  const decided = await decideRequest(scene, one, {
    requestId: card.subjectId,
    by: inbound.personId,
    agreed: tap.action === 'approve',
    reason: tap.input.reason?.trim() ?? '',
  });
  return decided.ok ? accepted(decided.value, one.number) : refused(decided.message);
}

/** A button on a case is the same as its words: 已联系客户, 处理完毕, 回访满意. */
async function caseTapped(scene: Scene, inbound: Inbound, card: Card, tap: TapPayload): Promise<InboundOutcome> {
  if (card.chatId !== inbound.personId) return refused(`这张卡片是发给${personName(scene, card.chatId)}的。`);
  if (!card.wanted.buttons.some((button) => button.action === tap.action)) {
    return refused(card.wanted.state === 'open' ? '这一步已经做过了。' : '这张卡片已经结束,不能再操作。');
  }
  // The conversation comes before the case in the order of locks; a missing word is taken from what the person says next.
  const lane: Lane = { companyId: card.companyId, channel: card.channel, chatId: card.chatId, personId: inbound.personId };
  await intake.ensureConversation(scene.tx, lane);
  const talk = intake.readConversation(await intake.lockConversation(scene.tx, lane));
  const one = card.caseId === null ? null : await cases.lockCase(scene.tx, card.caseId);
  if (one === null) return refused('这张卡片已经失效,请重新查询。');
  const command = intake.commandOfButton(tap.action, wordsOf(tap), one.number, scene.now);
  if (command === null) return refused('这个按钮已经不用了,请发"帮助"看看怎么做。');
  const done = await act(scene, { command, by: inbound.personId, attachments: talk.pictures, inGroup: false }, one);
  const awaiting = !done.ok && MISSING_WORDS.has(done.code) ? command : null;
  await intake.saveConversation(scene.tx, lane, { ...talk, lastNumber: one.number, awaiting, pictures: done.ok ? [] : talk.pictures });
  return done.ok ? accepted(done.value, one.number) : refused(done.message);
}
