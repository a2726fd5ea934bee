import * as cases from '../cases/index.js';
import type { Case, Entry } from '../cases/index.js';
import * as clocks from '../clocks/index.js';
import type { Clock, Fired, Timer } from '../clocks/index.js';
import { SECOND } from '../terms/instants.js';
import { approvalDueNow } from './acts/approval-overdue.js';
import { calendarWork, isCalendarTimer } from './acts/calendar-work.js';
import { reseatNow } from './acts/approval-reseat.js';
import { HELD_SMS, sendHeld } from './acts/customer-sms.js';
import { draftTimer, lockDraft } from './acts/draft-overdue.js';
import { papersDue } from './acts/case-papers.js';
import { sendProgress } from './acts/progress.js';
import { keeping } from './acts/judging.js';
import { isRatingTimer, ratingDue } from './acts/rating.js';
import { DIGEST, digestDue } from './digest.js';
import { RISE_TIMER } from './acts/level-rise.js';
import { IDLE_TIMER, lookForProgress } from './acts/idle.js';
import { pauseEnded } from './acts/pausing.js';
import { settle } from './acts/settle.js';
import { heldDue } from './acts/held-due.js';
import { tellMissed } from './acts/missed.js';
import { planRounds, tellRound } from './acts/nudge-round.js';
import { nudgeOfClock, nudgeOfRung, nudgeOfSnoozed } from './acts/nudging.js';
import { SNOOZED } from './acts/todo-snooze.js';
import type { House } from './house.js';
import { closeScene, openScene, type Scene } from './scene.js';

const MOST_AT_ONCE = 100;
const LEAVES_EVERY = SECOND;
/** They know themselves what a service that was down has to say. */
const SAYS_ITS_OWN: readonly string[] = [clocks.HELD, DIGEST];

/**
 * Something timed in business time fell due: a nudge, a deadline, a rung of the ladder, an approval's limit, a draft.
 *
 * The case is locked first, then the timer is taken (nobody else can have ended it since), then it is carried out and the
 * case decided again: one transaction. False when another worker had it.
 */
export async function clockDue(house: House, timer: Timer): Promise<boolean> {
  // Committed before the work, so that a timer which kills the process cannot do so for ever.
  const going = await house.work.withoutTransaction((tx) =>
    clocks.noteTimerAttempt(tx, { id: timer.id, now: timer.dueAt, machineNow: house.machine.now() }),
  );
  if (going === 'given-up') await timerFailed(house, timer);
  if (going !== 'go') return false;
  const leaves = await house.work.inTransaction(async (tx) => {
    // Sent at once and worked off in this order: a draft's conversation, the case, then the timer.
    const locked = timer.kind.startsWith('draft-') ? lockDraft(tx, timer) : null;
    const [one, taken, scene] = await Promise.all([
      timer.caseId === null ? null : cases.lockCase(tx, timer.caseId),
      clocks.takeNotedTimer(tx, timer.id),
      openScene(house, tx, timer.companyId, `timer:${timer.id}`, SAYS_ITS_OWN.includes(timer.kind) ? null : timer.dueAt),
      locked,
    ]);
    if (taken === null) return null;
    await carryOut(scene, taken, one);
    await closeScene(scene);
    return scene.leaves;
  });
  if (leaves !== null) house.afterCommit(leaves);
  return leaves !== null;
}

/**
 * Many nudges of a company fell due together: told in rounds, a transaction each. A round that fails leaves its nudges to be told
 * one by one. What is decided leaves once a second: sending wants the same processors, and it is the deciding that must be in time.
 * Returns how many were told.
 */
export async function nudgesDue(house: House, companyId: string): Promise<number> {
  const rounds = await house.work.withoutTransaction(async (tx) => planRounds(await openScene(house, tx, companyId, 'nudges')));
  const leaving = new Set<string>();
  let leftAt = house.machine.now();
  let told = 0;
  try {
    for (const ids of rounds) {
      const round = await tellOneRound(house, companyId, ids);
      told += round.told;
      for (const channel of round.leaves) leaving.add(channel);
      const now = house.machine.now();
      if (now - leftAt < LEAVES_EVERY) continue;
      house.afterCommit(new Set(leaving));
      leftAt = now;
    }
  } finally {
    house.afterCommit(leaving);
  }
  return told;
}

