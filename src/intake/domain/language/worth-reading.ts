import type { Instant } from '../../../terms/instants.js';
import type { Understanding } from '../../../terms/understanding.js';
import { readAsked } from '../dialogue/asked.js';
import { readCommand } from '../dialogue/commands.js';
import type { Readers } from '../dialogue/readers.js';
import type { Conversation, Incoming } from '../dialogue/types.js';
import { chatOf, cleaned, controlWord, plainWords, withoutMention } from '../dialogue/words.js';

/** Shorter texts are answers and steering words, which the grammars read. */
const SHORTEST = 8;

/** The words of a message that a language model may tell more about; null: they steer, ask, or tell of a registered case. */
export function worthReading(conversation: Conversation, incoming: Incoming, now: Instant, readers: Readers): string | null {
  const text = withoutMention(cleaned(incoming.text));
  if (plainWords(text).length < SHORTEST || conversation.awaiting !== null) return null;
  if (controlWord(text) !== null || chatOf(text) !== null || readAsked(text, now, readers) !== null) return null;
  return readCommand(text, { now, lastNumber: conversation.lastNumber }, readers) === null ? text : null;
}

/** Readers that have heard this text before: what a language model made of it stands. */
export const readersKnowing = (text: string, known: Understanding, readers: Readers): Readers => ({
  ...readers,
  understand: (said, context) => (said === text ? known : readers.understand(said, context)),
});
