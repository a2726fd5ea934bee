import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { coverage } from '../../src/cli/policy-coverage.js';
import { PACKS_FOLDER, loadPacks, readPlaces } from '../../src/policy/index.js';
import RuleTagsReporter from '../harness/rule-tags-reporter.mjs';

const BOOKS = join(process.cwd(), '..', 'shared', 'policies');
const packs = loadPacks();
if (!packs.ok) throw new Error(packs.message);

test('every rule of a book is in its pack', () => {
  if (!existsSync(BOOKS)) {
    process.stderr.write('the books are not beside this folder: not measured\n');
    return;
  }
  const missing = readdirSync(BOOKS)
    .filter((name) => name.endsWith('.md') && name !== 'README.md')
    .flatMap((name) => {
      const pack = packs.value.get(name.replace('.md', ''));
      const rules = readFileSync(join(BOOKS, name), 'utf8').match(/^\| ([A-Z]{2}-[A-Z]\d+[a-z]?)/gm) ?? [];
      expect(rules.length).toBeGreaterThan(5);
      return rules.map((rule) => rule.slice(2)).filter((rule) => pack?.ruleTexts[rule] === undefined);
    });
  expect(missing).toEqual([]);
});

test.each([...packs.value.keys()])('%s: every rule has a row that carries it out, or is kept as data', (id) => {
  const { rules, places } = readPlaces(join(PACKS_FOLDER, `${id}.yaml`));
  expect(rules.filter((rule) => !places.some((place) => place.rule === rule))).toEqual([]);
});

describe('the proofs of a run', () => {
  const folder = mkdtempSync(join(tmpdir(), 'coverage-'));
  const path = join(folder, 'test', 'book.test.ts');
  const tags = (): Record<string, unknown> => JSON.parse(readFileSync(join(folder, '.build', 'rule-tags.json'), 'utf8')) as Record<string, unknown>;
  beforeAll(() => {
    mkdirSync(join(folder, 'test'));
    writeFileSync(path, '');
    writeFileSync(join(folder, 'test', 'book.csv'), '# a comment\ncase,facts,level,clocks\nfive,claimedAmount=ZZ-A9,ZZ-L1,ZZ-D1/x=-;!ZZ-D2\n');
  });
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  const one = (title: string, status: string, block = 'story') => ({ title, status, ancestorTitles: [block], fullName: `${block} ${title}` });
  const run = (testResults: readonly object[], testExecError?: object): void => {
    const reporter = new RuleTagsReporter({ rootDir: folder });
    reporter.onTestFileResult({ path }, { testResults, testExecError });
    reporter.onRunComplete();
  };

  test('are the rules of its titles, and of the rows of a table; not what must not run, and not the facts', () => {
    run([one('ZZ-A1, ZZ-A2b: said; LH-20260302-0001 is a number', 'passed'), one('five', 'passed', 'book'), one('nothing', 'passed')]);
    expect(tags()).toEqual({
      'test/book.test.ts': [
        { title: 'story ZZ-A1, ZZ-A2b: said; LH-20260302-0001 is a number', rules: ['ZZ-A1', 'ZZ-A2b'] },
        { title: 'book five', rules: [], pack: 'book', row: ['ZZ-L1', 'ZZ-D1'] },
      ],
    });
  });

  test('are kept by a partial run, and lost by a failure, by a test that is gone and by a file that does not run', () => {
    run([one('ZZ-A1', 'passed'), one('ZZ-A2', 'passed'), one('ZZ-A3', 'passed')]);
    run([one('ZZ-A1', 'pending'), one('ZZ-A2', 'failed')]);
    expect(tags()).toEqual({ 'test/book.test.ts': [{ title: 'story ZZ-A1', rules: ['ZZ-A1'] }] });
    run([], { message: 'broken' });
    expect(tags()).toEqual({});
  });
});

describe('the command', () => {
  const folder = mkdtempSync(join(tmpdir(), 'coverage-'));
  const standard = readFileSync(join(PACKS_FOLDER, 'standard.yaml'), 'utf8');
  beforeAll(() => {
    mkdirSync(join(folder, 'src', 'policy', 'packs'), { recursive: true });
    mkdirSync(join(folder, '.build'));
    cpSync(join(PACKS_FOLDER, 'standard.yaml'), join(folder, 'src', 'policy', 'packs', 'standard.yaml'));
  });
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  async function say(proofs: readonly object[] | null, pack = standard): Promise<{ code: number | null; out: string; err: string }> {
    writeFileSync(join(folder, 'src', 'policy', 'packs', 'standard.yaml'), pack);
    rmSync(join(folder, '.build', 'rule-tags.json'), { force: true });
    if (proofs !== null) writeFileSync(join(folder, '.build', 'rule-tags.json'), JSON.stringify({ 'test/x.test.ts': proofs }));
    const [output, errors] = [new PassThrough(), new PassThrough()];
    const code = await coverage([], { input: new PassThrough(), output, errors }, folder);
    return { code, out: String(output.read() ?? ''), err: String(errors.read() ?? '') };
  }
  const rules = readPlaces(join(PACKS_FOLDER, 'standard.yaml')).rules;
  const all = { title: 'all of standard', rules, pack: 'standard', row: rules };

  test('says where each rule stands and what proves it', async () => {
    const { code, out } = await say([all]);
    expect(out).toMatch(/ST-A2 +runs +approval\.routes\[ladder\]\.bands\[B\], src\/policy\/packs\/standard\.yaml:\d+ +test\/x\.test\.ts › all of standard/);
    expect(out).toMatch(/ST-R1 +data only reports\[daily-digest\]/);
    expect(code).toBe(0);
  });

  test('fails on a rule without a test, and on one without a row', async () => {
    const unproven = await say([{ ...all, row: rules.filter((rule) => rule !== 'ST-A2'), rules: [] }]);
    expect(unproven).toMatchObject({ code: 1, out: expect.stringMatching(/ST-A2 .*没有测试/) });
    const homeless = await say([all], `${standard}  ST-Z9: 哪里都没有的规则\n`);
    expect(homeless).toMatchObject({ code: 1, out: expect.stringMatching(/ST-Z9 +没有落实之处/) });
  });

  test('a title of another book proves nothing, unless it names this one', async () => {
    const borrowed = { title: 'speech', rules: ['SC-C1'] };
    const but = { ...all, row: rules.filter((rule) => rule !== 'SC-C1'), rules: [] };
    expect((await say([but, borrowed])).code).toBe(1);
    expect((await say([but, { ...borrowed, title: 'standard: speech' }])).code).toBe(0);
  });

  test('without a run it says how to make one', async () => {
    expect(await say(null)).toMatchObject({ code: 1, err: expect.stringContaining('npm test') });
  });
});
