import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cruise, type ICruiseResult, type IForbiddenRuleType } from 'dependency-cruiser';
import extractConfiguration from 'dependency-cruiser/config-utl/extract-depcruise-config';
import extractTsConfig from 'dependency-cruiser/config-utl/extract-ts-config';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const RULE_FILE = join(ROOT, '.dependency-cruiser.cjs');
const ROOMS = ['src', 'web', 'test', 'bench'] as const;

const { forbidden = [], options = {} } = createRequire(import.meta.url)(RULE_FILE) as {
  forbidden?: IForbiddenRuleType[];
  options?: object;
};

/** A small house in which everybody keeps to the table: the control of every planted violation below. */
const HOUSE: Readonly<Record<string, string>> = {
  'package.json': JSON.stringify({ type: 'module', dependencies: { typeorm: '1', pg: '1' }, devDependencies: { vite: '1' } }),
  'tsconfig.json': JSON.stringify({ compilerOptions: { module: 'NodeNext', moduleResolution: 'NodeNext' } }),
  ...library('typeorm'),
  ...library('pg'),
  ...library('vite'),
  'src/app.module.ts': "import './channels/wecom/client.js'; import './flow/story.js'; import './console/page.controller.js';",
  'src/terms/money.ts': "import type { Instant } from './instants.js'; export type Fen = Instant;",
  'src/terms/instants.ts': 'export type Instant = number;',
  'src/cases/index.ts': "export { file } from './service.js'; export { store } from './persistence/case-sql.js';",
  'src/cases/service.ts': "import '../platform/time/clock.js'; import type { Case } from './domain/case.js'; export const file = (a: Case) => a;",
  'src/cases/domain/case.ts': "import type { Fen } from '../../terms/money.js'; export type Case = Fen;",
  'src/cases/domain/case.spec.ts': "import './case.js'; import 'vite'; import './case.sample.js';",
  'src/cases/domain/case.sample.ts': 'export const one = 1;',
  'src/cases/persistence/case-sql.ts': "import 'typeorm'; import 'pg'; import { open } from '../../platform/database/open.js'; export const store = open;",
  'src/clocks/index.ts': 'export const plan = 1;',
  'src/intake/index.ts': "export { understand } from './domain/understanding/understand.js';",
  'src/intake/domain/understanding/understand.ts': 'export const understand = 1;',
  'src/intake/domain/understanding/rooms.ts': 'export const rooms = 1;',
  'src/messages/delivery.ts': "import '../channels/port/channel.js'; import '../sms/port/sms.js';",
  'src/flow/story.ts': "import '../cases/index.js'; import '../clocks/index.js'; import '../channels/port/channel.js'; import '../platform/ids/ids.js';",
  'src/channels/port/channel.ts': "import type { Fen } from '../../terms/money.js'; export interface Channel { fee: Fen }",
  'src/channels/wecom/client.ts': "import '../port/channel.js'; import './encode.js'; import '../../platform/logging/log.js';",
  'src/channels/wecom/encode.ts': 'export const encode = 1;',
  'src/channels/dingtalk/client.ts': "import '../port/channel.js'; export const client = 1;",
  'src/channels/simulator/store.ts': 'export interface Store { a: number } export const made = 1;',
  'src/channels/simulator/client.ts': "import './store.js';",
  'src/sms/port/sms.ts': 'export const sms = 1;',
  'src/sms/index.ts': "import './aliyun/client.js'; import '../platform/time/clock.js';",
  'src/sms/aliyun/client.ts': "import '../port/sms.js';",
  'src/language/openai.ts': "import '../platform/time/clock.js'; import '../terms/money.js';",
  'src/console/page.controller.ts': "import '../flow/story.js'; import '../cases/index.js';",
  'src/cli/policy.ts': "import '../cases/index.js'; import '../platform/time/clock.js';",
  'src/cli/understand-command.ts': "import '../intake/domain/understanding/understand.js'; import '../terms/money.js';",
  'src/platform/database/open.ts': "import 'pg'; import type { Tx } from './transaction.js'; export const open = (a: Tx) => a;",
  'src/platform/database/transaction.ts': 'export type Tx = number;',
  'src/platform/time/clock.ts': 'export const clock = 1;',
  'src/platform/ids/ids.ts': 'export const id = 1;',
  'src/platform/logging/log.ts': 'export const log = 1;',
  'src/platform/simulator-store.ts': "import type { Store } from '../channels/simulator/store.js'; export const store: Store = { a: 1 };",
  'web/src/main.tsx': "import '../../src/terms/money.js'; import 'vite';",
  'web/src/desk.tsx': 'export const desk = 1;',
  'test/harness/house.ts': "import '../../src/cases/domain/case.js'; export const house = 1;",
  'bench/doors.ts': "import '../test/harness/house.js';",
};

