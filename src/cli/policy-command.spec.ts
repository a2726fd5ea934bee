import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable, Writable } from 'node:stream';
import { PACKS_FOLDER } from '../policy/index.js';
import { runPolicy } from './policy-command.js';

class Collected extends Writable {
  text = '';
  override _write(chunk: Buffer, _: string, done: () => void): void {
    this.text += chunk.toString();
    done();
  }
}

async function run(args: readonly string[], input = ''): Promise<{ code: number; out: string; err: string }> {
  const output = new Collected();
  const errors = new Collected();
  const code = await runPolicy(args, { input: Readable.from([input]), output, errors });
  return { code, out: output.text, err: errors.text };
}

const good = (id: unknown): string =>
  JSON.stringify({ id, pack: 'standard', kind: 'complaint', receivedAt: '2026-03-02T10:00:00+08:00' });
const lines = (text: string): { id: unknown; error?: string; level?: string }[] =>
  text.trimEnd().split('\n').map((line) => JSON.parse(line) as { id: unknown });

test('every line is answered in order, bad ones with what is wrong', async () => {
  const bad = [
    '{bad',
    '{"id":"b","pack":"nowhere","kind":"need","receivedAt":"2026-03-02T10:00:00+08:00"}',
    '{"id":"c","pack":"standard","kind":"need","receivedAt":"2026-03-02T10:00:00+08:00","claimedAmount":5}',
    '{"id":"d","pack":"standard","kind":"complaint","receivedAt":"2026-12-31T10:00:00+08:00"}',
  ];
  const { code, out } = await run(['decide'], [good('a'), ...bad, '', good(7)].join('\r\n'));
  const answers = lines(out);
  expect(code).toBe(1);
  expect(answers.map((answer) => answer.id)).toEqual(['a', null, 'b', 'c', 'd', 7]);
  expect(answers.map((answer) => answer.level ?? null)).toEqual(['general', null, null, null, null, 'general']);
  expect(answers.map((answer) => answer.error ?? '').join('\n')).toMatch(/JSON[^]*nowhere[^]*claimedAmount[^]*2027/);
});

test('good lines end with 0', async () => {
  const { code, out } = await run(['decide'], `\uFEFF${good('a')}\n${good('b')}\n`);
  expect(code).toBe(0);
  expect(lines(out)).toHaveLength(2);
});

test('the fields stand in the order of the contract', async () => {
  const [answer] = lines((await run(['decide'], good('a'))).out);
  expect(Object.keys(answer ?? {})).toEqual(
    ['id', 'pack', 'level', 'levelRules', 'approval', 'approvalRules', 'copies', 'filings', 'clocks'],
  );
});

test.each(['decide', 'explain'])('a reader of %s who goes away ends the run quietly', async (name) => {
  let taken = 0;
  const output = new Writable({
    write: (_chunk, _encoding, done) => {
      taken += 1;
      done(taken > 3 ? Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }) : null);
    },
  });
  const input = Readable.from((function* () { for (;;) yield `${good('x')}\n`; })());
  expect(await runPolicy([name], { input, output, errors: new Collected() })).toBe(0);
});

test('check says which pack a good file holds, and what is wrong with a bad one', async () => {
  const file = `${PACKS_FOLDER}/standard.yaml`;
  const checked = await run(['check', file]);
  expect(checked.code).toBe(0);
  expect(checked.out).toContain('standard');
  const missing = await run(['check', file, '/nowhere/x.yaml']);
  expect(missing.code).toBe(1);
  expect(missing.out).toContain('/nowhere/x.yaml:1: ');
});

test.each([[[]], [['check']], [['decide', 'x']], [['help']]])('%j shows the usage', async (args) => {
  const { code, err } = await run(args);
  expect(code).toBe(2);
  expect(err).toContain('用法');
});

describe('the company’s own packs (POLICY_DIR)', () => {
  const folder = mkdtempSync(join(tmpdir(), 'packs-'));
  const standard = readFileSync(`${PACKS_FOLDER}/standard.yaml`, 'utf8');
  const own = (id: string): void => writeFileSync(join(folder, 'ours.yaml'), standard.replace('id: standard', `id: ${id}`));
  const before = process.env['POLICY_DIR'];
  afterEach(() => {
    if (before === undefined) delete process.env['POLICY_DIR'];
    else process.env['POLICY_DIR'] = before;
  });
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  test('are loaded beside the shipped ones', async () => {
    process.env['POLICY_DIR'] = folder;
    own('our-company');
    const { code, out } = await run(['decide'], `${good('a')}\n${good('b').replace('standard', 'our-company')}`);
    expect(code).toBe(0);
    expect(lines(out)).toHaveLength(2);
    const checked = await run(['check']);
    expect(checked).toMatchObject({ code: 0, out: expect.stringContaining('our-company') });
  });

  test('may not carry the id of another', async () => {
    process.env['POLICY_DIR'] = folder;
    own('standard');
    expect(await run(['check'])).toMatchObject({ code: 1, out: expect.stringMatching(/ours\.yaml:1: .*'standard'.*起一个别的名称/) });
    expect(await run(['decide'], good('a'))).toMatchObject({ code: 1, err: expect.stringContaining('ours.yaml:1') });
  });

  test('must be there', async () => {
    process.env['POLICY_DIR'] = join(folder, 'nowhere');
    expect(await run(['check'])).toMatchObject({ code: 1, out: expect.stringContaining('没有这个文件夹') });
  });
});
