import type { OutsideBody, OutsideDue, OutsideSaid } from '../../../terms/outside.js';
import { addDays, dayOf, endOfDay, type Instant } from '../../../terms/instants.js';
import { lastDayNamed } from '../dialogue/last-day.js';
import { readNumber } from './numerals.js';
import { readTime } from './times.js';
import { matchesOf } from './scanning.js';
import { plain } from './writing.js';

const NAMES: readonly (readonly [OutsideBody, string])[] = [
  ['hotline-12345', '(?:12345|市长热线|政务(?:服务)?(?:便民)?热线|市民热线)'],
  ['housing-authority', '(?:住建[局委厅]?|住房(?:和)?城乡建设[局委厅]|房管[局所]|房产[管局]|房屋管理局)'],
  ['consumer-association', '(?:消协|消保委|消费者(?:权益保护)?(?:协会|委员会)|12315|市场监管局|市监局)'],
  ['petition', '(?:信访(?:局|办|件|部门|平台|科)?|来信来访)'],
];
/** It has come from there: 转来, 交办, 工单; what a customer threatens or does himself has not. */
const PASSED_ON = '(?:[^,。;!?\\n]{0,6}(?:转(?:来|办|交|派|过来|给|下来)?|派(?:单|来|发|下来)|交办|督办|批转|下派|流转)|(?:平台|热线|系统)?(?:的)?(?:工单|来件|来单|单子|件(?=[,。:\\s]|$)|诉求件|投诉件|信访件|督办单|转办单|交办单)|(?:工单|转办|交办|督办|受理)(?:单|件)?(?:编?号))';
const OURS = /(?:要|会|再|就|去|打|找|向|到|上|给|否则|不然|扬言|威胁|说是?|将|准备|打算|已经?)[^,。;!?\n]{0,3}$/;

const NUMBER_NAMED =
  /(?:工单|转办单|交办单|督办单|受理单|办理单|来件|信访件?|投诉单|诉求件?|投诉件|案件|登记|流水|外部(?:工单)?|12345|12315)(?:的)?(?:编号|单号|号码|号)?(?:是|为|改为|改成|更正为)?[:\s]*([A-Za-z]{0,8}(?:[-〔[(（]?\d[\d\-—〕\])）]*)号?)|(?:编号|单号)(?:是|为)?[:\s]*([A-Za-z]{0,8}-?\d[\d-]*)/g;
const LOOSE_NUMBER = /(?<![\dA-Za-z-])([A-Za-z]{0,8}-?\d{4,24}(?:-\d{1,12})*)(?![\d年月日号])/g;
const IS_DATE = /^20\d{2}-\d{1,2}-\d{1,2}$/;
/** Hotlines, not numbers of a complaint. */
const BODY_NUMBERS: readonly string[] = ['12345', '12315'];
/** Shorter ones are a date or a count. */
const SHORTEST_NUMBER = 5;

const ANSWERED = '(?:回复|答复|办结|反馈|办理|处理|回告|上报|回访|报送|结案|办完|完成)';
const TIME_WORDS = '[^,。;!?\\n]{2,22}?';
const BEFORE = new RegExp(`(${TIME_WORDS})(?:之?前|以前|截止|为止)[^,。;!?\\n]{0,8}${ANSWERED}`, 'g');
const LIMIT = new RegExp(`(?:外部)?(?:截止|期限|时限|限期|限于|限在|限|最迟|最晚|务必于?|要求在?)(?:时间|日期|办结|办理|回复|答复)?(?:是|为|到|至|在|于|改为|改成|改到|延到|延至)*[:\\s]*(${TIME_WORDS})(?=(?:之?前|以前|止|为止|回复|答复|办结|反馈|[,。;!?\\n]|$))`, 'g');
const WITHIN = new RegExp(`(\\d{1,3}|[零一二两三四五六七八九十]{1,3})\\s?个?(工作日|自然日|天|日|小时|钟头)(?:之?内|以内)[^,。;!?\\n]{0,6}${ANSWERED}|(?:限|时限|期限|要求)[^,。;!?\\n]{0,4}?(\\d{1,3}|[零一二两三四五六七八九十]{1,3})\\s?个?(工作日|自然日|天|小时)`);

