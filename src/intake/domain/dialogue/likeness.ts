import type { Category } from '../../../terms/complaint.js';
import { MATTERS, TROUBLES } from './subject-words.js';

/** What two reports are compared by; the subject is the generic line of `subjectOf`. */
export interface SaidMatter {
  readonly category: Category;
  readonly subject: string;
}

/** From here on two reports are taken for one matter, and a person is asked (likeness.spec.ts measures it). */
const SAME = 0.7;
/** Households are proposed for a group only where thing and trouble are both named alike. */
const SAME_FOR_GROUP = 0.85;

/** One trouble under several names. */
const FAMILIES: readonly (readonly string[])[] = [
  ['漏水', '渗水', '渗漏', '漏雨'],
  ['故障', '开关不畅', '不亮', '损坏', '破损', '松动'],
  ['虚假宣传', '与承诺不符', '承诺未兑现'],
  ['温度不达标', '不制冷'],
  ['脱落', '空鼓', '起翘变形'],
  ['异味', '油烟扰民'],
];
/** Said of any matter: they name none. */
const GENERIC: ReadonlySet<string> = new Set(['无人处理', '报修', '质量问题', '缺失']);
/** Of people it says something: 保洁无人处理 is not 保洁服务态度. */
const PEOPLE = /保洁|保安|门岗|管家|客服|顾问|销售|师傅|人员/;

/** One thing under several names. */
const SYNONYMS: readonly (readonly string[])[] = [
  ['卫生间', '洗手间', '厕所', '浴室', '主卫', '次卫', '客卫'],
  ['入户门', '大门', '防盗门'],
  ['瓷砖', '墙砖', '地砖'],
  ['下水道', '地漏', '下水管', '排水管', '污水管', '下水'],
  ['绿化', '草坪'],
  ['学区', '学位'],
  ['保安', '门岗'],
  ['地下车库', '车库', '地库', '地下室'],
  ['停车场', '停车位', '车位'],
  ['吊顶', '天花板', '天花', '顶棚', '顶板'],
  ['屋面', '屋顶', '楼顶', '顶楼', '天台'],
  ['墙面', '墙体', '墙皮', '墙角', '墙'],
  ['楼上', '楼下', '邻居', '隔壁'],
  ['暖气', '地暖', '供暖'],
  ['房产证', '不动产证', '产权证'],
  ['窗户', '门窗', '窗框', '玻璃'],
  ['物业人员', '客服', '管家', '工作人员'],
];

const LABELS = [...new Set(TROUBLES.map(([, label]) => label))].sort((a, b) => b.length - a.length);

interface Parts {
  /** What it is about; null when not named. */
  readonly thing: string | null;
  /** The family's first name; null when none is named, or only one that says nothing. */
  readonly trouble: string | null;
}

const familyOf = (groups: readonly (readonly string[])[], word: string): string => groups.find((group) => group.includes(word))?.[0] ?? word;

/** Subjects are thing and trouble written together: 主卧卫生间漏水. */
function partsOf(subject: string): Parts {
  const label = LABELS.find((one) => subject.endsWith(one));
  const before = label === undefined ? subject : subject.slice(0, -label.length);
  const thing = before !== '' && (label !== undefined || MATTERS.includes(before)) ? before : null;
  const generic = label !== undefined && GENERIC.has(label) && !(thing !== null && PEOPLE.test(thing));
  return { thing, trouble: label === undefined || generic ? null : familyOf(FAMILIES, label) };
}

/** 卫生间 is meant by 主卧卫生间 too. */
function sameThing(a: string, b: string): boolean {
  // The outside of the wall is common property, its inside somebody's own.
  if (a.includes('外墙') !== b.includes('外墙')) return false;
  const [one, other] = [familyOf(SYNONYMS, a), familyOf(SYNONYMS, b)];
  return one === other || a.includes(b) || b.includes(a) || one.endsWith(other) || other.endsWith(one);
}

function pairs(text: string): ReadonlySet<string> {
  return new Set(Array.from({ length: Math.max(0, text.length - 1) }, (_, at) => text.slice(at, at + 2)));
}

/** Dice's coefficient on pairs of characters, for subjects outside the vocabulary. */
function letterLikeness(a: string, b: string): number {
  const [one, other] = [pairs(a), pairs(b)];
  if (one.size === 0 || other.size === 0) return 0;
  const shared = [...one].filter((pair) => other.has(pair)).length;
  return (2 * shared) / (one.size + other.size);
}

function partsLikeness(a: Parts, b: Parts): number | null {
  if (a.trouble === null && b.trouble === null) return null;
  const things = a.thing !== null && b.thing !== null ? sameThing(a.thing, b.thing) : null;
  if (a.trouble !== null && b.trouble !== null) {
    if (a.trouble !== b.trouble) return 0.3;
    return things === null ? 0.75 : things ? 0.9 : 0.4;
  }
  // "电梯无人处理" after "电梯故障": the thing alone says what it is about.
  return things === true ? 0.75 : 0.2;
}

/** Two people who sort one matter differently still call thing and trouble alike; a group is not built on that. */
const SORTED_OTHERWISE = 0.75;

/** How alike the words of two reports are, 0 to 1; of different categories they are alike only where thing and trouble both are. */
export function likeness(a: SaidMatter, b: SaidMatter): number {
  if (a.category === b.category) return wordsLikeness(a, b);
  const [one, other] = [partsOf(a.subject), partsOf(b.subject)];
  const named = one.thing !== null && other.thing !== null && one.trouble !== null;
  return named && one.trouble === other.trouble && sameThing(one.thing, other.thing) ? SORTED_OTHERWISE : 0;
}

function wordsLikeness(a: SaidMatter, b: SaidMatter): number {
  const [one, other] = [partsOf(a.subject), partsOf(b.subject)];
  const named = one.thing !== null || one.trouble !== null;
  if (a.subject === b.subject) return named ? 1 : letterLikeness(a.subject, b.subject);
  return partsLikeness(one, other) ?? letterLikeness(a.subject, b.subject);
}

/** Whether a second report of one customer is about what he reported before. */
export const isSameMatter = (a: SaidMatter, b: SaidMatter): boolean => likeness(a, b) >= SAME;

/** Whether reports of two households may be one group complaint (群诉). */
export const isGroupMatter = (a: SaidMatter, b: SaidMatter): boolean => likeness(a, b) >= SAME_FOR_GROUP;
