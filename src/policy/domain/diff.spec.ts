import { loadPacks } from '../load-pack.js';
import { diffPacks, showChange } from './diff.js';
import type { Pack } from './rows.js';

const packs = loadPacks();
if (!packs.ok) throw new Error(packs.message);
const standard = packs.value.get('standard');
if (standard === undefined) throw new Error('no standard');
const shown = (a: Pack, b: Pack): string[] => diffPacks(a, b).map((change) => `${change.section} ${showChange(change)}`);

test('a pack is the same as itself, whatever its version', () => {
  for (const pack of packs.value.values()) expect(diffPacks(pack, { ...pack, version: 'other' })).toEqual([]);
});

test('steps that stay are left out', () => {
  const [route] = standard.approval.routes;
  if (route === undefined) throw new Error('no route');
  const longer = route.bands.map((band) => (band.rule === 'ST-A2' ? { ...band, steps: [...band.steps, { mode: 'approve' as const, roles: ['board'], join: 'all' as const }] } : band));
  const changed: Pack = { ...standard, approval: { ...standard.approval, routes: [{ ...route, bands: longer }] } };
  expect(shown(standard, changed)).toEqual(['审批 ST-A2:没有这一步 → 董事局审批']);
  expect(shown(changed, standard)).toEqual(['审批 ST-A2:董事局审批 → 没有这一步']);
});

test('rows in another order are another rule book', () => {
  const [first, second, ...others] = standard.levels.rows;
  if (first === undefined || second === undefined) throw new Error('no rows');
  const turned: Pack = { ...standard, levels: { ...standard.levels, rows: [second, first, ...others] } };
  expect(shown(standard, turned)).toEqual([expect.stringContaining('级别 次序:第 1 条为')]);
});

/** Every single value of a pack, each changed by itself. */
function* changesOf(value: unknown, rebuild: (changed: unknown) => unknown): Generator {
  if (Array.isArray(value)) {
    for (const [place, part] of value.entries()) yield* changesOf(part, (changed) => rebuild(value.with(place, changed)));
    if (value.length > 0) yield rebuild(value.slice(1));
  } else if (typeof value === 'object' && value !== null) {
    // A condition made of an unknown word is no condition any more.
    for (const [key, part] of Object.entries(value).filter(([name]) => name !== 'test' && name !== 'fact')) yield* changesOf(part, (changed) => rebuild({ ...value, [key]: changed }));
  } else if (typeof value === 'number') {
    yield rebuild(value + 1);
  } else if (typeof value === 'boolean') {
    yield rebuild(!value);
  } else if (typeof value === 'string') {
    yield rebuild(`${value}x`);
  }
}

function firstDifference(a: string, b: string): string {
  const place = [...a].findIndex((letter, index) => letter !== b[index]);
  return b.slice(Math.max(0, place - 80), place + 80);
}

test('no change of any value of any pack passes in silence', () => {
  for (const pack of packs.value.values()) {
    const { id: _id, version: _version, ...content } = pack;
    for (const changed of changesOf(content, (part) => part)) {
      const other = { ...(changed as Omit<Pack, 'id' | 'version'>), id: pack.id, version: pack.version };
      const told = diffPacks(pack, other).length;
      if (told === 0) throw new Error(`not told in ${pack.id}: ${firstDifference(JSON.stringify(pack), JSON.stringify({ ...pack, ...other }))}`);
    }
  }
});
