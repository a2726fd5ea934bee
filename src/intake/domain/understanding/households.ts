import { numberAt, NUMBER_START } from './numerals.js';
import { nextBeginning } from './scanning.js';
import { plain, reading, type Found, type Reading, type Span } from './writing.js';

export interface HouseholdsFound extends Found<number | null> {
  /** Several households are meant but not counted (整层, 好几户), or the count is very loose. */
  readonly doubtful: boolean;
}

/** 三家公司 are no households. */
const FIRM =
  '报价|评估|公司|店|商(?![户量定议谈讨])|超市|银行|装修公司|装饰|装潢|中介|单位|工厂|工程|厂|饭|餐|酒|学校|幼儿|医院|媒体|电视|报社|门店|供应|机构|企业|施工|总包|快递|维保|维修|保洁|保安|保险|律师|律所|开发|物业|咖啡|奶茶|药|理发|洗|健身|网|宾馆|民宿|电器|具|里|长|属|庭|政府|品牌|承包|分包|居委|社区|连锁|菜|水果|早餐|火锅|烧烤|KTV|棋|麻将馆|茶|修理|搬家|设计院|房产|地产|检测|鉴定|监理|代理|代表';
const OWNER = '业主|住户|邻居|人家|购房户|购房者|租户|客户|商户';
const COUNTED = new RegExp(
  '^\\s?\\+?(?:来|多|余|几)?(?:户(?!型|一[表房梯]|的(?:房东|小区|楼|社区|项目)|口|籍|外|主|均|内|头|数)|' +
    `(?:家|个|位|名)(?:老|新|小区|本栋|同栋|受损|受害)?(?:${OWNER})(?!代表)|家人(?!们)|个?家庭|家(?=(?:都|也|一起|联名|投诉|反映|漏|受|被淹|人都|全)|[\\s,，。;；]|$)|业主(?=(?:联名|联合|一起|共同|都|集体|签名|反映|投诉))|住户)`,
);
/** 两家为了漏水吵: in a chat message 家 needs no such word behind it; a letter counts shops and firms as well. */
const HOMES = new RegExp(`^\\s?(?:来|多|余|几)?家(?!${FIRM})`);
const LETTER = 120;
/** 涉及户数12: the word stands before the number. */
const NAMED_BEFORE = /(?<!总)[户家]数(?:是|为|约|有|大概|共|:|\s){0,3}$/;
/** 一层两户 tells how a house is built, 这一层四家都漏 who complains. */
const LAYOUT_BEFORE = /(?<![这那同整])一层楼?$/;
/** 其余6户没意见: those who do not complain. */
const OTHERS_BEFORE = /(?:其余|其他|其它|剩下|别的)的?\s?$/;
/** 十户里有八户: the second count is the one. */
const OUT_OF = /^[\s,，]{0,2}(?:就|只|仅|才)有?[\d一二两三四五六七八九十]|^(?:(?:里|中|当中|里面|里头)?(?:就|只)?有|(?:里|中|当中|里面|里头))[\d一二两三四五六七八九十]/;
/** 一共30户,有22户签了名. */
const ALL_OF = /共(?:是|有|计)?\s?$/;
const SOME_HAVE = /^[\s,，]{0,2}(?:现在|已经?|目前)?有[\d一二两三四五六七八九十]/;
const ADDED_UP = /(?:一共|总共|合计|共计|加起来)(?:是|有)?\s?$/;
/** 三百多业主: without a word that counts people only where the number is plainly one. */
const OWNERS = /^(?:业主|居民|购房者)/;
const PAIRED = /(?<![梯每层\d])(?:俩|两个?|仨)(?:户|家|业主|邻居|住户)(?=[\s,，。;；]|$|都|人|互|吵|闹|业主|投诉|反映|一起|同时|漏|打|扯|因为)|[我他她]家(?:和|跟|与)(?:隔壁|楼上|楼下|对门|邻居)[^,，。]{0,4}(?:都|也)/;
const UP_DOWN = /(?:楼上楼下|上下楼|左邻右舍|隔壁邻居|对门)[^,，。;；\n\d]{0,4}$/;
const TOTAL_BEFORE = /(?:小区(?:共)?有?|共有|总共有?|一共有?|全小区|规划|可住|容纳|总户数|全部|整个小区)[^,，。;；\n]{0,6}$/;
/** 小区32栋楼2860户: how large it is, not who complains. */
const SIZE_BEFORE = /(?:小区|规划|可住|容纳|总户数|全盘|楼盘|体量)(?:[共有是计]|一共|总共|\u0000|[\d楼栋幢,，\s])*$/;
/** 说是一百多户,实际签字的有94户. */
const COUNTED_OUT = /(?:实际|核实|数了|真正|确认|签字的?|签名的?)[^,，。;；\n\d]{0,5}$/;
/** 要是变成15户: not so yet. */
const SUPPOSED = /(?:要|需要?|得|打算|计划)(?:召集|凑够?|凑满|凑齐|满|达到|找)\s?$|(?:要是|如果|万一|怕|别|可能会?|要)(?:变成|涨到|到|有|成|再来)\s?$/;
const TOGETHER = /联名|联合|一起|共同|都|投诉|反映|受影响|漏|出现|也|集体|签名|问题|要求|未|没|被|受损|维权|代表|已知|我们|上|近/;
const NOT_PARTY = /(?:宽带|网络|运营商|超市|医院|学校|公司)[^,，。]{0,4}$|(?:被|让|给|每|某|这|那|哪|同|逐|挨|各|入|分|按|单)$/;
const UNCOUNTED = /整(?:个)?(?:层|栋|幢|单元|楼|小区|排)(?!电梯|管|绿化|卫生)[^,，。;；\n]{0,6}(?:都|全|业主|住户|人|漏|停|没|投诉|联名)|(?:一|这)(?:层|栋|单元)楼?(?:人)?都|全(?:楼|栋|小区|体)(?:业主|住户|都|的业主)|(?:好几|很多|许多|不少|多|几|大批|众多|若干|部分|几十|好多)(?:户|家(?:人|业主|住户|都)|位?业主|个业主|名业主|住户|邻居)|邻居(?:们)?(?:也|都)|楼上楼下(?:都|全|也)|大家都|业主们/;
const ALONE = /(?:就|(?<!(?:宽带|网络|超市|医院|学校|公司|运营商)[^,，。]{0,4})只有?|仅|只是|只影响)(?:他|她|我|这|业主|本)(?:们)?(?:家|自己|自家|本人)?(?:一|1)?(?:户|家|个人)|(?:就|只有?|仅|单|只是|就是|只影响)(?:有)?\u0000*(?:他|她|我|这|业主|这边|本)?(?:们)?(?:家)?(?:一|1)(?:户|家(?=[\s,，。;；!！]|$|业主|漏|有|出现|这样|反映))|(?:就|只有?|仅|单)(?:是|有)?[^,，。;；\n\d]{0,6}[这那]一(?:户|家)|(?:就|只有|仅|单)(?:是|有)?(?:他|她|我|这)(?:们)?家(?=没|有|漏|不|这样|出|被|投诉|反映|进水|[\s,，。;；!！]|$)|单户|独此一[家户]|唯一一[家户]|单独一[户家]|没(?:有)?别(?:的)?[家户人]|除了[他她我]家|个别一户|就他自己|没有?(?:别人|其他(?:人|业主|住户|家|户))|(?:就|只有|仅)(?:他|她|我)(?:自己)?$/;
const ROUND_BEFORE = /(?:上|近|数|好几)$/;

