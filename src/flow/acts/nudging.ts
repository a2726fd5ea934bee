import type { Case, CaseInShort } from '../../cases/index.js';
import * as cases from '../../cases/index.js';
import * as clocks from '../../clocks/index.js';
import type { Clock, NudgeAhead, Timer } from '../../clocks/index.js';
import * as messages from '../../messages/index.js';
import type { NudgePart } from '../../messages/index.js';
import { MINUTE, type Instant } from '../../terms/instants.js';
import type { HeldAbout } from '../held-back.js';
import { channelOf, tell, type Scene } from '../scene.js';
import { approvalNudgeOf, type LimitTimer } from './approval-nudge.js';
import { rungOf, rungsOf } from './ladder.js';
import { peopleNudged } from './nudged-people.js';
import { peopleOnDuty, quietUntil } from './off-hours.js';
import { keeping } from './judging.js';
import { reminderOf } from './nudge-words.js';
import { nudge } from './todo-nudge.js';
import { snoozedPart, SNOOZED } from './todo-snooze.js';

/**
 * At most one nudge a person and quarter hour: what falls due within it goes out in the same message, and after it waits, but
 * never past its due time. A clock's nudge, a rung of the ladder and the nudge of an approval are nudges alike.
 */
export const QUARTER = 15 * MINUTE;
const MOST_AHEAD = 100;

/** A clock's nudge fell due. */
export async function nudgeOfClock(scene: Scene, timer: Timer, one: Case): Promise<void> {
  const clock = await clocks.clockById(scene.tx, timer.subject);
  const people = clock === null ? [] : peopleNudged(scene, one, clock, timer);
  const { now, later } = await nowOrLater(scene, one, people, { plannedAt: timer.dueAt, dueAt: clock?.dueAt ?? 0 });
  if (later !== null && clock?.state === 'running') await putOff(scene, toldAlready(timer, now), later);
  else {
    const fired = await clocks.fireClock(scene.tx, { ...keeping(scene, one), timer, rungLimit: 0, ...(clock === null ? {} : { known: clock }) });
    if (fired === null) return;
    if (people.length === 0) return clocks.unsaid(scene.tx, timer.id, 'nobody');
  }
  if (clock === null) return;
  for (const personId of now) await sayWithOthers(scene, personId, timer, clockPart(scene, one, clock));
}

/** Whoever was nudged a moment ago hears of it when his quarter hour is over, unless it is due by then or he may not be disturbed any more. */
async function nowOrLater(scene: Scene, one: Case, people: readonly string[], times: Times): Promise<{ readonly now: readonly string[]; readonly later: Instant | null }> {
  const now: string[] = [];
  const later: Instant[] = [];
  const { dueAt } = times;
  for (const personId of people) {
    const morning = lateIntoQuiet(scene, one, personId, times);
    if (morning !== null) {
      later.push(morning);
      continue;
    }
    const last = await lastNudge(scene, personId);
    if (last === null || last + QUARTER >= dueAt || startsQuiet(scene, one, personId, last + QUARTER)) now.push(personId);
    else later.push(last + QUARTER);
  }
  return { now, later: later.length === 0 ? null : Math.max(...later) };
}

interface Times {
  /** When it was to come. */
  readonly plannedAt: Instant;
  /** When what it is about is due. */
  readonly dueAt: Instant;
}

/**
 * A service that was down for minutes has brought a nudge of the evening into the night: it comes when the quiet hours are over, unless
 * it would come too late then. Null: it may come now.
 */
function lateIntoQuiet(scene: Scene, one: Case, personId: string, { plannedAt, dueAt }: Times): Instant | null {
  if (scene.lateSince !== null || quietUntil(scene, one, personId, plannedAt) !== null) return null;
  const morning = quietUntil(scene, one, personId, scene.now);
  return morning === null || morning >= dueAt ? null : morning;
}

const startsQuiet = (scene: Scene, one: Case, personId: string, at: Instant): boolean =>
  quietUntil(scene, one, personId, scene.now) === null && quietUntil(scene, one, personId, at) !== null;

/** A miss goes up to the next role. */
export async function nudgeOfRung(scene: Scene, timer: Timer, one: Case): Promise<void> {
  const due = await rungDue(scene, timer, one);
  const last = due === null ? null : await lastNudge(scene, due.personId);
  if (last !== null) return putOff(scene, timer, last + QUARTER);
  const told = await fireRung(scene, timer, one);
  if (told !== null) await sayWithOthers(scene, told.personId, timer, told.part);
}

/** An approval waits for its people; whoever was nudged a moment ago hears of it when his quarter hour is over. */
export async function nudgeOfApproval(scene: Scene, timer: Timer, one: Case): Promise<void> {
  const asked = await approvalNudgeOf(scene, one, timer);
  if (asked === null || asked.people.length === 0) return clocks.endTimer(scene.tx, timer.id, scene.now, 'handled');
  const { now, later } = await nowOrLater(scene, one, asked.people, { plannedAt: timer.dueAt, dueAt: asked.dueAt ?? Infinity });
  if (later === null) clocks.endTimer(scene.tx, timer.id, scene.now);
  else await putOff(scene, toldAlready(timer, now), later);
  for (const personId of now) await sayWithOthers(scene, personId, timer, asked.part);
}

