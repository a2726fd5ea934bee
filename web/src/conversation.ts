import type { Chat, Message, Person, ShownCard } from './api.js';

export const BOT = 'bot';
/** How the directory writes "holds his role in every project". */
const EVERY_PROJECT = '*';

/** Puts newly read messages among the known ones by seq; the same list comes back when nothing is new. */
export function mergeMessages(known: readonly Message[], read: readonly Message[]): readonly Message[] {
  const bySeq = new Map(known.map((message) => [message.seq, message]));
  const changed = read.filter((message) => {
    const before = bySeq.get(message.seq);
    return before === undefined || JSON.stringify(before) !== JSON.stringify(message);
  });
  if (changed.length === 0) return known;
  for (const message of changed) bySeq.set(message.seq, message);
  return [...bySeq.values()].sort((a, b) => a.seq - b.seq);
}

export function lastSeq(messages: readonly { readonly seq: number }[]): number {
  return messages.at(-1)?.seq ?? 0;
}

/**
 * From where to read again so that a card still open shows its new state: a card changes
 * inside its message, whose seq stays, and `after=last` alone would never bring it.
 */
export function rereadFrom(messages: readonly Message[]): number {
  const open = messages.find((message) => message.card?.state === 'open');
  return open === undefined ? lastSeq(messages) : open.seq - 1;
}

/** What is to be shown: a card told again under the same id takes the place of its first showing. */
export function shownMessages(messages: readonly Message[]): readonly Message[] {
  const latest = new Map<string, ShownCard>();
  for (const { card } of messages) if (card) latest.set(card.id, card);
  const seen = new Set<string>();
  return messages.flatMap((message) => {
    if (!message.card) return [message];
    const card = latest.get(message.card.id) ?? message.card;
    if (!seen.has(card.id)) {
      seen.add(card.id);
      return [{ ...message, card }];
    }
    return message.text === '' ? [] : [{ ...message, card: null }];
  });
}

/** Open cards that wait for a tap. */
export function waitingCards(messages: readonly Message[]): number {
  return shownMessages(messages).filter(({ card }) => card?.state === 'open' && card.buttons.length > 0).length;
}

export function unreadCount(messages: readonly Message[], person: string, readUpTo: number): number {
  // A mark beyond the last message belongs to a run that has since been started again.
  const mark = readUpTo > lastSeq(messages) ? 0 : readUpTo;
  return messages.filter((message) => message.seq > mark && message.from !== person).length;
}

/** The chats a person sees: the groups of his projects, then his own with the bot. */
export function chatsOf(person: Person, chats: readonly Chat[]): readonly Chat[] {
  const everywhere = person.projects.includes(EVERY_PROJECT);
  const groups = chats.filter(
    ({ kind, project }) => kind === 'group' && (everywhere || project === null || person.projects.includes(project)),
  );
  return [...groups, { id: person.id, title: '客诉助手', kind: 'private', project: null }];
}
