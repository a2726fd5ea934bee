import { CATEGORIES, CATEGORY_NAMES, LEVEL_NAMES, plainFacts, type Category, type Facts, type Level } from '../../terms/complaint.js';
import type { RuleId } from '../../terms/decision.js';
import type { Instant } from '../../terms/instants.js';
import type { Fen } from '../../terms/money.js';
import type { RuleQuestion } from '../../terms/rule-question.js';
import type { WorkingCalendar } from './calendar.js';
import { bandWords, conditionWords, yuanWords } from './condition-words.js';
import { decide, decideAtLevel } from './decide.js';
import { eventName } from './explain.js';
import { stepWords, spanWords } from './pack-words.js';
import type { ClockRow, Pack } from './rows.js';
import { thresholdsOf } from './thresholds.js';

/** Answers stay readable in a chat. */
const MOST_LINES = 16;
const LONGEST_CONDITION = 40;
const CHANNELS = { chat: '消息', sms: '短信', phone: '电话' } as const;
const LEVELS: readonly Level[] = ['general', 'important', 'major'];

/** What the rules say is asked of: the book, its calendar, and the moment. */
export interface Book {
  readonly pack: Pack;
  readonly calendar: WorkingCalendar;
  readonly now: Instant;
}

/**
 * What the rule book says to a question, in Chinese, a line each, every one with its rule ids. Computed from the book's own rows
 * with `decide`; nothing here knows a company.
 */
export function answerRules(book: Book, question: RuleQuestion): readonly string[] {
  const lines = linesFor(book, question);
  const head = `《${book.pack.title}》:`;
  if (lines.length === 0) return [`${head}这一点制度里没有写明,请问主管。`];
  const shown = lines.slice(0, MOST_LINES);
  return [head, ...shown, ...(lines.length > shown.length ? [`另有 ${lines.length - shown.length} 条,请加上类别、级别或金额再问。`] : [])];
}

function linesFor(book: Book, question: RuleQuestion): readonly string[] {
  switch (question.topic) {
    case 'approval':
      return approvalLines(book, question);
    case 'filing':
      return filingLines(book, question);
    case 'deadline':
      return deadlineLines(book, question);
    case 'level':
      return levelLines(book, question);
    case 'handler':
      return handlerLines(book, question);
    case 'lowering':
      return loweringLines(book);
    case 'validity':
      return book.pack.validity.map((row) => `· ${row.valid ? '有效' : '无效'}:${row.text}(依据 ${row.rule})`);
  }
}

const basis = (rules: readonly RuleId[]): string => (rules.length === 0 ? '' : `(依据 ${rules.join('、')})`);
const roleName = ({ pack }: Book, role: string): string => pack.roles[role]?.name ?? role;
const asked = ({ category }: Pick<RuleQuestion, 'category'>): readonly Category[] => (category === null ? CATEGORIES : [category]);

function factsOf({ pack, now }: Book, question: RuleQuestion, category: Category, amount: Fen | null): Facts {
  const plain = plainFacts(pack.id, now);
  const said = Object.fromEntries(question.flags.map((flag) => [flag, true]));
  const money = amount === null ? {} : { claimedAmount: amount, proposedAmount: amount, wantsMoney: true };
  return { ...plain, category, households: question.households ?? 1, ...said, ...money };
}

interface Stretch {
  readonly from: Fen;
  readonly to: Fen | null;
}

/** The sums asked about, cut where the book's answer may change; without a sum, all there are. */
function stretches({ pack }: Book, amount: RuleQuestion['amount']): readonly Stretch[] {
  const { from, to } = amount ?? { from: 0, to: null };
  if (to === from) return [{ from, to: from }];
  const edges = [...new Set([...pack.approval.bands.map((band) => band.from), ...thresholdsOf(pack)])].sort((a, b) => a - b);
  // What begins exactly where the asked range ends is said as well: people count the round sum to it.
  const inside = edges.filter((edge) => edge > from && (to === null || edge <= to));
  const starts = [from, ...inside];
  return starts.map((start, index) => ({ from: start, to: starts[index + 1] ?? (to === start ? null : to) }));
}

function stretchWords({ from, to }: Stretch): string {
  if (to === from) return `${yuanWords(from)} 元`;
  if (from === 0 && to !== null) return `不满 ${yuanWords(to)} 元`;
  return to === null ? `${bandWords({ from, to }).replace(/ 以上$/, '')} 元以上` : `${bandWords({ from, to })} 元`;
}

