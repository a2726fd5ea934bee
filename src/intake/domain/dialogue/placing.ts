import type { Conversation, DialogueContext, Draft, Held, Turn } from './types.js';
import type { Readers } from './readers.js';
import { draftMeant } from './choose-draft.js';
import { subjectOfDraft } from './draft-facts.js';
import { addToDraft, says, then } from './draft-turns.js';
import { plainWords } from './words.js';

const bothOf = (before: Held, next: Held): Held => ({ ...before, text: [before.text, next.text].join('\n'), attachments: [...before.attachments, ...next.attachments] });

/** Whoever does not answer after that is not asked again. */
const MOST_ASKED = 3;

/** Words that fit any of several drafts are kept, and the reporter is asked which one he means; in the end they go to the one spoken of last. */
export function askWhich(conversation: Conversation, held: Held, context: DialogueContext, readers: Readers): Turn {
  const before = conversation.unplaced;
  const unplaced = before === null ? held : bothOf(before, held);
  const last = conversation.drafts.at(-1);
  // A line a time: what somebody sent in several lines at once is asked about less often.
  if (last !== undefined && unplaced.text.split('\n').length > MOST_ASKED) return placeUnasked({ ...conversation, pictures: [] }, last, unplaced, context, readers);
  const buttons = conversation.drafts.map((draft) => ({ action: `place:${draft.id}`, label: subjectOfDraft(draft), input: null }));
  return {
    conversation: { ...conversation, pictures: [], unplaced },
    replies: [{ kind: 'question', draftId: unplaced.id, card: { title: '这句说的是哪一件?', state: 'open', facts: [], basis: [], buttons } }],
    effects: [],
  };
}

/** The draft an answer to 这句说的是哪一件 names; null when it names none. */
export function placedBy(text: string, { drafts, unplaced }: Conversation): Draft | null {
  if (unplaced === null) return null;
  const plain = plainWords(text);
  if (/^(?:最后|后面|刚才|刚刚|后)(?:那)?(?:一)?(?:个|件|条)$/.test(plain)) return drafts.at(-1) ?? null;
  if (/^(?:第一|前面|先前|前)(?:那)?(?:一)?(?:个|件|条)$/.test(plain)) return drafts[0] ?? null;
  return draftMeant(text, drafts);
}

/** The kept words go where they belong. */
export function place(conversation: Conversation, draft: Draft, held: Held, context: DialogueContext, readers: Readers): Turn {
  const added = addToDraft({ ...conversation, unplaced: null }, draft, held.text, held.attachments, context, readers);
  return { ...added, effects: [...added.effects, { kind: 'question-ended', draftId: held.id }] };
}

/** Kept words outlive the choice: of one draft left they are its own; of none they are offered like any other words. */
export function settleUnplaced(conversation: Conversation, context: DialogueContext, readers: Readers): Turn {
  const { unplaced, drafts } = conversation;
  const [first, ...others] = drafts;
  if (unplaced === null || others.length > 0) return says(conversation);
  if (first === undefined) return says({ ...conversation, unplaced: null, offered: conversation.offered === null ? unplaced : bothOf(conversation.offered, unplaced) });
  return placeUnasked(conversation, first, unplaced, context, readers);
}

function placeUnasked(conversation: Conversation, draft: Draft, held: Held, context: DialogueContext, readers: Readers): Turn {
  const told = says(conversation, `刚才没归好的那句,我记到“${subjectOfDraft(draft)}”里了,不对请直接说。`);
  return then(told, (after) => place(after, draft, held, context, readers));
}
