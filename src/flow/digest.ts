import * as clocks from '../clocks/index.js';
import type { Timer } from '../clocks/index.js';
import * as ledger from '../ledger/index.js';
import type { DueItem, ProjectStanding } from '../ledger/index.js';
import { awaitAtCommit } from '../platform/database/transaction.js';
import { addDays, dayOf, endOfDay, HOUR, showInstant, timeOfDay, type Day, type Instant } from '../terms/instants.js';
import { keeping } from './acts/judging.js';
import { reportReaders, sees, type Manager } from './acts/manager-scope.js';
import { dueWords, mondayOf } from './acts/manager-words.js';
import { softenedLastWeek, softenedWords, type SoftenedWeek } from './digest-softened.js';
import { tell, type Scene } from './scene.js';

export const DIGEST = 'digest';
/** The few that are named; the rest are counted. */
const MOST_URGENT = 3;
const QUIET_FROM = 21 * HOUR;
const QUIET_UNTIL = 8 * HOUR;

interface DigestPayload {
  /** The morning whose digest could not be sent in its day; left out otherwise. */
  readonly since?: Instant;
}

type Planning = Pick<Scene, 'tx' | 'now'> & { readonly companyId: string; readonly newId: () => string; readonly nextWorkingMorning: (after: Instant) => Instant };

const planning = (scene: Scene): Planning => ({
  tx: scene.tx,
  now: scene.now,
  companyId: scene.company.head.id,
  newId: () => scene.house.ids.uuid(),
  nextWorkingMorning: (after) => keeping(scene).calendar.nextWorkingMorning(after),
});

/** One row a company waits for the next working morning; what waited before is withdrawn, as a calendar that changed asks. */
function planDigest(plan: Planning, payload: DigestPayload = {}): void {
  awaitAtCommit(plan.tx, clocks.withdrawTimers(plan.tx, { companyId: plan.companyId, subject: DIGEST, now: plan.now, kinds: [DIGEST] }));
  awaitAtCommit(plan.tx, clocks.scheduleTimer(plan.tx, firstDigest(plan, payload)));
}

/** The row of a company's next digest. The same morning is one row, whoever plans it. */
export function firstDigest(plan: Omit<Planning, 'tx'>, payload: DigestPayload = {}): Timer {
  const dueAt = plan.nextWorkingMorning(plan.now);
  return { id: plan.newId(), companyId: plan.companyId, kind: DIGEST, subject: DIGEST, caseId: null, dueAt, payload: { ...payload } };
}

/** Working days have changed: the morning that is waited for may be another. */
export const replanDigest = (scene: Scene): void => planDigest(planning(scene));

/**
 * 客服日报: at 09:00 of a working day each manager hears in one message how his projects stand; on the first working day of a
 * week also what was softened in the week before. What a service that was down could not say in its day is said the next
 * working morning, as it is then. Ends the timer.
 */
export async function digestDue(scene: Scene, timer: Timer): Promise<void> {
  const { since = timer.dueAt } = timer.payload as DigestPayload;
  clocks.endTimer(scene.tx, timer.id, scene.now);
  const mayTell = isTellingTime(scene);
  planDigest(planning(scene), mayTell ? {} : { since });
  if (mayTell) await sendDigests(scene, since);
}

function isTellingTime(scene: Scene): boolean {
  const time = timeOfDay(scene.now);
  return keeping(scene).calendar.isWorkingDay(dayOf(scene.now)) && time >= QUIET_UNTIL && time < QUIET_FROM;
}

async function sendDigests(scene: Scene, since: Instant): Promise<void> {
  const readers = reportReaders(scene.company);
  if (readers.length === 0) return;
  const whole: ledger.Scope = { companyId: scene.company.head.id, projects: null };
  const [standings, urgent] = await Promise.all([
    ledger.projectStandings(scene.tx, whole, scene.now, endOfDay(dayOf(scene.now))),
    ledger.mostUrgent(scene.tx, whole, MOST_URGENT),
  ]);
  const week = await weekBefore(scene, since);
  for (const reader of readers) {
    const text = digestFor(scene, reader, { standings, urgent, week });
    if (text !== null) tell(scene, reader.person.id, { text });
  }
}

/** The week or weeks behind this one, on their first working day; null on the other days. */
async function weekBefore(scene: Scene, since: Instant): Promise<SoftenedWeek | null> {
  const from = mondayOf(workingDayBefore(scene, dayOf(since)));
  const until = mondayOf(dayOf(scene.now));
  return from === until ? null : softenedLastWeek(scene, from, until);
}

function workingDayBefore(scene: Scene, day: Day): Day {
  const { calendar } = keeping(scene);
  let before = addDays(day, -1);
  while (!calendar.isWorkingDay(before)) before = addDays(before, -1);
  return before;
}

interface Told {
  readonly standings: readonly ProjectStanding[];
  readonly urgent: readonly DueItem[];
  readonly week: SoftenedWeek | null;
}

/** Null where there is nothing to say to him. */
function digestFor(scene: Scene, { scope }: Manager, { standings, urgent, week }: Told): string | null {
  const mine = standings.filter(({ projectId }) => sees(scope, projectId));
  const softened = week === null ? [] : softenedWords(scene, scope, week);
  if (mine.length === 0 && softened.length === 0) return null;
  const items = urgent.filter(({ projectId }) => sees(scope, projectId)).slice(0, MOST_URGENT);
  return [
    `【客服日报】${showInstant(scene.now).split(' ')[0] ?? ''}`,
    ...(mine.length === 0 ? [] : [figures(mine)]),
    ...(items.length === 0 ? [] : ['最急的:', ...items.map((item, index) => `${index + 1}. ${dueWords(scene, item)}`)]),
    ...softened,
    '明细请发“今日到期”“本周超时”“谁手上最多”。',
  ].join('\n');
}

function figures(mine: readonly ProjectStanding[]): string {
  const sum = (count: (one: ProjectStanding) => number): number => mine.reduce((all, one) => all + count(one), 0);
  const waiting = sum((one) => one.waiting);
  const [oldest] = mine.filter((one) => one.waitingSince !== null).sort((a, b) => (a.waitingSince ?? 0) - (b.waitingSince ?? 0));
  const longest = oldest === undefined ? '' : `(最早的 ${oldest.waitingLongest ?? ''},${showInstant(oldest.waitingSince ?? 0)}送审)`;
  const approvals = waiting === 0 ? '没有待审批' : `待审批 ${waiting} 件${longest}`;
  return `在办 ${sum((one) => one.open)} 件:超时 ${sum((one) => one.overdue)} 件,今日到期 ${sum((one) => one.today)} 件,${approvals}。`;
}
