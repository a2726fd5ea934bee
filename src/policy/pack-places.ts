import { readFileSync } from 'node:fs';
import { isRecord } from './pack-condition.js';
import { placesOfRules } from './pack-rules.js';
import { readSource, type Path } from './pack-source.js';

/** How a rule is carried out: by the program, by a person who is reminded, or not yet (its machinery comes later). */
export type Carriage = 'runs' | 'task' | 'data only';

/** A row of a pack file that carries out a rule. */
export interface CarriedRule {
  readonly rule: string;
  /** "approval.routes[sales].bands[A]". */
  readonly row: string;
  readonly line: number;
  readonly carriage: Carriage;
}

/** What a pack file says of the rules of its book. */
export interface PackPlaces {
  readonly id: string;
  /** Every rule of `ruleTexts`, in the order of the file. */
  readonly rules: readonly string[];
  readonly places: readonly CarriedRule[];
}

/** Sections that are validated and kept; what carries them out comes later. */
const DATA_ONLY: ReadonlySet<string> = new Set([
  'doors',
  'reports',
  'surveys',
  'grading',
  'visits',
  'registers',
  'customers',
  'standing',
]);

/** Reads where each rule stands; the file must be a good pack. */
export function readPlaces(file: string): PackPlaces {
  const source = readSource(file, readFileSync(file, 'utf8'));
  const content = isRecord(source.content) ? source.content : {};
  const texts = isRecord(content['ruleTexts']) ? content['ruleTexts'] : {};
  return {
    id: String(content['id']),
    rules: Object.keys(texts),
    places: placesOfRules(content).map(({ rule, path }) => ({
      rule,
      row: rowName(content, path),
      line: source.lineOf(path),
      carriage: carriageOf(path),
    })),
  };
}

function carriageOf([section]: Path): Carriage {
  if (section === 'tasks') return 'task';
  return DATA_ONLY.has(String(section)) ? 'data only' : 'runs';
}

const NAMING = ['name', 'row', 'route', 'band', 'door', 'category', 'role', 'rule'] as const;

/** The path without the rule's own key, each row of a list by its name. */
function rowName(content: unknown, path: Path): string {
  let name = '';
  let node: unknown = content;
  for (const part of path) {
    node = Array.isArray(node) || isRecord(node) ? (node as Readonly<Record<string | number, unknown>>)[part] : undefined;
    if (!Array.isArray(node) && !isRecord(node)) break;
    if (typeof part === 'number') name += `[${naming(node)}]`;
    else if (part !== 'rules' && part !== 'alsoRules') name += name === '' ? part : `.${part}`;
  }
  return name;
}

function naming(row: unknown): string {
  const key = NAMING.find((candidate) => isRecord(row) && typeof row[candidate] === 'string');
  return key !== undefined && isRecord(row) ? String(row[key]) : '';
}
