import { CATEGORIES } from '../../../terms/complaint.js';
import { accept, refuse, type Outcome } from '../../../terms/outcome.js';
import type { Conversation, DialogueContext, Draft, Turn } from './types.js';
import type { Readers } from './readers.js';
import { addToDraft, askForEdit, cancelDraft, confirmDraft, fixByTap, says, skipQuestion, takeWaiting, then, withDraft } from './draft-turns.js';
import { place, settleUnplaced } from './placing.js';
import { askAbout } from './questions.js';
import { keepTogether, shareContact, splitUp } from './split.js';
import { dismissOffered, takeOffered } from './offers.js';
import { cleaned } from './words.js';

const GONE = refuse('draft-gone', '这份草稿已经登记或取消了,要改请把情况再发一次。');
const UNKNOWN_BUTTON = refuse('unknown-button', '这个按钮已经不用了,请直接回复内容。');

/**
 * A tap on a draft's summary or on one of its questions. `input` holds the words typed beside the button, else ''.
 * Refused when the draft is gone or the button means nothing.
 */
export function tapDraft(
  conversation: Conversation,
  draftId: string,
  action: string,
  input: string,
  context: DialogueContext,
  readers: Readers,
): Outcome<Turn> {
  const draft = conversation.drafts.find(({ id }) => id === draftId);
  const turn = draft ? tapped(conversation, draft, action, cleaned(input), context, readers) : tapOffer(conversation, draftId, action, context, readers);
  if (turn === null) return draft || conversation.offered?.id === draftId ? UNKNOWN_BUTTON : GONE;
  const shared = then(turn, (after) => shareContact(after, context));
  const placed = then(shared, (after) => settleUnplaced(after, context, readers));
  return accept(then(placed, (after) => takeWaiting(after, context, readers)));
}

function tapOffer(conversation: Conversation, id: string, action: string, context: DialogueContext, readers: Readers): Turn | null {
  const { offered, unplaced } = conversation;
  if (unplaced?.id === id) {
    const draft = conversation.drafts.find((one) => action === `place:${one.id}`);
    return draft ? place(conversation, draft, unplaced, context, readers) : null;
  }
  if (offered?.id !== id) return null;
  if (action === 'kind:complaint' || action === 'kind:need') {
    return takeOffered(conversation, offered, action === 'kind:need' ? 'need' : 'complaint', context, readers);
  }
  return action === 'dismiss' || action === 'cancel' ? dismissOffered(conversation) : null;
}

function tapped(
  conversation: Conversation,
  draft: Draft,
  action: string,
  words: string,
  context: DialogueContext,
  readers: Readers,
): Turn | null {
  if (action === 'confirm') return confirmDraft(conversation, draft);
  if (action === 'cancel') return cancelDraft(conversation, draft);
  if (action === 'edit') return words === '' ? askForEdit(conversation, draft) : edited(conversation, draft, words, context, readers);
  if (action === 'skip') return draft.pending === null ? says(conversation) : skipQuestion(conversation, draft, {}, context);
  if (action === 'split:apart') return draft.parts.length > 1 ? splitUp(conversation, draft, context, readers) : null;
  if (action === 'split:together') return keepTogether(conversation, draft, context);
  return choice(conversation, draft, action, context);
}

/** Words typed beside 修改 correct the draft; they are never the answer to a question or another matter. */
const edited = (conversation: Conversation, draft: Draft, words: string, context: DialogueContext, readers: Readers): Turn =>
  addToDraft(conversation, { ...draft, pending: null, repeated: false, stage: 'correcting' }, words, [], context, readers);

function choice(conversation: Conversation, draft: Draft, action: string, context: DialogueContext): Turn | null {
  const at = action.indexOf(':');
  const [slot, value] = [action.slice(0, Math.max(0, at)), action.slice(at + 1)];
  if (slot === 'kind' && (value === 'complaint' || value === 'need')) return fixByTap(conversation, draft, { kind: value }, null, context);
  if (slot === 'earlier') return /^[0-3]$/.test(value) ? skipQuestion(conversation, { ...draft, earlierTimes: Number(value), updatedAt: context.now }, {}, context) : null;
  if (action === 'category:more') return { ...says(withDraft(conversation, { ...draft, likely: [] })), replies: [askAbout('category', { ...draft, likely: [] }, context, '')] };
  if (slot === 'category') {
    const category = CATEGORIES.find((one) => one === value);
    return category ? fixByTap(conversation, draft, { category }, null, context) : null;
  }
  if (slot !== 'project') return null;
  const project = context.projects.find(({ id }) => id === value);
  return project ? fixByTap(conversation, draft, { project: project.name }, project.id, context) : null;
}
