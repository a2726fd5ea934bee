import type { Slot, Understanding, UnderstandingContext } from '../../../terms/understanding.js';
import type { Attachment, DialogueContext, Draft } from './types.js';
import type { Readers } from './readers.js';
import { affirmed, readCorrection, type Fixed } from './corrections.js';
import { readAnswer } from './given-answer.js';
import { mergeSlots, NOTHING_KNOWN } from './merge.js';
import { deniesMoney } from './money-wish.js';
import { nextQuestion } from './needs.js';
import { earlierTimesAnswer, earlierTimesTold } from './earlier-times.js';
import { projectNamed, projectOf } from './project-match.js';
import { joinOutside } from './outside-facts.js';
import { isCorrection, plainWords } from './words.js';

/** Everything said is understood together only while that is cheap; later words are then understood on their own. */
const TOGETHER = 4000;

export const understandingContext = (context: DialogueContext): UnderstandingContext => ({ now: context.now, projects: context.projects });

/** A new draft with nothing heard yet. */
export function emptyDraft(id: string, context: DialogueContext): Draft {
  return {
    id,
    startedAt: context.now,
    updatedAt: context.now,
    texts: [],
    attachments: [],
    slots: NOTHING_KNOWN,
    asked: [],
    pending: null,
    stage: 'asking',
    cardId: null,
    emergency: false,
    projectId: projectOf(null, context),
    settled: [],
    outside: null,
    repeated: false,
    earlierTimes: null,
    likely: [],
    parts: [],
    family: null,
  };
}

/** Writes down what the reporter fixed himself. */
export function fix(draft: Draft, fixed: Fixed): Draft {
  const slots = Object.keys(fixed) as Slot[];
  if (slots.length === 0) return draft;
  const sure = fixed.category === undefined ? {} : { categoryConfidence: 1 };
  return {
    ...draft,
    slots: { ...draft.slots, ...fixed, ...sure },
    settled: [...new Set([...draft.settled, ...slots])],
  };
}

/** Category, kind and doubts are better judged from all words together than from the last message alone. */
function heardTogether(draft: Draft, said: string, context: DialogueContext, readers: Readers): Understanding {
  const alone = readers.understand(said, understandingContext(context));
  const all = draft.texts.join('\n');
  if (draft.texts.length < 2 || all.length > TOGETHER) return alone;
  const { category, categoryConfidence, kind, missing } = readers.understand(all, understandingContext(context));
  return { ...alone, category, categoryConfidence, missing, kind: alone.kind === 'none' ? kind : alone.kind };
}

export interface Heard {
  readonly draft: Draft;
  /** Whether the words changed anything the card shows. */
  readonly learnt: boolean;
  /** The question that waited is settled: answered, or nobody knows. */
  readonly answered: boolean;
}

const shown = ({ slots, projectId, outside, earlierTimes }: Draft): string =>
  JSON.stringify([{ ...slots, evidence: null, missing: null, noneKind: null, categoryConfidence: null }, projectId, outside, earlierTimes]);

/** Adds words to a draft: as the answer that waits, as a correction, as late facts, or as plain content; nothing is left out. */
export function hear(before: Draft, text: string, attachments: readonly Attachment[], context: DialogueContext, readers: Readers): Heard {
  const kept: Draft = {
    ...before,
    updatedAt: context.now,
    texts: text === '' ? before.texts : [...before.texts, text],
    attachments: [...before.attachments, ...attachments],
  };
  if (text === '') return { draft: kept, learnt: attachments.length > 0, answered: false };
  const correcting = before.texts.length > 0 && (isCorrection(text) || before.stage === 'correcting');
  const said = correcting ? affirmed(text) : text;
  const answer = before.pending === null ? null : readAnswer(before.pending, said, before.slots, context, readers);
  const heard = heardTogether(kept, said, context, readers);
  const mode = { correcting, settled: before.settled };
  const facts = isBareAnswer(before, said) ? { ...NOTHING_KNOWN, missing: heard.missing } : heard;
  const rooms = facts.rooms.length === 0 ? looseRoom(said) : facts.rooms;
  const amount = facts.amount ?? (before.texts.length > 0 && deniesMoney(said) ? 0 : null);
  let draft: Draft = { ...kept, slots: mergeSlots(before.slots, { ...facts, rooms, amount }, mode) };
  draft = { ...draft, outside: outsideHeard(before, said, context, readers), likely: readers.likelyCategories(kept.texts.join('\n').slice(0, TOGETHER)) };
  draft = countedBefore(before, draft, said, correcting);
  if (correcting) draft = fix(draft, readCorrection(text, before, readers));
  if (answer?.kind === 'answered') draft = fix(draft, answer.fixed);
  draft = placed(before, draft, answer?.kind === 'answered' ? answer.projectId : undefined, context);
  const answered = answer !== null && answer.kind !== 'missed';
  return { draft, learnt: attachments.length > 0 || shown(draft) !== shown(before), answered };
}

