import {
  COMMITTEE,
  afterHours,
  afterMonths,
  afterWorkingDays,
  clock,
  endOfSameDay,
  fen,
  invalidBy,
  isOver,
  routeSum,
  steps,
  type OracleClock,
  type OracleDecision,
  type OracleFiling,
  type OracleLevel,
  type OracleRoute,
  type WrittenFacts,
} from './oracle-reading.js';
import { complaintHandling, needHandling, stepClock } from './oracle-standard.js';

/** policies/longfor-hangzhou.md, read without src/policy. */
export function longfor(facts: WrittenFacts): OracleDecision {
  if (facts.valid === false) return invalidBy(['LF-V4']);
  const level = levelOf(facts);
  const route = routeOf(facts, level);
  return { ...level, ...route, clocks: clocksOf(facts, level.level, route.approvalRules) };
}

// Levels

/** "A pack without needs": the level of a need is general. */
function levelOf(facts: WrittenFacts): OracleLevel {
  if (facts.kind === 'need') return { level: 'general', levelRules: ['LF-L1'] };
  const major = majorRules(facts);
  if (major.length > 0) return { level: 'major', levelRules: major };
  const important = importantRules(facts);
  if (important.length > 0) return { level: 'important', levelRules: important };
  return { level: 'general', levelRules: ['LF-L1'] };
}

/**
 * Two facts tell since when it is important. LF-L3e is read by `importantSince` (README), LF-D15 by what `happened`
 * (contracts.md §2: it "gives the time of what starts or meets clocks"); each stands in for the other (ours).
 */
const importantSince = (facts: WrittenFacts): string | null => facts.importantSince ?? becameImportant(facts);
const becameImportant = (facts: WrittenFacts): string | null => facts.happened?.['became-important'] ?? null;

function majorRules(facts: WrittenFacts): string[] {
  const rules: string[] = [];
  if (facts.safety === true) rules.push('LF-L3a');
  if ((facts.households ?? 1) >= 5) rules.push('LF-L3b');
  if ((fen(facts.claimedAmount) ?? 0) >= 20_000_00) rules.push('LF-L3c');
  if (facts.brandHarm === true || facts.litigation === true || facts.media === true) rules.push('LF-L3d');
  const since = importantSince(facts);
  if (since !== null && isOver(since, 3, facts.now ?? facts.receivedAt)) rules.push('LF-L3e');
  return rules;
}

function importantRules(facts: WrittenFacts): string[] {
  const rules: string[] = [];
  if (facts.plainMistake === true) rules.push('LF-L2a');
  if ((facts.dissatisfiedTimes ?? 0) >= 2) rules.push('LF-L2b');
  if ((facts.failedTalks ?? 0) >= 3) rules.push('LF-L2c');
  if (startsClaimsFlow(facts)) rules.push('LF-L2e');
  return rules;
}

/** LF-L2e: the customer asks for money (sales: 5,000 or more, or no sum), or does not accept the handling. */
function startsClaimsFlow(facts: WrittenFacts): boolean {
  if (facts.refused === true) return true;
  const claim = fen(facts.claimedAmount);
  if (claim === null) return facts.wantsMoney === true;
  return facts.category !== 'sales' || claim >= 5_000_00;
}

// Approval

type Band = 'A' | 'B' | 'C';

function bandOf(sum: number): Band {
  if (sum < 5_000_00) return 'A';
  return sum < 20_000_00 ? 'B' : 'C';
}

function routeOf(facts: WrittenFacts, { level, levelRules }: OracleLevel): OracleRoute {
  const byMoney = bandOf(routeSum(facts));
  const byLevel = leastBand(facts, level, levelRules);
  const byReturn: Band = facts.unitReturn === true ? 'B' : 'A';
  const band = [byMoney, byLevel, byReturn].sort().at(-1) ?? 'A';
  const row = rowOf(facts, band);
  const raised = byLevel > byMoney ? ['LF-A14'] : [];
  const returned = facts.unitReturn === true ? ['LF-A17'] : [];
  return {
    approval: steps(reviewers(facts, row.reviews), [row.approve]),
    approvalRules: [row.rule, ...raised, ...returned],
    copies: [...row.copies].sort(),
    filings: level === 'major' ? [FILING] : [],
  };
}

/** LF-A15. "One filing for each rule." */
const FILING: OracleFiling = { role: 'regional-gm', channels: ['chat'], rule: 'LF-A15' };

/** LF-A14: "only an importance that rests on a claim alone (L2e without `refused`) leaves the money's band in force". */
function leastBand(facts: WrittenFacts, level: OracleDecision['level'], levelRules: readonly string[]): Band {
  if (level === 'major') return 'C';
  if (level !== 'important') return 'A';
  const claimAlone = levelRules.every((rule) => rule === 'LF-L2e') && facts.refused !== true;
  return claimAlone ? 'A' : 'B';
}

/** LF-A17: the marketing director among the reviewers, first as in the book's own sales rows (A8, A9). */
function reviewers(facts: WrittenFacts, reviews: readonly string[]): string[][] {
  const missing = facts.unitReturn === true && !reviews.includes('marketing-director');
  return [...(missing ? ['marketing-director'] : []), ...reviews].map((role) => [role]);
}

interface Row {
  readonly rule: string;
  readonly reviews: readonly string[];
  readonly approve: readonly string[];
  readonly copies: readonly string[];
}