/** The only one of its trade, not of the neighbours: 宽带只有一家. */
const ONLY_FIRM = /(?:宽带|网络|超市|医院|学校|公司|运营商|物业)[^,，。;；\n]{0,6}$/;

interface Counted extends Found<number> {
  readonly weight: number;
  /** All who live there: 全小区两千户. */
  readonly everybody: boolean;
}

function counted(text: string): Counted[] {
  const found: Counted[] = [];
  for (let i = nextBeginning(text, 0, NUMBER_START); i < text.length; i = nextBeginning(text, i + 1, NUMBER_START)) {
    const read = hundredsAlone(text, i) ?? numberAt(text, i);
    if (!read) continue;
    const rest = text.slice(read.end, read.end + 10);
    const before = text.slice(Math.max(0, i - 14), i);
    const named = NAMED_BEFORE.test(before) ? '' : null;
    const thing = COUNTED.exec(rest)?.[0] ?? (text.length > LETTER ? null : HOMES.exec(rest)?.[0]) ?? (isPlainNumber(read) && !/[万wW.]/.test(text.slice(read.start, read.end)) ? OWNERS.exec(rest)?.[0] : null) ?? named;
    i = read.end - 1;
    if (thing === null || read.high < 1 || read.high > 1e6 || !Number.isInteger(read.high) || notCounted(text, read, before, thing)) continue;
    const end = read.end + thing.length;
    const round = text.slice(end, end + 10);
    const side = UP_DOWN.exec(before)?.[0].length ?? 0;
    const everybody = TOTAL_BEFORE.test(before) || OTHERS_BEFORE.test(before);
    let weight = 2;
    if (side > 0) weight += 2;
    if (TOGETHER.test(round) || /联名|联合|已知|受影响|我们/.test(before)) weight += 1;
    if (found.length > 0 && ADDED_UP.test(before)) weight += 3;
    else if (everybody) weight -= 1;
    if (SIZE_BEFORE.test(before) && !TOGETHER.test(round)) weight -= 2;
    if (COUNTED_OUT.test(before)) weight += 2;
    if (SUPPOSED.test(before) || /(?<!是)(?:不是|并非)\s?$/.test(before)) weight -= 2;
    if (OUT_OF.test(round) || (ALL_OF.test(before) && SOME_HAVE.test(round))) weight -= 4;
    if (read.high === 1) weight -= 1.5;
    found.push({ value: read.high, start: side > 0 ? i + 1 - (read.end - read.start) - side : read.start, end, weight, everybody });
  }
  return found;
}

