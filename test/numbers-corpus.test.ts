import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { readMoney } from '../src/intake/domain/understanding/money-said.js';
import { readNumber } from '../src/intake/domain/understanding/numerals.js';
import { plain } from '../src/intake/domain/understanding/writing.js';

/** Open test data of other number readers: read where it lies, never copied into the project. */
const FOLDER = resolve(process.cwd(), '../shared/corpora/numbers');
const LEAST_RIGHT = 0.98;

interface Case {
  readonly source: string;
  readonly text: string;
  readonly value: number;
  readonly money: boolean;
}

/** What no customer's claim is written in, each with its reason. */
const OUT_OF_SCOPE: readonly (readonly [reason: string, pattern: RegExp])[] = [
  ['fractions and percentages', /分之|分一|份|\/|又|半半|^一半|1半|二分/],
  ['powers and exponents', /\^|\de[+-]?\d/],
  ['English thousands and millions (M, G, K with a sign)', /\d[MG]\b|-[\d.]+K/],
  ['dozens and pairs', /打|[對双雙对]$/],
  ['a counting word stays outside the number', /[个個]/],
  ['Hong Kong speech and coins', /[仙毫蚊]|個|港幣|港币|元以下|以上|最多|至少|起碼/],
  ['foreign money', /美|欧|英镑|卢布|台币|马来|日元|奈拉|法郎|比特|澳|韩/],
  ['radio digits and addresses', /洞|拐|点.*点.*点/],
  ['a number word without a number (百二萬, 萬九, 半百, 零十, 零几万)', /^[萬万].$|百二[萬万]|半百|^零十$|零[几幾]|倆|千三点|零卌/],
  ['a legal clash: 一百一 is 110 in speech', /一[百千]一$|百一$/],
];

const rows = (file: string): Record<string, unknown>[] =>
  readFileSync(resolve(FOLDER, file), 'utf8').trim().split('\n').map((line) => JSON.parse(line) as Record<string, unknown>);
const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const scaled = (written: string): number => {
  const [, digits = '', units = ''] = /^(-?[\d,.]+)([万亿]*)$/.exec(written) ?? [];
  return Array.from(units).reduce((value, unit) => value * (unit === '万' ? 1e4 : 1e8), Number(digits.replaceAll(',', '')));
};

function cn2an(): Case[] {
  const sets = ['strict_data_dict', 'normal_data_dict', 'smart_data_dict'];
  return rows('cn2an.jsonl').flatMap(({ set, input, expected }) =>
    sets.includes(text(set)) && typeof expected === 'number'
      ? [{ source: 'cn2an', text: text(input), value: expected, money: /[元圆角]/.test(text(input)) }]
      : [],
  );
}

function duckling(): Case[] {
  const number = rows('Numeral.jsonl').map((row) => ({ source: 'duckling', text: text(row['text']), value: Number(/(-?[\d.]+)\)?$/.exec(text(row['value']))?.[1]), money: false }));
  const money = rows('AmountOfMoney.jsonl').flatMap((row) => {
    const value = /^simple (?:Dollar|CNY) ([\d.]+)$/.exec(text(row['value']))?.[1];
    return value === undefined ? [] : [{ source: 'duckling money', text: text(row['text']), value: Number(value), money: true }];
  });
  return [...number, ...money];
}

interface Recognised {
  readonly Text: string;
  readonly Resolution: { readonly value: string; readonly isoCurrency?: string };
}

function recognizers(): Case[] {
  const whole = (file: string, money: boolean): Case[] =>
    rows(file).flatMap((row) => {
      const [only, ...more] = row['Results'] as Recognised[];
      const fits = only && more.length === 0 && only.Text === row['Input'] && (!money || only.Resolution.isoCurrency === 'CNY');
      return fits ? [{ source: money ? 'recognizers money' : 'recognizers', text: only.Text, value: Number(only.Resolution.value), money }] : [];
    });
  return [...whole('Number_NumberModel.jsonl', false), ...whole('NumberWithUnit_CurrencyModel.jsonl', true)];
}

