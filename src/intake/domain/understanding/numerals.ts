import { beginnings, nextBeginning } from './scanning.js';

/**
 * Numbers as people in China type and say them: 8000, 1.2w, 一万二, 三万五六, 伍仟, 3万5, 十来, 20多, 幺五零幺.
 * A number said as a span (七八, 三万五六) has a lower and an upper end.
 */
export interface NumberRead {
  readonly start: number;
  readonly end: number;
  readonly low: number;
  readonly high: number;
  /** Said with 多, 余, 几, 来: only about right; the value is the part that was said. */
  readonly loose: boolean;
  /** `digits`: only Arabic digits; `spelled`: Chinese digits one by one (一五零一); `counted`: with 十百千万 or w, k. */
  readonly form: 'digits' | 'spelled' | 'counted';
}

type Ends = readonly [low: number, high: number];

const DIGITS: Readonly<Record<string, number>> = {
  零: 0, 〇: 0, 一: 1, 二: 2, 两: 2, 三: 3, 四: 4, 五: 5, 六: 6, 七: 7, 八: 8, 九: 9, 幺: 1,
  壹: 1, 贰: 2, 貳: 2, 叁: 3, 參: 3, 参: 3, 肆: 4, 伍: 5, 陆: 6, 陸: 6, 柒: 7, 捌: 8, 玖: 9, 兩: 2,
};
const SMALL_UNITS: Readonly<Record<string, number>> = {
  十: 10, 拾: 10, 百: 100, 佰: 100, 千: 1000, 仟: 1000, k: 1000, K: 1000,
};
const LARGE_UNITS: Readonly<Record<string, number>> = {
  万: 1e4, 萬: 1e4, w: 1e4, W: 1e4, 亿: 1e8, 億: 1e8, 兆: 1e12,
};
const TENS: Readonly<Record<string, number>> = { 廿: 20, 卅: 30, 卌: 40 };
/** Longer runs of digits are no numbers, and reading them whole from every place would take quadratic time. */
const ARABIC = /(?:\d{1,3}(?:,\d{3}){1,6}(?!\d)|\d{1,24})(?:\.\d{1,12})?|\.\d{1,12}/y;
const SPELLED = /[零〇一二两三四五六七八九幺壹贰貳叁參参肆伍陆陸柒捌玖兩]{1,24}/y;
/** A digit before one of these counts that thing and is no colloquial tail: 一万二 but 一万, 二次. */
const COUNTED_THINGS = /[分户家个次天月年点号楼栋幢层期位名人]/;
const LATIN_UNIT = /[wWkK]/;
export const NUMBER_STARTS = '0123456789.零〇一二两三四五六七八九十百千万幺壹贰貳叁參参肆伍陆陸柒捌玖拾佰仟廿卅卌兩';
/** Where a number may begin. */
export const NUMBER_START = beginnings(NUMBER_STARTS);

/** A number under construction: 三百(sections) 万(totals), with the digit that waits for its unit. */
interface Building {
  readonly text: string;
  at: number;
  /** Parts closed by 万, 亿 or 兆, the largest first. */
  parts: Ends[];
  section: Ends;
  waiting: Ends | null;
  waitingAt: number;
  /** The unit last used; 1 before any. */
  unit: number;
  units: number;
  zero: boolean;
  loose: boolean;
  fraction: boolean;
  form: NumberRead['form'];
}

const ZERO: Ends = [0, 0];
const ONE: Ends = [1, 1];
const plus = (a: Ends, b: Ends): Ends => [a[0] + b[0], a[1] + b[1]];
/** Products of decimals are cut to 15 figures: 1.13 × 10000 is 11299.999… in binary. */
const tidy = (x: number): number => (Number.isInteger(x) ? x : Number(x.toPrecision(15)));
const times = (a: Ends, by: number): Ends => [tidy(a[0] * by), tidy(a[1] * by)];

function isSpan(first: number, second: number): boolean {
  return first >= 1 && (second === first + 1 || (first === 3 && second === 5));
}

