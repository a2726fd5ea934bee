import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Every path and every npm script that the documents name exists. A path stands in `backticks`, a link or a command. */
const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { scripts: Record<string, string> };

/** Made by building or running; not there in a fresh clone. */
const MADE = /^(dist|node_modules|coverage|\.build|\.data|bench\/results\.json)(\/|$)/;
const TOP = /^(src|test|bench|web|scripts|docs|\.ci)\//;
const FILE = /^[\w.-]+\.(md|json|mjs|cjs|ts|tsx|yaml|csv|png)$/;
const FOLDERED = /^(?!\d)[\w.-]+(\/[\w.-]+)*\/[\w.-]*$/;
const HIDDEN = /^\.[a-z][\w.-]*$/;

const DOCUMENTS = ['README.md', 'README.zh-CN.md', 'src/README.md', ...documentsBelow('docs')];

function documentsBelow(folder: string): string[] {
  if (!existsSync(join(ROOT, folder))) return [];
  const entries = readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true });
  const texts = entries.filter((entry) => entry.isFile() && entry.name.endsWith('.md'));
  return texts.map((entry) => relative(ROOT, join(entry.parentPath, entry.name)));
}

function pathsIn(text: string): string[] {
  const withoutBlocks = text.replaceAll(/```[^]*?```/g, '');
  const quoted = [...withoutBlocks.matchAll(/`([^`\n]+)`/g)].map((match) => match[1] ?? '');
  const linked = [...text.matchAll(/\]\(([^)#\s]+)[^)]*\)/g)].map((match) => match[1] ?? '').filter((to) => !to.includes(':'));
  const commands = [...text.matchAll(/```[^\n]*\n([^]*?)```/g)].map((match) => match[1] ?? '');
  const words = [...commands, ...quoted].flatMap((one) => one.split(/[\s'"]+/)).filter((word) => TOP.test(word));
  const whole = quoted.filter((one) => FILE.test(one) || FOLDERED.test(one) || HIDDEN.test(one));
  return [...new Set([...linked, ...words, ...whole])].filter((path) => !MADE.test(path));
}

/** Names that many folders have, as `domain/` or `index.ts`, may stand alone. */
const NAMES = new Set(
  ['src', 'test', 'web/src', 'scripts'].flatMap((room) => readdirSync(join(ROOT, room), { recursive: true, encoding: 'utf8' }).map((path) => basename(path))),
);

function missingPaths(text: string, document: string): string[] {
  const bases = [ROOT, join(ROOT, dirname(document))];
  const isThere = (path: string): boolean =>
    bases.some((base) => existsSync(join(base, path))) || (/^[^/]+\/?$/.test(path) && NAMES.has(basename(path)));
  return pathsIn(text).filter((path) => !isThere(path));
}

function missingScripts(text: string): string[] {
  const run = [...text.matchAll(/npm run (?:-s )?([\w:-]+)/g)].map((match) => match[1] ?? '');
  return [...new Set(run)].filter((name) => !(name in scripts));
}

test.each(DOCUMENTS)('%s names nothing that is not there', (document) => {
  const text = readFileSync(join(ROOT, document), 'utf8');
  expect(pathsIn(text)).not.toEqual([]);
  expect({ paths: missingPaths(text, document), scripts: missingScripts(text) }).toEqual({ paths: [], scripts: [] });
});

test.each([
  ['a file in backticks', 'see `src/flow/nowhere.ts`', 'src/flow/nowhere.ts'],
  ['a folder of the map', 'the `flwo/` folder', 'flwo/'],
  ['a file at the top', 'see `nowhere.md`', 'nowhere.md'],
  ['a link', 'see [this](docs/nowhere.md)', 'docs/nowhere.md'],
  ['a picture', '![the page](docs/nowhere.png)', 'docs/nowhere.png'],
  ['a file in a command', '```\nnpm run x -- src/policy/packs/nowhere.yaml\n```', 'src/policy/packs/nowhere.yaml'],
])('%s that is not there is found', (_, text, path) => {
  expect(missingPaths(text, 'src/README.md')).toEqual([path]);
});

test('a script that is not there is found', () => {
  expect(missingScripts('`npm run -s nowhere` and `npm run check`')).toEqual(['nowhere']);
});

test('every command of this project has the file it runs', () => {
  const run = Object.entries(scripts).filter(([, line]) => line.startsWith('node scripts/'));
  const absent = run.filter(([, line]) => {
    const [, file = '', name] = line.split(' ');
    return !existsSync(join(ROOT, file)) || (name !== undefined && !existsSync(join(ROOT, 'src/cli', `${name}.ts`)));
  });
  expect(absent.map(([name]) => name)).toEqual([]);
});
