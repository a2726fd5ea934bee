import { loadPacks, nationalCalendar, type Pack } from '../../src/policy/index.js';
import { TABLES, differences, readTable, type TableRow } from '../decision-tables/table.js';
import { EQUIVALENT } from './equivalent-mutants.js';
import { firstDifference } from './equivalence.js';
import { mutantsOf, mutate, type Mutant } from './mutants.js';

const MOST_EQUIVALENT = 5;
const packs = loadPacks();
const calendar = nationalCalendar();

function shipped(id: string): Pack {
  const pack = packs.ok ? packs.value.get(id) : undefined;
  if (!pack) throw new Error(packs.ok ? `no pack ${id}` : packs.message);
  return pack;
}

/** A pack that cannot answer at all is told apart as well. */
function tellsApart(row: TableRow, mutant: Pack): boolean {
  try {
    return differences(row, mutant, calendar).length > 0;
  } catch {
    return true;
  }
}

/** Changes that no row notices. The row that noticed the last one is tried first: neighbours are noticed by the same row. */
function survivors(pack: Pack, rows: readonly TableRow[]): Mutant[] {
  let last: TableRow | undefined;
  return mutantsOf(pack).filter((each) => {
    const mutant = mutate(pack, each);
    if (last !== undefined && tellsApart(last, mutant)) return false;
    last = rows.find((row) => tellsApart(row, mutant)) ?? last;
    return last === undefined || !tellsApart(last, mutant);
  });
}

describe.each(TABLES)('%s', (packId) => {
  const listed = EQUIVALENT[packId] ?? [];

  test('every change to the pack turns a row of its table red, or is listed as changing nothing', () => {
    const pack = shipped(packId);
    const alive = survivors(pack, readTable(packId)).map((mutant) => mutant.label);
    expect(alive.sort()).toEqual(listed.map((each) => each.mutant).sort());
  });

  test('what is listed changes nothing, whatever the facts', () => {
    const pack = shipped(packId);
    const mutants = mutantsOf(pack);
    expect(listed.length).toBeLessThanOrEqual(MOST_EQUIVALENT);
    for (const { mutant } of listed) {
      const found = mutants.find((each) => each.label === mutant);
      if (found === undefined) throw new Error(`no such change: ${mutant}`);
      expect([mutant, firstDifference(pack, mutate(pack, found))]).toEqual([mutant, null]);
    }
  });
});

// A walk that finds no difference where there is one would prove anything.
test.each([
  ['longfor-hangzhou', /^level row LF-L3b: households from 6/],
  ['longfor-hangzhou', /^band B: from 500001/],
  ['longfor-hangzhou', /^raise LF-A14 to B: level-rules-only without/],
  ['longfor-hangzhou', /^clock approve-repair-plan: route with sales/],
  ['longfor-hangzhou', /^handler 3 LF-E4: teamGone/],
  ['longfor-hangzhou', /^clock important-for-three-months: level with major/],
  ['standard', /^filing ST-A4: band with C/],
  ['standard', /^clock return-visit: starts on visited/],
])('the walk finds the facts on which %s differs from %s', (packId, label) => {
  const pack = shipped(packId);
  const found = mutantsOf(pack).find((mutant) => label.test(mutant.label));
  if (found === undefined) throw new Error(`no such change: ${String(label)}`);
  expect(firstDifference(pack, mutate(pack, found))).not.toBeNull();
});
