import type { Band, Pack, RouteRow, StepRow } from './rows.js';
import { fieldName, spansWords, stepWords, valueWords } from './pack-words.js';

/** One difference between two rule books, in words. */
export interface PackChange {
  /** 金额档, 审批, 时限. */
  readonly section: string;
  /** ST-A2, or what else a person finds the row by. */
  readonly subject: string;
  /** Which part of the row; null where there is only one. */
  readonly aspect: string | null;
  /** Null: it is new. */
  readonly was: string | null;
  /** Null: it is gone. */
  readonly now: string | null;
}

/** A row of a pack as people find it, with everything it says. */
interface Entry {
  readonly key: string;
  readonly subject: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

type Fields = Readonly<Record<string, unknown>>;

/** Sections in the order in which they are read; what has no title here still is compared, under its own name. */
const TITLES: Readonly<Record<string, string>> = {
  title: '名称', numberPrefix: '编号前缀', roles: '岗位', duties: '职责', levels: '级别', bands: '金额档', money: '审批金额', routes: '审批', raises: '提档', reviewers: '加审',
  readers: '会看', filings: '备案', handlers: '受理', clockRows: '时限', clocks: '时限办理', approvalLimits: '审批时限', sms: '短信', progressEveryWorkingDays: '进展通报',
  progress: '进展通报', returnVisitQuestions: '回访问题', ruleTexts: '规则文字', doors: '来源', categories: '类别', validity: '有效与无效', tasks: '提示事项', told: '告知即计',
  reports: '报告', surveys: '调查', grading: '客户分级', visits: '走访', registers: '台账', customers: '客户资料', conduct: '用语', extension: '延期', sentBack: '退单',
  escalation: '升级', inactivity: '无进展', closing: '结案', matters: '再次投诉与群诉', nudging: '提醒与免打扰', splitting: '拆单', keepAgreedSteps: '保留已同意的步骤', batchApproval: '批量同意',
};

/** Everything that is different in `b`, section by section. Empty only when the two say the same (their version aside). */
export function diffPacks(a: Pack, b: Pack): PackChange[] {
  const [before, after] = [sectionsOf(a), sectionsOf(b)];
  const names = [...new Set([...Object.keys(TITLES), ...before.keys(), ...after.keys()])];
  return names.flatMap((name) => compare(name, before.get(name) ?? [], after.get(name) ?? [], [a, b]));
}

function sectionsOf(pack: Pack): Map<string, readonly Entry[]> {
  const { id: _id, version: _version, approval, levels, roles: _roles, clockRows: _clockRows, ...others } = pack;
  const { bands, routes, ...approvalOthers } = approval;
  const { rows, ...fallbacks } = levels;
  const sections = new Map<string, readonly Entry[]>([
    ['levels', [...entriesOf('levels', rows), ...entriesOf('levels', fallbacks)]],
    ['bands', bands.map(bandEntry)],
    ['routes', routeEntries(routes)],
    ['roles', roleEntries(pack)],
    ['clockRows', clockEntries(pack)],
  ]);
  for (const [name, value] of Object.entries({ ...approvalOthers, ...others })) sections.set(name, entriesOf(name, value));
  return sections;
}

const bandEntry = ({ band, from, to, ...others }: Band): Entry => ({ key: band, subject: `金额档 ${band}`, fields: { '': { from, to }, ...others } });

/** Roles by their names; a yes or no that is no is not worth a word. */
const roleEntries = ({ roles }: Pack): Entry[] =>
  Object.entries(roles).map(([role, { committee, finance, ...others }]) => ({
    key: role,
    subject: others.name,
    fields: { ...others, committee: committee || null, finance: finance || null },
  }));

const clockEntries = (pack: Pack): Entry[] =>
  listEntries(pack.clockRows).map((entry, place) => {
    const row = pack.clockRows[place];
    return row === undefined ? entry : { ...entry, subject: `${row.rule} ${pack.clocks[row.name]?.label ?? row.name}` };
  });

/** One entry for every band of a route; a route's own condition stands by itself. */
function routeEntries(routes: readonly RouteRow[]): Entry[] {
  const rules = routes.flatMap(({ bands }) => bands.map(({ rule }) => rule));
  return routes.flatMap(({ route, bands, ...others }, place) => [
    { key: route, subject: `审批路线 ${route}`, fields: { ...others, 次序: place + 1 } },
    ...bands.map(({ band, steps, ...rest }) => {
      const { rule } = rest;
      const shared = rules.filter((one) => one === rule).length > 1;
      const subject = shared ? `${rule}(${route},金额档 ${band})` : rule;
      return { key: `${route}/${band}`, subject, fields: { '': steps, ...rest } };
    }),
  ]);
}

/** A list by what names its rows, a map by its keys, a single value by itself. */
function entriesOf(section: string, value: unknown): Entry[] {
  if (Array.isArray(value)) return listEntries(value);
  if (!isFields(value)) return [{ key: section, subject: '', fields: { '': value } }];
  return Object.entries(value).map(([key, part]) => {
    const fields = isFields(part) ? part : { '': part };
    const label = isFields(part) && typeof part['label'] === 'string' ? `${ruleOf(part)}${part['label']}` : fieldName(key);
    return { key, subject: label, fields };
  });
}

const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value);

