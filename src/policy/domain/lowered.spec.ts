import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { LEVEL_ORDER, type Facts, type Level } from '../../terms/complaint.js';
import { DAY, parseInstant } from '../../terms/instants.js';
import { loadPacks } from '../load-pack.js';
import { nationalCalendar } from '../national-calendar.js';
import { parseFacts } from '../facts-json.js';
import { decide, decideSinceLowered } from './decide.js';
import { judgeLevel } from './level.js';
import { judgeSinceLowered, risesAt, rulesAtLevel, type LoweredLevel } from './lowered.js';
import type { Pack } from './rows.js';

const packs = loadPacks();

function packOf(id: string): Pack {
  const pack = packs.ok ? packs.value.get(id) : undefined;
  if (!pack) throw new Error(packs.ok ? `no pack ${id}` : packs.message);
  return pack;
}

const RECEIVED = '2026-03-02T10:00:00+08:00';
const at = (time: string): number => parseInstant(time) ?? 0;

function factsOf(pack: string, more: Partial<Facts> = {}): Facts {
  const parsed = parseFacts({ pack, kind: 'complaint', category: 'engineering', phase: 'after-handover', scope: 'project', receivedAt: RECEIVED, now: RECEIVED });
  if (!parsed.ok) throw new Error(parsed.message);
  return { ...parsed.value, ...more };
}

const LONGFOR = packOf('longfor-hangzhou');
const loweredTo = (level: Level, facts: Facts): LoweredLevel => ({ level, facts });

describe('a level that a person lowered', () => {
  const known = factsOf('longfor-hangzhou', { households: 5, claimedAmount: 2_500_000 });
  const lowered = loweredTo('general', known);

  test('what was known raises it no more', () => {
    expect(judgeLevel(LONGFOR, known).level).toBe('major');
    expect(judgeSinceLowered(LONGFOR, known, lowered)).toEqual({ level: 'general', rules: ['LF-L1'] });
    expect(judgeSinceLowered(LONGFOR, { ...known, failedTalks: 2, now: known.now + 300 * DAY }, lowered).level).toBe('general');
  });

  test.each<[string, Partial<Facts>, Level, readonly string[]]>([
    ['one household more', { households: 6 }, 'major', ['LF-L3b']],
    ['a fen more', { claimedAmount: 2_500_001 }, 'major', ['LF-L3c']],
    ['the media', { media: true }, 'major', ['LF-L3d']],
    ['a second dissatisfaction', { dissatisfiedTimes: 2 }, 'important', ['LF-L2b']],
    ['a refusal', { refused: true }, 'important', ['LF-L2e']],
  ])('%s does', (_, more, level, rules) => {
    expect(judgeSinceLowered(LONGFOR, { ...known, ...more }, lowered)).toEqual({ level, rules });
  });

  test('fewer households, or a smaller claim, do not', () => {
    expect(judgeSinceLowered(LONGFOR, { ...known, households: 4, claimedAmount: 2_400_000 }, lowered).level).toBe('general');
  });

  test('what would give less than the level it was lowered to changes nothing', () => {
    const important = loweredTo('important', factsOf('jinke-commercial', { households: 5 }));
    const verdict = judgeSinceLowered(packOf('jinke-commercial'), { ...important.facts, settledByTalk: true }, important);
    expect(verdict).toEqual({ level: 'important', rules: ['JK-L2b'] });
  });

  test('invalid stays invalid', () => {
    expect(judgeSinceLowered(LONGFOR, { ...known, valid: false }, lowered).level).toBe('invalid');
  });

  test('lowered to important it lists what makes it that, and route and filings follow', () => {
    expect(rulesAtLevel(LONGFOR, known, 'important')).toEqual(['LF-L2e']);
    const decided = decideSinceLowered(LONGFOR, nationalCalendar(), known, loweredTo('important', known));
    expect(decided).toMatchObject({ ok: true, value: { level: 'important', levelRules: ['LF-L2e'], filings: [] } });
    expect(decide(LONGFOR, nationalCalendar(), known)).toMatchObject({ ok: true, value: { level: 'major' } });
  });

  test('three months count from a newer beginning, not from one that was known', () => {
    const since = factsOf('longfor-hangzhou', { plainMistake: true, importantSince: at(RECEIVED), now: at('2026-06-03T00:00:00+08:00') });
    const down = loweredTo('important', since);
    expect(judgeSinceLowered(LONGFOR, { ...since, now: since.now + DAY }, down).level).toBe('important');
    const anew = { ...since, importantSince: at('2026-06-03T00:00:00+08:00') };
    expect(judgeSinceLowered(LONGFOR, { ...anew, now: at('2026-09-03T23:59:59+08:00') }, down).level).toBe('important');
    expect(judgeSinceLowered(LONGFOR, { ...anew, now: at('2026-09-04T00:00:00+08:00') }, down).level).toBe('major');
  });
});

describe('any pack, any facts', () => {
  const facts = fc.record({
    households: fc.integer({ min: 1, max: 12 }),
    claimedAmount: fc.option(fc.integer({ min: 0, max: 6_000_000 }), { nil: null }),
    dissatisfiedTimes: fc.integer({ min: 0, max: 3 }),
    failedTalks: fc.integer({ min: 0, max: 3 }),
    media: fc.boolean(),
    safety: fc.boolean(),
    refused: fc.boolean(),
    plainMistake: fc.boolean(),
  });
  const rank = (level: Level): number => LEVEL_ORDER.indexOf(level);

  test.each(['jinke-commercial', 'longfor-hangzhou', 'nanguang-property', 'estate-service-centre', 'greentown-group', 'standard'])(
    '%s: the same facts leave it lowered, others never raise it above the book',
    (id) => {
      const pack = packOf(id);
      fc.assert(
        fc.property(facts, facts, (then, now) => {
          const lowered = loweredTo('general', factsOf(id, then));
          expect(judgeSinceLowered(pack, lowered.facts, lowered).level).toBe('general');
          const verdict = judgeSinceLowered(pack, factsOf(id, now), lowered);
          expect(rank(verdict.level)).toBeLessThanOrEqual(rank(judgeLevel(pack, factsOf(id, now)).level));
          expect(verdict.rules.length).toBeGreaterThan(0);
        }),
        { numRuns: 300, seed: 20260302 },
      );
    },
  );
});

test('time alone raises a level at the first instant after the book’s months, and only where the book says so', () => {
  const facts = factsOf('longfor-hangzhou', { importantSince: at(RECEIVED) });
  expect(risesAt(LONGFOR, facts)).toEqual([at('2026-06-03T00:00:00+08:00')]);
  expect(risesAt(LONGFOR, { ...facts, importantSince: null })).toEqual([]);
  expect(risesAt(packOf('standard'), facts)).toEqual([]);
});
