import type { Readers } from './readers.js';

/** A text without what tells who somebody is, and the way back. */
export interface Masked {
  readonly text: string;
  /** Puts the words back; what is no placeholder of this text stays as it is. */
  readonly restored: (text: string) => string;
}

const MOBILE = /(?<!\d)(?:\+?86[-\s]?)?1[3-9]\d(?:[-\s]?\d){8}(?!\d)/g;
const LANDLINE = /(?<!\d)0\d{2,3}[-\s]?\d{7,8}(?!\d)/g;
const IDENTITY = /(?<!\d)\d{17}[\dXx](?!\d)/g;
const PLATE = /[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-Z]·?[A-Z0-9]{5,6}(?![A-Z0-9])/g;
const MAIL = /[\w.+-]+@[\w-]+(?:\.[\w-]+)+/g;
const CARD = /(?<!\d)\d{15,19}(?!\d)/g;
const TITLED = /(?<![\p{Script=Han}])[\p{Script=Han}]{1,3}?(?=先生|女士|小姐|太太|阿姨|大爷|大妈|老师)|(?<=业主|客户|住户|租户|叫|姓名[::]?)(?!来|打|反|说|投|报|要|称|的|又|再|家|想|问)[\p{Script=Han}]{1,3}(?=先生|女士|小姐|太太|阿姨|大爷|大妈|老师)/gu;
const ROOM = /(?:[\dA-Za-z一二三四五六七八九十]+(?:栋|幢|号楼|座|#))\s?(?:[\d一二三四五六七八九十]+(?:单元|-))?\s?(?:[\d一二三四五六七八九十]+(?:层|楼))?\s?(?:\d{3,4})?(?:室|号|房)?|(?<![\d.¥￥-])\d{1,3}-\d{1,2}-\d{3,4}(?![\d-])|(?<![\d.¥￥-])\d{1,3}-\d{3,4}(?![\d-])/gu;

type Mask = readonly [name: string, pattern: RegExp];
const MASKS: readonly Mask[] = [
  ['邮箱', MAIL],
  ['证件', IDENTITY],
  ['电话', MOBILE],
  ['电话', LANDLINE],
  ['卡号', CARD],
  ['车牌', PLATE],
  ['房号', ROOM],
];

/**
 * Takes phones, names, rooms, identity and bank numbers, number plates and addresses of mail out of a text; each becomes a placeholder
 * such as 【电话1】, the same words the same one. `known`: names and rooms that are known besides.
 */
export function masked(text: string, readers: Pick<Readers, 'readName'>, known: readonly string[] = []): Masked {
  const words = new Map<string, string>();
  const counts = new Map<string, number>();
  const stand = (name: string, found: string): string => {
    const before = [...words].find(([, value]) => value === found)?.[0];
    if (before !== undefined) return before;
    const count = (counts.get(name) ?? 0) + 1;
    counts.set(name, count);
    const placeholder = `【${name}${count}】`;
    words.set(placeholder, found);
    return placeholder;
  };
  // Placeholders that somebody typed himself are his words and never stand for ours.
  let hidden = text.replace(/【((?:邮箱|证件|电话|卡号|车牌|房号|姓名)\d+)】/g, '[$1]');
  for (const [name, pattern] of MASKS) hidden = hidden.replace(pattern, (found) => stand(name, found));
  for (const one of [...known, readers.readName(text)?.evidence ?? ''].filter((word) => word.length >= 2)) hidden = hidden.split(one).join(stand('姓名', one));
  hidden = hidden.replace(TITLED, (found) => stand('姓名', found));
  return { text: hidden, restored: (other) => [...words].reduce((whole, [placeholder, value]) => whole.split(placeholder).join(value), other) };
}
