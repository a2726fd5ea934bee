import { HOUR, dayOf, startOfDay, type Day, type Instant } from '../../terms/instants.js';
import type { ClockUnit } from './clock.js';

/** Why a nudge goes out; the words for people are made where it is sent. */
export type WhyNudged = 'half' | 'most' | 'target' | 'last-day';

export interface Nudge {
  readonly at: Instant;
  readonly why: WhyNudged;
}

/** When clocks nudge; a pack may bring its own. */
export interface NudgePattern {
  /** Shares of an hour clock's budget. */
  readonly half: number;
  readonly most: number;
  /** Milliseconds since midnight, for clocks that end with a day. */
  readonly timesOfDay: readonly number[];
}

/** issue 2 §6 and policies/README.md. */
export const USUAL_NUDGES: NudgePattern = { half: 0.5, most: 0.8, timesOfDay: [9 * HOUR, 15 * HOUR] };

export interface NudgePlan {
  readonly unit: ClockUnit;
  /** For hour clocks with suspensions: the start moved on by the time suspended. */
  readonly startedAt: Instant;
  readonly targetAt: Instant | null;
  readonly dueAt: Instant;
  readonly pattern?: NudgePattern;
}

/**
 * The instants at which a clock nudges, in order: hour clocks at half and at most of their time (with a target: at the target
 * instead of half), clocks of days on the target day and the last day. Only instants after the start and before the due time.
 */
export function nudgeInstants(plan: NudgePlan): readonly Nudge[] {
  const pattern = plan.pattern ?? USUAL_NUDGES;
  const wanted = plan.unit === 'hours' ? hourNudges(plan, pattern) : dayNudges(plan, pattern);
  const inside = wanted.filter(({ at }) => at > plan.startedAt && at < plan.dueAt);
  return onePerInstant(inside.sort((a, b) => a.at - b.at));
}

function hourNudges(plan: NudgePlan, pattern: NudgePattern): Nudge[] {
  const budget = plan.dueAt - plan.startedAt;
  const share = (part: number): Instant => plan.startedAt + Math.round(budget * part);
  const first: Nudge =
    plan.targetAt === null ? { at: share(pattern.half), why: 'half' } : { at: plan.targetAt, why: 'target' };
  return [first, { at: share(pattern.most), why: 'most' }];
}

function dayNudges(plan: NudgePlan, pattern: NudgePattern): Nudge[] {
  const on = (day: Day, why: WhyNudged): Nudge[] => pattern.timesOfDay.map((time) => ({ at: startOfDay(day) + time, why }));
  const lastDay = dayOf(plan.dueAt);
  const targetDay = plan.targetAt === null ? lastDay : dayOf(plan.targetAt);
  return [...on(lastDay, 'last-day'), ...(targetDay === lastDay ? [] : on(targetDay, 'target'))];
}

function onePerInstant(sorted: readonly Nudge[]): Nudge[] {
  return sorted.filter((nudge, index) => nudge.at !== sorted[index - 1]?.at);
}

/**
 * The nudges that lie ahead of `now`. A clock that is entered or moved so late that none is left (received at 09:00, entered at
 * 16:00) still nudges once, in the middle of the time left: no clock runs out without a word.
 */
export function nudgesAhead(plan: NudgePlan, now: Instant): readonly Nudge[] {
  const ahead = nudgeInstants(plan).filter(({ at }) => at > now);
  if (ahead.length > 0) return ahead;
  const from = Math.max(now, plan.startedAt);
  const middle = from + Math.floor((plan.dueAt - from) / 2);
  if (middle <= from) return [];
  return [{ at: middle, why: plan.unit === 'hours' ? 'most' : 'last-day' }];
}