function listEntries(rows: readonly unknown[]): Entry[] {
  const seen = new Map<string, number>();
  return rows.map((row, place) => {
    if (!isFields(row)) return { key: String(place), subject: `第 ${place + 1} 条`, fields: { '': row } };
    const name = identityOf(row);
    const again = (seen.get(name) ?? 0) + 1;
    seen.set(name, again);
    return { key: `${name}#${again}`, subject: `${ruleOf(row)}${labelOf(row)}`.trim() || name, fields: row };
  });
}

/** What tells a row from the others of its section. */
function identityOf(row: Fields): string {
  const named = ['row', 'name', 'band', 'route', 'door', 'category'].find((key) => typeof row[key] === 'string');
  return named === undefined ? `${ruleOf(row)}${typeof row['role'] === 'string' ? row['role'] : ''}` : String(row[named]);
}

function ruleOf(row: Fields): string {
  const rules = row['rules'];
  if (typeof row['rule'] === 'string') return `${row['rule']} `;
  return Array.isArray(rules) ? `${rules.join('、')} ` : '';
}

function labelOf(row: Fields): string {
  const label = row['label'] ?? row['text'] ?? row['name'];
  return typeof label === 'string' ? label.slice(0, 20) : '';
}

type Packs = readonly [Pack, Pack];

function compare(section: string, before: readonly Entry[], after: readonly Entry[], packs: Packs): PackChange[] {
  const title = TITLES[section] ?? section;
  const [old, fresh] = [byKey(before), byKey(after)];
  const gone = before.filter(({ key }) => !fresh.has(key));
  const changes = after.flatMap((now): PackChange[] => {
    const was = old.get(now.key);
    if (was === undefined) return [{ section: title, subject: now.subject, aspect: null, was: null, now: whole(now, packs[1]) }];
    return changedFields(was, now, packs).map((field) => ({ section: title, subject: now.subject, ...field }));
  });
  const removed = gone.map((one) => ({ section: title, subject: one.subject, aspect: null, was: whole(one, packs[0]), now: null }));
  return [...changes, ...removed, ...reordered(title, old, fresh)];
}

const byKey = (entries: readonly Entry[]): ReadonlyMap<string, Entry> => new Map(entries.map((one) => [one.key, one]));

