import type { Understanding } from '../../../terms/understanding.js';
import type { Attachment, Command, CommandName, Conversation, DialogueContext, Held, Incoming, Turn } from './types.js';
import type { Readers } from './readers.js';
import { readAsked, TELLS } from './asked.js';
import { answerAwaited } from './awaited.js';
import { caseChosen } from './choose-case.js';
import { draftFor, isAnotherReport, listDrafts } from './choose-draft.js';
import { commandOf, numberIn, readCommand } from './commands.js';
import { namedJustBefore, namesCustomer, offer, picturesJustBefore } from './offers.js';
import { askWhich, place, placedBy, settleUnplaced } from './placing.js';
import { shareContact } from './split.js';
import { steer } from './steer.js';
import { addToDraft, dangerEffect, MOST_DRAFTS, repeatQuestion, says, startDraft, takeWaiting, then, withDraft } from './draft-turns.js';
import { understandingContext } from './draft.js';
import { chatOf, cleaned, plainWords, withoutMention } from './words.js';

/** Most reports kept while three drafts are open; a stored conversation must stay small. */
const MOST_WAITING = 3;

/** One message on its way through the talk. */
interface Talk {
  readonly conversation: Conversation;
  readonly text: string;
  readonly attachments: readonly Attachment[];
  readonly context: DialogueContext;
  readonly readers: Readers;
}

/**
 * One message in, what the bot answers and what the story must do out. Pure and total: every text has an answer, and
 * every word and picture that is reported stays in a draft, in `waiting`, in `offered`, in `pictures`, or in an effect.
 */
export function converse(conversation: Conversation, incoming: Incoming, context: DialogueContext, readers: Readers): Turn {
  const text = withoutMention(cleaned(incoming.text));
  const once = readingOnce(readers);
  const talk: Talk = { conversation, text, attachments: incoming.attachments, context, readers: once };
  const shared = then(caseChosen(conversation, text, incoming.attachments, context) ?? turnOf({ ...talk, conversation: withoutChoice(conversation) }), (after) => shareContact(after, context));
  const placed = then(shared, (after) => settleUnplaced(after, context, once));
  return then(placed, (after) => takeWaiting(after, context, once));
}

/** Whoever says something else has dropped the act; its pictures stay for what he says next. */
const withoutChoice = (conversation: Conversation): Conversation =>
  conversation.choosing === null ? conversation : { ...conversation, choosing: null, pictures: [...conversation.pictures, ...conversation.choosing.attachments] };

/** Within one turn the same words are read once: to tell what they are, and again where they become a draft. */
function readingOnce(readers: Readers): Readers {
  const read = new Map<string, Understanding>();
  const understand: Readers['understand'] = (text, context) => {
    const known = read.get(text) ?? readers.understand(text, context);
    read.set(text, known);
    return known;
  };
  return { ...readers, understand };
}

function turnOf(talk: Talk): Turn {
  if (talk.text === '') return talk.attachments.length > 0 ? picturesOnly(talk) : command(talk, helpCommand(talk), false);
  return (
    answerAwaited(talk) ??
    placing(talk) ??
    danger(talk) ??
    steered(talk) ??
    asking(talk) ??
    commanded(talk) ??
    smallTalk(talk) ??
    (talk.conversation.drafts.length > 0 ? inDraft(talk) : fresh(talk))
  );
}

/** Longer words than these do more than name a draft. */
const NAMING = 16;

/** The answer to 这句说的是哪一件; what else it tells, and its pictures, are heard as well. */
function placing(talk: Talk): Turn | null {
  const { conversation, text, attachments, context, readers } = talk;
  const { unplaced } = conversation;
  const draft = placedBy(text, conversation);
  if (unplaced === null || draft === null) return null;
  if (TELLS.test(text) || plainWords(text).length > NAMING) return then(place(conversation, draft, unplaced, context, readers), (after) => inDraft({ ...talk, conversation: after }));
  return place(conversation, draft, { ...unplaced, attachments: [...unplaced.attachments, ...attachments] }, context, readers);
}

const helpCommand = ({ context, readers }: Talk): Command =>
  commandOf({ name: 'help', number: null, text: '', words: '', room: null }, context.now, readers);

