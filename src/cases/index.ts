export { STATE_NAMES, type CaseState } from '../terms/case-state.js';
export * from './domain/case.js';
export * from './persistence/case-sql.js';
export { attachEvidence, evidenceOf, readEvidence, storeEvidence, type Evidence } from './persistence/evidence-sql.js';
export { sealHeads, type Sealing } from './record/sealing.js';
export { verifyRecord, verifySealedLog } from './record/verification.js';
export type { LogHead, RecordFault } from './domain/record.js';
export { entriesOfKind } from './persistence/entries-sql.js';
export { auditNumbers, type NumberFault } from './persistence/numbers-sql.js';