/** A number with the right word behind it that counts no households all the same. */
function notCounted(text: string, read: { readonly start: number; readonly high: number }, before: string, thing: string): boolean {
  if (read.high === 1 && (NOT_PARTY.test(before) || /^家人?$/.test(thing.trim()) || /[个位名]/.test(thing))) return true;
  if (/^\s+(?:业主|住户|居民)/.test(thing)) return true;
  if (/(?:[几每第梯]|每(?:层|栋|单元|楼))$/.test(before) || (thing !== '' && before.endsWith('数'))) return true;
  if (LAYOUT_BEFORE.test(before) && !/^\s?(?:都|也|全|反映|投诉)/.test(text.slice(read.start).replace(/^[^户家]*[户家]/, ''))) return true;
  return /(?:\d|[\d\u0000]\s?\/\s?)$/.test(before) && /\d/.test(text.charAt(read.start));
}

/** 三百多, 二十: no room number looks like it. */
const isPlainNumber = (read: { readonly high: number; readonly loose?: boolean; readonly form?: string }): boolean =>
  read.high > 1 && (read.loose === true || read.form === 'counted');

/** 上百户, 近千户, 百十户: the unit stands alone for one of it. */
function hundredsAlone(text: string, at: number): { start: number; end: number; high: number } | null {
  const unit = { 百: 100, 千: 1000 }[text.charAt(at)];
  if (unit === 100 && /^百十(?:来|多)?[户家位个名业住]/.test(text.slice(at, at + 4)) && !/[一二两三四五六七八九\d]$/.test(text.slice(0, at))) return { start: at, end: at + 2, high: unit };
  return unit !== undefined && ROUND_BEFORE.test(text.slice(0, at)) && /[户家位个名业住]/.test(text.charAt(at + 1))
    ? { start: at, end: at + 1, high: unit }
    : null;
}

