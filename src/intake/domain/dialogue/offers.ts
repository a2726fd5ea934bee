import { MINUTE } from '../../../terms/instants.js';
import type { Card } from '../../../terms/card.js';
import type { Kind } from '../../../terms/complaint.js';
import type { Understanding } from '../../../terms/understanding.js';
import type { Conversation, DialogueContext, Held, Turn } from './types.js';
import type { Readers } from './readers.js';
import { reportOf, says, startDraft } from './draft-turns.js';
import { understandingContext } from './draft.js';
import { namesTrouble } from './subject.js';
import { plainWords } from './words.js';

/** Words that only name a customer are joined to what is said within this time; people write in several short messages. */
const JOINED_WITHIN = 10 * MINUTE;
/** Longest message that merely names a customer. */
const NAMING = 40;

const OFFERS = { inquiry: '这条像是咨询', suggestion: '这条像是建议', none: '这条不像投诉或需求' };

function offerCard(said: Understanding, about: string): Card {
  return {
    title: `${OFFERS[said.noneKind ?? 'none']},先不登记。要登记请点下面的按钮,或回“按投诉登记”。${about}`,
    state: 'open',
    facts: [],
    basis: [],
    buttons: [
      { action: 'kind:complaint', label: '按投诉登记', input: null },
      { action: 'kind:need', label: '按需求登记', input: null },
      { action: 'dismiss', label: '不用登记', input: null },
    ],
  };
}

/** "3栋1501王女士 138…": who it is about, and nothing of what happened. */
export function namesCustomer(text: string, context: DialogueContext, readers: Readers): boolean {
  if (plainWords(text).length > NAMING) return false;
  const said = readers.understand(text, understandingContext(context));
  if (said.noneKind !== null || said.category !== null || said.amount !== null || namesTrouble(text)) return false;
  return said.rooms.length > 0 || said.phone !== null || said.name !== null;
}

/** What was held a moment ago and belongs to what is said now. */
export function namedJustBefore(offered: Held | null, context: DialogueContext, readers: Readers): Held | null {
  if (offered === null || context.now - offered.at > JOINED_WITHIN) return null;
  return offered.text.split('\n').every((line) => namesCustomer(line, context, readers)) ? offered : null;
}

/** Pictures of a message that seemed to be no report belong to the report that follows within minutes. */
export const picturesJustBefore = (offered: Held | null, context: DialogueContext): Held['attachments'] =>
  offered === null || context.now - offered.at > JOINED_WITHIN ? [] : offered.attachments;

/** Two held messages as one; pictures of the earlier one stay even where its words were no report. */
function joinHeld(before: Held | null, named: Held | null, next: Held): Held {
  if (before === null) return next;
  return {
    ...next,
    text: named === null ? next.text : `${named.text}\n${next.text}`,
    attachments: [...before.attachments, ...next.attachments],
  };
}

/** Nothing to register, as it seems: says so kindly and shows the way if it is a complaint after all. */
export function offer(conversation: Conversation, held: Held, said: Understanding, context: DialogueContext, readers: Readers): Turn {
  const offered = joinHeld(conversation.offered, namedJustBefore(conversation.offered, context, readers), held);
  const kept: Conversation = { ...conversation, pictures: [], offered };
  if (namesCustomer(held.text, context, readers)) return says(kept, '记下了。这户是什么事?说一下情况,我接着登记。');
  const about = conversation.lastNumber === null ? '' : `要补充到 ${conversation.lastNumber},请回“补充:…”。`;
  return {
    conversation: kept,
    replies: [{ kind: 'question', draftId: offered.id, card: offerCard(said, about) }],
    effects: [],
  };
}

/** 按投诉登记 or 按需求登记: what seemed to be no complaint becomes a draft after all. */
export const takeOffered = (conversation: Conversation, offered: Held, kind: Kind, context: DialogueContext, readers: Readers): Turn =>
  startDraft({ ...conversation, offered: null }, reportOf(offered, { kind }, ''), context, readers);

/** 不用登记. Its pictures stay for the next message only if no words came with them. */
export const dismissOffered = (conversation: Conversation): Turn => says({ ...conversation, offered: null }, '好的,这条不登记。');