function toldAlready(timer: Timer, people: readonly string[]): Timer {
  const { told = [] } = timer.payload as unknown as LimitTimer;
  return { ...timer, payload: { ...timer.payload, told: [...told, ...people] } };
}

async function putOff(scene: Scene, timer: Timer, until: Instant): Promise<void> {
  await clocks.withdrawTimer(scene.tx, timer.id, scene.now, until);
  await clocks.scheduleTimer(scene.tx, { ...timer, id: scene.house.ids.uuid(), dueAt: until });
}

/** The instant of the person's last nudge when it is less than a quarter hour ago. */
async function lastNudge(scene: Scene, personId: string): Promise<Instant | null> {
  if (scene.lateSince !== null) return null;
  const chat = { companyId: scene.company.head.id, channel: channelOf(scene, personId), chatId: personId };
  const at = await messages.lastNudgeAt(scene.tx, chat);
  return at !== null && at > scene.now - QUARTER ? at : null;
}

/** One message with everything its person would be nudged about within the next quarter hour. */
async function sayWithOthers(scene: Scene, personId: string, timer: Timer, first: NudgePart): Promise<void> {
  if (scene.lateSince !== null) return sayCaughtUp(scene, personId, timer, first);
  const [nudges, rungs, asked, snoozed] = await waitingBeside(scene, timer);
  const parts = [
    { ...first, timerId: timer.id },
    ...(await clocksAhead(scene, personId, nudges)),
    ...(await rungsDue(scene, personId, rungs)),
    ...(await approvalsAhead(scene, personId, asked)),
    ...(await snoozedAhead(scene, personId, snoozed)),
  ];
  await nudge(scene, [{ personId, parts }]);
}

const ABOUT: Readonly<Record<string, HeldAbout>> = { 'clock-nudge': 'nudge', 'clock-escalate': 'rung', [SNOOZED]: 'nudge', 'approval-nudge': 'approval' };

/** What fell due while the service was down is told each person in one message. */
async function sayCaughtUp(scene: Scene, personId: string, timer: Timer, { text, caseId, clockId, dueAt }: NudgePart): Promise<void> {
  const about = clockId === null ? 'approval' : (ABOUT[timer.kind] ?? 'notice');
  const [one] = caseId === null ? [] : await cases.readCases(scene.tx, [caseId]);
  const morning = one === undefined ? null : quietUntil(scene, one, personId, scene.now);
  // Quiet hours carry nothing past its due time: he hears of it now, and so does whoever is on duty.
  const cannotWait = morning !== null && morning >= (dueAt ?? Infinity);
  const until = cannotWait ? scene.now : (morning ?? scene.now);
  const watching = cannotWait && one !== undefined ? peopleOnDuty(scene, one, scene.now).map(({ id }) => id) : [];
  for (const each of new Set([personId, ...watching])) tell(scene, each, { caseId, clockId, text, hold: { until, about } });
  await clocks.unsaid(scene.tx, timer.id, 'caught-up');
}

/** 稍后提醒 is over. */
export async function nudgeOfSnoozed(scene: Scene, timer: Timer, one: Case): Promise<void> {
  const asked = await snoozedPart(scene, timer, one);
  if (asked === null) return clocks.endTimer(scene.tx, timer.id, scene.now, 'handled');
  const morning = lateIntoQuiet(scene, one, asked.personId, { plannedAt: timer.dueAt, dueAt: asked.part.dueAt ?? Infinity });
  if (morning !== null) return putOff(scene, timer, morning);
  const last = await lastNudge(scene, asked.personId);
  if (last !== null && last + QUARTER < (asked.part.dueAt ?? Infinity)) return putOff(scene, timer, last + QUARTER);
  clocks.endTimer(scene.tx, timer.id, scene.now);
  await sayWithOthers(scene, asked.personId, timer, asked.part);
}

interface Waiting {
  readonly timer: Timer;
  readonly one: Case;
}

/**
 * What may come with this nudge, of all four kinds, asked for at once. Of rungs only what is due now: one taken early would be followed
 * by the next one on the same morning.
 */
function waitingBeside(scene: Scene, timer: Timer): Promise<[readonly NudgeAhead[], readonly Waiting[], readonly Waiting[], readonly Waiting[]]> {
  const until = scene.now + QUARTER - 1;
  return Promise.all([
    clocks.peekNudgesAhead(scene.tx, { companyId: scene.company.head.id, until, limit: MOST_AHEAD }),
    othersWaiting(scene, 'clock-escalate', scene.now, timer),
    othersWaiting(scene, 'approval-nudge', until, timer),
    othersWaiting(scene, SNOOZED, until, timer),
  ]);
}

