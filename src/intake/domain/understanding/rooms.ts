import { numberAt, spelledDigits } from './numerals.js';
import { cut, plain, type Reading, type Span } from './writing.js';

/** Chinese or Arabic digits, also spelled one by one. */
const N = '[\\d一二两三四五六七八九十百零〇幺]';
const BUILDING_NAME = `(?:[A-Za-z]\\d{0,2}|[甲乙丙丁](?=[座栋幢])|${N}{1,4})`;
const ROOM_NUMBER = `(?:\\d{3,4}|\\d{2}(?=室)|[一二三四五六七八九]?十?[一二三四五六七八九]?[零〇]?[零〇一二三四五六七八九幺]{1,4}|\\d{1,2}[零〇][一二三四五六七八九])`;
/** What makes a 3- or 4-digit number no room: a sum, a count, a date. */
const NO_ROOM_AFTER = '(?!\\s?(?:元|块|圆|万|千|百|多|余|人|户(?!主)|平|㎡|米|个|次|天|月|年|度|吨|kg|w|k|W|K|%|分|名|位|左右|\\d|\\.\\d))';

const FULL = new RegExp(
  `(?<![A-Za-z\\d.])(?:第)?(${BUILDING_NAME})\\s?(?:号?[栋幢座]|号楼|#楼?|号院|楼(?=${N}{1,2}单元))[\\s-]?` +
    `(?:(${N}{1,3}|[A-Za-z甲乙丙])\\s?单元[\\s-]?|(\\d{1,2})-(?=\\d{3,4}))?` +
    `(?:(${N}{1,3})\\s?[楼层](?![下上盘道梯主板顶])[\\s-]?)?` +
    `(?:-?(${ROOM_NUMBER})(?:室|号房|号(?![楼栋幢线])|房(?!间|屋|子)|户主)?${NO_ROOM_AFTER})?`,
  'g',
);
const DASHED = new RegExp(
  `(?<![A-Za-z\\d.:/-])([A-Za-z]\\d{0,2}|\\d{1,3})(?:-|—|/|#)(?:(\\d{1,2})(?:单元)?(?:-|—|/))?(\\d{3,4})(?:室|房(?!间|屋|子))?(?![-\\d:]|/(?!\\d{3,4}(?![-\\d/]))|\\.\\d)${NO_ROOM_AFTER}`,
  'g',
);
const TOLD = /(?:房号|门牌号?|房间号|室号|住在?|改成|改为|应该?是|而是|(?<=不是\s?\d{3,4}\s?)是)(?:是|:|\s)?(\d{3,4})(?=[\s,，。;；、!！]|$|的|室|房)/g;
/** 3.2.1501, as some type on a phone; the last part is no year. */
const DOTTED = /(?<![\d.])(\d{1,2})\.(\d{1,2})\.((?!(?:19|20)\d\d(?!\d))\d{3,4})(?![\d.])/g;
const LETTERED = new RegExp(`(?<![A-Za-z\\d-])([A-Z])(\\d{3,4})(?![\\dA-Za-z-])(?:室|房)?${NO_ROOM_AFTER}`, 'g');
const ALONE = /(?<![A-Za-z\d.\-:])(\d{3,4})(?:(?:室|号房|房)(?!间|屋|子|产|款|价)|(?=\s?(?:的)?(?:业主|住户|户主|客户|租户|那户|那家|家(?:里|的|漏)|王|李|张|刘|陈)))/g;
const NEXT_ROOM = /^\s?(?:、|,|，|和|跟|及|与|\/|还有)\s?(\d{3,4})(?:室|房(?!间|屋|子))?(?![\d.-])/;
const NEXT_UNIT = new RegExp(`^\\s?(?:、|,|和|跟|及|与)\\s?(${N}{1,3})\\s?单元`);
const NEXT_BUILDINGS_BEFORE = new RegExp(`((?:${BUILDING_NAME}(?:、|,|，|和|及|与))+)$`);
const COUNTED_BUILDINGS = /^(?:楼(?![上下里内前后顶道梯])|房子|高层|住宅|别墅)/;
const PROVINCE_PLATE = /[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼]$/;