async function tellOneRound(house: House, companyId: string, ids: readonly string[]): Promise<{ readonly told: number; readonly leaves: ReadonlySet<string> }> {
  const mine = await house.work.withoutTransaction((tx) => clocks.noteFirstAttempts(tx, ids, house.machine.now()));
  const leaves = await house.work.inTransaction(async (tx) => {
    const scene = await openScene(house, tx, companyId, `nudges:${mine[0] ?? ''}`);
    await tellRound(scene, mine);
    await closeScene(scene);
    return scene.leaves;
  });
  return { told: mine.length, leaves };
}

async function timerFailed(house: House, timer: Timer): Promise<void> {
  const leaves = await house.work.inTransaction(async (tx) => {
    const scene = await openScene(house, tx, timer.companyId, `timer-failed:${timer.id}`);
    scene.alerts.push({
      companyId: timer.companyId,
      kind: 'timer-failed',
      subject: timer.id,
      text: `一项到期处理(${timer.kind})多次失败,已停止,请查看服务日志`,
      at: timer.dueAt,
    });
    await closeScene(scene);
    return scene.leaves;
  });
  house.afterCommit(leaves);
}

async function carryOut(scene: Scene, timer: Timer, one: Case | null): Promise<void> {
  if (timer.kind.startsWith('draft-')) {
    await draftTimer(scene, timer);
    return endTimer(scene, timer);
  }
  if (timer.kind === clocks.HELD) return heldDue(scene, timer);
  if (timer.kind === DIGEST) return digestDue(scene, timer);
  if (isCalendarTimer(timer)) {
    await calendarWork(scene, timer, one);
    return endTimer(scene, timer);
  }
  if (one !== null && isRatingTimer(timer)) {
    await ratingDue(scene, one, timer);
    return endTimer(scene, timer);
  }
  if (one === null || !cases.isOpen(one.state)) return clocks.endTimer(scene.tx, timer.id, scene.now, 'handled');
  switch (timer.kind) {
    case 'approval-nudge':
    case 'approval-limit':
      return approvalDueNow(scene, one, timer);
    case 'approval-reseat':
      await reseatNow(scene, one, timer);
      return endTimer(scene, timer);
    case 'clock-nudge':
      return nudgeOfClock(scene, timer, one);
    case 'clock-escalate':
      return nudgeOfRung(scene, timer, one);
    case SNOOZED:
      return nudgeOfSnoozed(scene, timer, one);
    case 'papers':
      return papersDue(scene, one, timer);
    case IDLE_TIMER:
      await lookForProgress(scene, one, timer);
      return endTimer(scene, timer);
    case RISE_TIMER:
      await settle(scene, one, one, []);
      return endTimer(scene, timer);
    case HELD_SMS:
      await sendHeld(scene, one, timer);
      return endTimer(scene, timer);
    case 'progress':
      await sendProgress(scene, one, timer);
      return endTimer(scene, timer);
    default:
      return clockFired(scene, timer, one);
  }
}

function endTimer(scene: Scene, timer: Timer): void {
  clocks.endTimer(scene.tx, timer.id, scene.now);
}

async function clockFired(scene: Scene, timer: Timer, one: Case): Promise<void> {
  const missed: Clock[] = [];
  const going: Clock[] = [];
  for (const each of [timer, ...(await othersDue(scene, timer, one))]) {
    const fired: Fired | null = await clocks.fireClock(scene.tx, { ...keeping(scene, one), timer: each, rungLimit: 0 });
    if (fired?.kind === 'missed') missed.push(fired.clock);
    if (fired?.kind === 'resumed') going.push(fired.clock);
  }
  if (going.length > 0) await pauseEnded(scene, one, going);
  if (missed.length === 0) return;
  tellMissed(scene, one, missed);
  await settle(scene, one, one, missed.map((clock) => missedLine(scene, clock)), missed);
}

/** Deadlines of one case that run out, or go on after a pause, at one moment are told in one message. */
async function othersDue(scene: Scene, timer: Timer, one: Case): Promise<readonly Timer[]> {
  if (timer.kind !== 'clock-due' && timer.kind !== 'clock-resume') return [];
  const window = { companyId: one.companyId, kinds: [timer.kind], until: scene.now, besides: timer.id, limit: MOST_AT_ONCE };
  return clocks.takeTimersAhead(scene.tx, { ...window, caseId: one.id });
}

const missedLine = (scene: Scene, clock: Clock): Entry => ({
  at: scene.now,
  actor: 'clock',
  kind: 'clock-missed',
  payload: { clock: clock.name, rule: clock.rule, due: clock.dueAt, role: clock.responsible },
});
