import type { Tx } from '../platform/database/transaction.js';
import type { Clock } from './domain/clock.js';
import type { PlacedNudge } from './domain/quiet-hours.js';
import { replacedNudges } from './domain/replaced-nudges.js';
import { nudgeTimer, type NudgePayload } from './domain/timers.js';
import { timerRow, type Keeping } from './keep.js';
import { clocksOf } from './persistence/clock-rows.js';
import { scheduleTimers, timersWaiting, withdrawTimers, type Timer } from './persistence/timer-rows.js';

const KIND = 'clock-nudge';

/**
 * The case has become one without quiet hours, or with them again: the nudges of its running clocks that still wait are placed anew.
 * Caller holds the case's lock.
 */
export async function replaceNudges(tx: Tx, keeping: Keeping & { readonly caseId: string }): Promise<void> {
  for (const clock of await clocksOf(tx, keeping.caseId)) {
    if (clock.state === 'running') await replaceOf(tx, clock, keeping);
  }
}

async function replaceOf(tx: Tx, clock: Clock, { now, calendar, newId, nudging }: Keeping): Promise<void> {
  const waiting = (await timersWaiting(tx, clock.companyId, clock.id)).filter(({ kind }) => kind === KIND);
  const nudges = replacedNudges(waiting.map(waitingNudge), { now, dueAt: clock.dueAt, quiet: nudging?.quiet ?? null, days: calendar });
  await withdrawTimers(tx, { companyId: clock.companyId, subject: clock.id, now, kinds: [KIND] });
  await scheduleTimers(tx, nudges.map((nudge) => timerRow(clock, nudgeTimer(nudge), newId())));
}

function waitingNudge({ dueAt, payload }: Timer): PlacedNudge {
  const { why, to = 'all', plannedAt } = payload as NudgePayload;
  return { at: dueAt, why, to, ...(plannedAt === undefined ? {} : { plannedAt }) };
}
