export {
  addSeats,
  decideStep,
  openRun,
  voidRun,
  type NewRun,
  type Progress,
  type StepTap,
} from './approvals.js';
export {
  readOpenRunOfCase as openRunOfCase,
  readRun as runView,
  readRuns as runViews,
  readRunsOfCase as runsOfCase,
} from './persistence/run-sql.js';
export {
  readOpenRunIds as openRunIds,
  readWaitingFor as myApprovals,
  storeSeatCards as setSeatCards,
  type SeatCard,
  type WaitingApproval,
} from './persistence/seat-sql.js';
export { approvalCard, type ApprovalCardView, type ApprovalSubject } from './domain/card.js';
export type { ProgressOutcome } from './domain/advance.js';
export {
  openStepOf,
  stepOf,
  type DecisionView,
  type Names,
  type RoleWords,
  type RunState,
  type RunView,
  type Seat,
  type SeatView,
  type StepState,
  type StepView,
  type Verdict,
} from './domain/run.js';
export { askedOf, cardsOf, type SeatGroup, type SeatsFor } from './domain/seats.js';
export type { Tally } from './domain/votes.js';
export { decider } from './domain/words.js';
export { auditApprovals, auditOpenApprovals, type ApprovalFault } from './persistence/audit-sql.js';
