import {
  afterDays,
  afterHours,
  afterWorkingDays,
  clock,
  invalidBy,
  largerSum,
  steps,
  type OracleClock,
  type OracleDecision,
  type OracleFiling,
  type OracleLevel,
  type WrittenFacts,
} from './oracle-reading.js';
import { progressClock, stepClock, visitClock } from './oracle-standard.js';

/** policies/jinke-commercial.md, read without src/policy. */
export function jinke(facts: WrittenFacts): OracleDecision {
  if (facts.valid === false) return invalidBy([]);
  const level = levelOf(facts);
  return {
    ...level,
    ...approvalOf(level.level),
    copies: [],
    filings: filingsOf(facts, level.level),
    clocks: facts.kind === 'need' ? needClocks(facts) : complaintClocks(facts, level.level),
  };
}

/** "Levels look at … Jinke: the larger of claim and proposal." */
function levelOf(facts: WrittenFacts): OracleLevel {
  if (facts.kind === 'need') return { level: 'need', levelRules: ['JK-T1'] };
  const sum = largerSum(facts);
  const households = facts.households ?? 1;
  const major = named({ 'JK-L3a': households >= 10, 'JK-L3b': sum !== null && sum >= 50_000_00 });
  if (major.length > 0) return { level: 'major', levelRules: major };
  const important = named({
    'JK-L2a': facts.litigation === true || facts.media === true,
    'JK-L2b': households >= 5,
    'JK-L2c': sum !== null && sum > 5_000_00,
  });
  if (important.length > 0) return { level: 'important', levelRules: important };
  // "JK-L1a is listed only if `settledByTalk` or when nothing else applies."
  const general = named({ 'JK-L1a': facts.settledByTalk === true || sum === null, 'JK-L1b': sum !== null });
  return { level: 'general', levelRules: general };
}

const named = (rules: Readonly<Record<string, boolean>>): string[] => Object.keys(rules).filter((rule) => rules[rule]);

function approvalOf(level: OracleDecision['level']): Pick<OracleDecision, 'approval' | 'approvalRules'> {
  if (level === 'need') return { approval: steps([], [['project-cs-lead']]), approvalRules: ['JK-A1'] };
  if (level === 'major') return { approval: steps([], [['cs-centre-executive']]), approvalRules: ['JK-A5'] };
  return { approval: steps([], [['commercial-cs-vp']]), approvalRules: ['JK-A2'] };
}

/**
 * "One filing for each rule, also when two rules name one role; its channel is `chat` unless the rule names more." JK-A3
 * names chat and SMS; the call is "a task to phone it", no channel (contracts.md §2 shows the same filing).
 */
function filingsOf(facts: WrittenFacts, level: OracleDecision['level']): OracleFiling[] {
  const households = facts.households ?? 1;
  const risk = facts.groupRisk === true || (facts.threats ?? []).length > 0 || households >= 5 || facts.media === true;
  return [
    ...(risk ? [{ role: 'crm-unit', channels: ['chat', 'sms'], rule: 'JK-A3' }] : []),
    ...(level === 'important' ? [{ role: 'crm-unit', channels: ['chat'], rule: 'JK-A4' }] : []),
    ...(level === 'major' ? [{ role: 'board', channels: ['chat'], rule: 'JK-A5' }] : []),
  ];
}

/** JK-D1 to JK-D3; the book has no word on how long an approval may take. */
const needClocks = (facts: WrittenFacts): OracleClock[] => [
  clock('JK-D1', 'received', facts.receivedAt, (start) => afterHours(start, 1)),
  clock('JK-D2', 'received', facts.receivedAt, (start) => afterHours(start, 3)),
  clock('JK-D3', 'handled', facts.happened?.['handled'], (start) => afterDays(start, 1)),
  stepClock(facts),
];

/**
 * JK-D5 to JK-D10 and JK-D12. Silent on an approval's time, on return visits to who complained, and on telling the
 * customer how it goes (JK-D10 is about the record): ST-D4 and ST-D5.
 */
function complaintClocks(facts: WrittenFacts, level: OracleDecision['level']): OracleClock[] {
  const [rule, target, limit] =
    level === 'major' ? (['JK-D9', 7, 15] as const) : level === 'important' ? (['JK-D8', 3, 7] as const) : (['JK-D7', 1, 3] as const);
  return [
    clock('JK-D5', 'received', facts.receivedAt, (start) => afterHours(start, 3)),
    clock('JK-D6', 'call-failed', facts.happened?.['call-failed'], (start) => afterHours(start, 24)),
    clock(rule, 'received', facts.receivedAt, (start) => afterWorkingDays(start, limit), (start) => afterWorkingDays(start, target)),
    progressClock(facts, 'JK-D10'),
    clock('JK-D12', 'received', facts.receivedAt, (start) => afterHours(start, 24)),
    stepClock(facts),
    progressClock(facts),
    visitClock(facts),
  ];
}
