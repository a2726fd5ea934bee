import type { Instant } from '../../../terms/instants.js';
import { parseYuan, type Fen } from '../../../terms/money.js';
import type { Command, CommandName } from './types.js';
import type { Readers } from './readers.js';
import { readPeriod } from './delegation-words.js';
import { lastDayNamed } from './last-day.js';
import { PHRASES, type CommandPhrase } from './command-words.js';
import { readPlanSums } from './plan-sums.js';
import { cleaned, namesPlace, plainWords, soundsReported, withoutMention } from './words.js';

/** What reading a command may know: the time, and whether a case was just spoken about here. */
interface CommandContext {
  readonly now: Instant;
  readonly lastNumber: string | null;
}

/** Longest message taken for a command that names no case; a report is usually longer, a command rarely. */
const SHORT = 24;
/** With a case just spoken about, people add a few more words. */
const SHORT_ABOUT_LAST = 48;

const NUMBER = /(?<![A-Za-z])([A-Za-z]{1,6})\s?[-—–_‐‑]?\s?(20\d{6})\s?[-—–_‐‑]?\s?(\d{4,6})(?!\d)/;

const NUMBER_OUTSIDE = /(?:工单|转办单|交办单|督办单|受理单|信访件?|来件|外部)(?:编号|单号|号)?[\s:是为]*$/;

/** The complaint number in a text, upper case with its dashes: "lh202603020001" → LH-20260302-0001. */
export function numberIn(text: string): { readonly number: string; readonly words: string } | null {
  const plain = text.normalize('NFKC');
  const match = NUMBER.exec(plain);
  if (!match) return null;
  const [whole, prefix = '', day = '', serial = ''] = match;
  const month = Number(day.slice(4, 6));
  const date = Number(day.slice(6, 8));
  // The number of a body outside is not ours, whatever it looks like.
  if (NUMBER_OUTSIDE.test(plain.slice(0, match.index))) return null;
  if (month < 1 || month > 12 || date < 1 || date > 31) return null;
  return { number: `${prefix.toUpperCase()}-${day}-${serial}`, words: plain.replace(whole, match.index === 0 ? '' : ' ') };
}

/** A second number right beside the first. */
function numberBeside(text: string): string | null {
  const plain = text.normalize('NFKC');
  const first = NUMBER.exec(plain);
  const rest = first === null ? '' : plain.slice(first.index + first[0].length).replace(/^[\s,、。;/|&+和与及跟]+/, '');
  return NUMBER.exec(rest)?.index === 0 ? (numberIn(rest)?.number ?? null) : null;
}

const trimmed = (text: string): string => text.normalize('NFKC').replace(/^[\s,.:;!、。的]+|[\s,;、]+$/g, '');

function restOf(words: string, phrase: CommandPhrase): string {
  const plain = trimmed(words);
  if (phrase.lead) return trimmed(plain.replace(phrase.lead, '').replace(/^(?:处理|结果)?[,:]/, ''));
  return plain;
}

const PERSON_TAIL = /(?:去|来|过去|上门|处理|维修|跟进|看看|看一下|看|负责|一下|了|吧|哈)+$/;

const ASKS_FOR_TIME = /(?:我)?(?:想|要|需要?|请求?)?(?:申请|办理?|做)?(?:个|一个)?(?:延期|延长|展期|宽限|暂停)(?:申请|处理|办理|计时|时限)?/;

/** The reason for more time stands before or after the asking: "配件没到,申请延期到3月10日". */
const reasonAndTime = (words: string): string => trimmed(trimmed(words).replace(ASKS_FOR_TIME, ',').replace(/[,,、;;\s]*,[,,、;;\s]*/g, ','));

const WORDLESS: readonly CommandName[] = ['query', 'help', 'my-tasks', 'my-approvals', 'due-today', 'overdue-this-week', 'who-has-most', 'approval-form', 'evidence-pack', 'batch-agree', 'cancel-delegation', 'duty-roster'];

