import { addDays, dayOf, parseInstant, startOfDay, type Instant } from '../../../terms/instants.js';
import { readNumber } from '../understanding/numerals.js';
import { lastDayNamed } from './last-day.js';

/** Half-open: [from, until). */
export interface Period {
  readonly from: Instant;
  readonly until: Instant;
}

/** An end that nobody named: until 取消委托. */
export const NO_END: Instant = parseInstant('2100-01-01T00:00:00+08:00') ?? 0;

const AS_LONG = /([\d一二两三四五六七八九十]{1,3})\s*(?:个)?(天|周|星期)/;
const FROM_TO = /^(.*?\S)\s*(?:到|至|—|–|-|~)\s*(\S.*)$/;
const NAMES_DAY = /月|[日号]|[今明后]天|明日|今日|周|星期|礼拜|\d{1,2}[./]\d{1,2}/;
const OPEN_END = /起|开始|以后|之后/;

const dayStart = (text: string, now: Instant): Instant | null => {
  const end = lastDayNamed(text, now);
  return end === null ? null : startOfDay(dayOf(end));
};

const dayAfter = (at: Instant): Instant => startOfDay(addDays(dayOf(at), 1));

/** "5月1日到5日", "明天", "下周一起三天", "从明天起"; from now without an end where no time is named; null where one is named that cannot be. */
export function readPeriod(words: string, now: Instant): Period | null {
  const plain = words.normalize('NFKC');
  const range = FROM_TO.exec(plain);
  const later = (from: Instant): Instant => Math.max(from, now);
  if (range !== null && NAMES_DAY.test(range[1] ?? '') && NAMES_DAY.test(range[2] ?? '')) {
    const from = dayStart(range[1] ?? '', now);
    const last = from === null ? null : dayStart(range[2] ?? '', from);
    return from === null || last === null || last < from || dayAfter(last) <= now ? null : { from: later(from), until: dayAfter(last) };
  }
  const long = AS_LONG.exec(plain);
  const named = NAMES_DAY.test(plain.replace(AS_LONG, '')) ? dayStart(plain.replace(AS_LONG, ''), now) : null;
  const from = later(named ?? now);
  const count = long === null ? null : readNumber(long[1] ?? '');
  if (long !== null && count !== null && count > 0) {
    return { from, until: startOfDay(addDays(dayOf(from), count * (long[2] === '天' ? 1 : 7))) };
  }
  if (named === null) return { from: now, until: NO_END };
  return { from, until: OPEN_END.test(plain) ? NO_END : dayAfter(named) };
}

const TO = /(?:审批(?:的?事[项情]?|工作)?(?:都|先|暂时|委托|请|就)*(?:交给|交由|委托给?|转给|移交给?|让|由)|委托)\s*@?([A-Za-z][\w.-]{0,39}[^。;!?,\s]{0,6}|[^。;!?,\s]{1,12})$/;
const TAIL = /(?:代(?:为)?(?:我)?(?:审批|处理|批|办)?|审批|处理|负责)$/;

/** Who is to decide: a name, or 副手. */
export const delegateSaid = (words: string): string => (TO.exec(words.normalize('NFKC').trim())?.[1] ?? '').replace(TAIL, '').replace(/^我的?/, '');

const HANDED = /(?:交接|把)[\s:,]*@?([A-Za-z][\w.-]{0,39}|[^\s,。]{1,8}?)(?:的(?:审批|工作))?(?:都|全部)?\s*(?:交接给|移交给|转给|交给|给|到)\s*@?([A-Za-z][\w.-]{0,39}|[^\s,。]{1,8})$/;

/** Whose steps go to whom, as said; null where the words do not tell. */
export function handOverSaid(words: string): { readonly from: string; readonly to: string } | null {
  const match = HANDED.exec(words.normalize('NFKC').trim());
  return match === null ? null : { from: match[1] ?? '', to: match[2] ?? '' };
}