/** Who passed it on, where the words say that somebody outside did; the text must be `plain`. */
function bodyIn(text: string): OutsideBody | null {
  for (const [body, name] of NAMES) {
    for (const match of matchesOf(text, new RegExp(name + PASSED_ON, 'g'))) {
      if (!OURS.test(text.slice(Math.max(0, match.index - 6), match.index))) return body;
    }
  }
  return null;
}

/** Who is named at all: beside a registered case "12345的工单号…" needs no 转来. */
const bodyNamed = (text: string): OutsideBody | null => NAMES.find(([, name]) => new RegExp(name).test(text))?.[0] ?? null;

const isNumber = (said: string): boolean => said.replace(/\D/g, '').length >= SHORTEST_NUMBER;

function numberNamed(text: string): string | null {
  for (const match of matchesOf(text, NUMBER_NAMED)) {
    const said = (match[1] ?? match[2] ?? '').replace(/号$/, '').trim();
    if (isNumber(said)) return said;
  }
  return null;
}

const looseNumber = (text: string): string | null =>
  [...matchesOf(text, LOOSE_NUMBER)].map((match) => match[1] ?? '').find((said) => isNumber(said) && !IS_DATE.test(said) && !BODY_NUMBERS.includes(said)) ?? null;

/** Half a year: a day that far ahead was meant this year and lies behind us. */
const FAR = 183;

function dayOrTime(words: string, now: Instant): OutsideDue | null {
  const time = readTime(words, now, 'future')?.value ?? null;
  if (time !== null) return { kind: 'at', at: time, wholeDay: false };
  const day = lastDayNamed(words, now);
  if (day === null) return null;
  const named = dayOf(day);
  if (named < addDays(dayOf(now), FAR) || /20\d{2}/.test(words)) return { kind: 'at', at: day, wholeDay: true };
  const before = `${Number(named.slice(0, 4)) - 1}${named.slice(4)}`;
  return { kind: 'at', at: endOfDay(before), wholeDay: true };
}

const UNITS: Readonly<Record<string, 'hours' | 'working-days' | 'calendar-days'>> = {
  工作日: 'working-days', 自然日: 'calendar-days', 天: 'calendar-days', 日: 'calendar-days', 小时: 'hours', 钟头: 'hours',
};

function spanIn(text: string): OutsideDue | null {
  const match = WITHIN.exec(text);
  const length = readNumber(match?.[1] ?? match?.[3] ?? '');
  const unit = UNITS[match?.[2] ?? match?.[4] ?? ''];
  return length === null || unit === undefined || length < 1 ? null : { kind: 'span', unit, length };
}

function dueIn(text: string, now: Instant): OutsideDue | null {
  const span = spanIn(text);
  if (span !== null) return span;
  for (const pattern of [BEFORE, LIMIT]) {
    for (const match of matchesOf(text, pattern)) {
      const due = dayOrTime(match[1] ?? '', now);
      if (due !== null) return due;
    }
  }
  return null;
}

/** What a report says of an outside body: 12345转来,工单号20260302001,3月9日前回复. Null when none passed it on. */
export function readOutside(said: string, now: Instant): OutsideSaid | null {
  const text = plain(said);
  const body = bodyIn(text);
  return body === null ? null : { body, number: numberNamed(text), due: dueIn(text, now) };
}

/** The same from an answer or from words about a case that is known to come from outside: "20260302001,3月9日前". */
export function readOutsideAnswer(said: string, now: Instant): OutsideSaid | null {
  const text = plain(said);
  const body = bodyIn(text) ?? bodyNamed(text);
  const number = numberNamed(text) ?? looseNumber(text);
  const rest = (number === null ? text : text.replace(number, ' ')).replace(new RegExp(NAMES.map(([, name]) => name).join('|'), 'g'), ' ');
  const due = dueIn(text, now) ?? dayOrTime(rest, now) ?? bareSpan(rest);
  return body === null && number === null && due === null ? null : { body, number, due };
}

function bareSpan(text: string): OutsideDue | null {
  const match = /(\d{1,3}|[零一二两三四五六七八九十]{1,3})\s?个?(工作日|小时)/.exec(text);
  const length = readNumber(match?.[1] ?? '');
  const unit = UNITS[match?.[2] ?? ''];
  return length === null || unit === undefined ? null : { kind: 'span', unit, length };
}
