import fc from 'fast-check';
import { CATEGORIES, EVENTS, LEVEL_ORDER, plainFacts, THREATS, type Facts } from '../../terms/complaint.js';
import type { Decision } from '../../terms/decision.js';
import { HOUR, parseInstant } from '../../terms/instants.js';
import { loadPacks } from '../load-pack.js';
import { nationalCalendar } from '../national-calendar.js';
import { approvalLimitsFor, decide, decideAtLevel, handlerFor, planReadersFor } from './decide.js';
import { explain } from './explain.js';
import type { Pack } from './rows.js';

const packs = loadPacks();
const calendar = nationalCalendar();

function packOf(id: string): Pack {
  const pack = packs.ok ? packs.value.get(id) : undefined;
  if (!pack) throw new Error(packs.ok ? `no pack ${id}` : packs.message);
  return pack;
}

const received = parseInstant('2026-03-02T10:00:00+08:00') ?? 0;
const plain = plainFacts('longfor-hangzhou', received);

function decisionOf(facts: Facts): Decision {
  const decision = decide(packOf(facts.pack), calendar, facts);
  if (!decision.ok) throw new Error(decision.message);
  return decision.value;
}

const instant = fc.integer({ min: received - 30 * 24 * HOUR, max: received + 120 * 24 * HOUR });
const money = fc.option(
  fc.oneof(fc.integer({ min: 0, max: 10_000_000 }), fc.constantFrom(0, 499_999, 500_000, 1_999_999, 2_000_000, 4_999_999, 5_000_000)),
);
const flag = fc.boolean();
const anyFacts: fc.Arbitrary<Facts> = fc.record({
  pack: fc.constantFrom('longfor-hangzhou', 'standard'),
  kind: fc.constantFrom('need' as const, 'complaint' as const),
  category: fc.constantFrom(...CATEGORIES),
  phase: fc.constantFrom('before-handover' as const, 'after-handover' as const),
  scope: fc.constantFrom('project' as const, 'group' as const),
  receivedAt: instant,
  enteredAt: fc.option(instant),
  now: instant,
  claimedAmount: money,
  wantsMoney: flag,
  proposedAmount: money,
  repairCost: money,
  households: fc.integer({ min: 1, max: 12 }),
  valid: fc.oneof({ weight: 9, arbitrary: fc.constant(true) }, { weight: 1, arbitrary: fc.constant(false) }),
  plainMistake: flag,
  safety: flag,
  media: flag,
  litigation: flag,
  brandHarm: flag,
  groupRisk: flag,
  threats: fc.subarray([...THREATS]),
  refused: flag,
  complainedAgain: flag,
  dissatisfiedTimes: fc.nat(4),
  failedTalks: fc.nat(4),
  importantSince: fc.option(instant),
  settledByTalk: flag,
  needsCoordination: flag,
  unitReturn: flag,
  teamGone: flag,
  happened: fc.dictionary(fc.constantFrom(...EVENTS), instant),
});

const weight = (decision: Decision): number => LEVEL_ORDER.indexOf(decision.level);
/** How high the route reaches: the more steps and the higher the last one, the stricter. */
const bandOf = (facts: Facts): number => {
  const pack = packOf(facts.pack);
  const [rule] = decisionOf(facts).approvalRules;
  const route = pack.approval.routes.find((candidate) => candidate.bands.some((band) => band.rule === rule));
  const lastRoles = JSON.stringify(decisionOf(facts).approval.at(-1)?.roles);
  return route?.bands.findIndex((band) => band.rule === rule && JSON.stringify(band.steps.at(-1)?.roles) === lastRoles) ?? -1;
};

