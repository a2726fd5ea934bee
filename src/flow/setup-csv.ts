import * as directory from '../directory/index.js';
import { accept, refuse, type Outcome } from '../terms/outcome.js';
import type { SetupTable, SetupView, SetupWanted } from '../terms/setup.js';

/** The columns of each file; a line says one thing of one person or project. */
const COLUMNS: Readonly<Record<SetupTable, readonly string[]>> = {
  projects: ['项目', '别名', '楼栋'],
  holders: ['姓名', '账号', '岗位', '项目'],
  deputies: ['姓名', '副手', '开始日期', '结束日期'],
  duties: ['姓名', '项目', '开始时间', '结束时间'],
  people: ['姓名', '企业微信账号', '钉钉账号'],
};

export const columnsOf = (table: SetupTable): readonly string[] => COLUMNS[table];

const ALL = '全部';
const MOST_LINES = 20_000;

/** One part of the set-up as a file that Excel opens (UTF-8 with its mark). */
export function setupCsv(view: SetupView, table: SetupTable): string {
  const rows = [COLUMNS[table], ...rowsOf(view, table)];
  return `\uFEFF${rows.map((row) => row.map(quoted).join(',')).join('\r\n')}\r\n`;
}

/** A leading sign would be taken for a formula by Excel. */
function quoted(value: string): string {
  const plain = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
}

function rowsOf(view: SetupView, table: SetupTable): readonly (readonly string[])[] {
  const person = (id: string): string => view.people.find((one) => one.id === id)?.name ?? id;
  const project = (id: string): string => (id === directory.EVERY_PROJECT ? ALL : (view.projects.find((one) => one.id === id)?.name ?? id));
  const role = (id: string): string => view.roles.find((one) => one.id === id)?.name ?? id;
  const account = (id: string): string => view.people.find((one) => one.id === id)?.accounts[0]?.userId ?? '';
  switch (table) {
    case 'projects':
      return view.projects.map((one) => [one.name, one.nicknames.join('、'), one.buildings.join('、')]);
    case 'holders':
      return view.holdings.map((one) => [person(one.person), account(one.person), role(one.role), project(one.project)]);
    case 'deputies':
      return view.deputies.map((one) => [person(one.person), person(one.deputy), one.from, one.until]);
    case 'duties':
      return view.duties.map((one) => [person(one.person), project(one.project), shown(one.from), shown(one.until)]);
    case 'people':
      return view.people.map(({ name, accounts }) => [name, ...['wecom', 'dingtalk'].map((channel) => accounts.find((one) => one.channel === channel)?.userId ?? '')]);
  }
}

const shown = (iso: string): string => iso.slice(0, 16).replace('T', ' ');

/** The set-up with one part as the file has it. Refusal: every line that cannot be read, and why. */
export function fromCsv(view: SetupView, table: SetupTable, text: string): Outcome<SetupWanted> {
  const lines = parseCsv(text);
  const [head = [], ...rows] = lines;
  const columns = COLUMNS[table];
  if (head.map((name) => name.trim()).join() !== columns.join()) return refuse('csv', `第一行应为:${columns.join(',')}`);
  if (rows.length > MOST_LINES) return refuse('csv', `最多 ${MOST_LINES} 行。`);
  const faults: string[] = [];
  const reader = new LineReader(view, faults);
  const wanted = partOf(view, table, rows, reader);
  return faults.length === 0 ? accept(wanted) : refuse('csv', faults.slice(0, 50).join('\n'));
}

type Rows = readonly (readonly string[])[];

function partOf(view: SetupView, table: SetupTable, rows: Rows, reader: LineReader): SetupWanted {
  const each = <T>(read: (cells: readonly string[], line: number) => T): T[] => rows.map((cells, place) => read(cells, place + 2));
  switch (table) {
    case 'projects':
      return { ...view, projects: each(([name = '', nicknames = '', buildings = '']) => ({ id: view.projects.find((one) => one.name === name.trim())?.id ?? '', name: name.trim(), nicknames: listed(nicknames), buildings: listed(buildings) })) };
    case 'holders':
      return { ...view, holdings: each(([name = '', account = '', role = '', project = ''], line) => ({ person: reader.person(line, name, account), role: reader.role(line, role), project: reader.project(line, project) })) };
    case 'deputies':
      return { ...view, deputies: each(([name = '', deputy = '', from = '', until = ''], line) => ({ person: reader.person(line, name, ''), deputy: reader.person(line, deputy, ''), from: from.trim(), until: until.trim() })) };
    case 'duties':
      return { ...view, duties: each(([name = '', project = '', from = '', until = ''], line) => ({ person: reader.person(line, name, ''), project: reader.project(line, project), from: time(from), until: time(until) })) };
    case 'people':
      // Whose accounts are one person's is no part that is saved (same-person.ts).
      return view;
  }
}

const listed = (text: string): string[] => text.split(/[、,，;；]/).map((one) => one.trim()).filter((one) => one !== '');
/** "2026-03-02 18:00" in Shanghai. */
const time = (text: string): string => `${text.trim().replaceAll('/', '-').replace(' ', 'T')}:00+08:00`;

/** Names as people write them, found among what there is. */
class LineReader {
  constructor(
    private readonly view: SetupView,
    private readonly faults: string[],
  ) {}

  person(line: number, name: string, account: string): string {
    const wanted = account.trim().toLowerCase();
    const found = wanted === '' ? this.view.people.filter((one) => one.name === name.trim()) : this.view.people.filter((one) => one.accounts.some(({ userId }) => userId.toLowerCase() === wanted));
    const [only] = found;
    if (found.length === 1 && only !== undefined) return only.id;
    return this.wrong(line, found.length === 0 ? `没有叫“${name.trim()}”的人${wanted === '' ? '' : `(账号 ${account.trim()})`}` : `有 ${found.length} 个“${name.trim()}”,请填写账号`);
  }

  role(line: number, text: string): string {
    const found = this.view.roles.find((one) => one.name === text.trim() || one.id === text.trim());
    return found?.id ?? this.wrong(line, `没有岗位“${text.trim()}”`);
  }

  project(line: number, text: string): string {
    const name = text.trim();
    if (name === '' || name === ALL) return directory.EVERY_PROJECT;
    const found = this.view.projects.find((one) => one.name === name || one.nicknames.includes(name));
    return found?.id ?? this.wrong(line, `没有项目“${name}”`);
  }

  private wrong(line: number, what: string): string {
    this.faults.push(`第 ${line} 行:${what}`);
    return '';
  }
}

/** RFC 4180 with either end of line; empty lines are left out. */
export function parseCsv(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  const cells = /("(?:[^"]|"")*"|[^,\n]*)(,|\n|$)/gy;
  const plain = text.replace(/^\uFEFF/, '').replaceAll('\r\n', '\n');
  while (cells.lastIndex < plain.length || row.length > 0) {
    const [whole = '', cell = '', end = ''] = cells.exec(plain) ?? [];
    row.push(cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell);
    if (end === ',') continue;
    if (row.some((one) => one.trim() !== '')) rows.push(row);
    row = [];
    // A quotation mark in the middle of a cell is no CSV: what follows it cannot be told apart.
    if (whole === '') break;
  }
  return rows;
}
