import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { parse } from 'yaml';
import { PACKS_FOLDER, readPack } from '../../src/policy/index.js';
import { packSchema } from '../../src/policy/pack-schema.js';

const stored: unknown = JSON.parse(readFileSync('src/policy/pack.schema.json', 'utf8'));
const validate = new Ajv({ allErrors: true, strictTypes: false }).compile(packSchema());
const names = readdirSync(PACKS_FOLDER).filter((name) => name.endsWith('.yaml'));
const textOf = (name: string): string => readFileSync(join(PACKS_FOLDER, name), 'utf8');

test('the schema in the tree is the one the classes give (npm run pack-schema)', () => {
  expect(stored).toEqual(packSchema());
});

test.each(names)('%s keeps to it, and names it for the editor', (name) => {
  validate(parse(textOf(name)));
  expect(validate.errors ?? []).toEqual([]);
  expect(textOf(name).split('\n')[0]).toBe('# yaml-language-server: $schema=../pack.schema.json');
});

test.each([
  ['an unknown key', 'numberPrefix: LH', 'numberPrefix: LH\ncolour: red'],
  ['a missing key', 'numberPrefix: LH', ''],
  ['a wrong id', 'id: longfor-hangzhou', 'id: Longfor Hangzhou'],
  ['an unknown key of a row', 'startsOn: received', 'startOn: received'],
  ['a wrong kind of value', 'finance: true }', 'finance: 1 }'],
  ['a word that is none of the list', 'category: planning, rule: LF-K2', 'category: plans, rule: LF-K2'],
  ['an unknown moment', 'until: customer-reached', 'until: customer-happy'],
  ['money that is a number', 'claimedAmount: { from: "20000.00" } }', 'claimedAmount: { from: 20000 } }'],
  ['an unknown fact', 'when: { plainMistake: true }', 'when: { bigMistake: true }'],
  ['a day no month has', 'day: 5 }', 'day: 32 }'],
  ['a missing rule', '- rules: [LF-R2]\n    name:', '- name:'],
  ['half a working day', 'everyWorkingDays: 3', 'everyWorkingDays: 2.5'],
])('%s is refused by the schema and by the loader', (_, found, put) => {
  const text = textOf('longfor-hangzhou.yaml');
  const wrong = text.replace(found, put);
  expect(wrong).not.toBe(text);
  expect(validate(parse(wrong))).toBe(false);
  expect(readPack('p.yaml', wrong).mistakes.length).toBeGreaterThan(0);
});
