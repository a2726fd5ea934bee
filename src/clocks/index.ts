/** Running deadlines: planned by the rule book, nudging, met or missed, paused, extended, escalating. */
export type {
  Clock,
  ClockDuty,
  ClockEvent,
  ClockState,
  ClockUnit,
  Derivation,
  Extension,
  Move,
  Suspension,
  WorkCalendar,
} from './domain/clock.js';
export { type Account } from './domain/budget.js';
export type { Fired } from './domain/firing.js';
export { type Nudge, type NudgePlan, type WhyNudged } from './domain/nudges.js';
export type { Asked } from './domain/reconciliation.js';
export { proveDue } from './domain/proof.js';
export { isInTime, isOpen } from './domain/states.js';
export {
  cancelClocksOf,
  meetClocks,
  reconcileClocks,
  type ClockChanges,
  type Happening,
} from './reconcile-clocks.js';
export { extendClock, pauseClock, restartClock, resumeClock, spareClocks } from './change-clock.js';
export { fireClock, type Firing } from './fire-clock.js';
export type { Keeping } from './keep.js';
export { replaceNudges } from './replace-nudges.js';
export type { NudgePayload, NudgeRules } from './domain/timers.js';
export { isOffTime, placedAt, quietStretch, type QuietHours } from './domain/quiet-hours.js';
export { clockById, clocksByIds, clocksOf } from './persistence/clock-rows.js';
export {
  casesOnWorkingDays,
  openClocksFor,
  type OpenClock,
  type OpenClocksQuery,
  type Seat,
} from './persistence/clock-reads.js';
export {
  endTimer,
  endTimers,
  moveNudges,
  nextDueAt,
  noteTimerAttempt,
  peekDueTimer,
  peekDueTimers,
  scheduleTimer,
  scheduleTimers,
  takeNotedTimer,
  takeTimer,
  takeTimersAhead,
  timersWaiting,
  unsaid,
  withdrawTimer,
  withdrawTimers,
  withdrawTimersOfCase,
  type Timer,
  type Withdrawal,
} from './persistence/timer-rows.js';
export { nextOfCase } from './persistence/next-timer.js';
export { HELD, holdUntil, isCatchingUp, type HeldRow } from './persistence/held-rows.js';
export { dueCompanies, timerLateness, type DueCompany } from './persistence/due-companies.js';
export { afterAll, noteFirstAttempts, peekNudges, peekNudgesAhead, takeNudges, type NudgeAhead, type WaitingNudge } from './persistence/nudge-rows.js';
export { auditClocks, auditOpenClocks, type ClockFault } from './persistence/clock-audit.js';
