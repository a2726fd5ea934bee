import * as cases from '../../cases/index.js';
import type { Case, Entry } from '../../cases/index.js';
import * as clocks from '../../clocks/index.js';
import type { Clock, Timer } from '../../clocks/index.js';
import { isYearLoaded, nextCalendarWatch, type CalendarWatch, type WorkingCalendar } from '../../policy/index.js';
import { DAY, dayOf, endOfDay, showInstant, startOfDay, timeOfDay, type Instant } from '../../terms/instants.js';
import { replanDigest } from '../digest.js';
import { tell, type Scene } from '../scene.js';
import { howToLoad, keeping } from './judging.js';
import { responsibleFor } from './ladder.js';
import { settle } from './settle.js';

export const isCalendarTimer = ({ kind }: Pick<Timer, 'kind'>): boolean => kind.startsWith('calendar-');

/** What was loaded, carried from the load to each case it may move. */
export interface CalendarChange {
  readonly version: number;
  /** 2026 年放假安排修订(《…通知》,国办发明电〔…〕…号). */
  readonly why: string;
}

/** Cases are handed on in pages, each case a row of its own: a crash leaves exactly those rows that are still to do. */
const CASES_A_PAGE = 200;

/** What goes out on a working day only, without being a deadline: a rung of the ladder, news for the customer. */
const ON_WORKING_MORNINGS = ['clock-escalate', 'progress'] as const;
const MOST_WAITING = 100;
const FAR = 10 * 365 * DAY;

interface FanOut extends CalendarChange {
  readonly after: string | null;
}

export const changeTimer = (about: FanOut, where: { readonly id: string; readonly companyId: string; readonly at: Instant }): Timer => ({
  id: where.id,
  companyId: where.companyId,
  kind: 'calendar-changed',
  subject: `calendar:${about.version}:${about.after ?? ''}`,
  caseId: null,
  dueAt: where.at,
  payload: { ...about },
});

/** Carries out a calendar timer; the caller holds the case's lock where the timer names one, and ends it. */
export async function calendarWork(scene: Scene, timer: Timer, one: Case | null): Promise<void> {
  if (timer.kind === 'calendar-year') return askForYear(scene, timer);
  if (timer.kind === 'calendar-changed') return handOn(scene, timer);
  if (one === null || !cases.isOpen(one.state)) return;
  await reproject(scene, one, timer.payload as unknown as CalendarChange);
  await keepOffHolidays(scene, one, timer);
}

async function handOn(scene: Scene, timer: Timer): Promise<void> {
  const { version, why, after } = timer.payload as unknown as FanOut;
  const companyId = scene.company.head.id;
  const page = await clocks.casesOnWorkingDays(scene.tx, { companyId, kinds: ON_WORKING_MORNINGS, after, limit: CASES_A_PAGE });
  const each = page.map((caseId): Timer => ({
    id: scene.house.ids.uuid(),
    companyId,
    kind: 'calendar-reproject',
    subject: `calendar:${version}:${caseId}`,
    caseId,
    dueAt: scene.now,
    payload: { version, why },
  }));
  const last = page.length < CASES_A_PAGE ? undefined : page.at(-1);
  const next = last === undefined ? [] : [changeTimer({ version, why, after: last }, { id: scene.house.ids.uuid(), companyId, at: scene.now })];
  await clocks.scheduleTimers(scene.tx, [...each, ...next]);
  if (after !== null) return;
  await planWatch(scene, nextCalendarWatch(scene.company.calendar, scene.now));
  replanDigest(scene);
}

/** The case is decided anew on the calendar as it is now; what moved is written into its history with the notice, and told. */
async function reproject(scene: Scene, one: Case, { version, why }: CalendarChange): Promise<void> {
  const before = await clocks.clocksOf(scene.tx, one.id);
  const settled = await settle(scene, one, one, []);
  // What nobody could have known makes nobody late: a due time now in the past is given until the end of the day (ours).
  await clocks.spareClocks(scene.tx, {
    ...keeping(scene, settled),
    caseId: one.id,
    until: endOfDay(dayOf(scene.now)),
    reason: `${why},原时限已过,顺延到当天`,
    by: 'calendar',
  });
  const moved = movedClocks(before, await clocks.clocksOf(scene.tx, one.id));
  if (moved.length === 0) return;
  const lines = moved.map(({ was, now }) => reprojected(scene, was, now, { version, why }));
  await cases.saveCase(scene.tx, settled, lines, () => scene.house.ids.salt());
  tellMoved(scene, settled, moved, why);
}

