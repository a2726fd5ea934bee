import fc from 'fast-check';
import { createLogger, traced } from '../../src/platform/logging/index.js';

const SECRET = 'pass/w0rd+key';

function lines(write: (log: ReturnType<typeof createLogger>) => void, level: 'info' | 'debug' = 'info'): string {
  let written = '';
  write(createLogger({ level, secrets: [SECRET] }, { write: (line) => void (written += line) }));
  return written;
}

describe('log', () => {
  it.each(['13800138000', '138 0013 8000', '138-0013-8000', '+8613800138000', '86-13800138000'])('shows of %s only its ends', (phone) => {
    const written = lines((log) => {
      log.info({ phone, deep: { list: [phone, { text: phone }] }, [phone]: 1 }, `来电${phone},回拨`);
      log.error({ err: new Error(`no reply from ${phone}`, { cause: new Error(phone) }) }, '失败');
      log.child({ caller: phone }).warn({}, 'x');
    });
    expect(written).not.toMatch(/0013/);
    expect(written).toContain('138****8000');
    for (const line of written.trim().split('\n')) expect(JSON.parse(line)).toHaveProperty('msg');
  });

  it('masks a number given as a number, landlines and identity numbers, and leaves ordinary figures', () => {
    const written = lines((log) => log.info({ phone: 13800138000, amount: 2000000, no: 'LH-20260302-0001', at: '2026-03-02T10:00:00+08:00', ms: 1772416800000 }, '0571-88886666 330106199001011234'));
    expect(JSON.parse(written)).toMatchObject({ phone: '138****8000', amount: 2000000, no: 'LH-20260302-0001', at: '2026-03-02T10:00:00+08:00', ms: 1772416800000, msg: '0571-****6666 3301************4' });
  });

  it('masks names and what people wrote, and keeps technical names', () => {
    const written = lines((log) => log.info({ name: '王建国', customer: { name: '李梅' }, text: '厨房漏水第三次了', clock: { name: 'tell-engineer' } }, '业主王女士与欧阳先生来访'));
    expect(JSON.parse(written)).toMatchObject({ name: '某', customer: { name: '某' }, text: '[8 字]', clock: { name: 'tell-engineer' }, msg: '业主某女士与某先生来访' });
  });

  it('masks what a database says about a row', () => {
    const failure = Object.assign(new Error('duplicate key value violates unique constraint "x"'), { detail: 'Key (room)=(3-2-1501 赵六) already exists.', parameters: ['赵六'], code: '23505' });
    const written = lines((log) => log.error({ err: failure }, 'x'));
    expect(written).not.toContain('赵六');
    expect(written).toContain('23505');
  });

  it('never shows a secret, wherever it turns up', () => {
    const written = lines((log) => {
      log.info({ url: `postgres://u:${encodeURIComponent(SECRET)}@h/d`, headers: { authorization: 'Bearer abc123' } }, `key ${SECRET}`);
      log.error({ err: new Error(SECRET) }, 'x');
    });
    expect(written).not.toContain(SECRET);
    expect(written).not.toContain(encodeURIComponent(SECRET));
    expect(written).not.toContain('abc123');
  });

  it('carries the trace id, and writes nothing below its level', () => {
    const written = lines((log) => {
      traced(log, '0198a3c2-13812345678b').info({}, 'x');
      log.debug({}, 'hidden');
    });
    expect(JSON.parse(written)).toMatchObject({ level: 'info', trace: '0198a3c2-13812345678b', msg: 'x' });
  });

  it('any phone in any place of any fields is masked, and every line stays JSON', () => {
    const phone = fc.tuple(fc.integer({ min: 130, max: 199 }), fc.integer({ min: 0, max: 99_999_999 })).map(([head, rest]) => `${head}${String(rest).padStart(8, '0')}`);
    fc.assert(
      fc.property(phone, fc.string(), fc.string(), fc.jsonValue(), (number, before, after, other) => {
        // Digits beside it would make it another number.
        const text = `${before.replace(/\d/g, '')}、${number}、${after.replace(/\d/g, '')}`;
        const written = lines((log) => log.info({ other: { words: text, number: Number(number) } }, text));
        expect(written).not.toContain(number);
        expect(() => void JSON.parse(written)).not.toThrow();
        const untouched = lines((log) => log.info({ other }, 'x'));
        expect(() => void JSON.parse(untouched)).not.toThrow();
      }),
      { numRuns: 200 },
    );
  });
});
