import type { Conversation, DialogueContext, Draft, Effect, Held, Reply, Turn } from './types.js';
import type { Readers } from './readers.js';
import { subjectOfDraft } from './draft-facts.js';
import { advance, emptyDraft, fix, giveUp, hear } from './draft.js';
import { MOST_DRAFTS, says, shownNext, withDraft } from './draft-turns.js';
import { missingSlots } from './needs.js';
import { plainWords } from './words.js';

const APART = /^(?:请|要|就|都|还是)?(?:分开|拆开|拆分|分成|拆成|分别|各|分)(?:来)?(?:[两三23]件|[两三23]条|开)?(?:登记|处理|报|算|记)?(?:吧|了)?$|^(?:是|算|按)?[两三23](?:件|个|条)(?:事|投诉)?(?:的|情)?(?:吧|了)?$/;
const TOGETHER = /^(?:合(?:在一起|为一件|并|成一件)?|一起|放一起|不用?分(?:开)?|别分(?:开)?|算?(?:就)?(?:是)?一(?:件|个|条)(?:事|投诉)?)(?:登记|处理|报|算)?(?:吧|了|就行)?$/;

/** Whether words answer the offer to split; null: they say something else. */
export function splitAnswer(text: string): 'apart' | 'together' | null {
  const words = plainWords(text);
  if (APART.test(words)) return 'apart';
  return TOGETHER.test(words) ? 'together' : null;
}

/** 合为一件: one case with all that was said. */
export function keepTogether(conversation: Conversation, draft: Draft, context: DialogueContext): Turn {
  const next = advance({ ...giveUp(draft), parts: [] });
  return { conversation: withDraft(conversation, next), replies: shownNext(next, context, ''), effects: [] };
}

/** 分开登记: a draft for each matter, all with what was said since; what finds no place waits. */
export function splitUp(conversation: Conversation, draft: Draft, context: DialogueContext, readers: Readers): Turn {
  const others = conversation.drafts.filter(({ id }) => id !== draft.id);
  const room = MOST_DRAFTS - others.length;
  const later = draft.texts.slice(1);
  const parts = draft.parts.slice(0, room).map((part, index): Draft => {
    const asked = draft.asked.filter((slot) => slot !== 'split');
    const fresh: Draft = { ...emptyDraft(idOf(draft, index, context), context), attachments: draft.attachments, family: draft.id, asked };
    const since = index === 0 ? { ...fresh, startedAt: draft.startedAt, cardId: draft.cardId } : fresh;
    return goesOnAsking(draft, contactOf(draft, [part, ...later].reduce<Draft>((known, text) => hear(known, text, [], context, readers).draft, since)));
  });
  const drafts = parts.map((one) => (one.pending === parts.at(-1)?.pending ? one : withoutQuestion(one)));
  const waiting = draft.parts.slice(room).map((text, index): Held => ({ id: idOf(draft, room + index, context), at: context.now, text, attachments: draft.attachments }));
  const after: Conversation = { ...conversation, drafts: [...others, ...drafts], waiting: [...conversation.waiting, ...waiting] };
  return { conversation: after, replies: askedOnce(drafts, context), effects: drafts.slice(1).map((one): Effect => ({ kind: 'draft-started', draftId: one.id })) };
}

/** One question at a time; what is not asked now is 待补. */
const withoutQuestion = (draft: Draft): Draft => ({ ...draft, pending: null, repeated: false, stage: 'confirming' });

/** Whoever was asked something before he said 分开 is still asked that, and nothing he was asked already. */
function goesOnAsking({ pending }: Draft, part: Draft): Draft {
  const waits = pending !== null && pending !== 'split' && missingSlots(part).includes(pending);
  return waits ? { ...part, pending, repeated: false, stage: 'asking' } : advance(part);
}

const idOf = (draft: Draft, index: number, { newDraftId }: DialogueContext): string => (index === 0 ? draft.id : index === 1 ? newDraftId : `${newDraftId}-${index}`);

/** What was answered before the message was taken apart holds for each part. */
const contactOf = (whole: Draft, part: Draft): Draft =>
  fix(part, {
    ...(part.slots.phone === null && whole.slots.phone !== null ? { phone: whole.slots.phone } : {}),
    ...(part.slots.name === null && whole.slots.name !== null ? { name: whole.slots.name } : {}),
  });

/** A question that all of them wait for is put once, for the last: its answer is shared. */
function askedOnce(drafts: readonly Draft[], context: DialogueContext): readonly Reply[] {
  const last = drafts.at(-1);
  const lead = `分成 ${drafts.length} 件:${drafts.map((one, index) => `${'①②③'.charAt(index)}${subjectOfDraft(one)}`).join(' ')}。`;
  const replies = drafts.flatMap((one) => {
    if (one === last) return shownNext(one, context, lead);
    return one.pending !== null && one.cardId === null ? [] : shownNext(withoutQuestion(one), context, '');
  });
  return last?.pending === null ? [{ kind: 'text', text: `${lead}请分别核对。` }, ...replies] : replies;
}

/** Drafts out of one message share who the customer is: what one of them learns, the others know. */
export function shareContact(conversation: Conversation, context: DialogueContext): Turn {
  const replies: Reply[] = [];
  const last = conversation.drafts.at(-1);
  const drafts = conversation.drafts.map((draft) => {
    if (last === undefined || draft.family === null || draft.family !== last.family || draft.id === last.id) return draft;
    const known = contactOf(last, draft);
    if (known === draft) return draft;
    const { pending } = known;
    const next = pending !== null && !missingSlots(known).includes(pending) ? advance(giveUp(known)) : known;
    replies.push(...shownNext(next, context, `${subjectOfDraft(next)}:`));
    return next;
  });
  return { ...says({ ...conversation, drafts }), replies };
}
