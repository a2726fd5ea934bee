import { CATEGORIES, CATEGORY_NAMES, type Category } from '../../../terms/complaint.js';
import type { Understanding } from '../../../terms/understanding.js';
import type { DialogueContext, Question } from './types.js';
import type { Readers } from './readers.js';
import { earlierTimesAnswer } from './earlier-times.js';
import { kindNamed, type Fixed } from './corrections.js';
import { completedRooms } from './merge.js';
import { matchProjects } from './project-match.js';
import { controlWord, plainWords } from './words.js';

/** How the words relate to the question that waits: they answer it, say that nobody knows, or miss it. */
type GivenAnswer =
  | { readonly kind: 'answered'; readonly fixed: Fixed; readonly projectId?: string }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'missed' };

const UNKNOWN: GivenAnswer = { kind: 'unknown' };
const MISSED: GivenAnswer = { kind: 'missed' };
const answered = (fixed: Fixed): GivenAnswer => ({ kind: 'answered', fixed });

const ONLY_ONE = /^(?:就|只有?|仅|目前就?)?(?:他|她|我|这|本|自己|业主)?们?(?:家|户)?(?:就|自己)?(?:一|1|这)?(?:个)?(?:户|家)(?:而已|人家)?$|^没有?(?:其他|别)的?(?:户|家|人)?(?:了)?$|^单户$|^个人$/;
const NO_ROOM = /公共?区域?|整(?:栋|个小区|层)|没有房号|不涉及房号|不是某一?户|公区/;
const NO_SUM = /(?:没|未)(?:说|提|讲)(?:具体|要)?(?:多少|数|金额)?|数(?:额|目)?没定|再谈|面议|没具体/;
/** "不知道", "还没问到", also inside a short sentence: "电话我这边没有". */
const DOES_NOT_KNOW = /不知道|不清楚|不确定|没(?:有)?(?:说|留|问|提供|登记|记)|没问到|问不到|回头(?:补|再|问)|稍后(?:补|再)|晚点|打不通|没人接|联系不上|不肯(?:说|给|留)|不愿意?(?:说|留|透露)|我?这(?:边|里)没有|暂无/;

function categoryAnswer(text: string, readers: Readers): Category | null {
  const words = plainWords(text);
  const ordinal = /^([1-5])$/.exec(words)?.[1];
  if (ordinal !== undefined) return CATEGORIES[Number(ordinal) - 1] ?? null;
  const named = CATEGORIES.find((category) => words.includes(CATEGORY_NAMES[category]));
  if (named) return named;
  return words.length <= 12 ? (readers.readCategory(text)?.value ?? null) : null;
}

function roomsAnswer(text: string, known: Understanding, readers: Readers): GivenAnswer {
  const bare = /^(?:是|房号|房号是)?\s*(\d{3,4})(?:室|号|房)?$/.exec(plainWords(text))?.[1];
  const rooms = readers.readRooms(text)?.value ?? [];
  if (rooms.length > 0) return answered({ rooms: completedRooms(rooms, known.rooms) });
  if (bare !== undefined) return answered({ rooms: completedRooms([bare], known.rooms) });
  return NO_ROOM.test(text) ? UNKNOWN : MISSED;
}

function contactAnswer(text: string, readers: Readers): GivenAnswer {
  const phone = readers.readPhone(text)?.value;
  const name = readers.readName(text)?.value;
  if (phone === undefined && name === undefined) return MISSED;
  return answered({ ...(phone === undefined ? {} : { phone }), ...(name === undefined ? {} : { name }) });
}

function householdsAnswer(text: string, readers: Readers): GivenAnswer {
  const control = controlWord(text);
  if (ONLY_ONE.test(plainWords(text)) || (control === 'skip' && /^(?:没有|没|无)$/.test(plainWords(text)))) return answered({ households: 1 });
  const read = readers.readHouseholds(text)?.value ?? Number(/^(\d{1,4})$/.exec(plainWords(text))?.[1] ?? 0);
  return read >= 1 ? answered({ households: read }) : MISSED;
}

function projectAnswer(text: string, context: DialogueContext): GivenAnswer {
  const words = plainWords(text);
  const ordinal = /^(?:第)?([1-6])(?:个)?$/.exec(words)?.[1];
  const fitting = ordinal === undefined ? matchProjects(words, context.projects) : context.projects.slice(Number(ordinal) - 1, Number(ordinal));
  const [only] = fitting;
  if (only && fitting.length === 1) return { kind: 'answered', fixed: { project: only.name }, projectId: only.id };
  return MISSED;
}

function readFor(slot: Question, text: string, known: Understanding, context: DialogueContext, readers: Readers): GivenAnswer {
  switch (slot) {
    case 'project':
      return projectAnswer(text, context);
    case 'rooms':
      return roomsAnswer(text, known, readers);
    case 'kind': {
      const kind = kindNamed(text);
      return kind === null ? MISSED : answered({ kind });
    }
    case 'category': {
      const category = categoryAnswer(text, readers);
      return category === null ? MISSED : answered({ category });
    }
    case 'amount': {
      if (NO_SUM.test(text)) return UNKNOWN;
      const amount = readers.readAmount(text)?.value;
      return amount === undefined ? MISSED : answered({ amount });
    }
    case 'repeat':
      // The count itself is no slot: the draft has taken it (draft.ts).
      return earlierTimesAnswer(text) === null ? MISSED : answered({});
    case 'split':
      return MISSED;
    case 'outside':
      return readers.readOutsideAnswer(text, context.now) === null ? MISSED : answered({});
    case 'households':
      return householdsAnswer(text, readers);
    default:
      return contactAnswer(text, readers);
  }
}

/** Reads words as the answer to the question that waits. */
export function readAnswer(slot: Question, text: string, known: Understanding, context: DialogueContext, readers: Readers): GivenAnswer {
  // "没有" as the answer to the number of households means: nobody else; to how often he complained: never. Everywhere else it means: nobody has said.
  if (controlWord(text) === 'skip' && slot !== 'households' && slot !== 'repeat') return UNKNOWN;
  const answer = readFor(slot, text, known, context, readers);
  if (answer.kind !== 'missed') return answer;
  return controlWord(text) === 'skip' || (plainWords(text).length <= 16 && DOES_NOT_KNOW.test(text)) ? UNKNOWN : MISSED;
}
