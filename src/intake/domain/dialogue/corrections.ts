import type { Slot, Understanding } from '../../../terms/understanding.js';
import type { Kind } from '../../../terms/complaint.js';
import type { Readers } from './readers.js';
import { completedRooms } from './merge.js';
import type { Draft } from './types.js';

/** Slots the reporter fixed in so many words. */
export type Fixed = Partial<{ -readonly [K in Slot]: Understanding[K] }>;

/** The words that hold, without those that were taken back: "不对,不是1501,是1502" → "是1502". */
export function affirmed(text: string): string {
  return text
    .normalize('NFKC')
    .replace(/(?:并)?不是[^,。;\n是]{1,16}[,\s]*(?:而)?是/g, '是')
    .replace(/不姓[^,。;\n]{1,4}[,\s]*姓/g, '姓')
    .replace(/[,\s]*(?:而不是|不是|不姓|并非)[^,。;\n]{1,16}$/, '')
    .replace(/^(?:啊|哦|等等|等下|抱歉|不好意思|[,\s])*(?:不对|不是的?|错了|搞错了?|弄错了?|写错了?|说错了?|记错了?|更正(?:一下)?|纠正(?:一下)?)[,.:;!\s]*/, '')
    .trim();
}

function rejected(text: string): string {
  return /(?:不是|不姓|并非)([^,。;\n是]{1,16})/.exec(text.normalize('NFKC'))?.[1]?.trim() ?? '';
}

/** The kind somebody names: "是需求", "不是投诉是需求"; null when he does not speak of it. */
export function kindNamed(text: string): Kind | null {
  const words = affirmed(text);
  if (/^(?:.{0,6}(?:是|按|算|属于|改成|改为|应该是))?(?:个|一个|条)?(?:需求|报修|正常报修)(?:吧|的|啊|单|来)?(?:登记|处理)?$/.test(words)) return 'need';
  if (/^(?:.{0,6}(?:是|按|算|属于|改成|改为|应该是))?(?:个|一个|条)?投诉(?:吧|的|啊|单|来)?(?:登记|处理)?$/.test(words)) return 'complaint';
  return null;
}

const BARE = /^(?:.{0,4}?(?:是|为|成|到|改))?\s*(\d{1,7})(?:吧|的|啊)?$/;

/** A number without a unit, which only what is known can place: "不是8000,是5000", "不对,是1502". */
function placeNumber(number: string, text: string, { slots, pending }: Pick<Draft, 'slots' | 'pending'>, readers: Readers): Fixed {
  const wrong = rejected(text);
  const wasSum = wrong !== '' && slots.amount !== null && readers.readAmount(wrong)?.value === slots.amount;
  if (wasSum || pending === 'amount' || /[钱赔块万千]|(?<!单)元|金额|诉求/.test(text)) return { amount: Number(number) * 100 };
  if (pending === 'households' || (slots.households !== null && wrong === String(slots.households))) {
    return { households: Math.max(1, Number(number)) };
  }
  if (/^\d{3,4}$/.test(number) && (slots.rooms.length > 0 || slots.amount === null)) {
    return { rooms: completedRooms([number], slots.rooms) };
  }
  if (number.length >= 3) return { amount: Number(number) * 100 };
  return slots.households === null ? {} : { households: Math.max(1, Number(number)) };
}

function named(words: string, readers: Readers): Fixed {
  const fixed: Fixed = {};
  if (/类别|分类|属于|归|类|^是?(?:工程|物业|规划|销售|其他)/.test(words)) {
    const category = readers.readCategory(words)?.value;
    if (category !== undefined) fixed.category = category;
  }
  if (/户|家/.test(words)) {
    const households = readers.readHouseholds(words)?.value;
    if (households !== undefined) fixed.households = households;
  }
  if (/姓|名字|称呼|客户(?:是|叫)|业主(?:是|叫)|先生|女士/.test(words)) {
    const name = readers.readName(words)?.value;
    if (name !== undefined) fixed.name = name;
  }
  if (/钱|金额|(?<!单)元|万|块|赔/.test(words)) {
    const amount = readers.readAmount(words)?.value;
    if (amount !== undefined) fixed.amount = amount;
  }
  return fixed;
}

/** What a correction fixes beyond what plain understanding of its words finds. */
export function readCorrection(text: string, draft: Pick<Draft, 'slots' | 'pending'>, readers: Readers): Fixed {
  const words = affirmed(text);
  const number = BARE.exec(words)?.[1];
  if (number !== undefined) return placeNumber(number, text, draft, readers);
  const kind = kindNamed(text);
  const phone = readers.readPhone(words)?.value;
  const rooms = readers.readRooms(words)?.value ?? [];
  const fixed: Fixed = named(words, readers);
  if (kind !== null) fixed.kind = kind;
  if (phone !== undefined) fixed.phone = phone;
  if (rooms.length > 0 && phone === undefined && fixed.amount === undefined && fixed.households === undefined) {
    fixed.rooms = completedRooms(rooms, draft.slots.rooms);
  }
  return fixed;
}