/** A list longer than this is no complaint but a table. */
const MOST_PLACES = 100;

/** One place: building, unit and room as far as they were said. */
interface Place extends Span {
  readonly building: string | null;
  readonly unit: string | null;
  readonly room: string | null;
}

function numeral(text: string | undefined): string | null {
  if (text === undefined || text === '') return null;
  if (/^[A-Za-z甲乙丙丁]/.test(text)) return text.toUpperCase();
  if (/^\d+$/.test(text)) return String(Number(text));
  const read = numberAt(text, 0);
  return read?.end === text.length ? String(read.high) : null;
}

/** 1501, 一五零一, 十五零一, 二十三零二: floor and door as digits. */
function roomNumber(text: string | undefined): string | null {
  if (text === undefined || text === '') return null;
  if (/^\d{3,4}$/.test(text)) return text;
  const spelled = spelledDigits(text);
  if (spelled !== null) return /^\d{3,4}$/.test(spelled) ? spelled : null;
  const split = /^(.*十[一二三四五六七八九]?|\d{1,2})([零〇].)$/.exec(text);
  const floor = numeral(split?.[1]);
  const door = spelledDigits(split?.[2] ?? '');
  return floor !== null && door !== null ? floor + door : null;
}

/** 26楼01室. */
function floorAndDoor(floor: string | undefined, door: string): string | undefined {
  const level = numeral(floor);
  return level === null ? undefined : level + door;
}

