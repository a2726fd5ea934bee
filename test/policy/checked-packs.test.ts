import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkedPacks, textHash } from '../../src/policy/checked-packs.js';
import { checkedShippedPacks } from '../../src/policy/load-pack.js';
import { PACKS_FOLDER, loadPacks, packHash, readPackFile } from '../../src/policy/index.js';

const files = readdirSync(PACKS_FOLDER).filter((name) => name.endsWith('.yaml')).map((name) => join(PACKS_FOLDER, name));
const folder = mkdtempSync(join(tmpdir(), 'kesu-checked-'));
afterAll(() => rmSync(folder, { recursive: true }));

function kept(): ReturnType<typeof checkedPacks> {
  const { name, content } = checkedShippedPacks();
  writeFileSync(join(folder, name), content);
  return checkedPacks(folder);
}

test('a pack that the build has checked is the same pack, by its fingerprint', () => {
  const checked = kept();
  for (const file of files) {
    const [read, known] = [readPackFile(file).pack, readPackFile(file, checked).pack];
    expect(known).toBe(checked.get(textHash(readFileSync(file, 'utf8'))));
    expect([file, known && packHash(known)]).toEqual([file, read && packHash(read)]);
  }
});

test('a text that differs by one character is read and checked', () => {
  const checked = kept();
  const file = join(folder, 'standard.yaml');
  writeFileSync(file, readFileSync(join(PACKS_FOLDER, 'standard.yaml'), 'utf8').replace('important', 'imprtant'));
  expect(readPackFile(file, checked)).toMatchObject({ pack: null, mistakes: [{ file }] });
});

test('the build has left every shipped pack checked', () => {
  const built = checkedPacks(join(PACKS_FOLDER, '..', '..', '..', 'dist', 'policy', 'packs'));
  const packs = loadPacks();
  if (!packs.ok) throw new Error(packs.message);
  expect(files.map((file) => built.get(textHash(readFileSync(file, 'utf8')))?.id).sort()).toEqual([...packs.value.keys()].sort());
});
