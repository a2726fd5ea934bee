import type { Slot } from '../../../terms/understanding.js';
import type { Draft, Question } from './types.js';
import { wantsMoney } from './money-wish.js';

/** Most questions for one draft (issue: staff have people waiting; the rest is 待补). */
const MOST_QUESTIONS = 3;
/** Below this a category is a guess and is asked about. */
const SURE_CATEGORY = 0.5;

/** How a slot is called on cards and in questions. */
export const SLOT_NAMES: Readonly<Record<Question, string>> = {
  kind: '性质',
  category: '类别',
  amount: '诉求金额',
  households: '户数',
  media: '媒体',
  litigation: '诉讼',
  safety: '人身安全',
  repeat: '之前投诉次数',
  refused: '是否接受处理',
  receivedAt: '受理时间',
  project: '项目',
  rooms: '房号',
  name: '客户姓名',
  phone: '联系电话',
  doors: '来源',
  outside: '外部工单号和时限',
  split: '是否分开登记',
};

const COMMON_PART =
  /电梯|大堂|车库|地库|小区|楼道|楼梯间|绿化|门岗|岗亭|大门|围墙|道闸|外墙|公共|公区|路灯|监控|垃圾|消防|景观|泳池|游乐|广场|幼儿园|停车场|物业费|保安|保洁|沙盘|样板/;
const AT_HOME = /家里|家中|室内|户内|厨房|卫生间|客厅|卧室|主卧|次卧|阳台|入户门|楼上|楼下|房号/;

/** A bare "1501" or a building alone does not find the door. */
const hasDoor = (rooms: readonly string[]): boolean => rooms.some((room) => /-\d{3,4}$/.test(room));

/** A matter of common parts or of many homes needs no room to be handled. */
function needsRoom(draft: Draft): boolean {
  const text = draft.texts.join('\n');
  if ((draft.slots.households ?? 1) >= 5) return false;
  return !COMMON_PART.test(text) || AT_HOME.test(text);
}

function doubtfulCategory({ slots, settled }: Draft): boolean {
  if (settled.includes('category')) return slots.category === null;
  if (slots.category === null) return true;
  return slots.missing.includes('category') || (slots.categoryConfidence ?? 1) < SURE_CATEGORY;
}

const unsettled = ({ slots, settled }: Draft, slot: Slot): boolean => slots.missing.includes(slot) && !settled.includes(slot);

/** A body outside counts its own days: without number and deadline nobody can answer it in time. */
const lacksOutside = ({ outside }: Draft): boolean => outside !== null && (outside.number === null || outside.due === null);

/** Every fact the case needs and nobody has named yet, the weightiest first. */
export function missingSlots(draft: Draft): readonly Question[] {
  const { slots } = draft;
  const missing: readonly (readonly [Question, boolean])[] = [
    ['project', draft.projectId === null],
    ['rooms', !hasDoor(slots.rooms) && !draft.settled.includes('rooms') && needsRoom(draft)],
    ['outside', lacksOutside(draft)],
    ['kind', slots.kind === 'none' || unsettled(draft, 'kind')],
    ['category', doubtfulCategory(draft)],
    ['amount', slots.amount === null ? wantsMoney(draft) : unsettled(draft, 'amount')],
    ['households', slots.households === null && unsettled(draft, 'households')],
    ['phone', slots.phone === null],
    ['repeat', slots.repeat === true && slots.kind !== 'need' && draft.earlierTimes === null],
    ['name', slots.name === null],
  ];
  return missing.filter(([, open]) => open).map(([slot]) => slot);
}

/** What to ask next; null when all is known or three questions were asked. A name alone is not worth a question. */
export function nextQuestion(draft: Draft): Question | null {
  // Whether it is one matter or two decides what else is to be asked; it is no fact of the case, so it does not count.
  if (draft.parts.length > 1 && !draft.asked.includes('split')) return 'split';
  if (draft.asked.filter((slot) => slot !== 'split').length >= MOST_QUESTIONS) return null;
  return missingSlots(draft).find((slot) => slot !== 'name' && !draft.asked.includes(slot)) ?? null;
}
