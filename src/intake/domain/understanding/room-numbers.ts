import { numberAt, spelledDigits } from './numerals.js';
import { type Beginnings, beginnings, nextBeginning } from './scanning.js';
import type { Span } from './writing.js';

/** Chinese or Arabic digits, also spelled one by one. */
export const N = '[\\d一二两三四五六七八九十百零〇幺]';
/** What makes a 3- or 4-digit number no room: a sum, a count, a date. */
export const NO_ROOM_AFTER =
  '(?!\\d|\\.\\d|号楼|号院|[栋幢]|\\s?(?:元|块(?![砖板玻])|圆|万|千|百|多|余|人(?!在|不|没|家|说)|户(?![主门内型])|平(?!台|时|常|层)|㎡|米|kg|[wkWK](?![A-Za-z])|%|左右)|(?:个|次(?!卧)|天(?!花)|月|年|度|吨|分(?!水)|名|位))';
export const DIGITS = '0123456789';
export const SPOKEN_DIGITS = '零〇一二两三四五六七八九十百幺';
export const ARABIC = beginnings(DIGITS);
export const SOME_DIGIT = beginnings(`${DIGITS}${SPOKEN_DIGITS}`);
export const has = (text: string, table: Beginnings): boolean => nextBeginning(text, 0, table) < text.length;

/** One place: building, unit and room as far as they were said. */
export interface Place extends Span {
  readonly building: string | null;
  readonly unit: string | null;
  readonly room: string | null;
}

/** 3-5栋 names each of them; a longer row is no row of buildings. */
const MOST_IN_RANGE = 12;

/** The name of a building, a unit or a floor as we write it: 三 is 3, b is B; null when it is none. */
export function numeral(text: string | undefined): string | null {
  if (text === undefined || text === '') return null;
  if (/^[A-Za-z甲乙丙丁东西中南北]/.test(text)) return text.toUpperCase();
  if (/^\d+$/.test(text)) return String(Number(text));
  const read = numberAt(text, 0);
  return read?.end === text.length ? String(read.high) : null;
}

/** 1、2 and 1-3 and 一到三: each of them; what is one name stays one. */
export function numerals(text: string | undefined): string[] {
  if (text === undefined) return [];
  return text.split(/[、,，和及与跟]/).flatMap((part) => {
    const [from, to] = part.split(/[-~到至]/).map(numeral);
    if (to === undefined) return from ?? [];
    const length = Number(to) - Number(from) + 1;
    if (!(length > 0 && length <= MOST_IN_RANGE)) return to ?? [];
    return Array.from({ length }, (_, at) => String(Number(from) + at));
  });
}

/** 1501, 一五零一, 十五零一, 二十三零二, and a door alone (03, 零三) behind its floor: floor and door as digits. */
export function roomNumber(text: string | undefined, onFloor?: string): string | null {
  if (text === undefined || text === '') return null;
  if (/^\d{3,4}$/.test(text)) return text;
  const spelled = spelledDigits(text);
  if (spelled !== null && spelled.length < 3) {
    const level = numeral(onFloor);
    return level === null ? null : level + spelled.padStart(2, '0');
  }
  if (spelled !== null) return /^\d{3,4}$/.test(spelled) ? spelled : null;
  if (/[千百]/.test(text)) return numeral(text);
  const split = /^(.*十[一二三四五六七八九]?|\d{1,2})([零〇].)$/.exec(text);
  const floor = numeral(split?.[1]);
  const door = spelledDigits(split?.[2] ?? '');
  return floor !== null && door !== null ? floor + door : null;
}

/** Floor and door as houses have them: no 2000, no 1875. */
export const looksLikeRoom = (room: string): boolean => /^(?:[1-9]|[1-4]\d|5[0-5])(?:0[1-9]|1[0-6])$/.test(room);
export const looksLikeYear = (room: string): boolean => /^(?:19[4-9]\d|20[0-3]\d)$/.test(room);

/** 301 302 or 1501 1601: on one floor or above each other; 1501 8000 is a room and a sum. */
export function sameStair(one: string | null, other: string | null): boolean {
  if (one === null || other === null || one.length !== other.length || !looksLikeRoom(other)) return false;
  return one.slice(0, -2) === other.slice(0, -2) || one.slice(-2) === other.slice(-2);
}

const FREE = new RegExp(`^${NO_ROOM_AFTER}`);

/** Numbers of three or four digits that are no sum and count nothing. */
export function doorNumbers(text: string): Span[] {
  const found: Span[] = [];
  for (let start = nextBeginning(text, 0, ARABIC), end = start; start < text.length; start = nextBeginning(text, end, ARABIC)) {
    end = start + 1;
    while (end < text.length && ARABIC[text.charCodeAt(end)] === 1) end += 1;
    const length = end - start;
    if ((length === 3 || length === 4) && text.charAt(start - 1) !== '.' && text.charAt(end) !== '.' && FREE.test(text.slice(end, end + 5))) found.push({ start, end });
  }
  return found;
}
