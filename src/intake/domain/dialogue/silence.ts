import { HOUR, MINUTE, type Instant } from '../../../terms/instants.js';
import type { Conversation, Draft } from './types.js';
import { subjectOfDraft } from './draft-facts.js';
import { askAgain } from './questions.js';

/** Issue: whoever falls silent is reminded once. */
export const REMINDED_AFTER = 10 * MINUTE;

/** Issue: a draft unconfirmed for half an hour goes to the supervisor, so that a busy reporter's customer is not left waiting. */
export const SUPERVISOR_AFTER = 30 * MINUTE;
/** Issue: after a day it is registered as 待核; the rule books want a complaint entered within 24 hours (ST-D2). */
export const REGISTERED_AFTER = 24 * HOUR;

interface OverdueDrafts {
  readonly toSupervisor: readonly Draft[];
  readonly toRegister: readonly Draft[];
}

/**
 * Drafts that nobody confirmed in time, counted from the first word: talking on does not put it off. A draft stands in
 * the later list only.
 */
export function overdueDrafts(conversation: Conversation, now: Instant): OverdueDrafts {
  const age = (draft: Draft): number => now - draft.startedAt;
  return {
    toSupervisor: conversation.drafts.filter((draft) => age(draft) >= SUPERVISOR_AFTER && age(draft) < REGISTERED_AFTER),
    toRegister: conversation.drafts.filter((draft) => age(draft) >= REGISTERED_AFTER),
  };
}

/** What whoever fell silent is reminded of; without rooms, names, phones and sums, for it is said where he spoke. */
export function reminderOf(draft: Draft): string {
  const about = `“${subjectOfDraft(draft)}”`;
  const asks = draft.pending !== null && draft.cardId === null;
  const next = asks && draft.pending !== null ? `还没登记。${askAgain(draft.pending)}` : '的草稿还没确认。没有问题请回“确认登记”,要改就直接说。';
  return `${about}${next}不报了请回“取消”。`;
}
