import { DIGITS, doorNumbers, has, looksLikeRoom, N, NO_ROOM_AFTER, numeral, numerals, type Place, roomNumber, sameStair, SPOKEN_DIGITS } from './room-numbers.js';
import { barePlaces, doorsAlone } from './rooms-alone.js';
import { beginnings, matchesAt, matchesOf } from './scanning.js';
import { cut, plain, type Reading, type Span } from './writing.js';

const BUILDING_NAME = `(?:[A-Za-z]\\d{0,2}|[甲乙丙丁](?=[座栋幢])|${N}{1,4})`;
const ROOM_NUMBER = `(?:\\d{3,4}|[一二三四五六七八九](?:千|百)[零〇一二三四五六七八九十百]{2,6}|\\d{2}(?=室)|0[1-9](?!\\d)|[一二三四五六七八九]?十?[一二三四五六七八九]?[零〇]?[零〇一二三四五六七八九幺]{1,4}|\\d{1,2}[零〇][一二三四五六七八九])`;
const LIST = '(?:、|,|，|和|及|与|跟)';
const RANGE = '(?:-|~|到|至)';
const ONE_UNIT = `(?:${N}{1,3}|[A-Za-z甲乙丙丁东西中南北])`;
/** 1单元, 1、2单元, 1-3单元, 东单元, and 2门1501 in the north. */
const UNITS = `(${ONE_UNIT}(?:(?:${LIST}|${RANGE})${N}{1,3}){0,8})\\s?(?:单元|单(?=\\d{3,4}(?!\\d))|门(?=\\s?(?:\\d{3,4}(?!\\d)|[一二三四五六七八九][零〇一二三四五六七八九幺]{2,3}(?!.?[十百千万])|${N}{1,3}[楼层])))`;

/** What is said between building, unit and room: 六栋的那个一单元的一零零二. */
const GAP = '(?:[\\s,，的-]|那个|这个|那边|顶[层楼]|那|啊|嘛|呢|嗯){0,3}';

