import type { ClockPlan } from '../../terms/decision.js';
import type { Instant } from '../../terms/instants.js';
import { done, released } from './acts.js';
import { project, spanText } from './budget.js';
import type { Clock, ClockDuty, ClockEvent, WorkCalendar } from './clock.js';
import { become, isOpen } from './states.js';

/** What the rule book asks of the case now, and what has happened in it. */
export interface Asked {
  readonly companyId: string;
  readonly caseId: string;
  readonly now: Instant;
  readonly receivedAt: Instant;
  readonly plans: readonly ClockPlan[];
  /** By clock name. */
  readonly duties: Readonly<Record<string, ClockDuty>>;
  /** With 'became-important' where the facts know since when. */
  readonly happened: Readonly<Partial<Record<ClockEvent, Instant>>>;
  readonly packHash: string;
  readonly calendar: WorkCalendar;
  /** Which load of the calendar that is. */
  readonly calendarVersion?: number;
  readonly newId: () => string;
}

/**
 * What became of a clock: `started` (or asked for again), `moved` (its times changed), `met` in time, `done-late` (a miss on record,
 * now worked off), `missed` (already done, but too late, before the miss was on record), `cancelled` (no longer asked for),
 * `reworded` (same times, other rule or words).
 */
export type ChangeKind = 'started' | 'moved' | 'met' | 'done-late' | 'missed' | 'cancelled' | 'reworded';

export interface ClockChange {
  readonly kind: ChangeKind;
  readonly clock: Clock;
  /** The clock as it was; null when it is new. */
  readonly was: Clock | null;
}

/** A plan whose start is known, with its duty. */
interface Wanted {
  readonly plan: ClockPlan;
  readonly duty: ClockDuty;
  readonly startedAt: Instant;
  readonly dueAt: Instant;
}

/** Compares the clocks a case has with those it should have. A second run with the same facts finds nothing to change. */
export function reconcile(existing: readonly Clock[], asked: Asked): readonly ClockChange[] {
  const wanted = wantedClocks(asked);
  const kept = new Set<string>();
  const changes: ClockChange[] = [];
  for (const want of wanted) {
    const runs = existing.filter(({ name }) => name === want.plan.name);
    const was = runFor(want, runs);
    if (was) kept.add(was.id);
    const change = changeOf(want, was, runs, asked);
    if (change) changes.push(change);
  }
  const dropped = existing.filter((clock) => isOpen(clock) && !kept.has(clock.id));
  return [...dropped.map((clock) => dropOf(clock, asked.now)), ...changes];
}

/** One clock a name; were a pack to give two of one name, the earlier due time governs. */
function wantedClocks(asked: Asked): Wanted[] {
  const byName = new Map<string, Wanted>();
  for (const plan of asked.plans) {
    const duty = asked.duties[plan.name];
    if (duty === undefined) throw new Error(`the pack has no duty for its clock ${plan.name}`);
    if (plan.dueAt === null || duty.keeper !== 'clocks') continue;
    const want = { plan, duty, startedAt: startOf(plan, asked), dueAt: plan.dueAt };
    const other = byName.get(plan.name);
    if (other === undefined || want.dueAt < other.dueAt) byName.set(plan.name, want);
  }
  return [...byName.values()];
}

/** A claim in the facts without a time of its own counts as received with the complaint (contracts.md §2). */
function startOf(plan: ClockPlan, asked: Asked): Instant {
  return asked.happened[plan.startsOn as ClockEvent] ?? asked.receivedAt;
}

/**
 * Which row a plan speaks of: the run from this very start, else the one still open, else an ended one that this start does not
 * come after (its start was corrected). None: the matter begins again, as a return visit does after reopening.
 */
function runFor(want: Wanted, runs: readonly Clock[]): Clock | null {
  const same = runs.find(({ startedAt }) => startedAt === want.startedAt);
  if (same) return same;
  const open = runs.find((clock) => clock.state === 'running' || clock.state === 'paused');
  if (open) return open;
  return runs.find((clock) => want.startedAt <= (endOf(clock) ?? -Infinity)) ?? null;
}

/** When a met or missed run ended; a cancelled one never stands for another start. */
function endOf(clock: Clock): Instant | null {
  return clock.state === 'cancelled' ? null : (clock.doneAt ?? clock.missedAt);
}

function changeOf(want: Wanted, was: Clock | null, runs: readonly Clock[], asked: Asked): ClockChange | null {
  const placed = place(want, was, asked);
  const doneAt = isOpen(placed.clock) ? doneAtFor(placed.clock, runs, asked) : null;
  if (doneAt === null) return placed.kind === null ? null : { kind: placed.kind, clock: placed.clock, was };
  const clock = done(placed.clock, doneAt, asked.now, asked.calendar);
  const kind = placed.clock.state === 'missed' ? 'done-late' : clock.state === 'met' ? 'met' : 'missed';
  return { kind, clock, was };
}

