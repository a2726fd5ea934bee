import { OUT_OF_REACH } from '../../../terms/money.js';
import { numberAt, NUMBER_STARTS, type NumberRead } from './numerals.js';
import { beginnings, nextBeginning } from './scanning.js';
import type { Span } from './writing.js';

/** A sum as it stands in a text, in yuan; `unit` says how plainly it is money. */
export interface MoneySaid extends Span {
  readonly low: number;
  readonly high: number;
  readonly loose: boolean;
  /** `yuan`: 元, 块, ¥; `large`: 万, 千, 百, w, k without a word for money; `none`: a bare number. */
  readonly unit: 'yuan' | 'large' | 'none';
}

const YUAN_WORD = /\s?(?:元[整正]|圆[整正]|元人民币|元|圆|块钱|块(?![地土砖板玻瓷石牌空区绿草墙木])|人民币|rmb|RMB)(?!\/?\d{4})/y;
const JIAO = /^(?:([\d零一二两三四五六七八九壹贰叁肆伍陆柒捌玖]+)[角毛])?(?:零?([\d一二两三四五六七八九壹贰叁肆伍陆柒捌玖]+)分(?![不都也没别钱]))?/;
const SIGN = /^(?:[¥￥]|人民币|RMB|rmb)\s{0,2}/;
const JOIN = /^\s?(?:到|至|-|~|—{1,2}|–|或者?)\s?/;

function digitValue(text: string | undefined): number {
  return text === undefined ? 0 : (numberAt(text, 0)?.high ?? 0);
}

/** 角 and 分 after 元: 五元三毛, 十二块五, 三块零四. */
function smallMoney(text: string, at: number): { value: number; end: number } {
  const rest = text.slice(at, at + 8);
  const match = JIAO.exec(rest);
  if (match?.[0]) {
    return { value: digitValue(match[1]) / 10 + digitValue(match[2]) / 100, end: at + match[0].length };
  }
  const tail = /^(零?)([\d一二三四五六七八九])(?![\d十百千万亿零一二三四五六七八九户家个次天月年点号楼栋层位名人分%-]|[.,]\d)/.exec(rest);
  if (!tail || text.charAt(at - 1) !== '块') return { value: 0, end: at };
  return { value: digitValue(tail[2]) / (tail[1] ? 100 : 10), end: at + tail[0].length };
}

function largeUnit(text: string, read: NumberRead): boolean {
  return read.form === 'counted' && /[百佰千仟万亿wWkK]/.test(text.slice(read.start, read.end)) && read.high >= 100;
}

function oneSum(text: string, at: number): MoneySaid | null {
  const sign = SIGN.exec(text.slice(at, at + 6))?.[0] ?? '';
  const read = numberAt(text, at + sign.length);
  if (!read) return null;
  YUAN_WORD.lastIndex = read.end;
  const word = YUAN_WORD.exec(text)?.[0] ?? '';
  const end = read.end + word.length;
  const small = word === '' || word.endsWith('钱') ? { value: 0, end } : smallMoney(text, end);
  const unit = word !== '' || sign !== '' ? 'yuan' : largeUnit(text, read) ? 'large' : 'none';
  return { start: at, end: small.end, low: read.low + small.value, high: read.high + small.value, loose: read.loose, unit };
}

/** In "3到5万" and "3、5万" the first number shares the unit of the second. */
function sharedUnit(first: MoneySaid, text: string, second: MoneySaid): number {
  const scale = /^[\d.]+([万千wk])/.exec(text.slice(second.start, second.end))?.[1] ?? /[一二三四五六七八九]([万千])/.exec(text.slice(second.start, second.end))?.[1];
  if (scale === undefined || first.unit !== 'none' || first.high >= 1000) return first.low;
  return first.low * (scale === '万' || scale === 'w' ? 1e4 : 1e3);
}

/** The sum that begins at `at`, a range (5000到8000, 3-5万) read as one; null when no number begins there. */
export function moneyAt(text: string, at: number): MoneySaid | null {
  const first = oneSum(text, at);
  if (!first) return null;
  const join = JOIN.exec(text.slice(first.end, first.end + 4))?.[0] ?? listJoin(text, first.end);
  const second = join ? oneSum(text, first.end + join.length) : null;
  const beside = join === undefined && first.unit === 'large' ? oneSum(text, first.end) : null;
  // 给个两万三万的.
  if (beside !== null && beside.unit !== 'none' && beside.high > first.high && beside.high <= first.high * 4) return { ...beside, start: first.start, low: first.low };
  if (!second || (second.unit === 'none' && first.unit === 'none' && !bareRange(text, first, second))) return first;
  const low = sharedUnit(first, text, second);
  if (second.high <= low) return first;
  const unit = first.unit === 'yuan' || second.unit === 'yuan' ? 'yuan' : second.unit === 'none' ? first.unit : second.unit;
  return { start: first.start, end: second.end, low, high: second.high, loose: first.loose || second.loose, unit };
}

/** 5000-8000 without a word for money is a range only when both ends look like sums and no third number follows. */
function bareRange(text: string, first: MoneySaid, second: MoneySaid): boolean {
  return first.high >= 100 && second.high > first.high && second.end - second.start <= 7 && text.charAt(second.end) !== '-';
}

/** 3、5万: a list comma joins two single digits before one unit. */
function listJoin(text: string, at: number): string | undefined {
  return /^、(?=[\d一二三四五六七八九][万千])/.test(text.slice(at, at + 3)) && /[\d一二三四五六七八九]$/.test(text.slice(0, at)) ? '、' : undefined;
}

const MONEY_START = beginnings(`${NUMBER_STARTS}¥￥Rr人`);

/** Every number of the text that may be money, left to right; numbers inside Latin words are left alone, and what is more than money. */
export function findMoney(text: string): MoneySaid[] {
  const found: MoneySaid[] = [];
  for (let i = nextBeginning(text, 0, MONEY_START); i < text.length; ) {
    const inside = /[A-Za-z\d.]/.test(text.charAt(i - 1)) && /[\d.]/.test(text.charAt(i));
    const said = inside ? null : moneyAt(text, i);
    if (said && said.high < OUT_OF_REACH) found.push(said);
    i = nextBeginning(text, said ? said.end : i + 1, MONEY_START);
  }
  return found;
}

/** A text that is a sum and nothing else, in yuan; the upper end of a range. */
export function readMoney(text: string): number | null {
  const trimmed = text.trim();
  const said = moneyAt(trimmed, 0);
  return said?.end === trimmed.length ? said.high : null;
}
