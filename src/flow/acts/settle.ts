import type { Case, Entry } from '../../cases/index.js';
import * as cases from '../../cases/index.js';
import * as clocks from '../../clocks/index.js';
import { decide, withProvisionalYears, type Pack, type WorkingCalendar } from '../../policy/index.js';
import { LEVEL_NAMES, LEVEL_ORDER, type Facts, type Level } from '../../terms/complaint.js';
import type { Decision } from '../../terms/decision.js';
import { addDays, dayOf, HOUR, startOfDay, type Instant } from '../../terms/instants.js';
import { answerable, projectName, redrawCards, tell, type Scene } from '../scene.js';
import { caseCard, dispatchCard, visitCard } from './case-card.js';
import { followDecisionInApprovals } from './approval-run.js';
import { tellMissed } from './ladder.js';

const rank = (level: Level): number => LEVEL_ORDER.indexOf(level);

/** The higher of two levels; a level rises by itself and falls only by a person (policies/README.md). */
function heldLevel(before: Level | null, decided: Level): Level {
  if (before === null || decided === 'invalid' || before === 'invalid') return decided;
  return rank(before) > rank(decided) ? before : decided;
}

/** The pack version that judged the case stays its judge. */
export const packOf = (scene: Scene, one: Pick<Case, 'packHash'>): Pack => scene.house.packs.byHash(one.packHash);

interface Judgement {
  readonly facts: Facts;
  readonly decision: Decision;
  readonly level: Level;
}

/**
 * Decides at this moment. When the case becomes important, that is a fact of its own (LF-D15 counts from it) and the
 * clocks are planned again with it.
 */
export function judge(scene: Scene, pack: Pack, facts: Facts, before: Level | null): Judgement {
  const first = decideNow(scene, pack, facts);
  const level = heldLevel(before, first.level);
  if (level !== 'important' || facts.importantSince !== null) return { facts: { ...facts, now: scene.now }, decision: first, level };
  const since: Facts = cases.happened({ ...facts, importantSince: scene.now }, 'became-important', scene.now);
  const again = decideNow(scene, pack, since);
  return { facts: { ...since, now: scene.now }, decision: again, level };
}

/**
 * Decides by the State Council's calendar. Where a deadline reaches into a year whose notice is not loaded yet, Monday
 * to Friday are assumed for it, and the administrator is told: never in silence, and never a complaint refused for it.
 */
function decideNow(scene: Scene, pack: Pack, facts: Facts): Decision {
  const asked = { ...facts, now: scene.now };
  const outcome = decide(pack, scene.company.calendar, asked);
  if (outcome.ok) return outcome.value;
  const provisional = decide(pack, withProvisionalYears(scene.company.calendar), asked);
  if (!provisional.ok) throw new Error(`${provisional.code}: ${provisional.message}`);
  scene.alerts.push({
    companyId: scene.company.head.id,
    kind: outcome.code,
    subject: outcome.message,
    text: `${outcome.message}已暂按周一至周五推算。`,
    at: scene.now,
  });
  return provisional.value;
}

/**
 * After anything that happened to a case: decide again, bring clocks and approvals in line, tell who must know, write
 * the case with its entries, and draw its cards anew. The caller holds the case's lock.
 */
export async function settle(scene: Scene, before: Case, after: Case, entries: readonly Entry[]): Promise<Case> {
  const pack = packOf(scene, before);
  const verdict = judge(scene, pack, after.facts, after.state === 'invalid' ? null : before.level);
  const lines: Entry[] = [...entries];
  if (verdict.level !== before.level) lines.push(levelEntry(scene, before, verdict));
  let next: Case = { ...after, facts: verdict.facts, decision: verdict.decision, level: verdict.level };
  if (cases.isOpen(next.state)) {
    await keepClocks(scene, next, pack);
    next = await followDecisionInApprovals(scene, before, next, lines);
  } else {
    await clocks.cancelClocksOf(scene.tx, next.id, scene.now);
    next = await followDecisionInApprovals(scene, before, next, lines);
  }
  sayWhatRose(scene, before, next);
  tellFilings(scene, before.decision, next);
  const saved = await cases.saveCase(scene.tx, next, lines, () => scene.house.ids.salt());
  await redrawCaseCards(scene, saved);
  return saved;
}

function levelEntry(scene: Scene, before: Case, verdict: Judgement): Entry {
  return {
    at: scene.now,
    actor: 'bot',
    kind: 'level-decided',
    payload: { from: before.level, to: verdict.level, rules: verdict.decision.levelRules },
  };
}

/** Starts, moves, meets and cancels clocks as the decision and the facts say. */
export async function keepClocks(scene: Scene, one: Case, pack: Pack): Promise<void> {
  const changes = await clocks.reconcileClocks(scene.tx, {
    companyId: one.companyId,
    caseId: one.id,
    receivedAt: one.facts.receivedAt,
    plans: one.decision.clocks,
    duties: pack.clocks,
    happened: one.facts.happened,
    packHash: one.packHash,
    ...keeping(scene),
  });
  for (const clock of changes.missed) tellMissed(scene, one, clock);
}

/** What the clocks slice needs of a story: its time, working days and ids. */
export function keeping(scene: Scene): clocks.Keeping {
  const calendar = withProvisionalYears(scene.company.calendar);
  return {
    now: scene.now,
    calendar: {
      isWorkingDay: (day) => calendar.isWorkingDay(day),
      nextWorkingMorning: (after) => nextWorkingMorning(calendar, after),
    },
    newId: () => scene.house.ids.uuid(),
  };
}

const MORNING = 9 * HOUR;

function nextWorkingMorning(calendar: WorkingCalendar, after: Instant): Instant {
  for (let day = dayOf(after); ; day = addDays(day, 1)) {
    const morning = startOfDay(day) + MORNING;
    if (morning > after && calendar.isWorkingDay(day)) return morning;
  }
}

function sayWhatRose(scene: Scene, before: Case, after: Case): void {
  if (after.state === 'invalid' || rank(after.level) <= rank(before.level) || after.handlerId === null) return;
  const pack = packOf(scene, after);
  const why = after.decision.levelRules.map((rule) => `${rule}:${pack.ruleTexts[rule] ?? ''}`).join(';');
  tell(scene, after.handlerId, {
    caseId: after.id,
    text: `${after.number} 级别由${LEVEL_NAMES[before.level]}升为${LEVEL_NAMES[after.level]}。依据 ${why}`,
  });
}

/** A filing (备案) is told once, when it first stands in the decision. */
export function tellFilings(scene: Scene, before: Decision | null, one: Case): void {
  const known = new Set((before?.filings ?? []).map((filing) => `${filing.rule}:${filing.role}`));
  const pack = packOf(scene, one);
  for (const filing of one.decision.filings) {
    if (known.has(`${filing.rule}:${filing.role}`)) continue;
    const person = answerable(scene, filing.role, one.projectId);
    if (person === null) continue;
    tell(scene, person.id, {
      caseId: one.id,
      text: `【备案】${one.number} ${projectName(scene, one.projectId)} ${one.subject},级别${LEVEL_NAMES[one.level]}。依据 ${filing.rule}:${pack.ruleTexts[filing.rule] ?? ''}`,
    });
  }
}

async function redrawCaseCards(scene: Scene, one: Case): Promise<void> {
  await redrawCards(scene, 'case', one.id, () => caseCard(scene, one));
  await redrawCards(scene, 'dispatch', one.id, () => dispatchCard(scene, one));
  await redrawCards(scene, 'visit', one.id, () => visitCard(scene, one));
}
