import { PassThrough, Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import type { LanguageModel } from '../terms/language-model.js';
import { runUnderstand } from './understand-command.js';

const NOW = Date.parse('2026-03-04T15:00:00+08:00');

async function run(input: string, args: readonly string[] = [], model: LanguageModel | null = null) {
  const output = new PassThrough();
  const errors = new PassThrough();
  const exitCode = await runUnderstand(args, { input: Readable.from([input]), output, errors }, { now: () => NOW, model: () => Promise.resolve(model) });
  output.end();
  errors.end();
  return { exitCode, lines: (await text(output)).split('\n').filter((line) => line !== ''), errors: await text(errors) };
}

describe('understand', () => {
  it('answers every line in order in the form of the contract', async () => {
    const { exitCode, lines, errors } = await run(
      '{"id":"m1","text":"上午9点半打来的 3栋2单元1501 漏水 要赔8000","other":1}\n\n{"id":7,"text":"你好"}\n',
    );
    expect(exitCode).toBe(0);
    expect(errors).toBe('');
    const [first = '', second = ''] = lines;
    expect(Object.keys(JSON.parse(first) as object).slice(0, 6)).toEqual(['id', 'kind', 'noneKind', 'category', 'categoryConfidence', 'amount']);
    expect(JSON.parse(first)).toMatchObject({
      id: 'm1', kind: 'complaint', category: 'engineering', amount: '8000.00', rooms: ['3-2-1501'], receivedAt: '2026-03-04T09:30:00+08:00',
    });
    expect(JSON.parse(second)).toMatchObject({ id: 7, kind: 'none', category: null, amount: null });
  });

  it('answers the good lines beside bad ones and ends with 1', async () => {
    const { exitCode, lines } = await run('no json\n{"id":"a"}\n["x"]\n{"id":"b","text":"漏水"}\n{"text":"漏水"}');
    expect(exitCode).toBe(1);
    expect(lines.map((line) => JSON.parse(line) as { id: unknown; error?: unknown }).map(({ id, error }) => [id, typeof error])).toEqual([
      [null, 'string'], ['a', 'string'], [null, 'string'], ['b', 'undefined'], [null, 'undefined'],
    ]);
  });

  it('says in one sentence that no language model is configured', async () => {
    const { exitCode, lines, errors } = await run('{"id":"a","text":"漏水"}', ['--llm']);
    expect([exitCode, lines]).toEqual([2, []]);
    expect(errors).toMatch(/LLM_BASE_URL/);
    expect(errors.trim().split('\n')).toHaveLength(1);
  });

  it('asks the model with --llm; a line it has no part in is the rules’, and says why', async () => {
    const answers = [{ ok: true as const, value: { kind: 'complaint', category: 'sales', evidence: {} } }, { ok: false as const, code: 'model-slow', message: '语言模型没有及时回答,按规则理解。' }];
    const model: LanguageModel = { answer: () => Promise.resolve(answers.shift() ?? { ok: false, code: 'none', message: 'none' }) };
    const { exitCode, lines, errors } = await run('{"id":"a","text":"说好的一直不给,我要投诉"}\n{"id":"b","text":"厨房漏水"}', ['--llm'], model);
    expect(lines.map((line) => (JSON.parse(line) as { category: string }).category)).toEqual(['sales', 'engineering']);
    expect([exitCode, errors]).toEqual([0, 'b:语言模型没有及时回答,按规则理解。\n']);
  });

  it('refuses options it does not know', async () => {
    expect(await run('', ['--fast'])).toMatchObject({ exitCode: 2, lines: [] });
  });

  it('answers an empty input with nothing', async () => {
    expect(await run('')).toMatchObject({ exitCode: 0, lines: [] });
  });
});
