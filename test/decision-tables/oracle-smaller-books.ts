import {
  invalidBy,
  largerSum,
  steps,
  type OracleClock,
  type OracleDecision,
  type OracleRoute,
  type WrittenFacts,
} from './oracle-reading.js';
import { borrowedLevel, complaintClocks, entryAndHandling, needClocks, progressClock, stepClock, visitClock } from './oracle-standard.js';

// The three books without levels of their own: policies/nanguang-property.md, estate-service-centre.md and
// greentown-group.md, read without src/policy. "The others take the larger of claim and proposal."

/** NG-P3 is the rule by which a complaint is not founded. */
export function nanguang(facts: WrittenFacts): OracleDecision {
  if (facts.valid === false) return invalidBy(['NG-P3']);
  const level = borrowedLevel(facts);
  const manager = level.level === 'major' || (largerSum(facts) ?? 0) >= 5_000_00;
  return {
    ...level,
    ...decidedBy(manager ? 'general-manager' : 'service-supervisor', ['NG-A1']),
    clocks: facts.kind === 'need' ? needClocks(facts) : nanguangComplaint(facts, level.level),
  };
}

/** NG-P9 and NG-V1 are the book's own; else ST-D2 to ST-D4. */
const nanguangComplaint = (facts: WrittenFacts, level: OracleDecision['level']): OracleClock[] => [
  ...entryAndHandling(facts, level),
  stepClock(facts),
  progressClock(facts, 'NG-P9'),
  visitClock(facts, 'NG-V1'),
];

/** "Only the rows whose steps form the route": each of SC-A1 (by money) and SC-A2 (by kind) that sends it to the manager, both where both do. */
export function serviceCentre(facts: WrittenFacts): OracleDecision {
  if (facts.valid === false) return invalidBy([]);
  const level = borrowedLevel(facts);
  const group = facts.kind === 'complaint' && ((facts.households ?? 1) >= 5 || facts.groupRisk === true);
  const byMoney = (largerSum(facts) ?? 0) >= 10_000_00;
  const byKind = level.level === 'major' || group;
  const rules = [...(byMoney || !byKind ? ['SC-A1'] : []), ...(byKind ? ['SC-A2'] : [])];
  return {
    ...level,
    ...decidedBy(byMoney || byKind ? 'department-manager' : 'complaint-supervisor', rules),
    clocks: silentOnDeadlines(facts, level.level),
  };
}

export function greentown(facts: WrittenFacts): OracleDecision {
  if (facts.valid === false) return invalidBy([]);
  const level = borrowedLevel(facts);
  const group = level.level === 'major' || facts.scope === 'group';
  return { ...level, ...decidedBy(group ? 'group-service' : 'project-service', ['GT-A1']), clocks: silentOnDeadlines(facts, level.level) };
}

const decidedBy = (role: string, approvalRules: readonly string[]): OracleRoute => ({
  approval: steps([], [[role]]),
  approvalRules,
  copies: [],
  filings: [],
});

/** "One silent on a deadline takes ST-D1 to ST-D5." */
const silentOnDeadlines = (facts: WrittenFacts, level: OracleDecision['level']): OracleClock[] =>
  facts.kind === 'need' ? needClocks(facts) : complaintClocks(facts, level);