describe('for all facts', () => {
  test('there is exactly one answer, of one shape, and the same one again', () => {
    fc.assert(
      fc.property(anyFacts, (facts) => {
        const decision = decisionOf(facts);
        expect(decisionOf(facts)).toEqual(decision);
        expect([...decision.levelRules].sort()).toEqual(decision.levelRules);
        expect([...decision.copies].sort()).toEqual(decision.copies);
        expect(new Set(decision.clocks.map((clock) => clock.name)).size).toBe(decision.clocks.length);
        if (!facts.valid) {
          expect(decision).toMatchObject({ level: 'invalid', approval: [], approvalRules: [], copies: [], filings: [], clocks: [] });
          return;
        }
        expect(decision.approval.at(-1)?.mode).toBe('approve');
        expect(decision.approval.map((step) => step.step)).toEqual(decision.approval.map((_, index) => index + 1));
        expect(decision.levelRules.length).toBeGreaterThan(0);
        for (const clock of decision.clocks) {
          if (clock.targetAt !== null) expect(clock.targetAt).toBeLessThan(clock.dueAt ?? 0);
        }
      }),
      { numRuns: 1000 },
    );
  });

  test('asking for more money never lowers the level', () => {
    fc.assert(
      fc.property(anyFacts, fc.integer({ min: 0, max: 10_000_000 }), (facts, more) => {
        const richer = { ...facts, claimedAmount: (facts.claimedAmount ?? 0) + more };
        expect(weight(decisionOf(richer))).toBeGreaterThanOrEqual(weight(decisionOf(facts)));
      }),
    );
  });

  test('a dearer repair or proposal never lowers the band', () => {
    const withMoney = anyFacts.filter((facts) => facts.valid && facts.repairCost !== null && facts.proposedAmount !== null);
    fc.assert(
      fc.property(withMoney, fc.nat(10_000_000), fc.nat(10_000_000), (facts, repair, proposal) => {
        const dearer = {
          ...facts,
          repairCost: (facts.repairCost ?? 0) + repair,
          proposedAmount: (facts.proposedAmount ?? 0) + proposal,
        };
        expect(bandOf(dearer)).toBeGreaterThanOrEqual(bandOf(facts));
      }),
    );
  });

  test('every rule of a decision can be explained', () => {
    fc.assert(
      fc.property(anyFacts, (facts) => {
        const decision = decisionOf(facts);
        const said = explain(decision, facts, packOf(facts.pack));
        const rules = [
          ...decision.levelRules,
          ...decision.approvalRules,
          ...decision.filings.map((filing) => filing.rule),
          ...decision.clocks.map((clock) => clock.rule),
        ];
        for (const rule of rules) expect(said.some((line) => line.startsWith(`依据 ${rule}:`))).toBe(true);
      }),
    );
  });
});

test('a due time in a year that is not loaded is refused', () => {
  const late = parseInstant('2026-12-30T10:00:00+08:00') ?? 0;
  const decision = decide(packOf('standard'), calendar, { ...plain, pack: 'standard', receivedAt: late, now: late });
  expect(decision).toMatchObject({ ok: false, code: 'calendar-not-loaded' });
});

test('a level that is held or set by a person carries the route and the clocks', () => {
  const pack = packOf('longfor-hangzhou');
  const held = decideAtLevel(pack, calendar, plain, { level: 'major', rules: ['LF-L3a'] });
  expect(held).toMatchObject({ ok: true, value: { level: 'major', levelRules: ['LF-L3a'], approvalRules: ['LF-A13', 'LF-A14'] } });
  expect(held.ok && held.value.filings).toHaveLength(1);
  expect(held.ok && explain(held.value, plain, pack)[0]).toBe('依据 LF-L3a:已经或可能危及客户人身安全 → 重大');
  const lowered = decideAtLevel(pack, calendar, { ...plain, safety: true }, { level: 'general', rules: ['LF-L1'] });
  expect(lowered).toMatchObject({ ok: true, value: { level: 'general', approvalRules: ['LF-A13'], filings: [] } });
});

describe('who takes a case (LF-E1, LF-E2, LF-E4)', () => {
  const lf = (facts: Partial<Facts>) => handlerFor(packOf('longfor-hangzhou'), { ...plain, ...facts });

  test.each<[Partial<Facts>, string, string]>([
    [{ phase: 'before-handover' }, 'customer-manager', 'LF-E1'],
    [{}, 'property-cs-manager', 'LF-E2'],
    [{ claimedAmount: 1 }, 'customer-manager', 'LF-E2'],
    [{ category: 'sales', claimedAmount: 100 }, 'customer-manager', 'LF-E2'],
    [{ safety: true }, 'customer-manager', 'LF-E2'],
    [{ category: 'engineering', teamGone: true }, 'project-engineer', 'LF-E4'],
    [{ category: 'planning', teamGone: true }, 'rd-manager', 'LF-E4'],
    [{ category: 'planning', teamGone: true, refused: true }, 'customer-manager', 'LF-E2'],
  ])('%j → %s', (facts, role, rule) => expect(lf(facts)).toEqual({ role, rule }));

  test('a pack without rows has one handler', () => {
    expect(handlerFor(packOf('standard'), { ...plain, pack: 'standard' })).toEqual({ role: 'handler', rule: null });
  });
});

