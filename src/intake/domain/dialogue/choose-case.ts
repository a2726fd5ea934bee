import { MINUTE, type Instant } from '../../../terms/instants.js';
import type { Attachment, Choosing, Command, Conversation, DialogueContext, Turn } from './types.js';
import { numberIn } from './commands.js';
import { sameRoom } from './merge.js';
import { plainWords } from './words.js';

/** Cases spoken about within this time are talked about at once. */
const AT_ONCE = 10 * MINUTE;
const MOST_RECENT = 3;

/** A case as it is told apart from others. */
export interface KnownCase {
  readonly number: string;
  readonly rooms: readonly string[];
  readonly subject: string;
  readonly customer: string | null;
}

/** Remembers that a case was just spoken about. */
export function spokenOf(conversation: Conversation, number: string, now: Instant): Conversation {
  const others = conversation.recent.filter((one) => one.number !== number);
  return { ...conversation, lastNumber: number, recent: [...others, { number, at: now }].slice(-MOST_RECENT) };
}

function fits(one: Pick<KnownCase, 'rooms' | 'subject'> & { readonly customer?: string | null }, words: string): boolean {
  if (one.rooms.some((room) => sameRoom(room, words))) return true;
  if (words === '') return false;
  const named = one.customer !== null && one.customer !== undefined && (words.includes(one.customer) || one.customer.startsWith(words));
  return named || one.subject.includes(words) || words.includes(one.subject);
}

/**
 * Which of a person's open cases words without a number are about: by room, by words or customer, else the one spoken about last where
 * no other was spoken about at the same time. Several fit: all of them, to be asked about; none: empty.
 */
export function casesMeant(command: Command, conversation: Pick<Conversation, 'recent' | 'lastNumber'>, cases: readonly KnownCase[], now: Instant): readonly KnownCase[] {
  const { room, about } = command;
  if (room !== undefined) return cases.filter((one) => one.rooms.some((other) => sameRoom(other, room)));
  const named = about === undefined ? [] : cases.filter((one) => fits(one, about));
  if (named.length > 0) return named;
  const atOnce = conversation.recent.filter((one) => now - one.at <= AT_ONCE);
  const open = cases.filter((one) => atOnce.some(({ number }) => number === one.number));
  return open.length > 1 ? open : cases.filter((one) => one.number === conversation.lastNumber);
}

/** Puts the question which of several cases is meant; in a group without rooms. */
export function whichCase(cases: readonly KnownCase[], inGroup: boolean): string {
  const lines = cases.map((one, index) => `${'①②③④⑤'.charAt(index)}${one.number} ${one.subject}${inGroup || one.rooms.length === 0 ? '' : `(${one.rooms.join('、')})`}`);
  return `您说的是哪一件?${lines.join(' ')}。请回“第1个”,或说编号、房号、事由。`;
}

const ORDINALS: Readonly<Record<string, number>> = { '1': 0, 一: 0, '2': 1, 二: 1, '3': 2, 三: 2, '4': 3, 四: 3, '5': 4, 五: 4 };

function chosen({ cases }: Choosing, text: string): string | null {
  const named = numberIn(text)?.number ?? null;
  if (named !== null) return cases.find(({ number }) => number === named)?.number ?? null;
  const plain = plainWords(text);
  const ordinal = /^(?:是)?第?([1-5一二三四五])(?:个|条|件|单)?$/.exec(plain)?.[1];
  if (ordinal !== undefined) return cases[ORDINALS[ordinal] ?? -1]?.number ?? null;
  const words = plain.replace(/^(?:是)?(?:那|这)?(?:个|件|条)?|(?:的)?(?:那|这)?(?:个|件|条|单|户)?(?:吧|的)?$/g, '');
  const fitting = cases.filter((one) => fits(one, words));
  return fitting.length === 1 ? (fitting[0]?.number ?? null) : null;
}

/** The answer to 您说的是哪一件 carries the act out; null when the words are something else. */
export function caseChosen(conversation: Conversation, text: string, attachments: readonly Attachment[], context: DialogueContext): Turn | null {
  const { choosing } = conversation;
  const number = choosing === null ? null : chosen(choosing, text);
  if (choosing === null || number === null) return null;
  return {
    conversation: { ...spokenOf(conversation, number, context.now), choosing: null, pictures: [] },
    replies: [],
    effects: [{ kind: 'command', command: { ...choosing.command, number }, attachments: [...choosing.attachments, ...attachments] }],
  };
}
