export type { Pack } from './domain/rows.js';
export type { ApprovalLimit, ClockDuty, Duties, PackOperations, RolePlan, SmsOccasion } from './domain/pack.js';
export { approvalLimitsFor, decide, decideAtLevel, handlerFor, planReadersFor } from './domain/decide.js';
export {
  addWorkingDays,
  withProvisionalYears,
  type CalendarNotices,
  type CalendarOverrides,
  type WorkingCalendar,
} from './domain/calendar.js';
export { approvalDue } from './domain/approval-due.js';
export { type SpanEnd } from './domain/clock-plan.js';
export { calendarFor, nationalCalendar } from './national-calendar.js';
export { loadPacks, readPack, readPackFile, showMistake, PACKS_FOLDER, type PackMistake, type PackReading } from './load-pack.js';
export { canonicalPack, packHash, restorePack } from './pack-hash.js';
export { formatDecision, parseFacts, type DecisionJson } from './facts-json.js';
