/** The ledger (台账): every case of a company in one table, in figures, and as a file. */
export { COLUMNS, type Column } from './domain/columns.js';
export { courseOf } from './domain/course.js';
export type { LedgerNames, LedgerRow } from './domain/row.js';
export type { MonthFigures, Place } from './persistence/ledger-sql.js';
export { ledgerPage, ledgerPages, ledgerRows, monthInFigures, type LedgerPage, type LedgerQuery } from './ledger.js';
export type {
  ApprovedSum,
  DueItem,
  HandlerLoad,
  ListedCase,
  MissedItem,
  OverviewAsked,
  OverviewRow,
  ProjectStanding,
  Scope,
  Softened,
} from './domain/standing.js';
export {
  approvalsDueBetween,
  approvalsOverdueSince,
  dueBetween,
  handlerLoads,
  missedSince,
  mostUrgent,
  projectStandings,
} from './persistence/standing-sql.js';
export { approvedIn, softenedIn } from './persistence/softened-sql.js';
export { overviewCounts, overviewRows } from './persistence/overview-sql.js';
export { auditVisits, type VisitFault } from './persistence/visits-audit-sql.js';
export { auditNudges, nudgeCounts, nudgeRows, type NudgeFault, type NudgePeriod, type NudgeRow } from './persistence/nudges-sql.js';
export { ledgerCsv, sheetCsv } from './csv.js';
export { ledgerXlsx, XLSX_MOST_ROWS } from './xlsx.js';
