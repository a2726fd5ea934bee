import * as cases from '../../cases/index.js';
import type { Case, CaseInShort } from '../../cases/index.js';
import * as clocks from '../../clocks/index.js';
import type { Timer, WaitingNudge } from '../../clocks/index.js';
import * as directory from '../../directory/index.js';
import * as messages from '../../messages/index.js';
import { LATE } from '../held-back.js';
import type { Scene } from '../scene.js';
import { approvalNudgeOf } from './approval-nudge.js';
import { rungOf } from './ladder.js';
import { peopleNudged } from './nudged-people.js';
import { clockPart, QUARTER } from './nudging.js';
import { nudge } from './todo-nudge.js';
import { SNOOZED, snoozedPart } from './todo-snooze.js';

/**
 * At 09:00 of a working day the nudges of a whole company fall due at once. They are told in rounds: everything a person has due
 * in one message, some hundred nudges in one transaction. Whoever hears of something else as well (a rung of the ladder, an
 * approval, 稍后提醒), was nudged a moment ago, or shares a nudge with the duty person is left to be told by himself (nudging.ts).
 */
const MANY = 20;
/** Read at a time, and times: what is left over is seen by the next look. */
const A_PAGE = 2000;
const MOST_PAGES = 25;
const MOST_OTHERS = 200;
const A_ROUND = 100;
/** No timer of this id is left out. */
const NONE = '00000000-0000-0000-0000-000000000000';

/** The ids of nudges to be told together, round by round; empty when few are due. Reads only. */
export async function planRounds(scene: Scene): Promise<readonly (readonly string[])[]> {
  const { id: companyId } = scene.company.head;
  const mine = await waitingFor(scene);
  if ([...mine.values()].flat().filter(({ timer }) => timer.dueAt <= scene.now).length < MANY) return [];
  const since = scene.now - QUARTER;
  const disturbed = await messages.nudgedSince(scene.tx, { companyId, channels: directory.channelsOf(scene.company.people), chatIds: [...mine.keys()], since });
  const busy = await peopleWithMore(scene);
  const told = [...mine].filter(
    ([personId, nudges]) => !disturbed.has(personId) && !busy.has(personId) && nudges.some(({ timer }) => timer.dueAt <= scene.now),
  );
  return inRounds(told.map(([, nudges]) => nudges.map(({ timer }) => timer.id)));
}

type Nudge = WaitingNudge & { readonly one: CaseInShort };

/**
 * What falls due within the quarter hour, by person. All of it before anybody is told: whoever heard of a part would hear of the rest
 * a quarter hour later. Cases are let go page by page.
 */
async function waitingFor(scene: Scene): Promise<ReadonlyMap<string, readonly Pick<Nudge, 'timer'>[]>> {
  const found = new Map<string, Pick<Nudge, 'timer'>[]>();
  const shared = new Set<string>();
  const window = { companyId: scene.company.head.id, until: scene.now + QUARTER - 1, limit: A_PAGE };
  let behind = clocks.afterAll(scene.now - LATE);
  for (let page = 0; page < MOST_PAGES; page++) {
    const waiting = await clocks.peekNudges(scene.tx, window, behind);
    const mine = await byPerson(scene, waiting, shared);
    for (const [personId, nudges] of mine) found.set(personId, [...(found.get(personId) ?? []), ...nudges.map(({ timer }) => ({ timer }))]);
    const last = waiting.at(-1);
    if (last === undefined || waiting.length < A_PAGE) break;
    behind = last.timer;
  }
  for (const personId of shared) found.delete(personId);
  return found;
}

/** Each person's own nudges. One that two people hear of makes both be told by themselves: they are `shared`. */
async function byPerson(scene: Scene, waiting: readonly WaitingNudge[], shared = new Set<string>()): Promise<ReadonlyMap<string, readonly Nudge[]>> {
  const about = new Map((await cases.readInShort(scene.tx, [...new Set(waiting.map(({ clock }) => clock.caseId))])).map((one) => [one.id, one]));
  const found = new Map<string, Nudge[]>();
  for (const each of waiting) {
    const one = about.get(each.clock.caseId);
    // What has run out meanwhile is found missed, not nudged.
    if (one === undefined || !cases.isOpen(one.state) || !clocks.isInTime(scene.now, each.clock.dueAt)) continue;
    const people = peopleNudged(scene, one, each.clock, each.timer);
    if (people.length > 1) for (const personId of people) shared.add(personId);
    for (const personId of people) found.set(personId, [...(found.get(personId) ?? []), { ...each, one }]);
  }
  for (const personId of shared) found.delete(personId);
  return found;
}

async function peopleWithMore(scene: Scene): Promise<ReadonlySet<string>> {
  const until = scene.now + QUARTER - 1;
  const rungs = await others(scene, ['clock-escalate'], scene.now);
  const known = await clocks.clocksByIds(scene.tx, rungs.map(({ timer }) => timer.subject));
  const people = rungs.flatMap(({ timer, one }) => {
    const clock = known.find(({ id }) => id === timer.subject);
    return clock === undefined ? [] : (rungOf(scene, one, clock, Number(timer.payload['rung']))?.personId ?? []);
  });
  const asked = await Promise.all((await others(scene, ['approval-nudge'], until)).map(({ timer, one }) => approvalNudgeOf(scene, one, timer)));
  const snoozed = await Promise.all((await others(scene, [SNOOZED], until)).map(({ timer, one }) => snoozedPart(scene, timer, one)));
  return new Set([...people, ...asked.flatMap((each) => each?.people ?? []), ...snoozed.flatMap((each) => each?.personId ?? [])]);
}

async function others(scene: Scene, kinds: readonly string[], until: number): Promise<{ readonly timer: Timer; readonly one: Case }[]> {
  const window = { companyId: scene.company.head.id, kinds, until, besides: NONE, limit: MOST_OTHERS };
  const waiting = await clocks.takeTimersAhead(scene.tx, window);
  const about = await cases.readCases(scene.tx, [...new Set(waiting.flatMap(({ caseId }) => caseId ?? []))]);
  return waiting.flatMap((timer) => {
    const one = about.find(({ id }) => id === timer.caseId);
    return one === undefined ? [] : [{ timer, one }];
  });
}

/** What one person hears stays in one round. */
function inRounds(groups: readonly (readonly string[])[]): string[][] {
  const rounds: string[][] = [];
  for (const ids of groups) {
    const last = rounds.at(-1);
    if (last === undefined || last.length >= A_ROUND) rounds.push([...ids]);
    else last.push(...ids);
  }
  return rounds;
}

/** Tells the nudges of one round that still wait. */
export async function tellRound(scene: Scene, ids: readonly string[]): Promise<void> {
  const mine = await byPerson(scene, await clocks.takeNudges(scene.tx, ids));
  const people = [...mine].map(([personId, nudges]) => ({
    personId,
    parts: nudges.map(({ one, clock, timer }) => ({ ...clockPart(scene, one, clock), timerId: timer.id })),
  }));
  await nudge(scene, people);
  clocks.endTimers(scene.tx, [...mine.values()].flatMap((nudges) => nudges.map(({ timer }) => timer.id)), scene.now);
}