test('LF-A18: who looks a repair plan over', () => {
  const readers = (facts: Partial<Facts>) => planReadersFor(packOf('longfor-hangzhou'), { ...plain, ...facts });
  const three = [{ rule: 'LF-A18', roles: ['engineering-manager', 'customer-manager', 'marketing-director'] }];
  expect(readers({ category: 'engineering' })).toEqual(three);
  expect(readers({ category: 'engineering', claimedAmount: 100, repairCost: 1 })).toEqual(three);
  expect(readers({ category: 'engineering', claimedAmount: 100 })).toEqual([]);
  expect(readers({ category: 'planning', repairCost: 1 })).toEqual([]);
  expect(readers({ category: 'engineering', valid: false })).toEqual([]);
});

test('which approval limit holds', () => {
  const rules = (facts: Partial<Facts>) => {
    const whole = { ...plain, ...facts };
    return approvalLimitsFor(packOf(whole.pack), decisionOf(whole)).map((limit) => limit.rule);
  };
  expect(rules({ category: 'engineering' })).toEqual(['LF-A16']);
  expect(rules({ category: 'engineering', claimedAmount: 1 })).toEqual(['ST-D4']);
  expect(rules({ pack: 'standard' })).toEqual(['ST-D4']);
});

test('the words of an explanation', () => {
  const facts: Facts = {
    ...plain,
    category: 'engineering',
    households: 5,
    repairCost: 100_000,
    threats: ['media'],
    happened: { 'engineer-told': received },
  };
  const said = explain(decisionOf(facts), facts, packOf('longfor-hangzhou'));
  expect(said.slice(0, 5)).toEqual([
    '依据 LF-L3b:同一项目同类投诉 5 户及以上 → 重大',
    '依据 LF-K1:室内或公共部位的质量问题归工程质量 → 工程质量',
    '依据 LF-A3:工程质量维修方案,费用 20,000 元及以上 → 财务总监审核,项目总监审核,地区公司总经理审核,集团赔付委员会审批(过半数同意)',
    '依据 LF-A14:重要投诉至少按 5,000 元档、重大投诉至少按 20,000 元档审批',
    '依据 LF-A15:重大投诉须备案,由地区公司总经理视情况报集团总经理和战略及品牌部 → 备案:地区公司总经理(消息)',
  ]);
  expect(said).toContain('依据 LF-D2:通知工程师后 24 小时内现场核实、明确责任 → 现场核实并明确责任(3月3日 10:00 前)');
  expect(said).toContain('依据 LF-D14:处理完毕后 7 个工作日内由项目客户经理回访 → 回访客户(自处理完毕起算)');
  expect(said.at(-1)).toBe('风险提示:客户扬言找媒体,尚未发生,不影响定级');
});

test('a rule with several rows says which one spoke', () => {
  const facts: Facts = { ...plain, pack: 'standard', households: 5, failedTalks: 3 };
  expect(explain(decisionOf(facts), facts, packOf('standard')).slice(0, 2)).toEqual([
    '依据 ST-L1:同类投诉 5 户及以上 → 重要',
    '依据 ST-L1:3 次沟通仍未达成一致 → 重要',
  ]);
});

test.each([
  ['LF-K1', 'engineering'],
  ['LF-K2', 'planning'],
  ['LF-K3', 'sales'],
  ['LF-K4', 'property'],
  ['LF-K5', 'other'],
] as const)('%s stands behind the category %s', (rule, category) => {
  const facts: Facts = { ...plain, pack: 'longfor-hangzhou', category };
  const said = explain(decisionOf(facts), facts, packOf('longfor-hangzhou'));
  expect(said.filter((line) => line.includes('LF-K'))).toEqual([expect.stringMatching(`^依据 ${rule}:.* → `)]);
});