/** Same answers of neighbouring stretches are one. */
function approvalLines(book: Book, question: RuleQuestion): readonly string[] {
  const said: { category: Category; from: Fen; to: Fen | null; route: string }[] = [];
  for (const category of asked(question)) {
    for (const stretch of stretches(book, question.amount)) {
      // One fen more than nothing: a sum is asked for.
      const sample = Math.max(stretch.from, question.amount === null && stretch.from === 0 ? 100 : stretch.from);
      const route = routeWords(book, factsOf(book, question, category, sample));
      const last = said.at(-1);
      if (last?.category === category && last.route === route && last.to === stretch.from) last.to = stretch.to;
      else said.push({ category, ...stretch, route });
    }
  }
  const grouped = new Map<string, Category[]>();
  for (const one of said) {
    const line = `赔付 ${stretchWords(one)}:${one.route}`;
    grouped.set(line, [...(grouped.get(line) ?? []), one.category]);
  }
  const all = asked(question);
  return [...grouped].map(([line, categories]) => `· ${categories.length === all.length && all.length > 1 ? '各类' : categories.map((one) => CATEGORY_NAMES[one]).join('、')},${line}`);
}

function routeWords(book: Book, facts: Facts): string {
  const decision = decide(book.pack, book.calendar, facts);
  if (!decision.ok) return decision.message;
  const { approval, copies, approvalRules } = decision.value;
  const steps = approval.map((step) => stepWords(step, book.pack)).join(' → ');
  return `${steps}${copies.length === 0 ? '' : `,抄送${copies.map((role) => roleName(book, role)).join('、')}`}${basis(approvalRules)}`;
}

function filingLines(book: Book, question: RuleQuestion): readonly string[] {
  const { pack } = book;
  const level = question.level ?? (question.flags.length > 0 || question.households !== null || question.amount !== null ? levelOf(book, question) : 'major');
  const facts = factsOf(book, question, question.category ?? 'other', question.amount?.from ?? null);
  const decision = decideAtLevel(pack, book.calendar, facts, { level, rules: [] });
  if (!decision.ok) return [decision.message];
  const filed = decision.value.filings.map((one) => `· ${LEVEL_NAMES[level]}投诉报${roleName(book, one.role)}(${one.channels.map((channel) => CHANNELS[channel]).join('、')})${basis([one.rule])}`);
  const known = new Set(decision.value.filings.map((one) => `${one.rule}:${one.role}`));
  const others = pack.filings
    .filter((row) => !known.has(`${row.rule}:${row.role}`))
    .map((row) => ({ row, words: conditionWords(row.when) }))
    .filter(({ words }) => !/级别为/.test(words) || words.includes(LEVEL_NAMES[level]))
    .map(({ row, words }) => `· 另:${words}时报${roleName(book, row.role)}${basis([row.rule])}`);
  return [...filed, ...others];
}

function levelOf(book: Book, question: RuleQuestion): Level {
  const decision = decide(book.pack, book.calendar, factsOf(book, question, question.category ?? 'other', question.amount?.from ?? null));
  return decision.ok ? decision.value.level : 'general';
}

function levelLines(book: Book, question: RuleQuestion): readonly string[] {
  const { pack } = book;
  if (question.households !== null || question.amount !== null || question.flags.length > 0) return judgedLines(book, question);
  const rows = pack.levels.rows.filter((row) => question.level === null || row.level === question.level);
  const fallback = question.level === null || question.level === pack.levels.fallback.level ? [`· ${LEVEL_NAMES[pack.levels.fallback.level]}:其他投诉(依据 ${pack.levels.fallback.rule})`] : [];
  return [...rows.map((row) => `· ${LEVEL_NAMES[row.level]}:${row.text ?? conditionWords(row.when)}${basis([row.rule])}`), ...fallback];
}

/** The facts that were named, judged; where the category makes a difference, by category. */
function judgedLines(book: Book, question: RuleQuestion): readonly string[] {
  const lines = new Map<string, Category[]>();
  for (const category of asked(question)) {
    const decision = decide(book.pack, book.calendar, factsOf(book, question, category, question.amount?.from ?? null));
    if (!decision.ok) return [decision.message];
    const line = `${LEVEL_NAMES[decision.value.level]}${basis(decision.value.levelRules)}`;
    lines.set(line, [...(lines.get(line) ?? []), category]);
  }
  return [...lines].map(([line, categories]) => (lines.size === 1 ? `· ${line}` : `· ${categories.map((one) => CATEGORY_NAMES[one]).join('、')}:${line}`));
}

