import { EVENTS, CATEGORIES, LEVEL_ORDER, THREATS } from '../terms/complaint.js';
import { parseYuan } from '../terms/money.js';
import { COUNT_FACTS, FLAG_FACTS, MONEY_FACTS, type Condition, type Range } from './domain/rows.js';
import type { Path } from './pack-source.js';

/** What has been judged when a row is looked at: facts only; facts and level; facts, level, route and band. */
export type Stage = 'facts' | 'level' | 'route';

export interface ConditionContext {
  report(path: Path, message: string): void;
  readonly named: ReadonlyMap<string, Condition>;
  readonly levelRules: ReadonlySet<string>;
  readonly bands: readonly string[];
  readonly routes: readonly string[];
}

const WORDS: Readonly<Record<string, readonly string[]>> = {
  kind: ['need', 'complaint'],
  category: CATEGORIES,
  phase: ['before-handover', 'after-handover'],
  scope: ['project', 'group'],
};
const STAGES: readonly Stage[] = ['facts', 'level', 'route'];
const JUDGED: Readonly<Record<string, Stage>> = { level: 'level', levelRulesOnly: 'level', band: 'route', route: 'route' };
const KEYS: readonly string[] = [
  'any',
  'all',
  'not',
  'condition',
  ...Object.keys(WORDS),
  ...FLAG_FACTS,
  ...COUNT_FACTS,
  ...MONEY_FACTS,
  'importantSince',
  'threats',
  'happened',
  ...Object.keys(JUDGED),
];
export const ALWAYS: Condition = { test: 'all', of: [] };

/** Reads a written condition; all its entries must hold. Mistakes are reported, and the part read as "always". */
export function readCondition(written: unknown, path: Path, stage: Stage, context: ConditionContext): Condition {
  if (!isRecord(written)) {
    context.report(path, '条件应写成 { safety: true } 的形式,没有条件写 {}');
    return ALWAYS;
  }
  const parts = Object.entries(written).map(([key, value]) => readEntry(key, value, [...path, key], stage, context));
  return parts.length === 1 && parts[0] ? parts[0] : { test: 'all', of: parts };
}

function readEntry(key: string, value: unknown, path: Path, stage: Stage, context: ConditionContext): Condition {
  const judged = Object.hasOwn(JUDGED, key) ? JUDGED[key] : undefined;
  if (judged !== undefined && STAGES.indexOf(judged) > STAGES.indexOf(stage)) {
    context.report(path, `这里还没有判定 '${key}',不能用它作条件`);
    return ALWAYS;
  }
  if (key === 'any' || key === 'all') return readList(key, value, path, stage, context);
  if (key === 'not') return { test: 'not', of: readCondition(value, path, stage, context) };
  if (key === 'condition') return readNamed(value, path, context);
  if (Object.hasOwn(WORDS, key)) {
    return { test: 'word', fact: key as 'kind', oneOf: words(value, WORDS[key] ?? [], path, context) };
  }
  const flag = FLAG_FACTS.find((fact) => fact === key);
  if (flag) return { test: 'flag', fact: flag, is: yesNo(value, path, context) };
  const count = COUNT_FACTS.find((fact) => fact === key);
  if (count) return { test: 'count', fact: count, range: readRange(value, path, wholeNumber, context) };
  const money = MONEY_FACTS.find((fact) => fact === key);
  if (money) return readMoney(money, value, path, context);
  return readSpecial(key, value, path, context);
}

function readSpecial(key: string, value: unknown, path: Path, context: ConditionContext): Condition {
  switch (key) {
    case 'importantSince':
      return readDuration(value, path, context);
    case 'threats':
      return { test: 'threat', oneOf: words(value, THREATS, path, context) };
    case 'happened':
      return { test: 'happened', oneOf: words(value, EVENTS, path, context) };
    case 'level':
      return { test: 'level', oneOf: words(value, LEVEL_ORDER, path, context) };
    case 'levelRulesOnly':
      return { test: 'level-rules-only', rules: words(value, [...context.levelRules], path, context) };
    case 'band':
      return { test: 'band', oneOf: words(value, context.bands, path, context) };
    case 'route':
      return { test: 'route', oneOf: words(value, context.routes, path, context) };
    default:
      context.report(path, `不认识的事实 '${key}';可用:${KEYS.join('、')}`);
      return ALWAYS;
  }
}

function readList(key: 'any' | 'all', value: unknown, path: Path, stage: Stage, context: ConditionContext): Condition {
  if (!Array.isArray(value) || value.length === 0) {
    context.report(path, `'${key}' 后应为条件的列表,至少一条`);
    return ALWAYS;
  }
  return { test: key, of: value.map((part: unknown, index) => readCondition(part, [...path, index], stage, context)) };
}

