import { matchProjects } from './project-match.js';
import type { Understanding } from '../../../terms/understanding.js';
import type { Conversation, DialogueContext, Draft } from './types.js';
import { readAnswer } from './given-answer.js';
import type { Readers } from './readers.js';
import { subjectOfDraft } from './draft-facts.js';
import { namesTrouble, subjectOf } from './subject.js';
import { sameRoom } from './merge.js';
import { isCorrection, plainWords, saysAsWell, soundsReported, startsAnother } from './words.js';

const ORDINALS: Readonly<Record<string, number>> = { '1': 0, 一: 0, '2': 1, 二: 1, '3': 2, 三: 2 };

/** The drafts as they are listed to the reporter: "①厨房漏水 ②电梯故障". */
export const listDrafts = (drafts: readonly Draft[]): string =>
  drafts.map((draft, index) => `${'①②③④⑤'.charAt(index)}${subjectOfDraft(draft)}`).join(' ');

/** Which open draft is meant by "第2个", "1501", "漏水那条"; null when that is not plain. */
export function draftMeant(words: string, drafts: readonly Draft[]): Draft | null {
  const plain = plainWords(words);
  const ordinal = /^第?([123一二三])(?:个|条|份)?(?:草稿)?$/.exec(plain)?.[1];
  if (ordinal !== undefined) return drafts[ORDINALS[ordinal] ?? -1] ?? null;
  const core = plain.replace(/^(?:那|这|关于)?(?:个|条|份)?|(?:的)?(?:那|这)?(?:个|条|份)?(?:草稿|投诉|需求)?$/g, '');
  if (core.length < 2) return null;
  const fitting = drafts.filter(
    (draft) => draft.slots.rooms.some((room) => sameRoom(room, core)) || subjectOfDraft(draft).includes(core) || core.includes(subjectOfDraft(draft)),
  );
  return fitting.length === 1 ? (fitting[0] ?? null) : null;
}

function pairs(words: string): ReadonlySet<string> {
  const found = new Set<string>();
  for (let at = 0; at + 2 <= words.length; at += 1) found.add(words.slice(at, at + 2));
  return found;
}

/** Two subjects are about different matters when they share no two characters: 厨房漏水, 电梯故障. */
function differs(one: string, other: string): boolean {
  const known = pairs(one);
  return [...pairs(other)].every((pair) => !known.has(pair));
}

const sharesRoom = (draft: Draft, rooms: readonly string[]): boolean =>
  draft.slots.rooms.some((room) => rooms.some((other) => sameRoom(room, other)));

const CUSTOMER_CAME = /^(?:.{0,8})?(?:又|另)?.{0,3}(?:业主|客户|住户|租户|商户)(?:来电|来访|打(?:来)?电话|反映|投诉|报修)/;

/** Whether a message while drafts are open reports another matter, rather than adding to the one talked about. */
export function isAnotherReport(
  text: string,
  said: Understanding,
  conversation: Conversation,
  context: DialogueContext,
): boolean {
  const target = conversation.drafts.at(-1);
  if (!target) return true;
  if (target.stage === 'correcting' || isCorrection(text) || (saysAsWell(text) && !startsAnother(text))) return false;
  // A place and a phone alone are facts of the draft; another report says what is wrong there.
  const matter = said.category !== null || namesTrouble(text);
  if (!(soundsReported(text) || (said.kind !== 'none' && matter))) return false;
  if (startsAnother(text)) return true;
  if (namesOtherProject(target, said, context)) return true;
  const otherMatter = differs(subjectOfDraft(target), subjectOf(text, said.category, []));
  if (said.rooms.length > 0) {
    if (conversation.drafts.some((draft) => sharesRoom(draft, said.rooms))) return false;
    if (target.slots.rooms.length > 0) return target.pending === 'rooms' ? soundsReported(text) && otherMatter : true;
    return soundsReported(text) && otherMatter;
  }
  return target.pending === null && otherMatter && CUSTOMER_CAME.test(text.normalize('NFKC'));
}

function namesOtherProject(target: Draft, said: Understanding, context: DialogueContext): boolean {
  if (said.project === null || target.projectId === null) return false;
  const [only, ...more] = matchProjects(said.project, context.projects);
  return only !== undefined && more.length === 0 && only.id !== target.projectId;
}

const only = (drafts: readonly Draft[]): Draft | null => (drafts.length === 1 ? (drafts[0] ?? null) : null);

/** Words that only one of the drafts' subjects knows: 电梯 of 电梯故障 beside 厨房漏水. */
function byWords(text: string, drafts: readonly Draft[]): Draft | null {
  const known = drafts.map((draft) => pairs(subjectOfDraft(draft)));
  const said = pairs(text.normalize('NFKC'));
  return only(drafts.filter((_, at) => [...(known[at] ?? [])].some((pair) => said.has(pair) && known.every((other, index) => index === at || !other.has(pair)))));
}

/** "不是1501": what is said to be wrong stands in one of them. */
function byMistake(text: string, drafts: readonly Draft[]): Draft | null {
  const wrong = /(?:不是|不姓|并非)\s?([^,,。;;\n是]{1,16})/u.exec(text.normalize('NFKC'))?.[1]?.trim() ?? '';
  if (wrong.length < 2) return null;
  return only(drafts.filter(({ slots }) => [slots.phone, slots.name, ...slots.rooms].some((known) => known !== null && (known === wrong || known.endsWith(`-${wrong}`)))));
}

const byPerson = (said: Understanding, drafts: readonly Draft[]): Draft | null =>
  only(drafts.filter(({ slots }) => (said.phone !== null && slots.phone === said.phone) || (said.name !== null && slots.name === said.name)));

const isAnswered = ({ pending, slots }: Draft, text: string, context: DialogueContext, readers: Readers): boolean =>
  pending !== null && readAnswer(pending, text, slots, context, readers).kind === 'answered';

/**
 * The open draft that words belong to: by room, phone, name, words or what they call wrong; else the one that waits for an answer
 * or was just being changed; of one alone, that. `unclear`: any of several; null: none, it is a report of its own.
 */
export function draftFor(text: string, said: Understanding, conversation: Conversation, context: DialogueContext, readers: Readers): Draft | 'unclear' | null {
  const { drafts } = conversation;
  const last = drafts.at(-1) ?? null;
  if (drafts.length < 2 || last === null) return last;
  const byRoom = said.rooms.length === 0 ? [] : drafts.filter((draft) => sharesRoom(draft, said.rooms));
  const found = byRoom.at(-1) ?? byMistake(text, drafts) ?? byPerson(said, drafts) ?? byWords(text, drafts);
  if (found !== null) return found;
  if (last.stage !== 'confirming' || text === '') return last;
  const waiting = only(drafts.filter((draft) => isAnswered(draft, text, context, readers)));
  // Another door with a trouble of its own belongs to none of them.
  const elsewhere = said.rooms.some((room) => room.includes('-')) && namesTrouble(text) && !saysAsWell(text);
  return waiting ?? (elsewhere ? null : 'unclear');
}
