import { readFileSync, readdirSync } from 'node:fs';
import { handlerFor, planReadersFor, decide, formatDecision, parseFacts, type DecisionJson, type Pack, type WorkingCalendar } from '../../src/policy/index.js';
import type { Facts } from '../../src/terms/complaint.js';

// The tables are worked out by hand from the rule books; this file only reads their notation (see longfor-hangzhou.csv).

const FOLDER = new URL('./', import.meta.url);

/** The packs that have a table. */
export const TABLES: readonly string[] = readdirSync(FOLDER)
  .filter((name) => name.endsWith('.csv'))
  .map((name) => name.slice(0, -'.csv'.length))
  .sort();

export interface TableRow {
  readonly name: string;
  readonly facts: Facts;
  /** What the row says, by column; columns it leaves empty are missing. */
  readonly expected: Readonly<Record<string, string>>;
}

const COLUMNS = ['case', 'facts', 'level', 'levelRules', 'approval', 'approvalRules', 'copies', 'filings', 'clocks', 'handler', 'readers'];

export function readTable(packId: string): TableRow[] {
  const [header = [], ...lines] = readFileSync(new URL(`${packId}.csv`, FOLDER), 'utf8')
    .split(/\r?\n/)
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => line.split(','));
  const strange = header.filter((column) => !COLUMNS.includes(column));
  if (strange.length > 0) throw new Error(`${packId}.csv: no such column: ${strange.join(', ')}`);
  return lines.map((cells) => readRow(packId, header, cells));
}

function readRow(packId: string, header: readonly string[], cells: readonly string[]): TableRow {
  const [name = '', written = ''] = cells;
  if (cells.length < 9 || cells.length > header.length) throw new Error(`${packId}.csv: "${name}" has ${cells.length} cells`);
  const facts = parseFacts({ pack: packId, kind: 'complaint', receivedAt: '2026-03-02T10:00:00+08:00', ...readFacts(written) });
  if (!facts.ok) throw new Error(`${packId}.csv: "${name}": ${facts.message}`);
  const said = header.map((column, index): [string, string] => [column, cells[index] ?? '']);
  return { name, facts: facts.value, expected: Object.fromEntries(said.slice(2).filter(([, cell]) => cell !== '')) };
}

function readFacts(written: string): object {
  const facts: Record<string, unknown> = {};
  const happened: Record<string, string> = {};
  for (const pair of written.split(';').filter((part) => part !== '')) {
    const [name = '', value = ''] = pair.split('=');
    if (name.startsWith('happened.')) happened[name.slice('happened.'.length)] = value;
    else facts[name] = readValue(name, value);
  }
  return { ...facts, happened };
}

function readValue(name: string, value: string): unknown {
  if (name === 'threats') return value.split('+');
  if (value === 'true' || value === 'false') return value === 'true';
  return ['households', 'dissatisfiedTimes', 'failedTalks'].includes(name) ? Number(value) : value;
}

/** What the pack says differently from the row, one line for each column; empty where they agree. */
export function differences(row: TableRow, pack: Pack, calendar: WorkingCalendar): string[] {
  const decision = decide(pack, calendar, row.facts);
  if (!decision.ok) return [decision.message];
  const answer = formatDecision(null, decision.value);
  return Object.entries(row.expected).flatMap(([column, cell]) =>
    column === 'clocks' ? clockDifferences(answer, cell) : unlike(column, cell, said(column, answer, row.facts, pack)),
  );
}

const unlike = (what: string, expected: string, answer: string): string[] =>
  expected === answer ? [] : [`${what}: the table says ${expected}, the pack ${answer}`];

const written = (items: readonly string[]): string => (items.length === 0 ? 'none' : items.join(';'));

function said(column: string, decision: DecisionJson, facts: Facts, pack: Pack): string {
  switch (column) {
    case 'level':
      return decision.level;
    case 'levelRules':
      return written(decision.levelRules);
    case 'approval':
      return showApproval(decision);
    case 'approvalRules':
      return written(decision.approvalRules);
    case 'copies':
      return written(decision.copies);
    case 'filings':
      return written(decision.filings.map((filing) => `${filing.role}:${filing.channels.join('+')}:${filing.rule}`));
    case 'handler':
      return showHandler(handlerFor(pack, facts));
    default:
      return written(planReadersFor(pack, facts).map((reader) => `${reader.roles.join('+')}:${reader.rule}`));
  }
}

const showHandler = ({ role, rule }: { readonly role: string; readonly rule: string | null }): string => `${role}:${rule ?? 'duty'}`;

const JOINS = { all: '', majority: '*', any: '?' } as const;

function showApproval(decision: DecisionJson): string {
  const steps = decision.approval.map(({ roles, mode, join }) => `${roles.join('+')}${mode === 'approve' ? '!' : ''}${JOINS[join]}`);
  const counted = decision.approval.every((step, index) => step.step === index + 1);
  if (!counted) return 'steps out of order';
  return steps.length === 0 ? 'none' : steps.join(' > ');
}

function clockDifferences(decision: DecisionJson, expected: string): string[] {
  if (expected === 'none') return unlike('clocks', '0', String(decision.clocks.length));
  const running = decision.clocks.map(({ rule, name, dueAt, targetAt }) => `${rule}/${name}=${dueAt ?? '-'}${targetAt === null ? '' : `~${targetAt}`}`);
  const items = expected.split(';').filter((item) => item !== '');
  const differs = (item: string): boolean => {
    if (item === '!*') return running.some((clock) => !items.includes(clock));
    return item.startsWith('!') ? decision.clocks.some((clock) => clock.rule === item.slice(1)) : !running.includes(item);
  };
  return items.filter(differs).map((item) => `clocks: the table says ${item}, the pack ${written(running)}`);
}