function textOf(name: CommandName, words: string, phrase: CommandPhrase): string {
  if (name === 'extend' || name === 'pause') return reasonAndTime(words);
  if (name === 'outside') return words;
  const rest = restOf(words, phrase);
  if (name === 'dispatch') return rest.split(/[,。;!\s]/)[0]?.replace(PERSON_TAIL, '') ?? '';
  if (WORDLESS.includes(name)) return '';
  return rest;
}

interface Said {
  readonly name: CommandName;
  readonly number: string | null;
  readonly text: string;
  readonly words: string;
  readonly room: string | null;
  readonly about?: string;
}

const TIMED: readonly CommandName[] = ['appointment', 'extend', 'pause'];
const PAID: readonly CommandName[] = ['agreement', 'payment'];
const COUNTED: readonly CommandName[] = ['more-households', 'supplement'];

/** An appointment needs its hour; an extension and a pause may name only their last day. */
export function timeNamed(name: CommandName, words: string, now: Instant, readers: Readers): Instant | null {
  const time = readers.readTime(words, now)?.value ?? null;
  return time === null && name !== 'appointment' ? lastDayNamed(words, now) : time;
}

/** A bare "6000" behind 付款凭证 is the sum. */
export const paidSum = (words: string, readers: Readers): Fen | null => {
  const said = readers.readAmount(words)?.value ?? null;
  const bare = /(?<![\d.]|[-−负]\s?)(\d{1,9}(?:\.\d{1,2})?)(?=[,。;!\s]*$)/.exec(words.normalize('NFKC').replace(/(?<=\d),(?=\d{3})/g, ''))?.[1];
  return said ?? (bare === undefined ? null : parseYuan(bare));
};

/** Sums, times, counts and phones are only read where the command has use for them. */
export function commandOf({ name, number, text, words, room, about }: Said, now: Instant, readers: Readers): Command {
  const sums = name === 'plan' ? readPlanSums(words, readers) : null;
  const period = name === 'delegate' || name === 'set-duty' ? readPeriod(words, now) : null;
  return {
    name,
    number,
    text,
    amount: PAID.includes(name) ? paidSum(words, readers) : (sums?.amount ?? null),
    ...(sums === null || sums.repairCost === null ? {} : { repairCost: sums.repairCost }),
    ...(sums?.unread === true ? { sumUnread: sums.unread } : {}),
    at: TIMED.includes(name) ? timeNamed(name, words, now, readers) : (period?.from ?? null),
    ...(period === null ? {} : { until: period.until }),
    households: COUNTED.includes(name) ? (readers.readHouseholds(words)?.value ?? null) : null,
    ...(name === 'rooms' ? { rooms: readers.readRooms(words)?.value ?? [] } : {}),
    phone: name === 'change-phone' ? (readers.readPhone(words)?.value ?? null) : null,
    ...(room === null ? {} : { room }),
    ...(about === undefined ? {} : { about }),
  };
}

/** Beside a number every message is about that case: a known phrase, else a look-up or a supplement. */
function aboutNumber(number: string, words: string): Said {
  const plain = trimmed(words);
  const base = { number, words: plain, room: null };
  if (plain === '') return { ...base, name: 'query', text: '' };
  const opened = PHRASES.find(({ open }) => open?.test(plain));
  const phrase = opened ?? PHRASES.find(({ bare }) => bare.test(plain)) ?? PHRASES.find(({ named }) => named.test(plain));
  if (!phrase) return { ...base, name: 'supplement', text: plain };
  return { ...base, name: phrase.name, text: textOf(phrase.name, plain, phrase) };
}

