import type { Conversation, DialogueContext, Draft, Turn } from './types.js';
import type { Readers } from './readers.js';
import { draftMeant, listDrafts } from './choose-draft.js';
import { askForEdit, cancelDraft, confirmDraft, fixByTap, repeatQuestion, says, skipQuestion, sumUp, then } from './draft-turns.js';
import { keepTogether, splitAnswer, splitUp } from './split.js';
import { dismissOffered, takeOffered } from './offers.js';
import { controlWord, plainWords, type ControlWord } from './words.js';

interface Steered {
  readonly conversation: Conversation;
  readonly text: string;
  readonly context: DialogueContext;
  readonly readers: Readers;
}

type Choice = 'confirm' | 'cancel' | 'edit';
const CHOICES: Readonly<Record<string, Choice>> = { 确认: 'confirm', 取消: 'cancel', 修改: 'edit' };
const CHOICE_NAMES: Readonly<Record<Choice, string>> = { confirm: '确认', cancel: '取消', edit: '修改' };

/** "取消第2个", "确认厨房漏水那条": the word with the draft it is meant for. */
function addressed(text: string, drafts: readonly Draft[]): { readonly choice: Choice; readonly draft: Draft } | null {
  const match = /^(确认|取消|修改)(?:登记)?[\s,:]*(.{1,20})$/.exec(plainWords(text));
  const choice = CHOICES[match?.[1] ?? ''];
  if (!match || choice === undefined) return null;
  const draft = draftMeant(match[2] ?? '', drafts);
  return draft ? { choice, draft } : null;
}

/** Steering words: confirm, cancel, change, skip, register as …; null when the message says something else. */
export function steer(steered: Steered): Turn | null {
  const { conversation, text } = steered;
  const split = splitting(steered);
  if (split) return split;
  if (ALL_OF_THEM.test(plainWords(text)) && conversation.drafts.some(isSummedUp)) return confirmAll(conversation);
  const named = addressed(text, conversation.drafts);
  if (named) return carryOut(steered, named.choice, named.draft);
  const word = controlWord(text);
  // A bare "1" answers the question that waits.
  const pending = conversation.drafts.at(-1)?.pending ?? null;
  if (word === 'agree' && pending !== null && /^\d$/.test(plainWords(text))) return null;
  return word === null ? null : follow(steered, word);
}

const ALL_OF_THEM = /^(?:全部|都|[两三]个都|[两三]件都|一起)(?:确认|登记)(?:登记)?(?:吧|了)?$|^(?:确认|登记)(?:全部|所有|[两三]件|[两三]个)(?:吧|了)?$/;

/** Every draft that its reporter has seen summed up. */
const confirmAll = (conversation: Conversation): Turn =>
  conversation.drafts.filter(isSummedUp).reduce<Turn>((turn, draft) => then(turn, (after) => confirmDraft(after, draft)), says(conversation));

/** Words that answer whether a message tells of one matter or of several; said later they still do. */
function splitting({ conversation, text, context, readers }: Steered): Turn | null {
  const draft = conversation.drafts.at(-1);
  if (!draft || draft.parts.length < 2) return null;
  const word = controlWord(text);
  const yesNo = draft.pending !== 'split' ? null : word === 'agree' ? 'apart' : word === 'deny' ? 'together' : null;
  const answer = splitAnswer(text) ?? yesNo;
  if (answer === null) return null;
  return answer === 'apart' ? splitUp(conversation, draft, context, readers) : keepTogether(conversation, draft, context);
}

/** The reporter has seen the summary, or sees it changed on the posted card. */
const isSummedUp = (draft: Draft): boolean => draft.stage !== 'asking' || draft.cardId !== null;

/** Nothing is registered unseen: 确认 in the middle of the questions ends them and shows the summary. */
function carryOut({ conversation, context }: Steered, choice: Choice, draft: Draft): Turn {
  if (choice === 'cancel') return cancelDraft(conversation, draft);
  if (choice === 'edit') return askForEdit(conversation, draft);
  return isSummedUp(draft) ? confirmDraft(conversation, draft) : sumUp(conversation, draft, context);
}

