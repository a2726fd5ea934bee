import type { Case } from '../../cases/index.js';
import * as cases from '../../cases/index.js';
import * as clocks from '../../clocks/index.js';
import type { Clock, Timer, WaitingNudge } from '../../clocks/index.js';
import * as messages from '../../messages/index.js';
import { HOUR, MINUTE, showInstant } from '../../terms/instants.js';
import { nudge, projectName, type Scene } from '../scene.js';
import { responsibleFor } from './ladder.js';
import { keeping } from './judging.js';

/** At most one nudge a person and quarter hour: what falls due within it goes out in the same message, never later. */
const QUARTER = 15 * MINUTE;
const MOST_AHEAD = 100;

/** One nudge fell due: it is sent with everything its person would be nudged about within the next quarter hour. */
export async function sendNudges(scene: Scene, timer: Timer, one: Case): Promise<void> {
  const last = await lastNudge(scene, timer, one);
  if (last !== null && (await clocks.postponeNudge(scene.tx, { timer, until: last + QUARTER, now: scene.now, newId: keeping(scene).newId }))) return;
  const fired = await clocks.fireClock(scene.tx, { ...keeping(scene), timer, rungLimit: 0 });
  if (fired === null) return;
  const person = responsibleFor(scene, one, fired.clock.responsible);
  if (person === null) return;
  const ahead = await nudgesOf(scene, person.id);
  await clocks.endTimers(scene.tx, ahead.map((other) => other.waiting.timer.id), scene.now);
  const parts = [{ one, clock: fired.clock }, ...ahead.map((other) => ({ one: other.case, clock: other.waiting.clock }))].map(
    ({ one: about, clock }) => ({ text: nudgeText(scene, about, clock), caseId: about.id, clockId: clock.id }),
  );
  nudge(scene, person.id, { caseId: one.id, clockId: fired.clock.id, text: messages.mergeNudges(parts.map((part) => part.text)), parts });
}

/** The instant of the person's last nudge when it is less than a quarter hour ago. */
async function lastNudge(scene: Scene, timer: Timer, one: Case): Promise<number | null> {
  const clock = await clocks.clockById(scene.tx, timer.subject);
  const person = clock === null ? null : responsibleFor(scene, one, clock.responsible);
  if (person === null) return null;
  const at = await messages.lastNudgeAt(scene.tx, {
    companyId: scene.company.head.id,
    channel: scene.company.head.channel,
    chatId: person.id,
  });
  return at !== null && at > scene.now - QUARTER ? at : null;
}

/** Nudges of the next quarter hour for the same person. */
async function nudgesOf(scene: Scene, personId: string): Promise<{ waiting: WaitingNudge; case: Case }[]> {
  const waiting = await clocks.takeNudgesAhead(scene.tx, {
    companyId: scene.company.head.id,
    until: scene.now + QUARTER - 1,
    limit: MOST_AHEAD,
  });
  const about = await cases.readCases(scene.tx, [...new Set(waiting.map((each) => each.clock.caseId))]);
  const mine = [];
  for (const each of waiting) {
    const one = about.find((candidate) => candidate.id === each.clock.caseId);
    if (one && responsibleFor(scene, one, each.clock.responsible)?.id === personId) mine.push({ waiting: each, case: one });
  }
  return mine;
}

function nudgeText(scene: Scene, one: Case, clock: Clock): string {
  return `【提醒】${one.number} ${projectName(scene, one.projectId)} ${one.subject}:${clock.label},${showInstant(clock.dueAt)}前完成(还剩${timeLeft(clock.dueAt - scene.now)})。依据 ${clock.rule}`;
}

export function timeLeft(millis: number): string {
  const minutes = Math.max(0, Math.ceil(millis / MINUTE));
  if (minutes < 60) return `${minutes} 分钟`;
  const hours = Math.floor(millis / HOUR);
  return hours < 48 ? `${hours} 小时` : `${Math.floor(hours / 24)} 天`;
}
