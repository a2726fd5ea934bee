import type { Case } from '../../cases/index.js';
import * as cases from '../../cases/index.js';
import type { Keeping } from '../../clocks/index.js';
import {
  decide,
  decideAtLevel,
  decideSinceLowered,
  firstMissingYear,
  withProvisionalYears,
  type LoweredLevel,
  type Pack,
  type WorkingCalendar,
} from '../../policy/index.js';
import { LEVEL_ORDER, type Facts, type Level } from '../../terms/complaint.js';
import type { ClockPlan, Decision, RuleId } from '../../terms/decision.js';
import type { Outcome } from '../../terms/outcome.js';
import { addDays, dayOf, HOUR, startOfDay, type Instant } from '../../terms/instants.js';
import type { Scene } from '../scene.js';
import { nudgeRules, type Grave } from './nudge-hours.js';

export const levelRank = (level: Level): number => LEVEL_ORDER.indexOf(level);

/** The pack version that judged the case stays its judge. */
export const packOf = (scene: Pick<Scene, 'house'>, one: Pick<Case, 'packHash'>): Pack => scene.house.packs.byHash(one.packHash);

export interface Judgement {
  readonly facts: Facts;
  readonly decision: Decision;
  readonly level: Level;
}

/** A level that stands until a person lowers it, with the rules that gave it. */
export interface HeldLevel {
  readonly level: Level;
  readonly rules: readonly RuleId[];
  /** Set once a person has lowered it: what was known by then raises it no more. */
  readonly lowered: LoweredLevel | null;
}

/** What the case holds as it is now. */
export const heldBy = ({ level, decision, handling }: Pick<Case, 'level' | 'decision' | 'handling'>): HeldLevel => ({
  level,
  rules: decision.levelRules,
  lowered: handling.lowered,
});

/**
 * Decides at this moment. A level rises by itself and falls only by a person (policies/README.md): where the facts alone
 * would give less than the case holds, route, filings and clocks are those of the level it holds. When the case becomes
 * important, that is a fact of its own (LF-D15 counts from it) and the clocks are planned again with it.
 */
export function judge(scene: Scene, pack: Pack, facts: Facts, held: HeldLevel | null): Judgement {
  const decision = decideNow(scene, pack, facts, held);
  if (decision.level !== 'important' || facts.importantSince !== null) {
    return { facts: { ...facts, now: scene.now }, decision, level: decision.level };
  }
  const since: Facts = cases.happened({ ...facts, importantSince: scene.now }, 'became-important', scene.now);
  return { facts: { ...since, now: scene.now }, decision: decideNow(scene, pack, since, held), level: decision.level };
}

/**
 * Decides by the State Council's calendar. Where a deadline reaches into a year whose notice is not loaded yet, Monday
 * to Friday are assumed for it, and the administrator is told: never in silence, and never a complaint refused for it.
 */
function decideNow(scene: Scene, pack: Pack, facts: Facts, held: HeldLevel | null): Decision {
  const asked = { ...facts, now: scene.now };
  const outcome = decideHeld(pack, scene.company.calendar, asked, held);
  if (outcome.ok) return outcome.value;
  const provisional = decideHeld(pack, withProvisionalYears(scene.company.calendar), asked, held);
  if (!provisional.ok) throw new Error(`${provisional.code}: ${provisional.message}`);
  const year = firstMissingYear(scene.company.calendar, dayOf(scene.now));
  scene.alerts.push({
    companyId: scene.company.head.id,
    kind: outcome.code,
    subject: String(year),
    text: `${year} 年的放假安排尚未载入,到 ${year} 年才到期的工作日时限已暂按周一至周五推算。${howToLoad(year)}`,
    at: scene.now,
  });
  return provisional.value;
}

/** The deadlines the book would give this case had it been received at `from`, at the level it holds. */
export function plansFrom(scene: Scene, one: Case, from: Instant): readonly ClockPlan[] {
  return decideNow(scene, packOf(scene, one), { ...one.facts, receivedAt: from }, heldBy(one)).clocks;
}

/** For the administrator. */
export const howToLoad = (year: number): string =>
  `国务院通知公布后请载入:npm run -s policy -- calendar --year ${year} --file 通知.json`;

function decideHeld(pack: Pack, calendar: WorkingCalendar, facts: Facts, held: HeldLevel | null): Outcome<Decision> {
  const lowered = held?.lowered ?? null;
  const first = lowered === null ? decide(pack, calendar, facts) : decideSinceLowered(pack, calendar, facts, lowered);
  if (!first.ok || held === null || first.value.level === 'invalid' || levelRank(first.value.level) >= levelRank(held.level)) return first;
  return decideAtLevel(pack, calendar, facts, held);
}

/** What the clocks slice needs of a story: its time, working days and ids, and how the clocks of this case nudge. */
export function keeping(scene: Scene, one: (Grave & Pick<Case, 'packHash'>) | null = null): Keeping {
  const calendar = withProvisionalYears(scene.company.calendar);
  return {
    now: scene.now,
    calendar: {
      isWorkingDay: (day) => calendar.isWorkingDay(day),
      nextWorkingMorning: (after) => nextWorkingMorning(calendar, after),
    },
    newId: () => scene.house.ids.uuid(),
    nudging: nudgeRules(one === null ? scene.company.pack : packOf(scene, one), one),
  };
}

const MORNING = 9 * HOUR;

/** 09:00 of the first working day on which that hour still lies after `after`. */
export function nextWorkingMorning(calendar: WorkingCalendar, after: Instant): Instant {
  for (let day = dayOf(after); ; day = addDays(day, 1)) {
    const morning = startOfDay(day) + MORNING;
    if (morning > after && calendar.isWorkingDay(day)) return morning;
  }
}