const FULL = new RegExp(
  `(?<![A-Za-z\\d.])(?:第)?(${BUILDING_NAME})\\s?(?:号?[栋幢座]|号楼|#楼?|号院|楼(?=${N}{1,2}单元)|号(?=\\s?${N}{1,2}单元|\\d{3,4}室|别墅))` +
    `(?:公寓|写字楼|大厦|洋房|高层|商铺)?(?:${GAP}(?:单元是|第)?${UNITS}|[\\s-]{0,2}(\\d{1,2})[-#]{1,2}(?=\\d{3,4}))?` +
    `(?:${GAP}第?(${N}{1,3})\\s?[楼层](?![下上盘道梯主板顶]))?` +
    `(?:${GAP}(${ROOM_NUMBER})(?:室|号房|号(?![楼栋幢线])|房(?!间|屋|子)|户主|(?<=\\d{4})户(?=[\\s,，。、]|$|的|漏|渗|反映|投诉|业主|厨|卫|主卧|客厅))?${NO_ROOM_AFTER})?`,
  'y',
);
const CAPITALS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const LETTERS = beginnings(CAPITALS);
const DASHES = beginnings('-—–_/#');
const FULL_START = beginnings(`第甲乙丙丁${DIGITS}${SPOKEN_DIGITS}${CAPITALS}${CAPITALS.toLowerCase()}`);
const DASH = '(?:-|—|–|_|/)';
const DASHED = new RegExp(
  `(?<![A-Za-z\\d./_-]|\\d:)([A-Za-z]\\d{0,2}|\\d{1,3})(?:#?${DASH}|#)(?:(\\d{1,2})(?:单元|#)?${DASH})?(\\d{3,4}|\\d{1,2}[A-Fa-f](?![A-Za-z]))(?:室|房(?!间|屋|子))?(?![-\\d:]|/(?!\\d{3,4}(?:/\\d{3,4})*(?![-\\d/]))|\\.\\d)${NO_ROOM_AFTER}`,
  'g',
);
/** 3-2-15-01: building, unit, floor, door. */
const BY_FLOOR = /(?<![A-Za-z\d.:/-])([A-Za-z]\d?|\d{1,2})-(\d{1,2})-(\d{1,2})-(0\d)(?![-\d])/g;
/** 3-2单元停电. */
const UNIT_DASHED = /(?<![A-Za-z\d./_:栋幢楼座#-])(\d{1,2}|[A-Z]\d?)-(\d{1,2})(?:单元(?!\s?-?\d{3,4}(?!\d))|(?=\s?(?:门禁|电梯|大堂|大门|单元门|楼道|楼梯|走廊|顶楼|停[水电])))/y;
const UNIT_DASHED_START = beginnings(`${DIGITS}${CAPITALS}`);
/** 3.2.1501, as some type on a phone; the last part is no year. */
const DOTTED = /(?<![\d.])(\d{1,2})\.(\d{1,2})\.((?!(?:19|20)\d\d(?!\d))\d{3,4})(?![\d.])/g;
/** 3 2 1501, 3-2 1501. */
const SPACED = new RegExp(`(?<![^\\s,，。;；:住在户主是])(\\d{1,2})[ ~-](\\d{1,2})[ ~](\\d{3,4})(?![\\d.:-])${NO_ROOM_AFTER}`, 'g');
/** 三杠二杠一五零一, as it is read aloud. */
const SPOKEN = new RegExp(`(${N}{1,3})(?:杠|(?<=[一二三四五六七八九十])-)(?:(${N}{1,2})[杠-])?(${N}{3,5})(?:室)?${NO_ROOM_AFTER}`, 'g');
const LETTERED = new RegExp(`(?<![A-Za-z\\d-])([A-Z])(\\d{3,4})(?![\\dA-Za-z-])(?:室|房)?${NO_ROOM_AFTER}`, 'g');
/** 2单元1501 without its building, and S12商铺. */
const IN_UNIT = new RegExp(`(?<![A-Za-z\\d栋幢座楼号])(${N}{1,2})单元(?:[\\s的]?${N}{1,3}[楼层])?[\\s-]?(${ROOM_NUMBER})(?:室)?${NO_ROOM_AFTER}`, 'g');
const SHOP = /(?<![A-Za-z\d-])([A-Z]\d{1,3})(?=号?(?:商铺|铺位|底商))/g;
/** 渗到楼下1401: in the building that was named before. */
const NEIGHBOUR = /(?:楼上|楼下|隔壁|邻居|对门|对面|[下上]面|[漏渗滴流淹泡漫]水?[到至进]了?(?:我家?|[他她]家|楼下)?)(?:的|家|那家|住户|业主)?\s?$/;
const SPELLED_DOOR = new RegExp(`(?<![零〇一二三四五六七八九幺十百])[零〇一二三四五六七八九幺]{3,4}(?:室)?${NO_ROOM_AFTER}`, 'y');
const SPELLED_START = beginnings('零〇一二三四五六七八九幺');
const NEXT_ROOM = new RegExp(`^\\s?(?:${LIST}|\\/|还有|\\s)\\s?(\\d{3,4}|[一二三四五六七八九幺][零〇一二三四五六七八九幺]{2,3}(?![零〇一二三四五六七八九十百千万]))(?:室|房(?!间|屋|子))?(?![\\d.-])${NO_ROOM_AFTER}`);
const NEXT_UNIT = new RegExp(`^\\s?(?:、|,|和|跟|及|与|\\s)\\s?(${N}{1,3})\\s?单元`);
const NEXT_BUILDINGS_BEFORE = new RegExp(`((?:${BUILDING_NAME}(?:${LIST}|${RANGE}))+)$`);
const COUNTED_BUILDINGS = /^(?:楼(?![上下里内前后顶道梯])|房子|高层|住宅|别墅)/;
const PROVINCE_PLATE = /[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼]$/;
/** B1-237 is a place to park. */
const PARKING_BEFORE = /(?:车位|泊位|充电桩|储藏室|订单|单号|编号)(?:号|是|为|在|:)?\s?$/;
const PARKING_AFTER = /^\s?号?(?:车位|泊位|充电桩)(?!号?[:\s]{0,2}[A-Z\d])/;

/** A list longer than this is no complaint but a table. */
const MOST_PLACES = 100;
function fullPlaces(text: string): Place[] {
  const places: Place[] = [];
  for (const match of matchesAt(text, FULL, FULL_START)) {
    const [whole, building, saidUnits, dashedUnit, floor, room] = match;
    const units = saidUnits === undefined ? [numeral(dashedUnit)] : numerals(saidUnits);
    const end = match.index + whole.length;
    const name = numeral(building);
    const after = text.slice(match.index + whole.trimEnd().length, end + 10);
    const counted = whole.endsWith('户') && !looksLikeRoom(room ?? '');
    const quantity = units[0] === null && (room === undefined || counted) && isQuantity(text.charAt(match.index - 1), whole, after);
    if (name === null || name === '0' || Number(name) > 300 || quantity) continue;
    if (whole.endsWith('号院') && /(?:隔壁|旁边|对面|附近|别的)$/.test(text.slice(Math.max(0, match.index - 2), match.index))) continue;
    if (/#$/.test(whole.trim()) && NUMBERED_PLANT.test(after)) continue;
    const single = room !== undefined && /^(?:[一二三四五六七八九]|\d)$/.test(room) && !/[号室]$/.test(whole);
    const number = single || counted ? null : roomNumber(room, floor);
    // 12栋,2000不退: behind a gap only what looks like a room is one.
    const apart = number !== null && room !== undefined && /[\s,，]$/.test(whole.slice(0, whole.lastIndexOf(room))) && /\d\d00$/.test(number);
    const kept = (number === null || apart) && room !== undefined ? match.index + whole.lastIndexOf(room) : end;
    for (const unit of units) places.push({ start: match.index, end: kept, building: name, unit, room: apart ? null : number });
  }
  return places;
}

/** 2#水泵, 3#门: plant is numbered like buildings. */
const NUMBERED_PLANT = /^[\dA-Za-z]|^\s?(?:线|配电|水?泵|电梯|货梯|客梯|扶梯|门(?!口)|闸|岗|机|柜|箱|变压器|变电|楼梯|车[位库]|梯|井|管|库|坡|出?入?口|充电|桩|炉|塔吊|样板)/;

/** 一栋楼, 总共5栋楼, 哪栋: a number of buildings, not the name of one. */
function isQuantity(before: string, whole: string, after: string): boolean {
  if (!/[栋幢座]/.test(whole)) return false;
  if (/[共有几哪这那每全余多起盖建另计]$/.test(before) || /^楼\s?[,，]?\s?(?:共|一共|总共)?\d+多?户/.test(after)) return true;
  return (/^[一两]/.test(whole) && COUNTED_BUILDINGS.test(after)) || (/^[二三四五六七八九十]/.test(whole) && /^楼(?![上下里内前后顶道梯])/.test(after));
}

function dashedPlaces(text: string): Place[] {
  const places: Place[] = [];
  if (!has(text, DASHES)) return places;
  for (const { 0: whole, 1: building, 2: unit, 3: floor, 4: door, index } of matchesOf(text, BY_FLOOR)) {
    places.push({ start: index, end: index + whole.length, building: numeral(building), unit: numeral(unit), room: `${numeral(floor) ?? ''}${door ?? ''}` });
  }
  for (const match of matchesOf(text, DASHED)) {
    const [whole, building = '', unit, room = ''] = match;
    const before = text.slice(Math.max(0, match.index - 6), match.index);
    const sum = unit === undefined && /^\d+$/.test(building) && /(?:赔|偿|[¥￥])\D{0,2}$/.test(before);
    const building3 = unit === undefined && /^\d{3}$/.test(building);
    if (sum || building3) continue;
    places.push({ start: match.index, end: match.index + whole.length, building: numeral(building), unit: numeral(unit), room: room.toUpperCase() });
  }
  return places;
}

function otherPlaces(text: string, doors: readonly Span[]): Place[] {
  const places: Place[] = [];
  for (const pattern of text.includes('.') ? [DOTTED, SPACED] : [SPACED]) {
    for (const { 0: whole, 1: building, 2: unit, 3: room = '', index } of matchesOf(text, pattern)) {
      if (pattern === SPACED && !looksLikeRoom(room)) continue;
      places.push({ start: index, end: index + whole.length, building: numeral(building), unit: numeral(unit), room });
    }
  }
  for (const { 0: whole, 1: building, 2: unit, 3: room, index } of text.includes('杠') || (text.includes('-') && /[一二三四五六七八九十]-/.test(text)) ? matchesOf(text, SPOKEN) : []) {
    const number = roomNumber(room);
    if (number !== null) places.push({ start: index, end: index + whole.length, building: numeral(building), unit: numeral(unit), room: number });
  }
  for (const { 0: whole, 1: building, 2: unit, index } of text.includes('-') ? matchesAt(text, UNIT_DASHED, UNIT_DASHED_START) : []) {
    places.push({ start: index, end: index + whole.length, building: numeral(building), unit: numeral(unit), room: null });
  }
  for (const { 0: whole, 1: unit, 2: said, index } of text.includes('单元') ? matchesOf(text, IN_UNIT) : []) {
    const room = roomNumber(said);
    if (room !== null) places.push({ start: index, end: index + whole.length, building: null, unit: numeral(unit), room });
  }
  for (const { 0: whole, 1: building, 2: unit, 3: room, index } of /[栋幢楼室房元]号|楼栋|房间/.test(text) ? matchesOf(text, IN_A_FORM) : []) {
    places.push({ start: index + whole.indexOf(building ?? ''), end: index + whole.length, building: numeral(building), unit: numeral(unit), room: roomNumber(room) });
  }
  if (!has(text, LETTERS)) return [...places, ...doorsAlone(text, doors)];
  for (const { 0: whole, index } of matchesOf(text, SHOP)) places.push({ start: index, end: index + whole.length, building: whole, unit: null, room: null });
  for (const match of matchesOf(text, LETTERED)) {
    if (PROVINCE_PLATE.test(text.charAt(match.index - 1))) continue;
    places.push({ start: match.index, end: match.index + match[0].length, building: match[1] ?? null, unit: null, room: match[2] ?? null });
  }
  return [...places, ...doorsAlone(text, doors)];
}

const overlaps = (a: Span, b: Span): boolean => a.start < b.end && b.start < a.end;

/** "3-2-1501、1502" and "16栋1单元、2单元": a room or unit named after a full one lies in the same building and unit. */
function withFollowers(text: string, place: Place): Place[] {
  const places = [place];
  let last = place;
  const byUnit = place.room === null;
  while (place.room !== null || place.unit !== null) {
    const match = (byUnit ? NEXT_UNIT : NEXT_ROOM).exec(text.slice(last.end, last.end + 12));
    if (!match) break;
    const room = byUnit ? null : roomNumber(match[1]);
    if (!byUnit && (room === null || (/^\s\s?[^\s、,，和及与跟/还]/.test(match[0]) && !places.some((each) => sameStair(each.room, room))))) break;
    const named = byUnit ? { unit: numeral(match[1]) } : { room };
    last = { ...place, ...named, start: last.end, end: last.end + match[0].length };
    places.push(last);
  }
  return places;
}

/** 1、… and on another line 2、…: the lines are numbered. */
const isLineMark = (text: string, start: number): boolean => /^$|\n$/.test(text.slice(Math.max(0, start - 1), start)) && /(?:^|\n)\d{1,2}[、.][^\n]*\n+\d{1,2}[、.]/.test(text);

/** "12、13栋": the buildings listed before the one that carries the word. */
function listedBefore(text: string, place: Place): Place[] {
  if (place.unit !== null || place.room !== null || !/[、,，和及与跟~到至-]/.test(text.charAt(place.start - 1))) return [];
  const match = NEXT_BUILDINGS_BEFORE.exec(text.slice(Math.max(0, place.start - 16), place.start));
  if (!match) return [];
  const start = place.start - match[0].length;
  if (/^\d{1,2}、$/.test(match[0]) && isLineMark(text, start)) return [];
  const listed = /[-~到至]$/.test(match[0]) ? numerals(match[0] + (place.building ?? '')) : numerals(match[0]);
  return listed.map((building) => ({ start, end: place.start, building, unit: null, room: null }));
}

/** 渗到楼下1401 lies in the building and unit that was named last before it, or else in the first one behind it. */
function neighbours(text: string, places: readonly Place[], doors: readonly Span[]): Place[] {
  const found: Place[] = [];
  const spelled = matchesAt(text, SPELLED_DOOR, SPELLED_START).map(({ 0: said, index }) => ({ start: index, end: index + said.length }));
  for (const { start, end } of [...doors, ...spelled]) {
    if (!NEIGHBOUR.test(text.slice(Math.max(0, start - 10), start))) continue;
    const room = roomNumber(text.slice(start, end).replace('室', ''));
    const named = places.filter((place) => place.building !== null);
    const home = named.filter((place) => place.end <= start).at(-1) ?? named[0];
    if (room === null || !looksLikeRoom(room)) continue;
    found.push({ start, end, building: home?.building ?? null, unit: home?.unit ?? null, room });
  }
  return found;
}

const SPOKEN_OF = /^(?:家|户)?(?:说|赔|认|不认|不肯|不同意|业主|那家|那户)/;
/** 401往下漏 301 201 都湿. */
const ALL_OF_THEM = /^(?:[\s、,，]\d{3,4})*\s?(?:都|也|全)/;
const SPOKEN_TO = /(?:要|让|找|跟|和|向|叫)$/;

/** 801要901赔, 901说不是他: a door of the same stair, spoken of like a person. */
function sameStairs(text: string, places: readonly Place[], doors: readonly Span[]): Place[] {
  const home = places.find(({ room }) => room !== null);
  if (home === undefined) return [];
  return doors.flatMap(({ start, end }) => {
    const room = text.slice(start, end);
    if (!sameStair(home.room, room)) return [];
    const listed = ALL_OF_THEM.test(text.slice(end, end + 14)) && /\s$/.test(text.slice(Math.max(0, start - 1), start));
    const meant = listed || (SPOKEN_OF.test(text.slice(end, end + 4)) && (SPOKEN_TO.test(text.slice(Math.max(0, start - 1), start)) || /^(?:家|户)?(?:说|业主|那|不)/.test(text.slice(end, end + 3))));
    return meant ? [{ ...home, start, end, room }] : [];
  });
}

function findPlaces(text: string): Place[] {
  const kept: Place[] = [];
  if (!has(text, FULL_START)) return kept;
  const same = (a: Place, b: Place): boolean => a.building === b.building && a.unit === b.unit && a.room === b.room;
  const keep = (place: Place): void => {
    if (kept.length >= MOST_PLACES || kept.some((other) => overlaps(other, place) && (other.start !== place.start || same(other, place)))) return;
    for (const each of [...listedBefore(text, place), ...withFollowers(text, place)]) {
      if (!kept.some((other) => overlaps(other, each) && same(other, each))) kept.push(each);
    }
  };
  const doors = doorNumbers(text);
  for (const place of [...fullPlaces(text), ...dashedPlaces(text), ...otherPlaces(text, doors)]) keep(place);
  for (const place of neighbours(text, kept, doors)) keep(place);
  for (const place of sameStairs(text, kept, doors)) keep(place);
  if (kept.every(({ room }) => room === null) && new Set(kept.map(({ building }) => building)).size < 2) for (const place of barePlaces(text)) keep(place);
  return kept.sort((a, b) => a.start - b.start);
}

/** A unit without its building would read like a building. */
const written = ({ building, unit, room }: Place): string =>
  [building, building === null ? null : unit, room].filter((part) => part !== null).join('-');

export interface RoomsFound {
  readonly rooms: readonly string[];
  readonly spans: readonly Span[];
  /** As they stand in the text, from the first of them to the last that adds one; null where none is named. */
  readonly said: Span | null;
  /** Of these the ones that name a room. */
  readonly doors: readonly Span[];
  /** Also what looks like a place and is none: nobody may read its numbers as sums. */
  readonly taken: readonly Span[];
  /** No room was named in full (a building alone, or a door without its building). */
  readonly doubtful: boolean;
}

/** 不是2栋是3栋1201: what was named wrongly and is put right in the same breath. */
const takenBack = (text: string, place: Place, places: readonly Place[]): boolean =>
  (/(?<!是)(?:不是|并非)\s?$/.test(text.slice(Math.max(0, place.start - 4), place.start)) && places.some(({ start }) => start < place.start)) ||
  /^[\s,，]{0,2}(?:是错的|有误|写错|打错|报错|登记错|说错|记错|(?:哦|噢|啊|呃|哎)?\s?不对(?!劲|外)|作废)/.test(text.slice(place.end, place.end + 8)) ||
  /^[\s,，]{0,2}(?:实为|应为|实际(?:是|为)|更正为|正确的?是|改为|改成)\s?[A-Za-z\d一二三四五六七八九十]/.test(text.slice(place.end, place.end + 9)) ||
  /(?:原登记|原来(?:写的?|登记的?|报的?)|错写|错登|误写|误登|误报|写成|登记成|报成|听成|看成)(?:是|为|成|了|:)?\s?$/.test(text.slice(Math.max(0, place.start - 7), place.start)) ||
  /(?:不是|并非)\s?$/.test(text.slice(Math.max(0, place.start - 3), place.start)) && /^\s?[,，]?\s?(?:而?是|应该是)/.test(text.slice(place.end, place.end + 6));

const isParking = (text: string, place: Place): boolean =>
  PARKING_BEFORE.test(text.slice(Math.max(0, place.start - 8), place.start)) || (place.unit === null && PARKING_AFTER.test(text.slice(place.end, place.end + 8)));

/** 幢号8 单元2 室号1402, as forms have it. */
const IN_A_FORM = /(?:(?:楼栋号?|幢号|栋号|楼号|楼幢号?)[:\s]{0,2}(?=\d)|(?<!\d)(?=\d{1,3}(?:号楼|栋|幢|#)))(\d{1,3})(?!\d)[栋幢号楼#]{0,2}[\s,，、;；|/]{0,3}(?:单元号?[:\s]{0,2}(\d{1,2})(?:单元)?[\s,，、;；|/]{0,3})?(?:房间号|室号|房号|门牌号?|房间|户号)[:\s]{0,2}(\d{3,4})(?!\d)/g;

/** 901要1001赔3500: a door that was named in full before. */
function namedAgain(text: string, places: readonly Place[]): Span[] {
  const again = places.some(({ room }) => room !== null && room.length > 2 && text.indexOf(room) !== text.lastIndexOf(room));
  return again ? doorNumbers(text).filter(({ start, end }) => places.some(({ room }) => room === text.slice(start, end))) : [];
}

const UNIT_ALONE = new RegExp(`(?<![A-Za-z\\d栋幢座楼号一二三四五六七八九十、,和])(${N}{1,2})单元(?![\\d一二三四五六七八九零、]|和|到|-)`, 'g');

/** 十六号楼听见二单元有人吵架: the only unit of the only building, named elsewhere in the same sentence. */
function inUnit(text: string, places: readonly Place[]): readonly Place[] {
  const named = places.filter(({ building }) => building !== null);
  const [home] = named;
  if (home === undefined || !text.includes('单元') || places.some(({ building, unit }) => unit !== null || (building !== null && building !== home.building))) return places;
  const units = [...matchesOf(text, UNIT_ALONE)];
  const [only, ...others] = units.filter(({ index }) => !places.some(({ start, end }) => start <= index && index < end));
  const unit = numeral(only?.[1]);
  if (only === undefined || unit === null || others.length > 0 || /[。;；!！?？\n]/.test(text.slice(Math.min(home.end, only.index), Math.max(home.start, only.index)))) return places;
  return places.map((place) => (place.building === null ? place : { ...place, unit }));
}

/** 1501和1502都漏 3栋2单元的: doors without a building lie in the only one that is named. */
function broughtTogether(places: readonly Place[]): readonly Place[] {
  const homes = new Set(places.filter(({ building }) => building !== null).map(({ building, unit }) => `${building ?? ''} ${unit ?? ''}`));
  const home = places.find(({ building }) => building !== null);
  if (home === undefined || homes.size !== 1 || places.every(({ building }) => building !== null)) return places;
  const joined = places.map((place) => (place.building === null ? { ...place, building: home.building, unit: place.unit ?? home.unit } : place));
  return joined.filter(({ room }) => room !== null);
}

const stretch = (spans: readonly Span[]): Span | null =>
  spans.length === 0 ? null : { start: Math.min(...spans.map(({ start }) => start)), end: Math.max(...spans.map(({ end }) => end)) };

/** Every place a message names, normalised to building-unit-room; the text must be `plain`. */
export function findRooms(text: string): RoomsFound {
  const all = findPlaces(text);
  const places = broughtTogether(inUnit(text, all.filter((place) => !takenBack(text, place, all) && !isParking(text, place))));
  const names = places.map(written);
  const rooms = names.filter((name, i) => names.indexOf(name) === i && !names.some((other) => other.startsWith(`${name}-`)));
  const complete = places.some((place) => place.building !== null && place.room !== null);
  return { rooms, spans: places, said: stretch(rooms.flatMap((room) => places[names.indexOf(room)] ?? [])), doors: places.filter(({ room }) => room !== null), taken: [...all, ...namedAgain(text, all)], doubtful: !complete };
}

/** A bare answer to 哪一户: "3-2-1501", "三栋二单元1501", "1501". */
export function readRooms(text: string): Reading<readonly string[]> | null {
  const line = plain(text);
  const found = findRooms(line);
  const [first] = found.spans;
  const last = found.spans.at(-1);
  if (first && last) return { value: found.rooms, evidence: cut(text, { start: first.start, end: last.end }) };
  const bare = /^\D{0,4}(\d{3,4})(?:室|房|号)?(?:的|吧|业主|啊|呢)?[。.!！]?$/.exec(line.trim());
  const spoken = /^[零一二三四五六七八九十幺]{3,6}$/.exec(line.trim().replace(/[。.]$/, ''));
  const room = bare?.[1] ?? roomNumber(spoken?.[0]);
  return room === null ? null : { value: [room], evidence: text.trim() };
}