const LEADING_ROOM =
  /^(?:[\dA-Za-z一二三四五六七八九十]+(?:栋|幢|号楼|座|#|-)\s?(?:[\d一二三四五六七八九十]+(?:单元|-))?\s?\d{3,4}(?:室|号|房)?)(?:的|那个|那户|这户)?(?=客户|业主|住户|电话|联系|打|已|回访|处理|派|[,\s])[,\s]*/;

/** A room said in place of the number, in front of a short command. */
function withoutRoom(words: string, readers: Readers): { readonly words: string; readonly room: string | null } {
  const match = LEADING_ROOM.exec(words.normalize('NFKC'));
  if (!match) return { words, room: null };
  const room = readers.readRooms(match[0])?.value[0] ?? null;
  return room === null ? { words, room } : { words: words.normalize('NFKC').slice(match[0].length), room };
}

/** Words said in place of the number: 漏水那个, 王女士那单. */
const LEADING_WORDS = /^(?:关于)?([\p{Script=Han}A-Za-z]{2,8}?)(?:的)?(?:那|这)(?:一)?(?:个|件|条|单|户|家)(?:单子|投诉|客户|业主)?(?:的)?[,\s]*(?=.{2,})/u;

function withoutWords(words: string): { readonly words: string; readonly about?: string } {
  const match = LEADING_WORDS.exec(words);
  return match?.[1] === undefined ? { words } : { words: words.slice(match[0].length), about: match[1] };
}

function withoutNumber(text: string, context: CommandContext, readers: Readers): Said | null {
  const whole = trimmed(text);
  const opened = PHRASES.find(({ open }) => open?.test(whole));
  if (opened) return { name: opened.name, number: null, text: textOf(opened.name, whole, opened), words: whole, room: null };
  const placed = withoutRoom(whole, readers);
  const { room } = placed;
  const direct = readPhrase(placed.words, context);
  if (direct !== null) return { ...direct, room };
  const { words, about } = withoutWords(placed.words);
  const said = about === undefined ? null : readPhrase(words, context);
  return said === null || about === undefined ? null : { ...said, room, about };
}

function readPhrase(words: string, context: CommandContext): Omit<Said, 'room'> | null {
  const plain = trimmed(words);
  const most = context.lastNumber === null ? SHORT : SHORT_ABOUT_LAST;
  if (plain.length > most || plain === '') return null;
  const phrase = PHRASES.find(({ bare }) => bare.test(plain));
  if (!phrase || ((soundsReported(words) || namesPlace(words)) && !tellsAboutTalk(phrase.name))) return null;
  return { name: phrase.name, number: null, text: textOf(phrase.name, plain, phrase), words: plain };
}

/** "客户说还漏", "又有4户反映": what the customer says belongs to these commands, it makes no report of them. */
const tellsAboutTalk = (name: CommandName): boolean =>
  ['visit-dissatisfied', 'visit-satisfied', 'more-households', 'failed-talk', 'extend', 'pause', 'send-back', 'plan', 'contacted', 'agreement', 'payment'].includes(name);

/**
 * Reads what staff tell or ask about a registered case, or for themselves. Null: it is no command, perhaps a report.
 * A command names its case, or is short and begins like one; the missing number stays null.
 */
export function readCommand(text: string, context: CommandContext, readers: Readers): Command | null {
  const words = withoutMention(cleaned(text));
  const named = numberIn(words);
  if (named) {
    const further = numberBeside(words);
    return { ...commandOf(aboutNumber(named.number, named.words), context.now, readers), ...(further === null ? {} : { further }) };
  }
  if (words.normalize('NFKC').trim() === '?') return commandOf({ name: 'help', number: null, text: '', words: '', room: null }, context.now, readers);
  const said = plainWords(words) === '' ? null : withoutNumber(words, context, readers);
  return said ? commandOf(said, context.now, readers) : null;
}

/** A button on a case's card says the same as its words; null for a button that is no command. */
export function commandOfButton(action: string, words: string, number: string, now: Instant, readers: Readers): Command | null {
  const phrase = PHRASES.find(({ name }) => name === action);
  if (!phrase) return null;
  return commandOf({ name: phrase.name, number, text: cleaned(words), words: cleaned(words), room: null }, now, readers);
}
