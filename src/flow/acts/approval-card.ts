import * as approvals from '../../approvals/index.js';
import type { Case } from '../../cases/index.js';
import * as intake from '../../intake/index.js';
import type { Lane } from '../../intake/index.js';
import type * as messages from '../../messages/index.js';
import { awaitAtCommit } from '../../platform/database/transaction.js';
import { refuse, type Outcome } from '../../terms/outcome.js';
import { answer, channelOf, type Scene } from '../scene.js';
import { appointApprover } from './approval-appoint.js';
import { endInquiry, INQUIRY } from './approval-passing.js';
import { actOnStep } from './approval-tap.js';
import { giveFormOf } from './case-files.js';
import { VACANCY } from './approval-vacancy.js';

/** 审批单 on the card of an approval that has ended. */
const LOOKS_AT_FORM = 'approval-form';

/** A tap on a card of an approval, by its button or by the words its button asked for. */
export interface CardAct {
  readonly by: string;
  readonly action: string;
  /** A reason, a question, a colleague's name with a word behind it; empty where none was given. */
  readonly words: string;
}

export const isApprovalCard = (card: messages.CardRow): boolean => ['approval-step', INQUIRY, VACANCY].includes(card.subjectKind);

/** A card of an approval: a step's, a question's, or the administrator's for a role that nobody holds. The caller holds the case's lock. */
export async function actOnCard(scene: Scene, one: Case, card: messages.CardRow, { by, action, words }: CardAct): Promise<Outcome<string>> {
  if (card.subjectKind === VACANCY) {
    const role = card.subjectId.slice(card.subjectId.indexOf(':') + 1);
    return appointApprover(scene, one, { role, by, said: words });
  }
  if (card.subjectKind === INQUIRY) {
    const given = { inquiryId: card.subjectId, by, answer: words };
    if (action === 'answer') return endInquiry(scene, one, { ...given, agrees: null });
    if (action !== 'opinion-agree' && action !== 'opinion-object') return refuse('no-act', '这张卡片不能这样操作。');
    return endInquiry(scene, one, { ...given, agrees: action === 'opinion-agree' });
  }
  const [runId = '', step = ''] = card.subjectId.split(':');
  if (action === LOOKS_AT_FORM) {
    const run = await approvals.runView(scene.tx, runId);
    return run === null ? refuse('not-found', '找不到这次审批,可能已被清除。') : giveFormOf(scene, one, run, by);
  }
  return actOnStep(scene, one, { runId, step: Number(step), by, cardId: card.id, action, words });
}

/** Buttons that count only with words; a platform without a field for them lets the tap through without any. */
const ASKING: Readonly<Record<string, string>> = {
  reject: '请直接回复驳回的理由',
  return: '请直接回复要补充什么',
  transfer: '请直接回复转交给谁,姓名后可附一句话',
  'ask-before': '请直接回复请谁加签,姓名后可附一句话',
  'ask-after': '请直接回复请谁加签,姓名后可附一句话',
  answer: '请直接回复您的答复',
  'opinion-object': '请直接回复您的意见',
  appoint: '请直接回复由谁审批',
};
const MISSING: ReadonlySet<string> = new Set(['reason-missing', 'person-unknown']);

/** A person's own chat with the bot, locked before the case. */
export interface OwnTalk {
  readonly lane: Lane;
  readonly state: intake.Conversation;
}

export async function ownTalk(scene: Scene, tap: CardAct): Promise<OwnTalk> {
  const { id: companyId } = scene.company.head;
  const channel = channelOf(scene, tap.by);
  const lane = { companyId, channel, chatId: tap.by, personId: tap.by };
  if (isWordless(tap)) awaitAtCommit(scene.tx, intake.ensureConversation(scene.tx, lane));
  return { lane, state: intake.readConversation(await intake.lockConversation(scene.tx, lane)) };
}

const isWordless = (tap: CardAct): boolean => tap.words === '' && tap.action in ASKING;

/**
 * A tap that lacks its word has it asked for in the person's own chat, where his next message is taken as it. Any other tap that
 * counts ends the waiting.
 */
export async function keepWaiting(scene: Scene, { lane, state }: OwnTalk, one: Case, card: messages.CardRow, tap: CardAct, outcome: Outcome<string>): Promise<void> {
  if (outcome.ok && tap.action !== LOOKS_AT_FORM && state.awaiting?.card !== undefined) await intake.saveConversation(scene.tx, lane, { ...state, awaiting: null });
  if (outcome.ok || !isWordless(tap) || !MISSING.has(outcome.code)) return;
  const awaited: intake.CardWord = { id: card.id, action: tap.action };
  const awaiting = { name: 'card-word', number: one.number, text: '', amount: null, at: null, households: null, phone: null, card: awaited } as const;
  await intake.saveConversation(scene.tx, lane, { ...state, awaiting });
  answer(scene, { chatId: lane.chatId, to: lane.personId, text: `${one.number}:${ASKING[tap.action] ?? ''}。`, caseId: one.id });
}
