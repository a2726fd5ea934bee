import type { Facts } from '../../terms/complaint.js';
import type { Decision, Filing, Role, RuleId } from '../../terms/decision.js';
import { accept, type Outcome } from '../../terms/outcome.js';
import type { WorkingCalendar } from './calendar.js';
import { holds, type Circumstances } from './circumstances.js';
import { planClocks } from './clock-plan.js';
import { judgeLevel, type LevelVerdict } from './level.js';
import { judgeSinceLowered, type LoweredLevel } from './lowered.js';
import type { ApprovalLimit } from './pack.js';
import { chooseRoute, type RouteVerdict } from './route.js';
import type { Pack } from './rows.js';

/** A level and the rules it rests on. */
export type RuledLevel = Pick<LevelVerdict, 'level' | 'rules'>;

/**
 * What the rule book says about these facts at `facts.now`: level, approval route, copies, filings and clocks, each
 * with its rule ids. Pure and total: the only refusal is `calendar-not-loaded`, when a due time would need a working
 * day of a year whose calendar is not loaded.
 */
export function decide(pack: Pack, calendar: WorkingCalendar, facts: Facts): Outcome<Decision> {
  return decideAtLevel(pack, calendar, facts, judgeLevel(pack, facts));
}

/**
 * The same at a level that does not follow from today's facts: one that was reached before and is held (levels rise by
 * themselves but do not fall), or one that a person with the right role has set. Route, filings and clocks follow it.
 */
export function decideAtLevel(
  pack: Pack,
  calendar: WorkingCalendar,
  facts: Facts,
  verdict: RuledLevel,
): Outcome<Decision> {
  if (verdict.level === 'invalid') return accept(invalidDecision(pack, verdict));
  const { route, seen } = judgeRoute(pack, facts, verdict);
  const clocks = planClocks(pack.clockRows, calendar, seen);
  if (!clocks.ok) return clocks;
  return accept({
    pack: pack.id,
    level: verdict.level,
    levelRules: verdict.rules,
    approval: route.steps,
    approvalRules: route.rules,
    copies: route.copies,
    filings: filingsOf(pack, seen),
    clocks: clocks.value,
  });
}

/** `decide` after a person has lowered the level: only what has come up since then raises it again. */
export function decideSinceLowered(pack: Pack, calendar: WorkingCalendar, facts: Facts, lowered: LoweredLevel): Outcome<Decision> {
  return decideAtLevel(pack, calendar, facts, judgeSinceLowered(pack, facts, lowered));
}

function invalidDecision(pack: Pack, verdict: RuledLevel): Decision {
  return {
    pack: pack.id,
    level: 'invalid',
    levelRules: verdict.rules,
    approval: [],
    approvalRules: [],
    copies: [],
    filings: [],
    clocks: [],
  };
}

function judgeRoute(pack: Pack, facts: Facts, verdict: RuledLevel): { route: RouteVerdict; seen: Circumstances } {
  const level: Circumstances = {
    facts,
    money: pack.approval.money,
    level: verdict.level,
    levelRules: verdict.rules,
    route: null,
    band: null,
  };
  const route = chooseRoute(pack.approval, level);
  return { route, seen: { ...level, route: route.route, band: route.band } };
}

/** What a condition may look at once level and route are judged. */
export const seenWith = (pack: Pack, facts: Facts, verdict: RuledLevel): Circumstances => judgeRoute(pack, facts, verdict).seen;

function filingsOf(pack: Pack, seen: Circumstances): readonly Filing[] {
  return pack.filings
    .filter((row) => holds(row.when, seen))
    .map((row) => ({ role: row.role, channels: row.channels, rule: row.rule }));
}

/** Who takes and follows the case: the first handler row that fits, else the pack's handler. */
export function handlerFor(pack: Pack, facts: Facts): { readonly role: Role; readonly rule: RuleId | null } {
  const { seen } = judgeRoute(pack, facts, judgeLevel(pack, facts));
  const row = pack.handlers.find((candidate) => holds(candidate.when, seen));
  return row ? { role: row.role, rule: row.rule } : { role: pack.duties.handler, rule: null };
}

/** Who looks the plan over and comments without a step of his own (LF-A18). */
export function planReadersFor(pack: Pack, facts: Facts): readonly { readonly roles: readonly Role[]; readonly rule: RuleId }[] {
  const verdict = judgeLevel(pack, facts);
  if (verdict.level === 'invalid') return [];
  const { seen } = judgeRoute(pack, facts, verdict);
  return pack.approval.readers
    .filter((row) => holds(row.when, seen))
    .map((row) => ({ roles: row.roles, rule: row.rule }));
}

/** The approval limits that hold for this decision: those whose clock it carries. */
export function approvalLimitsFor(pack: Pack, decision: Decision): readonly ApprovalLimit[] {
  return pack.approvalLimits.filter((limit) => decision.clocks.some((clock) => clock.rule === limit.rule));
}
