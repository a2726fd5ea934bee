import { CATEGORIES, DOORS, type Category } from '../../../terms/complaint.js';
import { SLOTS, type Slot, type Understanding } from '../../../terms/understanding.js';
import type { Attachment, CardWord, Choosing, Command, Conversation, Draft, Held, Incoming, Question } from './types.js';
import { EMPTY_CONVERSATION } from './types.js';
import { NOTHING_KNOWN } from './merge.js';
import { outsideIn } from './outside-facts.js';

type Json = Readonly<Record<string, unknown>>;

const isJson = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);
const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? (value as readonly unknown[]) : []);
const texts = (value: unknown): readonly string[] => list(value).filter((one): one is string => typeof one === 'string');
const textOr = <T>(value: unknown, other: T): string | T => (typeof value === 'string' ? value : other);
const numberOr = <T>(value: unknown, other: T): number | T => (typeof value === 'number' && Number.isFinite(value) ? value : other);
const flag = (value: unknown): boolean | null => (typeof value === 'boolean' ? value : null);
const oneOf = <T extends string>(all: readonly T[], value: unknown): T | null => all.find((one) => one === value) ?? null;

function attachments(value: unknown): readonly Attachment[] {
  return list(value).flatMap((one) =>
    isJson(one) && typeof one['hash'] === 'string'
      ? [{ hash: one['hash'], name: textOr(one['name'], ''), mime: textOr(one['mime'], '') }]
      : [],
  );
}

const QUESTIONS: readonly Question[] = [...SLOTS, 'outside', 'split'];

const slotsIn = (value: unknown): readonly Slot[] =>
  texts(value).flatMap((one) => {
    const slot = oneOf(SLOTS, one);
    return slot === null ? [] : [slot];
  });

function evidence(value: unknown): Understanding['evidence'] {
  if (!isJson(value)) return {};
  const found: Partial<Record<Slot, string>> = {};
  for (const slot of SLOTS) {
    const words = value[slot];
    if (typeof words === 'string') found[slot] = words;
  }
  return found;
}

function slotSheet(value: unknown): Understanding {
  if (!isJson(value)) return NOTHING_KNOWN;
  const states = ['happened', 'threatened'] as const;
  return {
    kind: oneOf(['complaint', 'need', 'none'] as const, value['kind']) ?? 'none',
    noneKind: oneOf(['inquiry', 'suggestion'] as const, value['noneKind']),
    category: oneOf<Category>(CATEGORIES, value['category']),
    categoryConfidence: numberOr(value['categoryConfidence'], null),
    amount: numberOr(value['amount'], null),
    households: numberOr(value['households'], null),
    media: flag(value['media']),
    mediaState: oneOf(states, value['mediaState']),
    litigation: flag(value['litigation']),
    litigationState: oneOf(states, value['litigationState']),
    safety: flag(value['safety']),
    repeat: flag(value['repeat']),
    refused: flag(value['refused']),
    receivedAt: numberOr(value['receivedAt'], null),
    project: textOr(value['project'], null),
    rooms: texts(value['rooms']),
    name: textOr(value['name'], null),
    phone: textOr(value['phone'], null),
    doors: texts(value['doors']).flatMap((one) => oneOf(DOORS, one) ?? []),
    missing: slotsIn(value['missing']),
    evidence: evidence(value['evidence']),
  };
}

/** A draft with an id is never dropped: it holds what somebody reported. */
function draft(value: unknown): readonly Draft[] {
  if (!isJson(value) || typeof value['id'] !== 'string') return [];
  const startedAt = numberOr(value['startedAt'], 0);
  return [
    {
      id: value['id'],
      startedAt,
      updatedAt: numberOr(value['updatedAt'], startedAt),
      texts: texts(value['texts']),
      attachments: attachments(value['attachments']),
      slots: slotSheet(value['slots']),
      asked: texts(value['asked']).flatMap((one) => oneOf(QUESTIONS, one) ?? []),
      pending: oneOf(QUESTIONS, value['pending']),
      stage: oneOf(['asking', 'confirming', 'correcting'] as const, value['stage']) ?? 'confirming',
      cardId: textOr(value['cardId'], null),
      emergency: value['emergency'] === true,
      projectId: textOr(value['projectId'], null),
      settled: slotsIn(value['settled']),
      outside: outsideIn(value['outside']),
      repeated: value['repeated'] === true,
      earlierTimes: numberOr(value['earlierTimes'], null),
      likely: texts(value['likely']).flatMap((one) => oneOf<Category>(CATEGORIES, one) ?? []),
      parts: texts(value['parts']),
      family: textOr(value['family'], null),
    },
  ];
}

function held(value: unknown): readonly Held[] {
  if (!isJson(value) || typeof value['id'] !== 'string') return [];
  const { id } = value as { readonly id: string };
  return [{ id, at: numberOr(value['at'], 0), text: textOr(value['text'], ''), attachments: attachments(value['attachments']) }];
}

function command(value: unknown): Command | null {
  if (!isJson(value) || typeof value['name'] !== 'string') return null;
  const [room, about] = [value['room'], value['about']];
  const card = cardWord(value['card']);
  return {
    name: value['name'] as Command['name'],
    number: textOr(value['number'], null),
    text: textOr(value['text'], ''),
    amount: numberOr(value['amount'], null),
    at: numberOr(value['at'], null),
    households: numberOr(value['households'], null),
    phone: textOr(value['phone'], null),
    ...(value['rooms'] === undefined ? {} : { rooms: texts(value['rooms']) }),
    ...(typeof room === 'string' ? { room } : {}),
    ...(typeof about === 'string' ? { about } : {}),
    ...(card === null ? {} : { card }),
  };
}

const cardWord = (value: unknown): CardWord | null =>
  isJson(value) && typeof value['id'] === 'string' && typeof value['action'] === 'string' ? { id: value['id'], action: value['action'] } : null;

function choosing(value: unknown): Choosing | null {
  if (!isJson(value)) return null;
  const found = command(value['command']);
  if (found === null) return null;
  const cases = list(value['cases']).flatMap((one) =>
    isJson(one) && typeof one['number'] === 'string' ? [{ number: one['number'], rooms: texts(one['rooms']), subject: textOr(one['subject'], '') }] : [],
  );
  return { command: found, attachments: attachments(value['attachments']), cases };
}

/** Reads a stored conversation: empty, older or partly unknown JSON gives what can be read of it, never an error. */
export function readConversation(stored: unknown): Conversation {
  if (!isJson(stored)) return EMPTY_CONVERSATION;
  return {
    drafts: list(stored['drafts']).flatMap(draft),
    awaiting: command(stored['awaiting']),
    lastNumber: textOr(stored['lastNumber'], null),
    pictures: attachments(stored['pictures']),
    offered: held(stored['offered'])[0] ?? null,
    waiting: list(stored['waiting']).flatMap(held),
    unplaced: held(stored['unplaced'])[0] ?? null,
    choosing: choosing(stored['choosing']),
    recent: list(stored['recent']).flatMap((one) => (isJson(one) && typeof one['number'] === 'string' ? [{ number: one['number'], at: numberOr(one['at'], 0) }] : [])),
  };
}

/** The words and pictures of an inbox row. */
export function incomingOf(payload: Json): Incoming {
  return { text: textOr(payload['text'], ''), attachments: attachments(payload['attachments']) };
}