/** One line more in one file, and which rule it breaks. */
const PLANTED: Readonly<Record<string, readonly [file: string, line: string]>> = {
  'terms-import-nothing': ['src/terms/money.ts', "import 'node:crypto';"],
  'domain-is-pure': ['src/cases/domain/case.ts', "import type { DataSource } from 'typeorm';"],
  'slices-never-meet': ['src/cases/service.ts', "import { plan } from '../clocks/index.js';"],
  'slice-services-reach': ['src/cases/service.ts', "import '../channels/port/channel.js';"],
  'messages-delivery-reach': ['src/messages/delivery.ts', "import '../channels/wecom/encode.js';"],
  'persistence-reach': ['src/cases/persistence/case-sql.ts', "import '../../platform/logging/log.js';"],
  'only-persistence-speaks-sql': ['src/flow/story.ts', "import type { Pool } from 'pg';"],
  'only-persistence-opens-transactions': ['src/cases/service.ts', "import { open } from '../platform/database/open.js';"],
  'flow-uses-front-doors': ['src/flow/story.ts', "import '../cases/service.js';"],
  'flow-reach': ['src/flow/story.ts', "import '../channels/dingtalk/client.js';"],
  'ports-know-terms-only': ['src/channels/port/channel.ts', "import '../../platform/time/clock.js';"],
  'adapters-know-their-port': ['src/channels/wecom/client.ts', "import '../dingtalk/client.js';"],
  'sms-door-reach': ['src/sms/index.ts', "import '../messages/delivery.js';"],
  'language-reach': ['src/language/openai.ts', "import '../intake/domain/understanding/rooms.js';"],
  'console-reach': ['src/console/page.controller.ts', "import '../cases/domain/case.js';"],
  'cli-reach': ['src/cli/policy.ts', "import '../intake/domain/understanding/understand.js';"],
  'cli-understand-reach': ['src/cli/understand-command.ts', "import '../intake/domain/understanding/rooms.js';"],
  'platform-stands-alone': ['src/platform/time/clock.ts', "import type { Case } from '../../cases/domain/case.js';"],
  'simulator-store-knows-shapes-only': ['src/platform/simulator-store.ts', "import type { Channel } from '../channels/port/channel.js';"],
  'simulator-store-imports-types-only': ['src/platform/simulator-store.ts', "import { made } from '../channels/simulator/store.js';"],
  'nothing-imports-tests': ['src/cases/domain/case.spec.ts', "import '../../../test/harness/house.js';"],
  'no-test-data-in-the-product': ['src/cases/domain/case.ts', "import './case.sample.js';"],
  'web-shares-words-only': ['web/src/main.tsx', "import '../../src/clocks/index.js';"],
  'service-knows-no-page': ['src/app.module.ts', "import '../web/src/desk.js';"],
  'service-runs-without-dev-packages': ['src/app.module.ts', "import 'vite';"],
  'no-circular': ['src/terms/instants.ts', "import type { Fen } from './money.js';"],
  'everything-resolves': ['src/app.module.ts', "import './nowhere.js';"],
};

function library(name: string): Record<string, string> {
  return {
    [`node_modules/${name}/package.json`]: JSON.stringify({ name, version: '1.0.0', main: 'index.js' }),
    [`node_modules/${name}/index.js`]: 'export {};',
  };
}

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'boundaries-'));
  for (const [path, text] of Object.entries(HOUSE)) write(path, text);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function write(path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), `${text}\n`);
}

/** The rules that the small house breaks, each once. */
async function broken(): Promise<string[]> {
  const { options: given = {}, ...ruleSet } = await extractConfiguration(RULE_FILE);
  const tsConfig = extractTsConfig(join(folder, 'tsconfig.json'));
  const found = await cruise(
    [...ROOMS],
    { ...given, ruleSet, validate: true, baseDir: folder },
    given.enhancedResolveOptions,
    { tsConfig },
  );
  const { summary } = found.output as ICruiseResult;
  return [...new Set(summary.violations.map((violation) => violation.rule.name))];
}

function filesOf(room: string): string[] {
  const entries = readdirSync(join(ROOT, room), { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => relative(ROOT, join(entry.parentPath, entry.name)).replaceAll('\\', '/'));
}

const patterns = (given: string | string[] | undefined): RegExp[] => [given ?? []].flat().map((text) => new RegExp(text));

test('every rule has a word of advice and a planted violation', () => {
  expect(forbidden.map((rule) => rule.name)).toEqual(Object.keys(PLANTED));
  expect(forbidden.filter((rule) => (rule.comment ?? '').length < 40)).toEqual([]);
  expect(options).toMatchObject({ tsPreCompilationDeps: true });
});

test('a rule that looks at no file would pass in silence: each looks at some', () => {
  const files = ROOMS.filter((room) => existsSync(join(ROOT, room))).flatMap(filesOf);
  const blind = forbidden.filter(({ from }) => {
    const seen = patterns(from.path);
    const spared = patterns(from.pathNot);
    return !files.some((file) => seen.some((one) => one.test(file)) && !spared.some((one) => one.test(file)));
  });
  expect(blind.map((rule) => rule.name)).toEqual([]);
});

test('every room of src/ is under rules of its own', () => {
  const general = (pattern: RegExp): boolean => pattern.test('src/a-room-nobody-knows/file.ts');
  const particular = forbidden.flatMap(({ from }) => patterns(from.path)).filter((pattern) => !general(pattern));
  const files = filesOf('src').filter((file) => file.split('/').length > 2);
  const free = files.filter((file) => !particular.some((pattern) => pattern.test(file)));
  expect(free).toEqual([]);
});

test('the house without a violation breaks no rule', async () => {
  expect(await broken()).toEqual([]);
});

test.each(Object.entries(PLANTED))('%s is found', async (rule, [file, line]) => {
  write(file, `${line} ${HOUSE[file] ?? ''}`);
  expect(await broken()).toEqual([rule]);
});
