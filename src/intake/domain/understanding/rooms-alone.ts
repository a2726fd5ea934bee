import { SURNAMED_PERSON } from './people.js';
import { ARABIC, looksLikeRoom, looksLikeYear, N, numeral, type Place, roomNumber, sameStair, SOME_DIGIT } from './room-numbers.js';
import { matchesAt, matchesOf } from './scanning.js';
import type { Span } from './writing.js';

/** 房号1501, 改成1502: what stands before a door that is told. */
const TOLD = /(?:房号|门牌号?|房间号|室号|住在?|改成|改为|应该?是|而是|不是\s?\d{3,4}\s?是)(?:是|:|\s)?$/;
const NAMED_AS_ROOM = /(?:房号|门牌号?|房间号|室号|住在?)(?:是|:|\s)?$/;
const TOLD_AFTER = /^(?:[\s,，。;；、!！]|$|的|室|房)/;
/** 业主1501来电, 我家1501, 王女士1501. */
const OWNER = /(?:业主|住户|租户|租客|客户|[我他她]家?|女士|先生|小姐|阿姨|大爷|投诉|举报)(?:是|住)?\s?$/;
const ALONE = new RegExp(
  `(?<![A-Za-z\\d.\\-:])(\\d{3,4})(?:(?:室|号房|房)(?!间|屋|子|产|款|价)|(?=\\s?(?:的)?(?:业主|住户|户主|客户|租户|租客|房客|房主|房东|那户|那家|这?一[户家](?!三口|人)|这[户家]|家(?:里|的|漏)|[王李张刘陈]|${SURNAMED_PERSON}))|(?=户[\\d一二两三四五六七八九])|(?=[漏渗滴流淹漫]水?到)|(?=门口|门前|家门|阳台|厨房|卫生间|天花板|主卧|次卧|客厅|飘窗)|(?=(?:(?:和|跟|与|、)\\d{3,4}){1,8}\\s?(?:都|也|两|[俩一二两三四五六七八九十]?[家户]|室|漏|渗|反映|投诉|为|因|吵|互|之间)))`,
  'y',
);
/** 八零三的业主, 十五楼03, 15楼1501: without a building. */
const SPELLED_ALONE = /(?<![零〇一二三四五六七八九十百千万幺\d])([零〇一二三四五六七八九幺]{3,4})(?=室|的?(?:业主|住户|户主|那家|那户|客户|租户|租客|房东)|(?:和|跟|与|、)[一二三四五六七八九幺][零〇一二三四五六七八九幺]{2,3}\s?(?:都|也|两|室|[家户]|漏|渗|反映|投诉|为|因|吵|互|之间))/y;
const FLOOR_AND_DOOR = new RegExp(`(?<![\\d一二三四五六七八九十A-Za-z])(${N}{1,3})[楼层]的?\\s?(0[1-9]|[零〇][一二三四五六七八九]|\\d{2}(?=室)|\\d{3,4}(?!\\d|\\s?[元块万千多个户年度米平]))(?![\\d.:])`, 'y');
/** A number that stands alone is a room where it looks like floor and door and no word of money comes before it. */
const BARE = /(?<![^\s,，。;；、!！:有])(\d{3,4})(?=[\s,，。;；、!！]|$|[一二两三四五六七八九十]{1,2}[户家]|说|漏|渗|反映|投诉|报修|受|又|还|的邻居)/g;
const MONEY_BEFORE = /(?:平|㎡|元|块|赔|要|给|退|付|共|计|价|费|款|金|损失|花|收|交|钱|补|[¥￥]|\d[\s,，、]|[号位尾码证])[^,，。;；\n]{0,4}$/;

const doorAt = (start: number, end: number, room: string): Place => ({ start, end, building: null, unit: null, room });

const FLOOR_AND_NUMBER = /^(?:[1-9]|[1-4]\d|5[0-5])(?:0[1-9]|[1-3]\d)$/;

/** Rooms said without their building. */
export function doorsAlone(text: string, doors: readonly Span[]): Place[] {
  const places: Place[] = [];
  for (const { start, end } of doors) {
    const room = text.slice(start, end);
    const before = text.slice(Math.max(0, start - 12), start);
    const told = TOLD_AFTER.test(text.charAt(end)) && TOLD.test(before) && (NAMED_AS_ROOM.test(before) || looksLikeRoom(room));
    if (!looksLikeYear(room) && (told || (looksLikeRoom(room) && OWNER.test(before)))) places.push(doorAt(start, end, room));
  }
  for (const { 0: whole, 1: floor, 2: door, index } of matchesAt(text, FLOOR_AND_DOOR, SOME_DIGIT)) {
    const room = roomNumber(door, floor);
    if (door !== undefined && door.length > 2 && room?.slice(0, -2) !== numeral(floor)) continue;
    if (room !== null) places.push(doorAt(index, index + whole.length, room));
  }
  for (const { 0: whole, 1: room = '', index } of matchesAt(text, ALONE, ARABIC)) {
    const named = /[室房]$/.test(whole);
    if (!named && (looksLikeYear(room) || !FLOOR_AND_NUMBER.test(room))) continue;
    places.push(doorAt(index, index + whole.length, room));
  }
  for (const { 1: said = '', index } of matchesAt(text, SPELLED_ALONE, SOME_DIGIT)) {
    const room = roomNumber(said);
    if (room !== null && looksLikeRoom(room)) places.push(doorAt(index, index + said.length, room));
  }
  return places;
}

/** Numbers between two borders that look like floor and door, where no room was named in another way. */
export function barePlaces(text: string): Place[] {
  const places: Place[] = [];
  for (const { 1: room = '', index } of matchesOf(text, BARE)) {
    const [first, last] = [places[0], places.at(-1)];
    const next = last !== undefined && last.end + 1 === index;
    if (!looksLikeRoom(room) || looksLikeYear(room) || (!next && MONEY_BEFORE.test(text.slice(Math.max(0, index - 8), index)))) continue;
    if (first === undefined || sameStair(first.room, room)) places.push(doorAt(index, index + room.length, room));
  }
  return text.trim() === places[0]?.room ? [] : places;
}
