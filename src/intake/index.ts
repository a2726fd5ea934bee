import type { Instant } from '../terms/instants.js';
import { commandOfButton as buttonCommand } from './domain/dialogue/commands.js';
import type { Command } from './domain/dialogue/types.js';
import { RULE_READERS } from './domain/understanding/rule-readers.js';

export * from './persistence/inbox-sql.js';
export { arrivalUnder } from './persistence/arrival-sql.js';
export { auditInbound, lateInbound, type InboundFault } from './persistence/audit-sql.js';
export { RULE_READERS as READERS } from './domain/understanding/rule-readers.js';
export type { Readers } from './domain/dialogue/readers.js';
export { dutySaid } from './domain/dialogue/duty-words.js';
export { delegateSaid, handOverSaid, NO_END } from './domain/dialogue/delegation-words.js';
export { REMINDED_AFTER, reminderOf } from './domain/dialogue/silence.js';
export { takeWaiting } from './domain/dialogue/draft-turns.js';
export { converse } from './domain/dialogue/converse.js';
export { casesMeant, spokenOf, whichCase, type KnownCase } from './domain/dialogue/choose-case.js';
export { understandWith } from './domain/language/with-model.js';
export { readersKnowing, worthReading } from './domain/language/worth-reading.js';
export { masked } from './domain/dialogue/masking.js';
export { subjectOf } from './domain/dialogue/subject.js';
export { tapDraft } from './domain/dialogue/taps.js';
export { isGroupMatter, isSameMatter, likeness, type SaidMatter } from './domain/dialogue/likeness.js';
export { factsOfDraft } from './domain/dialogue/draft-facts.js';
export { incomingOf, readConversation } from './domain/dialogue/stored-conversation.js';
export type {
  Attachment,
  CardWord,
  Command,
  CommandName,
  Conversation,
  DialogueContext,
  Draft,
  DraftFacts,
  Effect,
  Incoming,
  Reply,
  Turn,
} from './domain/dialogue/types.js';

/** A button on a case's card as the command it stands for; null when it stands for none. */
export const commandOfButton = (action: string, words: string, number: string, now: Instant): Command | null =>
  buttonCommand(action, words, number, now, RULE_READERS);

export { gathered, MEDIA, takeToGather, type ToGather } from './persistence/gather-sql.js';
