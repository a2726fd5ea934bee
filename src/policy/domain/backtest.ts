import { LEVEL_NAMES, type Facts } from '../../terms/complaint.js';
import type { ClockPlan, Decision } from '../../terms/decision.js';
import { SECOND, type Instant } from '../../terms/instants.js';
import { withProvisionalYears, type WorkingCalendar } from './calendar.js';
import { decide } from './decide.js';
import { stepWords } from './pack-words.js';
import type { Pack } from './rows.js';

/** A case as it is stored, with the rule book that judged it. */
export interface JudgedCase {
  readonly number: string;
  readonly facts: Facts;
  readonly pack: Pack;
  /** A plan has been put to approval. */
  readonly submitted: boolean;
}

/** Cases that change in one way: 一般 → 重要. */
export interface ChangeCount {
  readonly change: string;
  readonly cases: number;
  readonly examples: readonly string[];
}

export interface DeadlineCount {
  /** 现场核实. */
  readonly clock: string;
  readonly earlier: number;
  readonly later: number;
  readonly added: number;
  readonly removed: number;
  readonly examples: readonly string[];
}

export interface RoleLoad {
  /** 财务总监. */
  readonly role: string;
  /** Steps this role would have to decide if every case came to a plan. */
  readonly was: number;
  readonly now: number;
  /** The same of the cases in which a plan was put to approval. */
  readonly submittedWas: number;
  readonly submittedNow: number;
}

/** What another rule book would have made of the cases. */
export interface Backtest {
  readonly cases: number;
  readonly levels: readonly ChangeCount[];
  readonly routes: readonly ChangeCount[];
  readonly copies: readonly ChangeCount[];
  readonly deadlineCases: number;
  readonly deadlines: readonly DeadlineCount[];
  /** Steps done too late by the times on record, and those not done at all by the case's last fact. */
  readonly late: { readonly was: number; readonly now: number };
  readonly loads: readonly RoleLoad[];
}

const MOST_EXAMPLES = 5;

class Tally {
  private readonly counts = new Map<string, { cases: number; examples: string[] }>();

  add(change: string, number: string): void {
    const entry = this.counts.get(change) ?? { cases: 0, examples: [] };
    entry.cases += 1;
    if (entry.examples.length < MOST_EXAMPLES) entry.examples.push(number);
    this.counts.set(change, entry);
  }

  sorted(): ChangeCount[] {
    return [...this.counts].map(([change, { cases, examples }]) => ({ change, cases, examples })).sort((a, b) => b.cases - a.cases);
  }
}

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };

/**
 * Decides stored cases again, each on its own facts, under its own rule book and under another one, and counts what differs.
 * Both times from the facts alone: a level that a person set or that was held is not compared, so only the books differ.
 */
export class BacktestRun {
  private cases = 0;
  private deadlineCases = 0;
  private readonly levels = new Tally();
  private readonly routes = new Tally();
  private readonly copies = new Tally();
  private readonly deadlines = new Map<string, Mutable<DeadlineCount> & { examples: string[] }>();
  private readonly late = { was: 0, now: 0 };
  private readonly loads = new Map<string, Mutable<RoleLoad>>();

  constructor(private readonly pack: Pack) {}

  /** One case, on its company's calendar. */
  add(one: JudgedCase, calendar: WorkingCalendar): void {
    const was = decided(one.pack, calendar, one.facts);
    const now = decided(this.pack, calendar, one.facts);
    this.cases += 1;
    if (was.level !== now.level) {
      this.levels.add(`${LEVEL_NAMES[was.level]} → ${LEVEL_NAMES[now.level]}(依据 ${now.levelRules.join('、') || '无'})`, one.number);
    }
    count(this.routes, routeWords(was, one.pack), routeWords(now, this.pack), one.number);
    count(this.copies, copyWords(was, one.pack), copyWords(now, this.pack), one.number);
    this.compareClocks(one, was, now);
    this.late.was += lateSteps(was, one.pack, one.facts);
    this.late.now += lateSteps(now, this.pack, one.facts);
    this.load(was, one.pack, one.submitted, 'was', 'submittedWas');
    this.load(now, this.pack, one.submitted, 'now', 'submittedNow');
  }