/** What waits for a day that is off now goes out on the next working day, at the same hour. */
async function keepOffHolidays(scene: Scene, one: Case, timer: Timer): Promise<void> {
  const { calendar } = keeping(scene);
  const window = { companyId: one.companyId, kinds: ON_WORKING_MORNINGS, until: scene.now + FAR, besides: timer.id, limit: MOST_WAITING };
  for (const waiting of await clocks.takeTimersAhead(scene.tx, { ...window, caseId: one.id })) {
    const day = dayOf(waiting.dueAt);
    if (calendar.isWorkingDay(day)) continue;
    const working = dayOf(calendar.nextWorkingMorning(waiting.dueAt));
    const dueAt = startOfDay(working) + timeOfDay(waiting.dueAt);
    await clocks.withdrawTimer(scene.tx, waiting.id, scene.now);
    await clocks.scheduleTimer(scene.tx, { ...waiting, id: scene.house.ids.uuid(), dueAt });
  }
}

/** Whoever has to do the work hears of it, in one message for all that is his. */
function tellMoved(scene: Scene, one: Case, moved: readonly MovedClock[], why: string): void {
  const told = new Map<string, string[]>();
  for (const { was, now } of moved) {
    const person = responsibleFor(scene, one, now.responsible);
    if (person === null) continue;
    told.set(person.id, [...(told.get(person.id) ?? []), `“${now.label}”由${showInstant(was.dueAt)}改为${showInstant(now.dueAt)}`]);
  }
  for (const [personId, words] of told) {
    tell(scene, personId, { caseId: one.id, text: `${one.number} 的时限有变动:${words.join(';')}。原因:${why}。` });
  }
}

interface MovedClock {
  readonly was: Clock;
  readonly now: Clock;
}

function movedClocks(before: readonly Clock[], after: readonly Clock[]): MovedClock[] {
  return after.flatMap((now) => {
    const was = before.find(({ id }) => id === now.id);
    return was === undefined || was.dueAt === now.dueAt ? [] : [{ was, now }];
  });
}

const reprojected = (scene: Scene, was: Clock, now: Clock, { version, why }: CalendarChange): Entry => ({
  at: scene.now,
  actor: 'calendar',
  kind: 'clock-reprojected',
  payload: { clock: now.name, label: now.label, rule: now.rule, from: was.dueAt, to: now.dueAt, why, version },
});

/** A year is about to begin without its notice: the administrator is asked for it, again and again as it nears. */
async function askForYear(scene: Scene, timer: Timer): Promise<void> {
  const { year, daysBefore } = timer.payload as unknown as CalendarWatch;
  const { calendar } = scene.company;
  const asked = { year, daysBefore, at: timer.dueAt };
  if (!isYearLoaded(calendar, year)) {
    const when = daysBefore > 0 ? `${year} 年还有 ${daysBefore} 天开始` : `${year} 年已经开始`;
    scene.alerts.push({
      companyId: scene.company.head.id,
      kind: 'calendar-year',
      subject: `${year}:${daysBefore}`,
      text: `${when},它的放假安排尚未载入,跨年的工作日时限只能暂按周一至周五推算。${howToLoad(year)}`,
      at: scene.now,
    });
  }
  await planWatch(scene, nextCalendarWatch(calendar, scene.now, asked));
}

async function planWatch(scene: Scene, watch: CalendarWatch | null): Promise<void> {
  if (watch !== null) await clocks.scheduleTimer(scene.tx, watchTimer(watch, scene.company.head.id, scene.house.ids.uuid()));
}

function watchTimer(watch: CalendarWatch, companyId: string, id: string): Timer {
  return { id, companyId, kind: 'calendar-year', subject: `calendar-year:${watch.year}`, caseId: null, dueAt: watch.at, payload: { ...watch } };
}

/** What a company waits for next of its calendar; the first row of the watch is written when the company or the service begins. */
export function firstWatch(calendar: WorkingCalendar, now: Instant, company: { readonly id: string; readonly timerId: string }): Timer | null {
  const watch = nextCalendarWatch(calendar, now);
  return watch === null ? null : watchTimer(watch, company.id, company.timerId);
}