function readNamed(value: unknown, path: Path, context: ConditionContext): Condition {
  const found = typeof value === 'string' ? context.named.get(value) : undefined;
  if (found) return found;
  context.report(path, `没有名为 '${String(value)}' 的条件;已定义:${[...context.named.keys()].join('、') || '无'}`);
  return ALWAYS;
}

function readMoney(
  fact: (typeof MONEY_FACTS)[number],
  value: unknown,
  path: Path,
  context: ConditionContext,
): Condition {
  if (isRecord(value) && Object.keys(value).join() === 'known') {
    return { test: 'money-known', fact, is: yesNo(value['known'], [...path, 'known'], context) };
  }
  return { test: 'money', fact, range: readRange(value, path, fen, context) };
}

function readDuration(value: unknown, path: Path, context: ConditionContext): Condition {
  const over: unknown = isRecord(value) && Object.keys(value).join() === 'over' ? value['over'] : null;
  const months = isRecord(over) ? (over['months'] ?? 0) : null;
  const days = isRecord(over) ? (over['days'] ?? 0) : null;
  const known = isRecord(over) && Object.keys(over).every((key) => key === 'months' || key === 'days');
  if (known && wholeNumber(months) !== null && wholeNumber(days) !== null && Number(months) + Number(days) > 0) {
    return { test: 'important-for-over', months: Number(months), days: Number(days) };
  }
  context.report(path, "应为 { over: { months: 3 } } 或 { over: { days: 10 } }");
  return ALWAYS;
}

const wholeNumber = (value: unknown): number | null =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : null;
const fen = (value: unknown): number | null => (typeof value === 'string' ? parseYuan(value) : null);

/** from 以上(含), over 超过(不含), below 不满(不含), upTo 以下(含): kept as from ≤ x < to in whole units. */
export function readRange(
  value: unknown,
  path: Path,
  read: (bound: unknown) => number | null,
  context: Pick<ConditionContext, 'report'>,
): Range {
  const everything: Range = { from: 0, to: null };
  if (!isRecord(value) || Object.keys(value).length === 0) {
    context.report(path, '应写明范围:from(含)、over(不含)、below(不含)、upTo(含)');
    return everything;
  }
  for (const [key, bound] of Object.entries(value)) {
    if (!['from', 'over', 'below', 'upTo'].includes(key)) {
      context.report([...path, key], `不认识的界限 '${key}';可用:from(含)、over(不含)、below(不含)、upTo(含)`);
      return everything;
    }
    if (read(bound) === null) {
      const right = read === fen ? '金额应为带引号的数字,如 "5000.00"' : '应为 0 或以上的整数';
      context.report([...path, key], `界限 '${String(bound)}' 写法有误;${right}`);
      return everything;
    }
  }
  return closeRange(value, path, read, context);
}

function closeRange(
  value: Readonly<Record<string, unknown>>,
  path: Path,
  read: (bound: unknown) => number | null,
  context: Pick<ConditionContext, 'report'>,
): Range {
  const at = (key: string): number | null => (key in value ? read(value[key]) : null);
  const [from, over, below, upTo] = [at('from'), at('over'), at('below'), at('upTo')];
  if ((from !== null && over !== null) || (below !== null && upTo !== null)) {
    context.report(path, '同一端只能写一个界限:from 与 over、below 与 upTo 各取其一');
  }
  const range = { from: from ?? (over === null ? 0 : over + 1), to: below ?? (upTo === null ? null : upTo + 1) };
  if (range.to !== null && range.to <= range.from) context.report(path, '范围是空的:上限须大于下限');
  return range;
}

export const readFenRange = (value: unknown, path: Path, context: Pick<ConditionContext, 'report'>): Range =>
  readRange(value, path, fen, context);

function yesNo(value: unknown, path: Path, context: ConditionContext): boolean {
  if (typeof value !== 'boolean') context.report(path, '应为 true 或 false');
  return value === true;
}

function words<T extends string>(value: unknown, allowed: readonly T[], path: Path, context: ConditionContext): T[] {
  const given: readonly unknown[] = Array.isArray(value) ? value : [value];
  if (given.length === 0) context.report(path, `列表不能为空;可用:${allowed.join('、')}`);
  return given.flatMap((word) => {
    const known = allowed.find((candidate) => candidate === word);
    if (known !== undefined) return [known];
    context.report(path, `不认识的值 '${String(word)}';可用:${allowed.join('、') || '无'}`);
    return [];
  });
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
