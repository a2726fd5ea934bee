import {
  COMMITTEE,
  afterCountedHours,
  afterDays,
  afterHours,
  afterWorkingDays,
  clock,
  fen,
  invalidBy,
  routeSum,
  steps,
  type OracleClock,
  type OracleDecision,
  type OracleLevel,
  type OracleRoute,
  type WrittenFacts,
} from './oracle-reading.js';

/** policies/standard.md, read without src/policy. */
export function standard(facts: WrittenFacts): OracleDecision {
  if (facts.valid === false) return invalidBy([]);
  const level = levelOf(facts);
  return { ...level, ...routeOf(facts, level.level), clocks: facts.kind === 'need' ? needClocks(facts) : complaintClocks(facts, level.level) };
}

/** ST-L1; a need is not a complaint and has a level of its own, which ST-D1 speaks of. */
function levelOf(facts: WrittenFacts): OracleLevel {
  return facts.kind === 'need' ? { level: 'need', levelRules: ['ST-D1'] } : complaintLevel(facts);
}

/** "A pack without levels of its own takes ST-L1 and lists it"; "in a pack without needs its level is `general`". */
export const borrowedLevel = (facts: WrittenFacts): OracleLevel =>
  facts.kind === 'need' ? { level: 'general', levelRules: ['ST-L1'] } : complaintLevel(facts);

function complaintLevel(facts: WrittenFacts): OracleLevel {
  const claim = fen(facts.claimedAmount) ?? 0;
  const households = facts.households ?? 1;
  const major = claim >= 20_000_00 || households >= 10 || facts.safety === true || facts.litigation === true || facts.media === true;
  const important = claim >= 5_000_00 || households >= 5 || (facts.dissatisfiedTimes ?? 0) >= 2 || (facts.failedTalks ?? 0) >= 3;
  return { level: major ? 'major' : important ? 'important' : 'general', levelRules: ['ST-L1'] };
}

type Rung = 'ST-A1' | 'ST-A2' | 'ST-A3' | 'ST-A4';

function rungOf(sum: number): Rung {
  if (sum < 5_000_00) return 'ST-A1';
  if (sum < 20_000_00) return 'ST-A2';
  return sum < 50_000_00 ? 'ST-A3' : 'ST-A4';
}

function routeOf(facts: WrittenFacts, level: OracleDecision['level']): OracleRoute {
  const byMoney = rungOf(routeSum(facts));
  // ST-A5. The names of the rungs sort as the ladder climbs.
  const atLeast: Rung = level === 'major' ? 'ST-A3' : level === 'important' ? 'ST-A2' : 'ST-A1';
  const rung = byMoney < atLeast ? atLeast : byMoney;
  const approvalRules = rung === byMoney ? [rung] : [rung, 'ST-A5'];
  const both = ['finance-director', 'project-director'];
  switch (rung) {
    case 'ST-A1':
      return { approval: steps([], [['functional-head']]), approvalRules, copies: ['general-manager'], filings: [] };
    case 'ST-A2':
      return { approval: steps([both], [['general-manager']]), approvalRules, copies: [], filings: [] };
    case 'ST-A3':
      return { approval: steps([both, ['general-manager']], [[COMMITTEE]]), approvalRules, copies: [], filings: [] };
    case 'ST-A4':
      return {
        approval: steps([both, ['general-manager']], [[COMMITTEE], ['service-executive']]),
        approvalRules,
        copies: [],
        filings: [{ role: 'board', channels: ['chat'], rule: 'ST-A4' }],
      };
  }
}

/** ST-D4; the first step begins when the plan arrives. */
export const stepClock = (facts: WrittenFacts): OracleClock =>
  clock('ST-D4', 'plan-received', facts.happened?.['plan-received'], (start) => afterCountedHours(start, 12, 8, 21));

/** ST-D1 before the return visit. */
export const needHandling = (facts: WrittenFacts): OracleClock[] => [
  clock('ST-D1', 'received', facts.receivedAt, (start) => afterHours(start, 1)),
  clock('ST-D1', 'received', facts.receivedAt, (start) => afterHours(start, 3)),
];

/** ST-D2 and ST-D3. */
export function entryAndHandling(facts: WrittenFacts, level: OracleDecision['level']): OracleClock[] {
  const [target, limit] = level === 'major' ? [7, 15] : level === 'important' ? [3, 7] : [1, 3];
  return [
    clock('ST-D2', 'received', facts.receivedAt, (start) => afterHours(start, 24)),
    clock('ST-D2', 'received', facts.receivedAt, (start) => afterHours(start, 3)),
    clock('ST-D3', 'received', facts.receivedAt, (start) => afterWorkingDays(start, limit), (start) => afterWorkingDays(start, target)),
  ];
}

/** ST-D5, "progress told to the customer every 3 working days". */
export const progressClock = (facts: WrittenFacts, rule = 'ST-D5'): OracleClock =>
  clock(rule, 'received', facts.receivedAt, (start) => afterWorkingDays(start, 3));

/** ST-D5, "return visit within 3 days". */
export const visitClock = (facts: WrittenFacts, rule = 'ST-D5'): OracleClock =>
  clock(rule, 'handled', facts.happened?.['handled'], (start) => afterDays(start, 3));

/** ST-D2, ST-D3 and the progress of ST-D5: what a complaint runs before the return visit. */
export const complaintHandling = (facts: WrittenFacts, level: OracleDecision['level']): OracleClock[] => [
  ...entryAndHandling(facts, level),
  progressClock(facts),
];

export const complaintClocks = (facts: WrittenFacts, level: OracleDecision['level']): OracleClock[] => [
  ...complaintHandling(facts, level),
  stepClock(facts),
  visitClock(facts),
];

/** ST-D1 with its return visit, and ST-D4. */
export const needClocks = (facts: WrittenFacts): OracleClock[] => [
  ...needHandling(facts),
  stepClock(facts),
  clock('ST-D1', 'handled', facts.happened?.['handled'], (start) => afterDays(start, 1)),
];
