import type { Attachment, Conversation, DialogueContext, Draft, Effect, Held, Question, Reply, Turn } from './types.js';
import type { Readers } from './readers.js';
import type { Fixed } from './corrections.js';
import { draftCard } from './draft-card.js';
import { subjectOfDraft } from './draft-facts.js';
import { advance, emptyDraft, fix, giveUp, hear, type Heard } from './draft.js';
import { mattersIn } from './matters-in.js';
import { missingSlots, nextQuestion } from './needs.js';
import { askAbout, askAgain } from './questions.js';
import { cutTo } from './words.js';

/** Most drafts one person may have open in one chat (issue: abuse and cost). */
export const MOST_DRAFTS = 3;

const DANGER = '已通知值班人员和项目负责人。请先确保人员安全,必要时拨打119、120。';
/** Longest cut of the words that go to the duty person. */
const DANGER_WORDS = 200;

export const says = (conversation: Conversation, ...texts: readonly string[]): Turn => ({
  conversation,
  replies: texts.map((text) => ({ kind: 'text', text })),
  effects: [],
});

/** One turn after another: the second begins where the first ended. */
export function then(first: Turn, next: (conversation: Conversation) => Turn): Turn {
  const second = next(first.conversation);
  return {
    conversation: second.conversation,
    replies: [...first.replies, ...second.replies],
    effects: [...first.effects, ...second.effects],
  };
}

/** The draft spoken about last stands last: words without another sign are meant for it. */
export const withDraft = (conversation: Conversation, draft: Draft): Conversation => ({
  ...conversation,
  drafts: [...conversation.drafts.filter(({ id }) => id !== draft.id), draft],
});

const without = (conversation: Conversation, draft: Draft): Conversation => ({
  ...conversation,
  drafts: conversation.drafts.filter(({ id }) => id !== draft.id),
});

const cardReply = (draft: Draft, context: DialogueContext): Reply => ({
  kind: 'draft-card',
  draftId: draft.id,
  card: draftCard(draft, context),
});

/** What the reporter sees next: the question that waits, or the summary. A card already posted is kept up to date. */
export function shownNext(draft: Draft, context: DialogueContext, lead: string): readonly Reply[] {
  if (draft.pending === null) return [cardReply(draft, context)];
  const question = askAbout(draft.pending, draft, context, lead);
  // How often he complained before may change the level; nobody has to wait for it to register.
  const ready = draft.cardId !== null || draft.pending === 'repeat';
  return ready ? [cardReply(draft, context), question] : [question];
}

/** Words and pictures that become a draft. */
interface Report {
  readonly id: string;
  readonly texts: readonly string[];
  readonly attachments: readonly Attachment[];
  readonly fixed: Fixed;
  /** Said before the first question. */
  readonly lead: string;
}

export const reportOf = (held: Held, fixed: Fixed, lead: string): Report => ({
  id: held.id,
  texts: held.text === '' ? [] : [held.text],
  attachments: held.attachments,
  fixed,
  lead,
});

/** Starts a draft; people in danger are reported before any question. */
export function startDraft(conversation: Conversation, report: Report, context: DialogueContext, readers: Readers): Turn {
  const heard = report.texts.reduce<Draft>(
    (draft, text) => hear(draft, text, [], context, readers).draft,
    { ...emptyDraft(report.id, context), attachments: report.attachments },
  );
  const danger = report.texts.find((text) => readers.isEmergency(text));
  const parts = danger === undefined && report.texts.length > 0 ? mattersIn(report.texts.at(-1) ?? '', readers) : [];
  const known = { ...fix(heard, report.fixed), emergency: danger !== undefined, parts: parts.length > 1 ? withFirst(report.texts.slice(0, -1), parts) : [] };
  const draft = advance(known);
  const lead = report.lead === '' && draft.pending !== null ? `收到,${subjectOfDraft(draft)}。` : report.lead;
  const started: Effect = { kind: 'draft-started', draftId: draft.id };
  return {
    conversation: { ...withDraft(conversation, draft), awaiting: null },
    replies: [...(danger === undefined ? [] : [DANGER_REPLY]), ...shownNext(draft, context, lead)],
    effects: danger === undefined ? [started] : [started, dangerEffect(draft.id, danger)],
  };
}

/** What was said just before about the same customer goes with each of them. */
const withFirst = (before: readonly string[], parts: readonly string[]): readonly string[] => parts.map((part) => [...before, part].join('\n'));

const DANGER_REPLY: Reply = { kind: 'text', text: DANGER };
export const dangerEffect = (draftId: string, words: string): Effect => ({
  kind: 'emergency',
  draftId,
  words: cutTo(words, DANGER_WORDS),
});