function takeArabic(b: Building): boolean {
  if (b.waiting) return false;
  ARABIC.lastIndex = b.at;
  const match = ARABIC.exec(b.text);
  if (!match) return false;
  const value = Number(match[0].replaceAll(',', ''));
  b.waiting = [value, value];
  b.waitingAt = b.at;
  b.at += match[0].length;
  const gap = / {1,2}(?=[万千百亿wWkK])/y;
  gap.lastIndex = b.at;
  b.at += gap.exec(b.text)?.[0].length ?? 0;
  // 1百01 and 1万05: a written zero says that the digit is no colloquial tail.
  if (b.units > 0 && match[0].startsWith('0')) b.zero = true;
  return true;
}

function digitAt(text: string, at: number): number | undefined {
  return DIGITS[text.charAt(at)];
}

function takeSpelled(b: Building): boolean {
  if (b.waiting) return false;
  if (b.units > 0 && digitAt(b.text, b.at) === 0) {
    if (digitAt(b.text, b.at + 1) === undefined && !(b.text.charAt(b.at + 1) in SMALL_UNITS) && !/\d/.test(b.text.charAt(b.at + 1))) {
      return false;
    }
    b.zero = true;
    b.at += 1;
    return true;
  }
  SPELLED.lastIndex = b.at;
  const match = SPELLED.exec(b.text);
  if (!match) return false;
  const digits = Array.from(match[0], (char) => DIGITS[char] ?? 0);
  const [first = 0, second = 0] = digits;
  if (digits.length === 1) b.waiting = [first, first];
  else if (digits.length === 2 && isSpan(first, second)) b.waiting = [first, second];
  else if (b.units === 0) {
    const value = Number(digits.join(''));
    b.waiting = [value, value];
  } else return false;
  if (b.units === 0) b.form = 'spelled';
  b.waitingAt = b.at;
  b.at += match[0].length;
  return true;
}

function takeSmallUnit(b: Building): boolean {
  const char = b.text.charAt(b.at);
  const ten = TENS[char];
  if (ten !== undefined && !b.waiting) {
    b.section = plus(b.section, [ten, ten]);
    b.unit = 10;
    b.units += 1;
    b.form = 'counted';
    b.at += 1;
    return true;
  }
  const unit = SMALL_UNITS[char];
  if (unit === undefined) return false;
  if (LATIN_UNIT.test(char) && (!b.waiting || /[A-Za-z]/.test(b.text.charAt(b.at + 1)))) return false;
  if (!b.waiting) {
    const opens = b.units === 0 || b.unit >= 1e4 || b.zero || (unit === 10 && b.unit >= 100);
    const full = unit === 10 || /[一二两三四五六七八九来多余把几]/.test(b.text.charAt(b.at + 1));
    if ((!opens || !full) && !unitAlone(b, b.at)) return false;
    b.waiting = [1, 1];
  } else if (b.units > 0 && unit >= b.unit && b.unit < 1e4) return false;
  b.section = plus(b.section, times(b.waiting, unit));
  b.waiting = null;
  b.unit = unit;
  b.units += 1;
  b.zero = false;
  b.form = 'counted';
  b.at += 1;
  return true;
}

/** 万把块, 万来块, 上万元, 近千块: the unit stands for one of it. */
const unitAlone = (b: Building, at: number): boolean =>
  b.at === at && b.units === 0 && !b.waiting && (/万[把来]/.test(b.text.slice(at, at + 2)) || (/[近上]/.test(b.text.charAt(at - 1)) && /[元块]/.test(b.text.charAt(at + 1))));