/** How often he complained before: answered, or told in so many words. */
function countedBefore(before: Draft, draft: Draft, said: string, correcting: boolean): Draft {
  const asked = before.pending === 'repeat' || (correcting && before.earlierTimes !== null && /[次回遍]/.test(said));
  const times = asked ? earlierTimesAnswer(said) : earlierTimesTold(said);
  if (times === null) return draft;
  return { ...draft, earlierTimes: times, slots: { ...draft.slots, repeat: times > 0 || draft.slots.repeat } };
}

const NAMES_OUTSIDE = /工单|外部|期限|时限|限期/;

/** Of a complaint known to come from outside, a bare number or date answers the question for them. */
function outsideHeard(before: Draft, said: string, context: DialogueContext, readers: Readers): Draft['outside'] {
  const { outside, pending } = before;
  const loose = pending === 'outside' || (outside !== null && NAMES_OUTSIDE.test(said));
  return joinOutside(outside, loose ? readers.readOutsideAnswer(said, context.now) : readers.readOutside(said, context.now));
}

const ROOM_FIRST =
  /^(\d{3,4})(?:室|房|户)?(?=\s?(?:的|业主|客户|住户|家|厨房|卫生间|客厅|卧室|主卧|阳台|漏|渗|停|没|反映|投诉|来电|报修|说))/;
const ROOM_AS_WELL = /(?:楼上|楼下|隔壁|对门|对面|还有)的?\s?(\d{3,4})(?:室|房|户)?(?=\s?(?:也|都|同样|业主|住户|家|漏|渗))/;

/** "1501漏水", "楼下1401也漏": staff who stand in the building leave it out; the bot asks for the rest. */
function looseRoom(text: string): readonly string[] {
  const plain = text.normalize('NFKC');
  const room = ROOM_FIRST.exec(plain)?.[1] ?? ROOM_AS_WELL.exec(plain)?.[1];
  return room === undefined ? [] : [room];
}

const BARE_NUMBER = /^(?:大?[概约])?[\d.一二两三四五六七八九十百千万]+[wk]?(?:左右|块|元)?$/i;

/** A bare answer such as "8000" must not be heard as something else than the answer. */
const isBareAnswer = (before: Draft, text: string): boolean => before.pending !== null && BARE_NUMBER.test(plainWords(text));

/** Which project the draft belongs to now; one found in the directory is called by its directory name from then on. */
function placed(before: Draft, draft: Draft, chosen: string | undefined, context: DialogueContext): Draft {
  const unchanged = before.projectId !== null && draft.slots.project === before.slots.project;
  const projectId = chosen ?? (unchanged ? before.projectId : (projectOf(draft.slots.project, context) ?? before.projectId));
  const project = projectNamed(projectId, context) ?? draft.slots.project;
  return { ...draft, projectId, slots: { ...draft.slots, project } };
}

/** Leaves a question as 待补. */
export const giveUp = (draft: Draft): Draft => ({ ...draft, pending: null, repeated: false });

/** Goes on to the next question, or to the summary when nothing needed is left to ask. */
export function advance(draft: Draft): Draft {
  const slot = nextQuestion(draft);
  if (slot === null) return { ...draft, pending: null, repeated: false, stage: 'confirming' };
  return { ...draft, pending: slot, repeated: false, asked: [...draft.asked, slot], stage: 'asking' };
}