function follow(steered: Steered, word: ControlWord): Turn | null {
  switch (word) {
    case 'confirm':
    case 'register-now':
    case 'agree':
      return confirm(steered, word);
    case 'cancel':
      return cancel(steered);
    case 'edit':
      return chosen(steered, 'edit', steered.conversation.drafts, '现在没有要修改的草稿。');
    case 'deny':
      return deny(steered);
    case 'skip':
      return skip(steered);
    case 'as-complaint':
      return asKind(steered, 'complaint');
    case 'as-need':
      return asKind(steered, 'need');
    case 'dismiss':
      return dismiss(steered);
  }
}

/** Carries out a choice on the one draft it can mean, or asks which. */
function chosen(steered: Steered, choice: Choice, drafts: readonly Draft[], nothing: string): Turn {
  const [first, ...others] = drafts;
  if (!first) return says(steered.conversation, nothing);
  if (others.length === 0) return carryOut(steered, choice, first);
  const name = CHOICE_NAMES[choice];
  const example = steered.conversation.drafts.indexOf(first) + 1;
  return says(
    steered.conversation,
    `您有 ${drafts.length} 份草稿:${listDrafts(steered.conversation.drafts)}。请点对应卡片上的按钮,或回“${name}第${example}个”。`,
  );
}

function confirm(steered: Steered, word: 'confirm' | 'register-now' | 'agree'): Turn {
  const { conversation, context, readers } = steered;
  const ready = conversation.drafts.filter(isSummedUp);
  if (ready.length > 0) return chosen(steered, 'confirm', ready, '');
  const asking = conversation.drafts.at(-1);
  if (asking) {
    return word === 'agree' ? again(conversation) : sumUp(conversation, asking, context);
  }
  if (conversation.offered !== null) return takeOffered(conversation, conversation.offered, 'complaint', context, readers);
  return says(conversation, word === 'agree' ? '好的,有事随时叫我。' : '现在没有要确认的草稿。有投诉或需求直接发给我就行。');
}

/** A word that answers nothing still gets an answer. */
function again(conversation: Conversation): Turn {
  const turn = repeatQuestion(conversation);
  return turn.replies.length > 0 ? turn : says(conversation, '这一项还没填,直接回内容,或回“跳过”。');
}

function cancel(steered: Steered): Turn {
  const { conversation } = steered;
  if (conversation.awaiting !== null) return says({ ...conversation, awaiting: null }, '好的,刚才那一步先不办。');
  if (conversation.drafts.length > 0) return chosen(steered, 'cancel', conversation.drafts, '');
  if (conversation.offered !== null) return dismissOffered(conversation);
  if (conversation.pictures.length > 0) return says({ ...conversation, pictures: [] }, '好的,刚才的图片不用了。');
  return says(conversation, '现在没有要取消的草稿。');
}

function deny(steered: Steered): Turn {
  const { conversation } = steered;
  if (conversation.drafts.length === 0 && conversation.offered !== null) {
    return says(conversation, '是投诉请回“按投诉登记”,是需求请回“按需求登记”,都不是就回“不用登记”。');
  }
  const ready = conversation.drafts.filter((draft) => draft.stage !== 'asking');
  if (ready.length > 0) return chosen(steered, 'edit', ready, '');
  return conversation.drafts.length > 0 ? again(conversation) : says(conversation, '好的。有投诉或需求直接发给我就行。');
}

function skip({ conversation, text, context }: Steered): Turn {
  const draft = conversation.drafts.at(-1);
  if (!draft) return says(conversation, '好的。');
  if (draft.pending === null) return says(conversation, '没有要补的问题了。核对草稿后回“确认登记”,要改就直接说。');
  // Asked how many homes, "没有" means: no others.
  const none = /^(?:没有?|无)(?:了|吧)?$/.test(plainWords(text));
  const known = draft.pending === 'repeat' && none ? { ...draft, earlierTimes: 0 } : draft;
  return skipQuestion(conversation, known, draft.pending === 'households' && none ? { households: 1 } : {}, context);
}

function asKind({ conversation, context, readers }: Steered, kind: 'complaint' | 'need'): Turn {
  const draft = conversation.drafts.at(-1);
  if (draft) return fixByTap(conversation, draft, { kind }, null, context);
  if (conversation.offered !== null) return takeOffered(conversation, conversation.offered, kind, context, readers);
  return says(conversation, '要登记什么事?把情况直接发给我就行。');
}

function dismiss(steered: Steered): Turn {
  const { conversation } = steered;
  if (conversation.drafts.length === 0) return conversation.offered === null ? says(conversation, '好的。') : dismissOffered(conversation);
  return says(conversation, '好的。是需求请回“按需求登记”,不登记请回“取消”。');
}