/** Where the first fitting row wins, their order is part of what the book says. */
function reordered(title: string, before: ReadonlyMap<string, Entry>, after: ReadonlyMap<string, Entry>): PackChange[] {
  const [was, now] = [[...before.keys()].filter((key) => after.has(key)), [...after.keys()].filter((key) => before.has(key))];
  const first = now.findIndex((key, place) => key !== was[place]);
  if (first < 0) return [];
  const subjectOf = (key: string | undefined, list: ReadonlyMap<string, Entry>): string => list.get(key ?? '')?.subject ?? '';
  return [{ section: title, subject: '', aspect: '次序', was: `第 ${first + 1} 条为“${subjectOf(was[first], before)}”`, now: `第 ${first + 1} 条为“${subjectOf(now[first], after)}”` }];
}

const whole = ({ fields }: Entry, pack: Pack): string =>
  Object.entries(fields)
    .filter(([key, value]) => !['row', 'band', 'rule', 'name', 'label'].includes(key) && value !== null && value !== undefined)
    .map(([key, value]) => `${key === '' ? '' : `${fieldName(key)} `}${fieldWords(key, value, pack)}`)
    .join(',');

interface FieldChange {
  readonly aspect: string | null;
  readonly was: string;
  readonly now: string;
}

function changedFields(was: Entry, now: Entry, [a, b]: Packs): FieldChange[] {
  const keys = [...new Set([...Object.keys(was.fields), ...Object.keys(now.fields)])];
  return keys.flatMap((key) => {
    const [before, after] = [was.fields[key], now.fields[key]];
    if (sameData(before, after)) return [];
    if (isSteps(before) && isSteps(after)) return [stepsChange(before, after, [a, b])];
    const words = { was: fieldWords(key, before, a), now: fieldWords(key, after, b) };
    // The same words for different data: a role was renamed beside, or the words are too coarse. The data says it then.
    const told = words.was === words.now ? { was: JSON.stringify(before ?? null), now: JSON.stringify(after ?? null) } : words;
    return [{ aspect: key === '' ? null : fieldName(key), ...told }];
  });
}

function fieldWords(key: string, value: unknown, pack: Pack): string {
  if (key === 'spans' && isFields(value)) return spansWords(value);
  return valueWords(value, pack);
}

function sameData(a: unknown, b: unknown): boolean {
  return a === b || canonical(a) === canonical(b);
}

function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (!isFields(value)) return JSON.stringify(value ?? null);
  return `{${Object.keys(value).sort().map((key) => `${key}:${canonical(value[key])}`).join(',')}}`;
}

const isSteps = (value: unknown): value is readonly StepRow[] =>
  Array.isArray(value) && value.every((one) => isFields(one) && 'mode' in one && 'roles' in one);

/** Steps both have at the beginning and the end are left out: ST-A2:总经理审批 → 项目总监审批. */
function stepsChange(before: readonly StepRow[], after: readonly StepRow[], [a, b]: Packs): FieldChange {
  const [was, now] = [before.map((step) => stepWords(step, a)), after.map((step) => stepWords(step, b))];
  const shorter = Math.min(was.length, now.length);
  let head = 0;
  while (head < shorter && was[head] === now[head]) head += 1;
  let tail = 0;
  while (tail < shorter - head && was[was.length - 1 - tail] === now[now.length - 1 - tail]) tail += 1;
  const middle = (words: readonly string[]): string => words.slice(head, words.length - tail).join(',再') || '没有这一步';
  if (head === was.length && head === now.length) return { aspect: null, was: JSON.stringify(before), now: JSON.stringify(after) };
  return { aspect: null, was: middle(was), now: middle(now) };
}

/** "ST-A2:总经理审批 → 项目总监审批"; without its section. */
export function showChange({ subject, aspect, was, now }: PackChange): string {
  const what = [subject, aspect ?? ''].filter((part) => part !== '').join(' ');
  const head = what === '' ? '' : `${what}:`;
  if (was === null) return `新增 ${head}${now ?? ''}`;
  if (now === null) return `删去 ${head}${was}`;
  return `${head}${was} → ${now}`;
}