async function snoozedAhead(scene: Scene, personId: string, waiting: readonly Waiting[]): Promise<NudgePart[]> {
  const parts: NudgePart[] = [];
  for (const { timer, one } of waiting) {
    const asked = await snoozedPart(scene, timer, one);
    if (asked?.personId !== personId) continue;
    clocks.endTimer(scene.tx, timer.id, scene.now);
    parts.push({ ...asked.part, timerId: timer.id });
  }
  return parts;
}

async function clocksAhead(scene: Scene, personId: string, ahead: readonly NudgeAhead[]): Promise<NudgePart[]> {
  const about = await cases.readAnswered(scene.tx, [...new Set(ahead.flatMap(({ timer }) => timer.caseId ?? []))]);
  const byId = new Map(about.map((one) => [one.id, one]));
  const peopleOf = ({ timer, clock }: NudgeAhead): readonly string[] => {
    const one = byId.get(timer.caseId ?? '');
    return one === undefined ? [] : peopleNudged(scene, one, clock, timer);
  };
  const mine = ahead.filter((each) => peopleOf(each).includes(personId)).map(({ timer }) => timer.id);
  if (mine.length === 0) return [];
  const taken = await clocks.takeNudges(scene.tx, mine);
  const shown = await cases.readInShort(scene.tx, [...new Set(taken.map(({ clock }) => clock.caseId))]);
  const parts: NudgePart[] = [];
  const ended: string[] = [];
  for (const each of taken) {
    const { clock, timer } = each;
    const one = shown.find(({ id }) => id === clock.caseId);
    const people = peopleOf(each);
    if (one === undefined || !people.includes(personId)) continue;
    parts.push({ ...clockPart(scene, one, clock), timerId: timer.id });
    if (people.length === 1) ended.push(timer.id);
    else await putOff(scene, toldAlready(timer, [personId]), timer.dueAt);
  }
  clocks.endTimers(scene.tx, ended, scene.now);
  return parts;
}

async function rungsDue(scene: Scene, personId: string, waiting: readonly Waiting[]): Promise<NudgePart[]> {
  const parts: NudgePart[] = [];
  for (const { timer, one } of waiting) {
    const due = await rungDue(scene, timer, one);
    if (due?.personId !== personId) continue;
    const told = await fireRung(scene, timer, one);
    if (told !== null) parts.push({ ...told.part, timerId: timer.id });
  }
  return parts;
}

async function approvalsAhead(scene: Scene, personId: string, waiting: readonly Waiting[]): Promise<NudgePart[]> {
  const parts: NudgePart[] = [];
  for (const { timer, one } of waiting) {
    const asked = await approvalNudgeOf(scene, one, timer);
    if (asked?.people.includes(personId) !== true) continue;
    if (asked.people.length === 1) clocks.endTimer(scene.tx, timer.id, scene.now);
    else await putOff(scene, toldAlready(timer, [personId]), timer.dueAt);
    parts.push({ ...asked.part, timerId: timer.id });
  }
  return parts;
}

async function othersWaiting(scene: Scene, kind: string, until: Instant, besides: Timer): Promise<readonly Waiting[]> {
  const window = { companyId: scene.company.head.id, kinds: [kind], until, besides: besides.id, limit: MOST_AHEAD };
  const waiting = await clocks.takeTimersAhead(scene.tx, window);
  const ids = waiting.flatMap((timer) => (timer.caseId === null ? [] : [timer.caseId]));
  const about = await cases.readCases(scene.tx, [...new Set(ids)]);
  return waiting.flatMap((timer) => {
    const one = about.find((candidate) => candidate.id === timer.caseId);
    return one === undefined || !cases.isOpen(one.state) ? [] : [{ timer, one }];
  });
}

async function rungDue(scene: Scene, timer: Timer, one: Case): Promise<{ readonly personId: string } | null> {
  const clock = await clocks.clockById(scene.tx, timer.subject);
  return clock === null ? null : rungOf(scene, one, clock, Number(timer.payload['rung']));
}

/** Carries out a rung: the next one is planned with it. Null when the clock has gone on, or nobody is left to tell. */
async function fireRung(scene: Scene, timer: Timer, one: Case): Promise<{ readonly personId: string; readonly part: NudgePart } | null> {
  const clock = await clocks.clockById(scene.tx, timer.subject);
  const rungLimit = clock === null ? 0 : rungsOf(scene, one, clock);
  const fired = await clocks.fireClock(scene.tx, { ...keeping(scene, one), timer, rungLimit });
  if (fired?.kind !== 'escalate') return null;
  const told = rungOf(scene, one, fired.clock, fired.rung);
  if (told !== null) return { personId: told.personId, part: { text: told.text, caseId: one.id, clockId: fired.clock.id, dueAt: fired.clock.dueAt } };
  await clocks.unsaid(scene.tx, timer.id, 'nobody');
  return null;
}

export const clockPart = (scene: Scene, one: CaseInShort, clock: Clock): NudgePart => ({
  text: reminderOf(scene, one, clock),
  caseId: one.id,
  clockId: clock.id,
  dueAt: clock.dueAt,
});
