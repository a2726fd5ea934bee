import fc from 'fast-check';
import { LEVEL_ORDER, type Facts } from '../../src/terms/complaint.js';
import type { ApprovalStepPlan, Decision } from '../../src/terms/decision.js';
import { DAY, addDays, dayOf, endOfDay, type Day, type Instant } from '../../src/terms/instants.js';
import type { Pack } from '../../src/policy/domain/rows.js';
import { canonicalPack, decide, loadPacks, nationalCalendar, packHash, parseFacts, restorePack } from '../../src/policy/index.js';
import { TABLES } from '../decision-tables/table.js';
import { anyFacts } from '../decision-tables/oracle-facts.js';

const packs = loadPacks();
const calendar = nationalCalendar();
const DRAW = { seed: 20260302, numRuns: 1000 };

function shipped(id: string): Pack {
  const pack = packs.ok ? packs.value.get(id) : undefined;
  if (!pack) throw new Error(packs.ok ? `no pack ${id}` : packs.message);
  return pack;
}

function read(written: object): Facts {
  const facts = parseFacts(JSON.parse(JSON.stringify(written)));
  if (!facts.ok) throw new Error(facts.message);
  return facts.value;
}

const someFacts = (packId: string): fc.Arbitrary<Facts> => anyFacts(packId).map(read);

function answer(pack: Pack, facts: Facts): Decision {
  const decision = decide(pack, calendar, facts);
  if (!decision.ok) throw new Error(decision.message);
  return decision.value;
}

function frozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    Object.values(value).forEach(frozen);
  }
  return value;
}

const rank = (decision: Decision): number => LEVEL_ORDER.indexOf(decision.level);

/** Everybody above a role, nearest first. */
function superiorsOf(pack: Pack, role: string): string[] {
  const superior = pack.roles[role]?.superior ?? null;
  return superior === null ? [] : [superior, ...superiorsOf(pack, superior)];
}

const lastStep = (decision: Decision): ApprovalStepPlan | undefined => decision.approval.at(-1);

/** The place in the money ladder whose row the decision took: rows whose last step is the decision's own, highest. */
function bandsReached(pack: Pack, decision: Decision): number[] {
  const { bands, routes } = pack.approval;
  const rows = routes.flatMap((route) => route.bands).filter((row) => decision.approvalRules.includes(row.rule));
  const fitting = rows.filter((row) => row.steps.at(-1)?.roles.join() === lastStep(decision)?.roles.join());
  return fitting.map((row) => bands.findIndex((band) => band.band === row.band));
}

/** True when `after` asks less than `before`: a lower place in the ladder, or a subordinate where a superior decided. */
function asksLess(pack: Pack, before: Decision, after: Decision): boolean {
  const subordinate = (lastStep(after)?.roles ?? []).some((role) =>
    (lastStep(before)?.roles ?? []).some((other) => superiorsOf(pack, role).includes(other)),
  );
  return subordinate || Math.max(...bandsReached(pack, after)) < Math.max(...bandsReached(pack, before));
}