function takeLargeUnit(b: Building): boolean {
  // 三个w, 3个万.
  const counted = b.text.charAt(b.at) === '个' && b.waiting !== null && /[万wW]/.test(b.text.charAt(b.at + 1));
  const at = counted ? b.at + 1 : b.at;
  const char = b.text.charAt(at);
  const unit = LARGE_UNITS[char];
  if (unit === undefined) return false;
  if (LATIN_UNIT.test(char) && /[A-Za-z]/.test(b.text.charAt(at + 1))) return false;
  const section = unitAlone(b, at) ? ONE : b.waiting ? plus(b.section, b.waiting) : b.section;
  if (section[1] === 0 && b.parts.length === 0) return false;
  // 两万三万 are two numbers.
  if (section[1] > 0 && b.parts.some(([, high]) => high >= unit && high < unit * 1e4)) return false;
  // 四万万 and 4.78万亿 multiply what stands before; 五兆六十二亿 adds to it.
  const smaller = b.parts.filter(([, high]) => high < unit || section[1] === 0);
  b.parts = b.parts.filter((part) => !smaller.includes(part));
  b.parts.push(times(smaller.reduce(plus, section), unit));
  b.section = ZERO;
  b.waiting = null;
  b.unit = unit;
  b.units += 1;
  b.zero = false;
  b.form = 'counted';
  b.at = at + 1;
  return true;
}

/** 一点二万, 1点2万; but not 三点二十 and not 五点五分, which are times. */
function takePoint(b: Building): boolean {
  if (b.text.charAt(b.at) !== '点' || b.fraction || (!b.waiting && b.units === 0)) return false;
  SPELLED.lastIndex = b.at + 1;
  const spelled = SPELLED.exec(b.text)?.[0];
  const arabic = /^\d+/.exec(b.text.slice(b.at + 1, b.at + 4))?.[0];
  const digits = spelled ?? arabic;
  if (digits === undefined) return false;
  const after = b.text.charAt(b.at + 1 + digits.length);
  if (/[十拾分刻]/.test(after)) return false;
  if (arabic !== undefined && b.unit < 100 && b.waiting?.[1] !== 0 && !(after in LARGE_UNITS || after in SMALL_UNITS)) return false;
  const decimals = Array.from(digits, (char) => DIGITS[char] ?? Number(char)).join('');
  const part = Number(`0.${decimals}`);
  b.waiting = plus(b.waiting ?? ZERO, [part, part]);
  b.fraction = true;
  b.at += 1 + digits.length;
  return true;
}

/** 两万半, and the loose marks 多, 余, 几, 来, 把. */
function takeLoose(b: Building): boolean {
  const char = b.text.charAt(b.at);
  if (!b.waiting && b.units === 0) return false;
  const next = b.text.charAt(b.at + 1);
  if (char === '半' && !b.waiting && b.unit >= 100) {
    b.waiting = [b.unit / 2, b.unit / 2];
    b.zero = true;
    b.at += 1;
    return true;
  }
  if (!/[多余几来把]/.test(char) || b.loose) return false;
  if ((char === '来' || char === '把') && !/[户家个万千块元人位名天次年平米业住邻]/.test(next)) return false;
  if (char === '余' && /[额款下]/.test(next)) return false;
  if (char === '几' && b.waiting) return false;
  b.loose = true;
  b.at += 1;
  if (b.waiting) {
    b.section = plus(b.section, b.waiting);
    b.waiting = null;
  }
  return true;
}

function take(b: Building): boolean {
  if (b.loose) return takeLargeUnit(b) || takeSmallUnitAfterLoose(b);
  return takeArabic(b) || takeSpelled(b) || takeSmallUnit(b) || takeLargeUnit(b) || takePoint(b) || takeLoose(b);
}

/** 几 and 多 may stand before 百 and 千 as well as before 万: 二十多万; a second small unit is rare and ends the number. */
function takeSmallUnitAfterLoose(b: Building): boolean {
  const unit = SMALL_UNITS[b.text.charAt(b.at)];
  if (unit === undefined || unit === 10 || b.section[1] === 0 || b.unit >= unit) return false;
  b.section = times(b.section, unit);
  b.unit = unit;
  b.at += 1;
  return true;
}

/** The digit that stayed without a unit: 一万二 is 12000, 十五 is 15, 一万零五 is 10005. */
function settle(b: Building): void {
  if (!b.waiting) return;
  const [low, high] = b.waiting;
  const colloquial = b.units > 0 && b.unit >= 100 && !b.zero && !b.fraction && high < 10 && Number.isInteger(high);
  const next = b.text.charAt(b.at);
  // 八百一千 is 800 to 1000: the digit before a further unit begins a number of its own.
  if (colloquial && (COUNTED_THINGS.test(next) || (SMALL_UNITS[next] ?? 0) >= 100 || LARGE_UNITS[next] === 1e4)) {
    b.at = b.waitingAt;
  } else {
    b.section = plus(b.section, colloquial ? times([low, high], b.unit / 10) : b.waiting);
  }
  b.waiting = null;
}

