import { loadPacks, nationalCalendar } from '../../src/policy/index.js';
import { TABLES, differences, readTable } from './table.js';

const packs = loadPacks();
const calendar = nationalCalendar();

describe.each(TABLES)('%s', (packId) => {
  const rows = readTable(packId).map((row) => [row.name, row] as const);

  test.each(rows)('%s', (_, row) => {
    const pack = packs.ok ? packs.value.get(packId) : undefined;
    if (!pack) throw new Error(packs.ok ? `no pack ${packId}` : packs.message);
    expect(differences(row, pack, calendar)).toEqual([]);
  });
});
