import type { UnderstandingContext } from '../../../terms/understanding.js';
import { spelledDigits } from './numerals.js';
import { beginnings, nextBeginning, rewritten, type Beginnings } from './scanning.js';
import type { Found, Span } from './writing.js';

export interface ProjectFound extends Found<string> {
  /** Found by likeness only, or two projects are named: the bot should ask. */
  readonly doubtful: boolean;
}

const GENERIC_END = /(?:小区|花园|家园|社区|公寓|项目|住宅|苑区)$/;
/** A differing number or compass point is another project (滨江二号, 二期, 东区), never a typo. */
const TELLING = /[\d一二三四五六七八九十东西南北AaBbCcDd]/;

/** What stands in any address: 一号院 leaves nothing that a typo could be told by. */
const ANYWHERE = /[\d号期院栋区]/g;
/** 滨江二号 and 翡翠城三期 are not what 滨江 and 翡翠城 name. */
const OTHER_PHASE = /^\d+(?:号(?![楼栋幢])|期)/;
const BUILDING = /^[楼栋幢]/;

/** Each character of a name on its own, digits in one script: 滨江1号 and 滨江壹号 are 滨江一号. */
const canonical = (text: string): string => rewritten(text, CANONICAL);

const CANONICAL = new Uint16Array(0x10000);
for (const char of 'ABCDEFGHIJKLMNOPQRSTUVWXYZ零〇一二两三四五六七八九壹贰叁肆伍陆柒捌玖') {
  CANONICAL[char.charCodeAt(0)] = (spelledDigits(char) ?? char.toLowerCase()).charCodeAt(0);
}

interface Candidate {
  readonly project: string;
  readonly alias: string;
}

function aliases(projects: UnderstandingContext['projects']): Candidate[] {
  const list: Candidate[] = [];
  for (const { name, nicknames } of projects) {
    const core = name.replace(GENERIC_END, '');
    const names = new Set([name, ...nicknames, ...(core.length >= 3 ? [core] : [])]);
    for (const alias of names) {
      const flat = canonical(alias.replaceAll(/[\s·•.-]/g, ''));
      if (flat.length >= 2) list.push({ project: name, alias: flat });
    }
  }
  return list.sort((a, b) => b.alias.length - a.alias.length);
}

function exact(text: string, list: readonly Candidate[]): Found<string>[] {
  const found: Found<string>[] = [];
  for (const { project, alias } of list) {
    const start = text.indexOf(alias);
    if (start < 0) continue;
    const span = { value: project, start, end: start + alias.length };
    const after = text.slice(span.end, span.end + 3);
    // 滨江一号楼 is a building of 滨江.
    if (OTHER_PHASE.test(after) || (/\d号$/.test(alias) && BUILDING.test(after))) continue;
    // The longer name was looked for first: 翡翠城 inside 翡翠城二期 is no second project.
    if (!found.some((other) => other.start < span.end && span.start < other.end)) found.push(span);
  }
  return found;
}

/** One character replaced, left out or added, and that character tells nothing. */
function nearMiss(window: string, alias: string): boolean {
  if (window.length === alias.length) {
    const wrong = Array.from(alias).flatMap((char, i) => (char === window.charAt(i) ? [] : [i]));
    const [at] = wrong;
    return wrong.length === 1 && at !== undefined && !TELLING.test(alias.charAt(at) + window.charAt(at));
  }
  const [short, long] = window.length < alias.length ? [window, alias] : [alias, window];
  for (let i = 0; i < long.length; i += 1) {
    if (long.slice(0, i) + long.slice(i + 1) === short) return !TELLING.test(long.charAt(i));
  }
  return false;
}

function swapped(window: string, alias: string): boolean {
  for (let i = 0; i + 1 < alias.length; i += 1) {
    if (alias.slice(0, i) + alias.charAt(i + 1) + alias.charAt(i) + alias.slice(i + 2) === window) return window !== alias;
  }
  return false;
}

/** Aliases by their first and by their last character: a typo leaves one of the two right, which keeps the search cheap. */
interface Directory {
  readonly all: readonly Candidate[];
  readonly byFirst: ReadonlyMap<string, readonly Candidate[]>;
  readonly byLast: ReadonlyMap<string, readonly Candidate[]>;
  /** The characters that any of them begins or ends with. */
  readonly edges: Beginnings;
}

function grouped(list: readonly Candidate[], key: (alias: string) => string): Map<string, Candidate[]> {
  const groups = new Map<string, Candidate[]>();
  for (const each of list) {
    if (each.alias.length < 3 || each.alias.replaceAll(ANYWHERE, '').length < 2) continue;
    const group = groups.get(key(each.alias));
    if (group) group.push(each);
    else groups.set(key(each.alias), [each]);
  }
  return groups;
}

/** A directory's list is the same object from message to message, so its aliases are worked out once. */
const known = new WeakMap<UnderstandingContext['projects'], Directory>();

