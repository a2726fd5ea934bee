import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative, sep } from 'node:path';

/**
 * Keeps which rules the last run of each test has proved: `.build/rule-tags.json`, read by `policy coverage`. A test speaks of the rule
 * ids in its title. A test named after a row of a table beside it (describe block = file name, title = first cell) speaks of that row's
 * expected rules as well, for that pack alone; what a row says must not run (`!ID`) is no proof of it. Failed tests lose their tags;
 * what a partial run left out stays as it was.
 */
const RULE = /(?<![!\w-])[A-Z]{2}-[A-Z]\d{1,2}[a-z]?(?!\w)/g;
const FILE = join('.build', 'rule-tags.json');

export default class RuleTagsReporter {
  #root;
  #seen = new Map();

  constructor(globalConfig) {
    this.#root = globalConfig.rootDir;
  }

  onTestFileResult(test, result) {
    this.#seen.set(relative(this.#root, test.path).split(sep).join('/'), { path: test.path, result });
  }

  onRunComplete() {
    const file = join(this.#root, FILE);
    const kept = Object.entries(readJson(file)).filter(([name]) => existsSync(join(this.#root, name)));
    const tags = Object.fromEntries(kept);
    for (const [name, { path, result }] of this.#seen) {
      const proofs = merged(tags[name] ?? [], path, result);
      if (proofs.length > 0) tags[name] = proofs;
      else delete tags[name];
    }
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(`${file}.${process.pid}`, `${JSON.stringify(tags, null, 1)}\n`);
    renameSync(`${file}.${process.pid}`, file);
  }
}

function readJson(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return {};
  }
}

/** A file that did not run proves nothing; of one that ran in part the rest is kept. */
function merged(before, path, result) {
  if (result.testExecError) return [];
  const ran = result.testResults.filter((one) => one.status === 'passed' || one.status === 'failed');
  const again = new Set(ran.map((one) => one.fullName));
  const named = new Set(result.testResults.map((one) => one.fullName));
  const kept = before.filter((proof) => named.has(proof.title) && !again.has(proof.title));
  return [...kept, ...ran.filter((one) => one.status === 'passed').flatMap((one) => proofOf(path, one))];
}

function proofOf(path, { fullName, title, ancestorTitles }) {
  const rules = [...new Set(fullName.match(RULE) ?? [])];
  const table = ancestorTitles.map((name) => join(dirname(path), `${basename(name)}.csv`)).find((file) => existsSync(file));
  const row = table === undefined ? [] : rulesOfRow(table, title);
  if (rules.length === 0 && row.length === 0) return [];
  return [{ title: fullName, rules, ...(row.length === 0 ? {} : { pack: basename(table, '.csv'), row }) }];
}

const tables = new Map();

/** The rules a row expects: all of its cells but the facts, by the row's first cell. */
function rulesOfRow(table, title) {
  if (!tables.has(table)) {
    const lines = readFileSync(table, 'utf8').split('\n').filter((line) => line !== '' && !line.startsWith('#')).slice(1);
    tables.set(table, new Map(lines.map((line) => [line.split(',')[0], line.split(',').slice(2).join(',')])));
  }
  return [...new Set(tables.get(table).get(title)?.match(RULE) ?? [])];
}