describe.each(TABLES)('%s', (packId) => {
  const pack = frozen(shipped(packId));

  test('any facts have exactly one level and one route, and the route ends with an approval', () => {
    fc.assert(
      fc.property(someFacts(packId), (facts) => {
        const decision = answer(pack, facts);
        expect(LEVEL_ORDER).toContain(decision.level);
        expect(decision.level === 'invalid').toBe(!facts.valid);
        const routes = pack.approval.routes.filter((route) => route.bands.some((band) => band.rule === decision.approvalRules[0] || band.alsoRules?.includes(decision.approvalRules[0] ?? '') === true));
        expect(routes.length > 0).toBe(facts.valid);
        expect(lastStep(decision)?.mode).toBe(facts.valid ? 'approve' : undefined);
        expect(decision.approval.map((step) => step.step)).toEqual(decision.approval.map((_, index) => index + 1));
      }),
      DRAW,
    );
  });

  test('the same facts have the same answer, from the pack as it is stored too, and nothing handed in is changed', () => {
    const stored = restorePack(canonicalPack(pack), packHash(pack));
    if (!stored.ok) throw new Error(stored.message);
    fc.assert(
      fc.property(someFacts(packId), (facts) => {
        const first = JSON.stringify(answer(pack, frozen(facts)));
        expect(JSON.stringify(answer(pack, structuredClone(facts)))).toBe(first);
        expect(JSON.parse(JSON.stringify(answer(stored.value, facts)))).toEqual(JSON.parse(first));
      }),
      DRAW,
    );
  });

  test('every level, route, filing and clock names rules that the pack can put into words', () => {
    fc.assert(
      fc.property(someFacts(packId), (facts) => {
        const decision = answer(pack, facts);
        const named = [...decision.levelRules, ...decision.approvalRules, ...decision.filings.map((filing) => filing.rule), ...decision.clocks.map((clock) => clock.rule)];
        expect(named.filter((rule) => pack.ruleTexts[rule] === undefined)).toEqual([]);
        expect(decision.approval.length > 0).toBe(decision.approvalRules.length > 0);
        const people = [...decision.approval.flatMap((step) => step.roles), ...decision.copies, ...decision.filings.map((filing) => filing.role)];
        expect(people.filter((role) => pack.roles[role] === undefined)).toEqual([]);
      }),
      DRAW,
    );
  });

  test('a larger amount never gets a lower approver', () => {
    const more = fc.constantFrom(1, 10, 100_00, 4_999_99, 5_000_00, 15_000_00, 30_000_00, 100_000_00);
    const fact = fc.constantFrom('claimedAmount' as const, 'proposedAmount' as const, 'repairCost' as const);
    fc.assert(
      fc.property(someFacts(packId), fact, more, (facts, raised, by) => {
        const known = facts[raised] ?? 0;
        const withSum = (sum: number): Decision => answer(pack, { ...facts, valid: true, [raised]: sum });
        const [before, after] = [withSum(known), withSum(known + by)];
        expect([asksLess(pack, before, after), before.approval, after.approval]).toEqual([false, before.approval, after.approval]);
        expect(rank(after)).toBeGreaterThanOrEqual(rank(before));
      }),
      DRAW,
    );
  });

  test('at a later time the level is never lower', () => {
    const days = fc.integer({ min: 0, max: 200 });
    fc.assert(
      fc.property(someFacts(packId), days, fc.integer({ min: 0, max: DAY }), (facts, later, rest) => {
        expect(rank(answer(pack, { ...facts, now: facts.now + later * DAY + rest }))).toBeGreaterThanOrEqual(rank(answer(pack, facts)));
      }),
      DRAW,
    );
  });

  test('a clock of working days is due at the end of a working day, as many of them after its start as it says', () => {
    fc.assert(
      fc.property(someFacts(packId), (facts) => {
        const decision = answer(pack, facts);
        for (const clock of decision.clocks) {
          const span = pack.clockRows.find((row) => row.name === clock.name)?.spans[decision.level];
          if (span?.unit !== 'working-days' || clock.dueAt === null) continue;
          const start = clock.startsOn === 'received' ? facts.receivedAt : (facts.happened[clock.startsOn as 'handled'] ?? facts.receivedAt);
          expect([clock.name, workingDaysTo(clock.dueAt, start)]).toEqual([clock.name, span.length]);
          if (clock.targetAt !== null) expect([clock.name, workingDaysTo(clock.targetAt, start)]).toEqual([clock.name, span.target]);
        }
      }),
      DRAW,
    );
  });

  test('levels, raises, filings, readers and clocks are sets: their order in the pack says nothing', () => {
    const reversed: Pack = {
      ...pack,
      levels: { ...pack.levels, rows: pack.levels.rows.toReversed() },
      approval: { ...pack.approval, raises: pack.approval.raises.toReversed(), readers: pack.approval.readers.toReversed() },
      filings: pack.filings.toReversed(),
      clockRows: pack.clockRows.toReversed(),
    };
    const unordered = (decision: Decision): object => ({
      ...decision,
      approvalRules: decision.approvalRules.toSorted(),
      filings: decision.filings.toSorted((one, other) => one.rule.localeCompare(other.rule)),
      clocks: decision.clocks.toSorted((one, other) => one.name.localeCompare(other.name)),
    });
    fc.assert(
      fc.property(someFacts(packId), (facts) => {
        expect(unordered(answer(reversed, facts))).toEqual(unordered(answer(pack, facts)));
      }),
      DRAW,
    );
  });
});

/** Working days after the start's day up to the end of the day; a due time on a day off or before a day's last second is -1. */
function workingDaysTo(due: Instant, start: Instant): number {
  const last = dayOf(due);
  if (due !== endOfDay(last) || !isWorked(last)) return -1;
  let count = 0;
  for (let day = addDays(dayOf(start), 1); day <= last; day = addDays(day, 1)) count += isWorked(day) ? 1 : 0;
  return count;
}

const isWorked = (day: Day): boolean => calendar.isWorkingDay(day);

describe('facts that cannot be decided', () => {
  const FACTS = {
    pack: 'standard',
    kind: 'complaint',
    receivedAt: '2026-03-02T10:00:00+08:00',
  };
  const junk = fc.oneof(fc.jsonValue(), fc.constantFrom('', '2026-02-30T10:00:00+08:00', '24:00', '-1', '1e3', '1,000', '5000.001', 0.5, -1, 1e300, [], {}));
  const keys = [
    'pack', 'kind', 'category', 'phase', 'scope', 'receivedAt', 'enteredAt', 'now', 'claimedAmount', 'wantsMoney', 'proposedAmount', 'repairCost',
    'households', 'valid', 'plainMistake', 'safety', 'media', 'litigation', 'brandHarm', 'groupRisk', 'threats', 'refused', 'complainedAgain',
    'dissatisfiedTimes', 'failedTalks', 'importantSince', 'settledByTalk', 'needsCoordination', 'unitReturn', 'teamGone', 'happened',
  ];

  test('whatever stands in a fact, it is decided or the error names that fact', () => {
    fc.assert(
      fc.property(fc.constantFrom(...keys), junk, (key, value) => {
        const facts = parseFacts({ ...FACTS, [key]: value });
        if (!facts.ok) expect(facts.message).toContain(`'${key}`);
        else if (key !== 'receivedAt') expect(decide(shipped('standard'), calendar, facts.value).ok).toBe(true);
      }),
      { ...DRAW, numRuns: 5000 },
    );
  });

  test('a due time in a year without a calendar is refused, and the year named', () => {
    const facts = read({ ...FACTS, receivedAt: '2026-12-30T10:00:00+08:00' });
    const refused = decide(shipped('standard'), calendar, facts);
    expect(refused.ok ? 'decided' : refused.code).toBe('calendar-not-loaded');
    expect(refused.ok ? '' : refused.message).toContain('2027');
  });
});
