import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { drawnTables } from './approvals-table.js';

/** docs/approvals.md shows the tables of the code: `UPDATE_DOCS=1` before the jest command of this file draws them anew. */
const DOCUMENT = fileURLToPath(new URL('../../docs/approvals.md', import.meta.url));
const BEGIN = '<!-- drawn from the code: begin -->';
const END = '<!-- drawn from the code: end -->';

function drawn(): { readonly before: string; readonly tables: string; readonly after: string } {
  const text = readFileSync(DOCUMENT, 'utf8');
  const from = text.indexOf(BEGIN) + BEGIN.length;
  const to = text.indexOf(END);
  if (from < BEGIN.length || to < from) throw new Error('docs/approvals.md has lost its marks');
  return { before: text.slice(0, from), tables: text.slice(from, to).trim(), after: text.slice(to) };
}

test('the state tables are the ones of the code', () => {
  if (process.env['UPDATE_DOCS'] === '1') {
    const { before, after } = drawn();
    writeFileSync(DOCUMENT, `${before}\n\n${drawnTables()}\n\n${after}`);
  }
  expect(drawn().tables).toBe(drawnTables());
});

test('every code by which an approval refuses is explained', () => {
  const { before, after } = drawn();
  const text = before + after;
  const source = ['domain/tap.ts', 'domain/acts.ts', 'domain/seats.ts', 'approvals.ts', 'inquiries.ts', 'seat-moves.ts']
    .map((file) => readFileSync(fileURLToPath(new URL(`../../src/approvals/${file}`, import.meta.url)), 'utf8'))
    .join('\n');
  const codes = new Set([...source.matchAll(/refuse\('([a-z-]+)'/g)].map((match) => match[1] ?? ''));
  expect(codes.size).toBeGreaterThan(10);
  expect([...codes].filter((code) => !text.includes(`\`${code}\``))).toEqual([]);
});