function directoryOf(projects: UnderstandingContext['projects']): Directory {
  const before = known.get(projects);
  if (before) return before;
  const all = aliases(projects);
  const directory = { all, byFirst: grouped(all, (alias) => alias.charAt(0)), byLast: grouped(all, (alias) => alias.slice(-1)), edges: beginnings(all.map(({ alias }) => alias.charAt(0) + alias.slice(-1)).join('')) };
  known.set(projects, directory);
  return directory;
}

/** The lengths a misspelt alias may have; a short name allows only a wrong character. */
const lengthsOf = (alias: string): readonly number[] =>
  alias.length >= 4 ? [alias.length, alias.length + 1, alias.length - 1] : [alias.length];

function alike(text: string, directory: Directory): Found<string>[] {
  const found = new Map<string, Found<string>>();
  const tryAt = (start: number, length: number, { alias, project }: Candidate): void => {
    const window = start < 0 ? '' : text.slice(start, start + length);
    if (window.length !== length || found.has(project) || !/^[\u4e00-\u9fa5\w]+$/.test(window)) return;
    if (nearMiss(window, alias) || swapped(window, alias)) found.set(project, { value: project, start, end: start + length });
  };
  for (let i = nextBeginning(text, 0, directory.edges); i < text.length; i = nextBeginning(text, i + 1, directory.edges)) {
    for (const each of directory.byFirst.get(text.charAt(i)) ?? []) {
      for (const length of lengthsOf(each.alias)) tryAt(i, length, each);
    }
    for (const each of directory.byLast.get(text.charAt(i)) ?? []) {
      for (const length of lengthsOf(each.alias)) tryAt(i + 1 - length, length, each);
    }
  }
  return [...found.values()];
}

const ENDING =
  '小区|花园|家园|公馆|名邸|华庭|豪庭|雅苑|名苑|华府|新城|名城|广场|公寓|庄园|山庄|花都|水岸|御园|嘉园|丽园|景园|佳苑|雅园|学府|国际城|府邸|壹号|一号|二号|玫瑰园|花苑|茗苑|豪园|御府';
const NAMED = new RegExp(`(?:^|[\\s,，。;；、:!(]|[市县区镇乡]|街道|[住在是于为位买]|反映|投诉|举报|咨询|关于|请求|我们|[上中下]午|早上|晚上|[A-Z]\\d?[市区县])([\\u4e00-\\u9fa5A-Za-z]{1,6}?(?:${ENDING})(?:[一二三四五六\\d]期|小区)?)(?![楼栋幢\\u4e00-\\u9fa5]?[单路站])`);
const BEFORE_PLACE = /(?:^|[\s,，。;；、:!])([\u4e00-\u9fa5]{2,8}?(?:[一二三四五六七八九十\d]{1,2}[号期])?)\s*$/;
const NO_PROJECT =
  /麻烦|安排|师傅|给|气味|很|再|踩|响|要|户|帮|去|修|漏|坏|吵|乱|不|了|没|把|被|又|请|顺便|报|屋顶|空中|楼顶|业主|来电|来访|打来|反映|投诉|住户|客户|女士|先生|电话|我|你|他|她|的|这|那|有|小区$|物业|说|家|请|今|昨|刚|点|报修|地下|楼|电梯|分钟|小时|前台|登记|喂|紧急|快|转|接到|收到|本|该|某|整个|全|老旧|保障|住宅|毁坏|打击|进入|进出|规范|周边|对于|最近|发现|垃圾|一直|卖方|受/;

/** What letters put before a name: A市A5区井湾子街道. */
const ADDRESS = /^(?:[A-Z]?\d?[\u4e00-\u9fa5]?[省市区县])*(?:[\u4e00-\u9fa5]{2,4}?(?:街道|镇|乡|大道|路))?(?:(?:关于|反映|投诉|举报|咨询|[是在]))?/;

/** In a letter only its opening names the place it is about. */
const HEAD = 60;

/** Without a directory the project is given as it was written: a name of the usual form, or the word before the room. */
export function projectAsWritten(text: string, places: readonly Span[]): ProjectFound | null {
  const [first] = places;
  const before = first && first.start < HEAD ? BEFORE_PLACE.exec(text.slice(0, first.start)) : null;
  for (const match of [before, NAMED.exec(text)]) {
    const said = match?.[1];
    if (!match || said === undefined) continue;
    const name = said.replace(ADDRESS, '');
    if (name.length < 2 || NO_PROJECT.test(name.replace(/小区$/, ''))) continue;
    const start = match.index + match[0].lastIndexOf(name);
    return { value: name, start, end: start + name.length, doubtful: false };
  }
  return null;
}

/** The project of the directory that a message names, also by nickname or with a small typo; the text must be `plain`. */
export function findProject(text: string, projects: UnderstandingContext['projects']): ProjectFound | null {
  if (projects.length === 0) return null;
  const flat = canonical(text);
  const directory = directoryOf(projects);
  const named = exact(flat, directory.all);
  const [first] = named.sort((a, b) => a.start - b.start);
  if (first) {
    const others = new Set(named.map((each) => each.value));
    return { ...first, doubtful: others.size > 1 };
  }
  const similar = alike(flat, directory);
  const [only] = similar;
  return only && similar.length === 1 ? { ...only, doubtful: true } : null;
}