/** The numbers of one text by where they begin: sums, households and rooms ask for the same ones. */
let remembered: { readonly text: string; readonly reads: (NumberRead | null | undefined)[] } = { text: '', reads: [] };

/** Reads the number that begins exactly at `at`; null when none does. The text must be `plain`. */
export function numberAt(text: string, at: number): NumberRead | null {
  if (remembered.text !== text) remembered = { text, reads: [] };
  const { reads } = remembered;
  const known = reads[at];
  if (known !== undefined) return known;
  const read = readAt(text, at);
  reads[at] = read;
  return read;
}

/** What may go on a number after its first digits; a space may stand before 万. */
const GOES_ON = beginnings('十拾百佰千仟kK万萬亿億兆wW个点多余几来把半 ');
const goesOn = (text: string, at: number): boolean => at < text.length && GOES_ON[text.charCodeAt(at)] === 1;

/** Most numbers are digits alone or one spelled digit: 1501, 一. */
function digitsAlone(text: string, at: number): NumberRead | null {
  ARABIC.lastIndex = at;
  const arabic = ARABIC.exec(text)?.[0];
  if (arabic !== undefined) {
    const end = at + arabic.length;
    if (goesOn(text, end)) return null;
    const value = tidy(Number(arabic.replaceAll(',', '')));
    return Number.isFinite(value) ? { start: at, end, low: value, high: value, loose: false, form: 'digits' } : null;
  }
  const digit = digitAt(text, at);
  if (digit === undefined || digitAt(text, at + 1) !== undefined || goesOn(text, at + 1)) return null;
  return { start: at, end: at + 1, low: digit, high: digit, loose: false, form: 'spelled' };
}

function readAt(text: string, at: number): NumberRead | null {
  const alone = digitsAlone(text, at);
  if (alone !== null) return alone;
  const b: Building = {
    text, at, parts: [], section: ZERO, waiting: null, waitingAt: at,
    unit: 1, units: 0, zero: false, loose: false, fraction: false, form: 'digits',
  };
  while (b.at < text.length && take(b));
  settle(b);
  if (b.at === at) return null;
  const [low, high] = b.parts.reduce(plus, b.section);
  if (!Number.isFinite(high)) return null;
  return { start: at, end: b.at, low: tidy(low), high: tidy(high), loose: b.loose, form: b.form };
}

/** Reads a text that is a number and nothing else, also with 负 and with spaces inside; the upper end of a span. */
export function readNumber(text: string): number | null {
  const packed = text.trim().replace(/([零一二两三四五六七八九十百千万亿几多余点壹佰仟]) +(?=[\d零一二两三四五六七八九十百千万亿几多余点壹佰仟])/g, '$1');
  const sign = /^(?:负|負|-)\s*/.exec(packed)?.[0] ?? '';
  const bare = packed.slice(sign.length);
  const read = numberAt(bare, 0);
  if (read?.end !== bare.length) return null;
  return sign === '' ? read.high : -read.high;
}

/** Every number of a text, from left to right. */
export function findNumbers(text: string): NumberRead[] {
  const found: NumberRead[] = [];
  for (let i = nextBeginning(text, 0, NUMBER_START); i < text.length; ) {
    const read = numberAt(text, i);
    if (read) found.push(read);
    i = nextBeginning(text, read ? read.end : i + 1, NUMBER_START);
  }
  return found;
}

/** The digits of a spelled or Arabic run, kept as digits: 幺五零幺 → "1501"; null when anything else stands in it. */
export function spelledDigits(text: string): string | null {
  let out = '';
  for (const char of text) {
    const digit = /\d/.test(char) ? Number(char) : DIGITS[char];
    if (digit === undefined) return null;
    out += String(digit);
  }
  return out === '' ? null : out;
}