function rowOf(facts: WrittenFacts, band: Band): Row {
  switch (facts.category ?? 'other') {
    case 'engineering':
      return isRepairPlan(facts) ? engineering(band, ['LF-A1', 'LF-A2', 'LF-A3']) : engineering(band, ['LF-A4', 'LF-A5', 'LF-A6']);
    case 'sales':
      return sales(band);
    case 'planning':
      return planning(band);
    case 'property':
    case 'other':
      return functionalHead(band);
  }
}

/**
 * "A claim or proposal and a repair cost together go by the compensation rows"; "no sum known: … engineering: the repair
 * row". A claim without a sum goes by the repair row when it stands alone, so a repair cost beside it changes no row.
 */
const isRepairPlan = (facts: WrittenFacts): boolean => fen(facts.claimedAmount) === null && fen(facts.proposedAmount) === null;

const GM = 'regional-gm';

function engineering(band: Band, [a, b, c]: readonly [string, string, string]): Row {
  if (band === 'A') return { rule: a, reviews: [], approve: ['project-director'], copies: [GM] };
  if (band === 'B') return { rule: b, reviews: ['finance-director', 'project-director'], approve: [GM], copies: [] };
  return { rule: c, reviews: ['finance-director', 'project-director', GM], approve: [COMMITTEE], copies: [] };
}

function sales(band: Band): Row {
  if (band === 'A') return { rule: 'LF-A7', reviews: [], approve: ['marketing-director'], copies: ['project-director', GM] };
  const reviews = ['marketing-director', 'finance-director', 'project-director'];
  if (band === 'B') return { rule: 'LF-A8', reviews, approve: [GM], copies: [] };
  return { rule: 'LF-A9', reviews: [...reviews, GM], approve: [COMMITTEE], copies: [] };
}

function planning(band: Band): Row {
  if (band === 'A') return { rule: 'LF-A10', reviews: ['rd-manager'], approve: ['rd-director', 'project-director'], copies: [GM] };
  const reviews = ['rd-director', 'finance-director', 'project-director'];
  if (band === 'B') return { rule: 'LF-A11', reviews, approve: [GM], copies: [] };
  return { rule: 'LF-A12', reviews: [...reviews, GM], approve: [COMMITTEE], copies: [] };
}

/** LF-A13. */
function functionalHead(band: Band): Row {
  const head = { A: 'project-director', B: GM, C: COMMITTEE }[band];
  return { rule: 'LF-A13', reviews: [], approve: [head], copies: [] };
}

// Clocks

function clocksOf(facts: WrittenFacts, level: OracleDecision['level'], approvalRules: readonly string[]): OracleClock[] {
  const happened = facts.happened ?? {};
  const repairRow = approvalRules.some((rule) => ['LF-A1', 'LF-A2', 'LF-A3'].includes(rule));
  return [
    ...flowClocks(facts),
    ...(facts.kind === 'complaint' ? claimClocks(facts) : []),
    clock('LF-D14', 'handled', happened['handled'], (start) => afterWorkingDays(start, 7)),
    ...(level === 'important' ? [clock('LF-D15', 'became-important', becameImportant(facts) ?? importantSince(facts), (start) => afterMonths(start, 3))] : []),
    // "One silent on a deadline takes ST-D1 to ST-D5": the book has no word on needs, entry, first contact, handling, progress.
    ...(facts.kind === 'need' ? needHandling(facts) : complaintHandling(facts, level)),
    repairRow ? clock('LF-A16', 'plan-received', happened['plan-received'], (start) => afterHours(start, 12)) : stepClock(facts),
  ];
}

/** LF-D1 to LF-D9. */
function flowClocks(facts: WrittenFacts): OracleClock[] {
  const happened = facts.happened ?? {};
  const hours = (rule: string, startsOn: string, count: number): OracleClock =>
    clock(rule, startsOn, startsOn === 'received' ? facts.receivedAt : happened[startsOn], (start) => afterHours(start, count));
  switch (facts.category ?? 'other') {
    case 'engineering':
      return [clock('LF-D1', 'received', facts.receivedAt, endOfSameDay), hours('LF-D2', 'engineer-told', 24), hours('LF-D3', 'engineer-told', 48)];
    case 'sales':
      return [
        hours('LF-D4', 'received', 24),
        hours('LF-D5', 'marketing-manager-told', 24),
        hours('LF-D6', 'differs-from-contract', 24),
        hours('LF-D6', 'differs-from-contract', 48),
      ];
    case 'planning':
      return [
        hours('LF-D7', 'received', 24),
        hours('LF-D8', 'customer-manager-told', 24),
        hours('LF-D9', 'rd-manager-told', 24),
        hours('LF-D9', 'rd-manager-told', 48),
      ];
    case 'property':
    case 'other':
      return [];
  }
}

/** LF-D10 to LF-D13: the claims flow, which LF-L2e starts. */
function claimClocks(facts: WrittenFacts): OracleClock[] {
  const happened = facts.happened ?? {};
  const category = facts.category ?? 'other';
  if (!startsClaimsFlow(facts)) return [];
  const received = happened['claim-received'] ?? facts.receivedAt;
  const workingDays = (rule: string, startsOn: string, start: string | undefined, count: number): OracleClock =>
    clock(rule, startsOn, start, (from) => afterWorkingDays(from, count));
  const history =
    category === 'engineering' || category === 'sales'
      ? [workingDays('LF-D10', 'claim-received', received, 1), workingDays('LF-D11', 'registered', happened['registered'], 1)]
      : category === 'planning'
        ? [24, 48].map((count) => clock('LF-D12', 'claim-received', received, (start) => afterHours(start, count)))
        : [];
  return [...history, workingDays('LF-D13', 'background-learnt', happened['background-learnt'], 3)];
}
