import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { PROJECT } from './rough-service.js';

let project = '';

/** A project of three sources with this one's scripts. */
beforeEach(() => {
  project = mkdtempSync(join(tmpdir(), 'kesu-test-'));
  for (const path of ['scripts', '.swcrc', 'package-lock.json', 'package.json']) cpSync(join(PROJECT, path), join(project, path), { recursive: true });
  symlinkSync(join(PROJECT, 'node_modules'), join(project, 'node_modules'));
  source('terms/words.ts', "export const words: string = '受理';\n");
  source('policy/packs/one.yaml', 'id: one\n');
  source(
    'cli/echo.ts',
    `import { words } from '../terms/words.js';
for await (const chunk of process.stdin) process.stdout.write(words + String(chunk) + process.argv.slice(2).join());
process.exitCode = 3;
`,
  );
});
afterEach(() => rmSync(project, { recursive: true }));

function source(path: string, content: string): void {
  mkdirSync(join(project, 'src', path, '..'), { recursive: true });
  writeFileSync(join(project, 'src', path), content);
}

async function script(name: string, args: string[] = [], input = ''): Promise<{ code: unknown; out: string; err: string }> {
  const child = spawn(process.execPath, [join(project, 'scripts', name), ...args], { cwd: tmpdir(), env: { PATH: process.env['PATH'] } });
  child.stdin.end(input);
  const [out, err, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  return { code, out, err };
}

const built = (path: string): string => join(project, 'dist', path);

describe('build', () => {
  it('compiles sources, copies packs, says so on standard error only, and then has nothing to do', async () => {
    expect(await script('build.mjs', ['--no-web'])).toEqual({ code: 0, out: '', err: 'build: 3 source files\n' });
    expect(readFileSync(built('policy/packs/one.yaml'), 'utf8')).toBe('id: one\n');
    expect(existsSync(built('terms/words.js.map'))).toBe(true);
    const before = statSync(built('terms/words.js')).mtimeMs;
    expect(await script('build.mjs', ['--no-web'])).toEqual({ code: 0, out: '', err: '' });
    expect(statSync(built('terms/words.js')).mtimeMs).toBe(before);
  });

  it('builds only what changed, and removes what is gone', async () => {
    await script('build.mjs', ['--no-web']);
    source('terms/words.ts', "export const words = '办结';\n");
    rmSync(join(project, 'src', 'policy'), { recursive: true });
    expect((await script('build.mjs', ['--no-web'])).err).toBe('build: 2 source files\n');
    expect(readFileSync(built('terms/words.js'), 'utf8')).toContain('办结');
    expect(existsSync(built('policy/packs/one.yaml'))).toBe(false);
  });

  it('a changed lock file or compiler setting builds everything again', async () => {
    await script('build.mjs', ['--no-web']);
    writeFileSync(join(project, 'package-lock.json'), '{}');
    expect((await script('build.mjs', ['--no-web'])).err).toBe('build: 3 source files\n');
  });

  it('a build that failed is done again although the source went back to what it was', async () => {
    const path = join(project, 'src', 'terms', 'words.ts');
    await script('build.mjs', ['--no-web']);
    const good = readFileSync(path, 'utf8');
    writeFileSync(path, 'export const = ;');
    const failed = await script('build.mjs', ['--no-web']);
    expect(failed).toMatchObject({ code: 1, out: '' });
    expect(failed.err).toMatch(/^build failed: /);
    writeFileSync(path, good);
    expect((await script('build.mjs', ['--no-web'])).err).toBe('build: 1 source files\n');
  });

  it('one at a time, and a lock whose process is gone counts for nothing', async () => {
    mkdirSync(join(project, '.build'), { recursive: true });
    writeFileSync(join(project, '.build', 'lock'), '999999999');
    const results = await Promise.all([1, 2, 3].map(() => script('build.mjs', ['--no-web'])));
    expect(results.map(({ code }) => code)).toEqual([0, 0, 0]);
    expect(results.map(({ err }) => err).filter((err) => err !== '')).toEqual(['build: 3 source files\n']);
    expect(readdirSync(join(project, '.build'))).toEqual([]);
  });

  it('builds pages once and again when they change', async () => {
    mkdirSync(join(project, 'web'));
    writeFileSync(join(project, 'web', 'index.html'), '<!doctype html><title>投诉</title>');
    expect((await script('build.mjs')).err).toContain('build: web pages\n');
    expect(readFileSync(built('web/index.html'), 'utf8')).toContain('投诉');
    expect((await script('build.mjs')).err).toBe('');
    writeFileSync(join(project, 'web', 'index.html'), '<!doctype html><title>台账</title>');
    await script('build.mjs');
    expect(readFileSync(built('web/index.html'), 'utf8')).toContain('台账');
  });
});

describe('run', () => {
  it('builds, passes arguments and input on, and ends as the command does', async () => {
    expect(await script('run.mjs', ['echo', '-x', 'y'], '!')).toEqual({ code: 3, out: '受理!-x,y', err: 'build: 3 source files\n' });
    expect(await script('run.mjs', ['echo'], '!')).toEqual({ code: 3, out: '受理!', err: '' });
  });

  it('names the commands there are', async () => {
    expect(await script('run.mjs', ['../main'])).toMatchObject({ code: 2, out: '', err: expect.stringContaining('没有命令“../main”。可用的命令:echo') });
  });
});