  result(): Backtest {
    return {
      cases: this.cases,
      levels: this.levels.sorted(),
      routes: this.routes.sorted(),
      copies: this.copies.sorted(),
      deadlineCases: this.deadlineCases,
      deadlines: [...this.deadlines.values()],
      late: { ...this.late },
      loads: [...this.loads.values()].sort((a, b) => b.now - a.now || b.was - a.was),
    };
  }

  /** Deadlines that run: what has not begun under either book has none yet. */
  private compareClocks(one: JudgedCase, was: Decision, now: Decision): void {
    const [before, after] = [running(was, one.pack), running(now, this.pack)];
    let differs = false;
    for (const label of new Set([...before.keys(), ...after.keys()])) {
      const [old, fresh] = [before.get(label), after.get(label)];
      if (old === fresh) continue;
      differs = true;
      const entry = this.deadlines.get(label) ?? { clock: label, earlier: 0, later: 0, added: 0, removed: 0, examples: [] };
      if (old === undefined) entry.added += 1;
      else if (fresh === undefined) entry.removed += 1;
      else if (fresh < old) entry.earlier += 1;
      else entry.later += 1;
      if (entry.examples.length < MOST_EXAMPLES) entry.examples.push(one.number);
      this.deadlines.set(label, entry);
    }
    if (differs) this.deadlineCases += 1;
  }

  private load(decision: Decision, pack: Pack, submitted: boolean, all: 'was' | 'now', put: 'submittedWas' | 'submittedNow'): void {
    for (const role of decision.approval.flatMap((step) => step.roles)) {
      const name = pack.roles[role]?.name ?? role;
      const entry = this.loads.get(name) ?? { role: name, was: 0, now: 0, submittedWas: 0, submittedNow: 0 };
      entry[all] += 1;
      if (submitted) entry[put] += 1;
      this.loads.set(name, entry);
    }
  }
}

function decided(pack: Pack, calendar: WorkingCalendar, facts: Facts): Decision {
  const decision = decide(pack, withProvisionalYears(calendar), { ...facts, pack: pack.id });
  if (!decision.ok) throw new Error(`${decision.code}: ${decision.message}`);
  return decision.value;
}

function count(tally: Tally, was: string, now: string, number: string): void {
  if (was !== now) tally.add(`${was} → ${now}`, number);
}

const routeWords = (decision: Decision, pack: Pack): string =>
  decision.approval.map((step) => stepWords(step, pack)).join(',再') || '不用审批';

function copyWords(decision: Decision, pack: Pack): string {
  const name = (role: string): string => pack.roles[role]?.name ?? role;
  const parts = [
    ...(decision.copies.length === 0 ? [] : [`抄送${decision.copies.map(name).sort().join('、')}`]),
    ...(decision.filings.length === 0 ? [] : [`备案${[...new Set(decision.filings.map(({ role }) => name(role)))].sort().join('、')}`]),
  ];
  return parts.join(',') || '无';
}

/** The earliest due time of each duty that runs, by what people call it. */
function running(decision: Decision, pack: Pack): Map<string, Instant> {
  const dues = new Map<string, Instant>();
  for (const { name, dueAt } of decision.clocks) {
    const label = pack.clocks[name]?.label ?? name;
    if (dueAt !== null) dues.set(label, Math.min(dueAt, dues.get(label) ?? Infinity));
  }
  return dues;
}

function lateSteps(decision: Decision, pack: Pack, facts: Facts): number {
  return decision.clocks.filter((clock) => isLate(clock, pack, facts)).length;
}

/** Done after its last second, or not done although the case's last fact came after it. */
function isLate({ name, dueAt }: ClockPlan, pack: Pack, facts: Facts): boolean {
  const metBy = pack.clocks[name]?.metBy ?? null;
  if (dueAt === null || metBy === null) return false;
  const doneAt = facts.happened[metBy] ?? facts.now;
  return doneAt >= Math.floor(dueAt / SECOND) * SECOND + SECOND;
}