function fullPlaces(text: string): Place[] {
  const places: Place[] = [];
  for (const match of text.matchAll(FULL)) {
    const [whole, building, saidUnit, dashedUnit, floor, room] = match;
    const unit = saidUnit ?? dashedUnit;
    const end = match.index + whole.length;
    const name = numeral(building);
    const after = text.slice(match.index + whole.trimEnd().length);
    const quantity = unit === undefined && room === undefined && isQuantity(text.slice(0, match.index), whole, after);
    if (name === null || name === '0' || Number(name) > 300 || quantity) continue;
    if (/#$/.test(whole.trim()) && !/^(?:\s|业主|[的,，。、]|$)/.test(after)) continue;
    const number = roomNumber(room?.length === 2 && /^\d\d$/.test(room) ? floorAndDoor(floor, room) : room);
    const kept = number === null && room !== undefined ? end - room.length : end;
    places.push({ start: match.index, end: kept, building: name, unit: numeral(unit), room: number });
  }
  return places;
}

/** 一栋楼, 总共5栋楼, 哪栋: a number of buildings, not the name of one. */
function isQuantity(before: string, whole: string, after: string): boolean {
  if (!/[栋幢座]/.test(whole)) return false;
  if (/[共有几哪这那每全余多]$/.test(before)) return true;
  return /^[一两]/.test(whole) && COUNTED_BUILDINGS.test(after);
}

function dashedPlaces(text: string): Place[] {
  const places: Place[] = [];
  for (const match of text.matchAll(DASHED)) {
    const [whole, building = '', unit, room = ''] = match;
    const before = text.slice(Math.max(0, match.index - 6), match.index);
    const sum = unit === undefined && /^\d+$/.test(building) && /(?:赔|偿|[¥￥])\D{0,2}$/.test(before);
    const building3 = unit === undefined && /^\d{3}$/.test(building);
    if (sum || building3) continue;
    places.push({ start: match.index, end: match.index + whole.length, building: numeral(building), unit: numeral(unit), room });
  }
  return places;
}

function otherPlaces(text: string): Place[] {
  const places: Place[] = [];
  for (const { 0: whole, 1: building, 2: unit, 3: room = null, index } of text.matchAll(DOTTED)) {
    places.push({ start: index, end: index + whole.length, building: numeral(building), unit: numeral(unit), room });
  }
  for (const match of text.matchAll(LETTERED)) {
    if (PROVINCE_PLATE.test(text.slice(0, match.index))) continue;
    places.push({ start: match.index, end: match.index + match[0].length, building: match[1] ?? null, unit: null, room: match[2] ?? null });
  }
  for (const match of text.matchAll(TOLD)) {
    const start = match.index + match[0].length - (match[1] ?? '').length;
    if (!/^(?:19|20)\d\d$/.test(match[1] ?? '')) places.push({ start, end: start + (match[1] ?? '').length, building: null, unit: null, room: match[1] ?? null });
  }
  for (const match of text.matchAll(ALONE)) {
    if (/^(?:19|20)\d\d$/.test(match[1] ?? '') && !/[室房]$/.test(match[0])) continue;
    places.push({ start: match.index, end: match.index + match[0].length, building: null, unit: null, room: match[1] ?? null });
  }
  return places;
}

const overlaps = (a: Span, b: Span): boolean => a.start < b.end && b.start < a.end;

/** "3-2-1501、1502" and "16栋1单元、2单元": a room or unit named after a full one lies in the same building and unit. */
function withFollowers(text: string, place: Place): Place[] {
  const places = [place];
  let last = place;
  const byUnit = place.room === null;
  while (place.room !== null || place.unit !== null) {
    const match = (byUnit ? NEXT_UNIT : NEXT_ROOM).exec(text.slice(last.end, last.end + 10));
    if (!match) break;
    const named = byUnit ? { unit: numeral(match[1]) } : { room: match[1] ?? null };
    last = { ...place, ...named, start: last.end, end: last.end + match[0].length };
    places.push(last);
  }
  return places;
}

/** "12、13栋": the buildings listed before the one that carries the word. */
function listedBefore(text: string, place: Place): Place[] {
  if (place.unit !== null || place.room !== null) return [];
  const match = NEXT_BUILDINGS_BEFORE.exec(text.slice(Math.max(0, place.start - 16), place.start));
  if (!match) return [];
  const start = place.start - match[0].length;
  return match[0].split(/[、,，和及与]/).flatMap((name) => {
    const building = numeral(name);
    return building === null ? [] : [{ start, end: place.start, building, unit: null, room: null }];
  });
}

function findPlaces(text: string): Place[] {
  const kept: Place[] = [];
  for (const place of [...fullPlaces(text), ...dashedPlaces(text), ...otherPlaces(text)]) {
    if (kept.length >= MOST_PLACES) break;
    if (kept.some((other) => overlaps(other, place))) continue;
    for (const each of [...listedBefore(text, place), ...withFollowers(text, place)]) {
      if (!kept.some((other) => overlaps(other, each) && other.building === each.building)) kept.push(each);
    }
  }
  return kept.sort((a, b) => a.start - b.start);
}

const written = (place: Place): string =>
  [place.building, place.unit, place.room].filter((part) => part !== null).join('-');

export interface RoomsFound {
  readonly rooms: readonly string[];
  readonly spans: readonly Span[];
  /** No room was named in full (a building alone, or a door without its building). */
  readonly doubtful: boolean;
}

/** 不是2栋是3栋1201: what was named wrongly and is put right in the same breath. */
const takenBack = (text: string, place: Place): boolean =>
  /(?:不是|并非)\s?$/.test(text.slice(0, place.start)) && /^\s?[,，]?\s?(?:而?是|应该是)/.test(text.slice(place.end));

/** Every place a message names, normalised to building-unit-room; the text must be `plain`. */
export function findRooms(text: string): RoomsFound {
  const places = findPlaces(text).filter((place) => !takenBack(text, place));
  const names = places.map(written);
  const rooms = names.filter((name, i) => names.indexOf(name) === i && !names.some((other) => other.startsWith(`${name}-`)));
  const complete = places.some((place) => place.building !== null && place.room !== null);
  return { rooms, spans: places, doubtful: !complete };
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