interface Placed {
  readonly clock: Clock;
  readonly kind: 'started' | 'moved' | 'reworded' | null;
}

function place(want: Wanted, was: Clock | null, asked: Asked): Placed {
  if (was === null) return { clock: start(want, asked), kind: 'started' };
  switch (was.state) {
    case 'met':
      return { clock: was, kind: null };
    case 'missed':
      return was.releasedAt === null || was.doneAt !== null
        ? { clock: was, kind: null }
        : { clock: { ...was, releasedAt: null }, kind: 'started' };
    case 'cancelled':
      return { clock: replan(become(was, 'running', { releasedAt: null }), want, asked), kind: 'started' };
    case 'running':
    case 'paused':
      return moved(was, want, asked);
  }
}

function moved(was: Clock, want: Wanted, asked: Asked): Placed {
  const clock = replan(was, want, asked);
  if (clock.dueAt !== was.dueAt || clock.targetAt !== was.targetAt || clock.startedAt !== was.startedAt) {
    return { clock, kind: 'moved' };
  }
  const same =
    clock.rule === was.rule &&
    clock.label === was.label &&
    clock.responsible === was.responsible &&
    clock.metBy === was.metBy &&
    clock.unit === was.unit &&
    clock.derivation.plannedDueAt === was.derivation.plannedDueAt;
  return same ? { clock: was, kind: null } : { clock, kind: 'reworded' };
}

function start(want: Wanted, asked: Asked): Clock {
  const { plan, duty, startedAt, dueAt } = want;
  return {
    id: asked.newId(),
    companyId: asked.companyId,
    caseId: asked.caseId,
    name: plan.name,
    ...wordsOf(want),
    state: 'running',
    startedAt,
    targetAt: plan.targetAt,
    dueAt,
    doneAt: null,
    missedAt: null,
    releasedAt: null,
    suspensions: [],
    derivation: {
      rule: plan.rule,
      packHash: asked.packHash,
      start: { event: plan.startsOn, at: startedAt },
      ...versionOf(asked),
      span: spanText({ unit: duty.unit, startedAt }, dueAt, asked.calendar),
      plannedTargetAt: plan.targetAt,
      plannedDueAt: dueAt,
      extensions: [],
      moves: [],
      statedDoneAt: null,
    },
  };
}

const versionOf = ({ calendarVersion }: Asked): { readonly calendarVersion?: number } =>
  calendarVersion === undefined ? {} : { calendarVersion };

function wordsOf({ plan, duty }: Wanted): Pick<Clock, 'rule' | 'label' | 'startsOn' | 'metBy' | 'unit' | 'responsible'> {
  return {
    rule: plan.rule,
    label: duty.label,
    startsOn: plan.startsOn,
    metBy: duty.metBy,
    unit: duty.unit,
    responsible: duty.responsible,
  };
}

/** The same clock under what the rule book says now; its suspensions and extensions stay. */
function replan(clock: Clock, want: Wanted, asked: Asked): Clock {
  const fresh = start(want, { ...asked, newId: () => clock.id });
  const derivation = { ...fresh.derivation, extensions: clock.derivation.extensions, moves: clock.derivation.moves };
  const next: Clock = { ...clock, ...wordsOf(want), startedAt: want.startedAt, derivation };
  const times = project(next, asked.calendar);
  if (times.dueAt === clock.dueAt) return { ...next, ...times };
  const move = { at: asked.now, rule: want.plan.rule, fromDueAt: clock.dueAt, toDueAt: times.dueAt, ...versionOf(asked) };
  return { ...next, ...times, derivation: { ...derivation, moves: [...derivation.moves, move] } };
}

/**
 * When the work was done, or null. Work done before a clock's start meets it (the site was checked before the engineer was told),
 * unless the same clock ran before in this case: an old return visit does not meet the one after reopening.
 */
function doneAtFor(clock: Clock, runs: readonly Clock[], asked: Asked): Instant | null {
  const at = clock.metBy === null ? undefined : asked.happened[clock.metBy];
  if (at === undefined) return null;
  const ranBefore = runs.some((run) => run.id !== clock.id && run.state !== 'cancelled' && run.startedAt < clock.startedAt);
  return ranBefore && at < clock.startedAt ? null : at;
}

function dropOf(clock: Clock, now: Instant): ClockChange {
  return { kind: 'cancelled', clock: released(clock, now), was: clock };
}
