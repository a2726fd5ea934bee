export { fitText, TEXT_LENGTH } from './domain/fitting.js';
export { mergeNudges, SHOWN, urgentFirst, type NudgePart } from './domain/merged-nudge.js';
export { sameMatter, type LineEnd, type NudgeLine } from './domain/nudge-line.js';
export {
  carryOver,
  countOpenLines,
  endLines,
  lineById,
  linesOfCase,
  lockTodoCards,
  openLines,
  openLinesOfCase,
  rewordNudges,
  setTodoCards,
  snoozeLines,
  takeBack,
  writeLines,
  type NewLine,
} from './persistence/nudge-line-sql.js';
export type { NewCard, NewText, OutgoingKind, OutgoingState, CardRow } from './domain/outgoing.js';
export type { SmsLimits, SmsOrder, SmsOrdered } from './domain/sms-order.js';
export { lastNudgeAt, nudgedSince, outgoingOfCase, say, withdrawNudges, type Acted, type OutgoingOfCase } from './persistence/text-sql.js';
export { recallNudges, type NudgesToRecall } from './persistence/recall-sql.js';
export { cardById, cardsByIds, changeCards, changesOf, endCards, postCards, type Redraw } from './persistence/card-sql.js';
export { cardsOfCase, type CardOfCase } from './persistence/case-cards-sql.js';
export { raiseAlert, raiseAlerts, type Alert } from './persistence/alert-sql.js';
export { auditOutgoing, lateOutgoing, outgoingLateness, type OutgoingFault } from './persistence/audit-sql.js';
export { isSmsOrdered, sendSms } from './sms-order.js';
export { asksToBeLeft } from './domain/sms-order.js';
export {
  customersOf,
  heardFrom,
  leave,
  NOBODY,
  noteReceipt,
  type ReceiptNoted,
} from './persistence/sms-receipt-sql.js';
export type { SmsReceipt, SmsReply } from '../sms/port/sms.js';
export { SmsInquiry, type InquiryParts } from './sms-inquiry.js';
export { rowOfKey, SMS } from './postman.js';
export { Delivery, type DeliveryParts } from './delivery.js';