/** A place, blanked by now, or a unit without its building. */
const PLACE_BEFORE = /(?:\u0000|[\d一二三四五六七八九十]单元|[东西南北中]边)\s?(?:有|共|的)?\s?$/;

/** A栋3户,B栋5户: every count belongs to a place of its own, and nobody has added them up. */
function perPlace(text: string, counts: readonly Counted[]): HouseholdsFound | null {
  const [first, ...more] = counts;
  const last = more.at(-1);
  if (first === undefined || last === undefined || counts.some(({ start }) => !PLACE_BEFORE.test(text.slice(Math.max(0, start - 5), start)))) return null;
  return { value: counts.reduce((sum, { value }) => sum + value, 0), start: first.start, end: last.end, doubtful: false };
}

/** How many households share the complaint; the text must be `plain`, with rooms, phones and times blanked. */
export function findHouseholds(text: string): HouseholdsFound | null {
  const counts = counted(text).filter(({ weight }) => weight >= 0);
  const summed = perPlace(text, counts);
  if (summed !== null) return summed;
  const [best] = counts.sort((a, b) => b.weight - a.weight || b.value - a.value);
  const only = ALONE.exec(text);
  const alone = only && !ONLY_FIRM.test(text.slice(0, only.index)) ? only : null;
  if (best && !(best.everybody && alone)) return { value: best.value, start: best.start, end: best.end, doubtful: false };
  const pair = PAIRED.exec(text);
  if (pair) return { value: pair[0].startsWith('仨') ? 3 : 2, start: pair.index, end: pair.index + pair[0].length, doubtful: false };
  if (alone) return { value: 1, start: alone.index, end: alone.index + alone[0].length, doubtful: false };
  const many = UNCOUNTED.exec(text);
  return many ? { value: null, start: many.index, end: many.index + many[0].length, doubtful: true } : null;
}

/** 1501和1502都漏: the rooms are counted where the words say that it is all of them. */
export function householdsOfRooms(text: string, rooms: readonly Span[]): HouseholdsFound | null {
  const [first] = rooms;
  const doors = new Set(rooms.map(({ start }) => start)).size;
  const last = rooms.find(({ end }) => /^\s?(?:室|的|业主)?[\u4e00-\u9fa5]{0,5}?(?:(?:全|也)?(?:都|均)(?!要|得)|同时|双双)/.test(text.slice(end, end + 8)));
  if (!first || !last || last === first || doors < 2) return null;
  const before = rooms.filter(({ end }) => end <= last.end).length;
  return before < 2 ? null : { value: before, start: first.start, end: last.end, doubtful: false };
}

/** A bare answer to 涉及几户: "五户", "就他一家", "3". */
export function readHouseholds(text: string): Reading<number> | null {
  const line = plain(text);
  const found = findHouseholds(line);
  if (found && found.value !== null) return reading(text, { ...found, value: found.value });
  if (found) return null;
  if (/^\s*(?:没有?(?:别人|其他人?|别的)?|就(?:他|她|我)|只有(?:他|她|我)|一家|单独|没有了?|无)[。.!！]?\s*$/.test(line)) return { value: 1, evidence: text.trim() };
  const start = /^\D{0,4}?(?=[\d一二两三四五六七八九十百])/.exec(line)?.[0].length ?? -1;
  const read = start < 0 ? null : numberAt(line, start);
  if (!read || read.high < 1 || !Number.isInteger(read.high) || !/^\s*(?:户|家|个|多|来户|左右|吧|[。.!！]|$)/.test(line.slice(read.end))) return null;
  return { value: read.high, evidence: text.trim() };
}
