import { fileURLToPath } from 'node:url';
import { ESLint } from 'eslint';

/** Every check of eslint.config.mjs that a person relies on, proved by a planted fault. */
const eslint = new ESLint({ cwd: fileURLToPath(new URL('../..', import.meta.url)) });

/** Rules that `text` breaks where the file at `path` stands; warnings count, as `npm run lint` refuses them too. */
async function broken(path: string, text: string): Promise<string[]> {
  const [result] = await eslint.lintText(`${text}\n`, { filePath: path });
  return (result?.messages ?? []).map((message) => message.ruleId ?? message.message);
}

/** The first text of a project makes the compiler read all of it. */
beforeAll(async () => {
  await broken('src/policy/domain/calendar.ts', 'export {};');
  await broken('web/src/api.ts', 'export {};');
}, 300_000);

const DOMAIN = 'src/policy/domain/calendar.ts';
const PLATFORM = 'src/platform/time/machine-clock.ts';
const WORK = 'const work = async (): Promise<void> => { await Promise.resolve(); };';

test.each([
  ['a clock read by new Date()', 'no-restricted-syntax', 'export const now = new Date();'],
  ['a clock read by Date()', 'no-restricted-syntax', 'export const now = Date();'],
  ['a clock read by Date.now()', 'no-restricted-syntax', 'export const now = Date.now();'],
  ['a clock handed on', 'no-restricted-syntax', 'export const clock = Date.now;'],
  ['chance', 'no-restricted-syntax', 'export const id = Math.random();'],
  ['a clock read in SQL', 'no-restricted-syntax', 'export const due = `select id from clock where due_at <= now()`;'],
  ['a clock read in an SQL string', 'no-restricted-syntax', "export const due = 'select current_timestamp';"],
  ['the environment', 'no-restricted-syntax', "export const port = process.env['PORT'];"],
  ['any', '@typescript-eslint/no-explicit-any', 'export const facts = (value: any): unknown => value;'],
  ['a value of type any', '@typescript-eslint/no-unsafe-return', "export const facts = (): string => JSON.parse('1');"],
  ['a promise nobody waits for', '@typescript-eslint/no-floating-promises', `${WORK}\nexport const go = (): void => { work(); };`],
  ['a promise taken for a truth', '@typescript-eslint/no-misused-promises', `${WORK}\nexport const go = (): number => (work() ? 1 : 2);`],
  [
    'a case left out',
    '@typescript-eslint/switch-exhaustiveness-check',
    "export function days(span: 'day' | 'week'): number {\n  switch (span) {\n    case 'day':\n      return 1;\n  }\n  return 0;\n}",
  ],
  ['a value declared to be there', '@typescript-eslint/no-non-null-assertion', 'export const first = (list: number[]): number => list[0]!;'],
  ['a silenced compiler', '@typescript-eslint/ban-ts-comment', "// @ts-expect-error: it is right\nexport const days: number = 'one';"],
  ['a file too long to read', 'max-lines', `export const days = 1;${'\n'.repeat(351)}`],
])('%s is refused (%s)', async (_, rule, text) => {
  expect(await broken(DOMAIN, text)).toEqual([rule]);
});

test('a comment cannot switch a check off', async () => {
  const found = await broken(DOMAIN, '// eslint-disable-next-line no-restricted-syntax\nexport const now = new Date();');
  expect(found).toContain('no-restricted-syntax');
  expect(found).toHaveLength(2);
});

test('what is right is let through: a given instant, and the clock in platform/', async () => {
  expect(await broken(DOMAIN, 'export const day = (now: number): number => new Date(now).getUTCDay();')).toEqual([]);
  expect(await broken(PLATFORM, 'export const now = (): number => Date.now();')).toEqual([]);
});

test('the environment is read in configuration/ only, also within platform/', async () => {
  const text = "export const port = process.env['PORT'];";
  expect(await broken(PLATFORM, text)).toEqual(['no-restricted-syntax']);
  expect(await broken('src/platform/configuration/load.ts', text)).toEqual([]);
});

test('the same checks hold in tests and on the page', async () => {
  const floating = `${WORK}\nexport const go = (): void => { work(); };`;
  expect(await broken('test/architecture/boundaries.test.ts', floating)).toEqual(['@typescript-eslint/no-floating-promises']);
  expect(await broken('web/src/api.ts', floating)).toEqual(['@typescript-eslint/no-floating-promises']);
});