const heard = ({ text, context, readers }: Talk): Understanding => readers.understand(text, understandingContext(context));

/** Pictures beside words that are no report go where the next words will find them. */
function keptPictures({ conversation, attachments, context }: Talk): Conversation {
  if (attachments.length === 0) return conversation;
  const draft = conversation.drafts.at(-1);
  if (!draft) return { ...conversation, pictures: [...conversation.pictures, ...attachments] };
  return withDraft(conversation, { ...draft, updatedAt: context.now, attachments: [...draft.attachments, ...attachments] });
}

function picturesOnly(talk: Talk): Turn {
  const awaited = answerAwaited(talk);
  if (awaited) return awaited;
  const { conversation, attachments, context, readers } = talk;
  const draft = conversation.drafts.at(-1);
  if (draft) return addToDraft(conversation, draft, '', attachments, context, readers);
  const about = conversation.lastNumber === null ? '' : `要补充到刚才的单子,请回“补充 ${conversation.lastNumber}”。`;
  return says(keptPictures(talk), `图片收到了,是什么事?说一句情况,我和图片一起登记。${about}`);
}

/** People in danger come before everything else; a command about a known case that only mentions it stays one. */
function danger(talk: Talk): Turn | null {
  const { conversation, text, context, readers } = talk;
  if (!readers.isEmergency(text) || numberIn(text)) return null;
  if (conversation.drafts.length > 0) return inDraft(talk);
  const known = conversation.lastNumber !== null && readCommand(text, { now: context.now, lastNumber: conversation.lastNumber }, readers);
  return known ? null : begin(talk, heard(talk));
}

function steered(talk: Talk): Turn | null {
  const turn = steer({ ...talk, conversation: keptPictures(talk) });
  return turn;
}

/** Questions about rules, words and earlier cases are answered in between; what waits is asked again. */
function asking(talk: Talk): Turn | null {
  const found = readAsked(talk.text, talk.context.now, talk.readers);
  return found === null ? null : command(talk, found, false);
}

const ABOUT_ONESELF: readonly CommandName[] = [
  'rule-question',
  'speech',
  'similar-cases',
  'help',
  'query',
  'ledger',
  'my-tasks',
  'my-approvals',
  'due-today',
  'overdue-this-week',
  'who-has-most',
  'batch-agree',
  'delegate',
  'duty-roster',
  'set-duty',
  'cancel-delegation',
  'hand-over',
  'snooze',
  'why-nudged',
];
/** Said without a number while a draft is open, these are facts of the draft. */
const DRAFT_FACTS: readonly CommandName[] = [
  'more-households',
  'change-phone',
  'rooms',
  'supplement',
  'media-happened',
  'litigation-happened',
  'unreachable',
  'contacted',
  'failed-talk',
  'visit-dissatisfied',
  'handled',
  'site-checked',
  'outside',
];
/** Words beside which a danger is a thing of the past. */
const AFTERWARDS: readonly CommandName[] = [...ABOUT_ONESELF, 'handled', 'visit-satisfied', 'site-checked', 'invalid', 'plan'];

function commanded(talk: Talk): Turn | null {
  const { conversation, text, context, readers } = talk;
  const found = readCommand(text, { now: context.now, lastNumber: conversation.lastNumber }, readers) ?? samePhone(talk);
  if (!found) return null;
  if (found.number === null && conversation.drafts.length > 0 && DRAFT_FACTS.includes(found.name)) return null;
  const alarmed = !AFTERWARDS.includes(found.name) && readers.isEmergency(text);
  return command(talk, found, alarmed);
}

/** A bare phone number after a case was spoken of says the customer's number (a change is confirmed by saying it twice). */
function samePhone({ conversation, text, context, readers }: Talk): Command | null {
  if (conversation.lastNumber === null || conversation.drafts.length > 0 || !/^1\d{10}$/.test(plainWords(text))) return null;
  return commandOf({ name: 'change-phone', number: null, text, words: text, room: null }, context.now, readers);
}