function deadlineLines(book: Book, question: RuleQuestion): readonly string[] {
  const { pack } = book;
  if (question.event === 'approved') return limitLines(pack);
  const levels = question.level === null ? LEVELS : [question.level];
  const met = clockLines(book, question, levels);
  if (met.length > 0 || question.event === null) return met;
  const all = clockLines(book, { ...question, event: null }, levels);
  const what = eventName(question.event);
  return all.length === 0 ? [] : [`· 制度没有单独规定“${what}”的时限,各步时限如下:`, ...all];
}

/** Names of the clocks that run for what was asked about, at any of the levels. */
function running(book: Book, question: RuleQuestion, levels: readonly Level[]): ReadonlySet<string> {
  const names = new Set<string>();
  for (const level of levels) {
    for (const category of asked(question)) {
      const plain = factsOf(book, question, category, null);
      const seen = [plain, { ...plain, wantsMoney: true, refused: true }].map((facts): Facts => (level === 'need' ? { ...facts, kind: 'need' } : facts));
      for (const facts of level === 'general' ? seen.slice(0, 1) : seen) {
        const decision = decideAtLevel(book.pack, book.calendar, facts, { level, rules: [] });
        for (const clock of decision.ok ? decision.value.clocks : []) names.add(`${clock.rule}:${clock.name}`);
      }
    }
  }
  return names;
}

const limitLines = (pack: Pack): readonly string[] =>
  pack.approvalLimits.map((limit) => `· 审批${limit.scope === 'run' ? '全程' : '每一步'}:${limit.hours} 小时${limit.nightExcluded ? '(21:00 至次日 8:00 不计)' : ''}${basis([limit.rule])}`);

function clockLines(book: Book, question: RuleQuestion, levels: readonly Level[]): readonly string[] {
  const { pack } = book;
  const names = running(book, question, levels);
  const lines = pack.clockRows
    .filter((row) => names.has(`${row.rule}:${row.name}`))
    .filter((row) => question.event === null || pack.clocks[row.name]?.metBy === question.event)
    .flatMap((row) => {
      const spans = levels.flatMap((level) => (row.spans[level] === undefined ? [] : [[level, spanWords(row.spans[level])] as const]));
      const [one] = spans;
      if (one === undefined) return [];
      const same = spans.every(([, words]) => words === one[1]);
      const said = same ? `${levels.length === 1 ? '' : spans.length === levels.length ? '' : `${spans.map(([level]) => LEVEL_NAMES[level]).join('、')} `}${one[1]}` : spans.map(([level, words]) => `${LEVEL_NAMES[level]} ${words}`).join(',');
      return [`· ${pack.clocks[row.name]?.label ?? row.name}:${said},自${eventName(row.startsOn)}起${whenWords(row)}${basis([row.rule])}`];
    });
  return [...new Set(lines)];
}

/** Conditions on the category are told by name; always is not said. */
function whenWords({ when }: ClockRow): string {
  const words = conditionWords(when);
  if (words === '任何情况' || words === '投诉') return '';
  return `;适用:${[...words].length > LONGEST_CONDITION ? `${[...words].slice(0, LONGEST_CONDITION - 1).join('')}…` : words}`;
}

function handlerLines(book: Book, question: RuleQuestion): readonly string[] {
  const { pack } = book;
  const rows = pack.handlers.filter((row) => question.category === null || !/工程质量|规划设计|销售承诺|物业管理/.test(conditionWords(row.when)) || conditionWords(row.when).includes(CATEGORY_NAMES[question.category]));
  const lines = rows.map((row) => `· ${conditionWords(row.when) === '任何情况' ? '其余情况' : conditionWords(row.when)}:${roleName(book, row.role)}${basis([row.rule])}`);
  const always = pack.handlers.some((row) => conditionWords(row.when) === '任何情况');
  return always ? lines : [...lines, `· 其余情况:${roleName(book, pack.duties.handler)}`];
}

function loweringLines(book: Book): readonly string[] {
  const { duties, extension } = book.pack;
  return [
    `· 降级、判定无效、延期:一般和重要的由${roleName(book, duties.levelLowering)}决定,重大的由${roleName(book, duties.majorLevelLowering)}决定`,
    ...(extension === null ? [] : [`· 制度另有延期:由${roleName(book, extension.decidedBy)}批准${basis([extension.rule])}`]),
  ];
}