function normalizers(): Case[] {
  return ['nemo', 'wetext'].flatMap((source) =>
    rows(`${source}.jsonl`).flatMap((row): Case[] => {
      const [file, output] = [text(row['file']), text(row['output'])];
      if (row['task'] !== 'itn') return [];
      if (/^(?:cardinal|number|decimal)$/.test(file) && /^-?[\d,.]+[万亿]*$/.test(output) && (output.match(/\./g)?.length ?? 0) < 2) {
        return [{ source, text: text(row['input']), value: scaled(output), money: false }];
      }
      const yuan = file === 'money' ? /^¥(-?[\d,.]+[万亿]*)$/.exec(output)?.[1] : undefined;
      return yuan === undefined ? [] : [{ source: `${source} money`, text: text(row['input']), value: scaled(yuan), money: true }];
    }),
  );
}

const require = createRequire(import.meta.url);

interface Suite {
  recognizeNumber(text: string, culture: string): readonly { readonly start: number; readonly end: number; readonly resolution: { readonly value: string } }[];
  recognizeCurrency(text: string, culture: string): readonly { readonly start: number; readonly end: number; readonly resolution: { readonly value: string } }[];
}
interface Nzh {
  readonly cn: { decodeS(text: string): string };
}

/** How other readers answer the same cases: each reads a text that is a number, or a sum, and nothing else. */
function others(): Readonly<Record<string, (each: Case) => number | null>> {
  const suite = require('@microsoft/recognizers-text-suite') as Suite;
  const nzh = require('nzh') as Nzh;
  return {
    '@microsoft/recognizers-text-suite': ({ text: said, money }) => {
      const found = money ? suite.recognizeCurrency(said, 'zh-cn') : suite.recognizeNumber(said, 'zh-cn');
      const [only, ...more] = found;
      return only && more.length === 0 && only.start === 0 && only.end === said.length - 1 ? Number(only.resolution.value) : null;
    },
    nzh: ({ text: said }) => {
      const value = Number(nzh.cn.decodeS(said));
      return Number.isNaN(value) ? null : value;
    },
  };
}

const near = (a: number | null, b: number): boolean => a !== null && Math.abs(a - b) <= 1e-9 * Math.max(1, Math.abs(b));

it('reads the numbers other readers are tested on', () => {
  if (!existsSync(FOLDER)) {
    process.stdout.write('numbers of other readers: not measured (no corpus here)\n');
    return;
  }
  const cases = [...cn2an(), ...duckling(), ...recognizers(), ...normalizers()];
  const left = new Map<string, number>();
  const inScope = cases.filter((each) => {
    const reason = OUT_OF_SCOPE.find(([, pattern]) => pattern.test(plain(each.text)) || pattern.test(each.text))?.[0];
    if (reason !== undefined) left.set(reason, (left.get(reason) ?? 0) + 1);
    return reason === undefined;
  });
  const wrong = inScope.filter(({ text: said, value, money }) => !near((money ? readMoney : readNumber)(plain(said)), value));
  const lines = [
    `numbers of other readers: ${inScope.length - wrong.length} of ${inScope.length} in scope right, ${cases.length - inScope.length} out of scope`,
    ...[...left].map(([reason, count]) => `  out of scope ${count}: ${reason}`),
    ...wrong.map(({ source, text: said, value }) => `  wrong (${source}): ${said} should be ${value}`),
  ];
  for (const [name, read] of Object.entries(others())) {
    const right = inScope.filter((each) => near(read(each), each.value)).length;
    lines.push(`  beside it ${name}: ${right} of ${inScope.length} right`);
    expect(inScope.length - wrong.length).toBeGreaterThanOrEqual(right);
  }
  process.stdout.write(`${lines.join('\n')}\n`);
  expect((inScope.length - wrong.length) / inScope.length).toBeGreaterThanOrEqual(LEAST_RIGHT);
});
