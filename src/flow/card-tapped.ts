import * as cases from '../cases/index.js';
import * as directory from '../directory/index.js';
import * as intake from '../intake/index.js';
import type { Inbound, InboundOutcome, Lane } from '../intake/index.js';
import * as messages from '../messages/index.js';
import type { Outcome } from '../terms/outcome.js';
import { MINUTE } from '../terms/instants.js';
import type { Scene } from './scene.js';
import { answer, personName } from './scene.js';
import { act, carryOut } from './acts/command.js';
import { actOnCard, isApprovalCard, keepWaiting, ownTalk } from './acts/approval-card.js';
import { agreeAll, BATCH } from './acts/approval-list.js';
import { MATTER } from './acts/matter-offers.js';
import { decideMatter } from './acts/matter-taps.js';
import { decideRequest } from './acts/requests.js';
import { SENT_BACK } from './acts/sent-back-card.js';
import { TODO } from './acts/todo-card.js';
import { snooze, why } from './acts/todo-words.js';
import { recordRefusal } from './acts/tap-refusal.js';
import { dialogueContext, MISSING_WORDS, takeTurn } from './acts/turn.js';

export interface TapPayload {
  readonly cardId: string;
  readonly action: string;
  readonly input: { readonly reason?: string; readonly person?: string; readonly text?: string };
}

type Card = messages.CardRow;

/** A refusal with the code that goes into the record. */
interface Refused {
  readonly refused: InboundOutcome;
  readonly code: string;
}
const refused = (code: string, message: string): Refused => ({ refused: { kind: 'refused', accepted: false, message }, code });
const accepted = (message: string, ref: string): InboundOutcome => ({ kind: 'entry', accepted: true, message, ref });

/**
 * Somebody tapped a card. Who may is decided here, at this moment, by the server: a forwarded card, a colleague's phone,
 * a stale or void card changes nothing, is answered in words and stays on the case's record. `read`: a card that this story has read
 * since it holds the person's taps; most often the one.
 */
export async function cardTapped(scene: Scene, inbound: Inbound, read: Card | null = null): Promise<InboundOutcome> {
  const tap = inbound.payload as unknown as TapPayload;
  const card = read?.id === tap.cardId ? read : await messages.cardById(scene.tx, tap.cardId);
  if (card === null || card.companyId !== inbound.companyId) return refused('no-card', '这张卡片已经失效,请重新查询。').refused;
  const known = directory.personById(scene.company.people, inbound.personId) !== null;
  const outcome = known ? await tapped(scene, inbound, card, tap) : refused('unknown-person', '您还不在人员名单里,请联系管理员。');
  if (!isRefused(outcome)) return outcome;
  await recordRefusal(scene, card, { by: inbound.personId, action: tap.action, code: outcome.code, door: inbound.channel });
  return outcome.refused;
}

const isRefused = (outcome: InboundOutcome | Refused): outcome is Refused => 'refused' in outcome;

async function tapped(scene: Scene, inbound: Inbound, card: Card, tap: TapPayload): Promise<InboundOutcome | Refused> {
  if (isApprovalCard(card)) return approvalTapped(scene, inbound, card, tap);
  switch (card.subjectKind) {
    case 'draft':
    case 'question':
      return draftTapped(scene, inbound, card, tap);
    case TODO:
      return todoTapped(scene, inbound, card, tap);
    case BATCH:
      return batchTapped(scene, inbound, card);
    case MATTER:
      return matterTapped(scene, inbound, card, tap);
    case 'request':
      return requestTapped(scene, inbound, card, tap);
    case 'case':
    case 'dispatch':
    case SENT_BACK:
    case 'visit':
      return caseTapped(scene, inbound, card, tap);
    default:
      return refused('no-act', '这张卡片不能操作。');
  }
}

const answerOf = (done: Outcome<string>, ref: string): InboundOutcome | Refused =>
  done.ok ? accepted(done.value, ref) : refused(done.code, done.message);

async function draftTapped(scene: Scene, inbound: Inbound, card: Card, tap: TapPayload): Promise<InboundOutcome | Refused> {
  const [reporter = '', draftId = ''] = card.subjectId.split(':');
  if (reporter !== inbound.personId) return refused('not-yours', `这份草稿由${personName(scene, reporter)}确认。`);
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
  if (!turn.ok) return refused(turn.code, turn.message);
  const outcome = await takeTurn(scene, lane, place, turn.value);
  return { ...outcome, accepted: true, message: outcome.kind === 'case' ? `已登记 ${outcome.ref ?? ''}` : '好的' };
}

const wordsOf = (tap: TapPayload): string => (tap.input.text ?? tap.input.reason ?? tap.input.person ?? '').trim();

/** The one confirmation of several approvals is about no case in particular. */
async function batchTapped(scene: Scene, inbound: Inbound, card: Card): Promise<InboundOutcome | Refused> {
  const done = await agreeAll(scene, card, inbound.personId);
  return done.ok ? { kind: 'reply', accepted: true, message: done.value } : refused(done.code, done.message);
}

/** A tap whose button asks for words and that brings none is refused, and the next message of that person is taken as them. */
async function approvalTapped(scene: Scene, inbound: Inbound, card: Card, tap: TapPayload): Promise<InboundOutcome | Refused> {
  const words = [tap.input.person, tap.input.reason ?? tap.input.text].filter((part) => part !== undefined && part.trim() !== '').join(' ').trim();
  const done = { by: inbound.personId, action: tap.action, words };
  // Sent together and worked off in this order: the conversation is locked before the case.
  const [talk, one] = await Promise.all([ownTalk(scene, done), card.caseId === null ? null : cases.lockCase(scene.tx, card.caseId)]);
  if (one === null) return refused('no-card', '这张卡片已经失效,请重新查询。');
  const outcome = await actOnCard(scene, one, card, done);
  await keepWaiting(scene, talk, one, card, done, outcome);
  return answerOf(outcome, one.number);
}

