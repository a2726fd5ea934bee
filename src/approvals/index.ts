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
export { askAfter, askBefore, endInquiry, returnStep, urgeRun, type Asking } from './inquiries.js';
export { moveSeats, transferSeats } from './seat-moves.js';
export { readRunOfInquiry as runOfInquiry } from './persistence/inquiry-sql.js';
export { noteRefusal, readStepsOfPerson as stepsOfPerson, type SeatMove } from './persistence/move-sql.js';
export { lockRelated, readRelatedSums as relatedSums } from './persistence/related-sql.js';
export { seatsToAct } from './domain/tap.js';
export { inquiryCard, mayStopWaiting } from './domain/inquiry-card.js';
export { ACT_NAMES, ACTS, RUN_ALLOWS, STEP_ALLOWS } from './domain/acts.js';
export { approvalCard, type ApprovalCardView, type ApprovalSubject } from './domain/card.js';
export type { ProgressOutcome } from './domain/advance.js';
export {
  holderOf,
  openStepOf,
  personOfRole,
  presentStepOf,
  stepOf,
  type DecisionView,
  type FormerSeat,
  type Inquiry,
  type Names,
  type RoleWords,
  type RunState,
  type RunView,
  type Seat,
  type SeatView,
  type SeatVia,
  type Splitting,
  type StepState,
  type StepView,
  type Verdict,
} from './domain/run.js';
export { askedOf, cardsOf, isAsked, type SeatGroup, type SeatsFor } from './domain/seats.js';
export type { Tally } from './domain/votes.js';
export { decider } from './domain/words.js';
export { approvalForm, type ApprovalForm } from './domain/form.js';
export { formHtml } from './form/html.js';
export { formPdf } from './form/pdf.js';
export { auditApprovals, auditOpenApprovals, type ApprovalFault } from './persistence/audit-sql.js';