/** Adds words and pictures to an open draft and goes on: next question, the same once more, or the summary. */
export function addToDraft(
  conversation: Conversation,
  before: Draft,
  text: string,
  attachments: readonly Attachment[],
  context: DialogueContext,
  readers: Readers,
): Turn {
  const heard = hear(before, text, attachments, context, readers);
  const danger = !before.emergency && text !== '' && readers.isEmergency(text);
  const draft = danger ? { ...heard.draft, emergency: true } : heard.draft;
  const next = goOn(conversation, before, { ...heard, draft }, context);
  if (!danger) return next;
  return { ...next, replies: [DANGER_REPLY, ...next.replies], effects: [dangerEffect(draft.id, text), ...next.effects] };
}

function goOn(conversation: Conversation, before: Draft, { draft, learnt, answered }: Heard, context: DialogueContext): Turn {
  const show = (after: Draft): Turn => ({
    conversation: withDraft(conversation, after),
    replies: shownNext(after, context, ''),
    effects: [],
  });
  if (before.pending === null) return show(reopened(before, draft));
  if (answered || !missingSlots(draft).includes(before.pending)) return show(advance(giveUp(draft)));
  // A late fact is no digression: it is noted and the question goes on waiting.
  if (learnt) return noted(conversation, draft, before.pending, context);
  if (before.repeated) return show(advance(giveUp(draft)));
  const repeated = { ...draft, repeated: true };
  return says(withDraft(conversation, repeated), askAgain(before.pending));
}

/** The summary that was posted shows what was noted. */
function noted(conversation: Conversation, draft: Draft, pending: Question, context: DialogueContext): Turn {
  const said = says(withDraft(conversation, draft), `记下了。${askAgain(pending)}`);
  return draft.cardId === null ? said : { ...said, replies: [cardReply(draft, context), ...said.replies] };
}

/** A draft that was summed up is only asked about again for a need that the new words brought. */
function reopened(before: Draft, draft: Draft): Draft {
  const slot = nextQuestion(draft);
  const isNew = slot !== null && !missingSlots(before).includes(slot);
  return isNew ? advance(draft) : { ...draft, stage: 'confirming' };
}

/** Leaves the pending question as 待补 and goes on. */
export function skipQuestion(conversation: Conversation, draft: Draft, fixed: Fixed, context: DialogueContext): Turn {
  const next = advance(giveUp(fix(draft, fixed)));
  return { conversation: withDraft(conversation, next), replies: shownNext(next, context, ''), effects: [] };
}

/** A button on a question or on the summary fixes a fact. */
export function fixByTap(conversation: Conversation, before: Draft, fixed: Fixed, projectId: string | null, context: DialogueContext): Turn {
  const draft = { ...fix(before, fixed), projectId: projectId ?? before.projectId, updatedAt: context.now };
  const { pending } = before;
  if (pending !== null && missingSlots(draft).includes(pending)) {
    return says(withDraft(conversation, draft), `记下了。${askAgain(pending)}`);
  }
  const next = pending === null ? draft : advance(giveUp(draft));
  return { conversation: withDraft(conversation, next), replies: shownNext(next, context, ''), effects: [] };
}

/** Shows the summary without asking any further. */
export function sumUp(conversation: Conversation, draft: Draft, context: DialogueContext): Turn {
  const next: Draft = { ...giveUp(draft), stage: 'confirming' };
  return { conversation: withDraft(conversation, next), replies: [cardReply(next, context)], effects: [] };
}

/** Asks what is to be changed; the next words are taken as the correction. */
export function askForEdit(conversation: Conversation, draft: Draft): Turn {
  const correcting: Draft = { ...giveUp(draft), stage: 'correcting' };
  return says(withDraft(conversation, correcting), '请直接说要改的内容,例如“房号是1502”“改成3户”“电话是138…”。');
}

/** The pending question once more in short form, after something else was talked about; never twice. */
export function repeatQuestion(conversation: Conversation): Turn {
  const draft = conversation.drafts.at(-1);
  if (!draft || draft.pending === null || draft.repeated) return says(conversation);
  return says(withDraft(conversation, { ...draft, repeated: true }), askAgain(draft.pending));
}

export const confirmDraft = (conversation: Conversation, draft: Draft): Turn => ({
  conversation: without(conversation, draft),
  replies: [],
  effects: [{ kind: 'register', draft }],
});

export const cancelDraft = (conversation: Conversation, draft: Draft): Turn => ({
  ...says(without(conversation, draft), `好的,“${subjectOfDraft(draft)}”的草稿已取消,没有登记。需要时再发我就行。`),
  effects: [{ kind: 'draft-cancelled', draftId: draft.id }],
});

/** A report that had to wait for a free place becomes a draft as soon as there is one. */
export function takeWaiting(conversation: Conversation, context: DialogueContext, readers: Readers): Turn {
  const [first, ...rest] = conversation.waiting;
  if (!first || conversation.drafts.length >= MOST_DRAFTS) return says(conversation);
  return startDraft({ ...conversation, waiting: rest }, reportOf(first, {}, '接着登记刚才留着的那条。'), context, readers);
}
