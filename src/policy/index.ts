export { CASE_HANDLER, HANDLER_SUPERIOR, PLAIN_MATTERS, RETURN_VISITOR, type ExtensionRow, type MarkRow, type MatterRow, type Moment, type Pack, type SentBackRow, type TaskRow } from './domain/rows.js';
export { USUAL_NUDGING, type NoQuietFor, type NudgingRow } from './domain/nudging.js';
export { tasksNow } from './domain/tasks.js';
export type { ApprovalLimit, ClockDuty, Duties, PackOperations, RolePlan, SmsOccasion } from './domain/pack.js';
export { approvalLimitsFor, decide, decideAtLevel, decideSinceLowered, handlerFor, planReadersFor } from './domain/decide.js';
export {
  addWorkingDays,
  withProvisionalYears,
  type CalendarNotices,
  type CalendarOverrides,
  type WorkingCalendar,
} from './domain/calendar.js';
export { answerRules } from './domain/answers.js';
export { eventName, explain } from './domain/explain.js';
export { BacktestRun, type Backtest, type ChangeCount, type DeadlineCount } from './domain/backtest.js';
export { diffPacks, showChange, type PackChange } from './domain/diff.js';
export { approvalDue } from './domain/approval-due.js';
export { approvalDueWithPauses, type Pause } from './domain/approval-pause.js';
export { closingNow, marksBorne, marksFor } from './domain/exceptions.js';
export { risesAt, rulesAtLevel, type LoweredLevel } from './domain/lowered.js';
export { justUnder, roundThreshold } from './domain/thresholds.js';
export { spanEnd, type SpanEnd } from './domain/clock-plan.js';
export {
  calendarBook,
  calendarOf,
  changedDays,
  firstMissingYear,
  isYearLoaded,
  proveDay,
  type CalendarBook,
  type CalendarYear,
  type DayChange,
  type DayProof,
} from './domain/calendar-year.js';
export { nextCalendarWatch, type CalendarWatch } from './domain/calendar-watch.js';
export { nationalCalendar, publishedYears } from './national-calendar.js';
export { noticeHint, readNotice } from './calendar-notice.js';
export { loadPacks, packFolders, readPack, readPackFile, showMistake, PACKS_FOLDER, type PackMistake, type PackReading } from './load-pack.js';
export { readPlaces, type Carriage, type CarriedRule, type PackPlaces } from './pack-places.js';
export { canonicalPack, packHash, restorePack } from './pack-hash.js';
export { formatDecision, parseFacts, type DecisionJson } from './facts-json.js';