/** Hands a command to the story; a question that waits is asked once more in short form. */
function command(talk: Talk, found: Command, alarmed: boolean): Turn {
  const oneself = ABOUT_ONESELF.includes(found.name);
  const kept = oneself ? keptPictures(talk) : { ...talk.conversation, pictures: [] };
  const attachments = oneself ? [] : [...talk.conversation.pictures, ...talk.attachments];
  const done: Turn = {
    conversation: { ...kept, lastNumber: found.number ?? kept.lastNumber },
    replies: [],
    effects: [
      ...(alarmed ? [dangerEffect(talk.context.newDraftId, talk.text)] : []),
      { kind: 'command', command: found, attachments },
    ],
  };
  return then(done, repeatQuestion);
}

function smallTalk(talk: Talk): Turn | null {
  const chat = chatOf(talk.text);
  if (chat === null) return null;
  const answer = {
    greeting: '您好,有投诉或需求直接发给我,例如:3栋2单元1501业主来电,厨房漏水。发“帮助”看我会做什么。',
    thanks: '不客气,有事随时叫我。',
    noted: '好的,有事随时叫我。',
  }[chat];
  const ready = talk.conversation.drafts.some((draft) => draft.stage === 'confirming');
  const reminder = ready && chat === 'noted' ? '草稿核对无误请回“确认登记”,要改就直接说。' : answer;
  return then(says(keptPictures(talk), reminder), repeatQuestion);
}

/** Words while drafts are open: facts of one of them, or another matter. */
function inDraft(talk: Talk): Turn {
  const { conversation, text, attachments, context, readers } = talk;
  const said = heard(talk);
  if (isAnotherReport(text, said, conversation, context)) return begin(talk, said);
  const draft = draftFor(text, said, conversation, context, readers);
  if (draft === null) return begin(talk, said);
  if (draft === 'unclear') return askWhich(conversation, held(talk), context, readers);
  return addToDraft(conversation, draft, text, attachments, context, readers);
}

const held = ({ text, attachments, conversation, context }: Talk): Held => ({
  id: context.newDraftId,
  at: context.now,
  text,
  attachments: [...conversation.pictures, ...attachments],
});

/** Starts a draft, with what was said just before about the same customer; a fourth one waits for a free place. */
function begin(talk: Talk, said: Understanding): Turn {
  const { conversation, context, readers, text } = talk;
  const report = held(talk);
  if (conversation.drafts.length >= MOST_DRAFTS && !readers.isEmergency(text)) return keepWaiting(talk, report);
  const cleared: Conversation = { ...conversation, pictures: [], offered: null };
  const before = said.rooms.length === 0 ? namedJustBefore(conversation.offered, context, readers) : null;
  const attachments = [...picturesJustBefore(conversation.offered, context), ...report.attachments];
  const texts = before === null ? [text] : [before.text, text];
  return startDraft(cleared, { id: report.id, texts, attachments, fixed: {}, lead: '' }, context, readers);
}

function keepWaiting(talk: Talk, report: Held): Turn {
  const { conversation } = talk;
  const list = listDrafts(conversation.drafts);
  if (conversation.waiting.length >= MOST_WAITING) {
    return says(keptPictures(talk), `您还有 ${MOST_DRAFTS} 份草稿没确认(${list}),另有 ${MOST_WAITING} 条在排队,这一条没有收下。请先确认或取消其中一份,再把它发一次。`);
  }
  return says(
    { ...conversation, pictures: [], waiting: [...conversation.waiting, report] },
    `您已有 ${MOST_DRAFTS} 份草稿没确认:${list}。请先确认或取消其中一份(例如回“确认第1个”),这一条我先替您留着,随后接着登记。`,
  );
}

function fresh(talk: Talk): Turn {
  const said = heard(talk);
  const { conversation, context, readers } = talk;
  // "厨房漏水" right after "3栋1501": alone it may be too short to tell, after a customer's name it is a report.
  const afterName = said.noneKind === null && said.category !== null && namedJustBefore(conversation.offered, context, readers) !== null;
  const report = afterName || (said.kind !== 'none' && !namesCustomer(talk.text, context, readers));
  return report ? begin(talk, said) : offer(conversation, held(talk), said, context, readers);
}