async function requestTapped(scene: Scene, inbound: Inbound, card: Card, tap: TapPayload): Promise<InboundOutcome | Refused> {
  const one = card.caseId === null ? null : await cases.lockCase(scene.tx, card.caseId);
  if (one === null) return refused('no-card', '这张卡片已经失效,请重新查询。');
  const decided = await decideRequest(scene, one, {
    requestId: card.subjectId,
    by: inbound.personId,
    agreed: tap.action === 'approve',
    reason: tap.input.reason?.trim() ?? '',
  });
  return answerOf(decided, one.number);
}

/** A card in somebody's own chat is tapped by him, on a button that it still shows. */
function notForTapping(scene: Scene, inbound: Inbound, card: Card, tap: TapPayload): Refused | null {
  if (card.chatId !== inbound.personId) return refused('not-yours', `这张卡片是发给${personName(scene, card.chatId)}的。`);
  if (card.wanted.buttons.some((button) => button.action === tap.action)) return null;
  return card.wanted.state === 'open' ? refused('done-before', '这一步已经做过了。') : refused('card-ended', '这张卡片已经结束,不能再操作。');
}

/** 待办提醒: 稍后提醒, 为什么提醒我, and the next act on one of its lines (`act:LH-20260302-0001:contacted`). */
async function todoTapped(scene: Scene, inbound: Inbound, card: Card, tap: TapPayload): Promise<InboundOutcome | Refused> {
  const wrong = notForTapping(scene, inbound, card, tap);
  if (wrong !== null) return wrong;
  const by = inbound.personId;
  const [kind, about = '', action = ''] = tap.action.split(':');
  if (kind === 'act') return caseAct(scene, inbound, card, { number: about, action, words: wordsOf(tap) });
  if (kind === 'snooze') return replyOf(await snooze(scene, by, null, Number(about) * MINUTE));
  const done = kind === 'why' ? await why(scene, by, null) : { ok: true as const, value: (await carryOut(scene, approvalsAsked(by))).text };
  // What is asked for is read in the chat; a tap shows no more than a line.
  if (done.ok) answer(scene, { chatId: card.chatId, to: by, text: done.value });
  return done.ok ? { kind: 'reply', accepted: true, message: '已发到聊天里' } : refused(done.code, done.message);
}

const replyOf = (done: Outcome<string>): InboundOutcome | Refused => (done.ok ? { kind: 'reply', accepted: true, message: done.value } : refused(done.code, done.message));

const approvalsAsked = (by: string) => ({
  command: { name: 'my-approvals' as const, number: null, text: '', amount: null, at: null, households: null, phone: null },
  by,
  attachments: [],
  inGroup: false,
});

/** 并入, 计入群诉. */
async function matterTapped(scene: Scene, inbound: Inbound, card: Card, tap: TapPayload): Promise<InboundOutcome | Refused> {
  const done = await decideMatter(scene, card, inbound.personId, tap.action);
  return done.ok ? accepted(done.value.said, done.value.number) : refused(done.code, done.message);
}

/** A button on a case is the same as its words: 已联系客户, 处理完毕, 回访满意. */
async function caseTapped(scene: Scene, inbound: Inbound, card: Card, tap: TapPayload): Promise<InboundOutcome | Refused> {
  const wrong = notForTapping(scene, inbound, card, tap);
  return wrong ?? caseAct(scene, inbound, card, { number: null, action: tap.action, words: wordsOf(tap) });
}

/** `number`: the case it is about; null: the card's own. */
async function caseAct(scene: Scene, inbound: Inbound, card: Card, tapped: { readonly number: string | null; readonly action: string; readonly words: string }): Promise<InboundOutcome | Refused> {
  // The conversation comes before the case in the order of locks; a missing word is taken from what the person says next.
  const lane: Lane = { companyId: card.companyId, channel: card.channel, chatId: card.chatId, personId: inbound.personId };
  await intake.ensureConversation(scene.tx, lane);
  const talk = intake.readConversation(await intake.lockConversation(scene.tx, lane));
  const one = await caseMeant(scene, card, tapped.number);
  if (one === null) return refused('no-card', '这张卡片已经失效,请重新查询。');
  const command = intake.commandOfButton(tapped.action, tapped.words, one.number, scene.now);
  if (command === null) return refused('no-act', '这个按钮已经不用了,请发"帮助"看看怎么做。');
  const done = await act(scene, { command, by: inbound.personId, attachments: talk.pictures, inGroup: false }, one);
  const awaiting = done.ok ? (done.asks ?? null) : MISSING_WORDS.has(done.code) ? command : null;
  await intake.saveConversation(scene.tx, lane, { ...intake.spokenOf(talk, one.number, scene.now), awaiting, pictures: done.ok ? [] : talk.pictures });
  return answerOf(done, one.number);
}

function caseMeant(scene: Scene, card: Card, number: string | null): Promise<cases.Case | null> {
  if (number !== null) return cases.lockCaseByNumber(scene.tx, card.companyId, number);
  return card.caseId === null ? Promise.resolve(null) : cases.lockCase(scene.tx, card.caseId);
}
